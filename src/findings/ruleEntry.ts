import type { CodeFinding } from './finding.ts';
import type { Severity } from './severity.ts';

/** A language as VS Code names it, and as people do. */
export interface RuleLanguage {
  readonly id: string;
  readonly name: string;
}

/**
 * What can be reported, as a catalogue lists it: a rule of the offline engine, or a class of problem that
 * only Gemini reports. Our own words throughout: nothing in it comes from a file or a model.
 */
export interface RuleEntry {
  readonly id: string;
  /** What its findings rest on: `fact`, `taint` or, when only Gemini reports it, `review`. */
  readonly kind: CodeFinding['basis'];
  /** What it is called where two engines mean the same. */
  readonly problemClass: string;
  /** The most specific first; may be empty. */
  readonly cwe: readonly number[];
  readonly title: string;
  /** The title where no attacker is proven; of taint rules only. */
  readonly unprovenTitle?: string;
  /** Worst first. Empty: decided for each finding. */
  readonly severities: readonly Severity[];
  /** Of taint rules only: an attacker's input is seen to arrive, or the value is merely not constant. */
  readonly severity?: { readonly proven: Severity; readonly unproven: Severity };
  /** Whose code it looks at. Empty: text of any language. */
  readonly languages: readonly RuleLanguage[];
  readonly explanation: string;
  readonly remediation: string;
  /** Functions whose result is harmless. A leading `*.` stands for any object. */
  readonly sanitizers: readonly {
    readonly languages: readonly RuleLanguage[];
    readonly functions: readonly string[];
  }[];
}

/** The prefix of what only Gemini reports; the class of the problem follows. */
export const REVIEW_PREFIX = 'gemini.';

const LONGEST_ID = 80;

/** Whether a value has the form of a rule's id. Such a text is safe in an address, a file name and Markdown. */
export function isRuleId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_ID && /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/.test(value);
}
