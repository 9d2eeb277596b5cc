// From a draft to the text of a prompt: the block of data is made ever smaller until the text fits.
import { fenced, freshNonce } from '../outbound/fencing.ts';
import type { FixPrompt, PromptDatum, PromptOptions } from './fixPrompt.ts';
import { inertBlock } from './inertData.ts';
import { filledText } from './promptTemplate.ts';

/** What the block holds at one size. */
export interface BlockState {
  /** Without what is dropped. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly data: readonly PromptDatum[];
}

export interface Draft {
  /** With `{{data}}` where the block goes. */
  readonly template: string;
  readonly values: Readonly<Record<string, string>>;
  /** The block at one size, from 0 (everything) on; undefined where it cannot be smaller. */
  readonly blockAt: (size: number) => BlockState | undefined;
  readonly playbooks: FixPrompt['playbooks'];
  readonly identifiers: FixPrompt['identifiers'];
}

/** Undefined when it does not even fit without data. */
export function promptOf(draft: Draft, { fits, nonce }: PromptOptions): FixPrompt | undefined {
  const { template, values, playbooks, identifiers } = draft;
  for (let size = 0; ; size++) {
    const state = draft.blockAt(size);
    if (state === undefined) return undefined;
    const block = inertBlock({ ...state.fields, ...leftOut(state.data) });
    // Nowhere else in the text, so not in our own words either.
    const boundary = freshNonce(nonce, [block, template, ...Object.values(values)].join('\n'));
    const text = filledText(template, { ...values, data: fenced('DATA', boundary, block) });
    if (fits(text)) return { text, data: state.data, playbooks, identifiers };
  }
}

function leftOut(data: readonly PromptDatum[]): Readonly<Record<string, unknown>> {
  const less = data.filter(({ left }) => left !== 'whole').map(({ name, left }) => `${name} (${left})`);
  return less.length === 0 ? {} : { note: `To keep the prompt short, not everything is in here: ${less.join(', ')}.` };
}

/** What the preview says of a kind of data; nothing where there is none of it at all. */
export function datumOf(name: string, from: string, shown: unknown, whole: unknown): readonly PromptDatum[] {
  const most = lengthOf(whole);
  if (most === 0) return [];
  const characters = lengthOf(shown);
  return [{ name, from, characters, left: characters === 0 ? 'dropped' : characters < most ? 'shortened' : 'whole' }];
}

function lengthOf(value: unknown): number {
  return value === undefined || (Array.isArray(value) && value.length === 0) ? 0 : inertBlock({ value }).length;
}
