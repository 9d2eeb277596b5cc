import * as vscode from 'vscode';
import type { FixSubject } from '../../app/fixes/fix.ts';
import type { FixWatch } from '../../app/fixes/fixWatch.ts';
import { languageOf } from '../../code/languages.ts';
import { FITS, firstStep, handOff, type HandOffEnd } from '../../remediation/handOff.ts';
import type { BuiltPrompt, FixPrompt } from '../../remediation/fixPrompt.ts';
import { openDocument } from '../documents.ts';
import type { RemediationParts } from '../lazyRemediation.ts';
import type { RemediationCommandId } from '../remediationCommandIds.ts';
import { messageOf } from '../workspaceFiles.ts';
import { bucketPage, codePage } from './explainPage.ts';
import { plainTitle, verdictInWords } from './fixWords.ts';
import { fixIdOf } from './fixListCommands.ts';
import { type FixTarget, targetNow, targetOf } from './fixTargets.ts';
import type { MadeDocuments } from './madeDocuments.ts';
import { newBoundary, type PreparedPrompt, type PromptMaker } from './promptMaker.ts';
import type { PromptPreviews } from './promptPreview.ts';
import { handOffTarget, watchMinutes } from './remediationSettings.ts';
import { FIX, HANDED_OFF, HAND_OFF_FAILED, watchedInWords } from './remediationTexts.ts';

export interface FixCommandParts extends RemediationParts {
  readonly maker: PromptMaker;
  readonly previews: PromptPreviews;
  readonly documents: MadeDocuments;
  readonly watch: FixWatch;
  /** Lets the watch look at the account that is open. */
  readonly useAccount: () => void;
}

type FixCommands = Extract<
  RemediationCommandId,
  | 'palisade.fixWithAgent'
  | 'palisade.previewPrompt'
  | 'palisade.copyPrompt'
  | 'palisade.explainFinding'
  | 'palisade.verifyNow'
>;

export function fixCommands(parts: FixCommandParts): Record<FixCommands, (argument: unknown) => Promise<void>> {
  return {
    'palisade.fixWithAgent': async (argument) => {
      const target = await meant(parts, argument);
      if (target !== undefined) await fix(parts, target);
    },
    'palisade.previewPrompt': async (argument) => {
      const target = await meant(parts, argument);
      if (target !== undefined) await preview(parts, target);
    },
    'palisade.copyPrompt': async (argument) => {
      const target = await meant(parts, argument);
      if (target !== undefined) await copy(parts, target);
    },
    'palisade.explainFinding': async (argument) => {
      const target = await meant(parts, argument);
      if (target !== undefined) await explain(parts, target);
    },
    'palisade.verifyNow': async (argument) => {
      // A row of what was handed off is known by itself: also when it is fixed, or found by an earlier window.
      const id = fixIdOf(argument);
      const fix = parts.watch.fixes().find((one) => one.id === id);
      if (fix !== undefined) {
        await verify(parts, [{ title: fix.title, subject: fix.subject }]);
        return;
      }
      const target = await meant(parts, argument);
      if (target !== undefined) await verify(parts, asksOf(target));
    },
  };
}

async function meant(parts: FixCommandParts, argument: unknown): Promise<FixTarget | undefined> {
  const inFront = argument === undefined || argument instanceof vscode.Uri;
  const previewed = inFront ? parts.previews.targetOf(argument) : undefined;
  const targeted = previewed === undefined ? await targetOf(parts, argument) : targetNow(parts, previewed);
  if (targeted.kind === 'target') {
    const { target } = targeted;
    if (target.kind !== 'bucket' || parts.posture.loaded?.session.state.source?.kind !== 'report') return target;
    // A prompt is made of the facts of the bucket, which a report does not hold, and which may be others by now.
    const pressed = await parts.dialogs.tell('info', `Palisade: ${FIX.report}`, [FIX.backToLive]);
    if (pressed === FIX.backToLive) await vscode.commands.executeCommand('palisade.backToLiveReading');
    return undefined;
  }
  if (targeted.why !== undefined) await parts.dialogs.tell('info', `Palisade: ${targeted.why}`, []);
  return undefined;
}

