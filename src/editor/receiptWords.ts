import { describeReason } from '../app/reasons.ts';
import type { ReviewOff } from '../app/reviewGate.ts';
import type { Receipt, ScanOutcome } from '../findings/outcome.ts';
import { findingsInWords, hiddenInWords, severitiesInWords, type Tally } from './tally.ts';

/** `offline engine + gemini-3.8-flash`. */
export function enginesInWords({ engines, model }: Receipt): string {
  const names = engines.map((engine) => (engine === 'embedded' ? 'offline engine' : (model ?? 'Gemini')));
  return names.length === 0 ? 'no engine' : names.join(' + ');
}

/** One line: which engines, how much of the file, how long. */
export function receiptLine(receipt: Receipt): string {
  const { coveredLines, totalLines, elapsedMs } = receipt;
  return `${enginesInWords(receipt)}, ${coveredLines} of ${totalLines} lines, ${secondsInWords(elapsedMs)}`;
}

/** Everything the receipt knows, a line each. */
export function receiptLines(receipt: Receipt): string[] {
  const { coveredLines, totalLines, model, inputTokens, outputTokens, requests, costUsd } = receipt;
  return [
    `Engines: ${enginesInWords(receipt)}`,
    `Lines: ${coveredLines} of ${totalLines}`,
    ...(model === undefined
      ? []
      : [`Model: ${model}${receipt.promptVersion ? `, prompt ${receipt.promptVersion}` : ''}`]),
    ...(requests === 0
      ? []
      : [
          `Requests: ${requests}, tokens: ${inputTokens} in, ${outputTokens} out`,
          `Cost: about ${costUsd.toFixed(4)} USD`,
        ]),
    ...(receipt.maskedSecrets > 0 ? [`Secrets masked before sending: ${receipt.maskedSecrets}`] : []),
    ...(receipt.dropped > 0 ? [`Dropped, as the quote is not in the file: ${receipt.dropped}`] : []),
    ...(receipt.refuted > 0 ? [`Refuted by Gemini: ${receipt.refuted}`] : []),
    `Time: ${secondsInWords(receipt.elapsedMs)}`,
  ];
}

/** Why a scan that wanted Gemini went on without it, and what changes that. */
export const REVIEW_OFF_WORDS: Readonly<Record<ReviewOff, string>> = {
  'no-key': 'Gemini took no part: there is no API key. "Palisade: Set Gemini API Key" adds one.',
  'no-consent': 'Gemini took no part: you have not agreed to send files. "Palisade: Review Gemini Consent" asks again.',
  'untrusted-workspace': 'Gemini took no part: this workspace is not trusted.',
};

/** What a person who asked for a scan is told at its end. Only a complete scan may say that there is nothing. */
export function resultMessage(name: string, outcome: ScanOutcome, tally: Tally): string {
  const { status, reasons, receipt } = outcome;
  const why = reasons.map((reason) => describeReason(reason));
  const first = why[0];
  const hidden = hiddenInWords(tally);
  switch (status) {
    case 'cancelled':
      return `Palisade: the scan of ${name} was cancelled. What was found before stays.`;
    case 'failed':
      return `Palisade could not look at ${name}. ${first ? `${first.sentence} ${first.nextStep}` : ''}`.trim();
    case 'complete':
    case 'partial': {
      const counts =
        tally.shown === 0
          ? noFindings(name, outcome)
          : `${findingsInWords(tally.shown)} in ${name}: ${severitiesInWords(tally)}`;
      const partial =
        status === 'partial'
          ? ` Partial: ${why.map(({ sentence }) => sentence).join(' ')} ${first?.nextStep ?? ''}`.trimEnd()
          : '';
      return `Palisade: ${counts}${hidden === '' ? '' : ` (${hidden})`}. ${capitalised(receiptLine(receipt))}.${partial}`;
    }
  }
}

function noFindings(name: string, { status, receipt }: ScanOutcome): string {
  if (status === 'partial') return `nothing found so far in ${name}, but not everything was looked at`;
  return receipt.engines.includes('gemini')
    ? `no findings in ${name}`
    : `the offline engine has no findings in ${name}`;
}

/** `2.1 s`; below a tenth of a second `80 ms`. */
export function secondsInWords(ms: number): string {
  return ms < 100 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** `2 h ago`, in the largest unit that fits; what is less than a minute old, or in the future, is `just now`. */
export function agoInWords(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.floor(hours / 24);
  return days === 1 ? '1 day ago' : `${days} days ago`;
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
