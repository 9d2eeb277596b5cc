// Calls: what is called, what the rules say to it, and what comes back.
import type { TextRange } from '../../../findings/finding.ts';
import { moduleName } from '../adapters/javascriptStatements.ts';
import type { CallExpression, Expression, TextExpression } from '../ir.ts';
import { lastName } from '../irWalk.ts';
import type { ArgumentValue, CallSite } from '../rules/rule.ts';
import type { Analysis } from './analysis.ts';
import { bindArguments } from './callArguments.ts';
import { madeByCallback, runCallbacks } from './callbacks.ts';
import { cleanedByRules, cleaningOf } from './cleaning.ts';
import { settleArguments, shaped } from './effects.ts';
import { containerOf } from './constructors.ts';
import { evaluate } from './expressions.ts';
import type { Frame } from './frame.ts';
import { applyFunction, instantiated, unfollowed } from './functions.ts';
import { tell } from './guardFunctions.ts';
import { registerHandlers } from './handlers.ts';
import { contentOf, isTrusted, readMember, sourceAt, widened } from './members.ts';
import { callMethod } from './methods.ts';
import { refineAfterCall } from './narrowing.ts';
import { joinedPath } from './paths.ts';
import { placeOf, reportCall } from './reporting.ts';
import type { Closure, Doubt, Taint, Value } from './value.ts';
import {
  anyMember,
  builtText,
  constantText,
  deepTaints,
  drawnFrom,
  joinTaints,
  LITERAL,
  onlyString,
  originTaint,
  PROBABLY_CLEANED,
  THROUGH_UNKNOWN,
  unknownAt,
  withTaints,
} from './value.ts';

interface Callee {
  readonly name: string;
  readonly value: Value;
  readonly receiver: Value | undefined;
  readonly receiverExpression: Expression | undefined;
}

export function evaluateCall(analysis: Analysis, frame: Frame, call: CallExpression): Value {
  const callee = resolve(analysis, frame, call.callee);
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
    };
  });
  return performCall(analysis, frame, callee, args, call);
}

/** Calls a value with what is evaluated already, as a framework does; `range` stands for the call. */
export function callValue(
  analysis: Analysis,
  frame: Frame,
  value: Value,
  args: readonly ArgumentValue[],
  range: TextRange,
): Value {
  const name = value.path === undefined ? '' : (LAST_NAME.exec(value.path)?.[0] ?? '');
  const { start, end } = range;
  const call: CallExpression = { kind: 'call', start, end, callee: { kind: 'name', start, end, name }, args: [] };
  return performCall(analysis, frame, { name, value, receiver: undefined, receiverExpression: undefined }, args, call);
}

const LAST_NAME = /[^./()]+$/;

function performCall(
  analysis: Analysis,
  frame: Frame,
  callee: Callee,
  args: readonly ArgumentValue[],
  call: CallExpression,
): Value {
  const site: CallSite = {
    ...placeOf(analysis, frame),
    fn: frame.fn,
    node: call,
    called: callee.value.closure?.fn,
    name: callee.name,
    path: callee.value.path,
    receiverPath: callee.receiver?.path,
    receiver: callee.receiver,
    receiverName: lastName(callee.receiverExpression),
    args,
  };
  const isSink = reportCall(analysis, site);
  const path = callee.value.path;
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
  if (path === undefined) return result;
  const own = `${path}()`;
  return result.path === undefined || result.path === own
    ? { ...result, path: own, madeBy: result.madeBy ?? site }
    : result;
}

/** What is made of numbers that can be foretold can be foretold. */
function withDraws(analysis: Analysis, callee: Callee, site: CallSite, result: Value): Value {
  const { path, closure } = callee.value;
  if (path !== undefined && analysis.api.predictable.has(`${path}()`)) return { ...result, drawn: [site] };
  // A function of this file says by itself what its result is made of.
  return closure === undefined ? drawnFrom(result, everything(site)) : result;
}

/** An element is no text, and the text in it is escaped when it becomes part of a page. */
const ELEMENT: Value = { taints: [], path: 'jsx()' };

