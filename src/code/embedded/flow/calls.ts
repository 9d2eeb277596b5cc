// Calls: what is called, what the rules say to it, and what comes back.
import type { TextRange } from '../../../findings/finding.ts';
import { moduleName } from '../adapters/javascriptStatements.ts';
import type { CallExpression, Expression, TextExpression } from '../ir.ts';
import { lastName } from '../irWalk.ts';
import type { ArgumentValue, CallSite } from '../rules/rule.ts';
import { madeAt } from './aliases.ts';
import type { Analysis } from './analysis.ts';
import { bindArguments } from './callArguments.ts';
import { madeByCallback, runCallbacks } from './callbacks.ts';
import { isEmitter } from './classes.ts';
import { cleanedByRules, cleaningOf } from './cleaning.ts';
import { construct, constructByFunction, superOf } from './construction.ts';
import { containerOf } from './constructors.ts';
import { settleArguments, shaped } from './effects.ts';
import { store } from './assignments.ts';
import { evaluate } from './expressions.ts';
import type { Frame } from './frame.ts';
import { applyFunction, summariesFor, unfollowed } from './functions.ts';
import { tell } from './guardFunctions.ts';
import { registerHandlers } from './handlers.ts';
import { callEmitter, callHigherOrder, callPromise, isCallable, nameOf, passing } from './higherOrder.ts';
import { isTrusted, readMember, sourceAt } from './members.ts';
import { callMethod } from './methods.ts';
import { refineAfterCall } from './narrowing.ts';
import { changeObject } from './objectFunctions.ts';
import { joinedPath } from './paths.ts';
import { placeOf, reportCall } from './reporting.ts';
import { everything, opaqueResult, propagated, sanitized } from './unknownCalls.ts';
import type { Closure, Taint, Value } from './value.ts';
import { builtText, constantText } from './builtText.ts';
import { closuresOf, deepTaints, drawnFrom, join, joinTaints, withSlot } from './joining.ts';
import { LITERAL, onlyConstant, onlyString, PROBABLY_CLEANED, unknownAt, withTaints } from './value.ts';

export interface Callee {
  readonly name: string;
  readonly value: Value;
  readonly receiver: Value | undefined;
  readonly receiverExpression: Expression | undefined;
}

export function evaluateCall(analysis: Analysis, frame: Frame, call: CallExpression): Value {
  const callees = calleesOf(analysis, frame, call.callee);
  const args = call.args.map((argument): ArgumentValue => {
    if (argument.name !== undefined) frame.assigning.push(argument.name);
    const value = evaluate(analysis, frame, argument.value);
    if (argument.name !== undefined) frame.assigning.pop();
    return {
      value,
      range: argument.value,
      whole: argument.range,
      name: argument.name,
      spread: argument.spread === true,
      expression: argument.value,
    };
  });
  const results = callees.map((callee) => performCall(analysis, frame, callee, args, call));
  return results.reduce((a, b) => join(a, b));
}

/** `HANDLERS[name](…)` can be a call of any of them. */
function calleesOf(analysis: Analysis, frame: Frame, expression: Expression): readonly [Callee, ...Callee[]] {
  const callee = resolve(analysis, frame, expression);
  if (expression.kind !== 'index' || expression.index === undefined) return [callee];
  const [first, ...others] = membersAt(analysis, frame, expression).filter(isCallable);
  if (first === undefined || others.length === 0) return [callee];
  const of = (value: Value): Callee => ({ ...callee, name: nameOf(value), value });
  return [of(first), ...others.map(of)];
}

function membersAt(
  analysis: Analysis,
  frame: Frame,
  { object, index }: Extract<Expression, { kind: 'index' }>,
): readonly Value[] {
  const { slots } = evaluate(analysis, frame, object);
  const isKnown = index === undefined || onlyConstant(evaluate(analysis, frame, index)) !== undefined;
  return isKnown || slots === undefined || slots.size > MOST_HANDLERS ? [] : [...slots.values()];
}

/** Larger tables are looked at as a whole. */
const MOST_HANDLERS = 40;

