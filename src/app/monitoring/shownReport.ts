// A report as it is shown: without what a person chose not to be told again. The watcher knows nothing of that.
import { accountPlace, bucketPlace } from '../../findings/bucketFindings.ts';
import { type IgnoreList, ignoredBy } from '../../findings/ignores.ts';
import { compareSeverity, isAtLeast, type Severity } from '../../findings/severity.ts';
import type {
  Difference,
  MonitorReport,
  NotVerified,
  Reference,
  ReportFinding,
} from '../../monitor/report/reportShape.ts';

export interface ShownReport {
  /** Name of its stream, which is how it is asked for. */
  readonly stream: string;
  /** As it is stored. */
  readonly report: MonitorReport;
  /** What fails, the worst first. */
  readonly failing: readonly ReportFinding[];
  /** What could not be told, what may be worst first. */
  readonly unknown: readonly ReportFinding[];
  /** Failures of earlier runs of which this one could not tell whether they are still there. */
  readonly notVerified: readonly NotVerified[];
  readonly difference: Difference;
  /** How many of the above are ignored, and left out. What is left out of the difference is among them, or gone. */
  readonly ignored: number;
  /** Everything that the run was to look at was looked at, and could be told. */
  readonly complete: boolean;
}

export function shownReport(stream: string, report: MonitorReport, ignores: IgnoreList): ShownReport {
  const isShown = (one: Reference): boolean => !isIgnored(one, report, ignores);
  const looks = [...(report.accountLook === null ? [] : [report.accountLook]), ...report.buckets];
  const found = looks.flatMap(({ findings }) => findings);
  const unverified = looks.flatMap(({ notVerified }) => notVerified);
  const shown = worstFirst(found.filter(isShown));
  const notVerified = worstFirst(unverified.filter(isShown));
  const unknown = shown.filter(({ outcome }) => outcome === 'unknown');
  return {
    stream,
    report,
    failing: shown.filter(({ outcome }) => outcome === 'fail'),
    unknown,
    notVerified,
    difference: shownDifference(report.difference, isShown),
    ignored: found.length - shown.length + unverified.length - notVerified.length,
    complete: unknown.length + notVerified.length === 0 && isWhole(report),
  };
}

/** How many of its failures are so bad. */
export function failingAtLeast({ failing }: Pick<ShownReport, 'failing'>, failOn: Severity): number {
  return failing.filter(({ severity }) => isAtLeast(severity, failOn)).length;
}

/** All was read that was to be read, whatever the checks could tell of it. */
function isWhole({ kind, status, failure, coverage, accountLook, buckets, difference }: MonitorReport): boolean {
  if (failure !== null || status === 'failed' || coverage.notRead.length > 0) return false;
  const looks = accountLook === null ? buckets : [accountLook, ...buckets];
  const isAnyUnknown = looks.some(({ findings }) => findings.some(({ outcome }) => outcome === 'unknown'));
  // It is partial for what could not be told, and for nothing else.
  if (status === 'partial' && !isAnyUnknown) return false;
  if (kind === 'change') return true;
  const { account, buckets: carried } = difference.carried;
  return coverage.account && coverage.everythingRead && !account && carried.length === 0;
}

function shownDifference(difference: Difference, isShown: (one: Reference) => boolean): Difference {
  const { unknown, gone } = difference;
  const shown = <T extends Reference>(all: readonly T[]): readonly T[] => worstFirst(all.filter(isShown));
  return {
    ...difference,
    new: shown(difference.new),
    worsened: shown(difference.worsened),
    fixed: shown(difference.fixed),
    notVerified: shown(difference.notVerified),
    verifiedAgain: shown(difference.verifiedAgain),
    retired: shown(difference.retired),
    gone: gone.map(({ bucket, findings }) => ({ bucket, findings: shown(findings) })),
    unknown: { new: shown(unknown.new), resolved: shown(unknown.resolved) },
  };
}

/** A difference does not say whether something is of a bucket or of the account: no check is of both. */
function isIgnored(
  { checkId, fingerprint, resource }: Reference,
  { account }: MonitorReport,
  list: IgnoreList,
): boolean {
  const places = [bucketPlace(resource), ...(account === null ? [] : [accountPlace(account.accountId)])];
  return places.some((place) => ignoredBy(list, { ruleId: checkId, fingerprint }, place) !== undefined);
}

function worstFirst<T extends { readonly severity: Severity }>(all: readonly T[]): readonly T[] {
  return [...all].sort((a, b) => compareSeverity(a.severity, b.severity));
}
