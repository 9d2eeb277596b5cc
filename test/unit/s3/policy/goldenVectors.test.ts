import assert from 'node:assert/strict';
import { evaluatePolicy } from '../../../../src/s3/policy/evaluatePolicy.ts';

const ACCOUNT = '111122223333';
const OBJECTS = 'arn:aws:s3:::b/*';
const BUCKET = 'arn:aws:s3:::b';

function policy(statement: Record<string, unknown>): string {
  const { Statement: whole = [statement] } = statement;
  return JSON.stringify({ Version: '2012-10-17', Statement: whole });
}

const ALLOW = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: OBJECTS };
const condition = (operator: string, key: string, value: unknown): Record<string, unknown> => ({
  ...ALLOW,
  Condition: { [operator]: { [key]: value } },
});

/** Number, what is varied, the statement, whether AWS calls it public. */
const PUBLIC: readonly (readonly [number, string, Record<string, unknown>, boolean])[] = [
  [1, 'plain public read', ALLOW, true],
  [2, 'any organization', condition('StringLike', 'aws:PrincipalOrgID', '*'), true],
  [3, 'any source', condition('StringLike', 'aws:SourceArn', '*'), true],
  [4, 'a role of that name anywhere', condition('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/x'), true],
  [5, 'any VPC', condition('StringLike', 'aws:SourceVpc', 'vpc-*'), true],
  [6, 'the account of the resource', condition('StringEquals', 'aws:ResourceAccount', ACCOUNT), true],
  [7, 'a user name', condition('StringEquals', 'aws:username', 'bob'), true],
  [8, 'a block of addresses', condition('IpAddress', 'aws:SourceIp', '52.95.1.0/24'), false],
  [9, 'half of all addresses', condition('IpAddress', 'aws:SourceIp', '0.0.0.0/1'), true],
  [10, 'private addresses', condition('IpAddress', 'aws:SourceIp', '10.0.0.0/8'), false],
  [11, 'access points of an account', condition('StringEquals', 's3:DataAccessPointAccount', ACCOUNT), false],
  [12, 'an organization, whatever the case', condition('StringEqualsIgnoreCase', 'aws:PrincipalOrgID', 'o-1'), false],
  [13, 'a path of an organization', condition('ForAnyValue:StringEquals', 'aws:PrincipalOrgPaths', 'o-1/r-1/'), false],
  [
    14,
    'everyone but one',
    {
      Effect: 'Allow',
      NotPrincipal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 's3:GetObject',
      Resource: OBJECTS,
    },
    true,
  ],
  [15, 'a public identity provider', { ...ALLOW, Principal: { Federated: 'graph.facebook.com' } }, true],
  [16, 'an endpoint, if there is one', condition('StringEqualsIfExists', 'aws:SourceVpce', 'vpce-1'), true],
  [17, 'all but one endpoint', condition('StringNotEquals', 'aws:SourceVpce', 'vpce-1'), true],
  [18, 'two endpoints', condition('StringEquals', 'aws:SourceVpce', ['vpce-1', 'vpce-2']), false],
  [19, 'TLS only', condition('Bool', 'aws:SecureTransport', 'true'), true],
  [20, 'a statement that is no list', { Statement: ALLOW }, true],
];

const WRITE: readonly (readonly [number, string, Record<string, unknown>])[] = [
  [21, 'the ACL of an object', { ...ALLOW, Action: 's3:PutObjectAcl' }],
  [22, 'the policy', { ...ALLOW, Action: 's3:PutBucketPolicy', Resource: BUCKET }],
  [23, 'a wildcard behind the name', { ...ALLOW, Action: 's3:PutObject*' }],
  [24, 'another case', { ...ALLOW, Action: 'S3:PUTOBJECT' }],
  [25, 'all but one action', { Effect: 'Allow', Principal: '*', NotAction: 's3:DeleteBucket', Resource: OBJECTS }],
  [26, 'replication', { ...ALLOW, Action: 's3:ReplicateObject' }],
];

const DENY = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [BUCKET, OBJECTS],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

const TLS: readonly (readonly [number, string, Record<string, unknown>, boolean])[] = [
  [27, 'canonical', DENY, true],
  [28, 'a list', { ...DENY, Condition: { Bool: { 'aws:SecureTransport': ['false'] } } }, true],
  [29, 'a boolean', { ...DENY, Condition: { Bool: { 'aws:SecureTransport': false } } }, true],
  [30, 'a key in lower case', { ...DENY, Condition: { Bool: { 'aws:securetransport': 'false' } } }, true],
  [31, 'BoolIfExists', { ...DENY, Condition: { BoolIfExists: { 'aws:SecureTransport': 'false' } } }, true],
  [32, 'some actions by wildcard', { ...DENY, Action: 's3:Get*' }, false],
  [33, 'one action', { ...DENY, Action: 's3:PutObject' }, false],
  [34, 'one role', { ...DENY, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/x` } }, false],
  [35, 'one prefix', { ...DENY, Resource: 'arn:aws:s3:::b/logs/*' }, false],
  [36, 'an old TLS version', { ...DENY, Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } }, false],
  [
    37,
    'another condition beside it',
    {
      ...DENY,
      Condition: { Bool: { 'aws:SecureTransport': 'false' }, StringEquals: { 'aws:PrincipalAccount': '1' } },
    },
    false,
  ],
];

describe('golden policy vectors', () => {
  let right = 0;
  const context = { account: ACCOUNT, bucket: 'b' };

  for (const [number, name, statement, expected] of PUBLIC) {
    it(`${number}: ${name} is ${expected ? 'public' : 'not public'}`, () => {
      const verdict = evaluatePolicy(policy(statement), context);
      assert.deepEqual([verdict.public, verdict.publicRead], [expected, expected]);
      right++;
    });
  }
  for (const [number, name, statement] of WRITE) {
    it(`${number}: ${name} is publicly writable`, () => {
      assert.equal(evaluatePolicy(policy(statement), context).publicWrite, true);
      right++;
    });
  }
  for (const [number, name, statement, expected] of TLS) {
    it(`${number}: ${name} is ${expected ? '' : 'not '}TLS-only`, () => {
      const verdict = evaluatePolicy(policy(statement), context);
      assert.equal(verdict.tlsOnly, expected);
      assert.equal(verdict.tlsMissing.length === 0, expected);
      right++;
    });
  }

  after(() => {
    console.log(`      golden policy vectors: ${right} of ${PUBLIC.length + WRITE.length + TLS.length}`);
  });
});
