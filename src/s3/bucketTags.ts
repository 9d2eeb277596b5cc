// Tags that the owner names in settings: `key`, whatever its value, or `key=value`.
import { cleanLine } from '../outbound/cleaning.ts';
import type { Tag } from './facts.ts';

/** A key of a tag has at most 128 characters, a value 256. */
const LONGEST = 128 + 1 + 256;

/** Why no bucket can have such a tag, in a sentence; undefined when one can. */
export function tagProblem(text: string): string | undefined {
  const shown = JSON.stringify(cleanLine(text, 80));
  if (text.trim() === '' || text.startsWith('=')) return `${shown} names no tag: it has to be key or key=value.`;
  if (text.length > LONGEST) return `${shown} is longer than a tag can be.`;
  if (/\p{Cc}/u.test(text)) return `${shown} has a control character, which no tag has.`;
  return undefined;
}

/**
 * The first tag of a bucket that is named, as `key=value`. Upper and lower case are told apart.
 *
 * @param names keys may have an equals sign in them, as values may: whole texts are compared
 */
export function namedTag(tags: readonly Tag[], names: readonly string[]): string | undefined {
  const found = tags.find(({ key, value }) => names.includes(key) || names.includes(`${key}=${value}`));
  return found === undefined ? undefined : `${found.key}=${found.value}`;
}
