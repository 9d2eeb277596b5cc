// Functions that change an object that they are passed, as an assignment would.
import type { Expression } from '../ir.ts';
import type { CallSite } from '../rules/rule.ts';
import { mergedInto } from './aliases.ts';
import type { Analysis } from './analysis.ts';
import { store } from './assignments.ts';
import type { Frame } from './frame.ts';
import { writeMember } from './members.ts';
import type { Value } from './value.ts';
import { builtText } from './builtText.ts';
import { withRest, withSlot } from './joining.ts';
import { LITERAL, onlyConstant } from './value.ts';

const ASSIGNING = /^(Object\.assign|(lodash|underscore|_)\.(assign|assignIn|extend|merge|defaults|defaultsDeep))$/;
const KEYED = new Set(['setattr', 'Reflect.set', 'object.__setattr__', 'lodash.set', '_.set']);

/** @returns what such a call gives back; undefined for any other call */
export function changeObject(analysis: Analysis, frame: Frame, site: CallSite): Value | undefined {
  const { path, args } = site;
  const [target, second, third] = args;
  if (target === undefined || target.spread) return undefined;
  const change = (changed: Value): Value => {
    put(analysis, frame, target.expression, changed);
    return changed;
  };
  if (path !== undefined && ASSIGNING.test(path)) {
    const isDefault = path.includes('.defaults');
    return change(args.slice(1).reduce((object, { value }) => withMembersOf(object, value, isDefault), target.value));
  }
  if (path !== undefined && KEYED.has(path) && second !== undefined && third !== undefined) {
    change(writeMember(target.value, keyOf(second.value), third.value));
    return LITERAL;
  }
  if (path === 'Object.defineProperty' && second !== undefined && third !== undefined) {
    const value = third.value.slots?.get('value');
    return value === undefined ? undefined : change(writeMember(target.value, keyOf(second.value), value));
  }
  return path === 'print' ? printed(analysis, frame, site) : undefined;
}

/** `print(text, file=out)` writes into `out`. */
function printed(analysis: Analysis, frame: Frame, { args, node }: CallSite): Value | undefined {
  const file = args.find((argument) => argument.name === 'file');
  if (file === undefined) return undefined;
  const texts = args.filter((argument) => argument.name === undefined).map((argument) => argument.value);
  put(analysis, frame, file.expression, withRest(file.value, builtText(texts, node)));
  return LITERAL;
}

function put(analysis: Analysis, frame: Frame, holder: Expression | undefined, changed: Value): void {
  if (holder !== undefined) store(analysis, frame, holder, changed);
}

function keyOf(value: Value): string | undefined {
  const key = onlyConstant(value);
  return typeof key === 'string' || typeof key === 'number' ? String(key) : undefined;
}

function withMembersOf(object: Value, source: Value, isDefault: boolean): Value {
  if (isDefault) return mergedInto(object, { slots: source.slots, rest: source.rest });
  let merged = object;
  for (const [key, slot] of source.slots ?? []) merged = withSlot(merged, key, slot);
  return source.taints.length > 0 || source.rest !== undefined ? withRest(merged, membersOf(source)) : merged;
}

function membersOf({ taints, rest }: Value): Value {
  return rest === undefined ? { taints } : { ...rest, taints: [...rest.taints, ...taints] };
}