/** Calls a value with what is evaluated already, as a framework does; `range` stands for the call. */
export function callValue(
  analysis: Analysis,
  frame: Frame,
  value: Value,
  args: readonly ArgumentValue[],
  range: TextRange,
  receiver?: Value,
): Value {
  const name = nameOf(value);
  const { start, end } = range;
  const call: CallExpression = { kind: 'call', start, end, callee: { kind: 'name', start, end, name }, args: [] };
  return performCall(analysis, frame, { name, value, receiver, receiverExpression: undefined }, args, call);
}

/** Calls what is resolved with what is evaluated already. */
export function performCall(
  analysis: Analysis,
  frame: Frame,
  callee: Callee,
  given: readonly ArgumentValue[],
  call: CallExpression,
): Value {
  const { path, bound } = callee.value;
  const site: CallSite = {
    ...placeOf(analysis, frame),
    fn: frame.fn,
    node: call,
    called: callee.value.closure?.fn,
    name: callee.name,
    path,
    receiverPath: callee.receiver?.path,
    receiver: callee.receiver,
    receiverName: lastName(callee.receiverExpression),
    args: bound === undefined ? given : [...bound, ...given],
  };
  const isSink = reportCall(analysis, site);
  if (path !== undefined && analysis.api.noReturn.has(`${path}()`)) {
    frame.leave();
    return LITERAL;
  }
  if (call.element === true) {
    renderElement(analysis, frame, callee, site);
    return ELEMENT;
  }
  settleArguments(analysis, frame, site);
  const plain = shaped(analysis, site, resultOf(analysis, frame, callee, site, isSink));
  const result = withDraws(analysis, callee, site, plain);
  if (callee.value.closure === undefined) refineAfterCall(analysis, frame, site);
  return asMade(site, callee, result);
}

/** A result says what API it is of, and can be an object like any other. */
function asMade(site: CallSite, { value: { path, closure } }: Callee, result: Value): Value {
  const isObject =
    closure === undefined &&
    result.objects === undefined &&
    result.text === undefined &&
    result.constants === undefined;
  const own = path === undefined ? undefined : `${path}()`;
  if (own === undefined || (result.path !== undefined && result.path !== own))
    return isObject ? { ...result, objects: madeAt(site.node.start) } : result;
  return {
    ...result,
    path: own,
    madeBy: result.madeBy ?? site,
    objects: isObject ? madeAt(site.node.start) : result.objects,
  };
}

/** What is made of numbers that can be foretold can be foretold. */
function withDraws(analysis: Analysis, callee: Callee, site: CallSite, result: Value): Value {
  const { path, closure } = callee.value;
  if (path !== undefined && analysis.api.predictable.has(`${path}()`)) {
    analysis.draws = true;
    return { ...result, drawn: [site] };
  }
  // A function of this file says by itself what its result is made of.
  return closure === undefined && analysis.draws ? drawnFrom(result, everything(site)) : result;
}

/** An element is no text, and the text in it is escaped when it becomes part of a page. */
const ELEMENT: Value = { taints: [], path: 'jsx()' };

/** Components get their attributes as an object. */
function renderElement(analysis: Analysis, frame: Frame, { value }: Callee, site: CallSite): void {
  const closure = value.closure as Closure<Frame> | undefined;
  if (closure !== undefined)
    applyFunction(analysis, frame, closure, bindArguments(closure.fn, site, undefined), site.node);
  else if (value.cls !== undefined) construct(analysis, frame, value, site);
}

/** What stands before the brackets of a call. */
export function resolve(analysis: Analysis, frame: Frame, expression: Expression): Callee {
  if (expression.kind === 'constant') {
    // The tag of an element.
    const tag = constantText(expression.value);
    return { name: tag, value: { taints: [], path: `jsx.${tag}` }, receiver: undefined, receiverExpression: undefined };
  }
  const inherited = superOf(frame, expression);
  if (inherited !== undefined) return inherited;
  if (expression.kind === 'member') {
    const receiver = evaluate(analysis, frame, expression.object);
    const value = methodOf(analysis, receiver, expression.property, expression);
    return { name: expression.property, value, receiver, receiverExpression: expression.object };
  }
  // To call a function by its name is not to let it get away.
  const local = expression.kind === 'name' ? frame.lookup(expression.name) : undefined;
  const value = local?.closure === undefined ? evaluate(analysis, frame, expression) : local;
  const name = expression.kind === 'name' ? expression.name : '';
  // An alias answers to the name of what it stands for: `const run = require('child_process').exec`.
  const aliased = nameOf(value) === '' ? name : nameOf(value);
  return { name: aliased, value, receiver: undefined, receiverExpression: undefined };
}

