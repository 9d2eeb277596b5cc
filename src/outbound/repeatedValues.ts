import type { TextRange } from '../findings/finding.ts';
import { ContextTracker } from './textContext.ts';

/** More distinct values than any source file holds; the search for each is linear. */
export const MOST_REPEATED_VALUES = 300;

const SHORTEST_LITERAL = 4;
const SHORTEST_WORD = 5;

/** Passwords that are also the names of accounts, products and pages: a mention of them alone tells nothing. */
const COMMON_WORDS = new Set(
  (
    'admin administrator manager guest login logon welcome public private system service server client local master ' +
    'default demo sample example test tester testing user users username root owner account database oracle mysql ' +
    'mariadb postgres postgresql mongodb mongo redis rabbitmq elastic grafana minio docker python string number ' +
    'token tokens secret secrets password passwords development production staging'
  ).split(' '),
);

/**
 * A value that cannot stand in a text by chance: no plain words, no short number. Only such values are
 * reported wherever they stand, since `admin` as a password would hit every route of that name.
 */
export function isDistinctive(value: string): boolean {
  if (value.length < 8) return false;
  return value.length >= 20 || (!/^[A-Za-z\s]*$/.test(value) && !/^\d*$/.test(value));
}

/** No name of a variable and no number looks like this, so a whole word of it is the value. */
function isOddWord(value: string): boolean {
  return value.length >= SHORTEST_WORD && (/\d.*\p{L}|\p{L}.*\d/su.test(value) || /[^\w\s.-]/.test(value));
}

/**
 * Where values stand that are secrets elsewhere in the same text. For masking, which may be more eager than
 * reporting: besides distinctive values, every quoted literal that is such a value as a whole, odd words
 * (`hunter2`) anywhere, and plain words (`correcthorse`) in strings, in comments and as values of their line,
 * but not where they are names in code.
 *
 * @param values of the secrets that are known; linear in the length of the text for each
 */
export function rangesOfValues(text: string, values: Iterable<string>): TextRange[] {
  const found: TextRange[] = [];
  const plain: TextRange[] = [];
  let searched = 0;
  for (const value of new Set(values)) {
    if (value.length < SHORTEST_LITERAL || ++searched > MOST_REPEATED_VALUES) continue;
    const distinctive = isDistinctive(value);
    const odd = isOddWord(value);
    const common = COMMON_WORDS.has(value.toLowerCase());
    for (const range of occurrences(text, value)) {
      if (distinctive || isWholeLiteral(text, range)) found.push(range);
      else if (value.length >= SHORTEST_WORD && isWholeWord(text, range)) {
        if (odd || isValueOfLine(text, range)) found.push(range);
        else if (!common) plain.push(range);
      }
    }
  }
  const context = new ContextTracker(text);
  for (const range of plain.sort((a, b) => a.start - b.start)) {
    if (context.at(range.start) !== 'code') found.push(range);
  }
  return found;
}

/**
 * Whether a text that is about to be sent still shows a value. Knows nothing of how the text was masked: the
 * last check on that. Values over several lines are looked for line by line, since something may stand between.
 *
 * @param data the part of `prompt` that comes from the user: short values may be words of the rest
 */
export function showsThrough(prompt: string, data: string, value: string): boolean {
  if (value.split(/[\r\n]+/).some((line) => isDistinctive(line) && prompt.includes(line))) return true;
  if (value.length < SHORTEST_LITERAL) return false;
  if (['"', "'", '`'].some((quote) => data.includes(`${quote}${value}${quote}`))) return true;
  return isOddWord(value) && occurrences(data, value).some((range) => isWholeWord(data, range));
}

function occurrences(text: string, value: string): TextRange[] {
  const found: TextRange[] = [];
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
    found.push({ start: at, end: at + value.length });
  }
  return found;
}

function isWholeLiteral(text: string, { start, end }: TextRange): boolean {
  const before = text.charAt(start - 1);
  return /["'`]/.test(before) && (text.charAt(end) === before || text.startsWith(`\\${before}`, end));
}

function isWholeWord(text: string, { start, end }: TextRange): boolean {
  const joins = (left: string, right: string): boolean => /[\p{L}\p{N}_]/u.test(left) && /[\p{L}\p{N}_]/u.test(right);
  return !joins(text.charAt(start - 1), text.charAt(start)) && !joins(text.charAt(end - 1), text.charAt(end));
}

/** `name: value`, `name=value` or `- value`, up to the end of the line. */
function isValueOfLine(text: string, { start, end }: TextRange): boolean {
  return (
    /^[ \t]*(?:[,;]?[ \t]*(?:[\r\n#]|$))/.test(text.slice(end, end + 8)) &&
    /(?:[=:]|(?:^|[\r\n])[ \t]*-)[ \t]{0,8}$/.test(text.slice(Math.max(0, start - 12), start))
  );
}
