/** Text in quotes, or a sign that opens, closes or parts. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

/**
 * The first key that stands twice in one object: `JSON.parse` takes the last and says nothing. Compared
 * without regard to case, as the names of elements are.
 *
 * @param json a text that `JSON.parse` has taken
 */
export function repeatedKey(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  let last = '';
  for (const [token] of json.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const key = JSON.parse(last) as string;
      const keys = open.at(-1);
      if (keys?.has(key.toLowerCase()) === true) return key;
      keys?.add(key.toLowerCase());
    }
    last = token;
  }
  return undefined;
}
