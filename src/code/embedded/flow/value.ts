// What the analysis knows of a value at one point of the program. Values are immutable.
import type { TextRange } from '../../../findings/finding.ts';
import type { ClassIr, Constant, FunctionIr } from '../ir.ts';
import type { ArgumentValue, CallSite, Gate } from '../rules/rule.ts';
import { sizeOf } from './size.ts';

/**
 * Where a value that is not fixed by the program text comes from.
 * `remote`: an attacker can send it. `local`: whoever starts the program chooses it (arguments,
 * standard input). `parameter`: a caller of the function chooses it. `unknown`: cannot be seen in
 * this file. A value without any origin is made of literals, numbers and trusted values alone.
 */
export type OriginKind = 'remote' | 'local' | 'parameter' | 'unknown';

/** A stop on the way, newest first: sharing the tail keeps long flows cheap. */
export interface Trail {
  readonly range: TextRange;
  readonly message: string;
  readonly previous: Trail | undefined;
  readonly length: number;
}

/** How far the claim holds that what arrives is what was sent. */
export type Doubt = 0 | 1 | 2;
export const NO_DOUBT: Doubt = 0;
/** It went through a function that is not in this file. */
export const THROUGH_UNKNOWN: Doubt = 1;
/** It went through a function that, by its name, may well make it harmless, or was derived from more than its source. */
export const PROBABLY_CLEANED: Doubt = 2;

export interface Taint {
  readonly kind: OriginKind;
  /** Two taints with the same key have the same origin. */
  readonly key: string;
  readonly trail: Trail;
  /** Bit set of the taint rules for which it has been made harmless, and {@link IS_TEXT}. */
  readonly cleaned: number;
  readonly doubt: Doubt;
  /**
   * What stands in front of it in the text that it was built into, with {@link HOLE} for what is not
   * literal: tells whether it can still choose a host or only part of a path. Undefined: nothing does.
   */
  readonly before?: string | undefined;
  /** Input by which somebody attacks a visitor of a page, not the program: the address that a link leads to. */
  readonly inBrowser?: boolean;
  /** Made into a structure on the way: that it began as text means nothing any more. */
  readonly parsed?: boolean;
  /** Only where the field that a class gives its instances is another in the one in hand. */
  readonly ifChanged?: true;
  /** Parameters only: whose, which ({@link SELF} for the instance), and the keys that were read of it on the way. */
  readonly fn?: FunctionIr;
  readonly index?: number;
  readonly access?: readonly string[];
}

/** The bit of {@link Taint.cleaned} that no rule owns: certainly text, never a structure of the client's making. */
export const IS_TEXT = 1;

/** A function value with the frame it closes over; frames belong to the interpreter. */
export interface Closure<Frame = unknown> {
  readonly fn: FunctionIr;
  readonly frame: Frame;
  readonly self: Value | undefined;
  /** The tests under which the function is made. */
  readonly gates?: readonly Gate[];
}

export interface ClassValue {
  readonly cls: ClassIr;
  /** The first base, when it is a class of this file. */
  readonly base: ClassValue | undefined;
  readonly methods: ReadonlyMap<string, Value>;
  /** What the constructor leaves in the instance. */
  readonly fields: ReadonlyMap<string, Value>;
}

