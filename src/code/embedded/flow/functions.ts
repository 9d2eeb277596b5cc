// Functions of the file: analysed once each, with their parameters as symbols; callers use the summary.
import type { TextRange } from '../../../findings/finding.ts';
import type { Expression, FunctionIr } from '../ir.ts';
import { mergedInto, passedTo, showEverywhere } from './aliases.ts';
import type { Analysis, ParameterFlow, Summary } from './analysis.ts';
import { LimitReached } from './analysis.ts';
import { Environment, joinEnvironments } from './environment.ts';
import { store } from './assignments.ts';
import { followWith, needsArguments } from './following.ts';
import { Frame } from './frame.ts';
import { toldBy } from './guardFunctions.ts';
import type { Terms } from './instantiation.ts';
import { instantiated, membersFor, narrowed } from './instantiation.ts';
import { enter } from './parameters.ts';
import { reportFlow } from './reporting.ts';
import { runStatements } from './statements.ts';
import type { Closure, Taint, Value } from './value.ts';
import { deepTaints, join, joinTaints } from './joining.ts';
import { SELF, unknownAt } from './value.ts';

/** Deeper than this a call is not followed any more: what is left of the stack belongs to the callers. */
const CALL_MARGIN = 250;

export function closureOf(frame: Frame, fn: FunctionIr, self?: Value): Value {
  const closure: Closure<Frame> = { fn, frame, self: self ?? frame.self, gates: frame.gatesHere() };
  frame.pending.push(closure);
  return { taints: [], closure };
}

/** Analyses what no call has led to; every function of a file is analysed, called or not. */
export function finishPending(analysis: Analysis, frame: Frame): void {
  for (let next = frame.pending.shift(); next !== undefined; next = frame.pending.shift()) summarise(analysis, next);
}

/**
 * What callers have to know of a function; undefined while it is being analysed (recursion) and where a
 * bound does not allow it.
 */
export function summarise(analysis: Analysis, closure: Closure<Frame>): Summary | undefined {
  const { fn } = closure;
  const summaries = summariesFor(analysis, closure);
  const known = summaries.get(fn);
  if (known !== undefined) return known;
  if (analysis.inProgress.has(fn)) return undefined;
  if (analysis.depth > analysis.limits.depth - CALL_MARGIN) {
    analysis.abandoned.push({ start: fn.start, end: fn.end });
    return undefined;
  }
  const news = !analysis.recursions.has(fn);
  let summary = analysed(analysis, closure);
  if (news && analysis.recursions.has(fn)) summary = secondPass(analysis, closure);
  summaries.set(fn, summary);
  analysis.followed.push(summary);
  return summary;
}

/** A function that was followed with what one caller passes knows its inner functions by that. */
export function summariesFor(analysis: Analysis, { frame }: Closure<Frame>): Map<FunctionIr, Summary> {
  return frame.summaries ?? analysis.summaries;
}

/** What the function passes to itself is what it is called with: only now is it known. */
function secondPass(analysis: Analysis, closure: Closure<Frame>): Summary {
  const { start, end } = closure.fn;
  const summaries = summariesFor(analysis, closure);
  for (const inner of summaries.keys()) {
    if (inner.start >= start && inner.end <= end) summaries.delete(inner);
  }
  return analysed(analysis, closure);
}

function analysed(analysis: Analysis, closure: Closure<Frame>): Summary {
  const { fn } = closure;
  analysis.inProgress.add(fn);
  const { depth, functionSteps } = analysis;
  analysis.functionSteps = 0;
  const flows = new Map<string, ParameterFlow>();
  analysis.flows.push({ fn, flows });
  const frame = new Frame({ fn, parent: closure.frame, self: closure.self, gates: closure.gates });
  try {
    enter(analysis, frame, fn, closure.self);
    runStatements(analysis, frame, fn.body);
    leave(frame);
    finishPending(analysis, frame);
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    analysis.abandoned.push({ start: fn.start, end: fn.end });
  } finally {
    analysis.flows.pop();
    analysis.inProgress.delete(fn);
    analysis.depth = depth;
    analysis.functionSteps = functionSteps;
  }
  return {
    returns: returnedFrom(frame),
    flows,
    writes: frame.outerWrites,
    self: frame.selfAtExit,
    effects: frame.effects,
    cls: frame.cls,
    checked: toldBy(fn, frame, frame.exit),
  };
}

/** Notes what the function leaves behind when control runs off its end. */
export function leave(frame: Frame): void {
  if (frame.env !== undefined) {
    frame.exit = joinEnvironments(frame.exit, frame.env.snapshot());
    noteSelf(frame);
  }
  frame.exit ??= new Environment();
}

/** What the function gives back; a generator gives a collection of what it yields. */
export function returnedFrom({ returned, yielded }: Frame): Value | undefined {
  return yielded === undefined ? returned : { taints: [], rest: yielded };
}

/** Called at every way out: what `self` holds there. */
export function noteSelf(frame: Frame): void {
  const receiver = frame.fn?.receiver === true ? frame.fn.parameters[0]?.name : 'this';
  const self = receiver === undefined ? undefined : frame.env?.get(receiver);
  if (self !== undefined) frame.selfAtExit = frame.selfAtExit === undefined ? self : join(frame.selfAtExit, self);
}

/** The values of a call's arguments in the order of the function's parameters. */
export interface BoundArguments {
  /** The instance that a method is called on. */
  readonly self: Value | undefined;
  readonly values: readonly (Value | undefined)[];
  readonly ranges: readonly (TextRange | undefined)[];
  /** Where the caller has the arguments, and the instance, from. */
  readonly holders?: readonly (Expression | undefined)[];
  readonly selfHolder?: Expression | undefined;
}