/** A method's own value: a function of this file, or no more than its path. */
function methodOf(analysis: Analysis, receiver: Value, name: string, range: TextRange): Value {
  const own =
    receiver.slots?.get(name) ??
    receiver.instanceOf?.methods.get(name) ??
    receiver.cls?.methods.get(name) ??
    receiver.instanceOf?.fields.get(name) ??
    receiver.cls?.fields.get(name);
  if (own !== undefined) return own;
  const member =
    receiver.path === undefined ? undefined : readMember(analysis, { path: receiver.path, taints: [] }, name, range);
  return { taints: [], path: member?.path ?? `*.${name}` };
}

function resultOf(analysis: Analysis, frame: Frame, callee: Callee, site: CallSite, isSink: boolean): Value {
  const { api } = analysis;
  const call = site.node;
  const path = callee.value.path === undefined ? undefined : `${callee.value.path}()`;
  const required = requiredModule(analysis, callee, site);
  if (required !== undefined) return required;
  const source = sourceAt(analysis, path, `${callee.name}()`, call);
  if (source !== undefined) return source;
  const attribute = path === 'getattr()' ? onlyString(site.args[1]?.value) : undefined;
  const holder = site.args[0]?.value;
  if (attribute !== undefined && holder !== undefined) return readMember(analysis, holder, attribute, call);
  const own = callOwn(analysis, frame, callee, site);
  if (own !== undefined) return own;
  const changed = changeObject(analysis, frame, site);
  if (changed !== undefined) return changed;
  const called =
    callPromise(analysis, frame, site) ??
    callListeners(analysis, frame, callee, site) ??
    callHigherOrder(analysis, frame, callee, site);
  if (called !== undefined) return called;
  const registered = registerHandlers(analysis, site);
  const handed = registered ? [] : runCallbacks(analysis, frame, site);
  if (isSink) {
    const unknown = unknownAt(call, 'the result of the call is not known', path);
    const cleaned = cleaningOf(analysis, site);
    return cleaned === 0 ? unknown : withTaints(unknown, (taint) => ({ ...taint, cleaned }));
  }
  const made = madeByCallback(analysis, site, handed);
  if (made !== undefined) return made;
  if (isTrusted(analysis, path, `${callee.name}()`)) return { ...LITERAL, path };
  if (
    (path !== undefined && api.numeric.has(path)) ||
    (callee.receiver !== undefined && api.numeric.has(`*.${callee.name}()`))
  )
    return LITERAL;
  const mask = cleaningOf(analysis, site);
  const propagates =
    (path !== undefined && api.propagators.has(path)) ||
    (callee.receiver !== undefined && api.propagators.has(`*.${callee.name}()`));
  if (mask !== 0) {
    const modelled = callMethod(analysis, frame, site, callee.receiverExpression);
    if (modelled !== undefined) return withTaints(modelled, (taint) => ({ ...taint, cleaned: taint.cleaned | mask }));
    const value = propagates ? propagated(analysis, site, handed, path) : { taints: [] };
    return { ...value, ...sanitized(everything(site), mask), rest: undefined };
  }
  if (path !== undefined && api.functionWrappers.has(path)) {
    const wrapped = site.args.find(
      (argument) => argument.value.closure !== undefined || argument.value.path !== undefined,
    );
    if (wrapped !== undefined) return wrapped.value;
  }
  const container = containerOf(site);
  if (container !== undefined) return container;
  // `operator.add(a, b)` is no method of a set.
  if (path !== undefined && !path.startsWith('*.') && api.propagators.has(path) && joinedPath(site, path) === undefined)
    return propagated(analysis, site, handed, path);
  const modelled = joinedPath(site, path) ?? callMethod(analysis, frame, site, callee.receiverExpression);
  if (modelled !== undefined) return modelled;
  if (propagates) return propagated(analysis, site, handed, path);
  return opaqueResult(analysis, site, handed, path);
}

