// Members that functions stand behind: properties with a getter or a setter, and Python's items.
import type { TextRange } from '../../../findings/finding.ts';
import type { Expression, Pattern } from '../ir.ts';
import type { Analysis } from './analysis.ts';
import { setterKey } from './classes.ts';
import type { Frame } from './frame.ts';
import { applyFunction, unfollowed } from './functions.ts';
import { readMember } from './members.ts';
import type { Closure, Value } from './value.ts';
import { constant } from './value.ts';

/**
 * A member, through the function that reads it where there is one.
 *
 * @param holder where the object is from
 */
export function readProperty(
  analysis: Analysis,
  frame: Frame,
  object: Value,
  key: string,
  range: TextRange,
  holder: Expression | undefined,
): Value {
  const value = readMember(analysis, object, key, range);
  const getter = value.closure as Closure<Frame> | undefined;
  if (getter?.fn.accessor !== 'get') return value;
  const values = getter.fn.receiver ? [object] : [];
  const bound = { self: object, values, ranges: [], selfHolder: holder };
  return applyFunction(analysis, frame, getter, bound, range) ?? unfollowed([object], range);
}

/** A member through the function that writes it; false where there is none. */
export function setProperty(
  analysis: Analysis,
  frame: Frame,
  object: Value,
  key: string,
  value: Value,
  target: Extract<Pattern, { kind: 'member' | 'index' }>,
): boolean {
  const place = setterKey(key);
  const written = object.slots?.get(place) ?? object.instanceOf?.methods.get(place);
  const item = target.kind === 'index' ? object.instanceOf?.methods.get('__setitem__') : undefined;
  const setter = (written ?? item)?.closure as Closure<Frame> | undefined;
  if (setter === undefined) return false;
  const given = written === undefined ? [constant(key), value] : [value];
  const values = setter.fn.receiver ? [object, ...given] : given;
  applyFunction(analysis, frame, setter, { self: object, values, ranges: [], selfHolder: target.object }, target);
  return true;
}
