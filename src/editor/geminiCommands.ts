import * as vscode from 'vscode';
import type { Consent } from '../app/consent.ts';
import type { DailyLimit } from '../app/dailyLimit.ts';
import type { Log } from '../app/ports.ts';
import { describeReason } from '../app/reasons.ts';
import type { ReviewSources } from '../app/reviewGate.ts';
import type { Reason } from '../findings/outcome.ts';
import type { ApiKey } from './apiKey.ts';
import type { CommandTable } from './commands.ts';
import type { EditorDialogs } from './dialogs.ts';
import type { Host } from './ports.ts';
import { ACTIONS, CONNECTION, CONSENT_RESULT, KEY } from './texts.ts';

export interface GeminiCommandParts {
  readonly key: ApiKey;
  readonly consent: Consent;
  readonly sources: ReviewSources;
  readonly limit: Pick<DailyLimit, 'add'>;
  readonly dialogs: EditorDialogs;
  readonly host: Host;
  readonly log: Log;
}

export function geminiCommands(
  parts: GeminiCommandParts,
): Pick<
  CommandTable,
  'palisade.setGeminiKey' | 'palisade.removeGeminiKey' | 'palisade.testConnection' | 'palisade.reviewConsent'
> {
  const { key, consent, dialogs, host } = parts;
  return {
    'palisade.setGeminiKey': async () => {
      const given = await dialogs.askKey();
      if (given === undefined || given.trim() === '') return;
      await key.store(given);
      if (consent.state === 'undecided') await consent.ask();
      const where = host.remote === undefined ? KEY.stored : KEY.storedFromRemote(host.remote);
      const pressed = dialogs.tell('info', `Palisade: ${where} ${CONSENT_RESULT[consent.state]}`, [
        ACTIONS.testConnection,
      ]);
      void pressed.then(async (button) => {
        if (button === ACTIONS.testConnection) await vscode.commands.executeCommand('palisade.testConnection');
      });
    },
    'palisade.removeGeminiKey': async () => {
      const wasThere = await key.remove();
      const left = (await key.read()) === undefined ? '' : ` ${KEY.stillInEnvironment}`;
      void dialogs.tell('info', `Palisade: ${wasThere ? KEY.removed : KEY.absent}${left}`, []);
    },
    'palisade.testConnection': () => testConnection(parts),
    'palisade.reviewConsent': async () => {
      const state = await consent.ask();
      void dialogs.tell('info', `Palisade: ${CONSENT_RESULT[state]}`, []);
    },
  };
}

/**
 * One tiny request without anything of the person's in it, so that no consent is needed. But a workspace that
 * is not trusted makes the extension send nothing at all, and what is asked counts for the day.
 */
async function testConnection({ key, sources, limit, dialogs, log }: GeminiCommandParts): Promise<void> {
  const apiKey = await key.read();
  if (apiKey === undefined) {
    refuse(dialogs, { kind: 'no-key', engine: 'gemini' }, ACTIONS.setKey, 'palisade.setGeminiKey');
    return;
  }
  if (!sources.isTrusted()) {
    const reason = { kind: 'untrusted-workspace', engine: 'gemini' } as const;
    refuse(dialogs, reason, ACTIONS.trust, 'workbench.trust.manage');
    return;
  }
  // Machine settings: no document is needed to know them.
  const settings = sources.settings('');
  const answer = await dialogs.progress(CONNECTION.progress, async (signal) => {
    const reviewer = await sources.reviewer(apiKey, settings);
    // Before it is sent: a test that is given up may have reached Google all the same.
    await limit.add({ requests: 1, tokens: 0 });
    const reason = await reviewer.testConnection(signal);
    return { reason, cancelled: signal.aborted };
  });
  if (answer.cancelled) {
    void dialogs.tell('info', `Palisade: ${CONNECTION.cancelled}`, []);
  } else if (answer.reason) {
    const { sentence, nextStep } = describeReason(answer.reason);
    const detail = answer.reason.detail === undefined ? '' : ` (${answer.reason.detail})`;
    log.warn(`test of the connection: ${answer.reason.kind}${detail}`);
    void dialogs
      .tell('warning', `Palisade: ${sentence}${detail} ${nextStep}`, [ACTIONS.showLog])
      .then(async (pressed) => {
        if (pressed === ACTIONS.showLog) await vscode.commands.executeCommand('palisade.showLog');
      });
  } else {
    log.info('test of the connection: it works');
    void dialogs.tell('info', `Palisade: ${CONNECTION.works(settings.model)}`, []);
  }
}

/** Not awaited: a notification may stay for as long as the person likes. */
function refuse(dialogs: EditorDialogs, reason: Reason, button: string, command: string): void {
  const { sentence, nextStep } = describeReason(reason);
  void dialogs.tell('warning', `Palisade: ${sentence} ${nextStep}`, [button]).then(async (pressed) => {
    if (pressed === button) await vscode.commands.executeCommand(command);
  });
}
