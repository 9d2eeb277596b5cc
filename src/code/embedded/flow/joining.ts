// What is true of a value that is either of two, and what a container holds once something was put into it.
import type { Constant } from '../ir.ts';
import type { CallSite } from '../rules/rule.ts';
import { sizeOf } from './size.ts';
import type { Closure, KeyedBy, Taint, Value } from './value.ts';
import { HOLE, LITERAL, MAX_CONSTANTS } from './value.ts';

const MAX_TAINTS = 24;
const MAX_SLOTS = 300;
/** Levels of members, and values in all, that are kept apart in one value. */
const MAX_NESTING = 8;
const MAX_SIZE = 4_000;
const MAX_OBJECTS = 8;
const MAX_CLOSURES = 8;
const MAX_DRAWN = 8;
const MAX_BEFORE = 200;

/** Same origins once each; what only one of the two has cleaned is not clean. */
export function joinTaints(a: readonly Taint[], b: readonly Taint[]): readonly Taint[] {
  if (a.length === 0 || a === b) return b;
  if (b.length === 0) return a;
  const union = [...a];
  for (const taint of b) {
    const position = union.findIndex((other) => other.key === taint.key && sameAccess(other, taint));
    const other = union[position];
    if (other === undefined) {
      if (union.length < MAX_TAINTS || taint.kind === 'remote') union.push(taint);
    } else if (other.cleaned !== taint.cleaned || other.doubt > taint.doubt || other.before !== taint.before) {
      const stronger = other.doubt <= taint.doubt ? other : taint;
      union[position] = { ...stronger, cleaned: other.cleaned & taint.cleaned, before: nearer(other, taint) };
    }
  }
  return union;
}

/** Of two places in a text the one nearer to its start: there a value can do more. */
function nearer(a: Taint, b: Taint): string | undefined {
  return (a.before ?? '').length <= (b.before ?? '').length ? a.before : b.before;
}

/** The taints of a piece of text as part of a longer one. */
export function placed(taints: readonly Taint[], before: string): readonly Taint[] {
  if (before === '' || taints.length === 0) return taints;
  return taints.map((taint) => ({ ...taint, before: (before + (taint.before ?? '')).slice(0, MAX_BEFORE) }));
}

function sameAccess(a: Taint, b: Taint): boolean {
  return a.access === b.access || (a.access ?? []).join('.') === (b.access ?? []).join('.');
}

/** What is true of a value that is either of two. */
export function join(a: Value | undefined, b: Value | undefined): Value {
  if (a === undefined || a === b) return b ?? LITERAL;
  if (b === undefined) return a;
  return joined(a, b, sizeOf(a) + sizeOf(b) > MAX_SIZE ? 1 : MAX_NESTING);
}

/** @param depth levels of members that are kept apart */
function joined(a: Value | undefined, b: Value | undefined, depth: number): Value {
  if (a === undefined || a === b) return b ?? LITERAL;
  if (b === undefined) return a;
  if (depth === 0) return { taints: joinTaints(deepTaints(a), deepTaints(b)) };
  const constants =
    a.constants !== undefined && b.constants !== undefined ? unionOf(a.constants, b.constants) : undefined;
  return {
    constants,
    taints: joinTaints(a.taints, b.taints),
    path: a.path ?? b.path,
    text: joinText(a, b),
    ...joinSlots(a, b, depth),
    rest: a.rest === undefined && b.rest === undefined ? undefined : joined(a.rest, b.rest, depth - 1),
    length: a.length === b.length ? a.length : undefined,
    objects: joinObjects(a.objects, b.objects),
    ...joinClosures(a, b),
    bound: a.bound ?? b.bound,
    cls: a.cls ?? b.cls,
    instanceOf: a.instanceOf ?? b.instanceOf,
    madeBy: a.madeBy ?? b.madeBy,
    drawn: joinDrawn(a.drawn, b.drawn),
    keyedBy: joinKeys(a.keyedBy, b.keyedBy),
  };
}

