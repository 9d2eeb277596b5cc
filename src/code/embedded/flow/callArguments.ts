import type { TextRange } from '../../../findings/finding.ts';
import type { FunctionIr } from '../ir.ts';
import type { CallSite } from '../rules/rule.ts';
import type { BoundArguments } from './functions.ts';
import type { Value } from './value.ts';
import { anyMember, join } from './value.ts';

/** Which parameter gets which argument, by position, by keyword, or by being spread over several. */
export function bindArguments(fn: FunctionIr, site: CallSite, receiver: Value | undefined): BoundArguments {
  const values: (Value | undefined)[] = [];
  const ranges: (TextRange | undefined)[] = [];
  const parameters = fn.parameters;
  let next = 0;
  if (fn.receiver) {
    values[0] = receiver ?? { taints: [] };
    next = 1;
  }
  const place = (index: number, value: Value, range: TextRange): void => {
    values[index] = values[index] === undefined ? value : join(values[index], value);
    ranges[index] ??= range;
  };
  for (const argument of site.args) {
    if (argument.spread) {
      // Any of the remaining parameters may get any of the elements.
      for (let index = next; index < parameters.length; index++)
        place(index, anyMember(argument.value), argument.range);
      continue;
    }
    const named =
      argument.name === undefined ? -1 : parameters.findIndex((parameter) => parameter.name === argument.name);
    if (argument.name !== undefined) {
      const keywords = named >= 0 ? named : parameters.findIndex((parameter) => parameter.rest === 'keyword');
      if (keywords >= 0) place(keywords, argument.value, argument.range);
      continue;
    }
    const last =
      parameters[next]?.rest === 'positional' || next < parameters.length
        ? next
        : parameters.findIndex((parameter) => parameter.rest === 'positional');
    if (last >= 0) place(last, argument.value, argument.range);
    if (parameters[next]?.rest !== 'positional') next++;
  }
  return { self: receiver, values, ranges };
}
