// Tests that make a value harmless where they hold: membership in a fixed list, equality with a
// constant, a full match of a strict pattern, a check for digits.
import type { CallExpression, Expression } from '../ir.ts';
import type { Analysis } from './analysis.ts';
import { evaluate } from './expressions.ts';
import { Frame } from './frame.ts';
import { parameterValue } from './members.ts';
import { change, makeConstant, makeSafe, makeText, refineForRules } from './narrowing.ts';
import type { Closure, Value } from './value.ts';
import { constant, deepTaints, onlyConstant, onlyString, PROBABLY_CLEANED, withTaints } from './value.ts';

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
      // `a and b` holds only when both do; where it does not hold, nobody knows which failed.
      if ((test.operator === 'and') === outcome && test.operator !== 'nullish') {
        for (const part of test.parts) refine(analysis, frame, part, outcome);
      }
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
    default:
      return;
  }
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
  if ((operator === '==' || operator === '!=') && typeof against === 'string') {
    const call = { name: '__eq__', path: undefined, receiver: undefined, args: [test.first, right] };
    refineForRules(analysis, frame, call, equal);
  }
  if (!equal) return;
  const left = evaluate(analysis, frame, test.first);
  if (against !== undefined && against !== null) makeConstant(analysis, frame, test.first, constant(against));
  else if (deepTaints(left).length === 0) makeSafe(analysis, frame, right);
  else if (against !== null && isFixed(evaluate(analysis, frame, right))) makeSafe(analysis, frame, test.first);
}

/** `list.indexOf(x) !== -1`, `>= 0`, `> -1` */
function refineIndexOf(
  analysis: Analysis,
  frame: Frame,
  left: Expression,
  operator: string,
  right: Expression,
  outcome: boolean,
): boolean {
  if (left.kind !== 'call' || left.callee.kind !== 'member' || left.callee.property !== 'indexOf') return false;
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
  if (found !== undefined && wanted !== undefined) {
    const call = { name: 'includes', path: undefined, receiver: left.callee.object, args: [wanted] };
    refineForRules(analysis, frame, call, found);
  }
  if (found === true && wanted !== undefined && isFixed(evaluate(analysis, frame, left.callee.object)))
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
const VALIDATING_NAME = /valid|allow|whitelist|safe|permitted|isknown|is_known/i;

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
    refineThroughFunction(analysis, frame, call, closure, outcome);
    return;
  }
  const args = call.args.map((argument) => argument.value);
  refineForRules(analysis, frame, { name, path, receiver, args }, outcome);
  if (!outcome) return;
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
  else if (matchesStrictly(analysis, frame, call, path, name, receiver))
    makeSafe(analysis, frame, subjectOf(call, path, name, receiver));
  else if (VALIDATING_NAME.test(name) && first !== undefined) {
    // Nobody can see here what the check lets through: the finding stays, the claim of proof does not.
    change(analysis, frame, first, (one) => withTaints(one, (taint) => ({ ...taint, doubt: PROBABLY_CLEANED })));
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

function matchesStrictly(
  analysis: Analysis,
  frame: Frame,
  call: CallExpression,
  path: string | undefined,
  name: string,
  receiver: Expression | undefined,
): boolean {
  const first = call.args[0]?.value;
  if (path === 're.match' || path === 're.search' || path === 're.fullmatch') {
    const pattern = first === undefined ? undefined : onlyString(evaluate(analysis, frame, first));
    return pattern !== undefined && isStrictPattern(pattern, '', anchorsOf(name));
  }
  if (receiver === undefined) return false;
  const object = evaluate(analysis, frame, receiver);
  if (path?.startsWith('re.compile().') === true) {
    const pattern = onlyString(object.madeBy?.args[0]?.value);
    return pattern !== undefined && isStrictPattern(pattern, '', anchorsOf(name));
  }
  if (name === 'test' || name === 'exec') return isStrictConstant(onlyConstant(object) ?? regexOf(object));
  if (name === 'match' && first !== undefined) return isStrictConstant(onlyConstant(evaluate(analysis, frame, first)));
  return false;
}

/** `new RegExp('^…$')` */
function regexOf(object: Value): { pattern: string; flags: string } | undefined {
  if (object.path !== 'RegExp()') return undefined;
  const pattern = onlyString(object.madeBy?.args[0]?.value);
  return pattern === undefined ? undefined : { pattern, flags: onlyString(object.madeBy?.args[1]?.value) ?? '' };
}

function isStrictConstant(value: ReturnType<typeof onlyConstant>): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    isStrictPattern(value.pattern, value.flags, { start: false, end: false })
  );
}

