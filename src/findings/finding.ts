import type { Severity } from './severity.ts';

/**
 * UTF-16 offsets into the text that was scanned, half open. Lines and columns are derived through
 * {@link LineIndex} only where something has to be shown.
 */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** The innermost function, method or class around a place; the whole file when there is none. */
export interface EnclosingSymbol {
  /** Qualified with dots, e.g. `Orders.find`; empty for the top level of a file. */
  readonly name: string;
  readonly range: TextRange;
}

/** Where a finding is when its subject is code. */
export interface CodeRegion {
  readonly kind: 'code';
  readonly range: TextRange;
  readonly symbol: EnclosingSymbol;
}

/** Where a finding is when its subject is a bucket. */
export interface BucketCheck {
  readonly kind: 'bucket';
  readonly partition: string;
  readonly accountId: string;
  readonly bucket: string;
  readonly checkId: string;
}

/** One stop on the way of attacker-controlled data, from source to sink. */
export interface TraceStep {
  readonly range: TextRange;
  /** In words, e.g. "request.args is controlled by the client". Plain text. */
  readonly message: string;
}

/** Which engine says so. `both` when the embedded engine and Gemini report the same problem. */
export type Engine = 'embedded' | 'gemini' | 'both' | 'posture';

export interface Provenance {
  readonly engine: Engine;
  /** Set when Gemini took part. */
  readonly model?: string;
  readonly promptVersion?: string;
}

/** Computed by us from what is known (facts/gemini.md: a model's own word is worthless). */
export type Confidence = 'high' | 'medium' | 'low';

export interface Evidence {
  /**
   * The text in the file that proves the finding, verbatim but for secrets, whose values are
   * replaced by same-length masks. Plain text.
   */
  readonly quote: string;
  /** True when the quote holds a mask, so that it cannot be compared with the document's text. */
  readonly masked: boolean;
}

/**
 * What is wrong, where, how bad, why, with the evidence. Plain data: it crosses threads, bundles and
 * JSON unchanged. Never holds the value of a secret.
 */
export interface Finding<Subject extends CodeRegion | BucketCheck = CodeRegion | BucketCheck> {
  readonly fingerprint: string;
  /** A rule of the embedded engine (`sql-injection`) or, for what only Gemini found, `gemini.<problem class>`. */
  readonly ruleId: string;
  /** The kind of problem, coarser than a CWE, so that two engines can mean the same one (see problemClass.ts). */
  readonly problemClass: string;
  /** CWE numbers, the most specific first; may be empty. */
  readonly cwe: readonly number[];
  readonly title: string;
  /** Why this is a problem here. Plain text. */
  readonly explanation: string;
  /** What to do about it. Plain text. */
  readonly remediation: string;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly provenance: Provenance;
  /** `fact`: true by itself, no model can argue it away. `taint`: rests on a flow that a guard may break. `review`: a model's reading. */
  readonly basis: 'fact' | 'taint' | 'review';
  readonly subject: Subject;
  readonly evidence: Evidence;
  /** From source to sink; empty for facts. */
  readonly trace: readonly TraceStep[];
}

export type CodeFinding = Finding<CodeRegion>;
