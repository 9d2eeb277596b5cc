// Functions of the file: analysed once each, with their parameters as symbols; callers use the summary.
import type { TextRange } from '../../../findings/finding.ts';
import type { FunctionContext, ParameterSeed } from '../api/languageApi.ts';
import type { ClassIr, Expression, FunctionIr } from '../ir.ts';
import { lastName } from '../irWalk.ts';
import type { Analysis, ParameterFlow, Summary } from './analysis.ts';
import { LimitReached } from './analysis.ts';
import { callValue } from './calls.ts';
import { bind, evaluate } from './expressions.ts';
import { Environment, joinEnvironments } from './environment.ts';
import { Frame } from './frame.ts';
import { toldBy } from './guardFunctions.ts';
import { registerHandler } from './handlers.ts';
import { parameterValue, readAny, readMember } from './members.ts';
import { appended, reportFlow } from './reporting.ts';
import { runStatements } from './statements.ts';
import type { ClassValue, Closure, Taint, Value } from './value.ts';
import {
  concluded,
  deepTaints,
  extended,
  join,
  joinTaints,
  onward,
  originTaint,
  placed,
  SELF,
  unknownAt,
} from './value.ts';

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
  const known = analysis.summaries.get(fn);
  if (known !== undefined) return known;
  if (analysis.inProgress.has(fn)) return undefined;
  if (analysis.depth > analysis.limits.depth - CALL_MARGIN) {
    analysis.abandoned.push({ start: fn.start, end: fn.end });
    return undefined;
  }
  const news = !analysis.recursions.has(fn);
  let summary = analysed(analysis, closure);
  if (news && analysis.recursions.has(fn)) summary = secondPass(analysis, closure);
  analysis.summaries.set(fn, summary);
  return summary;
}

/** What the function passes to itself is what it is called with: only now is it known. */
function secondPass(analysis: Analysis, closure: Closure<Frame>): Summary {
  const { start, end } = closure.fn;
  for (const inner of analysis.summaries.keys()) {
    if (inner.start >= start && inner.end <= end) analysis.summaries.delete(inner);
  }
  return analysed(analysis, closure);
}

function analysed(analysis: Analysis, closure: Closure<Frame>): Summary {
  const { fn } = closure;
  analysis.inProgress.add(fn);
  const { depth, functionSteps } = analysis;
  analysis.functionSteps = 0;
  const flows: ParameterFlow[] = [];
  analysis.flows.push(flows);
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
    returns: frame.returned,
    flows,
    writes: frame.outerWrites,
    self: frame.selfAtExit,
    cls: frame.cls,
    checked: toldBy(fn, frame, frame.exit),
  };
}

function enter(analysis: Analysis, frame: Frame, fn: FunctionIr, self: Value | undefined): void {
  const cls = frame.cls;
  const seeds = analysis.seeds.get(fn) ?? analysis.api.seeds(fn, contextOf(analysis, frame, cls));
  frame.isHandler = seeds.some((seed) => seed !== undefined && seed.serves !== true);
  const receiver = fn.receiver ? seeds[0]?.path : undefined;
  const instance =
    self === undefined
      ? undefined
      : { ...self, taints: parameterValue(fn, SELF, fn, 'the instance').taints, path: receiver ?? self.path };
  if (instance !== undefined && !fn.receiver) frame.declare('this', instance);
  for (const [index, parameter] of fn.parameters.entries()) {
    if (index === 0 && fn.receiver) {
      frame.declare(parameter.name ?? '', instance ?? { taints: [] });
      continue;
    }
    let value = seeded(analysis, frame, fn, index, parameter.range, seeds[index]);
    if (parameter.name !== undefined && seeds[index] === undefined) frame.open.add(parameter.name);
    const keys = analysis.recursions.get(fn)?.get(index);
    if (keys !== undefined) value = { ...value, keyedBy: { taints: keys, deep: true } };
    if (parameter.rest !== undefined) value = { taints: value.taints };
    if (seeds[index] === undefined) value = { ...value, ...instanceOf(frame, parameter.annotation) };
    const byDefault = parameter.value === undefined ? undefined : evaluate(analysis, frame, parameter.value);
    if (byDefault !== undefined && seeds[index] === undefined) value = { ...value, path: byDefault.path ?? value.path };
    bindParameter(analysis, frame, parameter.pattern, value);
  }
}

function bindParameter(analysis: Analysis, frame: Frame, pattern: Parameters<typeof bind>[2], value: Value): void {
  // A plain parameter has said where it comes from; "flows into" would say it again.
  if (pattern.kind === 'name') frame.declare(pattern.name, value);
  else bind(analysis, frame, pattern, value, true);
}

/** What a language's tables may ask of the file that a function is in. */
export function contextOf(analysis: Analysis, frame: Frame, cls: ClassIr | undefined): FunctionContext {
  return {
    cls,
    pathOf: (expression) => pathOf(frame, expression),
    classOf: (type) => (type.kind === 'name' ? frame.lookup(type.name)?.cls?.cls : undefined),
    directives: analysis.directives,
  };
}

