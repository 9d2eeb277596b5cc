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

/** A playbook that is to be carried out, and where. */
export interface PolicyPart {
  readonly playbook: S3Playbook;
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

/** More names than that make a policy that IAM refuses. */
const MOST_NAMES = 20;

/**
 * @param parts what is to be carried out; with none of it, or without `mayChange`, reading alone is left
 * @param partition e.g. `aws`, `aws-us-gov`, `aws-cn`
 * @param mayChange whether the server lets changes through
 */
export function agentPolicy(parts: readonly PolicyPart[], partition: string, mayChange: boolean): AgentPolicy {
  /** Actions by the resources that they are for, so that what is for the same ones is one statement. */
  const byResource = new Map<string, Set<string>>();
  const elsewhere = new Set<string>();
  for (const { playbook, buckets } of parts) {
    const names = buckets.length > MOST_NAMES || needsOthers(playbook) ? [] : buckets;
    const arns = (names.length === 0 ? ['*'] : [...names].sort()).map((name) => `arn:${partition}:s3:::${name}`);
    for (const action of [...playbook.reads, ...(mayChange ? playbook.writes : [])]) {
      if (!isOfBucket(action)) {
        elsewhere.add(action);
        continue;
      }
      const key = JSON.stringify(isOfObject(action) ? arns.map((arn) => `${arn}/*`) : arns);
      byResource.set(key, (byResource.get(key) ?? new Set()).add(action));
    }
  }
  const allowed = new Set([...byResource.values()].flatMap((actions) => [...actions]));
  return {
    Version: '2012-10-17',
    Statement: [
      ...[...byResource].map(([key, actions], index) =>
        allow(`BucketConfiguration${index + 1}`, actions, JSON.parse(key) as readonly string[]),
      ),
      // Trails, keys, access points and the account itself: most of these know no resource that is known here.
      ...(elsewhere.size === 0 ? [] : [allow('AccountConfiguration', elsewhere, '*')]),
      { Sid: 'NeverData', Effect: 'Deny', Action: NEVER.filter((one) => !allowed.has(one)), Resource: '*' },
    ],
  };
}

function allow(Sid: string, actions: ReadonlySet<string>, Resource: PolicyStatement['Resource']): PolicyStatement {
  return { Sid, Effect: 'Allow', Action: [...actions].sort(), Resource };
}

/** It touches a bucket, too, that only the agent or the person can name: where logs go, or copies. */
function needsOthers({ forms }: S3Playbook): boolean {
  return /\b[A-Z]+(?:_[A-Z]+)*_BUCKET\b/.test(forms['AWS CLI']);
}

/** Of S3, and of a bucket or its objects rather than of the account or of an access point. */
function isOfBucket(action: string): boolean {
  return action.startsWith('s3:') && !/AccountPublicAccessBlock|AccessPoint|ListAllMyBuckets/.test(action);
}

function isOfObject(action: string): boolean {
  return /^s3:(?:Get|Put|Delete|Restore)Object/.test(action);
}
