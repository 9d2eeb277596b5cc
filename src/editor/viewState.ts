import type { ScanStatus } from '../app/scanJobs.ts';
import { capitalised } from './receiptWords.ts';
import { findingsInWords, type Tally } from './tally.ts';

/** One document that was scanned, in this window or before it, as far as the Findings view cares. */
export interface ScannedDocument {
  readonly status: ScanStatus | undefined;
  /** The text is not the one that was scanned last. */
  readonly changed: boolean;
}

/** Which welcome text an empty view shows: the `when` clauses of the manifest name these. */
export type ViewState =
  'nothing-scanned' | 'scanning' | 'complete-full' | 'complete-offline' | 'changed' | 'partial' | 'failed';

/**
 * The least that can be said of all scanned documents together: one that was not looked at in full is
 * enough for the view not to say that there is nothing.
 */
export function viewState(documents: readonly ScannedDocument[]): ViewState {
  const done = documents.flatMap(({ status, changed }) => (status?.phase === 'done' ? [{ ...status, changed }] : []));
  if (documents.some(({ status }) => status?.phase === 'scanning')) return 'scanning';
  if (done.length === 0) return 'nothing-scanned';
  // Some have no status: their scan was cancelled, or they were renamed since.
  if (done.length < documents.length) return 'partial';
  if (done.some((status) => status.outcome.status === 'partial' || status.earlier === 'by-others')) return 'partial';
  const failed = done.filter(({ outcome }) => outcome.status === 'failed').length;
  if (failed > 0) return failed === done.length ? 'failed' : 'partial';
  if (done.some(({ changed }) => changed)) return 'changed';
  return done.every(({ outcome }) => outcome.receipt.engines.includes('gemini')) ? 'complete-full' : 'complete-offline';
}

/** How many of the scanned documents were not looked at in full, so far as is known. */
function incompleteCount(documents: readonly ScannedDocument[]): number {
  return documents.filter(({ status }) => {
    if (status?.phase === 'scanning') return false;
    return status?.outcome.status !== 'complete' || status.earlier === 'by-others';
  }).length;
}

/**
 * The line above the tree: what is not in the tree. VS Code shows no welcome text beside a message, so an
 * empty view has one only when something is hidden.
 *
 * @param ignoresUnapplied an ignore file has entries that hide nothing, since the workspace is not trusted
 */
export function viewMessage(
  documents: readonly ScannedDocument[],
  tally: Tally,
  ignoresUnapplied: boolean,
): string | undefined {
  const isEmpty = tally.shown + tally.refuted + tally.unconfirmed === 0;
  if (isEmpty && tally.ignored === 0) return undefined;
  const incomplete = incompleteCount(documents);
  const state = viewState(documents);
  // Beside a message there is no welcome text, so what that would say is said here.
  const clean = state === 'complete-full' || state === 'complete-offline';
  const hidden = [
    ...(isEmpty && clean ? [`${findingsInWords(0)} shown`] : []),
    ...(tally.ignored > 0 ? [`${tally.ignored} ignored`] : []),
  ].join(', ');
  const sentences = [
    ...(hidden === '' ? [] : [`${capitalised(hidden)}.`]),
    ...(isEmpty && state === 'scanning' ? ['A scan is under way.'] : []),
    ...(isEmpty && documents.some(({ changed }) => changed) ? ['Text was changed since it was scanned.'] : []),
    ...(incomplete === 0 ? [] : [`${incomplete} of ${documents.length} scanned files not looked at in full.`]),
    ...(ignoresUnapplied ? ['The ignore file of this workspace hides nothing, as the workspace is not trusted.'] : []),
  ];
  return sentences.length === 0 ? undefined : sentences.join(' ');
}
