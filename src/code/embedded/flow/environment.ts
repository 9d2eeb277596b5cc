import type { Value } from './value.ts';
import { join, sameValue } from './joining.ts';

/**
 * What each variable holds at a point of the program. A branch works on a fork, which remembers only
 * what it changes: a file with thousands of variables and thousands of branches stays cheap.
 *
 * The environment that a fork was made of must not change while the fork is in use; what outlives its
 * branch (a `break`, a `return`) is kept as a snapshot.
 */
export class Environment {
  readonly #own = new Map<string, Value>();
  readonly #base: Environment | undefined;
  readonly #depth: number;

  constructor(base?: Environment) {
    this.#base = base;
    this.#depth = base === undefined ? 0 : base.#depth + 1;
  }

  get(name: string): Value | undefined {
    let value = this.#own.get(name);
    for (let layer = this.#base; value === undefined && layer !== undefined; layer = layer.#base) {
      value = layer.#own.get(name);
    }
    return value;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  set(name: string, value: Value): void {
    this.#own.set(name, value);
  }

  fork(): Environment {
    return new Environment(this);
  }

  /** A copy that shares nothing. */
  snapshot(): Environment {
    const copy = new Environment();
    for (const [name, value] of this.changesSince(undefined)) copy.set(name, value);
    return copy;
  }

  /** What is different from an environment that this one was forked of; everything, without one. */
  changesSince(ancestor: Environment | undefined): ReadonlyMap<string, Value> {
    if (ancestor === this) return new Map();
    const changes = new Map(this.#own);
    for (let layer = this.#base; layer !== undefined && layer !== ancestor; layer = layer.#base) {
      for (const [name, value] of layer.#own) if (!changes.has(name)) changes.set(name, value);
    }
    return changes;
  }

  /** Takes the changes of a fork over; the fork is not to be used any more. Another environment is returned as it is. */
  settle(fork: Environment | undefined): Environment | undefined {
    if (fork === undefined || fork === this || commonAncestor(fork, this) !== this) return fork;
    for (const [name, value] of fork.changesSince(this)) this.#own.set(name, value);
    return this;
  }

  static commonAncestor(a: Environment, b: Environment): Environment | undefined {
    let left: Environment | undefined = a;
    let right: Environment | undefined = b;
    while (left !== right) {
      if (left === undefined || right === undefined) return undefined;
      if (left.#depth >= right.#depth) left = left.#base;
      else right = right.#base;
    }
    return left;
  }
}

function commonAncestor(a: Environment, b: Environment): Environment | undefined {
  return Environment.commonAncestor(a, b);
}

/** What is true after either of two; undefined stands for a place that control does not get to. */
export function joinEnvironments(a: Environment | undefined, b: Environment | undefined): Environment | undefined {
  if (a === undefined || a === b) return b;
  if (b === undefined) return a;
  const ancestor = commonAncestor(a, b);
  const joined = new Environment(ancestor);
  const changed = new Set([...a.changesSince(ancestor).keys(), ...b.changesSince(ancestor).keys()]);
  for (const name of changed) joined.set(name, join(a.get(name), b.get(name)));
  return joined;
}

/** Whether a loop that came from `before` and got to `after`, a fork of it, has anything new to say. */
export function saysNothingNew(before: Environment, after: Environment): boolean {
  for (const [name, value] of after.changesSince(before)) if (!sameValue(value, before.get(name))) return false;
  return true;
}
