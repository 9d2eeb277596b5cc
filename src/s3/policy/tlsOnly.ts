// Whether a policy refuses every request over plain HTTP, to every principal, action and resource of the bucket.
// Source: AWS Config rule s3-bucket-ssl-requests-only and Security Hub S3.5, which want both ARNs of the bucket.
import { coversAllActions } from './actions.ts';
import { transportOf } from './conditions.ts';
import type { Verdict } from './grants.ts';
import { isEveryone } from './grants.ts';
import type { PolicyDocument, PolicyStatement } from './policyDocument.ts';
import type { BucketScope } from './scope.ts';
import { coversTargets } from './scope.ts';

export interface TlsVerdict {
  readonly tlsOnly: Verdict;
  /** What keeps it from being so, in words; empty where it is. */
  readonly missing: readonly string[];
  /** The statements that make it so, or come closest. */
  readonly statements: readonly number[];
}

export function tlsOnly(document: PolicyDocument, { bucket }: BucketScope): TlsVerdict {
  const denies = document.statements.filter(({ effect }) => effect === 'Deny');
  const judged = denies.map((statement) => ({ statement, faults: faultsOf(statement) }));
  const whole = judged.filter(({ faults }) => faults.length === 0).map(({ statement }) => statement);
  const near = judged.filter(({ statement }) => statement.conditions.some(({ key }) => isTransportKey(key)));
  if (whole.length === 0) {
    if (document.problems.length > 0)
      return { tlsOnly: 'unknown', missing: ['a statement is not understood'], statements: [] };
    return {
      tlsOnly: false,
      missing: near.length === 0 ? ['no statement denies requests over plain HTTP'] : near.flatMap(wordsOf),
      statements: near.map(({ statement }) => statement.index),
    };
  }
  const statements = whole.map(({ index }) => index);
  if (bucket === undefined) {
    // Whatever the bucket is called, these deny it.
    if (whole.some(({ resource }) => coversTargets(resource, ['*']))) return { tlsOnly: true, missing: [], statements };
    return { tlsOnly: 'unknown', missing: ['the name of the bucket is not known'], statements };
  }
  const uncovered = [
    ...(whole.some(({ resource }) => coversTargets(resource, [bucket])) ? [] : [`the bucket itself (${bucket})`]),
    ...(whole.some(({ resource }) => coversTargets(resource, [`${bucket}/*`])) ? [] : [`all objects (${bucket}/*)`]),
  ];
  if (uncovered.length === 0) return { tlsOnly: true, missing: [], statements };
  return {
    // A statement that is not understood may be the one that denies the rest.
    tlsOnly: document.problems.length > 0 ? 'unknown' : false,
    missing: uncovered.map((part) => `plain HTTP is not denied for ${part}`),
    statements,
  };
}

function faultsOf({ principal, action, conditions }: PolicyStatement): readonly string[] {
  const { missing } = transportOf(conditions);
  return [
    ...(principal.negated || !isEveryone(principal) ? ['it does not name every principal'] : []),
    ...(coversAllActions(action) ? [] : ['it does not name all actions (s3:*)']),
    ...(missing === undefined ? [] : [missing]),
  ];
}

function wordsOf({ statement, faults }: { statement: PolicyStatement; faults: readonly string[] }): readonly string[] {
  const name = statement.sid ?? `statement ${statement.index + 1}`;
  return faults.map((fault) => `${name} denies plain HTTP, but ${fault}`);
}

function isTransportKey(key: string): boolean {
  return /^(?:aws:securetransport|s3:tlsversion)$/i.test(key);
}
