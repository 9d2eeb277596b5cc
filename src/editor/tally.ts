import { type FindingRecord, isRefuted, isShown } from '../findings/reconcile.ts';
import { SEVERITIES, type Severity } from '../findings/severity.ts';

/** How many findings there are of each kind. Nothing that is hidden goes uncounted. */
export interface Tally {
  readonly shown: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  readonly ignored: number;
  readonly refuted: number;
  /** Not found again, though another of its class still is. */
  readonly unconfirmed: number;
}

export function tallyOf(records: readonly FindingRecord[]): Tally {
  const bySeverity = { critical: 0, high: 0, medium: 0, low: 0, informational: 0 };
  const tally = { shown: 0, ignored: 0, refuted: 0, unconfirmed: 0 };
  for (const record of records) {
    if (isShown(record)) {
      tally.shown++;
      bySeverity[record.finding.severity]++;
    } else if (record.state.lifecycle === 'fixed') continue;
    else if (record.state.ignored) tally.ignored++;
    else if (isRefuted(record)) tally.refuted++;
    else tally.unconfirmed++;
  }
  return { ...tally, bySeverity };
}

/** `3 findings`, `1 finding`, `no findings`. */
export function findingsInWords(count: number): string {
  if (count === 0) return 'no findings';
  return count === 1 ? '1 finding' : `${count} findings`;
}

/** `2 critical, 1 high`; empty when nothing is shown. */
export function severitiesInWords({ bySeverity }: Tally): string {
  return SEVERITIES.filter((severity) => bySeverity[severity] > 0)
    .map((severity) => `${bySeverity[severity]} ${severity}`)
    .join(', ');
}

/** `2 ignored, 1 refuted by Gemini`: what is known but not shown. Empty when there is none. */
export function hiddenInWords({ ignored, refuted, unconfirmed }: Tally): string {
  return [
    ...(ignored > 0 ? [`${ignored} ignored`] : []),
    ...(refuted > 0 ? [`${refuted} refuted by Gemini`] : []),
    ...(unconfirmed > 0 ? [`${unconfirmed} not confirmed any more`] : []),
  ].join(', ');
}
