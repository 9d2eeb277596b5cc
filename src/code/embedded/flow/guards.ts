// Tests that make a value harmless where they hold: membership in a fixed list, equality with a
// constant, a full match of a strict pattern, a check for digits.
import type { CallExpression, Expression } from '../ir.ts';
import type { Analysis } from './analysis.ts';
import type { Environment } from './environment.ts';
import { joinEnvironments } from './environment.ts';
import { evaluate } from './expressions.ts';
import type { Frame } from './frame.ts';
import { refineThroughCallback, refineThroughComprehension, refineThroughFunction } from './guardFunctions.ts';
import { change, makeConstant, makeHarmless, makeSafe, makeText, refineForRules } from './narrowing.ts';
import type { GivenAnchors } from './patterns.ts';
import { isStrictPattern, shapeOfMatch } from './patterns.ts';
import type { Closure, Value } from './value.ts';
import { deepTaints } from './joining.ts';
import { constant, onlyConstant, onlyString, PROBABLY_CLEANED, withTaints } from './value.ts';

/**
 * Narrows the variables of the frame to what must be true where `test` came out as `outcome`; makes
 * the frame unreachable when it cannot have.
 */
export function refine(analysis: Analysis, frame: Frame, test: Expression, outcome: boolean): void {
  if (frame.env === undefined) return;
  switch (test.kind) {
    case 'unary':
      if (test.operator === 'not') refine(analysis, frame, test.operand, !outcome);
      else if (test.operator === 'await') refine(analysis, frame, test.operand, outcome);
      return;
    case 'logical':
      if (test.operator === 'nullish') return;
      // `a and b` holds only when both do; where it does not hold, nobody knows which failed.
      if ((test.operator === 'and') === outcome) for (const part of test.parts) refine(analysis, frame, part, outcome);
      else refineEither(analysis, frame, test.parts, outcome);
      return;
    case 'binary':
      refineComparison(analysis, frame, test, outcome);
      return;
    case 'call':
      refineCall(analysis, frame, test, outcome);
      return;
    case 'assign':
      refine(analysis, frame, test.value, outcome);
      return;
    case 'member': {
      const { property, object } = test;
      refineForRules(analysis, frame, { name: property, path: undefined, receiver: object, args: [] }, outcome);
      if (!outcome) makeSafe(analysis, frame, test);
      return;
    }
    case 'name':
    case 'index':
      // Where a value counts as no it is empty.
      if (!outcome) makeSafe(analysis, frame, test);
      return;
    default:
      return;
  }
}

/** One of the parts came out so, nobody knows which: true is what is true in every case. */
function refineEither(analysis: Analysis, frame: Frame, parts: readonly Expression[], outcome: boolean): void {
  const before = frame.env;
  if (before === undefined) return;
  let joined: Environment | undefined;
  for (const part of parts) {
    frame.env = before.fork();
    refine(analysis, frame, part, outcome);
    joined = joinEnvironments(joined, frame.env);
  }
  frame.env = before.settle(joined);
}

