// What the functions of a file tell of their arguments: by what they return, by coming back at all, and
// by being asked of each element of a collection.
import type { CallExpression, ComprehensionExpression, Expression, FunctionIr } from '../ir.ts';
import { lastName } from '../irWalk.ts';
import type { Analysis } from './analysis.ts';
import { LimitReached } from './analysis.ts';
import type { Environment } from './environment.ts';
import { joinEnvironments } from './environment.ts';
import { bind } from './assignments.ts';
import { evaluate } from './expressions.ts';
import { truthOf } from './folding.ts';
import { Frame } from './frame.ts';
import { refine } from './guards.ts';
import { elementOf, parameterValue } from './members.ts';
import { change, makeHarmless, makeSafe } from './narrowing.ts';
import { runStatements } from './statements.ts';
import type { Closure, Taint, Value } from './value.ts';
import { deepTaints } from './joining.ts';
import { PROBABLY_CLEANED, withTaints } from './value.ts';

/** Everything is harmless: for every rule, and whatever it is. */
const ALL = -1;

/** By parameter: the rules for which it is harmless, as a bit set. */
export type Told = readonly number[];

/** What both outcomes of a test tell. */
export interface Predicate {
  readonly whenTrue: Told;
  readonly whenFalse: Told;
}

/**
 * A predicate of this file: what its outcome implies for its parameters holds for the arguments.
 *
 * @returns whether it implies anything
 */
export function refineThroughFunction(
  analysis: Analysis,
  frame: Frame,
  call: CallExpression,
  closure: Closure<Frame>,
  outcome: boolean,
): boolean {
  const predicate = predicateOf(analysis, closure);
  const told = (outcome ? predicate?.whenTrue : predicate?.whenFalse) ?? [];
  tell(analysis, frame, call, closure.fn, told);
  return told.length > 0;
}

/** Hands on to the caller what a function has made sure of. */
export function tell(analysis: Analysis, frame: Frame, call: CallExpression, fn: FunctionIr, told: Told): void {
  for (const [index, bits] of told.entries()) {
    const argument = bits === 0 ? undefined : argumentFor(call, fn, index);
    if (argument === undefined) continue;
    if (bits === ALL) makeSafe(analysis, frame, argument);
    else makeHarmless(analysis, frame, argument, bits);
  }
}

function argumentFor(call: CallExpression, fn: FunctionIr, index: number): Expression | undefined {
  const name = fn.parameters[index]?.name;
  const byName = call.args.find((argument) => argument.name !== undefined && argument.name === name);
  if (byName !== undefined) return byName.value;
  const positional = call.args[index - (fn.receiver ? 1 : 0)];
  if (positional === undefined || positional.name !== undefined || positional.spread === true) return undefined;
  return positional.value;
}

/** Runs a function once more, for what its result says; undefined where a bound or recursion forbids it. */
function predicateOf(analysis: Analysis, closure: Closure<Frame>): Predicate | undefined {
  const { fn } = closure;
  const known = analysis.predicates.get(fn);
  if (known !== undefined) return known;
  if (analysis.inProgress.has(fn) || analysis.depth > analysis.limits.depth / 2) return undefined;
  analysis.inProgress.add(fn);
  // What it does besides was reported when it was analysed for itself.
  analysis.flows.push({ fn, flows: new Map() });
  const { depth } = analysis;
  const inner = new Frame({ fn, parent: closure.frame, self: closure.self });
  inner.outcomes = {};
  try {
    for (const [index, parameter] of fn.parameters.entries()) {
      if (parameter.name === undefined) continue;
      inner.declare(parameter.name, parameterValue(fn, index, parameter.range, ''));
      inner.open.add(parameter.name);
    }
    runStatements(analysis, inner, fn.body);
    // Off its end it returns nothing, which counts as no.
    if (inner.env !== undefined) inner.outcomes.no = joinEnvironments(inner.outcomes.no, inner.env.snapshot());
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    analysis.depth = depth;
    inner.outcomes = {};
  } finally {
    analysis.flows.pop();
    analysis.inProgress.delete(fn);
  }
  const { yes, no } = inner.outcomes;
  const predicate: Predicate = { whenTrue: toldBy(fn, inner, yes), whenFalse: toldBy(fn, inner, no) };
  analysis.predicates.set(fn, predicate);
  return predicate;
}

/** Called where a function whose outcome is asked for returns: what is true where it says yes, and where no. */
export function noteOutcome(analysis: Analysis, frame: Frame, expression: Expression | undefined, value: Value): void {
  const { outcomes, env: before } = frame;
  if (outcomes === undefined || before === undefined) return;
  const truth = expression === undefined ? false : truthOf(value);
  for (const outcome of [true, false]) {
    if (truth === !outcome) continue;
    const fork = before.fork();
    frame.env = fork;
    if (expression !== undefined) refine(analysis, frame, expression, outcome);
    const after = fork.snapshot();
    if (outcome) outcomes.yes = joinEnvironments(outcomes.yes, after);
    else outcomes.no = joinEnvironments(outcomes.no, after);
  }
  frame.env = before;
}

