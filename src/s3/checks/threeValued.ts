// Kleene's logic over facts: what is unknown decides nothing, and takes nothing away that is decided without it.
import type { Fact, Unreadable } from '../facts.ts';

/** A truth with what is missing where it is unknown. */
export type Truth =
  { readonly is: true } | { readonly is: false } | { readonly is: 'unknown'; readonly missing: readonly Unreadable[] };

export const TRUE: Truth = { is: true };
export const FALSE: Truth = { is: false };

export function truth(value: boolean): Truth {
  return value ? TRUE : FALSE;
}

export function or(...truths: readonly Truth[]): Truth {
  if (truths.some(({ is }) => is === true)) return TRUE;
  const missing = missingOf(truths);
  return truths.every(({ is }) => is === false) ? FALSE : { is: 'unknown', missing };
}

export function and(...truths: readonly Truth[]): Truth {
  if (truths.some(({ is }) => is === false)) return FALSE;
  const missing = missingOf(truths);
  return truths.every(({ is }) => is === true) ? TRUE : { is: 'unknown', missing };
}

export function not(one: Truth): Truth {
  return one.is === 'unknown' ? one : truth(!one.is);
}

/** What is missing to all that is unknown, once each. */
export function missingOf(truths: readonly Truth[]): readonly Unreadable[] {
  const byApi = new Map<string, Unreadable>();
  for (const one of truths) {
    if (one.is !== 'unknown') continue;
    for (const reason of one.missing) byApi.set(`${reason.api} ${reason.error}`, reason);
  }
  return [...byApi.values()];
}

/**
 * @param absent what it means that the service has none
 */
export function ofFact<T>(fact: Fact<T>, test: (value: T) => boolean, absent: boolean): Truth {
  switch (fact.kind) {
    case 'known':
      return truth(test(fact.value));
    case 'absent':
      return truth(absent);
    case 'unreadable':
      return { is: 'unknown', missing: [fact.reason] };
    case 'not-read':
      return { is: 'unknown', missing: [] };
  }
}