function seeded(
  analysis: Analysis,
  frame: Frame,
  fn: FunctionIr,
  index: number,
  range: TextRange,
  seed: ParameterSeed | undefined,
): Value {
  const shown = analysis.shown(range);
  if (seed?.trusted === true) return { taints: [] };
  if (seed?.resultOf !== undefined) return injected(analysis, frame, seed.resultOf);
  if (seed?.source !== undefined) {
    const taint = originTaint(seed.source.kind, range, `${shown} is ${seed.source.label}`, seed.source);
    const value: Value = { taints: [taint], path: seed.path };
    if (seed.members === undefined) return value;
    const slots = [...seed.members].map(([name, member]) => {
      return [name, seeded(analysis, frame, fn, index, range, member)] as const;
    });
    return { ...value, slots: new Map(slots) };
  }
  const symbol = parameterValue(
    fn,
    index,
    range,
    `${shown} is a parameter of ${fn.name === '' ? 'this function' : fn.name}`,
  );
  return seed?.path === undefined ? symbol : { ...symbol, path: seed.path };
}

/** A parameter of a class's type is an instance of it, as if it had been made here. */
function instanceOf(frame: Frame, type: Expression | undefined): Pick<Value, 'path' | 'instanceOf'> {
  switch (type?.kind) {
    case 'name': {
      const known = frame.lookup(type.name);
      if (known?.cls !== undefined) return { instanceOf: known.cls };
      return known?.path === undefined ? {} : { path: `${known.path}()` };
    }
    case 'member': {
      const path = rootOf(type, frame) === undefined ? undefined : pathOf(frame, type);
      return path === undefined ? {} : { path: `${path}()` };
    }
    case 'index':
      return instanceOf(frame, WRAPPING_TYPE.test(lastName(type.object)) ? type.index : type.object);
    default:
      return {};
  }
}

const WRAPPING_TYPE = /^(Optional|Annotated|Readonly|Partial|Required|Awaited)$/;

function rootOf(type: Expression, frame: Frame): Value | undefined {
  return type.kind === 'member'
    ? rootOf(type.object, frame)
    : type.kind === 'name'
      ? frame.lookup(type.name)
      : undefined;
}

/** `Depends(get_page)`: the framework calls the function for the request in hand. */
function injected(analysis: Analysis, frame: Frame, expression: Expression): Value {
  const value = evaluate(analysis, frame, expression);
  const maker = (value.closure ?? value.cls?.methods.get(value.cls.cls.constructorName)?.closure) as
    Closure<Frame> | undefined;
  if (maker !== undefined)
    registerHandler(analysis, maker, { name: 'Depends', path: undefined, route: undefined, key: undefined });
  return callValue(analysis, frame, value, [], expression);
}

/** The API path of a decorator or base class, without following anything. */
export function pathOf(frame: Frame, expression: Expression): string | undefined {
  switch (expression.kind) {
    case 'name':
      return frame.lookup(expression.name)?.path ?? expression.name;
    case 'member': {
      const object = pathOf(frame, expression.object);
      return object === undefined ? undefined : `${object}.${expression.property}`;
    }
    case 'call':
      return pathOf(frame, expression.callee);
    default:
      return undefined;
  }
}

/** Notes what the function leaves behind when control runs off its end. */
function leave(frame: Frame): void {
  if (frame.env !== undefined) {
    frame.exit = joinEnvironments(frame.exit, frame.env.snapshot());
    noteSelf(frame);
  }
  frame.exit ??= new Environment();
}

/** Called at every way out: what `self` holds there. */
export function noteSelf(frame: Frame): void {
  const receiver = frame.fn?.receiver === true ? frame.fn.parameters[0]?.name : 'this';
  const self = receiver === undefined ? undefined : frame.env?.get(receiver);
  if (self !== undefined) frame.selfAtExit = frame.selfAtExit === undefined ? self : join(frame.selfAtExit, self);
}

/** A class: its constructor is analysed at once, so that methods know what the fields hold. */
export function defineClass(analysis: Analysis, frame: Frame, cls: ClassIr): Value {
  const methods = new Map<string, Value>();
  const fields = new Map<string, Value>();
  for (const base of cls.bases) {
    const inherited = evaluate(analysis, frame, base).cls;
    for (const [name, method] of inherited?.methods ?? []) methods.set(name, method);
    for (const [name, field] of inherited?.fields ?? []) fields.set(name, field);
  }
  const value: ClassValue = { cls, methods, fields };
  const self: Value = { taints: [], instanceOf: value };
  const body = new Frame({ parent: frame, cls, self });
  runStatements(analysis, body, cls.body);
  for (const [name, field] of body.env?.changesSince(undefined) ?? []) fields.set(name, field);
  body.exit = body.env;
  // Names of the class body are not variables of its methods.
  const around = new Frame({ parent: frame, cls, self });
  for (const method of cls.methods) methods.set(method.name, closureOf(around, method, self));
  const constructor = methods.get(cls.constructorName)?.closure as Closure<Frame> | undefined;
  const summary =
    constructor === undefined || !cls.methods.includes(constructor.fn) ? undefined : summarise(analysis, constructor);
  for (const [name, field] of summary?.self?.slots ?? []) fields.set(name, withoutParameters(field));
  for (const [name, field] of analysis.presetFields.get(cls) ?? []) fields.set(name, join(fields.get(name), field));
  frame.pending.push(...body.pending, ...around.pending);
  return { taints: [], cls: value };
}

