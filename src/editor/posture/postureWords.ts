// Words of the posture tree.
import { cleanModelText } from '../../findings/modelText.ts';
import { SEVERITIES, type Severity } from '../../findings/severity.ts';
import { withoutIcons, withoutLinks } from '../plainWords.ts';

const MINUTE_MS = 60_000;
const LONGEST = 240;

/** What most names and evidence are: nothing in it needs to be cleaned, which takes its time. */
const HARMLESS = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/;

/** Text of others as one line of visible text, without icons and links. */
export function oneLine(text: string, longest = LONGEST): string {
  const isClean = text.length <= longest && HARMLESS.test(text) && !text.includes('$(') && !text.includes('](');
  if (isClean) return text;
  return withoutLinks(withoutIcons(cleanModelText(text, longest, 'one-line')));
}

/** Text of others as plain text of several lines. */
export function plainText(text: string): string {
  return withoutLinks(withoutIcons(cleanModelText(text, 2000, 'multi-line')));
}

/** `1 bucket`, `5,000 buckets`. */
export function count(number: number, noun: string): string {
  return `${figure(number)} ${noun}${number === 1 ? '' : 's'}`;
}

export function figure(number: number): string {
  return number.toLocaleString('en');
}

/** `just now`, `3 minutes ago`, `2 hours ago`, `4 days ago`. A clock that was set back says `just now`. */
export function ago(then: number, now: number): string {
  const minutes = Math.floor((now - then) / MINUTE_MS);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${count(minutes, 'minute')} ago`;
  if (minutes < 48 * 60) return `${count(Math.floor(minutes / 60), 'hour')} ago`;
  return `${count(Math.floor(minutes / (24 * 60)), 'day')} ago`;
}

/** A point in time that stays true however long it is shown, e.g. `2026-11-27 04:36 UTC`. */
export function timeInWords(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** `2 critical, 1 high`; empty for none. */
export function severitiesInWords(counts: Readonly<Record<Severity, number>>): string {
  return SEVERITIES.filter((severity) => counts[severity] > 0)
    .map((severity) => `${figure(counts[severity])} ${severity}`)
    .join(', ');
}

/** What there is of these, with a point in between. */
export function dotted(...parts: readonly (string | undefined)[]): string {
  return present(parts).join(' · ');
}

/** The same for a voice, which does not say points. */
export function spokenList(...parts: readonly (string | undefined)[]): string {
  return present(parts).join(', ');
}

export function lines(...parts: readonly (string | undefined)[]): string {
  return present(parts).join('\n');
}

function present(parts: readonly (string | undefined)[]): string[] {
  return parts.filter((part) => part !== undefined && part !== '') as string[];
}
