// Objects that are known under several names. Values are copied, objects are not: what is done to one under one
// name has to show under the others. Each value that stands for an object carries where the object was made; two
// objects can be made at one place, in a loop, so what reaches another name this way is added and takes nothing away.
import type { FunctionIr } from '../ir.ts';
import type { Analysis } from './analysis.ts';
import type { Environment } from './environment.ts';
import type { Frame } from './frame.ts';
import type { Value } from './value.ts';
import { hasMore, join, withRest, withSlots } from './joining.ts';

/** An object that is made at this offset of the file. */
export function madeAt(start: number): readonly string[] {
  return [`@${start}`];
}

/** The object that a caller passes. */
export function passedAs(fn: FunctionIr, index: number): readonly string[] {
  return [`${fn.start}:${index}`];
}

/** A member of an object that a caller passes is the caller's as well; deeper ones are not told apart. */
export function memberObjects(objects: readonly string[] | undefined, key: string): readonly string[] | undefined {
  const passed = objects?.filter((object) => !object.startsWith('@') && object.split('.').length < MOST_KEYS);
  return passed === undefined || passed.length === 0 ? undefined : passed.map((object) => `${object}.${key}`);
}

const MOST_KEYS = 3;

/** So many members are merged in the time of one step of the analysis. */
const MEMBERS_PER_STEP = 10;

/** Which parameter of the function an object was passed as, and which member of that it is. */
export function passedTo(fn: FunctionIr, object: string): { index: number; access: readonly string[] } | undefined {
  const prefix = `${fn.start}:`;
  if (!object.startsWith(prefix)) return undefined;
  const [index, ...access] = object.slice(prefix.length).split('.');
  return { index: Number(index), access };
}

/** What a call makes is another object for each call. */
export function returnedBy(objects: readonly string[], call: number): readonly string[] {
  return objects.map((object) =>
    object.startsWith('@') ? `@${call}/${/[^/]+$/.exec(object.slice(1))?.[0] ?? ''}` : object,
  );
}

/** The object with what was done to it under another name, or by a function. */
export function mergedInto(object: Value, changed: Pick<Value, 'slots' | 'rest' | 'open'>): Value {
  let merged = object;
  const additions: [string, Value][] = [];
  const opened: string[] = [];
  for (const [key, value] of changed.slots ?? []) {
    const before = object.slots?.get(key);
    const now = before === undefined ? value : join(before, value);
    if (now === before) continue;
    additions.push([key, now]);
    if (before === undefined ? hasMore(object) : object.open?.has(key) === true) opened.push(key);
  }
  if (additions.length > 0) merged = withSlots(merged, additions);
  if (opened.length > 0) merged = { ...merged, open: new Set([...(merged.open ?? []), ...opened]) };
  return changed.rest === undefined ? merged : withRest(merged, changed.rest);
}

/**
 * Shows a change of an object under the other names that it has in the frame.
 *
 * @param stored it is there already where it was changed: under this name, or in another object
 */
export function showEverywhere(
  analysis: Analysis,
  frame: Frame,
  env: Environment | undefined,
  changed: Value,
  stored?: { readonly name: string | undefined },
): void {
  if (env === undefined) return;
  const effort = 1 + (changed.slots?.size ?? 0) / MEMBERS_PER_STEP;
  for (const object of changed.objects ?? []) {
    const holders = frame.holders.get(object);
    if (holders === undefined) continue;
    for (const name of holders.names) {
      const held = name === stored?.name ? undefined : env.get(name);
      if (held?.objects?.includes(object) !== true) continue;
      analysis.spend(effort);
      env.set(name, mergedInto(held, changed));
    }
    if (holders.inside === 0 || (stored !== undefined && holders.inside + holders.names.size < 2)) continue;
    for (const [name, held] of env.changesSince(undefined)) {
      const shown = withChange(held, object, changed, MOST_KEYS);
      if (shown === held) continue;
      analysis.spend(effort);
      env.set(name, shown);
    }
  }
}

function withChange(holder: Value, object: string, changed: Value, depth: number): Value {
  if (depth === 0 || (holder.slots === undefined && holder.rest === undefined)) return holder;
  const inner = (value: Value): Value =>
    value !== changed && value.objects?.includes(object) === true
      ? mergedInto(value, changed)
      : withChange(value, object, changed, depth - 1);
  let { slots } = holder;
  for (const [key, value] of holder.slots ?? []) {
    const shown = inner(value);
    if (shown !== value) slots = new Map(slots).set(key, shown);
  }
  const rest = holder.rest === undefined ? undefined : inner(holder.rest);
  return slots === holder.slots && rest === holder.rest ? holder : { ...holder, slots, rest };
}
