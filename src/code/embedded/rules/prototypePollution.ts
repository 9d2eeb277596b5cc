import type { Expression } from '../ir.ts';
import type { FileTraits } from '../flow/traits.ts';
import type { Taint, Value } from '../flow/value.ts';
import { deepTaints } from '../flow/joining.ts';
import { onlyConstant } from '../flow/value.ts';
import { mergeSinks } from './mergeFunctions.ts';
import type { AssignSite, ElementSite, GuardSite, Guarded, SinkUse, TaintRule, TaintSeverity } from './rule.ts';

/** Only a property of a fixed name can be set on the prototype. */
const FIXED_NAME: TaintSeverity = { proven: 'medium', unproven: 'low' };

/** Nothing can be set on a prototype that is frozen. */
function isFrozen({ switches }: FileTraits): boolean {
  return switches.has('Object.freeze(Object.prototype)');
}

function isOpen(taint: Taint): boolean {
  return taint.kind === 'remote' || taint.kind === 'parameter';
}

/** Arrays that are made here have a prototype of their own, which has less of a reach. */
function isList(value: Value): boolean {
  return value.length !== undefined;
}

/** `object[a][b] = value`: with `__proto__` for `a` the property `b` is set on the prototype of all objects. */
function elementSinks(site: ElementSite): readonly SinkUse[] {
  if (isFrozen(site.file)) return [];
  const { object, key, range } = site;
  if (makesRoom(site.valueExpression)) return [];
  const keys = deepTaints(key).filter(isOpen);
  const outer = object.keyedBy?.taints.filter(isOpen) ?? [];
  if (keys.length === 0 || outer.length === 0) return [];
  // Its own names lead nowhere but into the object itself: `object[key] = change(object[key])`.
  if (object.taints.some((taint) => keys.some((other) => other.key === taint.key))) return [];
  // A function that goes down into an object by the parts of one path is made to set any of them.
  const oneOrigin = keys.some((taint) => outer.some((other) => other.key === taint.key));
  const unproven = object.keyedBy?.deep === true && oneOrigin ? 'always' : 'never';
  return provenOf(outer).length > 0 || oneOrigin || !isRemote(keys)
    ? [{ value: { taints: keys }, also: { taints: outer }, range, unproven }]
    : [];
}

function isRemote(taints: readonly Taint[]): boolean {
  return taints.some((taint) => taint.kind === 'remote');
}

function provenOf(taints: readonly Taint[]): readonly Taint[] {
  return taints.filter((taint) => taint.kind === 'remote');
}

/** `target[key] = target[key] || {}`: what matters is set later. */
function makesRoom(value: Expression): boolean {
  if (value.kind === 'object') return value.entries.length === 0;
  if (value.kind === 'array') return value.elements.length === 0;
  const last = value.kind === 'logical' ? value.parts.at(-1) : value.kind === 'assign' ? value.value : undefined;
  return last !== undefined && makesRoom(last);
}

/** `object[a].name = value` */
function assignSinks(site: AssignSite): readonly SinkUse[] {
  const { object, range } = site;
  if (object?.keyedBy === undefined || isList(object) || isFrozen(site.file)) return [];
  const outer = provenOf(object.keyedBy.taints);
  return outer.length === 0 ? [] : [{ value: { taints: outer }, range, unproven: 'never', severity: FIXED_NAME }];
}

/** `key === '__proto__'`, `blocked.includes(key)`, `path.includes('__proto__')`, `own.hasOwnProperty(key)` */
function guard(site: GuardSite): Guarded | undefined {
  if (site.family === 'python') return undefined;
  const { name, path, receiver, args, outcome } = site;
  const [first, second] = args;
  switch (name) {
    case '__eq__':
      return !outcome && onlyConstant(first) === '__proto__' ? { subject: 'receiver', reach: 'value' } : undefined;
    case 'includes':
    case 'has':
    case 'indexOf':
    case 'test':
    case '__contains__':
      if (outcome) return undefined;
      if (holdsProto(receiver)) return { subject: 0, reach: 'origins' };
      return onlyConstant(first) === '__proto__' ? { subject: 'receiver', reach: 'origins' } : undefined;
    case 'hasOwnProperty':
    case 'hasOwn':
    case 'call': {
      if (!outcome) return undefined;
      const isApart = name !== 'hasOwnProperty';
      if (name === 'call' && path?.endsWith('.hasOwnProperty.call') !== true) return undefined;
      const holder = isApart ? first : receiver;
      const key = isApart ? second : first;
      // What the client sends has its own `__proto__`; what the program holds has not.
      return holder !== undefined && key !== undefined && isOthers(holder, key)
        ? { subject: isApart ? 1 : 0, reach: 'value' }
        : undefined;
    }
    default:
      return undefined;
  }
}

/** A list or a pattern with `__proto__` in it. */
function holdsProto(value: Value | undefined): boolean {
  if (value === undefined) return false;
  const members = [...(value.slots?.values() ?? []), ...(value.rest === undefined ? [] : [value.rest])];
  if (members.some((member) => member.constants?.includes('__proto__') === true)) return true;
  const constant = onlyConstant(value);
  return typeof constant === 'object' && constant !== null && constant.pattern.includes('__proto__');
}

function isOthers(holder: Value, key: Value): boolean {
  const own = new Set(deepTaints(key).map((taint) => taint.key));
  // What has been copied into the holder does not make it the client's.
  return !holder.taints.some((taint) => isOpen(taint) && own.has(taint.key));
}

export const PROTOTYPE_POLLUTION: TaintRule = {
  kind: 'taint',
  id: 'prototype-pollution',
  cwe: [1321],
  families: ['javascript'],
  title: 'Property of any object set by names from the client',
  unprovenTitle: 'Nested properties set by names that are not checked',
  severity: { proven: 'high', unproven: 'medium' },
  severities: ['high', 'medium', 'low'],
  explanation:
    'Names that the client chooses lead from one object to the next, and something is set at the end. With __proto__ or constructor.prototype among the names that is the prototype which all objects of the program share: they all seem to have the property then, which can switch checks off, crash the program or lead to code being run.',
  remediation:
    "Leave the names __proto__, constructor and prototype out (if (key === '__proto__' || …) continue), or go down only into properties that the target has of its own (Object.hasOwn(target, key)). Keep what is filed under names from outside in a Map or in Object.create(null).",
  sinkWords: 'the name of a property that is set',
  direct: true,
  sanitizers: { python: [], javascript: [] },
  sinks: (site) => (isFrozen(site.file) ? [] : mergeSinks(site)),
  elementSinks,
  assignSinks,
  guard,
};
