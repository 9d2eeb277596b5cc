// A line of a shell as its words, as far as playbooks use the shell: quotes, and nothing that it would expand.

/** @throws on what needs more of a shell than quotes: the command would not be the same in every shell */
export function wordsOf(line: string): readonly string[] {
  const words: string[] = [];
  const pattern = /\s*(?:'([^']*)'|"([^"$`\\!]*)"|([^\s'"`$&|;<>()*?[\]~#\\]+))(?=\s|$)/y;
  const end = line.trimEnd().length;
  while (pattern.lastIndex < end) {
    const at = pattern.lastIndex;
    const match = pattern.exec(line);
    if (match === null) throw new Error(`not a plain word of a shell: ${line.slice(at)}`);
    words.push(match[1] ?? match[2] ?? match[3] ?? '');
  }
  return words;
}
