import * as vscode from 'vscode';
import { Breaths } from '../app/breaths.ts';
import type { BulkFile, ReviewWishes } from '../app/bulkScan.ts';
import type { DailyLimit } from '../app/dailyLimit.ts';
import type { Clock } from '../app/ports.ts';
import { estimateReviews } from '../app/reviewEstimate.ts';
import type { ReviewGate, ReviewSources } from '../app/reviewGate.ts';
import type { ScanJobs } from '../app/scanJobs.ts';
import { isReviewedInBulk } from '../code/reviewedInBulk.ts';
import type { Reason } from '../findings/outcome.ts';
import { LARGEST_DOCUMENT } from '../outbound/sendingLimit.ts';
import { languageOfClosed } from './associations.ts';
import type { ReviewOfferWords } from './bulkWords.ts';
import { readText } from './diskText.ts';
import { openDocument, pathOf } from './documents.ts';

export interface ReviewOfferParts {
  readonly gate: Pick<ReviewGate, 'refusalOfAll'>;
  readonly sources: Pick<ReviewSources, 'exclusion' | 'settings'>;
  readonly limit: Pick<DailyLimit, 'today'>;
  readonly jobs: Pick<ScanJobs, 'status' | 'settled'>;
  readonly clock: Clock;
}

/** What Gemini could do for many files, reckoned before anything is sent. */
export type ReviewOffer =
  | { readonly kind: 'off'; readonly reason: Reason }
  /** `wishes`: of those that Gemini would get, and of those that are kept from it, the reason. */
  | { readonly kind: 'offer'; readonly wishes: ReviewWishes; readonly words: ReviewOfferWords };

type FileOffer =
  | { readonly kind: 'send'; readonly length: number }
  | { readonly kind: 'refused'; readonly reason: Reason }
  | { readonly kind: 'known' | 'not-for-review' };

/** An UTF-8 file has at most three bytes for each unit of UTF-16. */
const MOST_BYTES_PER_UNIT = 3;
const AT_ONCE = 8;

/** @throws when the signal aborts */
export async function reviewOffer(
  files: readonly BulkFile[],
  parts: ReviewOfferParts,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<ReviewOffer> {
  const reason = await parts.gate.refusalOfAll();
  if (reason) return { kind: 'off', reason };
  const offers = await offersFor(files, parts, onProgress, signal);
  const wishes = new Map<string, 'yes' | Reason>();
  const lengths: number[] = [];
  const count = { known: 0, excluded: 0, tooLarge: 0, notForReview: 0 };
  files.forEach(({ id }, index) => {
    const offer = offers[index];
    switch (offer?.kind) {
      case 'send':
        wishes.set(id, 'yes');
        lengths.push(offer.length);
        break;
      case 'refused':
        wishes.set(id, offer.reason);
        count[offer.reason.kind === 'too-large' ? 'tooLarge' : 'excluded']++;
        break;
      case 'known':
        // Not wished for again: should its text have changed by then, nobody has confirmed to send it.
        count.known++;
        break;
      case 'not-for-review':
        count.notForReview++;
        break;
      case undefined:
        break;
    }
  });
  // Machine settings: no document is needed to know them.
  const settings = parts.sources.settings('');
  const estimate = estimateReviews(lengths, await parts.limit.today(), settings, parts.clock.now());
  return { kind: 'offer', wishes, words: { total: files.length, estimate, model: settings.model, ...count } };
}

async function offersFor(
  files: readonly BulkFile[],
  parts: ReviewOfferParts,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<(FileOffer | undefined)[]> {
  const offers = files.map((): FileOffer | undefined => undefined);
  const breaths = new Breaths();
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < files.length; index = next++) {
      await breaths.take();
      signal.throwIfAborted();
      const file = files[index];
      if (file) offers[index] = await offerFor(file, parts, signal);
      onProgress(++done);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return offers;
}

async function offerFor(file: BulkFile, parts: ReviewOfferParts, signal: AbortSignal): Promise<FileOffer | undefined> {
  const { id } = file;
  const uri = vscode.Uri.parse(id);
  const path = pathOf(uri);
  const open = openDocument(id);
  const associations = vscode.workspace.getConfiguration('files', uri).get<unknown>('associations');
  const byName = open?.languageId ?? languageOfClosed(path, '', associations);
  // A script without an ending says in its first line what it is; that alone is not worth reading all files.
  if (!isReviewedInBulk(path, byName)) return { kind: 'not-for-review' };
  const document = { id, path, languageId: byName, text: '', version: 0 };
  const exclusion = await parts.sources.exclusion(document, signal);
  signal.throwIfAborted();
  if (exclusion) return { kind: 'refused', reason: { kind: 'excluded', engine: 'gemini', detail: exclusion.by } };
  const length = open ? open.getText().length : await sizeOf(uri);
  if (length === undefined) return undefined;
  const wasReviewed = hasGemini(parts.jobs, id);
  if (!wasReviewed && length <= LARGEST_DOCUMENT) return { kind: 'send', length };
  if (length > LARGEST_DOCUMENT * MOST_BYTES_PER_UNIT) return TOO_LARGE;

  const text = open?.getText() ?? (await textOf(uri));
  if (text === undefined) return undefined;
  if (text.length > LARGEST_DOCUMENT) return TOO_LARGE;
  const request = { document: { ...document, text }, trigger: 'bulk', review: true } as const;
  const settled = wasReviewed ? await parts.jobs.settled(request) : undefined;
  return settled?.receipt.engines.includes('gemini') ? { kind: 'known' } : { kind: 'send', length: text.length };
}

const TOO_LARGE: FileOffer = { kind: 'refused', reason: { kind: 'too-large', engine: 'gemini' } };

function hasGemini(jobs: Pick<ScanJobs, 'status'>, id: string): boolean {
  const status = jobs.status(id);
  return status?.phase === 'done' && status.outcome.receipt.engines.includes('gemini');
}

/** In bytes; undefined for a file that is not there. */
async function sizeOf(uri: vscode.Uri): Promise<number | undefined> {
  try {
    return (await vscode.workspace.fs.stat(uri)).size;
  } catch {
    return undefined;
  }
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  const found = await readText(uri);
  return found.kind === 'text' ? found.text : undefined;
}
