/** A stretch of text that holds one whole JSON object. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The outermost object of a text, found without parsing it. */
export interface ScannedObject {
  readonly start: number;
  /** After the closing brace; absent when the text ends before it. */
  readonly end?: number;
  /** Its own keys in the order they come, raw, repetitions included. */
  readonly keys: readonly string[];
  /** The whole objects inside the arrays that are its values, by key. */
  readonly items: ReadonlyMap<string, readonly Span[]>;
}

const DEEPEST = 64;

/**
 * Finds the first object in what a model wrote: it may be wrapped in a code fence, be followed by a
 * stray fragment, or be cut off (facts/gemini.md §3). Braces and brackets inside strings do not count.
 *
 * @returns undefined when there is no object, or its brackets do not match
 */
export function scanObject(text: string): ScannedObject | undefined {
  const start = text.indexOf('{');
  if (start < 0) return undefined;
  const keys: string[] = [];
  const items = new Map<string, Span[]>();
  const open: ('{' | '[')[] = [];
  let key = '';
  let itemStart = 0;

  for (let offset = start; offset < text.length; offset++) {
    const character = text[offset];
    if (character === '"') {
      const end = stringEnd(text, offset);
      if (end === undefined) break;
      if (open.length === 1 && isKey(text, end)) {
        key = text.slice(offset + 1, end - 1);
        keys.push(key);
      }
      offset = end - 1;
    } else if (character === '{' || character === '[') {
      if (character === '{' && open.length === 2 && open[1] === '[') itemStart = offset;
      open.push(character);
      if (open.length > DEEPEST) return undefined;
    } else if (character === '}' || character === ']') {
      if (open.pop() !== (character === '}' ? '{' : '[')) return undefined;
      if (open.length === 0) return { start, end: offset + 1, keys, items };
      if (character === '}' && open.length === 2 && open[1] === '[') {
        const spans = items.get(key) ?? [];
        spans.push({ start: itemStart, end: offset + 1 });
        items.set(key, spans);
      }
    }
  }
  return { start, keys, items };
}

/** The offset after the closing quote; undefined when there is none. */
function stringEnd(text: string, start: number): number | undefined {
  for (let offset = start + 1; offset < text.length; offset++) {
    const character = text[offset];
    if (character === '\\') offset++;
    else if (character === '"') return offset + 1;
  }
  return undefined;
}

function isKey(text: string, after: number): boolean {
  let offset = after;
  while (/\s/.test(text[offset] ?? '')) offset++;
  return text[offset] === ':';
}

/** The value, or undefined when the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