function callListeners(
  analysis: Analysis,
  frame: Frame,
  { receiverExpression }: Callee,
  site: CallSite,
): Value | undefined {
  const put = (emitter: Value): void => {
    if (receiverExpression !== undefined) store(analysis, frame, receiverExpression, emitter);
  };
  return callEmitter(analysis, frame, site, (value) => isEmitter(frame, value), put);
}

/** Functions and classes of this file; undefined when it is none. */
function callOwn(analysis: Analysis, frame: Frame, callee: Callee, site: CallSite): Value | undefined {
  const { value, receiver, receiverExpression } = callee;
  const call = site.node;
  const closures = closuresOf(value) as readonly Closure<Frame>[];
  if (value.cls !== undefined) return construct(analysis, frame, value, site);
  const [closure] = closures;
  if (closure === undefined) {
    const callable = value.instanceOf?.methods.get('__call__');
    return callable === undefined
      ? undefined
      : performCall(analysis, frame, { ...callee, value: callable, receiver: value }, site.args, call);
  }
  if (call.isNew === true && closures.length === 1) return constructByFunction(analysis, frame, value, closure, site);
  let result: Value | undefined;
  for (const one of closures) {
    const bound = bindArguments(one.fn, site, receiver, receiverExpression);
    const applied = applyFunction(analysis, frame, one, bound, call) ?? unfollowed(everything(site), call);
    result = result === undefined ? applied : join(result, applied);
  }
  if (closures.length === 1)
    tell(analysis, frame, call, closure.fn, summariesFor(analysis, closure).get(closure.fn)?.checked ?? []);
  const mask = cleanedByRules(analysis, site);
  return mask === 0 || result === undefined ? result : { ...sanitized([result], mask), text: result.text };
}

function requiredModule(analysis: Analysis, callee: Callee, site: CallSite): Value | undefined {
  const isRequire =
    analysis.api.family === 'javascript'
      ? callee.name === 'require' || callee.name === 'import'
      : callee.value.path === 'importlib.import_module' || callee.value.path === '__import__';
  if (!isRequire || callee.receiver?.path === 'jest') return undefined;
  const specifier = onlyString(site.args[0]?.value);
  return specifier === undefined ? undefined : { taints: [], path: moduleName(specifier) };
}

/** Tagged templates hand pieces and values to the tag apart: the tag decides what to do with them. */
export function evaluateTagged(
  analysis: Analysis,
  frame: Frame,
  expression: TextExpression,
  tag: Expression,
  pieces: readonly Value[],
): Value {
  const callee = evaluate(analysis, frame, tag);
  if (callee.path === 'String.raw') return builtText(pieces, expression);
  if (callee.closure !== undefined) return callTag(analysis, frame, expression, callee);
  let taints: readonly Taint[] = unknownAt(expression, 'the result of the template tag is not known').taints;
  for (const piece of pieces) {
    const doubtful = deepTaints(piece).map((taint): Taint => ({ ...taint, doubt: PROBABLY_CLEANED, cleaned: -1 }));
    taints = joinTaints(taints, doubtful);
  }
  return {
    taints: taints.map((taint) => ({ ...taint, cleaned: -1 })),
    path: callee.path === undefined ? undefined : `${callee.path}()`,
  };
}

/** A tag of this file gets the literal pieces in a list, and then each value. */
function callTag(analysis: Analysis, frame: Frame, expression: TextExpression, tag: Value): Value {
  const place = { range: expression, whole: expression };
  let pieces: Value = { taints: [], slots: new Map(), length: 0 };
  const values: ArgumentValue[] = [];
  for (const part of expression.parts) {
    const value = evaluate(analysis, frame, part);
    if (part.kind === 'constant') pieces = withSlot(pieces, String(pieces.length ?? 0), value);
    else values.push({ ...passing(value, { range: part, whole: part }), expression: part });
  }
  return callValue(analysis, frame, tag, [passing(pieces, place), ...values], expression);
}
