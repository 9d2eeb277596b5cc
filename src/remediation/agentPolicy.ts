// The least that an agent's identity needs for the playbooks that a person picked. A fixed list of denials would
// block the very calls that a playbook needs (facts/editor-integration.md §3.3).
import type { S3Playbook } from './playbook.ts';

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
}

export interface AgentPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

export interface PolicyTarget {
  readonly partition: string;
  /** Empty: every bucket of the account. */
  readonly buckets: readonly string[];
}

/** What no playbook lets an agent do, whatever other policies of the identity allow. */
const NEVER = [
  's3:DeleteBucket',
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:PutObject',
  's3:BypassGovernanceRetention',
];

/**
 * @param playbooks those that are to be carried out; with none of them, or without `mayChange`, reading alone is left
 * @param mayChange whether the server lets changes through
 */
export function agentPolicy(playbooks: readonly S3Playbook[], target: PolicyTarget, mayChange: boolean): AgentPolicy {
  const onBuckets = new Set<string>();
  const elsewhere = new Set<string>();
  for (const playbook of playbooks) {
    for (const action of [...playbook.reads, ...(mayChange ? playbook.writes : [])]) {
      (isOfBucket(action) ? onBuckets : elsewhere).add(action);
    }
  }
  const allow = (
    Sid: string,
    actions: ReadonlySet<string>,
    Resource: PolicyStatement['Resource'],
  ): PolicyStatement[] => (actions.size === 0 ? [] : [{ Sid, Effect: 'Allow', Action: [...actions].sort(), Resource }]);
  return {
    Version: '2012-10-17',
    Statement: [
      ...allow('BucketConfiguration', onBuckets, bucketArns(target)),
      // Trails, keys, access points and the account itself: most of these know no resource that is known here.
      ...allow('AccountConfiguration', elsewhere, '*'),
      { Sid: 'NeverData', Effect: 'Deny', Action: NEVER.filter((one) => !onBuckets.has(one)), Resource: '*' },
    ],
  };
}

function bucketArns({ partition, buckets }: PolicyTarget): readonly string[] {
  return (buckets.length === 0 ? ['*'] : buckets).map((name) => `arn:${partition}:s3:::${name}`);
}

/** Of S3, and of a bucket rather than of the account or of an access point. */
function isOfBucket(action: string): boolean {
  return action.startsWith('s3:') && !/AccountPublicAccessBlock|AccessPoint|ListAllMyBuckets/.test(action);
}
