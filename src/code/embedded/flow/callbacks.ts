// Functions that are handed to an API: what they are called with, and what comes of it.
import type { Expression } from '../ir.ts';
import type { ArgumentValue, CallSite } from '../rules/rule.ts';
import type { Analysis } from './analysis.ts';
import type { Frame } from './frame.ts';
import { applyFunction } from './functions.ts';
import { callHanded, isCallable, isResolve, passing } from './higherOrder.ts';
import { elementOf } from './members.ts';
import type { Closure, Value } from './value.ts';
import { anyMember, deepTaints, join } from './joining.ts';
import { LITERAL, originTaint, THROUGH_UNKNOWN, unknownAt, withTaints } from './value.ts';

/** Called once for each element; the number of the element comes second, unless the receiver is no list. */
const ELEMENT_METHODS = new Set([
  'map',
  'filter',
  'flatMap',
  'find',
  'findIndex',
  'some',
  'every',
  'each',
  'forEach',
  'forOwn',
  'forIn',
  'mapValues',
]);
/** Called with what the last call gave back, and an element. */
const FOLDING_METHODS = new Set(['reduce', 'reduceRight']);
const COMPARING_METHODS = new Set(['sort', 'sorted', 'toSorted']);
/** Libraries whose functions take the list first. */
const UTILITY = /^(?:lodash|_|underscore|jquery|\$|async|ramda|R)$/;
/** Hand on what they hold, as it is. */
const TRANSPARENT_METHODS = new Set(['then', 'tap', 'pipe', 'Promise']);

/** Methods that call what they are handed, whatever it is. */
const CALLING = new Set([...ELEMENT_METHODS, ...FOLDING_METHODS, ...COMPARING_METHODS, 'then', 'catch']);

/** What a function of an API gets first; it may make something of a second argument as well. */
function handedByApi(analysis: Analysis, site: CallSite): ArgumentValue[] {
  const handed = handedTo(analysis, site);
  const place = { range: holderOf(site) ?? site.node, whole: site.node };
  const count = FOLDING_METHODS.has(site.name) ? 2 : 1;
  return Array.from({ length: count }, (_unused, position) => passing(handed(position), place));
}

/** @returns what the functions give back */
export function runCallbacks(analysis: Analysis, frame: Frame, site: CallSite): Value[] {
  const results: Value[] = [];
  for (const argument of site.args) {
    const closure = argument.value.closure as Closure<Frame> | undefined;
    if (closure === undefined || argument.value.bound !== undefined) {
      const isCalled = isResolve(argument.value) || (CALLING.has(site.name) && isCallable(argument.value));
      if (isCalled) results.push(callHanded(analysis, frame, site, argument, handedByApi(analysis, site)));
      continue;
    }
    analysis.handed.add(closure.fn);
    const { parameters, receiver } = closure.fn;
    const handed = handedTo(analysis, site);
    const values = parameters.map((_parameter, index) => {
      if (receiver && index === 0) return { taints: [] };
      return handed(receiver ? index - 1 : index);
    });
    const holder = holderOf(site);
    const ranges = values.map(() => holder ?? site.node);
    const result = applyFunction(analysis, frame, closure, { self: undefined, values, ranges }, site.node);
    if (result !== undefined) results.push(result);
  }
  return results;
}

function holderOf({ node }: CallSite): Expression | undefined {
  return node.callee.kind === 'member' ? node.callee.object : undefined;
}

/** What the parameter at a position gets. */
function handedTo(analysis: Analysis, site: CallSite): (position: number) => Value {
  const { name, node, receiver, args } = site;
  if (receiver?.path === 'js.request' && name === 'on') {
    const message = `${analysis.shown(node.callee)} delivers the body that the client sends`;
    const body: Value = { taints: [originTaint('remote', node, message)] };
    return () => body;
  }
  const own = receiver === undefined || UTILITY.test(receiver.path ?? '') ? undefined : receiver;
  const carrier = own ?? args.find((argument) => argument.value.closure === undefined)?.value;
  const unknown = (): Value => unknownAt(node, 'the value handed to the callback is not known');
  if (carrier === undefined) return unknown;
  const element = elementOf(analysis, carrier, node, false);
  if (COMPARING_METHODS.has(name)) return () => element;
  if (FOLDING_METHODS.has(name)) {
    const initial = args[1]?.value ?? element;
    return (position) => (position === 0 ? initial : position === 1 ? element : LITERAL);
  }
  if (ELEMENT_METHODS.has(name)) {
    // `params.forEach((value, key) => …)`: of a map the second is the key.
    const hasKeys =
      (name === 'forEach' || own === undefined) && carrier.length === undefined && carrier.rest === undefined;
    return (position) => (position === 0 || hasKeys ? element : position === 1 ? LITERAL : carrier);
  }
  if (name === 'then' && receiver !== undefined) return (position) => (position === 0 ? receiver : LITERAL);
  if (name === 'catch' || name === 'finally') return unknown;
  const taints = deepTaints(carrier);
  if (taints.length === 0) return unknown;
  if (TRANSPARENT_METHODS.has(name)) return () => ({ taints });
  // What others make of their arguments is their secret: rows, contents, output.
  return () =>
    withTaints({ taints }, (taint) => (taint.doubt >= THROUGH_UNKNOWN ? taint : { ...taint, doubt: THROUGH_UNKNOWN }));
}

/**
 * What a method of lists and promises makes of what its function gives back.
 *
 * @param results of {@link runCallbacks}
 * @returns undefined when the method is none of these
 */
export function madeByCallback(analysis: Analysis, site: CallSite, results: readonly Value[]): Value | undefined {
  const [result] = results;
  const { name, receiver, node } = site;
  if (result === undefined || receiver === undefined || UTILITY.test(receiver.path ?? '')) return undefined;
  switch (name) {
    case 'then':
      return results.reduce((a, b) => join(a, b));
    case 'catch':
      return join(receiver, result);
    case 'finally':
      return receiver;
    case 'map':
      return { taints: [], rest: result };
    case 'flatMap':
      return { taints: result.taints, rest: result.rest ?? (result.slots === undefined ? result : anyMember(result)) };
    case 'filter':
      return { taints: [], rest: elementOf(analysis, receiver, node, false) };
    case 'find':
      return elementOf(analysis, receiver, node, false);
    case 'forEach':
      return LITERAL;
    default: {
      if (!FOLDING_METHODS.has(name)) return undefined;
      const folded = join(site.args[1]?.value, result);
      // Each round begins with what the last one gave.
      const { keyedBy } = folded;
      return keyedBy === undefined ? folded : { ...folded, keyedBy: { ...keyedBy, deep: true } };
    }
  }
}
