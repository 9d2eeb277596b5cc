import type { BulkSummary } from '../app/bulkSummary.ts';
import { describeReason } from '../app/reasons.ts';
import type { ReviewAmount, ReviewEstimate } from '../app/reviewEstimate.ts';
import type { Reason, ReasonKind } from '../findings/outcome.ts';
import { cleanLine } from '../outbound/cleaning.ts';
import { BULK_TITLES, type BulkKind, SKIP_WORDS } from './bulkTexts.ts';
import { counted } from './plainWords.ts';
import { capitalised, secondsInWords } from './receiptWords.ts';
import { findingsInWords, hiddenInWords, severitiesInWords, type Tally } from './tally.ts';

/** What came of a scan of many files. */
export interface BulkOutcome {
  readonly kind: BulkKind;
  readonly summary: BulkSummary;
  /** Of the files that were looked at. */
  readonly tally: Tally;
  readonly isCancelled: boolean;
  /** What may be missing from the list of files. */
  readonly gaps: readonly string[];
  /** Why Gemini took no part at all, where that is news to the person. */
  readonly geminiOff: Reason | undefined;
  readonly elapsedMs: number;
}

/** Only then may be said that there is nothing. */
export function isWhole({ summary, isCancelled, gaps }: BulkOutcome): boolean {
  return summary.isWhole && !isCancelled && gaps.length === 0;
}

/** What a person is told at the end, in one notification. */
export function bulkMessage(outcome: BulkOutcome): string {
  return `Palisade: ${bulkSentences(outcome).join(' ')}`;
}

export function bulkSentences(outcome: BulkOutcome): string[] {
  const { kind, summary, isCancelled, gaps, elapsedMs } = outcome;
  const sentences = [
    ...(isCancelled ? [`${BULK_TITLES[kind]} was cancelled.`] : []),
    headline(outcome),
    counts(summary),
    ...(isWhole(outcome) ? [] : ['Not everything was looked at.']),
    ...gaps.map((gap) => cleanLine(gap, 300)),
    ...geminiSentences(outcome),
    `${secondsInWords(elapsedMs)}.`,
  ];
  return sentences.filter((sentence) => sentence !== '');
}

function headline(outcome: BulkOutcome): string {
  const { summary, tally } = outcome;
  const looked = summary.complete + summary.partial + summary.failed;
  if (looked === 0) return 'No file was looked at.';
  const files = counted(looked, 'file');
  const hidden = hiddenInWords(tally);
  const inBrackets = hidden === '' ? '' : ` (${hidden})`;
  if (tally.shown > 0)
    return `${capitalised(findingsInWords(tally.shown))} in ${files}: ${severitiesInWords(tally)}${inBrackets}.`;
  if (!isWhole(outcome)) return `Nothing found so far in ${files}${inBrackets}.`;
  const { reviewed, known } = summary.gemini;
  const who = reviewed + known === looked ? 'No findings' : 'The offline engine has no findings';
  return `${who} in ${files}${inBrackets}.`;
}

/** `12 files complete, 29 partial (no offline engine, syntax errors), 5 skipped (not text, ignored).` */
function counts({ complete, partial, failed, left, unchanged, skipped, reasons }: BulkSummary): string {
  const skippedCount = [...skipped.values()].reduce((sum, count) => sum + count, 0);
  const parts = [
    ...(complete > 0 ? [`${complete.toLocaleString('en')} complete`] : []),
    ...(partial > 0 ? [`${partial.toLocaleString('en')} partial (${mainReasons(reasons.partial)})`] : []),
    ...(failed > 0 ? [`${failed.toLocaleString('en')} failed (${mainReasons(reasons.failed)})`] : []),
    ...(left > 0 ? [`${left.toLocaleString('en')} not reached`] : []),
    ...(skippedCount > 0
      ? [
          `${skippedCount.toLocaleString('en')} skipped (${mainWords([...skipped.keys()].map((kind) => SKIP_WORDS[kind]))})`,
        ]
      : []),
  ];
  if (parts.length === 0) return '';
  const again = unchanged === 0 ? '' : `; ${unchanged.toLocaleString('en')} of them unchanged since an earlier scan`;
  return `Files: ${parts.join(', ')}${again}.`;
}

