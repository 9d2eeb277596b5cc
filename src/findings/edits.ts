import type { CodeFinding, TextRange } from './finding.ts';

/** One replacement in a document; offsets refer to the text before the event it belongs to. */
export interface TextEdit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** The changes of one event: they do not overlap and all refer to the same text before it. */
export type EditBatch = readonly TextEdit[];

/** Where a range is after an edit, and whether its own text was changed by it. */
export interface ShiftedRange {
  readonly range: TextRange;
  readonly touched: boolean;
}

/**
 * Text inserted at either border of a range does not belong to it. A border that was replaced stays
 * as near as it can to where it was, inside what replaced it.
 */
export function shiftRange(range: TextRange, batch: EditBatch): ShiftedRange {
  let { start, end } = range;
  let touched = false;
  // From the back, so that offsets before an edit stay valid.
  for (const edit of [...batch].sort((a, b) => b.offset - a.offset)) {
    const editEnd = edit.offset + edit.length;
    const insertedEnd = edit.offset + edit.text.length;
    const delta = edit.text.length - edit.length;
    if (editEnd <= start) {
      start += delta;
      end += delta;
    } else if (edit.offset < end) {
      touched = true;
      if (edit.offset < start) start = Math.min(start, insertedEnd);
      end = Math.max(start, editEnd <= end ? end + delta : Math.min(end, insertedEnd));
    }
  }
  return { range: { start, end }, touched };
}

/** A finding moved along with an edit; `touched` when the text of its evidence was changed. */
export function shiftFinding(finding: CodeFinding, batch: EditBatch): { finding: CodeFinding; touched: boolean } {
  const own = shiftRange(finding.subject.range, batch);
  return {
    touched: own.touched,
    finding: {
      ...finding,
      subject: {
        ...finding.subject,
        range: own.range,
        symbol: { ...finding.subject.symbol, range: shiftRange(finding.subject.symbol.range, batch).range },
      },
      trace: finding.trace.map((step) => ({ ...step, range: shiftRange(step.range, batch).range })),
    },
  };
}

/**
 * Looks for the evidence again after an edit that rewrote its surroundings (a formatter, a revert):
 * the occurrence nearest to where it was. Masked evidence cannot be looked for.
 *
 * @returns the finding at its new place, or undefined when the quote is not in the text any more
 */
export function reanchor(finding: CodeFinding, text: string): CodeFinding | undefined {
  const { quote, masked } = finding.evidence;
  if (masked || quote.trim() === '') return undefined;
  const from = finding.subject.range.start;
  const before = text.lastIndexOf(quote, from);
  const after = text.indexOf(quote, from);
  const start = nearest(from, before, after);
  if (start === undefined) return undefined;
  return { ...finding, subject: { ...finding.subject, range: { start, end: start + quote.length } } };
}

function nearest(from: number, before: number, after: number): number | undefined {
  if (before < 0) return after < 0 ? undefined : after;
  if (after < 0) return before;
  return from - before <= after - from ? before : after;
}