function joinDrawn(
  a: readonly CallSite[] | undefined,
  b: readonly CallSite[] | undefined,
): readonly CallSite[] | undefined {
  if (a === undefined || b === undefined || a === b) return a ?? b;
  return [...a, ...b.filter((one) => !a.some((other) => other.node === one.node))].slice(0, MAX_DRAWN);
}

/** The value, made of numbers that went into any of its parts. */
export function drawnFrom(value: Value, parts: readonly (Value | undefined)[]): Value {
  let { drawn } = value;
  for (const part of parts) drawn = joinDrawn(drawn, part === undefined ? undefined : deepDrawn(part));
  return drawn === value.drawn ? value : { ...value, drawn };
}

/** A part of a value that can be foretold can be, too. */
export function partOfDrawn(part: Value, { drawn }: Value): Value {
  return drawn === undefined ? part : { ...part, drawn: joinDrawn(part.drawn, drawn) };
}

/** The draws in a value and in its members. */
export function deepDrawn(value: Value, depth = 2): readonly CallSite[] | undefined {
  let { drawn } = value;
  if (depth === 0 || (value.slots === undefined && value.rest === undefined)) return drawn;
  for (const slot of value.slots?.values() ?? []) drawn = joinDrawn(drawn, deepDrawn(slot, depth - 1));
  return value.rest === undefined ? drawn : joinDrawn(drawn, deepDrawn(value.rest, depth - 1));
}

function joinKeys(a: KeyedBy | undefined, b: KeyedBy | undefined): KeyedBy | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { taints: joinTaints(a.taints, b.taints), deep: a.deep || b.deep };
}

/** The rules ask how a text was built: of two, the one with something built into it is the telling one. */
function joinText(a: Value, b: Value): string | undefined {
  if (a.text === undefined || b.text === undefined) {
    // A constant or something unknown is, in all, unknown.
    const text = a.text ?? b.text;
    return text?.includes(HOLE) === true ? text : undefined;
  }
  return b.text.includes(HOLE) && !a.text.includes(HOLE) ? b.text : a.text;
}

function unionOf(a: readonly Constant[], b: readonly Constant[]): readonly Constant[] | undefined {
  const union = [...new Set([...a, ...b])];
  return union.length > MAX_CONSTANTS ? undefined : union;
}

function joinSlots(a: Value, b: Value, depth: number): Pick<Value, 'slots' | 'open'> {
  if (a.slots === b.slots && a.open === b.open) return { slots: a.slots, open: a.open };
  if (a.slots === undefined && b.slots === undefined) return {};
  const slots = new Map(a.slots);
  const open = new Set([...(a.open ?? []), ...(b.open ?? [])]);
  for (const [key, value] of b.slots ?? []) {
    const other = slots.get(key);
    slots.set(key, other === undefined ? value : joined(other, value, depth - 1));
    if (other === undefined && hasMore(a)) open.add(key);
  }
  if (hasMore(b)) for (const key of a.slots?.keys() ?? []) if (b.slots?.has(key) !== true) open.add(key);
  return open.size === 0 ? { slots } : { slots, open };
}

/** Whether it can have members that are not in its slots. */
export function hasMore(value: Value): boolean {
  const { taints, rest, path, instanceOf } = value;
  return taints.length > 0 || rest !== undefined || path !== undefined || instanceOf !== undefined;
}

export function joinObjects(
  a: readonly string[] | undefined,
  b: readonly string[] | undefined,
): readonly string[] | undefined {
  if (a === undefined || b === undefined || a === b) return a ?? b;
  const added = b.filter((object) => !a.includes(object));
  return added.length === 0 ? a : [...a, ...added].slice(0, MAX_OBJECTS);
}

function joinClosures(a: Value, b: Value): Pick<Value, 'closure' | 'otherClosures'> {
  if (a.closure === undefined || b.closure === undefined || a.closure === b.closure)
    return { closure: a.closure ?? b.closure, otherClosures: a.otherClosures ?? b.otherClosures };
  const known = closuresOf(a);
  const added = closuresOf(b).filter((one) => !known.some((other) => other.fn === one.fn && other.frame === one.frame));
  return { closure: a.closure, otherClosures: [...known.slice(1), ...added].slice(0, MAX_CLOSURES) };
}