function refineComparison(
  analysis: Analysis,
  frame: Frame,
  test: Extract<Expression, { kind: 'binary' }>,
  outcome: boolean,
): void {
  const [step] = test.rest;
  if (step === undefined || test.rest.length !== 1) return;
  const { operator, right } = step;
  if (operator === 'in' || operator === 'not in') {
    const isIn = (operator === 'in') === outcome;
    if (isIn && isFixed(evaluate(analysis, frame, right))) makeSafe(analysis, frame, test.first);
    const call = { name: '__contains__', path: undefined, receiver: right, args: [test.first] };
    refineForRules(analysis, frame, call, isIn);
    return;
  }
  if (operator === 'instanceof') return;
  const equal = (operator === '==' && outcome) || (operator === '!=' && !outcome);
  if (refineIndexOf(analysis, frame, test.first, operator, right, outcome)) return;
  if (refineTypeof(analysis, frame, test.first, right, equal)) return;
  // A call that says how it compares: `re.match(…) is None`, `x.isdigit() == True`.
  const against = onlyConstant(evaluate(analysis, frame, right));
  if (
    test.first.kind === 'call' &&
    (against === null || typeof against === 'boolean') &&
    (operator === '==' || operator === '!=')
  ) {
    refine(analysis, frame, test.first, equal === (against === true));
    return;
  }
  if ((operator === '==' || operator === '!=') && (against === undefined || typeof against === 'string'))
    refineForRules(analysis, frame, { name: '__eq__', path: undefined, receiver: test.first, args: [right] }, equal);
  if (!equal) return;
  const left = evaluate(analysis, frame, test.first);
  // The names of the prototype do harm whoever chose them.
  if (typeof against === 'string' && PROTOTYPE_NAMES.has(against)) return;
  if (against !== undefined && against !== null) makeConstant(analysis, frame, test.first, constant(against));
  else if (deepTaints(left).length === 0) makeSafe(analysis, frame, right);
  else if (against !== null && isFixed(evaluate(analysis, frame, right))) makeSafe(analysis, frame, test.first);
}

const PROTOTYPE_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/** `list.indexOf(x) !== -1`, `>= 0`, `> -1`, `text.find(x) == 0` */
function refineIndexOf(
  analysis: Analysis,
  frame: Frame,
  left: Expression,
  operator: string,
  right: Expression,
  outcome: boolean,
): boolean {
  if (left.kind !== 'call' || left.callee.kind !== 'member' || !/^(?:indexOf|find)$/.test(left.callee.property))
    return false;
  const bound = onlyConstant(evaluate(analysis, frame, right));
  const found =
    bound === -1
      ? operator === '!=' || operator === '>'
        ? outcome
        : operator === '=='
          ? !outcome
          : undefined
      : bound === 0
        ? operator === '>='
          ? outcome
          : operator === '<'
            ? !outcome
            : undefined
        : undefined;
  const wanted = left.args[0]?.value;
  const asked = { path: undefined, receiver: left.callee.object, args: left.args.map((argument) => argument.value) };
  if (found !== undefined) refineForRules(analysis, frame, { ...asked, name: 'includes' }, found);
  else if (bound === 0 && (operator === '==' || operator === '!='))
    refineForRules(analysis, frame, { ...asked, name: 'startsWith' }, outcome === (operator === '=='));
  if (
    found === true &&
    left.callee.property === 'indexOf' &&
    wanted !== undefined &&
    isFixed(evaluate(analysis, frame, left.callee.object))
  )
    makeSafe(analysis, frame, wanted);
  return true;
}

/** `typeof x === 'number'` */
function refineTypeof(analysis: Analysis, frame: Frame, left: Expression, right: Expression, equal: boolean): boolean {
  if (left.kind !== 'unary' || left.operator !== 'typeof') return false;
  const type = onlyString(evaluate(analysis, frame, right));
  if (equal && (type === 'number' || type === 'boolean' || type === 'bigint')) makeSafe(analysis, frame, left.operand);
  if (equal && type === 'string') makeText(analysis, frame, left.operand);
  return true;
}

const MEMBERSHIP = new Set(['includes', 'has', 'hasOwnProperty', '__contains__', 'contains']);
const NUMERIC_TYPES = new Set([
  'int',
  'float',
  'bool',
  'complex',
  'uuid.UUID',
  'datetime.datetime',
  'datetime.date',
  'decimal.Decimal',
]);
const TEXT_TYPES = new Set(['str', 'bytes']);
const VALIDATING_NAME = /valid|allow|whitelist|safe|permitted|isknown|is_known|trusted/i;
const REFUSING_NAME = /invalid|unsafe|private|internal|blocked|forbidden|malicious|disallowed|blacklist|denied/i;

