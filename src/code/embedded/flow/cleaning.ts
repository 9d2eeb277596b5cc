// Calls whose result is harmless for some rules: listed functions, calls that a rule knows by their
// arguments, and replacements that leave only certain characters.
import type { CallSite } from '../rules/rule.ts';
import type { Analysis } from './analysis.ts';
import { shapeAfterReplacing, shapeWithout } from './patterns.ts';
import type { Value } from './value.ts';
import { deepTaints } from './joining.ts';
import { onlyConstant, onlyString } from './value.ts';

/** The rules for which the result of the call is harmless, as a bit set. */
export function cleaningOf(analysis: Analysis, site: CallSite): number {
  let bits = analysis.sanitizes(site.path, site.name) | cleanedByRules(analysis, site);
  if (site.receiver !== undefined && ELEMENT.has(site.name)) bits |= pieceOf(analysis, site.receiver);
  return bits | replacing(analysis, site);
}

/** The rules that know by the call itself that its result is harmless for them, as a bit set. */
export function cleanedByRules(analysis: Analysis, site: CallSite): number {
  let bits = 0;
  for (const rule of analysis.rules) {
    if (rule.kind === 'taint' && rule.cleans?.(site) === true) bits |= analysis.bitOf(rule);
  }
  return bits;
}

const ELEMENT = new Set(['pop', 'shift', 'at']);

/** `name.split('/').pop()`: a piece holds no separator, which makes it harmless for some rules, as a bit set. */
export function pieceOf(analysis: Analysis, whole: Value): number {
  const split = whole.madeBy;
  if (split === undefined || !/^r?split$/.test(split.name) || deepTaints(whole).length === 0) return 0;
  const separator = onlyString(split.args[0]?.value);
  return separator?.length === 1 ? analysis.harmlessFor(shapeWithout(separator)) : 0;
}

/** `name.replace(/[^\w-]/g, '_')`, `re.sub(r'[^\w-]', '_', name)` */
function replacing(analysis: Analysis, site: CallSite): number {
  const replaced = replacementIn(site);
  if (replaced === undefined) return 0;
  const shape = shapeAfterReplacing(replaced.pattern, replaced.by);
  return shape === undefined ? 0 : analysis.harmlessFor(shape);
}

/** A replacement of everything that a pattern matches, by a constant. */
export function replacementIn(site: CallSite): { readonly pattern: string; readonly by: string } | undefined {
  const { name, receiver, args } = site;
  const [first, second] = args.map((argument) => argument.value);
  if (name === 'replace' || name === 'replaceAll') {
    const by = onlyString(second);
    if (receiver === undefined || by === undefined || deepTaints(receiver).length === 0) return undefined;
    const from = onlyConstant(first);
    if (typeof from === 'string') {
      // JavaScript's `replace` with a text replaces only the first.
      return site.family === 'python' || name === 'replaceAll' ? { pattern: literal(from), by } : undefined;
    }
    const isGlobal = typeof from === 'object' && from !== null && from.flags.includes('g');
    return isGlobal ? { pattern: from.pattern, by } : undefined;
  }
  if (name !== 'sub') return undefined;
  const compiled = site.receiverPath === 're.compile()';
  const pattern = compiled ? onlyString(receiver?.madeBy?.args[0]?.value) : onlyString(first);
  const by = onlyString(compiled ? first : second);
  return (compiled || site.path === 're.sub') && pattern !== undefined && by !== undefined
    ? { pattern, by }
    : undefined;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