/** Components get their attributes as an object. */
function renderElement(analysis: Analysis, frame: Frame, { value }: Callee, site: CallSite): void {
  const closure = value.closure as Closure<Frame> | undefined;
  if (closure !== undefined)
    applyFunction(analysis, frame, closure, bindArguments(closure.fn, site, undefined), site.node);
  else if (value.cls !== undefined) instantiate(analysis, frame, value, site);
}

function resolve(analysis: Analysis, frame: Frame, expression: Expression): Callee {
  if (expression.kind === 'constant') {
    // The tag of an element.
    const tag = constantText(expression.value);
    return { name: tag, value: { taints: [], path: `jsx.${tag}` }, receiver: undefined, receiverExpression: undefined };
  }
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
  const aliased = value.path === undefined ? name : (LAST_NAME.exec(value.path)?.[0] ?? name);
  return { name: aliased, value, receiver: undefined, receiverExpression: undefined };
}

/** A method's own value: a function of this file, or no more than its path. */
function methodOf(analysis: Analysis, receiver: Value, name: string, range: TextRange): Value {
  const own =
    receiver.slots?.get(name) ??
    receiver.instanceOf?.methods.get(name) ??
    receiver.cls?.methods.get(name) ??
    receiver.instanceOf?.fields.get(name);
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
  const closure = callee.value.closure as Closure<Frame> | undefined;
  if (closure !== undefined) {
    const result = applyFunction(analysis, frame, closure, bindArguments(closure.fn, site, callee.receiver), call);
    tell(analysis, frame, call, closure.fn, analysis.summaries.get(closure.fn)?.checked ?? []);
    const value = result ?? unfollowed(everything(site), call);
    const mask = cleanedByRules(analysis, site);
    return mask === 0 ? value : { ...sanitized([value], mask), text: value.text };
  }
  if (callee.value.cls !== undefined) return instantiate(analysis, frame, callee.value, site);
  const called = indirectCall(analysis, frame, callee, site);
  if (called !== undefined) return called;
  const registered = registerHandlers(analysis, site);
  const handed = registered ? [] : runCallbacks(analysis, frame, site);
  if (isSink) return unknownAt(call, 'the result of the call is not known', path);
  const made = madeByCallback(site, handed);
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
  const modelled = joinedPath(site, path) ?? callMethod(analysis, frame, site, callee.receiverExpression);
  if (modelled !== undefined) return modelled;
  if (propagates) return propagated(analysis, site, handed, path);
  return opaqueResult(analysis, site, callee, handed, path);
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

/** All that goes into a call, the receiver included. */
function everything(site: CallSite): Value[] {
  const values = site.args.map((argument) => argument.value);
  return site.receiver === undefined ? values : [site.receiver, ...values];
}

function instantiate(analysis: Analysis, frame: Frame, value: Value, site: CallSite): Value {
  const { cls } = value;
  if (cls === undefined) return LITERAL;
  const instance: Value = { taints: [], instanceOf: cls };
  const constructor = cls.methods.get(cls.cls.constructorName)?.closure as Closure<Frame> | undefined;
  if (constructor === undefined) return instance;
  const bound = bindArguments(constructor.fn, site, instance);
  applyFunction(analysis, frame, constructor, bound, site.node);
  const self = analysis.summaries.get(constructor.fn)?.self;
  if (self === undefined) return instance;
  const words = (): string => `is kept in an instance of ${cls.cls.name}`;
  return { ...instantiated(analysis, constructor.fn, self, bound, site.node, words, 4), instanceOf: cls };
}

/** `fn.call(this, a)`, `fn.apply(this, args)`, `fn.bind(this)` */
function indirectCall(analysis: Analysis, frame: Frame, callee: Callee, site: CallSite): Value | undefined {
  const closure = callee.receiver?.closure as Closure<Frame> | undefined;
  if (closure === undefined || !['call', 'apply', 'bind'].includes(callee.name)) return undefined;
  if (callee.name === 'bind') return callee.receiver;
  const rest = site.args
    .slice(1)
    .map((argument) => (callee.name === 'apply' ? { ...argument, spread: true } : argument));
  const bound = bindArguments(closure.fn, { ...site, args: rest }, site.args[0]?.value);
  return applyFunction(analysis, frame, closure, bound, site.node);
}

function sanitized(values: readonly Value[], mask: number): Value {
  let taints: readonly Taint[] = [];
  for (const value of values) taints = joinTaints(taints, deepTaints(value));
  return { taints: taints.map((taint) => ({ ...taint, cleaned: taint.cleaned | mask })) };
}

/** What is looked up is not made of the key; what stands in for it when it is missing comes second. */
const LOOK_UPS = new Set([
  'get',
  'getAll',
  'getlist',
  'get_list',
  'getone',
  'getall',
  'getfirst',
  'pop',
  'find',
  'filter',
]);

function propagated(analysis: Analysis, site: CallSite, handed: readonly Value[], path: string | undefined): Value {
  // `path.join(a, b)`: the module that a function belongs to is not part of its result.
  const isFunction = path !== undefined && !path.startsWith('*.') && analysis.api.propagators.has(path);
  const args = site.args.map(({ value }) => value);
  const given = isFunction
    ? args.map((value) => contentOf(analysis, value, site.node) ?? value)
    : LOOK_UPS.has(site.name)
      ? [site.receiver ?? LITERAL, ...args.slice(1)]
      : everything(site);
  const values = given.filter((value) => value.closure === undefined);
  let taints: readonly Taint[] = [];
  for (const value of [...values, ...handed]) taints = joinTaints(taints, deepTaints(value));
  const grown = taints.map((taint) => widened(analysis, taint, site.node));
  const [carrier] = values;
  const members = carrier?.slots !== undefined || carrier?.rest !== undefined ? anyMember(carrier) : undefined;
  // A method of an API object returns something of that object: its path tells the rules what it is.
  const result: Value = {
    taints: grown,
    path,
    ...(members === undefined || analysis.api.family === 'python' ? {} : { rest: members }),
    ...(values.length === 1 && carrier?.text !== undefined ? { text: carrier.text } : {}),
  };
  return drawnFrom(result, handed);
}

const CLEANING_NAME = /escape|sanit|clean|quote|valid|whitelist|allow|safe|purif/i;

/** A function that is not in this file: what went in may come out, changed in ways that nobody sees. */
function opaqueResult(
  analysis: Analysis,
  site: CallSite,
  callee: Callee,
  handed: readonly Value[],
  path: string | undefined,
): Value {
  const doubt: Doubt = CLEANING_NAME.test(callee.name) ? PROBABLY_CLEANED : THROUGH_UNKNOWN;
  const label = callee.name === '' ? 'a function' : `${callee.name}()`;
  let taints: readonly Taint[] = unknownAt(site.node, `the result of ${label} is not known`).taints;
  for (const value of [...everything(site).filter((one) => one.closure === undefined), ...handed]) {
    const arrived = withTaints({ taints: deepTaints(value) }, (taint) => ({
      ...taint,
      doubt: taint.doubt > doubt ? taint.doubt : doubt,
      trail: {
        range: site.node,
        message: `goes through ${label}, which is not in this file`,
        previous: taint.trail,
        length: taint.trail.length + 1,
      },
    }));
    taints = joinTaints(taints, arrived.taints);
    if (value.path !== undefined && REQUEST_OBJECT.test(value.path))
      taints = joinTaints(taints, [derivedFromRequest(analysis, site)]);
  }
  return drawnFrom({ taints, path }, handed);
}

const REQUEST_OBJECT = /^(flask|quart|bottle|sanic|django|starlette|js)\.(request|context)$/;

/** A function that gets the whole request returns some part of it, as often as not. */
function derivedFromRequest(analysis: Analysis, site: CallSite): Taint {
  const taint = originTaint('remote', site.node, `${analysis.shown(site.node)} is made from the client's request`);
  return { ...taint, doubt: PROBABLY_CLEANED };
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
