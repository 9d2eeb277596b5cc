// Reading and writing of members: attributes, elements, API paths, and what frameworks hand in.
import type { TextRange } from '../../../findings/finding.ts';
import { memberObjects, passedAs } from './aliases.ts';
import type { Analysis } from './analysis.ts';
import type { Taint, Value } from './value.ts';
import { anyMember, join, joinObjects, joinTaints, withoutSlot, withRest, withSlot } from './joining.ts';
import { constant, LITERAL, originTaint, SELF, through, trailFrom, unknownAt, withTaints } from './value.ts';

/** By convention a name in capitals is set once, by the program. */
export function isConstantName(name: string): boolean {
  return /^_{0,2}[A-Z][A-Z0-9_]*$/.test(name) && name.length > 1;
}

/** Longer access paths of parameters say little and grow without bound in loops. */
const MAX_ACCESS = 4;

/**
 * `object.key` with a key that is known.
 *
 * @param range the whole expression
 */
export function readMember(analysis: Analysis, object: Value, key: string, range: TextRange): Value {
  const path = object.path === undefined ? undefined : `${object.path}.${key}`;
  // What the program has put there, or proved of it, comes before what the framework put there.
  const slot = object.slots?.get(key);
  if (slot !== undefined && object.open?.has(key) !== true) return slot;
  if (slot !== undefined) return join(slot, readMember(analysis, withoutSlot(object, key), key, range));
  const source = sourceAt(analysis, path, key, range);
  if (source !== undefined) return source;
  // The members of an object, as an object.
  if (key === '__dict__') return object;
  if (key === 'length' || key === 'size') return { taints: [] };
  const method = object.instanceOf?.methods.get(key) ?? object.cls?.methods.get(key);
  if (method !== undefined) return method;
  const field = object.instanceOf?.fields.get(key) ?? object.cls?.fields.get(key);
  if (field !== undefined) {
    // What the constructor got, or somebody set, is not known here, but a caller may know the instance.
    const isOwn = field.taints.length === 0;
    const own = deeper(analysis, { taints: object.taints }, key, range).taints.flatMap((taint): Taint[] =>
      !isOwn ? [taint] : taint.index === SELF ? [{ ...taint, ifChanged: true }] : [],
    );
    const objects = joinObjects(memberObjects(object.objects, key), field.objects);
    return { ...field, taints: joinTaints(field.taints, own), objects };
  }
  if (
    isTrusted(analysis, path, key) ||
    (object.taints.length === 0 && object.path !== undefined && isTrusted(analysis, object.path, ''))
  ) {
    return { ...LITERAL, path };
  }
  if (object.taints.length > 0 || object.rest !== undefined) return partOf(analysis, object, key, range, path);
  if (isConstantName(key)) return { ...LITERAL, path };
  if (object.path === undefined) return { taints: [], path };
  return unknownAt(range, `${analysis.shown(range)} is not set in this file`, path);
}

/** `object[…]` with a key that is not known. */
export function readAny(analysis: Analysis, object: Value, range: TextRange): Value {
  return {
    ...deeper(analysis, anyMember(object), '*', range),
    path: object.path === undefined ? undefined : `${object.path}[]`,
  };
}

function partOf(analysis: Analysis, object: Value, key: string, range: TextRange, path: string | undefined): Value {
  const part = deeper(analysis, { taints: object.taints }, key, range);
  // `Path(name).name`: a member can be harmless where the whole is not.
  const cleaned = path === undefined ? 0 : analysis.sanitizes(path, '');
  const own = cleaned === 0 ? part : withTaints(part, (taint) => ({ ...taint, cleaned: taint.cleaned | cleaned }));
  const rest = object.rest;
  const objects = memberObjects(object.objects, key);
  return rest === undefined
    ? { ...own, path, objects }
    : {
        ...rest,
        taints: joinTaints(rest.taints, own.taints),
        path: rest.path ?? path,
        objects: joinObjects(rest.objects, objects),
      };
}

/** A part of a source is shown as the whole expression that reads it; a parameter remembers the key. */
function deeper(analysis: Analysis, value: Value, key: string, range: TextRange): Value {
  return withTaints(value, (taint) => ({ ...widened(analysis, taint, range), ...accessOf(taint, key) }));
}

