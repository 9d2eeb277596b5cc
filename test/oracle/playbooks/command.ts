// A command of a playbook: what it asks for, with the names filled in.
import { wordsOf } from '../../support/playbooks/commandWords.ts';
import { commandOf } from '../../support/playbooks/playbookFiles.ts';

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

/** @throws when it is no command of the AWS CLI */
export function parseCommand(line: string): Command {
  const { service, operation, options } = commandOf(line);
  const single = [...options].map(([name, values]) => [name, values.join(' ')] as const);
  return { line, service, operation, options: new Map(single), words: wordsOf(line).slice(1) };
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
