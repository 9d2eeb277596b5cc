import * as vscode from 'vscode';
import type { Consent } from '../app/consent.ts';
import type { Log } from '../app/ports.ts';
import { describeReason } from '../app/reasons.ts';
import type { ReviewSources } from '../app/reviewGate.ts';
import type { ApiKey } from './apiKey.ts';
import type { CommandTable } from './commands.ts';
import type { EditorDialogs } from './dialogs.ts';
import type { Host } from './ports.ts';
import { ACTIONS, CONNECTION, CONSENT_RESULT, KEY } from './texts.ts';

export interface GeminiCommandParts {
  readonly key: ApiKey;
  readonly consent: Consent;
  readonly sources: ReviewSources;
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

/** One tiny request without anything of the person's in it: no consent is needed. */
async function testConnection({ key, sources, dialogs, log }: GeminiCommandParts): Promise<void> {
  const apiKey = await key.read();
  if (apiKey === undefined) {
    const { sentence, nextStep } = describeReason({ kind: 'no-key', engine: 'gemini' });
    void dialogs.tell('warning', `Palisade: ${sentence} ${nextStep}`, [ACTIONS.setKey]).then(async (pressed) => {
      if (pressed === ACTIONS.setKey) await vscode.commands.executeCommand('palisade.setGeminiKey');
    });
    return;
  }
  // Machine settings: no document is needed to know them.
  const settings = sources.settings('');
  const options = { location: vscode.ProgressLocation.Notification, title: CONNECTION.progress, cancellable: true };
  const answer = await vscode.window.withProgress(options, async (_progress, token) => {
    const abort = new AbortController();
    const listener = token.onCancellationRequested(() => abort.abort());
    try {
      const reviewer = await sources.reviewer(apiKey, settings);
      const reason = await reviewer.testConnection(abort.signal);
      return { reason, cancelled: abort.signal.aborted };
    } finally {
      listener.dispose();
    }
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
