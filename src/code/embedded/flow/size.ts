// Values are trees with shared parts: an object that is put into one of its own members again and again takes
// little memory, and without end to walk. What is put together is bounded by the size of the tree.
import type { Value } from './value.ts';

const sizes = new WeakMap<Value, number>();

/** How many values a walk over the value and all its members would meet. */
export function sizeOf(value: Value): number {
  if (value.slots === undefined && value.rest === undefined) return 1;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  let size = 1;
  for (const slot of value.slots?.values() ?? []) size += sizeOf(slot);
  if (value.rest !== undefined) size += sizeOf(value.rest);
  sizes.set(value, size);
  return size;
}