function anchorsOf(method: string): { start: boolean; end: boolean } {
  return { start: method === 'match' || method === 'fullmatch', end: method === 'fullmatch' };
}

/**
 * Whether what matches is free of characters that mean something to a shell or to SQL: anchored at
 * both ends, no wild card, no negated class, no sign that could end a string or start a command.
 *
 * @param given the ends at which the matching function anchors by itself
 */
export function isStrictPattern(pattern: string, flags: string, given: { start: boolean; end: boolean }): boolean {
  if (flags.includes('m') || flags === 'number') return false;
  const start = given.start || /^(\\A|\^)/.test(pattern);
  const end = given.end || /(?:^|[^\\])(?:\$|\\[zZ])$/.test(pattern);
  if (!start || !end) return false;
  const core = pattern.replace(/^(\\A|\^)/, '').replace(/(\$|\\[zZ])$/, '');
  // An alternative outside a group has only one of the anchors.
  if (hasOpenAlternative(core)) return false;
  if (/\[\^|\\[SWDP]/.test(core)) return false;
  const plain = core.replace(/\\[wdAbBzZ]/g, '').replace(/\\([-./_@:+])/g, '$1');
  if (/\\s/.test(plain) || /(?:^|[^\\])\.(?![^[]*\])/.test(core)) return false;
  return !/['"`;&<>\\]/.test(plain) && !/\$/.test(plain) && !/\[[^\]]*[|!#*(~ ][^\]]*\]/.test(plain);
}

function hasOpenAlternative(pattern: string): boolean {
  let depth = 0;
  let inClass = false;
  for (let at = 0; at < pattern.length; at++) {
    const sign = pattern[at];
    if (sign === '\\') at++;
    else if (inClass) inClass = sign !== ']';
    else if (sign === '[') inClass = true;
    else if (sign === '(') depth++;
    else if (sign === ')') depth--;
    else if (sign === '|' && depth === 0) return true;
  }
  return false;
}

/** A predicate of this file: what its single `return` implies for its parameters holds for the arguments. */
function refineThroughFunction(
  analysis: Analysis,
  frame: Frame,
  call: CallExpression,
  closure: Closure<Frame>,
  outcome: boolean,
): void {
  const { fn } = closure;
  const [statement] = fn.body;
  if (fn.body.length !== 1 || statement?.kind !== 'return' || statement.value === undefined) return;
  if (analysis.inProgress.has(fn)) return;
  analysis.inProgress.add(fn);
  const inner = new Frame({ fn, parent: closure.frame, self: closure.self });
  const offset = fn.receiver ? 1 : 0;
  for (const [index, parameter] of fn.parameters.entries()) {
    if (parameter.name !== undefined) inner.env?.set(parameter.name, parameterValue(fn, index, parameter.range, ''));
  }
  refine(analysis, inner, statement.value, outcome);
  analysis.inProgress.delete(fn);
  for (const [index, parameter] of fn.parameters.entries()) {
    const argument = call.args[index - offset]?.value;
    const after = parameter.name === undefined ? undefined : inner.env?.get(parameter.name);
    if (argument !== undefined && after !== undefined && after.taints.length === 0) makeSafe(analysis, frame, argument);
  }
}

/** Fixed by the program: what is compared with it is one of the program's own values. */
function isFixed(value: Value): boolean {
  return deepTaints(value).every((taint) => taint.kind === 'unknown');
}
