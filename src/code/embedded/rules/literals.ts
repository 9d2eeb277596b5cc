// What stands in the file, as opposed to what it is worth.
import type { Expression } from '../ir.ts';
import type { CallSite } from './rule.ts';

/** The value of an entry of an object that is written out; undefined where it is not. */
export function entryOf(expression: Expression | undefined, key: string): Expression | undefined {
  if (expression?.kind !== 'object') return undefined;
  return expression.entries.find((entry) => entry.key?.kind === 'constant' && entry.key.value === key)?.value;
}

/** The argument as it is written. */
export function argumentExpression(site: CallSite, index: number, keyword?: string): Expression | undefined {
  const named = keyword === undefined ? undefined : site.node.args.find((argument) => argument.name === keyword);
  return (named ?? site.node.args.filter((argument) => argument.name === undefined)[index])?.value;
}

/**
 * A constant or the name of one. `not DEBUG` may come out constant in a file that sets DEBUG, and still
 * says that somebody thought of it.
 */
export function isPlain(expression: Expression | undefined): boolean {
  return (
    expression === undefined ||
    expression.kind === 'constant' ||
    expression.kind === 'name' ||
    expression.kind === 'member'
  );
}
