// Careful reading of values that somebody else wrote: nothing here throws, whatever the shape.

/** The property, or undefined when there is none or `value` is no object. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** The elements, or none when `value` is no array. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

/** The string, or an empty one. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A whole number that is not negative, or 0. */
export function count(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}
