// A command of a playbook: what it asks for, with the names filled in.

export interface Command {
  readonly line: string;
  /** E.g. `s3api`. */
  readonly service: string;
  /** E.g. `get-bucket-policy`. */
  readonly operation: string;
  /** Without the dashes. */
  readonly options: ReadonlyMap<string, string>;
  /** As a shell would split it, without `aws`. */
  readonly words: readonly string[];
}

export interface Answer {
  readonly command: Command;
  /** What it printed; undefined when it failed. */
  readonly text: string | undefined;
  /** The code of the error, e.g. `NoSuchBucketPolicy`. */
  readonly error: string | undefined;
}

/** @param folder where the files are that the command names */
export type Runner = (command: Command, folder: string) => Promise<Answer>;

/** No shell takes part: of its syntax playbooks use quotes only. */
export function parseCommand(line: string): Command {
  const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|([^\s"']+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
  const [program, service = '', operation = '', ...rest] = words;
  if (program !== 'aws') throw new Error(`not a command of the AWS CLI: ${line}`);
  const options = new Map<string, string>();
  for (let i = 0; i < rest.length; i += 2) options.set(rest[i]?.replace(/^--/, '') ?? '', rest[i + 1] ?? '');
  return { line, service, operation, options, words: words.slice(1) };
}

/** The commands in fenced blocks of a part of a playbook, in its order. */
export function commandsIn(snippets: readonly { readonly language: string; readonly text: string }[]): string[] {
  return snippets.filter(({ language }) => language === 'sh').flatMap(({ text }) => text.split('\n'));
}

/** Words in capitals are filled in besides what stands between braces. */
export function filledIn(
  text: string,
  names: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>>,
): string {
  const named = text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => names[name] ?? whole);
  return named.replace(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g, (word) => values[word] ?? word);
}
