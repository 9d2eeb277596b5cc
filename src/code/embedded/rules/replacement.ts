import type { Value } from '../flow/value.ts';
import { onlyConstant, onlyString } from '../flow/value.ts';
import type { CallSite } from './rule.ts';
import { argumentOf } from './rule.ts';

/**
 * Whether the call replaces every occurrence of a character by something without it, as
 * `text.replace(/[<>]/g, encode)` does for `<`.
 */
export function replacesCharacter(site: CallSite, character: string): boolean {
  if (site.called !== undefined) return false;
  if (site.family === 'python') {
    if (site.name === 'replace') {
      return onlyString(site.args[0]?.value) === character && isFree(site.args[1]?.value, character);
    }
    if (site.path !== 're.sub') return false;
    const pattern = onlyString(argumentOf(site, 0, 'pattern')?.value);
    return (
      pattern !== undefined &&
      listsCharacter(pattern, character) &&
      isFree(argumentOf(site, 1, 'repl')?.value, character)
    );
  }
  if (site.name !== 'replace' && site.name !== 'replaceAll') return false;
  const [wanted, replacement] = site.args.map((argument) => argument.value);
  const constant = onlyConstant(wanted);
  if (constant === character) return site.name === 'replaceAll' && isFree(replacement, character);
  if (typeof constant !== 'object' || constant === null || !constant.flags.includes('g')) return false;
  return listsCharacter(constant.pattern, character) && isFree(replacement, character);
}

/** A function or a table that encodes is taken at its word: nobody replaces a character by itself. */
function isFree(replacement: Value | undefined, character: string): boolean {
  return replacement !== undefined && replacement.text?.includes(character) !== true;
}

/** The pattern is the character alone, one of several, or a class with it: it matches wherever the character stands. */
export function listsCharacter(pattern: string, character: string): boolean {
  const plain = pattern.replace(/\\(.)/g, '$1').replace(/^\((?:\?:)?(.*)\)$/, '$1');
  if (plain.split('|').includes(character)) return true;
  const list = /^\[(\^?)(.*)\][+]?$/.exec(plain);
  return list !== null && (list[2] ?? '').includes(character) !== (list[1] === '^');
}
