// Patterns as IAM writes them: `*` stands for any text, `?` for any one character.

/** Whether the text is an instance of the pattern. Works without backtracking into exponential time. */
export function matchesPattern(pattern: string, text: string, caseSensitive = true): boolean {
  const wanted = caseSensitive ? pattern : pattern.toLowerCase();
  const given = caseSensitive ? text : text.toLowerCase();
  let at = 0;
  let star = -1;
  let resume = 0;
  let position = 0;
  while (position < given.length) {
    if (at < wanted.length && (wanted[at] === '?' || wanted[at] === given[position]) && wanted[at] !== '*') {
      at++;
      position++;
    } else if (wanted[at] === '*') {
      star = at++;
      resume = position;
    } else if (star >= 0) {
      at = star + 1;
      position = ++resume;
    } else {
      return false;
    }
  }
  while (wanted[at] === '*') at++;
  return at === wanted.length;
}

/** Two patterns are compared in time that grows with the product of their lengths: above this they are not. */
const MOST_COMPARED = 4_000_000;

/**
 * Whether everything that matches `inner` matches `outer`. It may say no where the answer is yes (a `?` in
 * `inner`, patterns too long to compare), and never the other way round.
 */
export function coversPattern(outer: string, inner: string, caseSensitive = true): boolean {
  const a = caseSensitive ? outer : outer.toLowerCase();
  const b = caseSensitive ? inner : inner.toLowerCase();
  if (a === b) return true;
  if (a.length * b.length > MOST_COMPARED) return false;
  // Read as a text: a `*` of the inner pattern is met only by a `*` of the outer one.
  let row = new Array<boolean>(b.length + 1).fill(false);
  row[b.length] = true;
  for (let i = a.length - 1; i >= 0; i--) {
    const rest = row;
    row = new Array<boolean>(b.length + 1).fill(false);
    for (let j = b.length; j >= 0; j--) {
      if (a[i] === '*') row[j] = rest[j] === true || (j < b.length && row[j + 1] === true);
      else if (j < b.length && b[j] !== '*')
        row[j] = (a[i] === '?' || (a[i] === b[j] && b[j] !== '?')) && rest[j + 1] === true;
    }
  }
  return row[0] === true;
}

/** Whether some text matches both. */
export function overlaps(first: string, second: string, caseSensitive = true): boolean {
  const a = caseSensitive ? first : first.toLowerCase();
  const b = caseSensitive ? second : second.toLowerCase();
  // Too long to tell: what is not known to be apart counts as overlapping.
  if (a.length * b.length > MOST_COMPARED) return true;
  let row = new Array<boolean>(b.length + 1).fill(false);
  // row[j]: the rest of `a` from the place in hand and the rest of `b` from j have a text in common.
  for (let i = a.length; i >= 0; i--) {
    const next = row;
    row = new Array<boolean>(b.length + 1).fill(false);
    for (let j = b.length; j >= 0; j--) {
      const left = a[i];
      const right = b[j];
      if (left === undefined && right === undefined) row[j] = true;
      else if (left === '*') row[j] = next[j] === true || (j < b.length && row[j + 1] === true);
      else if (right === '*') row[j] = row[j + 1] === true || (i < a.length && next[j] === true);
      else if (left !== undefined && right !== undefined)
        row[j] = (left === right || left === '?' || right === '?') && next[j + 1] === true;
    }
  }
  return row[0] === true;
}

export function hasWildcard(text: string): boolean {
  return text.includes('*') || text.includes('?');
}

/** `${aws:username}` and its like: whoever asks decides what it stands for. `${*}`, `${?}` and `${$}` are the signs themselves. */
export function hasVariable(text: string): boolean {
  return /\$\{(?![*?$]\})[^}]*\}/.test(text);
}

/** One value, the same for every request. */
export function isFixed(text: string): boolean {
  const plain = text.replace(/\$\{[*?$]\}/g, '');
  return text !== '' && !hasWildcard(plain) && !hasVariable(plain);
}