function doubt(analysis: Analysis, frame: Frame, expression: Expression): void {
  change(analysis, frame, expression, (one) => withTaints(one, (taint) => ({ ...taint, doubt: PROBABLY_CLEANED })));
}

function refineCall(analysis: Analysis, frame: Frame, call: CallExpression, outcome: boolean): void {
  const { callee } = call;
  const [first, second] = call.args.map((argument) => argument.value);
  const value = evaluate(analysis, frame, callee);
  const path = value.path;
  const name = callee.kind === 'member' ? callee.property : callee.kind === 'name' ? callee.name : '';
  const receiver = callee.kind === 'member' ? callee.object : undefined;
  if (path === 'isNaN' || path === 'Number.isNaN') {
    if (!outcome && first !== undefined) makeSafe(analysis, frame, first);
    return;
  }
  const closure = value.closure as Closure<Frame> | undefined;
  if (closure !== undefined) {
    const told = refineThroughFunction(analysis, frame, call, closure, outcome);
    const says = outcome ? VALIDATING_NAME : REFUSING_NAME;
    // A check that is too much for this analysis leaves the finding, and takes the claim of proof.
    if (!told && first !== undefined && closure.fn.body.length > 1 && says.test(name)) doubt(analysis, frame, first);
    return;
  }
  const args = call.args.map((argument) => argument.value);
  refineForRules(analysis, frame, { name, path, receiver, args }, outcome);
  if (!outcome) return;
  if (refineQuantified(analysis, frame, path, name, receiver, first)) return;
  if (
    receiver !== undefined &&
    first !== undefined &&
    MEMBERSHIP.has(name) &&
    isFixed(evaluate(analysis, frame, receiver))
  ) {
    makeSafe(analysis, frame, first);
    return;
  }
  if (
    (path === 'Object.hasOwn' || path === 'Object.prototype.hasOwnProperty.call') &&
    second !== undefined &&
    first !== undefined
  ) {
    if (isFixed(evaluate(analysis, frame, first))) makeSafe(analysis, frame, second);
    return;
  }
  if (path === 'isinstance' && first !== undefined && second !== undefined) {
    const types = second.kind === 'array' ? second.elements.map((element) => element.value) : [second];
    const paths = types.map((type) => evaluate(analysis, frame, type).path ?? '');
    if (paths.every((one) => NUMERIC_TYPES.has(one))) makeSafe(analysis, frame, first);
    else if (paths.every((one) => NUMERIC_TYPES.has(one) || TEXT_TYPES.has(one))) makeText(analysis, frame, first);
    return;
  }
  const predicates = analysis.api.safePredicates;
  if (path !== undefined && predicates.has(`${path}()`) && first !== undefined) makeSafe(analysis, frame, first);
  else if (receiver !== undefined && predicates.has(`*.${name}()`)) makeSafe(analysis, frame, receiver);
  else if (refineMatch(analysis, frame, call, path, name, receiver)) return;
  else if (VALIDATING_NAME.test(name) && first !== undefined) {
    // Nobody can see here what the check lets through: the finding stays, the claim of proof does not.
    doubt(analysis, frame, first);
  }
}

/** `re.match(pattern, x)`, `pattern.match(x)`, `/…/.test(x)`, `x.match(/…/)`: the text that is matched. */
function subjectOf(
  call: CallExpression,
  path: string | undefined,
  name: string,
  receiver: Expression | undefined,
): Expression | undefined {
  if (path?.startsWith('re.') === true && !path.startsWith('re.compile()')) return call.args[1]?.value;
  return name === 'match' && receiver !== undefined && path?.startsWith('re.compile()') !== true
    ? receiver
    : call.args[0]?.value;
}