/** A constructor's parameter is, for the other methods, something that this file does not tell. */
function withoutParameters(value: Value): Value {
  const taints = value.taints.map((taint): Taint =>
    taint.kind === 'parameter' ? { ...taint, kind: 'unknown', key: 'unknown' } : taint,
  );
  return { ...value, taints };
}

/** The values of a call's arguments in the order of the function's parameters. */
export interface BoundArguments {
  /** The instance that a method is called on. */
  readonly self: Value | undefined;
  readonly values: readonly (Value | undefined)[];
  readonly ranges: readonly (TextRange | undefined)[];
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
  const summary = summarise(analysis, closure);
  if (summary === undefined) {
    if (analysis.inProgress.has(closure.fn)) noteRecursion(analysis, closure.fn, bound);
    return undefined;
  }
  analysis.called.add(closure.fn);
  const { fn } = closure;
  const words = (index: number): string =>
    index === SELF
      ? `is kept in the instance that ${fn.name} is called on`
      : `is passed to ${fn.name === '' ? 'a function' : fn.name} as ${fn.parameters[index]?.name ?? 'an argument'}`;
  for (const flow of summary.flows) {
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
  const instantiate = (value: Value): Value => instantiated(analysis, fn, value, bound, call, words, 4);
  for (const [name, value] of summary.writes) writeOuter(frame, closure.frame, name, instantiate(value));
  return summary.returns === undefined ? { taints: [] } : instantiate(summary.returns);
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

function writeOuter(caller: Frame, defined: Frame, name: string, value: Value): void {
  for (let owner: Frame | undefined = defined; owner !== undefined; owner = owner.parent) {
    const variables = owner.env ?? owner.exit;
    const before = variables?.get(name);
    if (variables === undefined || (before === undefined && owner.parent !== undefined)) continue;
    variables.set(name, before === undefined ? value : join(before, value));
    if (owner !== caller && caller.env?.has(name) === true) caller.env.set(name, value);
    return;
  }
}

/** The part of an argument that the function reads before anything else. */
function narrowed(analysis: Analysis, value: Value, access: readonly string[], range: TextRange): Value {
  let part = value;
  for (const key of access)
    part = key === '*' ? readAny(analysis, part, range) : readMember(analysis, part, key, range);
  return part;
}

/** A value of the callee in the terms of the caller: symbols of parameters become what was passed. */
export function instantiated(
  analysis: Analysis,
  fn: FunctionIr,
  value: Value,
  bound: BoundArguments,
  call: TextRange,
  words: (index: number) => string,
  depth: number,
): Value {
  const own = (taint: Taint): boolean => taint.kind === 'parameter' && taint.fn === fn;
  const inner = (one: Value): Value => instantiated(analysis, fn, one, bound, call, words, depth - 1);
  let taints: readonly Taint[] = value.taints.filter((taint) => !own(taint));
  for (const taint of value.taints) {
    if (!own(taint) || taint.index === undefined) continue;
    const passed = taint.index === SELF ? bound.self : bound.values[taint.index];
    if (passed === undefined) continue;
    const part = narrowed(analysis, passed, taint.access ?? [], call);
    const where = bound.ranges[taint.index] ?? call;
    const arrived = placed(deepTaints(part), taint.before ?? '').map((outer): Taint => ({
      ...outer,
      ...onward(outer, taint),
      trail: extended(
        appended(concluded(outer.trail, where, words(taint.index ?? 0)), taint.trail),
        call,
        `is returned by ${fn.name === '' ? 'the function' : fn.name}`,
      ),
    }));
    taints = joinTaints(taints, arrived);
  }
  const { keyedBy } = value;
  const keys = keyedBy === undefined ? undefined : inner({ taints: keyedBy.taints }).taints;
  const result =
    keyedBy === undefined ? { ...value, taints } : { ...value, taints, keyedBy: { ...keyedBy, taints: keys ?? [] } };
  if (depth === 0 || (value.slots === undefined && value.rest === undefined)) return result;
  return {
    ...result,
    slots: value.slots === undefined ? undefined : new Map([...value.slots].map(([key, slot]) => [key, inner(slot)])),
    rest: value.rest === undefined ? undefined : inner(value.rest),
  };
}

/** What the result is when the function cannot be followed: anything that went in, and more. */
export function unfollowed(values: readonly Value[], range: TextRange): Value {
  let taints = unknownAt(range, 'the result is not known').taints;
  for (const value of values) taints = joinTaints(taints, deepTaints(value));
  return { taints };
}
