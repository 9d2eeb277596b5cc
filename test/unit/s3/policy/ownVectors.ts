// Bucket policies of our own with what they mean, by AWS's definition of "public" and the grammar of IAM policies.
import type { PolicyVerdict } from '../../../../src/s3/policy/evaluatePolicy.ts';

type Flag = 'public' | 'publicRead' | 'publicList' | 'publicWrite' | 'publicAdmin' | 'tlsOnly';

export interface Vector {
  readonly name: string;
  /** The whole text. */
  readonly policy: string;
  readonly expected: Partial<Pick<PolicyVerdict, Flag | 'foreign'>>;
  /** Whether there is something that cannot be understood. */
  readonly problems?: true;
}

export const ACCOUNT = '111122223333';
const OTHER = '444455556666';
const CANONICAL = '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be';
const OBJECTS = 'arn:aws:s3:::b/*';
const BUCKET = 'arn:aws:s3:::b';

type Json = Record<string, unknown>;
type Expected = Vector['expected'];

const ALLOW: Json = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: OBJECTS };
const ALL: Json = { ...ALLOW, Action: 's3:*', Resource: [BUCKET, OBJECTS] };
const DENY: Json = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [BUCKET, OBJECTS] };
const HTTP = { Bool: { 'aws:SecureTransport': 'false' } };
const TLS: Json = { ...DENY, Condition: HTTP };

