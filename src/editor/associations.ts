import { languageOf } from '../code/languages.ts';
import { IgnorePatterns } from '../outbound/ignorePatterns.ts';

/**
 * The language of a file that is not open: by the setting `files.associations` first, as in VS Code, else by
 * name, ending and first line. Of several patterns that fit, the longest counts. Patterns with absolute paths
 * are left to VS Code: they would need one.
 *
 * @param path relative to the workspace folder, with forward slashes
 * @param associations the setting: languages by glob; typed by hand, so it may be anything
 */
export function languageOfClosed(path: string, text: string, associations: unknown): string {
  const firstLine = text.slice(0, 400).split(/[\r\n]/)[0];
  return associated(path, associations) ?? languageOf(path, firstLine);
}

function associated(path: string, associations: unknown): string | undefined {
  if (typeof associations !== 'object' || associations === null) return undefined;
  let best: { readonly length: number; readonly language: string } | undefined;
  for (const [glob, language] of Object.entries(associations)) {
    if (typeof language !== 'string' || (best && best.length >= glob.length)) continue;
    // In VS Code a pattern with a slash is for the whole path, so only one with ** can mean a relative one.
    if (glob.includes('/') && !glob.startsWith('**/')) continue;
    if (typeof new IgnorePatterns(withoutBraces(glob).map(literalStart)).verdict(path) === 'object') {
      best = { length: glob.length, language };
    }
  }
  return best?.language;
}

/** `*.{cfg,ini}` as two patterns; ignore files know no braces. */
function withoutBraces(glob: string): string[] {
  const group = /\{([^{}]*)\}/.exec(glob);
  if (!group) return [glob];
  const [whole, list = ''] = group;
  return list
    .split(',')
    .flatMap((choice) => withoutBraces(glob.slice(0, group.index) + choice + glob.slice(group.index + whole.length)));
}

/** What starts a comment or an exception in an ignore file is a character like any other here. */
function literalStart(glob: string): string {
  return /^[!#]/.test(glob) ? `\\${glob}` : glob;
}
