// A result that is not as it should be, as a finding.
import { createHash } from 'node:crypto';
import type { BucketCheck, Finding } from '../findings/finding.ts';
import type { CheckFamily } from './checks/check.ts';
import { checkOf } from './checks/catalogue.ts';
import type { Identity } from './facts.ts';
import type { CheckResult } from './posture.ts';

const CLASSES: Readonly<Record<CheckFamily, { readonly problemClass: string; readonly cwe: readonly number[] }>> = {
  exposure: { problemClass: 'access-control', cwe: [284] },
  'access-control': { problemClass: 'access-control', cwe: [284] },
  transport: { problemClass: 'transport-security', cwe: [319] },
  encryption: { problemClass: 'data-at-rest', cwe: [311] },
  logging: { problemClass: 'insufficient-logging', cwe: [778] },
  resilience: { problemClass: 'data-loss', cwe: [] },
  hygiene: { problemClass: 'configuration', cwe: [] },
};

/**
 * A failing or unknown result as a finding; undefined for every other one. What is unknown has an identity of its
 * own: whoever ignores that something cannot be told has not ignored that it is wrong.
 */
export function postureFinding(
  { checkId, resource, outcome }: CheckResult,
  { partition, accountId }: Identity,
): Finding<BucketCheck> | undefined {
  const rule = checkOf(checkId);
  if (rule === undefined || (outcome.kind !== 'fail' && outcome.kind !== 'unknown')) return undefined;
  const aspect = outcome.kind === 'fail' ? ['fail', outcome.aspect ?? ''] : ['unknown', ''];
  const key = JSON.stringify([partition, accountId, resource, checkId, ...aspect]);
  const missing = outcome.kind === 'unknown' ? outcome.missing : [];
  const denied = missing.map(({ api, action, error }) => `${api} (${action}): ${error}`).join('; ');
  return {
    fingerprint: createHash('sha256').update(key).digest('hex').slice(0, 20),
    ruleId: checkId,
    ...CLASSES[rule.family],
    title: outcome.kind === 'fail' ? `Does not hold: ${rule.title}` : `Cannot be told: ${rule.title}`,
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
    evidence: { quote: denied === '' ? outcome.evidence : `${outcome.evidence}; missing: ${denied}`, masked: false },
    trace: [],
  };
}