function mainReasons(reasons: ReadonlyMap<ReasonKind, number>): string {
  return mainWords([...reasons.keys()].map(shortOf));
}

const MOST_NAMED = 3;

function mainWords(words: readonly string[]): string {
  const named = words.slice(0, MOST_NAMED).join(', ');
  return words.length > MOST_NAMED ? `${named} and others` : named;
}

function shortOf(kind: ReasonKind): string {
  return describeReason({ kind, engine: 'embedded' }).short;
}

function geminiSentences({ summary: { gemini }, geminiOff }: BulkOutcome): string[] {
  if (geminiOff) return [`Gemini took no part: ${describeReason(geminiOff).short}.`];
  const { reviewed, known, missed, requests, inputTokens, outputTokens, costUsd } = gemini;
  const notReviewed = [...missed.values()].reduce((sum, count) => sum + count, 0);
  if (reviewed + notReviewed + requests === 0) return [];
  const cost =
    requests === 0 ? '' : ` (${counted(inputTokens + outputTokens, 'token')}, about ${costUsd.toFixed(2)} USD)`;
  const not = notReviewed === 0 ? '' : `, and not ${notReviewed.toLocaleString('en')} (${mainReasons(missed)})`;
  return [
    `Gemini reviewed ${counted(reviewed, 'file')}${cost}${not}.`,
    ...(known === 0 ? [] : [`It had reviewed ${counted(known, 'unchanged file')} before.`]),
  ];
}

/** What Gemini would look at, for the question whether it shall. */
export interface ReviewOfferWords {
  /** Files that would be scanned in any case. */
  readonly total: number;
  readonly estimate: ReviewEstimate;
  readonly model: string;
  /** Reviewed before and unchanged; kept here by the rules about what is sent; too large for it. */
  readonly known: number;
  readonly excluded: number;
  readonly tooLarge: number;
  /** Of kinds that Gemini is not asked about by these commands. */
  readonly notForReview: number;
}

/** The question before many files are sent. Everything in it is a number or a word of ours. */
export function offerInWords(offer: ReviewOfferWords): { readonly question: string; readonly detail: string } {
  const { total, estimate, model, known, excluded, tooLarge, notForReview } = offer;
  const { all, withinLimits, left } = estimate;
  const number = (count: number): string => count.toLocaleString('en');
  const notSent = [
    ...(known > 0 ? [`${number(known)} reviewed before and unchanged`] : []),
    ...(excluded > 0 ? [`${number(excluded)} excluded`] : []),
    ...(tooLarge > 0 ? [`${number(tooLarge)} too large`] : []),
    ...(notForReview > 0
      ? [
          `${number(notForReview)} with nothing in them for Gemini (documents, style sheets, what tools made, unknown kinds)`,
        ]
      : []),
  ];
  const limits = `Left of your limits for today: ${counted(left.requests, 'request')} and ${counted(left.tokens, 'token')}.`;
  const enough =
    withinLimits.files < all.files
      ? ` That will do for about ${number(withinLimits.files)} of the ${number(all.files)} (${costInWords(withinLimits)}); the others are left to the offline engine.`
      : '';
  return {
    question: `Scan ${counted(total, 'file')} offline only, or let Gemini review ${number(all.files)} of them too?`,
    detail: [
      `The offline engine looks at all of them, and nothing is sent. With Gemini, the text of ${counted(all.files, 'file')} is sent to Google, with detected secrets masked.`,
      ...(notSent.length === 0 ? [] : [`Not sent: ${notSent.join(', ')}.`]),
      `A rough estimate: ${counted(all.inputTokens, 'token')} in and ${number(all.outputTokens)} out; ${costInWords(all)}, with ${model} on the paid tier.`,
      `${limits}${enough}`,
    ].join('\n\n'),
  };
}

function costInWords({ costUsd, seconds }: ReviewAmount): string {
  return `about ${costUsd.toFixed(2)} USD and ${minutesInWords(seconds)}`;
}

function minutesInWords(seconds: number): string {
  if (seconds < 60) return counted(seconds, 'second');
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? counted(minutes, 'minute') : counted(Math.round(minutes / 60), 'hour');
}
