import type { TextRange } from '../findings/finding.ts';

/**
 * Whether a quote holds code that can stop a flow: a test or a call. A comment that says "this is safe"
 * guards nothing, nor does a string, whoever wrote it.
 *
 * @param notCode comments and strings, where the offline engine knows the language. Without them whatever
 *   may be a comment or a string in some language counts as one: the price of a mistake is a finding that stays
 */
export function canGuard(text: string, range: TextRange, notCode: readonly TextRange[] | undefined): boolean {
  if (notCode) return GUARDING.test(codeIn(text, range, notCode));
  return !isPerhapsNotCode(text, range) && GUARDING_ANYWHERE.test(withoutStrings(text.slice(range.start, range.end)));
}

/** In what is known to be code. */
const GUARDING =
  /[([<>!+%?|&~^*]|\b(?:if|elif|unless|assert|in|is|not|and|or|match|case|while|switch|typeof|instanceof)\b/;

/** In what may be prose, the words count only where a statement begins. */
const GUARDING_ANYWHERE =
  /[([<>]|[!=]=|&&|\|\||^\s*\}?\s*(?:else\s+if|if|elif|elsif|unless|assert|guard|when|case|match|while|switch|require)\b/m;

function codeIn(text: string, { start, end }: TextRange, notCode: readonly TextRange[]): string {
  const parts: string[] = [];
  let at = start;
  for (const gap of notCode) {
    if (gap.end <= at) continue;
    if (gap.start >= end) break;
    parts.push(text.slice(at, gap.start));
    at = gap.end;
  }
  if (at < end) parts.push(text.slice(at, end));
  return parts.join(' ');
}

/** Marks that begin a comment, or a string that goes on, in some language. */
const COMMENT_BEFORE = /#|\/\/|\/\*|--|<!--|\{-|\(\*|%|;|^\s*(?:\*|"|'|`|!|REM\b|dnl\b)/i;
const COMMENT_LINE = /^\s*(?:#|\/\/|\/\*|\*|--|<!--|\{-|\(\*|%|;|"|'|`|!|=|REM\b|dnl\b)/i;
const BLOCKS = [
  ['/*', '*/'],
  ['<!--', '-->'],
  ['{-', '-}'],
  ['(*', '*)'],
  ['<#', '#>'],
  ['\n=begin', '\n=end'],
  ['\n=pod', '\n=cut'],
] as const;
const STRINGS_OVER_LINES = ['"""', "'''", '`'];

function isPerhapsNotCode(text: string, { start, end }: TextRange): boolean {
  const before = `\n${text.slice(0, start).replace(/\r\n?/g, '\n')}`;
  const line = before.slice(before.lastIndexOf('\n') + 1);
  if (COMMENT_BEFORE.test(line) || ['"', "'"].some((quote) => isOdd(line, quote))) return true;
  if (BLOCKS.some(([open, close]) => before.lastIndexOf(open) > before.lastIndexOf(close))) return true;
  if (STRINGS_OVER_LINES.some((quote) => isOdd(before, quote))) return true;
  return text
    .slice(start, end)
    .split(/\r\n|\r|\n/)
    .every((part) => part.trim() === '' || COMMENT_LINE.test(part));
}

function isOdd(text: string, quote: string): boolean {
  return text.split(quote).length % 2 === 0;
}

function withoutStrings(quote: string): string {
  return quote.replace(/(["'`])(?:\\.|(?!\1)[^\\\r\n])*(?:\1|$)/gm, ' ').replace(/(?:#|\/\/|--).*$/gm, ' ');
}
