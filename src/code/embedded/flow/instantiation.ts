// What a function leaves behind, in the terms of a caller.
import type { TextRange } from '../../../findings/finding.ts';
import type { FunctionIr } from '../ir.ts';
import { mergedInto, passedTo, returnedBy } from './aliases.ts';
import type { Analysis } from './analysis.ts';
import type { BoundArguments } from './functions.ts';
import { readAny, readMember } from './members.ts';
import { appended } from './reporting.ts';
import type { Taint, Value } from './value.ts';
import { deepTaints, joinObjects, joinTaints, placed } from './joining.ts';
import { concluded, extended, onward, SELF } from './value.ts';

/** The part of an argument that the function reads before anything else. */
export function narrowed(analysis: Analysis, value: Value, access: readonly string[], range: TextRange): Value {
  let part = value;
  for (const key of access)
    part = key === '*' ? readAny(analysis, part, range) : readMember(analysis, part, key, range);
  return part;
}

/** How what a function leaves behind is put in the terms of a caller. */
export interface Terms {
  readonly fn: FunctionIr;
  readonly bound: BoundArguments;
  readonly call: TextRange;
  /** How a value gets to the parameter at an index. */
  readonly words: (index: number) => string;
  /** How it gets from the function to where it is found. */
  readonly outcome: string;
}

/** A value of the callee in the terms of the caller: symbols of parameters become what was passed. */
export function instantiated(analysis: Analysis, value: Value, terms: Terms, depth = 4): Value {
  const inner = (one: Value): Value => instantiated(analysis, one, terms, depth - 1);
  const { taints, keyedBy, objects } = value;
  const own: Value = {
    ...value,
    taints: taintsFor(analysis, taints, terms),
    ...(keyedBy === undefined ? {} : { keyedBy: { ...keyedBy, taints: taintsFor(analysis, keyedBy.taints, terms) } }),
    ...(objects === undefined ? {} : { objects: objectsFor(analysis, objects, terms) }),
  };
  const passed = passedWhole(analysis, value, terms);
  if (passed !== undefined) {
    const same: Value = { ...passed, taints: own.taints, objects: own.objects };
    return depth === 0 ? same : mergedInto(same, membersFor(value, inner));
  }
  return depth === 0 ? own : { ...own, ...membersFor(value, inner) };
}

/** The members of a value, each put in the terms of the caller. */
export function membersFor(
  { slots, rest, open }: Value,
  inner: (member: Value) => Value,
): Pick<Value, 'slots' | 'rest' | 'open'> {
  if (slots === undefined && rest === undefined) return {};
  return {
    slots: slots === undefined ? undefined : new Map([...slots].map(([key, slot]) => [key, inner(slot)])),
    rest: rest === undefined ? undefined : inner(rest),
    open,
  };
}

function passedAt({ bound }: Terms, index: number): Value | undefined {
  return index === SELF ? bound.self : bound.values[index];
}

/** The argument, or the part of it, that the value is and nothing else. */
function passedWhole(analysis: Analysis, value: Value, terms: Terms): Value | undefined {
  const [object, ...others] = value.objects ?? [];
  const place = object === undefined || others.length > 0 ? undefined : passedTo(terms.fn, object);
  const passed = place === undefined ? undefined : passedAt(terms, place.index);
  return passed === undefined ? undefined : narrowed(analysis, passed, place?.access ?? [], terms.call);
}

function objectsFor(analysis: Analysis, objects: readonly string[], terms: Terms): readonly string[] {
  let mapped: readonly string[] = [];
  for (const object of objects) {
    const place = passedTo(terms.fn, object);
    const passed = place === undefined ? undefined : passedAt(terms, place.index);
    const part = passed === undefined ? undefined : narrowed(analysis, passed, place?.access ?? [], terms.call);
    mapped =
      joinObjects(mapped, place === undefined ? returnedBy([object], terms.call.start) : part?.objects) ?? mapped;
  }
  return mapped;
}

function taintsFor(analysis: Analysis, from: readonly Taint[], terms: Terms): readonly Taint[] {
  const { fn, bound, call, words, outcome } = terms;
  const own = (taint: Taint): boolean => taint.kind === 'parameter' && taint.fn === fn;
  let taints: readonly Taint[] = from.filter((taint) => !own(taint));
  for (const taint of from) {
    if (!own(taint) || taint.index === undefined) continue;
    const passed = passedAt(terms, taint.index);
    if (passed === undefined) continue;
    const part = narrowed(analysis, passed, taint.access ?? [], call);
    const where = bound.ranges[taint.index] ?? call;
    const arrived = placed(deepTaints(part), taint.before ?? '').map((outer): Taint => ({
      ...outer,
      ...onward(outer, taint),
      trail: extended(appended(concluded(outer.trail, where, words(taint.index ?? 0)), taint.trail), call, outcome),
    }));
    taints = joinTaints(taints, arrived);
  }
  return taints;
}