/** What is true of the parameters at a way out. */
export function toldBy(fn: FunctionIr, frame: Frame, env: Environment | undefined): Told {
  if (env === undefined) return [];
  const told = fn.parameters.map((parameter, index) => {
    if (parameter.name === undefined || !frame.open.has(parameter.name)) return 0;
    if (frame.reassigned.has(parameter.name)) return 0;
    const value = env.get(parameter.name);
    if (value === undefined) return 0;
    const own = deepTaints(value).filter((taint) => taint.kind === 'parameter' && taint.index === index);
    // Without any origin left it is one of the program's own values.
    if (own.length === 0) return value.taints.length === 0 ? ALL : 0;
    return own.reduce((bits, taint) => bits & taint.cleaned, ALL);
  });
  return told.some((bits) => bits !== 0) ? told : [];
}

/** `hosts.some((one) => host === one)`: what holds for some element tells of the variables around. */
export function refineThroughCallback(analysis: Analysis, frame: Frame, closure: Closure<Frame>, list: Value): void {
  const { fn } = closure;
  const [statement] = fn.body;
  if (fn.body.length !== 1 || statement?.kind !== 'return' || statement.value === undefined) return;
  const before = frame.env;
  if (before === undefined) return;
  // What is around it is seen, and changed, as if the function stood in its place.
  const inner = new Frame({ fn, parent: frame, self: closure.self });
  const seen = before.fork();
  inner.env = seen;
  for (const [index, parameter] of fn.parameters.entries()) {
    const value = index === 0 ? elementOf(analysis, list, parameter.range, false) : { taints: [] };
    bind(analysis, inner, parameter.pattern, value, true);
  }
  const own = new Set(seen.changesSince(before).keys());
  refine(analysis, inner, statement.value, true);
  const after = inner.env.changesSince(before);
  for (const [name, value] of after) if (!own.has(name)) before.set(name, value);
}

/** `any(host == one for one in HOSTS)`, `all(sign in LETTERS for sign in name)` */
export function refineThroughComprehension(
  analysis: Analysis,
  frame: Frame,
  comprehension: ComprehensionExpression,
  quantifier: 'any' | 'all',
): void {
  const before = frame.env;
  if (before === undefined) return;
  const fork = before.fork();
  frame.env = fork;
  for (const { target, iterable, conditions } of comprehension.clauses) {
    bind(analysis, frame, target, elementOf(analysis, evaluate(analysis, frame, iterable), iterable, false), true);
    for (const condition of conditions) refine(analysis, frame, condition, true);
  }
  const bound = new Set(fork.changesSince(before).keys());
  refine(analysis, frame, comprehension.element, true);
  const after = frame.env;
  frame.env = before;
  if (quantifier === 'any') {
    for (const [name, value] of after.changesSince(before)) if (!bound.has(name)) before.set(name, value);
    return;
  }
  // What holds for every sign of a text holds for the text.
  const [clause] = comprehension.clauses;
  if (comprehension.clauses.length !== 1 || clause?.target.kind !== 'name' || clause.conditions.length > 0) return;
  const sign = after.get(clause.target.name);
  if (sign === undefined) return;
  const bits = deepTaints(sign).reduce((all, taint) => all & taint.cleaned, ALL);
  if (bits === ALL) makeSafe(analysis, frame, clause.iterable);
  else if (bits !== 0) makeHarmless(analysis, frame, clause.iterable, bits);
}

const CHECKING_NAME = /^(?:assert|validate|check|ensure|verify|guard|forbid|reject)(?:[A-Z_]|$)|valid|allow|whitelist/;
const ASSERTION =
  /^(?:assert|assert\.ok|assert\/strict(?:\.ok)?|assert\.strict(?:\.ok)?|(?:tiny-|ts-)?invariant(?:\.invariant)?)$/;

/**
 * After a call whose result nobody uses: an assertion holds, and a check that is not in this file may have
 * thrown at what is not as it should be.
 */
export function refineAfterStatement(analysis: Analysis, frame: Frame, expression: Expression): void {
  const call = expression.kind === 'unary' && expression.operator === 'await' ? expression.operand : expression;
  if (call.kind !== 'call') return;
  const name = lastName(call.callee);
  if (!CHECKING_NAME.test(name) && !ASSERTION.test(name) && name !== 'ok') return;
  const { path, closure } = evaluate(analysis, frame, call.callee);
  const [first] = call.args;
  if (closure !== undefined || first === undefined) return;
  if (ASSERTION.test(path ?? '')) {
    refine(analysis, frame, first.value, true);
    return;
  }
  if (!CHECKING_NAME.test(name)) return;
  for (const argument of call.args) {
    change(analysis, frame, argument.value, (one) => withTaints(one, doubted));
  }
}

function doubted(taint: Taint): Taint {
  return { ...taint, doubt: PROBABLY_CLEANED };
}
