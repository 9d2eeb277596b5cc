// A page about the watcher, for people. Its texts are ours and, as they came, what is from an account or a model:
// whoever renders a page makes them inert. One model for the editor, which shows Markdown, and for terminals.
import type { Severity } from '../../findings/severity.ts';

export interface Page {
  readonly title: string;
  readonly sections: readonly Section[];
}

export interface Section {
  /** Undefined: what stands at the top. */
  readonly title: string | undefined;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: 'entries'; readonly entries: readonly Entry[] }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly string[])[];
      /** Columns of numbers, from 0. */
      readonly numbers?: readonly number[];
    }
  /** To be copied: never broken or cut. */
  | { readonly kind: 'json'; readonly value: unknown };

/** `alarm`: must not be overlooked. Never the only sign: the words say it, too. */
export type Tone = 'plain' | 'good' | 'alarm' | Severity;

/** A label, in words of ours, and what is to say under it. */
export interface Entry {
  readonly label: string;
  readonly text: string;
  readonly tone?: Tone;
  /** What belongs to it, each on a line of its own. */
  readonly more?: readonly string[];
}

/** UTF-16 units of one text: whatever is longer was made to be. */
export const LONGEST_TEXT = 2_000;

/** An entry, or none where there is nothing to say. */
export function entryFor(label: string, text: string | undefined, tone: Tone = 'plain'): readonly Entry[] {
  return text === undefined || text === '' ? [] : [{ label, text, tone }];
}

/** A section of entries, or none where there is none. */
export function entriesIn(title: string | undefined, entries: readonly Entry[]): readonly Section[] {
  return entries.length === 0 ? [] : [{ title, blocks: [{ kind: 'entries', entries }] }];
}

/**
 * No more than so many, and how many are left out.
 *
 * @param most undefined: all
 */
export function atMost(entries: readonly Entry[], most: number | undefined): readonly Entry[] {
  if (most === undefined || entries.length <= most) return entries;
  return [...entries.slice(0, most), { label: '…', text: `and ${entries.length - most} more` }];
}
