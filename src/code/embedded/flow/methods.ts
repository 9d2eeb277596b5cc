// Methods of the built-in containers and of text whose effect is known exactly. Python and JavaScript
// have different names for the same few effects.
import type { Expression } from '../ir.ts';
import type { CallSite } from '../rules/rule.ts';
import type { Analysis } from './analysis.ts';
import { store } from './assignments.ts';
import { braceFormat } from './folding.ts';
import type { Frame } from './frame.ts';
import { elementOf, readMember, sourceAt } from './members.ts';
import { toldBy } from './told.ts';
import type { Value } from './value.ts';
import { builtText, textOf } from './builtText.ts';
import { anyMember, deepTaints, join, joinTaints, placed, withRest, withSlot } from './joining.ts';
import { constant, HOLE, LITERAL, onlyConstant, onlyString } from './value.ts';

/** @returns undefined when the method is none of these */
export function callMethod(
  analysis: Analysis,
  frame: Frame,
  site: CallSite,
  holder: Expression | undefined,
): Value | undefined {
  const { receiver } = site;
  if (receiver === undefined || holder === undefined) return undefined;
  const python = analysis.api.family === 'python';
  const text = textMethod(site, receiver, python);
  if (text !== undefined) return text;
  const told = toldBy(site, receiver);
  if (told !== undefined) {
    store(analysis, frame, chainStart(holder), told.container);
    return told.result;
  }
  const changed = mutation(site, receiver);
  if (changed !== undefined) {
    store(analysis, frame, holder, changed.container);
    return changed.result;
  }
  return readMethod(analysis, site, receiver);
}

/** `res.status(404).type('text')` tells `res`. */
function chainStart(holder: Expression): Expression {
  let start = holder;
  while (start.kind === 'call' && start.callee.kind === 'member') start = start.callee.object;
  return start;
}

function textMethod(site: CallSite, receiver: Value, python: boolean): Value | undefined {
  const values = site.args.map((argument) => argument.value);
  const [first, second] = values;
  switch (site.name) {
    case 'format': {
      if (!python) return undefined;
      const keywords = new Map<string, Value>();
      const positional: Value[] = [];
      for (const { name, spread, value } of site.args) {
        if (name !== undefined) keywords.set(name, value);
        else if (!spread) positional.push(value);
        // `*list` and `**dictionary`
        else if (value.length !== undefined) positional.push(...(value.slots?.values() ?? []));
        else for (const [key, slot] of value.slots ?? []) keywords.set(key, slot);
      }
      return receiver.text === undefined ? undefined : braceFormat(receiver, positional, keywords, site.node);
    }
    case 'join': {
      const [separator, list] = python ? [receiver, first] : [first ?? constant(','), receiver];
      if (
        list === undefined ||
        (python ? receiver.text === undefined : list.slots === undefined && list.rest === undefined)
      )
        return undefined;
      return joined(separator, list, site);
    }
    case 'concat':
      return receiver.text === undefined ? undefined : builtText([receiver, ...values], site.node);
    case 'lower':
    case 'toLowerCase':
    case 'casefold':
      return mapText(receiver, (text) => text.toLowerCase());
    case 'upper':
    case 'toUpperCase':
      return mapText(receiver, (text) => text.toUpperCase());
    case 'strip':
    case 'trim':
      return values.length === 0 ? mapText(receiver, (text) => text.trim()) : undefined;
    case 'replace': {
      const from = onlyString(first);
      const to = onlyString(second);
      if (from === undefined || second === undefined || receiver.text === undefined) return undefined;
      if (to !== undefined)
        return mapText(receiver, (text) => (python ? text.replaceAll(from, to) : text.replace(from, () => to)));
      // A place holder in a literal is filled in: that builds text as well as `+` does.
      const filled = placed(deepTaints(second), receiver.text.slice(0, Math.max(0, receiver.text.indexOf(from))));
      return {
        ...builtText([receiver, second], site.node),
        taints: joinTaints(receiver.taints, filled),
        constants: undefined,
        text: receiver.text.replaceAll(from, textOf(second)),
      };
    }
    case 'encode':
    case 'toString':
    case 'valueOf':
      return receiver.constants === undefined ? undefined : receiver;
    default:
      return undefined;
  }
}