/** All functions of this file that it can be. */
export function closuresOf({ closure, otherClosures }: Value): readonly Closure[] {
  return closure === undefined ? [] : otherClosures === undefined ? [closure] : [closure, ...otherClosures];
}

/** Everything in it: its own origins and those of its members, as far as eight levels down. */
export function deepTaints(value: Value, depth = 8): readonly Taint[] {
  if (value.slots === undefined && value.rest === undefined) return value.taints;
  if (depth === 0) return value.taints;
  let taints = value.taints;
  for (const slot of value.slots?.values() ?? []) taints = joinTaints(taints, deepTaints(slot, depth - 1));
  if (value.rest !== undefined) taints = joinTaints(taints, deepTaints(value.rest, depth - 1));
  return taints;
}

/** Any member of it, as a loop over it sees them. */
export function anyMember(value: Value): Value {
  let member: Value | undefined = value.rest;
  for (const slot of value.slots?.values() ?? []) member = member === undefined ? slot : join(member, slot);
  if (value.taints.length > 0) member = join(member ?? { taints: [] }, { taints: value.taints });
  return member ?? { taints: value.taints };
}

export function withSlot(container: Value, key: string, value: Value): Value {
  return withSlots(container, [[key, value]]);
}

/** Several members put into it, one after the other. */
export function withSlots(container: Value, members: readonly (readonly [key: string, value: Value])[]): Value {
  const slots = new Map(container.slots);
  let { length, rest } = container;
  let size = sizeOf(container);
  const open = new Set(container.open);
  for (const [key, value] of members) {
    size += sizeOf(value);
    const kept = size > MAX_SIZE ? { taints: deepTaints(value) } : value;
    if (slots.size >= MAX_SLOTS && !slots.has(key)) {
      rest = join(rest ?? kept, kept);
      length = undefined;
      continue;
    }
    slots.set(key, kept);
    open.delete(key);
    if (length !== undefined && key === String(length)) length++;
  }
  return { ...container, constants: undefined, slots, rest, length, open: open.size === 0 ? undefined : open };
}

function closed(open: ReadonlySet<string> | undefined, key: string): Pick<Value, 'open'> {
  if (open?.has(key) !== true) return {};
  const left = new Set(open);
  left.delete(key);
  return { open: left.size === 0 ? undefined : left };
}

export function withoutSlot(container: Value, key: string): Value {
  if (container.slots?.has(key) !== true) return container;
  const slots = new Map(container.slots);
  slots.delete(key);
  return { ...container, slots, ...closed(container.open, key) };
}

export function withRest(container: Value, value: Value): Value {
  return { ...container, constants: undefined, rest: join(container.rest ?? value, value), length: undefined };
}

/** Whether a loop has anything new to say: equal enough that another round cannot change a finding. */
export function sameValue(a: Value | undefined, b: Value | undefined, depth = 4): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a.path !== b.path || a.text !== b.text || a.length !== b.length)
    return false;
  if (a.closure?.fn !== b.closure?.fn || a.cls !== b.cls || a.drawn?.length !== b.drawn?.length) return false;
  if (a.keyedBy?.deep !== b.keyedBy?.deep || a.keyedBy?.taints.length !== b.keyedBy?.taints.length) return false;
  if (a.constants?.length !== b.constants?.length || a.constants?.some((one, at) => one !== b.constants?.[at]) === true)
    return false;
  if (a.taints.length !== b.taints.length) return false;
  for (const [at, taint] of a.taints.entries()) {
    const other = b.taints[at];
    if (other?.key !== taint.key || other.cleaned !== taint.cleaned || other.doubt !== taint.doubt) return false;
  }
  if (depth === 0) return true;
  if (a.slots !== b.slots) {
    if (a.slots?.size !== b.slots?.size) return false;
    for (const [key, slot] of a.slots ?? []) if (!sameValue(slot, b.slots?.get(key), depth - 1)) return false;
  }
  return a.rest === b.rest || sameValue(a.rest, b.rest, depth - 1);
}
