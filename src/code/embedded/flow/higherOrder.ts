// Functions of libraries that call what they are handed, and the ways to call a function other than by its name.
import type { HigherOrder } from '../api/higherOrder.ts';
import type { ArgumentValue, CallSite } from '../rules/rule.ts';
import type { Analysis } from './analysis.ts';
import { bindArguments } from './callArguments.ts';
import type { Callee } from './calls.ts';
import { performCall, resolve } from './calls.ts';
import type { Frame } from './frame.ts';
import { applyFunction } from './functions.ts';
import { elementOf } from './members.ts';
import type { Closure, Value } from './value.ts';
import { closuresOf, join } from './joining.ts';
import { LITERAL, onlyString } from './value.ts';

/** What can be called: a function or class of this file, an API, or one of these with arguments bound to it. */
export function isCallable(value: Value): boolean {
  if (value.closure !== undefined || value.cls !== undefined || value.bound !== undefined) return true;
  return (
    value.path !== undefined &&
    value.constants === undefined &&
    value.text === undefined &&
    value.slots === undefined &&
    value.instanceOf === undefined &&
    !value.path.endsWith('()')
  );
}

/** What a framework or a library passes for an argument. */
export function passing(value: Value, { range, whole }: Pick<ArgumentValue, 'range' | 'whole'>): ArgumentValue {
  return { value, range, whole, name: undefined, spread: false };
}

/**
 * Calls the function that an argument of the call is; the argument itself, `db.query`, tells what it is called on.
 *
 * @param handed is known to be a function
 */
export function callHanded(
  analysis: Analysis,
  frame: Frame,
  site: CallSite,
  handed: ArgumentValue,
  args: readonly ArgumentValue[],
): Value {
  const { expression, value } = handed;
  const isMethod = expression?.kind === 'member' && value.closure === undefined && value.bound === undefined;
  const callee: Callee = isMethod
    ? resolve(analysis, frame, expression)
    : { name: nameOf(value), value, receiver: undefined, receiverExpression: undefined };
  const { start, end } = site.node;
  return performCall(analysis, frame, callee, args, { kind: 'call', start, end, callee: site.node.callee, args: [] });
}

/** The last name of an API. */
export function nameOf({ path }: Value): string {
  return path === undefined ? '' : (/[^./()]+$/.exec(path)?.[0] ?? '');
}

/** @returns undefined when the call is none of these */
export function callHigherOrder(analysis: Analysis, frame: Frame, callee: Callee, site: CallSite): Value | undefined {
  const { path, name, receiver } = site;
  const exact = path === undefined ? undefined : analysis.api.higherOrder.get(`${path}()`);
  const indirect = exact === undefined ? callIndirectly(analysis, frame, callee, site) : undefined;
  if (indirect !== undefined) return indirect;
  const known = exact ?? (receiver === undefined ? undefined : analysis.api.higherOrder.get(`*.${name}()`));
  const handed = known === undefined ? undefined : at(site, known.at, known.name);
  if (known === undefined || handed === undefined || !isCallable(handed.value)) return undefined;
  return callKnown(analysis, frame, site, known, handed);
}

function at({ args }: CallSite, position: number, name: string | undefined): ArgumentValue | undefined {
  const byName = name === undefined ? undefined : args.find((argument) => argument.name === name);
  return byName ?? args.filter((argument) => argument.name === undefined)[position];
}

function callKnown(
  analysis: Analysis,
  frame: Frame,
  site: CallSite,
  how: HigherOrder,
  handed: ArgumentValue,
): Value | undefined {
  const given = at(site, how.from, how.fromName);
  const call = (args: readonly ArgumentValue[]): Value => callHanded(analysis, frame, site, handed, args);
  for (const { fn } of closuresOf(handed.value)) analysis.handed.add(fn);
  switch (how.gets) {
    case 'rest': {
      const args = site.args.filter((argument) => argument.name !== undefined || argument !== handed);
      const before = how.from - (site.args.indexOf(handed) < how.from ? 1 : 0);
      return resultOf(how, call(args.slice(before)), LITERAL);
    }
    case 'list': {
      const keywords = how.keywords === undefined ? undefined : at(site, -1, how.keywords);
      const args = given === undefined ? [] : [{ ...given, name: undefined, spread: true }];
      if (keywords !== undefined) args.push({ ...keywords, name: undefined, spread: true });
      return resultOf(how, call(args), LITERAL);
    }
    default: {
      const carrier = given?.value ?? site.receiver;
      if (carrier === undefined) return undefined;
      const place = given ?? { range: site.node, whole: site.node };
      const element = elementOf(analysis, carrier, place.range, false);
      if (how.gets === 'fold') {
        const initial = site.args[2]?.value ?? element;
        const first = call([passing(initial, place), passing(element, place)]);
        return join(first, call([passing(join(initial, first), place), passing(element, place)]));
      }
      const args = how.gets === 'lists' ? [{ ...passing(element, place), spread: true }] : [passing(element, place)];
      return resultOf(how, call(args), element);
    }
  }
}

