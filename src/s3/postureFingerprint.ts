import { createHash } from 'node:crypto';
import type { Identity } from './facts.ts';
import type { CheckResult } from './posture.ts';

/**
 * What makes a result the same over runs: partition, account, bucket, check and class of statement, never the evidence:
 * an edited policy that still fails is the same finding. What is unknown has an identity of its own: whoever ignores
 * that something cannot be told has not ignored that it is wrong.
 *
 * @param identity undefined when the run did not get so far
 */
export function postureFingerprint(
  { checkId, resource, outcome }: CheckResult,
  identity: Pick<Identity, 'partition' | 'accountId'> | undefined,
): string {
  const kind = outcome.kind === 'fail' ? [outcome.kind, outcome.aspect ?? ''] : [outcome.kind, ''];
  const parts = [identity?.partition ?? '', identity?.accountId ?? '', resource, checkId, ...kind];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 20);
}