/** What a call of a function of this file comes to. */
export interface Applied {
  readonly value: Value;
  /** What the instance holds afterwards. */
  readonly self: Value | undefined;
}

/**
 * The result of calling a function of this file; reports what its parameters reach.
 *
 * @returns undefined when nothing can be said of it (recursion, bounds)
 */
export function applyFunction(
  analysis: Analysis,
  frame: Frame,
  closure: Closure<Frame>,
  bound: BoundArguments,
  call: TextRange,
): Value | undefined {
  return apply(analysis, frame, closure, bound, call)?.value;
}

/** The same, with what it leaves in the instance. */
export function apply(
  analysis: Analysis,
  frame: Frame,
  closure: Closure<Frame>,
  bound: BoundArguments,
  call: TextRange,
): Applied | undefined {
  const summary = summarise(analysis, closure);
  const { fn } = closure;
  if (summary === undefined) {
    if (analysis.inProgress.has(fn)) noteRecursion(analysis, fn, bound);
    return undefined;
  }
  analysis.called.add(fn);
  const words = (index: number): string =>
    index === SELF
      ? `is kept in the instance that ${fn.name} is called on`
      : `is passed to ${fn.name === '' ? 'a function' : fn.name} as ${fn.parameters[index]?.name ?? 'an argument'}`;
  if (needsArguments(analysis, fn, summary, bound)) {
    const followed = followWith(analysis, frame, closure, bound, call, words);
    if (followed !== undefined) return followed;
  }
  for (const flow of [...summary.flows.values()]) {
    const passed = flow.index === SELF ? bound.self : bound.values[flow.index];
    if (passed === undefined) continue;
    reportFlow(
      analysis,
      flow,
      narrowed(analysis, passed, flow.access, call),
      bound.ranges[flow.index] ?? call,
      words(flow.index),
    );
  }
  const name = fn.name === '' ? 'the function' : fn.name;
  const terms: Terms = { fn, bound, call, words, outcome: `is returned by ${name}` };
  for (const [name, value] of summary.writes)
    writeOuter(analysis, frame, closure.frame, name, instantiated(analysis, value, terms));
  applyEffects(analysis, frame, summary, { ...terms, outcome: `is put there by ${name}` });
  const { returns, self } = summary;
  return {
    value: returns === undefined ? { taints: [] } : instantiated(analysis, returns, terms),
    self: self === undefined ? undefined : instantiated(analysis, self, { ...terms, outcome: keptBy(closure) }),
  };
}

function keptBy({ frame }: Closure<Frame>): string {
  return frame.cls === undefined || frame.cls.name === ''
    ? 'is kept in the instance'
    : `is kept in an instance of ${frame.cls.name}`;
}

/** `function fill(list, text) { list.push(text); }`: what is done to an object is done to the caller's. */
function applyEffects(analysis: Analysis, frame: Frame, { effects }: Summary, terms: Terms): void {
  const { fn, bound, call } = terms;
  for (const [object, value] of effects) {
    const place = passedTo(fn, object);
    const passed = place === undefined ? undefined : place.index === SELF ? bound.self : bound.values[place.index];
    if (place === undefined || passed === undefined) continue;
    const part = narrowed(analysis, passed, place.access, call);
    const changed = mergedInto(
      part,
      membersFor(value, (member) => instantiated(analysis, member, terms)),
    );
    const holder = place.index === SELF ? bound.selfHolder : bound.holders?.[place.index];
    if (holder === undefined) showEverywhere(analysis, frame, frame.env, changed);
    else store(analysis, frame, memberOf(holder, place.access), changed);
  }
}

function memberOf(holder: Expression, access: readonly string[]): Expression {
  let member = holder;
  const { start, end } = holder;
  for (const property of access)
    member = { kind: 'member', start, end, object: member, property, propertyRange: { start, end } };
  return member;
}

/** `merge(target[key], source[key])`: the function goes down into what it was passed. */
function noteRecursion(analysis: Analysis, fn: FunctionIr, bound: BoundArguments): void {
  for (const [index, value] of bound.values.entries()) {
    if (value?.keyedBy === undefined) continue;
    const noted = analysis.recursions.get(fn) ?? new Map<number, readonly Taint[]>();
    noted.set(index, joinTaints(noted.get(index) ?? [], value.keyedBy.taints));
    analysis.recursions.set(fn, noted);
  }
}

/** Leaves a value in a variable of the functions around. */
export function writeOuter(analysis: Analysis, caller: Frame, defined: Frame, name: string, value: Value): void {
  for (let owner: Frame | undefined = defined; owner !== undefined; owner = owner.parent) {
    const variables = owner.env ?? owner.exit;
    const before = variables?.get(name);
    if (variables === undefined || (before === undefined && owner.parent !== undefined)) continue;
    variables.set(name, before === undefined ? value : join(before, value));
    owner.noteEffect(value);
    showEverywhere(analysis, owner, variables, value, { name });
    if (owner !== caller && caller.env?.has(name) === true) caller.env.set(name, value);
    return;
  }
}

/** What the result is when the function cannot be followed: anything that went in, and more. */
export function unfollowed(values: readonly Value[], range: TextRange): Value {
  let taints = unknownAt(range, 'the result is not known').taints;
  for (const value of values) taints = joinTaints(taints, deepTaints(value));
  return { taints };
}
