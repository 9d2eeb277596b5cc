import { type Fix, type FixReport, type FixReportEntry, timeToFix } from './fix.ts';

/** @param now milliseconds since the epoch */
export function fixReport(fixes: readonly Fix[], now: number): FixReport {
  return { version: 1, kind: 'palisade-fixes', writtenAt: iso(now), fixes: fixes.map(entryOf) };
}

function entryOf(fix: Fix): FixReportEntry {
  const { id, ruleId, title, severity, engine, status, handedOffAt, fixedAt, reopenedAt, check } = fix;
  return {
    id,
    rule: ruleId,
    title,
    severity,
    engine,
    place: placeOf(fix),
    status,
    handedOffAt: iso(handedOffAt),
    fixedAt: fixedAt === undefined ? null : iso(fixedAt),
    reopenedAt: reopenedAt === undefined ? null : iso(reopenedAt),
    timeToFixMs: timeToFix(fix) ?? null,
    lastCheck: check
      ? {
          at: iso(check.at),
          outcome: check.outcome,
          by: check.by,
          why: check.why,
          checks: check.checksDone,
          movedTo: check.movedTo ?? null,
          opened: check.opened,
        }
      : null,
  };
}

function placeOf({ subject }: Fix): FixReportEntry['place'] {
  const { fingerprint } = subject;
  if (subject.kind === 'code') return { kind: 'code', path: subject.path, fingerprint };
  const { partition, accountId, place, bucket } = subject;
  return { kind: 'bucket', partition, accountId, name: place, bucket: bucket ?? null, fingerprint };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
