// The prompt that asks the user's agent to repair findings: our words, identifiers that were checked, and one block
// that holds everything else as data (facts: editor-integration §4.3).
import type { BucketFinding } from '../findings/bucketFindings.ts';
import type { CodeFinding, TextRange } from '../findings/finding.ts';
import { bucketDraft } from './bucketDraft.ts';
import { codeDraft } from './codeDraft.ts';
import type { Playbook } from './playbook.ts';
import { type Draft, promptOf } from './promptDraft.ts';

/** One kind of data, as the preview lists it. */
export interface PromptDatum {
  /** What it is, in words. */
  readonly name: string;
  /** Where it comes from, in words, e.g. "the file". */
  readonly from: string;
  /** As it stands in the prompt, in UTF-16 units. */
  readonly characters: number;
  readonly left: 'whole' | 'shortened' | 'dropped';
}

export interface FixPrompt {
  readonly text: string;
  /** What data is in it, for the preview. */
  readonly data: readonly PromptDatum[];
  /** Once each, in the order of the text. `id` is the rule or check that it was chosen for. */
  readonly playbooks: readonly { readonly id: string; readonly version: number; readonly overridden: boolean }[];
  /** Identifiers outside of the block, each validated. */
  readonly identifiers: readonly { readonly name: string; readonly value: string }[];
}

export type BuiltPrompt =
  | { readonly kind: 'prompt'; readonly prompt: FixPrompt }
  /** In words for the user, what to do included. */
  | { readonly kind: 'refused'; readonly why: string };

export interface PromptOptions {
  /** Whether the place that it goes to takes a text of this length; data is dropped until it does, instructions never. */
  readonly fits: (text: string) => boolean;
  /** Random on each call: 8 to 64 letters and digits. */
  readonly nonce: () => string;
  readonly playbookOf: (ruleId: string) => { readonly playbook: Playbook; readonly overridden: boolean } | undefined;
  /** The contents of `prompts/fix-code.md` and `prompts/fix-s3.md`. */
  readonly templates: { readonly code: string; readonly s3: string };
}

/** Findings of one file. */
export interface CodeFixRequest {
  /** Relative to the workspace folder, with slashes. */
  readonly path: string;
  readonly languageId: string;
  /** The file's text with secrets masked at the same length. */
  readonly masked: string;
  /** By syntax, as the engine gives them; undefined where the language has no grammar: no code lines go in then. */
  readonly comments: readonly TextRange[] | undefined;
  readonly findings: readonly CodeFinding[];
}

/** Failures of one bucket, or of the account itself. */
export interface BucketFixRequest {
  readonly accountId: string;
  readonly partition: string;
  readonly region: string;
  /** Undefined: the account itself. */
  readonly bucket: string | undefined;
  readonly profile: string | undefined;
  readonly findings: readonly BucketFinding[];
  /** The agent's AWS MCP server, as far as it is known. */
  readonly server: 'unknown' | 'read-only' | 'may-change';
}

/**
 * One prompt for findings of one file.
 *
 * @throws when a template lacks a part or the nonces are none: bugs
 */
export function codeFixPrompt(request: CodeFixRequest, options: PromptOptions): BuiltPrompt {
  return built(codeDraft(request, options), options);
}

/**
 * One prompt for failures of one bucket. Findings that only say that something cannot be told are left out.
 *
 * @throws when a template lacks a part or the nonces are none: bugs
 */
export function bucketFixPrompt(request: BucketFixRequest, options: PromptOptions): BuiltPrompt {
  return built(bucketDraft(request, options), options);
}

function built(draft: Draft | string, options: PromptOptions): BuiltPrompt {
  if (typeof draft === 'string') return { kind: 'refused', why: draft };
  const prompt = promptOf(draft, options);
  if (prompt !== undefined) return { kind: 'prompt', prompt };
  return {
    kind: 'refused',
    why: 'The prompt is too long for the place that it goes to, even without any data. Hand off fewer findings at once, or copy the prompt instead.',
  };
}
