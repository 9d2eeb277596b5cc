import type { CodeFinding, TextRange } from '../../findings/finding.ts';
import type { FindingRecord } from '../../findings/reconcile.ts';
import type { Refutation } from '../../findings/state.ts';
import type { CachedDocument, CachedRecord } from './cachedDocument.ts';
import { markOf } from './textMark.ts';

/** A shorter quote may well stand elsewhere by chance. Counted without white space. */
const SHORTEST_QUOTE = 8;

/** What is known of a document, in terms of a text that is there now. */
export interface PlacedDocument {
  /** Whether it is the very text that the positions were kept for. */
  readonly same: boolean;
  /** As given, or with the line ends that the positions were kept for. */
  readonly text: string;
  readonly records: readonly FindingRecord[];
}

/**
 * Puts what was kept of a document into a text. In another text than the one it was kept for, a finding has a
 * place only where its evidence stands verbatim and only once; it is stale there, and what else was known of its
 * surroundings is gone. What has no place is left out: evidence or silence.
 *
 * @param lineEnds of a text on disk `any`, since the editor shows mixed line ends as if they were all the same
 */
export function placeIn(text: string, document: CachedDocument, lineEnds: 'exact' | 'any-line-ends'): PlacedDocument {
  const { documentId } = document;
  const variants = lineEnds === 'exact' ? [text] : lineEndVariants(text);
  const same = keptText(variants, document);
  const placed = same === undefined ? placedAnew(text, document.records) : document.records;
  const records = placed.map(({ finding, lifecycle, freshness, refutation }): FindingRecord => ({
    documentId,
    finding,
    state: { lifecycle, freshness },
    ...(refutation ? { refutation } : {}),
  }));
  return { same: same !== undefined, text: same ?? text, records };
}

function keptText(variants: Iterable<string>, { text: { hash, length } }: CachedDocument): string | undefined {
  for (const variant of variants) if (variant.length === length && markOf(variant).hash === hash) return variant;
  return undefined;
}

function* lineEndVariants(text: string): Generator<string> {
  yield text;
  if (!text.includes('\r')) return;
  const withLf = text.replace(/\r\n?/g, '\n');
  yield withLf;
  yield withLf.replaceAll('\n', '\r\n');
}

function placedAnew(text: string, records: readonly CachedRecord[]): CachedRecord[] {
  return records.flatMap(({ finding, lifecycle, refutation }) => {
    // Of two places with the same words, the one that is left could be either.
    const isOnly = records.every(({ finding: { evidence, subject } }) => {
      return evidence.quote !== finding.evidence.quote || subject.range.start === finding.subject.range.start;
    });
    const range = isOnly ? placeOfEvidence(text, finding) : undefined;
    if (!range) return [];
    const placed: CodeFinding = {
      ...finding,
      subject: { ...finding.subject, range, symbol: { ...finding.subject.symbol, range } },
      trace: [],
    };
    const kept = refutation && overruledAnew(text, refutation, range);
    return [{ finding: placed, lifecycle, freshness: 'stale', ...(kept ? { refutation: kept } : {}) }];
  });
}

/** A mask cannot be looked for, nor a quote of more than the place itself. */
function placeOfEvidence(text: string, { evidence, subject }: CodeFinding): TextRange | undefined {
  const { quote, masked } = evidence;
  if (masked || quote.length !== subject.range.end - subject.range.start) return undefined;
  return quote.replace(/\s+/g, '').length < SHORTEST_QUOTE ? undefined : onlyPlace(text, quote);
}

/** What a refutation rests on may have changed: only one that hides nothing, since a person overruled it, stays. */
function overruledAnew(text: string, refutation: Refutation, range: TextRange): Refutation | undefined {
  if (!refutation.overruled) return undefined;
  return { ...refutation, guardRange: onlyPlace(text, refutation.guard) ?? range };
}

/** Undefined where `part` does not stand, stands more than once, or is part of longer words. */
function onlyPlace(text: string, part: string): TextRange | undefined {
  const start = text.indexOf(part);
  if (start < 0 || text.includes(part, start + 1)) return undefined;
  const end = start + part.length;
  return splitsWord(text, start) || splitsWord(text, end) ? undefined : { start, end };
}

function splitsWord(text: string, offset: number): boolean {
  return /[\p{L}\p{N}_$]{2}/u.test(text.slice(Math.max(0, offset - 1), offset + 1));
}
