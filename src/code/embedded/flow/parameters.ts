// What the parameters of a function hold when it is entered.
import type { TextRange } from '../../../findings/finding.ts';
import type { FunctionContext, ParameterSeed } from '../api/languageApi.ts';
import type { ClassIr, Expression, FunctionIr, Pattern } from '../ir.ts';
import { lastName } from '../irWalk.ts';
import type { Analysis } from './analysis.ts';
import { callValue } from './calls.ts';
import { bind } from './assignments.ts';
import { evaluate } from './expressions.ts';
import type { Frame } from './frame.ts';
import type { BoundArguments } from './functions.ts';
import { registerHandler } from './handlers.ts';
import { parameterValue } from './members.ts';
import type { Closure, Value } from './value.ts';
import { LITERAL, originTaint, SELF, through } from './value.ts';

/** Declares the parameters of a function as symbols, or as what frameworks hand to them. */
export function enter(analysis: Analysis, frame: Frame, fn: FunctionIr, self: Value | undefined): void {
  const cls = frame.cls;
  const seeds = analysis.seeds.get(fn) ?? analysis.api.seeds(fn, contextOf(analysis, frame, cls));
  frame.isHandler = seeds.some((seed) => seed !== undefined && seed.serves !== true);
  const receiver = fn.receiver ? seeds[0]?.path : undefined;
  const instance =
    self === undefined
      ? undefined
      : { ...self, ...parameterValue(fn, SELF, fn, 'the instance'), path: receiver ?? self.path };
  if (instance !== undefined && !fn.receiver && fn.lexicalThis !== true) frame.declare('this', instance);
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

/**
 * Declares the parameters as what a caller passes.
 *
 * @param words how a value gets to the parameter at an index
 */
export function enterWith(
  analysis: Analysis,
  frame: Frame,
  fn: FunctionIr,
  { self, values, ranges }: BoundArguments,
  words: (index: number) => string,
): void {
  if (!fn.receiver && fn.lexicalThis !== true && self !== undefined) frame.declare('this', self);
  for (const [index, parameter] of fn.parameters.entries()) {
    if (index === 0 && fn.receiver) {
      frame.declare(parameter.name ?? '', self ?? values[0] ?? LITERAL);
      continue;
    }
    const passed = values[index];
    const value = passed ?? (parameter.value === undefined ? LITERAL : evaluate(analysis, frame, parameter.value));
    const range = ranges[index];
    bindParameter(
      analysis,
      frame,
      parameter.pattern,
      range === undefined ? value : through(value, range, words(index)),
    );
  }
}

function bindParameter(analysis: Analysis, frame: Frame, pattern: Pattern, value: Value): void {
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