export interface Value {
  /** All constants that it can be; undefined when it can be anything else. */
  readonly constants?: readonly Constant[] | undefined;
  /** The origins that are not program text. */
  readonly taints: readonly Taint[];
  /** The API that it is, e.g. `sqlite3.connect().cursor`. */
  readonly path?: string | undefined;
  /** Text built from pieces: the literal ones, with {@link HOLE} for the others. */
  readonly text?: string | undefined;
  /** Members by constant key. */
  readonly slots?: ReadonlyMap<string, Value> | undefined;
  /** Members whose key is not known. */
  readonly rest?: Value | undefined;
  /** Elements 0 to length - 1 are all in `slots`. */
  readonly length?: number | undefined;
  /** Keys of slots that were filled on some of the ways here only: what is beneath them still counts. */
  readonly open?: ReadonlySet<string> | undefined;
  /** The objects that it can be, by where they were made: what changes one of them changes it. See aliases.ts. */
  readonly objects?: readonly string[] | undefined;
  readonly closure?: Closure | undefined;
  /** Other functions that it can be. */
  readonly otherClosures?: readonly Closure[] | undefined;
  /** Arguments that a function has got already: `bind`, `functools.partial`. */
  readonly bound?: readonly ArgumentValue[] | undefined;
  readonly cls?: ClassValue | undefined;
  readonly instanceOf?: ClassValue | undefined;
  /** The call that made it, where that is an API: what a digest was created with, for one. */
  readonly madeBy?: CallSite | undefined;
  /** The calls of generators that can be foretold whose numbers went into it. */
  readonly drawn?: readonly CallSite[] | undefined;
  /** The keys, not constant, by which it was read out of an object. */
  readonly keyedBy?: KeyedBy | undefined;
}

export interface KeyedBy {
  readonly taints: readonly Taint[];
  /** Read step by step, each from what the last step gave, as deep as the keys go. */
  readonly deep: boolean;
}

/** Stands for the instance among the parameters of a method. */
export const SELF = -1;

/** Stands for a piece of text that is not a literal. */
export const HOLE = '\uFFFC';

/** Made of the program's own text. */
export const LITERAL: Value = { taints: [] };

const MAX_CONSTANTS = 16;
const MAX_TAINTS = 24;
const MAX_TEXT = 4_000;
const MAX_SLOTS = 300;
/** Levels of members, and values in all, that are kept apart in one value. */
const MAX_NESTING = 8;
const MAX_SIZE = 4_000;
const MAX_TRAIL = 40;
const MAX_OBJECTS = 8;
const MAX_CLOSURES = 8;
const MAX_DRAWN = 8;
const MAX_BEFORE = 200;

export function constant(value: Constant): Value {
  return typeof value === 'string'
    ? { constants: [value], taints: [], text: value }
    : { constants: [value], taints: [] };
}

export function ofConstants(values: readonly Constant[]): Value {
  const unique = [...new Set(values)];
  const [first] = unique;
  if (unique.length === 1 && first !== undefined) return constant(first);
  return unique.length > MAX_CONSTANTS || unique.length === 0 ? LITERAL : { constants: unique, taints: [] };
}

/** The one constant that it must be. */
export function onlyConstant(value: Value | undefined): Constant | undefined {
  return value?.constants?.length === 1 ? value.constants[0] : undefined;
}

export function onlyString(value: Value | undefined): string | undefined {
  const single = onlyConstant(value);
  return typeof single === 'string' ? single : undefined;
}

export function trailFrom(range: TextRange, message: string): Trail {
  return { range, message, previous: undefined, length: 1 };
}

/** Adds a stop; a stop at the same place as the last one says nothing new. */
export function extended(trail: Trail, range: TextRange, message: string): Trail {
  if (trail.length >= MAX_TRAIL || (trail.range.start === range.start && trail.range.end === range.end)) return trail;
  const grows = trail.message === message && trail.range.start >= range.start && trail.range.end <= range.end;
  const previous = grows && trail.previous !== undefined ? trail.previous : trail;
  return { range, message, previous, length: previous.length + 1 };
}

/** Adds the last stop, which is never left out. */
export function concluded(trail: Trail, range: TextRange, message: string): Trail {
  const same = trail.range.start === range.start && trail.range.end === range.end;
  const previous = same && trail.previous !== undefined ? trail.previous : trail;
  return { range, message, previous, length: previous.length + 1 };
}

/** @param nature what is known of the origin beyond that it is one */
export function originTaint(
  kind: OriginKind,
  range: TextRange,
  message: string,
  nature: { readonly text?: boolean; readonly inBrowser?: boolean } = {},
): Taint {
  return {
    kind,
    key: kind === 'unknown' ? 'unknown' : `${kind}:${range.start}`,
    trail: trailFrom(range, message),
    cleaned: nature.text === true ? IS_TEXT : 0,
    doubt: NO_DOUBT,
    ...(nature.inBrowser === true ? { inBrowser: true } : {}),
  };
}