async function fix(parts: FixCommandParts, target: FixTarget): Promise<void> {
  const { dialogs, isTrusted, promptHost, clock, watch, log } = parts;
  if (target.kind === 'bucket' && parts.posture.loaded?.session.state.source?.kind === 'sample') {
    const pressed = await dialogs.tell('info', `Palisade: ${FIX.sample}`, [FIX.preview]);
    if (pressed === FIX.preview) await preview(parts, target);
    return;
  }
  if (!isTrusted()) {
    const pressed = await dialogs.tell('warning', `Palisade: ${FIX.untrusted}`, [FIX.manageTrust, FIX.preview]);
    if (pressed === FIX.manageTrust) await vscode.commands.executeCommand('workbench.trust.manage');
    if (pressed === FIX.preview) await preview(parts, target);
    return;
  }
  const prepared = await preparedFor(parts, target);
  if (prepared === undefined) return;
  let refused: string | undefined;
  let last: FixPrompt | undefined;
  const promptFor = (fits: (text: string) => boolean): string | undefined => {
    const built = prepared.build(fits);
    if (built.kind === 'refused') refused = built.why;
    else last = built.prompt;
    return built.kind === 'prompt' ? built.prompt.text : undefined;
  };
  const wait = (ms: number, signal: AbortSignal): Promise<void> => clock.delay(ms, signal);
  const end = await handOff(handOffTarget(), promptHost, promptFor, wait);
  for (const { step, problem } of end.attempts) log.info(`hand-off: ${step}: ${problem}`);
  if (end.kind === 'failed') {
    const why = last === undefined && refused !== undefined ? refused : HAND_OFF_FAILED;
    const pressed = await dialogs.tell('error', `Palisade: ${why}`, [FIX.preview, FIX.showLog]);
    if (pressed === FIX.preview) await preview(parts, target);
    if (pressed === FIX.showLog) await vscode.commands.executeCommand('palisade.showLog');
    return;
  }
  const isWatched = (await watch.handOff(subjectsOf(target))) > 0;
  tellHandedOff(parts, target, end.step, last, isWatched);
}

/** Not awaited: a notification may stay for as long as it likes. */
function tellHandedOff(
  parts: FixCommandParts,
  target: FixTarget,
  step: Extract<HandOffEnd, { kind: 'handed-off' }>['step'],
  prompt: FixPrompt | undefined,
  isWatched: boolean,
): void {
  const isShort = prompt?.data.some(({ left }) => left !== 'whole') === true;
  const words = [
    HANDED_OFF[step],
    ...(isShort ? [FIX.shortened] : []),
    isWatched ? watchedInWords(watchMinutes()) : FIX.notWatched,
  ].join(' ');
  // A chat may be there with nothing in it that can answer.
  const buttons = step === 'clipboard' ? [FIX.preview] : [FIX.copy, FIX.preview];
  void parts.dialogs
    .tell('info', `Palisade: ${words}`, buttons)
    .then(async (pressed) => {
      if (pressed === FIX.copy && prompt !== undefined) await parts.promptHost.copy(prompt.text);
      if (pressed === FIX.preview) await preview(parts, target);
    })
    .catch(parts.report);
}

/** What is handed over from the preview later has the same boundary: it is the text that was read. */
async function preview(parts: FixCommandParts, wanted: FixTarget): Promise<void> {
  const target = { ...wanted, boundary: wanted.boundary ?? newBoundary() };
  const prepared = await preparedFor(parts, target);
  if (prepared === undefined) return;
  const step = await firstStep(handOffTarget(), parts.promptHost);
  const built = await promptOf(parts, prepared, FITS[step]);
  if (built !== undefined) await parts.previews.show(target, built);
}

async function copy(parts: FixCommandParts, target: FixTarget): Promise<void> {
  const { promptHost, dialogs, watch, log } = parts;
  const prepared = await preparedFor(parts, target);
  const prompt = prepared && (await promptOf(parts, prepared, FITS.clipboard));
  if (prompt === undefined) return;
  try {
    await promptHost.copy(prompt.text);
  } catch (error) {
    log.warn(`hand-off: clipboard: ${messageOf(error)}`);
    await promptHost.showDocument(prompt.text);
    await dialogs.tell('warning', `Palisade: ${HANDED_OFF.document}`, []);
    return;
  }
  const isSample = target.kind === 'bucket' && parts.posture.loaded?.session.state.source?.kind === 'sample';
  const buttons = isSample || !parts.isTrusted() ? [] : [FIX.watch];
  void dialogs
    .tell('info', `Palisade: ${FIX.copied}`, buttons)
    .then(async (pressed) => {
      if (pressed === FIX.watch) await watch.handOff(subjectsOf(target));
    })
    .catch(parts.report);
}

