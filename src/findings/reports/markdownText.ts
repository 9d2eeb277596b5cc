// Text of unknown origin inside Markdown that is ours: it shows exactly what it is and becomes nothing else.
import { cleanModelText } from '../modelText.ts';

/**
 * What can mean something in Markdown or in what renderers add to it: marks by themselves; dots and colons, unless
 * they end a word (`a.example`, `x:y`, `1.` at the start of a line); hyphens and equals signs, unless a word follows.
 * All else stays, for people read the source, too.
 */
const MARKUP = /[!#$&*+<>@[\\\]^_`{|}~]|[.:](?!\s|$)|(?<=^\d+)\.|[-=](?!\w)/g;

/**
 * Text as Markdown that shows exactly this text: what can mean something is escaped (CommonMark §2.4), so no
 * link, image, address, icon or HTML can come out of it. Not `MarkdownString.appendText`: it turns every space
 * into one that does not wrap.
 */
export function plainMarkdown(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim().replace(MARKUP, '\\$&'))
    .join('\n\n');
}

/** On one line, for a heading, an item of a list or a cell of a table; cut above `longest` UTF-16 units. */
export function inlineMarkdown(text: string, longest: number): string {
  return plainMarkdown(cleanModelText(text, longest, 'one-line'));
}

/** Its lines as paragraphs; cut above `longest` UTF-16 units. */
export function proseMarkdown(text: string, longest: number): string {
  return plainMarkdown(cleanModelText(text, longest, 'multi-line'));
}

/** A block of code whose fence is longer than any run of backticks in it. */
export function codeMarkdown(code: string, languageId: string): string {
  const longest = Math.max(0, ...[...code.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}${/^[\w-]+$/.test(languageId) ? languageId : ''}\n${code}\n${fence}`;
}

/** Code keeps its indentation and its line ends, and loses what cannot be seen: a report is no place to hide something. */
export function visibleCode(code: string): string {
  return code.replace(/(?![\n\r\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\ufffd');
}
