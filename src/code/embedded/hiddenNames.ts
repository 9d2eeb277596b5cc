import type { CodeFinding } from '../../findings/finding.ts';
import type { FindingDraft } from '../../findings/fingerprint.ts';
import type { MaskedText } from '../../outbound/masking.ts';
import { maskValue } from '../../outbound/secrets.ts';

const WORD = /[\p{L}\p{N}_$]+/gu;

/** Words that anybody uses: a passphrase made of them must not blank our own sentences. */
const ORDINARY = /^\p{Lu}?\p{Ll}*$/u;

/**
 * Hides secrets that are used as names. Quotes of the file are taken from the masked text, but names of
 * functions, classes and variables come from the syntax tree, which is made of the text as it is: a token
 * can stand there too.
 *
 * @param text of the same length as the masked one
 * @returns puts a mask of the same length over every name that stands nowhere in the masked text
 */
export function nameHider(text: string, masked: MaskedText): (words: string) => string {
  const hidden = new Set<string>();
  for (const { start, end } of masked.ranges) {
    for (const [word] of text.slice(wordStart(text, start), wordEnd(text, end)).matchAll(WORD)) {
      if (!ORDINARY.test(word)) hidden.add(word);
    }
  }
  if (hidden.size > 0) for (const [word] of masked.text.matchAll(WORD)) hidden.delete(word);
  if (hidden.size === 0) return (words) => words;
  return (words) => words.replace(WORD, (word) => (hidden.has(word) ? maskValue(word) : word));
}

/** All words of a draft that can hold a name. */
export function withHiddenNames(draft: FindingDraft, hide: (words: string) => string): FindingDraft {
  const { subject, trace } = draft;
  return {
    ...draft,
    title: hide(draft.title),
    explanation: hide(draft.explanation),
    subject: { ...subject, symbol: { ...subject.symbol, name: hide(subject.symbol.name) } },
    trace: trace.map((step): CodeFinding['trace'][number] => ({ ...step, message: hide(step.message) })),
  };
}

const WORD_CHARACTER = /[\p{L}\p{N}_$]/u;

function wordStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && WORD_CHARACTER.test(text.charAt(start - 1))) start--;
  return start;
}

function wordEnd(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && WORD_CHARACTER.test(text.charAt(end))) end++;
  return end;
}