async function explain(parts: FixCommandParts, target: FixTarget): Promise<void> {
  const { documents, maker, tracker } = parts;
  const playbooks = await maker.playbooks();
  const playbookOf = (id: string) => playbooks.playbookOf(id)?.playbook;
  if (target.kind === 'bucket') {
    await documents.showPage('finding.md', bucketPage(target.records, playbookOf));
    return;
  }
  const { documentId, records } = target;
  const text = tracker.textOf(documentId) ?? '';
  const languageId = openDocument(documentId)?.languageId ?? languageOf(vscode.Uri.parse(documentId).path);
  const pages = records.map((record) => codePage(record, { text, languageId }, playbookOf(record.finding.ruleId)));
  await documents.showPage('finding.md', pages.join('\n---\n\n'));
}

interface Ask {
  readonly title: string;
  readonly subject: FixSubject;
}

function asksOf(target: FixTarget): readonly Ask[] {
  const titles = target.records.map(({ finding }) => plainTitle(finding.title));
  return subjectsOf(target).map((subject, index) => ({ title: titles[index] ?? '', subject }));
}

/** One after the other: each says what it found. */
async function verify(parts: FixCommandParts, asks: readonly Ask[]): Promise<void> {
  const { dialogs, watch, isTrusted, report } = parts;
  if (asks.some(({ subject }) => subject.kind === 'bucket') && !isTrusted()) {
    await dialogs.tell('warning', `Palisade: ${FIX.untrustedAccount}`, []);
    return;
  }
  parts.useAccount();
  await dialogs.progress('Palisade is checking', async (signal, tell) => {
    const cancelled = new Promise<'cancelled'>((resolve) => {
      signal.addEventListener('abort', () => resolve('cancelled'), { once: true });
    });
    for (const [index, { title, subject }] of asks.entries()) {
      if (signal.aborted) return;
      tell(title, index / asks.length);
      // A look that is under way ends by itself, and what it finds is taken down; nobody has to wait for it.
      const check = await Promise.race([watch.verifyNow(subject), cancelled]);
      if (check === 'cancelled') return;
      const words = check === undefined ? FIX.notThere : verdictInWords(title, subject, check);
      const level = check?.outcome === 'fixed' && check.opened.length === 0 ? 'info' : 'warning';
      void dialogs.tell(level, `Palisade: ${words}`, []).then(undefined, report);
    }
  });
}

async function preparedFor(
  { maker, dialogs }: FixCommandParts,
  target: FixTarget,
): Promise<Extract<PreparedPrompt, { kind: 'ready' }> | undefined> {
  const prepared = await maker.prepare(target);
  if (prepared.kind === 'ready') return prepared;
  await dialogs.tell('warning', `Palisade: ${prepared.why}`, []);
  return undefined;
}

/** Says why, where there is no prompt. */
async function promptOf(
  { dialogs }: FixCommandParts,
  prepared: Extract<PreparedPrompt, { kind: 'ready' }>,
  fits: (text: string) => boolean,
): Promise<FixPrompt | undefined> {
  const built: BuiltPrompt = prepared.build(fits);
  if (built.kind === 'prompt') return built.prompt;
  await dialogs.tell('warning', `Palisade: ${built.why}`, []);
  return undefined;
}

/** What the watch is told of a target. */
function subjectsOf(target: FixTarget): readonly FixSubject[] {
  if (target.kind === 'code') {
    const { documentId, records } = target;
    return records.map(({ finding: { fingerprint } }) => ({ kind: 'code', documentId, path: '', fingerprint }));
  }
  return target.records.map(({ finding: { fingerprint, subject } }) => {
    const { partition, accountId, bucket: place } = subject;
    return { kind: 'bucket', partition, accountId, place, bucket: target.bucket, fingerprint };
  });
}
