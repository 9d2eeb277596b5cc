import { Breaths } from '../app/breaths.ts';
import type { BulkResult } from '../app/bulkScan.ts';
import { describeReason } from '../app/reasons.ts';
import { cleanLine } from '../outbound/cleaning.ts';
import { BULK_TITLES, SKIP_WORDS } from './bulkTexts.ts';
import { type BulkOutcome, bulkSentences } from './bulkWords.ts';
import { counted } from './plainWords.ts';

/** Files that share a fate. */
interface Group {
  readonly heading: string;
  readonly explanation: readonly string[];
  readonly paths: string[];
}

/**
 * Every file that was not looked at in full, with the reason, as plain text. Paths and details are data of
 * others: each becomes one line of visible text.
 *
 * @param at when the scan ended, in milliseconds since the epoch
 */
export async function bulkReport(
  outcome: BulkOutcome,
  results: readonly BulkResult[],
  notes: readonly string[],
  at: number,
): Promise<string> {
  const breaths = new Breaths();
  const groups = new Map<string, Group>();
  for (const { file, look } of results) {
    await breaths.take();
    for (const { heading, explanation = [] } of headingsOf(look)) {
      const group = groups.get(heading) ?? { heading, explanation, paths: [] };
      groups.set(heading, group);
      group.paths.push(cleanLine(file.path, 300) + detailOf(look));
    }
  }
  const sections = [...groups.values()]
    .sort((a, b) => rankOf(a.heading) - rankOf(b.heading) || b.paths.length - a.paths.length)
    .map(({ heading, explanation, paths }) =>
      [
        `${heading}: ${counted(paths.length, 'file')}`,
        ...explanation.map((line) => `  ${line}`),
        ...paths.map((path) => `    ${path}`),
      ].join('\n'),
    );
  return [
    `Palisade: ${BULK_TITLES[outcome.kind]}, ${new Date(at).toLocaleString()}`,
    bulkSentences(outcome).join('\n'),
    ...(sections.length === 0 ? ['Every file was looked at in full.'] : sections),
    ...notes.map((note) => cleanLine(note, 600)),
    '',
  ].join('\n\n');
}

const STATUS_WORDS = {
  failed: 'Failed',
  partial: 'Partial',
  left: 'Not reached before the cancel',
  skipped: 'Skipped',
};
/** The gravest first. */
const ORDER = Object.values(STATUS_WORDS);

function rankOf(heading: string): number {
  return ORDER.findIndex((words) => heading.startsWith(words));
}

/** One for each reason: a file that is partial for two of them is in both lists. */
function headingsOf(
  look: BulkResult['look'],
): { readonly heading: string; readonly explanation?: readonly string[] }[] {
  switch (look.kind) {
    case 'left':
      return [{ heading: STATUS_WORDS.left }];
    case 'skipped': {
      const by = look.detail === undefined ? '' : ` by ${cleanLine(look.detail, 200)}`;
      return [{ heading: `${STATUS_WORDS.skipped}, ${SKIP_WORDS[look.why]}${by}` }];
    }
    case 'looked': {
      const { status, reasons } = look.outcome;
      if (status !== 'partial' && status !== 'failed') return [];
      return reasons.map((reason) => {
        // Without the hour at which it makes sense again: files that share a reason are one group.
        const { short, sentence, nextStep } = describeReason({ kind: reason.kind, engine: reason.engine });
        return { heading: `${STATUS_WORDS[status]}, ${short}`, explanation: [sentence, nextStep] };
      });
    }
  }
}

function detailOf(look: BulkResult['look']): string {
  if (look.kind !== 'looked') return '';
  const details = look.outcome.reasons.flatMap(({ detail }) => (detail === undefined ? [] : [cleanLine(detail, 200)]));
  return details.length === 0 ? '' : ` (${details.join('; ')})`;
}
