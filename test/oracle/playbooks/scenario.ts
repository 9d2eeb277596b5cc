// One fix: what is wrong, what the agent makes of what it has read, and what may be different afterwards.
import assert from 'node:assert/strict';
import type { Answer } from './command.ts';
import type { World } from './world.ts';

export interface Scenario {
  readonly check: string;
  /** Where several are of one check. */
  readonly variant?: string;
  /** Makes what is wrong. @returns what the words in capitals stand for */
  readonly setUp: (world: World) => Promise<Readonly<Record<string, string>>>;
  /** What the check speaks of; the bucket if left out. */
  readonly resource?: (world: World) => string;
  /** Of what the check says before; `unknown` where moto keeps it from saying more. */
  readonly before?: 'unknown';
  /** The same of afterwards: it passes if left out. */
  readonly after?: 'unknown';
  /** Which checks are asked, where moto keeps one from an answer by what only `all` looks at. */
  readonly checks?: 'core';
  /** The agent, by the name of the file that it writes: from what was read, and the example of the playbook. */
  readonly merge?: Readonly<Record<string, Merge>>;
  /** Commands that are for another case, by a part of their line. */
  readonly leavesOut?: readonly string[];
  /** Facts that the fix is about: `<fact>` of the bucket, `<word in capitals>.<fact>` of another, or `account.<fact>`. */
  readonly changes: readonly string[];
  /** What marks the items that are to be changed or removed, e.g. a Sid. */
  readonly touches?: readonly string[];
}

export type Merge = (read: Answers, example: Document) => unknown;

/** The content of a file of a playbook, or of an answer. */
export type Document = Readonly<Record<string, unknown>>;

/** What the read commands of a playbook answered. */
export class Answers {
  readonly #answers: readonly Answer[];

  constructor(answers: readonly Answer[]) {
    this.#answers = answers;
  }

  /** @returns undefined when there is none */
  of(operation: string, bucket?: string): Document | undefined {
    const found = this.#answers.find(
      ({ command }) =>
        command.operation === operation && (bucket === undefined || command.options.get('bucket') === bucket),
    );
    assert.ok(found, `the playbook reads with ${operation}`);
    const text = found.text?.trim() ?? '';
    return text === '' ? undefined : (JSON.parse(text) as Document);
  }
}

/** Everything that was read, and what the example has in its list behind it. */
export function append(operation: string, list: string): Merge {
  return (read, example) => {
    const before = read.of(operation) ?? {};
    return { ...example, ...before, [list]: [...listIn(before, list), ...listIn(example, list)] };
  };
}

/** Everything that was read, with some items changed, or removed where the change says undefined. */
export function change(
  operation: string,
  list: string,
  edit: (item: Document, example: Document) => Document | undefined,
): Merge {
  return (read, example) => {
    const before = read.of(operation) ?? {};
    const items = listIn(before, list).map((item) => edit(item, example));
    return { ...before, [list]: items.filter((item) => item !== undefined) };
  };
}

export function listIn(document: Document, list: string): readonly Document[] {
  return (document[list] ?? []) as readonly Document[];
}

/** The item with the mark of what is wrong is changed, all others stay. */
export function ifMarked(
  mark: string,
  edit: (item: Document, example: Document) => Document | undefined,
): (item: Document, example: Document) => Document | undefined {
  return (item, example) => (JSON.stringify(item).includes(mark) ? edit(item, example) : item);
}
