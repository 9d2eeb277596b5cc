import type { CallSite } from '../rules/rule.ts';
import type { Value } from './value.ts';
import { builtText } from './builtText.ts';
import { constant } from './value.ts';

const JOINING = new Set([
  'os.path.join()',
  'posixpath.join()',
  'ntpath.join()',
  'path.join()',
  'path.posix.join()',
  'path.win32.join()',
  'path.resolve()',
  'path.posix.resolve()',
  'upath.join()',
  'pathe.join()',
  'pathe.resolve()',
]);

/**
 * Functions that join paths build a text like any other: what stands in front of what is seen.
 *
 * @param path the API path of the result
 */
export function joinedPath(site: CallSite, path: string | undefined): Value | undefined {
  if (path === undefined || !JOINING.has(path) || site.args.some((argument) => argument.spread)) return undefined;
  const pieces = site.args.flatMap(({ value }, index) => (index === 0 ? [value] : [constant('/'), value]));
  // Joining tidies up, so that constants do not simply follow each other.
  return { ...builtText(pieces, site.node), constants: undefined, path };
}
