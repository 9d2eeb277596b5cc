/**
 * What is not seen or reorders what is seen: controls, zero-width and bidirectional marks, the tag
 * characters that smuggle text, lone surrogates, and whatever else Unicode says to ignore
 * (facts/editor-integration.md §4). Line feeds stay.
 */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * What a model wrote, made fit to be shown as plain text: nothing invisible, nothing that turns the
 * direction of the text around, no more than `maxLength` UTF-16 units. It stays data all the same: it
 * is never rendered as markup and never followed.
 */
export function cleanModelText(text: string, maxLength: number, lines: 'one-line' | 'multi-line'): string {
  // What is far too long need not be cleaned to its end.
  const cleaned = text
    .slice(0, maxLength * 4)
    .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, '\n')
    .replace(/\t/g, ' ')
    .replace(UNSEEN, '')
    .normalize('NFC');
  const folded =
    lines === 'one-line'
      ? cleaned.replace(/\s+/g, ' ')
      : cleaned.replace(/[^\S\n]+/g, ' ').replace(/ ?\n(?: ?\n)+/g, '\n\n');
  return cut(folded.trim(), maxLength);
}

function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  // Not through the middle of a surrogate pair.
  const kept = text.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '');
  return `${kept.trimEnd()}…`;
}