/** Input that an attacker sends and that nothing on the way may have made harmless. */
export function isProof(taint: Taint): boolean {
  return taint.kind === 'remote' && taint.doubt < PROBABLY_CLEANED;
}

/** `hostname` for the path `URL().hostname`, and for what is merely spelled in another way after that. */
export function partNamed(path: string | undefined): string | undefined {
  const spelled = path?.replace(/(?:\.(?:toLowerCase|toUpperCase|lower|upper|casefold|strip|trim|toString)\(\))+$/, '');
  return spelled === undefined ? undefined : /\.(\w+)$/.exec(spelled)?.[1];
}

/** Something that this file does not tell. */
export function unknownAt(range: TextRange, message: string, path?: string): Value {
  return { taints: [originTaint('unknown', range, message)], path };
}

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

export function withTaints(value: Value, change: (taint: Taint) => Taint): Value {
  return value.taints.length === 0 ? value : { ...value, taints: value.taints.map(change) };
}

/** The value with a stop added to the way of everything that is not literal in it. */
export function through(value: Value, range: TextRange, message: string): Value {
  return withTaints(value, (taint) => ({ ...taint, trail: extended(taint.trail, range, message) }));
}

/** A fresh text of the pieces' constants and origins. */
export function builtText(pieces: readonly Value[], range: TextRange): Value {
  const constants = product(pieces);
  let text = '';
  let taints: readonly Taint[] = [];
  for (const piece of pieces) {
    taints = joinTaints(taints, placed(deepTaints(piece), text));
    if (text.length < MAX_TEXT) text += textOf(piece);
  }
  if (constants !== undefined && constants.length === 1) return { constants, taints: [], text };
  const built = drawnFrom({ constants, taints: taints.map(asText), text }, pieces);
  return pieces.length > 1 ? through(built, range, 'is built into a text') : built;
}

/** Whatever it was, it is text now. */
export function asText(taint: Taint): Taint {
  return (taint.cleaned & IS_TEXT) === 0 ? { ...taint, cleaned: taint.cleaned | IS_TEXT } : taint;
}

/** A structure read out of text: an object, a list, whatever the text says. */
export function asStructure(taint: Taint): Taint {
  return { ...taint, cleaned: taint.cleaned & ~IS_TEXT, parsed: true };
}

/**
 * What arrives where a function leads what it was passed: what holds of either part of the way holds.
 *
 * @param outer what the caller passes
 * @param inner the parameter, as the function leaves it
 */
export function onward(outer: Taint, inner: Taint): Pick<Taint, 'cleaned' | 'doubt'> & { readonly parsed?: boolean } {
  const before = inner.parsed === true ? outer.cleaned & ~IS_TEXT : outer.cleaned;
  return {
    cleaned: before | inner.cleaned,
    doubt: outer.doubt > inner.doubt ? outer.doubt : inner.doubt,
    ...(outer.parsed === true || inner.parsed === true ? { parsed: true } : {}),
  };
}

export function textOf(piece: Value): string {
  const single = onlyConstant(piece);
  if (single !== undefined) return constantText(single);
  return piece.text ?? HOLE;
}

export function constantText(value: Constant): string {
  return value === null ? 'None' : typeof value === 'object' ? value.pattern : String(value);
}

function product(pieces: readonly Value[]): readonly string[] | undefined {
  let texts: readonly string[] = [''];
  for (const piece of pieces) {
    if (piece.constants === undefined || piece.taints.length > 0) return undefined;
    const constants = piece.constants.map(constantText);
    if (texts.length * constants.length > MAX_CONSTANTS) return undefined;
    texts = texts.flatMap((text) => constants.map((end) => text + end));
    if ((texts[0]?.length ?? 0) > MAX_TEXT) return undefined;
  }
  return texts;
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