function mapText(receiver: Value, change: (text: string) => string): Value | undefined {
  if (receiver.text === undefined) return undefined;
  const constants = receiver.constants?.map((one) => (typeof one === 'string' ? change(one) : one));
  return { taints: receiver.taints, constants, text: change(receiver.text) };
}

/** A joined list of literals is literal, however many there are. */
function joined(separator: Value, list: Value, site: CallSite): Value {
  if (list.length !== undefined && list.rest === undefined && list.taints.length === 0) {
    const pieces: Value[] = [];
    for (let index = 0; index < list.length; index++) {
      if (index > 0) pieces.push(separator);
      pieces.push(list.slots?.get(String(index)) ?? LITERAL);
    }
    return builtText(pieces, site.node);
  }
  const member = anyMember(list);
  const built = builtText([member, separator, { taints: list.taints }], site.node);
  return {
    ...built,
    // Any element may be the first.
    taints: built.taints.map((taint) => ({ ...taint, before: undefined })),
    constants: undefined,
    text: `${textOf(member)}${textOf(separator)}${HOLE}`,
  };
}

interface Mutation {
  readonly container: Value;
  readonly result: Value;
}

function mutation(site: CallSite, receiver: Value): Mutation | undefined {
  const values = site.args.map((argument) => argument.value);
  const [first, second, third] = values;
  const key = onlyConstant(first);
  const name = typeof key === 'string' || typeof key === 'number' ? String(key) : undefined;
  switch (site.name) {
    case 'append':
    case 'push':
    case 'add':
    case 'appendleft':
    case 'unshift':
    case 'insert': {
      let container = receiver;
      const ordered = site.name === 'append' || site.name === 'push';
      const added = site.name === 'insert' ? values.slice(1) : values;
      for (const value of added) {
        container =
          ordered && container.length !== undefined
            ? withSlot(container, String(container.length), value)
            : withRest(ordered ? container : shuffled(container), value);
      }
      return added.length === 0 ? undefined : { container, result: LITERAL };
    }
    case 'extend':
      return first === undefined
        ? undefined
        : {
            container: withRest({ ...receiver, taints: joinTaints(receiver.taints, first.taints) }, anyMember(first)),
            result: LITERAL,
          };
    case 'update': {
      const keywords = site.args.filter((argument) => argument.name !== undefined);
      if (first?.slots === undefined && keywords.length === 0) return undefined;
      let container = receiver;
      for (const { name: keyword = '', value } of keywords) container = withSlot(container, keyword, value);
      if (first?.slots === undefined) return { container, result: LITERAL };
      for (const [inner, value] of first.slots) container = withSlot(container, inner, value);
      return { container, result: LITERAL };
    }
    case 'splice': {
      const added = values.slice(2);
      return added.length === 0 || receiver.text !== undefined
        ? undefined
        : {
            container: added.reduce((list, value) => withRest(list, value), shuffled(receiver)),
            result: { taints: receiver.taints, rest: anyMember(receiver) },
          };
    }
    case 'put':
    case 'put_nowait':
      return first === undefined || !/queue/i.test(receiver.path ?? '')
        ? undefined
        : { container: withRest(receiver, first), result: LITERAL };
    case 'write':
      return first === undefined || !/(^|\.)(StringIO|BytesIO)\(\)$/.test(receiver.path ?? '')
        ? undefined
        : { container: withRest(receiver, first), result: LITERAL };
    case 'set':
      if (third !== undefined && name !== undefined && second !== undefined) {
        // ConfigParser keeps options in sections.
        const option = onlyString(second);
        const section = receiver.slots?.get(name) ?? { taints: [], slots: new Map<string, Value>() };
        const filled = option === undefined ? withRest(section, third) : withSlot(section, option, third);
        return { container: withSlot(receiver, name, filled), result: LITERAL };
      }
      if (second === undefined || third !== undefined) return undefined;
      return {
        container: name === undefined ? withRest(receiver, second) : withSlot(receiver, name, second),
        result: receiver,
      };
    case 'setdefault':
      if (second === undefined || name === undefined) return undefined;
      return {
        container: withSlot(receiver, name, join(receiver.slots?.get(name), second)),
        result: join(receiver.slots?.get(name), second),
      };
    case 'pop':
    case 'shift':
    case 'popleft':
    case 'remove':
      return removal(site.name, receiver, key);
    case 'clear':
      return values.length === 0 && receiver.slots !== undefined
        ? {
            container: { taints: [], slots: new Map(), length: receiver.length === undefined ? undefined : 0 },
            result: LITERAL,
          }
        : undefined;
    case 'reverse':
    case 'sort':
      return receiver.slots === undefined ? undefined : { container: shuffled(receiver), result: shuffled(receiver) };
    default:
      return undefined;
  }
}

