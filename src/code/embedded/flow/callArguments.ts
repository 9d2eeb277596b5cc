import type { TextRange } from '../../../findings/finding.ts';
import type { Expression, FunctionIr } from '../ir.ts';
import type { ArgumentValue, CallSite } from '../rules/rule.ts';
import type { BoundArguments } from './functions.ts';
import type { Value } from './value.ts';
import { anyMember, join, withRest, withSlot } from './joining.ts';

/** The arguments of a call as they are handed out to the parameters. */
interface Placing {
  readonly fn: FunctionIr;
  readonly values: (Value | undefined)[];
  readonly ranges: (TextRange | undefined)[];
  readonly holders: (Expression | undefined)[];
  /** The next parameter that is filled by position. */
  next: number;
}

/**
 * Which parameter gets which argument, by position, by keyword, or by being spread over several.
 *
 * @param receiverExpression where the caller has the instance from
 */
export function bindArguments(
  fn: FunctionIr,
  site: CallSite,
  receiver: Value | undefined,
  receiverExpression?: Expression,
): BoundArguments {
  const placing: Placing = { fn, values: [], ranges: [], holders: [], next: 0 };
  const { values, ranges, holders } = placing;
  // `Base.run(self, a)` passes the instance like any other argument.
  const isPassed = fn.receiver && receiver?.cls !== undefined && !isClassMethod(fn);
  if (fn.receiver && !isPassed) {
    values[0] = receiver ?? { taints: [] };
    placing.next = 1;
  }
  for (const argument of site.args) {
    if (argument.spread) spread(placing, argument);
    else if (argument.name !== undefined) placeByName(placing, argument.name, argument);
    else placeByPosition(placing, argument);
  }
  return isPassed
    ? { self: values[0], values, ranges, holders, selfHolder: holders[0] }
    : { self: receiver, values, ranges, holders, selfHolder: receiverExpression };
}

function isClassMethod(fn: FunctionIr): boolean {
  return fn.decorators.some((decorator) => decorator.kind === 'name' && decorator.name === 'classmethod');
}

type Placed = Pick<ArgumentValue, 'value' | 'range' | 'expression'>;

function place({ values, ranges, holders }: Placing, index: number, { value, range, expression }: Placed): void {
  values[index] = values[index] === undefined ? value : join(values[index], value);
  ranges[index] ??= range;
  holders[index] ??= expression;
}

function placeByPosition(placing: Placing, argument: Placed): void {
  const { fn, values, ranges, next } = placing;
  const rest = fn.parameters.findIndex((parameter) => parameter.rest === 'positional');
  if (rest >= 0 && next >= rest) {
    // What is left over makes a list.
    const list = values[rest] ?? { taints: [], slots: new Map<string, Value>(), length: 0 };
    values[rest] =
      list.length === undefined ? withRest(list, argument.value) : withSlot(list, String(list.length), argument.value);
    ranges[rest] ??= argument.range;
    return;
  }
  if (next < fn.parameters.length) place(placing, next, argument);
  placing.next++;
}

function placeByName(placing: Placing, name: string, argument: Placed): void {
  const { parameters } = placing.fn;
  const index = parameters.findIndex((parameter) => parameter.name === name);
  if (index >= 0) {
    place(placing, index, argument);
    return;
  }
  // What is left over makes a dictionary.
  const rest = parameters.findIndex((parameter) => parameter.rest === 'keyword');
  const value: Value = { taints: [], slots: new Map([[name, argument.value]]) };
  if (rest >= 0) place(placing, rest, { value, range: argument.range });
}

function spread(placing: Placing, { value, range }: ArgumentValue): void {
  const { parameters } = placing.fn;
  const { length, slots } = value;
  if (length !== undefined && value.rest === undefined) {
    for (let at = 0; at < length; at++)
      placeByPosition(placing, { value: slots?.get(String(at)) ?? { taints: [] }, range });
    return;
  }
  if (length === undefined && slots !== undefined && [...slots.keys()].every((key) => !/^\d+$/.test(key)))
    for (const [name, slot] of slots) placeByName(placing, name, { value: slot, range });
  if (value.taints.length === 0 && value.rest === undefined && slots !== undefined) return;
  // Any of the remaining parameters may get any of the elements.
  for (let index = placing.next; index < parameters.length; index++) {
    const isList = parameters[index]?.rest !== undefined;
    const member = anyMember(value);
    place(placing, index, { value: isList ? { taints: [], rest: member } : member, range });
  }
}
