// A result that is not as it should be, as a finding.
import type { BucketCheck, Finding } from '../findings/finding.ts';
import { cleanModelText } from '../findings/modelText.ts';
import type { CheckFamily } from './checks/check.ts';
import { checkOf } from './checks/catalogue.ts';
import type { Identity } from './facts.ts';
import type { CheckResult } from './posture.ts';
import { postureFingerprint } from './postureFingerprint.ts';

/** Evidence is a fact or two, and what is missing; whatever is longer comes from a policy that was made to be. */
const LONGEST_QUOTE = 2_000;

const CLASSES: Readonly<Record<CheckFamily, { readonly problemClass: string; readonly cwe: readonly number[] }>> = {
  exposure: { problemClass: 'access-control', cwe: [284] },
  'access-control': { problemClass: 'access-control', cwe: [284] },
  transport: { problemClass: 'transport-security', cwe: [319] },
  encryption: { problemClass: 'data-at-rest', cwe: [311] },
  logging: { problemClass: 'insufficient-logging', cwe: [778] },
  resilience: { problemClass: 'data-loss', cwe: [] },
  hygiene: { problemClass: 'configuration', cwe: [] },
};

const UNKNOWN = 'Cannot be told: ';

/** Whether a finding says only that something was not readable: nothing is known that could be repaired. */
export function isUnanswered(finding: Finding<BucketCheck>): boolean {
  return finding.title.startsWith(UNKNOWN);
}

/** A failing or unknown result as a finding; undefined for every other one. */
export function postureFinding(
  result: CheckResult,
  { partition, accountId }: Identity,
): Finding<BucketCheck> | undefined {
  const { checkId, resource, outcome } = result;
  const rule = checkOf(checkId);
  if (rule === undefined || (outcome.kind !== 'fail' && outcome.kind !== 'unknown')) return undefined;
  const missing = outcome.kind === 'unknown' ? outcome.missing : [];
  const denied = missing.map(({ api, action, error }) => `${api} (${action}): ${error}`).join('; ');
  return {
    fingerprint: postureFingerprint(result, { partition, accountId }),
    ruleId: checkId,
    ...CLASSES[rule.family],
    title: outcome.kind === 'fail' ? `Does not hold: ${rule.title}` : `${UNKNOWN}${rule.title}`,
    explanation: rule.risk,
    remediation:
      outcome.kind === 'fail' || missing.length === 0
        ? rule.remediation
        : `Let the reader have ${[...new Set(missing.map(({ action }) => action))].join(', ')}. If it fails then: ${rule.remediation}`,
    severity: outcome.severity,
    confidence: outcome.kind === 'unknown' ? 'low' : (outcome.confidence ?? 'high'),
    provenance: { engine: 'posture' },
    basis: 'fact',
    subject: { kind: 'bucket', partition, accountId, bucket: resource, checkId },
    evidence: {
      quote: cleanModelText(
        denied === '' ? outcome.evidence : `${outcome.evidence}; missing: ${denied}`,
        LONGEST_QUOTE,
        'one-line',
      ),
      masked: false,
    },
    trace: [],
  };
}
