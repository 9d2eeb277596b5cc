// The general words of a prompt, as a Markdown file of `prompts/` with a version. Its text is ours.

/** The parts by their names. `prompt` is the text itself; what else there is goes into it, by the case. */
export type PromptParts = ReadonlyMap<string, string>;

/**
 * Expects front matter with a version, then parts after lines that say `<!-- name -->`. What stands before the first
 * of them is for whoever reads the file.
 *
 * @throws when the version or one of the named parts is missing: the file ships with the product, so that is a bug
 */
export function promptParts(content: string, names: readonly string[]): PromptParts {
  const text = content.replace(/\r\n?/g, '\n');
  if (!/^---\nversion: *\d+\n---\n/.test(text)) throw new Error('the file of a prompt has no version');
  const [, ...rest] = text.split(/^<!-- ([a-z-]+) -->\n/m);
  const parts = new Map<string, string>();
  for (let at = 0; at + 1 < rest.length; at += 2) parts.set(rest[at] ?? '', (rest[at + 1] ?? '').trim());
  for (const name of names) {
    if ((parts.get(name) ?? '') === '') throw new Error(`the file of a prompt has no part named ${name}`);
  }
  return parts;
}

/**
 * In one pass and through a function, so that nothing in a value is taken for a placeholder.
 *
 * @throws when the text asks for what is not given: a bug
 */
export function filledText(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) throw new Error(`the text asks for ${name}`);
    return value;
  });
}
