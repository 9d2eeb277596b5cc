// Built-in functions that make a container of their arguments.
import type { ArgumentValue, CallSite } from '../rules/rule.ts';
import type { Value } from './value.ts';
import { anyMember, withRest, withSlot } from './joining.ts';
import { onlyConstant } from './value.ts';

/** @returns undefined for a call of anything else, and where nothing is known of what it is given */
export function containerOf(site: CallSite): Value | undefined {
  if (site.args.length === 0) return undefined;
  switch (site.path) {
    case 'dict':
    case 'collections.OrderedDict':
      return dictionaryOf(site);
    case 'Map':
    case 'WeakMap':
    case 'Object.fromEntries':
      return mapOf(site.args[0]?.value);
    case 'Set':
    case 'WeakSet':
      return setOf(site.args[0]?.value);
    case 'Array.of':
    case 'asyncio.gather':
      return listOf(site.args);
    case 'Promise.all':
    case 'Promise.allSettled':
    case 'asyncio.wait':
    case 'asyncio.run':
    case 'Promise.resolve':
    case 'Object.freeze':
    case 'Object.seal':
      return wrapped(site);
    default:
      return undefined;
  }
}

/** What holds, or hands on, what it is given as it is; a settled promise tells how it was settled. */
function wrapped({ path, args: [first] }: CallSite): Value | undefined {
  if (first === undefined || first.spread) return undefined;
  const { value } = first;
  if (path !== 'Promise.allSettled' || value.slots === undefined) return value;
  const settle = (one: Value): Value => ({ taints: [], slots: new Map([['value', one]]) });
  return { ...value, slots: new Map([...value.slots].map(([key, slot]) => [key, settle(slot)])), objects: undefined };
}

function listOf(args: readonly ArgumentValue[]): Value {
  let list: Value = { taints: [], slots: new Map(), length: 0 };
  for (const { value, spread } of args)
    list =
      spread || list.length === undefined
        ? withRest(list, spread ? anyMember(value) : value)
        : withSlot(list, String(list.length), value);
  return list;
}

/** A list of pairs, `new Map([['a', 1]])`. */
function mapOf(pairs: Value | undefined): Value | undefined {
  if (pairs?.slots === undefined || pairs.taints.length > 0) return undefined;
  let made: Value = { taints: [], slots: new Map() };
  for (const pair of [...pairs.slots.values(), ...(pairs.rest === undefined ? [] : [pairs.rest])]) {
    const value = pair.slots?.get('1') ?? anyMember(pair);
    const key = onlyConstant(pair.slots?.get('0'));
    made =
      typeof key === 'string' || typeof key === 'number' ? withSlot(made, String(key), value) : withRest(made, value);
  }
  return made;
}

/** The elements of a list, in no place of their own. */
function setOf(list: Value | undefined): Value | undefined {
  if (list?.slots === undefined && list?.rest === undefined) return undefined;
  return { taints: list.taints, rest: anyMember(list) };
}

/** `dict(a=1)`, `dict(other, a=1)`: the keywords are the keys. */
function dictionaryOf(site: CallSite): Value | undefined {
  let made: Value = { taints: [], slots: new Map() };
  for (const { name, value, spread } of site.args) {
    if (name !== undefined) {
      made = withSlot(made, name, value);
      continue;
    }
    if (value.length !== undefined || (value.slots === undefined && value.rest?.slots !== undefined)) {
      const pairs = mapOf(value);
      for (const [key, slot] of pairs?.slots ?? []) made = withSlot(made, key, slot);
      if (pairs?.rest !== undefined) made = withRest(made, pairs.rest);
      if (pairs === undefined) return undefined;
      continue;
    }
    // Of what cannot be seen nothing is known, nor of its keys.
    if (value.slots === undefined) return undefined;
    for (const [key, slot] of value.slots) made = withSlot(made, key, slot);
    if (value.taints.length > 0 || value.rest !== undefined || spread) made = withRest(made, value);
  }
  return made;
}
