// What the analysis knows of a value at one point of the program. Values are immutable.
import type { TextRange } from '../../../findings/finding.ts';
import type { ClassIr, Constant, FunctionIr } from '../ir.ts';
import type { ArgumentValue, CallSite, Gate } from '../rules/rule.ts';

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

export const MAX_CONSTANTS = 16;
const MAX_TRAIL = 40;

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

export function withTaints(value: Value, change: (taint: Taint) => Taint): Value {
  return value.taints.length === 0 ? value : { ...value, taints: value.taints.map(change) };
}

/** The value with a stop added to the way of everything that is not literal in it. */
export function through(value: Value, range: TextRange, message: string): Value {
  return withTaints(value, (taint) => ({ ...taint, trail: extended(taint.trail, range, message) }));
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