function accessOf(taint: Taint, key: string): { access?: readonly string[] } {
  if (taint.kind !== 'parameter' || taint.trail.length > 1) return {};
  const access = taint.access ?? [];
  return access.length < MAX_ACCESS ? { access: [...access, key] } : {};
}

/** `request.args` then `.get('id')`: the source step grows until the value goes somewhere. */
export function widened(analysis: Analysis, taint: Taint, range: TextRange): Taint {
  const { trail } = taint;
  const isSource = taint.kind === 'remote' || taint.kind === 'local';
  if (!isSource || trail.length !== 1 || trail.range.start !== range.start || trail.range.end >= range.end)
    return taint;
  const before = analysis.shown(trail.range);
  const message = trail.message.startsWith(before)
    ? analysis.shown(range) + trail.message.slice(before.length)
    : trail.message;
  return { ...taint, trail: { ...trail, range, message } };
}

export function sourceAt(
  analysis: Analysis,
  path: string | undefined,
  name: string,
  range: TextRange,
): Value | undefined {
  const source =
    (path === undefined ? undefined : analysis.api.sources.get(path)) ?? analysis.api.sources.get(`*.${name}`);
  if (source === undefined) return undefined;
  return { taints: [originTaint(source.kind, range, `${analysis.shown(range)} is ${source.label}`, source)], path };
}

export function isTrusted(analysis: Analysis, path: string | undefined, name: string): boolean {
  const { trusted, trustedMembers } = analysis.api;
  if (path !== undefined && trusted.has(path)) return true;
  if (name === '') return false;
  const prefix = trustedMembers.get(name);
  return trusted.has(`*.${name}`) || (prefix !== undefined && path?.startsWith(prefix) === true);
}

/** The container after `container[key] = value`; `key` undefined when it is not known. */
export function writeMember(container: Value, key: string | undefined, value: Value): Value {
  if (key !== undefined) return withSlot(container, key, value);
  // It may be any of those that are there.
  const open = container.slots === undefined || container.slots.size === 0 ? undefined : container.slots.keys();
  return { ...withRest(container, value), ...(open === undefined ? {} : { open: new Set(open) }) };
}

/** What a loop over the value sees, one element at a time. */
export function elementOf(analysis: Analysis, value: Value, range: TextRange, keys: boolean): Value {
  if (keys) {
    const names = value.slots === undefined ? undefined : [...value.slots.keys()];
    if (names !== undefined && value.taints.length === 0 && value.rest === undefined) {
      return names.length === 1 && names[0] !== undefined ? constant(names[0]) : LITERAL;
    }
    return { taints: value.taints };
  }
  const { constants } = value;
  if (constants !== undefined && value.taints.length === 0 && value.slots === undefined) return LITERAL;
  const sent = contentOf(analysis, value, range);
  if (sent !== undefined) return sent;
  const member = deeper(analysis, anyMember(value), '*', range);
  return {
    ...member,
    path: member.path ?? (value.path === undefined ? undefined : `${value.path}[]`),
    text: undefined,
  };
}

/** What a request holds beside its members: the body, for whoever reads the request itself as a stream. */
export function contentOf(analysis: Analysis, value: Value, range: TextRange): Value | undefined {
  return value.path === undefined ? undefined : sourceAt(analysis, `${value.path}.[]`, '[]', range);
}

/** An instance of the function's parameter, seen from inside the function. */
export function parameterValue(fn: Taint['fn'], index: number, range: TextRange, message: string): Value {
  const taint: Taint = {
    kind: 'parameter',
    key: `parameter:${fn?.start ?? 0}:${index}`,
    trail: trailFrom(range, message),
    cleaned: 0,
    doubt: 0,
    ...(fn === undefined ? {} : { fn }),
    index,
    access: [],
  };
  return { taints: [taint], ...(fn === undefined ? {} : { objects: passedAs(fn, index) }) };
}

export function flowsInto(value: Value, range: TextRange, name: string): Value {
  return through(value, range, `flows into ${name}`);
}
