// Outcomes from truths: the one place where a truth becomes a verdict.
import { cleanModelText } from '../../findings/modelText.ts';
import type { Severity } from '../../findings/severity.ts';
import type { Fact, Unreadable } from '../facts.ts';
import type { CheckOutcome } from './check.ts';
import type { Truth } from './threeValued.ts';

export interface FailWords {
  readonly severity: Severity;
  readonly evidence: string;
  readonly aspect?: string;
  readonly confidence?: 'medium';
}

/** Text of others (a Sid, a key, a tag) as it may stand in evidence: nothing unseen, and no more than a line. */
export function shown(text: string): string {
  return cleanModelText(text, 120, 'one-line');
}

/** A sentence of ours that quotes text of others. */
export function shownSentence(text: string): string {
  return cleanModelText(text, 300, 'one-line');
}

/** The parts that there are, as one text. */
export function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('; ');
}

/** A list that may be long. */
export function listed(texts: readonly string[], most = 5): string {
  const rest = texts.length - most;
  return `${texts.slice(0, most).map(shown).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/**
 * @param bad that something is wrong
 * @param words what to say in each case; `unknown`: what may be the case
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

export function pass(evidence: string): CheckOutcome {
  return { kind: 'pass', evidence };
}

export function fail(severity: Severity, evidence: string, aspect?: string): CheckOutcome {
  return { kind: 'fail', severity, evidence, ...(aspect === undefined ? {} : { aspect }) };
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