/** A text that matches a pattern from end to end is made of what the pattern allows. */
function refineMatch(
  analysis: Analysis,
  frame: Frame,
  call: CallExpression,
  path: string | undefined,
  name: string,
  receiver: Expression | undefined,
): boolean {
  const match = matchedPattern(analysis, frame, call, path, name, receiver);
  const subject = match === undefined ? undefined : subjectOf(call, path, name, receiver);
  if (match === undefined || subject === undefined) return false;
  const shape = shapeOfMatch(match.pattern, match.flags, match.given);
  const strict = isStrictPattern(match.pattern, match.flags, match.given);
  let bits = 0;
  let all = true;
  for (const rule of analysis.rules) {
    if (rule.kind !== 'taint') continue;
    const harmless = rule.harmlessText === undefined ? strict : shape !== undefined && rule.harmlessText(shape);
    if (harmless) bits |= analysis.bitOf(rule);
    else all = false;
  }
  if (all && strict) makeSafe(analysis, frame, subject);
  else if (bits !== 0) makeHarmless(analysis, frame, subject, bits);
  return all || bits !== 0;
}

interface MatchedPattern {
  readonly pattern: string;
  readonly flags: string;
  readonly given: GivenAnchors;
}

const NOT_ANCHORED: GivenAnchors = { start: false, end: false };

function matchedPattern(
  analysis: Analysis,
  frame: Frame,
  call: CallExpression,
  path: string | undefined,
  name: string,
  receiver: Expression | undefined,
): MatchedPattern | undefined {
  const first = call.args[0]?.value;
  const inPython = (pattern: string | undefined): MatchedPattern | undefined =>
    pattern === undefined ? undefined : { pattern, flags: '', given: anchorsOf(name) };
  if (path === 're.match' || path === 're.search' || path === 're.fullmatch')
    return inPython(first === undefined ? undefined : onlyString(evaluate(analysis, frame, first)));
  if (receiver === undefined) return undefined;
  const object = evaluate(analysis, frame, receiver);
  if (path?.startsWith('re.compile().') === true) return inPython(onlyString(object.madeBy?.args[0]?.value));
  if (name === 'test' || name === 'exec') return regexIn(onlyConstant(object)) ?? regexOf(object);
  if (name === 'match' && first !== undefined) return regexIn(onlyConstant(evaluate(analysis, frame, first)));
  return undefined;
}

/** `new RegExp('^…$')` */
function regexOf(object: Value): MatchedPattern | undefined {
  if (object.path !== 'RegExp()') return undefined;
  const pattern = onlyString(object.madeBy?.args[0]?.value);
  const flags = onlyString(object.madeBy?.args[1]?.value) ?? '';
  return pattern === undefined ? undefined : { pattern, flags, given: NOT_ANCHORED };
}

function regexIn(value: ReturnType<typeof onlyConstant>): MatchedPattern | undefined {
  return typeof value === 'object' && value !== null
    ? { pattern: value.pattern, flags: value.flags, given: NOT_ANCHORED }
    : undefined;
}

function anchorsOf(method: string): GivenAnchors {
  return { start: method === 'match' || method === 'fullmatch', end: method === 'fullmatch' };
}

/** `hosts.some((one) => …)`, `any(… for one in HOSTS)`, `all(… for sign in text)` */
function refineQuantified(
  analysis: Analysis,
  frame: Frame,
  path: string | undefined,
  name: string,
  receiver: Expression | undefined,
  first: Expression | undefined,
): boolean {
  if ((path === 'any' || path === 'all') && first?.kind === 'comprehension') {
    refineThroughComprehension(analysis, frame, first, path);
    return true;
  }
  if (name !== 'some' || receiver === undefined || first === undefined) return false;
  const closure = evaluate(analysis, frame, first).closure as Closure<Frame> | undefined;
  if (closure !== undefined) refineThroughCallback(analysis, frame, closure, evaluate(analysis, frame, receiver));
  return closure !== undefined;
}

/** Fixed by the program: what is compared with it is one of the program's own values. */
function isFixed(value: Value): boolean {
  return deepTaints(value).every((taint) => taint.kind === 'unknown' || taint.ifChanged === true);
}
