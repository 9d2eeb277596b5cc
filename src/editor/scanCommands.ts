import * as vscode from 'vscode';
import type { Clock } from '../app/ports.ts';
import type { KeptFindings } from '../app/cache/keptFindings.ts';
import type { ScanJobs } from '../app/scanJobs.ts';
import type { ScanOutcome } from '../findings/outcome.ts';
import type { FindingStore } from '../findings/store.ts';
import type { BulkRuns } from './bulkRuns.ts';
import { listChanged } from './changedListing.ts';
import type { CommandTable } from './commands.ts';
import type { EditorDialogs } from './dialogs.ts';
import type { DocumentTracker } from './documentTracker.ts';
import { type FrontFile, frontFile, idOf, nameOf } from './documents.ts';
import { resultMessage } from './receiptWords.ts';
import type { Scans } from './scans.ts';
import { tallyOf } from './tally.ts';
import { ACTIONS, SCAN } from './texts.ts';
import { listWorkspace } from './workspaceListing.ts';

/** A scan that is over sooner needs no progress notification. */
const PROGRESS_AFTER_MS = 1_000;

export interface ScanCommandParts {
  readonly bulk: BulkRuns;
  readonly isTrusted: () => boolean;
  readonly scans: Scans;
  readonly jobs: ScanJobs;
  readonly store: FindingStore;
  readonly tracker: DocumentTracker;
  readonly kept: Pick<KeptFindings, 'clear'>;
  readonly dialogs: EditorDialogs;
  readonly clock: Clock;
}

export function scanCommands(
  parts: ScanCommandParts,
): Pick<
  CommandTable,
  | 'palisade.scanFile'
  | 'palisade.scanWorkspace'
  | 'palisade.scanChangedFiles'
  | 'palisade.cancelScan'
  | 'palisade.clearFindings'
> {
  const { scans, jobs, store, tracker, kept, dialogs, bulk } = parts;
  return {
    'palisade.scanFile': async (argument) => {
      const front = await askedFile(argument);
      if (!front) {
        await dialogs.tell('info', SCAN.nothingOpen, []);
        return;
      }
      const uri = front.kind === 'document' ? front.document.uri : front.uri;
      const outcome = await withProgress(parts, uri, scanOf(scans, front));
      if (outcome) tellResult(parts, uri, outcome);
    },
    'palisade.scanWorkspace': () => bulk.start('workspace', listWorkspace),
    'palisade.scanChangedFiles': () => bulk.start('changed', (signal) => listChanged(parts, signal)),
    'palisade.cancelScan': async () => {
      // Of many files none is to be singled out.
      if (bulk.cancel()) return;
      const front = frontFile();
      const id = front && idOf(front.kind === 'document' ? front.document.uri : front.uri);
      const running = jobs.running();
      if (running.length === 0) await dialogs.tell('info', SCAN.nothingRunning, []);
      // The one in front, or else whatever is running.
      else jobs.cancel(id !== undefined && running.includes(id) ? id : undefined);
    },
    'palisade.clearFindings': async () => {
      bulk.cancel();
      jobs.forget();
      store.clear();
      tracker.forgetAll();
      scans.clear();
      await kept.clear();
    },
  };
}

/** The file of a menu of the explorer or an editor's tab; otherwise the one in front. */
async function askedFile(argument: unknown): Promise<FrontFile | undefined> {
  if (!(argument instanceof vscode.Uri)) return frontFile();
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === argument.toString());
  return Promise.resolve(open ? { kind: 'document', document: open } : { kind: 'uri', uri: argument });
}

function scanOf(scans: Scans, front: FrontFile): Promise<ScanOutcome | undefined> {
  return front.kind === 'document' ? scans.scan(front.document, 'command', true) : scans.scanUri(front.uri, true);
}

async function withProgress(
  { jobs, clock, dialogs }: ScanCommandParts,
  uri: vscode.Uri,
  scan: Promise<ScanOutcome | undefined>,
): Promise<ScanOutcome | undefined> {
  const early = new AbortController();
  const done = scan.finally(() => early.abort());
  await Promise.race([done, clock.delay(PROGRESS_AFTER_MS, early.signal)]);
  if (early.signal.aborted) return done;
  return dialogs.progress(SCAN.progress(nameOf(uri)), (signal) => {
    signal.addEventListener('abort', () => jobs.cancel(idOf(uri)), { once: true });
    return done;
  });
}

/** Not awaited: a notification may stay for as long as the person likes. */
function tellResult({ store, dialogs }: ScanCommandParts, uri: vscode.Uri, outcome: ScanOutcome): void {
  const tally = tallyOf(store.records(idOf(uri)));
  const message = resultMessage(nameOf(uri), outcome, tally);
  const level = outcome.status === 'failed' || outcome.status === 'partial' ? 'warning' : 'info';
  const buttons = tally.shown > 0 ? [ACTIONS.showFindings] : outcome.status === 'failed' ? [ACTIONS.showLog] : [];
  void dialogs.tell(level, message, buttons).then(async (pressed) => {
    if (pressed === ACTIONS.showFindings) await vscode.commands.executeCommand('palisade.showFindings');
    if (pressed === ACTIONS.showLog) await vscode.commands.executeCommand('palisade.showLog');
  });
}
