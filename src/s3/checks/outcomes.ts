// Outcomes from truths: the one place where a truth becomes a verdict.
import type { Severity } from '../../findings/severity.ts';
import type { Fact, Unreadable } from '../facts.ts';
import type { CheckOutcome } from './check.ts';
import type { Truth } from './threeValued.ts';

export interface FailWords {
  readonly severity: Severity;
  readonly evidence: string;
  readonly aspect?: string;
}

/**
 * @param bad that something is wrong
 * @param words what to say in each case; `unknown` completes "… unless"
 */
export function outcomeOf(
  bad: Truth,
  words: { readonly pass: string; readonly fail: FailWords; readonly unknown: string },
): CheckOutcome {
  switch (bad.is) {
    case true:
      return { kind: 'fail', ...words.fail };
    case false:
      return { kind: 'pass', evidence: words.pass };
    case 'unknown':
      return unknown(words.fail.severity, words.unknown, bad.missing);
  }
}

export function unknown(severity: Severity, evidence: string, missing: readonly Unreadable[]): CheckOutcome {
  return { kind: 'unknown', severity, evidence, missing };
}

export function notApplicable(evidence: string): CheckOutcome {
  return { kind: 'not-applicable', evidence };
}

/** For a check that rests on one fact alone. */
export function fromFact<T>(
  fact: Fact<T>,
  severity: Severity,
  judge: {
    readonly known: (value: T) => CheckOutcome;
    readonly absent: () => CheckOutcome;
    /** What cannot be said. */
    readonly unknown: string;
  },
): CheckOutcome {
  switch (fact.kind) {
    case 'known':
      return judge.known(fact.value);
    case 'absent':
      return judge.absent();
    case 'unreadable':
      return unknown(severity, judge.unknown, [fact.reason]);
    case 'not-read':
      return unknown(severity, judge.unknown, []);
  }
}
