import type { BucketLook, CheckVerdict } from '../../findings/bucketFindings.ts';
import type { Identity } from '../../s3/facts.ts';
import type { CheckResult } from '../../s3/posture.ts';
import { postureFinding } from '../../s3/postureFinding.ts';

/** What the checks say of a place, as the store of findings takes it. */
export function lookOf(results: readonly CheckResult[], identity: Identity): BucketLook {
  const verdicts = new Map<string, CheckVerdict>();
  const findings: BucketLook['findings'][number][] = [];
  for (const result of results) {
    const { checkId, outcome } = result;
    if (outcome.kind === 'unknown' || !verdicts.has(checkId)) {
      verdicts.set(checkId, outcome.kind === 'unknown' ? 'unknown' : 'decided');
    }
    const finding = postureFinding(result, identity);
    if (finding !== undefined) findings.push({ finding, says: outcome.kind === 'unknown' ? 'unknown' : 'fail' });
  }
  return { findings, verdicts };
}
