/**
 * Characters that are not seen or that reorder what is seen: controls,
 * format characters (zero-width, bidirectional, tags), line and paragraph separators, lone surrogates, and
 * the rest of what Unicode says to ignore when it cannot be displayed.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * Turns a short string that others chose (a path, a title) into one line of visible text.
 *
 * @param longest in UTF-16 units; what is longer is cut and ends in an ellipsis
 */
export function cleanLine(text: string, longest: number): string {
  const clean = text
    .slice(0, longest * 4)
    .normalize('NFC')
    .replace(UNSEEN, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return clean.length <= longest ? clean : `${clean.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** As {@link cleanLine}, for a line of code: what it is indented by stays. */
export function cleanCodeLine(line: string, longest: number): string {
  const [indent = ''] = /^[ \t]*/.exec(line) ?? [];
  return `${indent.replaceAll('\t', '  ').slice(0, longest)}${cleanLine(line.slice(indent.length), longest)}`;
}

/** JSON in ASCII without backticks and angle brackets, so that no value can look like a fence or like markup. */
export function inertJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]|[`<>&]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * True for text in the sense of an editor: no NUL, and hardly any control or replacement characters, which
 * is what binary content turns into when it is read as UTF-8.
 */
export function looksLikeText(text: string): boolean {
  if (text.includes('\0')) return false;
  // eslint-disable-next-line no-control-regex -- control characters are what this counts
  const odd = text.match(/[\u0001-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/g)?.length ?? 0;
  return odd <= text.length / 50;
}