function resultOf({ gives }: HigherOrder, result: Value, element: Value): Value {
  if (gives === 'nothing') return LITERAL;
  if (gives === 'result') return result;
  return { taints: [], rest: gives === 'results' ? result : element };
}

/** `fn.call(this, a)`, `fn.apply(this, args)`, `fn.bind(this, a)`, `functools.partial(fn, a)`, `fn.__call__(a)` */
function callIndirectly(
  analysis: Analysis,
  frame: Frame,
  { name, receiver, receiverExpression }: Callee,
  site: CallSite,
): Value | undefined {
  const { path, args } = site;
  const [first, ...others] = args;
  if (path === 'functools.partial' || path === 'functools.partialmethod') {
    return first === undefined ? undefined : withBound(first.value, others);
  }
  if (receiver === undefined || !isCallable(receiver)) return undefined;
  const target: Callee = {
    name: nameOf(receiver),
    value: receiver,
    receiver: undefined,
    receiverExpression: undefined,
  };
  const node = { ...site.node, args: [] };
  switch (name) {
    case '__call__':
      return performCall(analysis, frame, target, args, node);
    case 'bind':
      return withBound(receiver, others);
    case 'call':
    case 'apply': {
      const given = name === 'apply' ? others.map((argument) => ({ ...argument, spread: true })) : others;
      const closure = receiver.closure as Closure<Frame> | undefined;
      if (closure === undefined)
        return receiverExpression?.kind === 'member'
          ? performCall(analysis, frame, resolve(analysis, frame, receiverExpression), given, node)
          : performCall(analysis, frame, target, given, node);
      const bound = bindArguments(closure.fn, { ...site, args: given }, first?.value, first?.expression);
      return applyFunction(analysis, frame, closure, bound, site.node);
    }
    default:
      return undefined;
  }
}

function withBound(value: Value, args: readonly ArgumentValue[]): Value {
  return args.length === 0 ? value : { ...value, bound: [...(value.bound ?? []), ...args] };
}

/** What the executor of a promise passes to this is what the promise holds. */
const RESOLVE = 'js.resolve#';

/** `new Promise((resolve) => …)`; undefined for anything else. */
export function callPromise(analysis: Analysis, frame: Frame, site: CallSite): Value | undefined {
  const { path, args, node } = site;
  if (path?.startsWith(RESOLVE) === true) {
    const resolved = args[0]?.value;
    if (resolved !== undefined) analysis.resolved.set(path, join(analysis.resolved.get(path), resolved));
    return LITERAL;
  }
  const executor = path === 'Promise' ? args[0] : undefined;
  if (executor?.value.closure === undefined) return undefined;
  const resolve = `${RESOLVE}${node.start}`;
  analysis.handed.add(executor.value.closure.fn);
  callHanded(analysis, frame, site, executor, [
    passing({ taints: [], path: resolve, bound: [] }, executor),
    passing({ taints: [], path: 'js.reject' }, executor),
  ]);
  return analysis.resolved.get(resolve);
}

export function isResolve({ path }: Value): boolean {
  return path?.startsWith(RESOLVE) === true;
}

const LISTENING = new Set(['on', 'once', 'addListener', 'prependListener', 'prependOnceListener']);
const EMITTER = /(^|[./])(EventEmitter|events|eventemitter2|eventemitter3|Emitter|mitt|nanoevents)\(\)$/i;

/**
 * Events of an emitter that is made in this file: a listener gets what is emitted.
 *
 * @param isEmitter tells the same of the class of an instance
 * @param put stores the emitter where the call has it from
 */
export function callEmitter(
  analysis: Analysis,
  frame: Frame,
  site: CallSite,
  isEmitter: (value: Value) => boolean,
  put: (emitter: Value) => void,
): Value | undefined {
  const { name, receiver, args } = site;
  if (receiver === undefined || !(name === 'emit' || LISTENING.has(name))) return undefined;
  if (!EMITTER.test(receiver.path ?? '') && !isEmitter(receiver)) return undefined;
  const [event, listener] = args;
  const key = onlyString(event?.value);
  if (LISTENING.has(name) && listener !== undefined && isCallable(listener.value)) {
    const emitter: Value = {
      ...receiver,
      slots: new Map(receiver.slots).set(`on ${key ?? '*'} ${listener.range.start}`, listener.value),
    };
    for (const { fn } of closuresOf(listener.value)) analysis.escaped.add(fn);
    put(emitter);
    return emitter;
  }
  if (name !== 'emit') return undefined;
  for (const [slot, heard] of receiver.slots ?? []) {
    const isHeard =
      key === undefined ? slot.startsWith('on ') : slot.startsWith(`on ${key} `) || slot.startsWith('on * ');
    if (isHeard)
      callHanded(analysis, frame, site, passing(heard, { range: site.node, whole: site.node }), args.slice(1));
  }
  return LITERAL;
}
