import type { MonitorReport, Reference } from '../../monitor/report/reportShape.ts';

/** Why a change to something is seen by the next scan, and not within minutes; undefined: it is seen within minutes. */
export type ScanOnlyWords = (one: Pick<Reference, 'checkId' | 'resource'>) => string | undefined;

/** What a report says of that. Those of older versions say nothing. */
export function scanOnlyIn({ scanOnly }: Pick<MonitorReport, 'scanOnly'>): ScanOnlyWords {
  const buckets = new Set(scanOnly?.buckets);
  const checks = new Set(scanOnly?.checks);
  return ({ checkId, resource }) => {
    if (buckets.has(resource)) return 'in another region: seen by the 12-hour scan only';
    return checks.has(checkId) ? 'some of what it rests on is seen by the 12-hour scan only' : undefined;
  };
}
