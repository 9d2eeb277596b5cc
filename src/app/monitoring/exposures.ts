// Which exposures are news. Ignores are applied here, where results are shown.
import { accountPlace, bucketPlace } from '../../findings/bucketFindings.ts';
import { compareSeverity, SEVERITIES, type Severity } from '../../findings/severity.ts';
import { checkOf } from '../../s3/checks/catalogue.ts';
import type { MonitorReport, Reference } from '../../monitor/report/reportShape.ts';
import type { ReportDigest } from './monitorProtocol.ts';

export type IsIgnored = (finding: { readonly ruleId: string; readonly fingerprint: string }, place: string) => boolean;

/** Whether an ignore entry hides what a report says. */
export function isIgnoredReference(
  { checkId, resource, fingerprint }: Reference,
  account: MonitorReport['account'],
  isIgnored: IsIgnored,
): boolean {
  return isIgnored({ ruleId: checkId, fingerprint }, placeOf(checkId, resource, account));
}

/** Where ignore entries and the posture tree have it. */
export function placeOf(checkId: string, resource: string, account: MonitorReport['account']): string {
  const isOfAccount = checkOf(checkId)?.subject === 'account' || resource === account?.accountId;
  return isOfAccount && account !== null ? accountPlace(account.accountId) : bucketPlace(resource);
}

export interface Exposure {
  readonly stream: string;
  readonly finding: Reference;
  /** It was there before, and was less severe. */
  readonly before: Severity | undefined;
}

/** Tells of a new critical or high failure once, for as long as it is there. One that was fixed and came back is new. */
export class Exposures {
  readonly #told = new Set<string>();
  /** Reports that were looked at. */
  readonly #known = new Set<string>();

  /**
   * @param digests by stream
   * @returns the gravest first
   */
  news(digests: ReadonlyMap<string, ReportDigest>, isIgnored: IsIgnored): readonly Exposure[] {
    const found = new Map<string, Exposure>();
    const inOrder = [...digests].sort(([, a], [, b]) => (a.finishedAt < b.finishedAt ? -1 : 1));
    for (const [stream, { runId, difference, account }] of inOrder) {
      if (this.#known.has(runId)) continue;
      this.#known.add(runId);
      const over = [...difference.fixed, ...difference.retired, ...difference.gone.flatMap(({ findings }) => findings)];
      for (const { fingerprint } of over) {
        for (const key of [fingerprint, ...SEVERITIES.map((one) => `${fingerprint} ${one}`)]) this.#told.delete(key);
        found.delete(fingerprint);
      }
      const candidates = [
        ...difference.new.map((finding) => ({ finding, before: undefined })),
        ...difference.worsened.map((finding) => ({ finding, before: finding.before })),
      ];
      for (const { finding, before } of candidates) {
        const key = before === undefined ? finding.fingerprint : `${finding.fingerprint} ${finding.severity}`;
        const isGrave = compareSeverity(finding.severity, 'high') <= 0;
        if (!isGrave || this.#told.has(key) || isIgnoredReference(finding, account, isIgnored)) continue;
        this.#told.add(key);
        found.set(finding.fingerprint, { stream, finding, before });
      }
    }
    return [...found.values()].sort((a, b) => compareSeverity(a.finding.severity, b.finding.severity));
  }
}
