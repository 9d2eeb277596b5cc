// Built-in functions that make a container of their arguments.
import type { CallSite } from '../rules/rule.ts';
import type { Value } from './value.ts';
import { withRest, withSlot } from './value.ts';

/**
 * `dict(a=1)`, `dict(other, a=1)`: the keywords are the keys.
 *
 * @returns undefined for any other call
 */
export function containerOf(site: CallSite): Value | undefined {
  if (site.path !== 'dict' || site.args.length === 0) return undefined;
  let made: Value = { taints: [], slots: new Map() };
  for (const { name, value, spread } of site.args) {
    if (name !== undefined) {
      made = withSlot(made, name, value);
      continue;
    }
    // A list of pairs, or what cannot be seen: nothing is known of its keys.
    if (value.slots === undefined || value.length !== undefined) return undefined;
    for (const [key, slot] of value.slots) made = withSlot(made, key, slot);
    if (value.taints.length > 0 || value.rest !== undefined || spread) made = withRest(made, value);
  }
  return made;
}