/** The elements are still there, their places are not known any more. */
function shuffled(container: Value): Value {
  return container.slots === undefined
    ? container
    : { taints: container.taints, rest: anyMember(container), path: container.path, objects: container.objects };
}

function removal(method: string, receiver: Value, key: ReturnType<typeof onlyConstant>): Mutation | undefined {
  if (receiver.slots === undefined) return undefined;
  const { length } = receiver;
  if (length === undefined) {
    if (method === 'pop' && typeof key === 'string') {
      const slots = new Map(receiver.slots);
      const removed = slots.get(key) ?? anyMember(receiver);
      slots.delete(key);
      return { container: { ...receiver, slots }, result: removed };
    }
    return { container: receiver, result: anyMember(receiver) };
  }
  let at: number | undefined;
  if (method === 'shift' || method === 'popleft') at = 0;
  else if (method === 'pop')
    at = key === undefined ? length - 1 : typeof key === 'number' ? (key < 0 ? length + key : key) : undefined;
  else at = [...receiver.slots.values()].findIndex((slot) => key !== undefined && onlyConstant(slot) === key);
  if (at === undefined || at < 0 || at >= length) return { container: shuffled(receiver), result: anyMember(receiver) };
  const elements = Array.from({ length }, (_unused, index) => receiver.slots?.get(String(index)) ?? LITERAL);
  const [removed] = elements.splice(at, 1);
  const slots = new Map(elements.map((element, index) => [String(index), element]));
  return { container: { ...receiver, slots, length: length - 1 }, result: removed ?? LITERAL };
}

function readMethod(analysis: Analysis, site: CallSite, receiver: Value): Value | undefined {
  const [first, second] = site.args.map((argument) => argument.value);
  const key = onlyConstant(first);
  const name = typeof key === 'string' || typeof key === 'number' ? String(key) : undefined;
  switch (site.name) {
    case 'get':
    case 'getAll':
    case 'getlist': {
      if (receiver.slots === undefined) {
        // `event.get('headers')` is `event['headers']`.
        const own = receiver.path === undefined || name === undefined ? undefined : `${receiver.path}.${name}`;
        return own === undefined ? undefined : sourceAt(analysis, own, '', site.node);
      }
      // A look-up in a map of constants gives one of them, whatever the key.
      if (name === undefined)
        return receiver.taints.length > 0 ? undefined : join(anyMember(receiver), second ?? LITERAL);
      const slot = receiver.slots.get(name);
      const option = onlyString(second);
      const inner = slot?.slots !== undefined && option !== undefined ? slot.slots.get(option) : undefined;
      if (inner !== undefined) return inner;
      if (slot !== undefined) return slot;
      const member = readMember(analysis, receiver, name, site.node);
      return second === undefined ? member : join(member, second);
    }
    case 'items':
    case 'entries': {
      if (receiver.slots === undefined && receiver.rest === undefined) return undefined;
      const pair: Value = {
        taints: [],
        slots: new Map([
          ['0', elementOf(analysis, receiver, site.node, true)],
          ['1', anyMember(receiver)],
        ]),
        length: 2,
      };
      return { taints: [], rest: pair };
    }
    case 'values':
      return receiver.slots === undefined && receiver.rest === undefined
        ? undefined
        : { taints: [], rest: anyMember(receiver) };
    case 'keys':
      return receiver.slots === undefined
        ? undefined
        : { taints: [], rest: elementOf(analysis, receiver, site.node, true) };
    case 'copy':
    case 'slice':
      if (receiver.slots === undefined) return undefined;
      return { ...(site.args.length === 0 ? receiver : shuffled(receiver)), objects: undefined };
    default:
      return undefined;
  }
}
