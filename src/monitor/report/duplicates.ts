// What several reports say because an event came twice.
import type { MonitorReport } from './reportShape.ts';

/**
 * The reports without those that say nothing of their own: of the same run, or of a bucket and events that others have
 * reported before. EventBridge and SQS deliver at least once.
 *
 * @param reports in any order
 * @returns oldest first
 */
export function withoutDuplicates(reports: readonly MonitorReport[]): readonly MonitorReport[] {
  const told = new Set<string>();
  return [...reports].sort(inOrder).filter((report) => {
    const keys = keysOf(report);
    const isNew = keys.some((key) => !told.has(key));
    for (const key of keys) told.add(key);
    return isNew;
  });
}

function keysOf({ kind, runId, trigger, buckets, gone, coverage }: MonitorReport): readonly string[] {
  if (kind === 'scan') return [`scan ${runId}`];
  const names = [...buckets.map(({ name }) => name), ...gone, ...coverage.notRead];
  return names.flatMap((name) => trigger.events.map(({ id }) => JSON.stringify([name, id])));
}

function inOrder(a: MonitorReport, b: MonitorReport): number {
  return order(a.finishedAt, b.finishedAt) || order(a.runId, b.runId);
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
