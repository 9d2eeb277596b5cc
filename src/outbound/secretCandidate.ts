import type { Severity } from '../findings/severity.ts';

/** A stretch of text that is taken for a secret, before overlaps are merged and the path is weighed. UTF-16 offsets. */
export interface SecretCandidate {
  readonly start: number;
  readonly end: number;
  readonly kind: 'provider' | 'generic';
  /** What it is, never what it says. */
  readonly label: string;
  readonly severity: Severity;
  readonly cwe: number;
}