const of = (...statements: readonly Json[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const vector = (name: string, statements: readonly Json[], expected: Expected): Vector => ({
  name,
  policy: of(...statements),
  expected,
});
const allow = (name: string, change: Json, expected: Expected): Vector =>
  vector(name, [{ ...ALLOW, ...change }], expected);
const when = (name: string, Condition: Json, isPublic: boolean): Vector =>
  allow(name, { Condition }, { public: isPublic, publicRead: isPublic });
const named = (name: string, Principal: unknown, foreign: readonly string[]): Vector =>
  allow(name, { Principal }, { public: false, publicRead: false, foreign });
const anybody = (name: string, Principal: unknown): Vector =>
  allow(name, { Principal }, { public: true, publicRead: true });
const tls = (name: string, change: Json, tlsOnly: boolean): Vector =>
  vector(name, [{ ...TLS, ...change }], { tlsOnly });
const broken = (
  name: string,
  policy: string,
  expected: Expected = { public: 'unknown', publicWrite: 'unknown' },
): Vector => ({
  name,
  policy,
  expected,
  problems: true,
});

const PRIVATE: Expected = {
  public: false,
  publicRead: false,
  publicList: false,
  publicWrite: false,
  publicAdmin: false,
};

export const VECTORS: readonly Vector[] = [
  // Names and lists.
  allow('elements in lower case', { Effect: undefined, effect: 'Allow' }, { public: true, publicRead: true }),
  allow('an action in capitals', { Action: 'S3:GETOBJECT' }, { publicRead: true, publicList: false }),
  allow('a list of one action', { Action: ['s3:GetObject'] }, { publicRead: true }),
  allow(
    'a list of actions, one of them a write',
    { Action: ['s3:GetObject', 's3:PutObject'] },
    { publicRead: true, publicWrite: true },
  ),
  allow('a list of resources', { Resource: ['arn:aws:s3:::b/a/*', 'arn:aws:s3:::b/c'] }, { publicRead: true }),
  anybody('a list of principals with everyone in it', { AWS: [`arn:aws:iam::${ACCOUNT}:root`, '*'] }),
  anybody('any canonical user', { CanonicalUser: '*' }),
  anybody('any service', { Service: '*' }),
  anybody('a role of that name in any account', { AWS: 'arn:aws:iam::*:role/x' }),
  anybody('whoever signs in at a public provider', { Federated: 'cognito-identity.amazonaws.com' }),
  anybody('everyone beside a fixed service', { Service: 'cloudfront.amazonaws.com', AWS: '*' }),

  // Whom a statement names.
  named('the own account by number', { AWS: ACCOUNT }, []),
  named('another account by number', { AWS: OTHER }, [OTHER]),
  named('another account by its root', { AWS: `arn:aws:iam::${OTHER}:root` }, [OTHER]),
  named('two accounts and the own one', { AWS: [ACCOUNT, OTHER, '777788889999'] }, [OTHER, '777788889999']),
  named('a role in the partition of China', { AWS: `arn:aws-cn:iam::${OTHER}:role/x` }, [OTHER]),
  named('a user in the partition of the US government', { AWS: `arn:aws-us-gov:iam::${OTHER}:user/x` }, [OTHER]),
  named('a session of a role', { AWS: `arn:aws:sts::${OTHER}:assumed-role/x/y` }, [OTHER]),
  named('a canonical user', { CanonicalUser: CANONICAL }, [CANONICAL]),
  named('a user that was deleted', { AWS: 'AIDACKCEVSQ6C2EXAMPLE' }, []),
  named('a role that was deleted', { AWS: 'AROACKCEVSQ6C2EXAMPLE' }, []),
  named('a service', { Service: 'logging.s3.amazonaws.com' }, []),
  named('an origin access identity', { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1' }, []),
  named('a SAML provider of another account', { Federated: `arn:aws:iam::${OTHER}:saml-provider/x` }, [OTHER]),

  // What actions give.
  allow('versions of objects', { Action: 's3:GetObjectVersion' }, { publicRead: true }),
  allow('objects by torrent', { Action: 's3:GetObjectTorrent' }, { publicRead: true }),
  allow('ACLs of objects are not their data', { Action: 's3:GetObjectAcl' }, { public: true, publicRead: false }),
  allow('tags of objects are not their data', { Action: 's3:GetObjectTagging' }, { public: true, publicRead: false }),
  allow(
    'names need the bucket',
    { Action: 's3:ListBucket', Resource: BUCKET },
    { publicList: true, publicRead: false },
  ),
  allow('a list of objects is none', { Action: 's3:ListBucket' }, { public: true, publicList: false }),
  allow('objects are not read at the bucket', { Resource: BUCKET }, { public: true, publicRead: false }),
  allow('the names of versions', { Action: 's3:ListBucketVersions', Resource: BUCKET }, { publicList: true }),
  allow(
    'the policy of the bucket is written',
    { Action: 's3:PutBucketPolicy', Resource: BUCKET },
    { publicWrite: true, publicAdmin: true },
  ),
  allow(
    'the policy of the bucket is read',
    { Action: 's3:GetBucketPolicy', Resource: BUCKET },
    { public: true, publicAdmin: false, publicWrite: false },
  ),
  allow('one sign left open', { Action: 's3:?etObject' }, { publicRead: true }),
  allow(
    'a wildcard in the middle',
    { Action: 's3:*Object' },
    { publicRead: true, publicWrite: true, publicAdmin: false },
  ),
  allow('an action newer than the list', { Action: 's3:PutObjectFutureThing' }, { publicWrite: true }),
  allow(
    'all actions of all services',
    { Action: '*', Resource: '*' },
    { publicRead: true, publicList: true, publicWrite: true, publicAdmin: true },
  ),
  allow(
    'an action of another service',
    { Action: 'sqs:SendMessage' },
    { public: true, publicWrite: false, publicRead: false },
  ),

  // All but something.
  allow(
    'all but reading one way',
    { Action: undefined, NotAction: 's3:GetObject' },
    { publicRead: true, publicWrite: true },
  ),
  allow(
    'all but all reading',
    { Action: undefined, NotAction: 's3:GetObject*' },
    { publicRead: false, publicWrite: true },
  ),
  allow(
    'all but everything',
    { Action: undefined, NotAction: 's3:*' },
    { public: true, publicRead: false, publicWrite: false },
  ),
  allow(
    'everywhere but in one folder',
    { Resource: undefined, NotResource: 'arn:aws:s3:::b/private/*' },
    { publicRead: true },
  ),
  allow('everywhere but here', { Resource: undefined, NotResource: OBJECTS }, { publicRead: false }),
  allow(
    'everywhere but where a wildcard before the name leaves some',
    { Resource: undefined, NotResource: 'arn:aws:s3:*logs*' },
    { publicRead: true },
  ),
  allow(
    'everyone but one, from fixed addresses',
    {
      Principal: undefined,
      NotPrincipal: { AWS: ACCOUNT },
      Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
    },
    { public: false },
  ),

  // Addresses.
  when('one address', { IpAddress: { 'aws:SourceIp': '203.0.113.7' } }, false),
  when('a block of 2^24', { IpAddress: { 'aws:SourceIp': '203.0.0.0/8' } }, false),
  when('a block of 2^25', { IpAddress: { 'aws:SourceIp': '202.0.0.0/7' } }, true),
  when('all addresses', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, true),
  when('a narrow block and a wide one', { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '0.0.0.0/1'] } }, true),
  when('a block of IPv6', { IpAddress: { 'aws:SourceIp': '2001:db8::/32' } }, false),
  when('a wide block of IPv6', { IpAddress: { 'aws:SourceIp': '2001::/31' } }, true),
  when('all of IPv6', { IpAddress: { 'aws:SourceIp': '::/0' } }, true),
  when('a mixture of both', { IpAddress: { 'AWS:sourceip': ['203.0.113.0/24', '2001:db8:1::/48'] } }, false),
  when('what is no address', { IpAddress: { 'aws:SourceIp': '300.1.1.1/24' } }, true),
  when('all but a block', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, true),

  // Conditions.
  when('a variable for a value', { StringEquals: { 'aws:SourceVpce': '${aws:PrincipalTag/vpce}' } }, true),
  when(
    'a star that is meant as one',
    { StringEquals: { 'aws:SourceArn': 'arn:aws:sns:eu-west-1:111122223333:a${*}' } },
    false,
  ),
  when(
    'an endpoint and the transport',
    { StringEquals: { 'aws:sourcevpce': 'vpce-1' }, Bool: { 'aws:SecureTransport': 'true' } },
    false,
  ),
  when(
    'a limit and something that is none',
    { StringEquals: { 'aws:SourceVpc': 'vpc-1' }, StringLike: { 'aws:Referer': '*' } },
    false,
  ),
  when('a referrer', { StringLike: { 'aws:Referer': 'https://example.com/*' } }, true),
  when('a program', { StringEquals: { 'aws:UserAgent': 'secret' } }, true),
  when('a fixed value beside one with a wildcard', { StringLike: { 'aws:SourceVpc': ['vpc-1', 'vpc-*'] } }, true),
  when(
    'for all values of a key that may be absent',
    { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-1' } },
    true,
  ),
  when(
    'for all values of a key that is required',
    { 'ForAllValues:StringEquals': { 'aws:PrincipalOrgID': 'o-1' }, Null: { 'aws:principalorgid': 'false' } },
    false,
  ),
  when('for any value', { 'ForAnyValue:StringEquals': { 'aws:SourceAccount': OTHER } }, false),
  when('a key that must be absent', { Null: { 'aws:SourceVpc': 'true' } }, true),
  when('a key that must be there', { Null: { 'aws:PrincipalArn': 'false' } }, true),
  when('an address if there is one', { IpAddressIfExists: { 'aws:SourceIp': '203.0.113.0/24' } }, true),
  when('an operator in lower case', { stringequals: { 'AWS:SOURCEVPCE': 'vpce-1' } }, false),
  when('an operator that there is not', { StringIs: { 'aws:SourceVpce': 'vpce-1' } }, true),
  when('no values', { StringEquals: { 'aws:SourceVpce': [] } }, true),
  when(
    'any access point of an account',
    { ArnLike: { 's3:DataAccessPointArn': `arn:aws:s3:eu-west-1:${ACCOUNT}:accesspoint/*` } },
    false,
  ),
  when(
    'access points of any account',
    { ArnLike: { 's3:DataAccessPointArn': 'arn:aws:s3:eu-west-1:*:accesspoint/x' } },
    true,
  ),
  when(
    'access points in any region',
    { ArnLike: { 's3:DataAccessPointArn': `arn:aws:s3:*:${ACCOUNT}:accesspoint/x` } },
    true,
  ),
  when('any session of a role', { StringLike: { 'aws:userid': 'AROACKCEVSQ6C2EXAMPLE:*' } }, true),
  when('one user id', { StringEquals: { 'aws:userid': 'AIDACKCEVSQ6C2EXAMPLE' } }, false),
  when(
    'the key for encryption, which AWS lists no more',
    { StringEquals: { 's3:x-amz-server-side-encryption-aws-kms-key-id': 'k' } },
    true,
  ),
  when('a canned ACL', { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } }, true),
  allow(
    'everyone in another account',
    { Condition: { StringEquals: { 'aws:PrincipalAccount': OTHER } } },
    { public: false, foreign: [OTHER] },
  ),
  allow(
    'access points of another account',
    { Condition: { StringEquals: { 's3:DataAccessPointAccount': OTHER } } },
    { public: false, foreign: [OTHER] },
  ),
  allow(
    'everyone in the own account',
    { Condition: { StringEquals: { 'aws:PrincipalAccount': ACCOUNT } } },
    { public: false, foreign: [] },
  ),

  // What a Deny takes away. The policy stays public by AWS's own meaning.
  vector('a Deny of everything', [ALL, DENY], {
    public: true,
    publicRead: false,
    publicList: false,
    publicWrite: false,
    publicAdmin: false,
  }),
  vector('a Deny of writing', [ALL, { ...DENY, Action: ['s3:Put*', 's3:Delete*'] }], {
    publicRead: true,
    publicWrite: true,
  }),
  vector(
    'a Deny of one way to read',
    [
      { ...ALLOW, Action: 's3:GetObject*' },
      { ...DENY, Action: 's3:GetObject' },
    ],
    { publicRead: true },
  ),
  vector(
    'a Deny of all ways to read',
    [
      { ...ALLOW, Action: 's3:GetObject*' },
      { ...DENY, Action: 's3:getobject*' },
    ],
    { public: true, publicRead: false },
  ),
  vector('a Deny of all but names', [ALL, { ...DENY, Action: undefined, NotAction: 's3:ListBucket*' }], {
    publicRead: false,
    publicList: true,
    publicWrite: false,
  }),
  vector('a Deny in one folder', [ALLOW, { ...DENY, Resource: 'arn:aws:s3:::b/private/*' }], { publicRead: true }),
  vector('a Deny where a wildcard before the name leaves some', [ALLOW, { ...DENY, Resource: 'arn:aws:s3:*secret*' }], {
    publicRead: true,
  }),
  vector('a Deny that a wildcard gives all resources', [ALLOW, { ...DENY, Resource: 'arn:aws:s3:*' }], {
    publicRead: false,
  }),
  vector('a Deny with a variable in it', [ALLOW, { ...DENY, Resource: 'arn:aws:s3:::b/${aws:username}*' }], {
    publicRead: true,
  }),
  vector(
    'a Deny outside of fixed addresses',
    [ALLOW, { ...DENY, Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }],
    { public: true, publicRead: true },
  ),
  vector('a Deny to one role', [ALLOW, { ...DENY, Principal: { AWS: `arn:aws:iam::${OTHER}:role/x` } }], {
    publicRead: true,
  }),
  vector('a Deny to all but one', [ALLOW, { ...DENY, Principal: undefined, NotPrincipal: { AWS: ACCOUNT } }], {
    publicRead: true,
  }),
  vector(
    'a Deny of two folders that are all that is allowed',
    [
      { ...ALLOW, Resource: ['arn:aws:s3:::b/a/*', 'arn:aws:s3:::b/c/*'] },
      { ...DENY, Resource: 'arn:aws:s3:::b/a/*' },
      { ...DENY, Resource: 'arn:aws:s3:::b/c/*' },
    ],
    { publicRead: false },
  ),
  vector('nothing but a Deny', [DENY], { ...PRIVATE, foreign: [] }),
  vector('one public statement among private ones', [{ ...ALLOW, Principal: { AWS: ACCOUNT } }, ALLOW], {
    public: true,
    publicRead: true,
  }),
  vector('private writing beside public reading', [{ ...ALL, Principal: { AWS: ACCOUNT } }, ALLOW], {
    publicRead: true,
    publicWrite: false,
  }),

  // TLS.
  tls('everyone, said the long way', { Principal: { AWS: '*' } }, true),
  tls('all actions of all services', { Action: '*' }, true),
  tls('all resources', { Resource: '*' }, true),
  tls('both by one pattern', { Resource: 'arn:aws:s3:::b*' }, true),
  tls('objects only', { Resource: OBJECTS }, false),
  tls('the bucket only', { Resource: BUCKET }, false),
  tls('not true, rather than false', { Condition: { StringNotEquals: { 'aws:SecureTransport': 'true' } } }, true),
  tls('where it is true', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }, false),
  tls('an old version, or none', { Condition: { NumericLessThanIfExists: { 's3:TlsVersion': '1.2' } } }, true),
  tls('all but some actions', { Action: undefined, NotAction: 's3:GetObject' }, false),
  tls('all but some principals', { Principal: undefined, NotPrincipal: { AWS: ACCOUNT } }, false),
  tls('of another bucket', { Resource: ['arn:aws:s3:::c', 'arn:aws:s3:::c/*'] }, false),
  tls('in the partition of China', { Resource: ['arn:aws-cn:s3:::b', 'arn:aws-cn:s3:::b/*'] }, true),
  vector(
    'bucket and objects denied by two statements',
    [
      { ...TLS, Resource: BUCKET },
      { ...TLS, Resource: OBJECTS },
    ],
    { tlsOnly: true },
  ),
  vector(
    'allowed over TLS alone',
    [{ ...ALLOW, Principal: { AWS: ACCOUNT }, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }],
    { tlsOnly: false },
  ),

  // Documents.
  { name: 'a byte order mark', policy: `\ufeff${of(ALLOW)}`, expected: { public: true, publicRead: true } },
  { name: 'no statement at all', policy: '{"Version":"2012-10-17","Statement":[]}', expected: PRIVATE },
  {
    name: 'an old version',
    policy: JSON.stringify({ Version: '2008-10-17', Id: 'x', Statement: ALLOW }),
    expected: { public: true },
  },
  broken('a version that there is not', JSON.stringify({ Version: '2026-01-01', Statement: TLS })),
  broken('an element of the document that there is not', JSON.stringify({ Statements: 1, Statement: TLS })),
  broken('an element of a Deny that there is not: it may be its condition', of(ALL, { ...DENY, Conditions: HTTP }), {
    public: true,
    publicRead: true,
    publicWrite: true,
  }),
  broken('an element of an Allow that there is not', of({ ...ALLOW, Conditon: {} }), {
    public: true,
    publicRead: true,
    publicWrite: 'unknown',
  }),
  broken(
    'a key that stands twice',
    '{"Statement":[{"Effect":"Allow","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}]}',
  ),
  broken(
    'a key that stands twice but for its case',
    '{"Statement":[{"Effect":"Deny","Principal":"*","action":"s3:*","Action":"s3:*","Resource":"*"}]}',
  ),
  broken('an effect in lower case', of({ ...ALLOW, Effect: 'allow' })),
  broken('a statement that is understood beside one that is not', of(ALLOW, { Effect: 'Maybe' }), {
    public: true,
    publicRead: true,
    publicWrite: 'unknown',
    tlsOnly: 'unknown',
  }),
  broken('Action and NotAction', of({ ...ALLOW, NotAction: 's3:PutObject' })),
  broken('no principal', of({ ...ALLOW, Principal: undefined })),
  broken('a principal that names nobody', of({ ...ALLOW, Principal: {} })),
  broken('a principal that is text', of({ ...ALLOW, Principal: `arn:aws:iam::${ACCOUNT}:root` })),
  broken('no actions', of({ ...ALLOW, Action: [] })),
  broken('a resource that is an object', of({ ...ALLOW, Resource: { a: 1 } })),
  broken('a condition that is a list', of({ ...ALLOW, Condition: [] })),
  broken('no JSON', 'Version: 2012-10-17'),
  broken('JSON that is cut off', of(ALLOW).slice(0, -5)),
  broken('JSON with a comment', `// mine\n${of(ALLOW)}`),
  broken('JSON that is no policy', '[1, 2]'),
  broken('JSON that is another document', '{"name":"x"}'),
  broken('nothing', ' \n'),
  broken('null', 'null'),
  broken('more than S3 takes by far', `${' '.repeat(300_000)}${of(ALLOW)}`),
];

/** 200 statements in 20 KB: one of them, by its index, is public. */
export function longPolicy(open: number): string {
  const statements = Array.from({ length: 200 }, (_, index) => ({
    Effect: 'Allow',
    Principal: index === open ? '*' : { AWS: ACCOUNT },
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::b/${index}*`,
  }));
  return of(...statements);
}
