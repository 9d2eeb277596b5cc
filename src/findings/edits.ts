import type { CodeFinding, TextRange } from './finding.ts';
import type { Refutation } from './state.ts';

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
 * Takes a finding through the edits made since its ranges were right.
 *
 * @param text the document after the edits
 * @returns the finding at its new place; `freshness` is absent when no edit touched its evidence,
 *   `current` when the evidence is there all the same (an undo, a formatter), else `stale`
 */
export function followEdits(
  finding: CodeFinding,
  edits: readonly EditBatch[],
  text: string,
): { finding: CodeFinding; freshness?: 'current' | 'stale' } {
  let current = finding;
  let rewritten: TextRange | undefined;
  for (const batch of edits) {
    const shifted = shiftFinding(current, batch);
    current = shifted.finding;
    if (rewritten) rewritten = shiftRange(rewritten, batch).range;
    if (shifted.touched) rewritten = union(rewritten ?? current.subject.range, insertedExtent(batch));
  }
  if (!rewritten) return { finding: current };
  const found = reanchor(current, text, rewritten);
  return found ? { finding: found, freshness: 'current' } : { finding: current, freshness: 'stale' };
}

/**
 * A refutation rests on more than its guard: any edit of the guard or of the symbol around the finding may
 * have undone it, so it ends there and the finding shows again until the model has looked again.
 *
 * @param finding as it was before the edits
 * @returns undefined when an edit ended it; one that a person overruled only moves, since it hides nothing
 */
export function followRefutation(
  refutation: Refutation,
  finding: CodeFinding,
  edits: readonly EditBatch[],
): Refutation | undefined {
  let guardRange = refutation.guardRange;
  let symbolRange = finding.subject.symbol.range;
  for (const batch of edits) {
    const guard = shiftRange(guardRange, batch);
    const symbol = shiftRange(symbolRange, batch);
    if ((guard.touched || symbol.touched) && !refutation.overruled) return undefined;
    guardRange = guard.range;
    symbolRange = symbol.range;
  }
  return { ...refutation, guardRange };
}

/**
 * Looks for the evidence in text that was rewritten: the occurrence nearest to where it was. Only there,
 * since the same line elsewhere is another finding. Masked evidence cannot be looked for.
 */
function reanchor(finding: CodeFinding, text: string, within: TextRange): CodeFinding | undefined {
  const { quote, masked } = finding.evidence;
  if (masked || quote.trim() === '') return undefined;
  const from = finding.subject.range.start;
  let best: number | undefined;
  const last = within.end - quote.length;
  for (let at = text.indexOf(quote, within.start); at >= 0 && at <= last; at = text.indexOf(quote, at + 1)) {
    if (best === undefined || Math.abs(at - from) < Math.abs(best - from)) best = at;
  }
  if (best === undefined) return undefined;
  return { ...finding, subject: { ...finding.subject, range: { start: best, end: best + quote.length } } };
}

/** From the first to the last place where an event put text, in terms of the text after it. */
function insertedExtent(batch: EditBatch): TextRange {
  let delta = 0;
  let extent: TextRange | undefined;
  for (const edit of [...batch].sort((a, b) => a.offset - b.offset)) {
    const start = edit.offset + delta;
    extent = union(extent ?? { start, end: start }, { start, end: start + edit.text.length });
    delta += edit.text.length - edit.length;
  }
  return extent ?? { start: 0, end: 0 };
}

function union(a: TextRange, b: TextRange): TextRange {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}
