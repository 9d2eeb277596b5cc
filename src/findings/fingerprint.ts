import { createHash } from 'node:crypto';
import type { CodeFinding } from './finding.ts';
import { LineIndex } from './lineIndex.ts';

/** A finding before it has an identity. */
export type FindingDraft = Omit<CodeFinding, 'fingerprint'>;

/** White space does not change what a line says. */
export function normaliseEvidence(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * Gives every draft its fingerprint: problem class, normalised evidence, enclosing symbol, and which
 * of several equal ones it is. Neither the line number nor the path is in it, so it survives edits
 * elsewhere in the file, a renamed folder, and another engine finding the same thing.
 *
 * @param text the document that the ranges of the drafts refer to, its secrets masked at the same length:
 *   whoever knows a hash could try values until one fits
 * @returns in the order of their place in the file
 */
export function withFingerprints(text: string, drafts: readonly FindingDraft[]): CodeFinding[] {
  const lines = new LineIndex(text);
  const seen = new Map<string, number>();
  return [...drafts]
    .sort((a, b) => a.subject.range.start - b.subject.range.start || a.subject.range.end - b.subject.range.end)
    .map((draft) => {
      const key = JSON.stringify([draft.problemClass, evidenceOf(draft, text, lines), draft.subject.symbol.name]);
      const occurrence = seen.get(key) ?? 0;
      seen.set(key, occurrence + 1);
      const fingerprint = createHash('sha256').update(`${key}#${occurrence}`).digest('hex').slice(0, 20);
      return { fingerprint, ...draft };
    });
}

/** The whole lines that a finding touches, because two engines quote different parts of the same line. */
function evidenceOf(draft: FindingDraft, text: string, lines: LineIndex): string {
  const { start, end } = draft.subject.range;
  const first = lines.lineRange(lines.positionAt(start).line).start;
  const last = lines.lineRange(lines.positionAt(Math.max(start, end - 1)).line).end;
  return normaliseEvidence(text.slice(first, last));
}
