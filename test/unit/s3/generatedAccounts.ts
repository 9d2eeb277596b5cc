// Accounts of every kind, as a server answers for them.
import fc from 'fast-check';
import type { ApiName } from '../../../src/s3/apis.ts';
import { ALL_USERS, AUTHENTICATED_USERS, LOG_DELIVERY } from '../../../src/s3/checks/publicAccess.ts';
import { evaluatePolicy } from '../../../src/s3/policy/evaluatePolicy.ts';
import { ACCOUNT, type ScriptedAws, type ScriptedBucket } from './scriptedAws.ts';

interface Flags {
  readonly BlockPublicAcls: boolean;
  readonly IgnorePublicAcls: boolean;
  readonly BlockPublicPolicy: boolean;
  readonly RestrictPublicBuckets: boolean;
}

interface GeneratedBucket {
  readonly block: Flags | undefined;
  readonly ownership: string | undefined;
  readonly grants: readonly { readonly to: string; readonly permission: string }[];
  readonly statements: readonly object[];
  readonly answers: Partial<Record<ApiName, string>>;
}

export interface GeneratedAccount {
  /** A Multi-Region Access Point. */
  readonly multiRegion: Flags | undefined;
  readonly block: Flags | undefined;
  readonly buckets: readonly GeneratedBucket[];
  readonly accessPoint: { readonly vpc: boolean; readonly block: Flags; readonly public: boolean } | undefined;
  readonly trail: { readonly logging: boolean; readonly multiRegion: boolean; readonly type: string } | undefined;
  /** Of an event data store for all objects, where there is one. */
  readonly store: string | undefined;
  /** The name of a bucket that somebody else has. */
  readonly shadow: string | undefined;
  /** Of the one distribution. */
  readonly origin: string;
  /** Undefined: the key that buckets are encrypted with does not exist. */
  readonly keyState: string | undefined;
}

const flags: fc.Arbitrary<Flags | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.constantFrom(true, false).map(allFlags),
  fc.record({
    BlockPublicAcls: fc.boolean(),
    IgnorePublicAcls: fc.boolean(),
    BlockPublicPolicy: fc.boolean(),
    RestrictPublicBuckets: fc.boolean(),
  }),
);

function allFlags(on: boolean): Flags {
  return { BlockPublicAcls: on, IgnorePublicAcls: on, BlockPublicPolicy: on, RestrictPublicBuckets: on };
}

const DISTRIBUTION = `arn:aws:cloudfront::${ACCOUNT}:distribution/E1`;

const statement = fc.record({
  Effect: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny'),
  Principal: fc.constantFrom<unknown>(
    '*',
    { Service: 'cloudfront.amazonaws.com' },
    { AWS: 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1' },
    { AWS: `arn:aws:iam::${ACCOUNT}:root` },
    { AWS: 'arn:aws:iam::444455556666:root' },
    { Service: 'logging.s3.amazonaws.com' },
    { CanonicalUser: 'me' },
  ),
  Action: fc.constantFrom<unknown>('s3:GetObject', 's3:ListBucket', 's3:PutObject', 's3:*', [
    's3:Get*',
    's3:PutBucketAcl',
  ]),
  Resource: fc.constant(['arn:aws:s3:::NAME', 'arn:aws:s3:::NAME/*']),
  Condition: fc.constantFrom<unknown>(
    undefined,
    undefined,
    { Bool: { 'aws:SecureTransport': 'false' } },
    { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
    { StringEquals: { 'AWS:SourceArn': DISTRIBUTION } },
  ),
});

/** In the region of most buckets. */
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/k`;

/** One of several answers, or none at all. */
function answer(...inside: readonly string[]): fc.Arbitrary<string | undefined> {
  return fc.constantFrom(undefined, ...inside);
}

const answers = fc
  .record({
    GetBucketEncryption: answer(
      '<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType></BlockedEncryptionTypes></Rule>',
      '<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled></Rule>',
      `<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>${KEY}</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule>`,
    ),
    GetBucketVersioning: answer(
      '<Status>Enabled</Status>',
      '<Status>Suspended</Status>',
      '<Status>Enabled</Status><MfaDelete>Enabled</MfaDelete>',
    ),
    GetBucketLogging: answer(
      '<LoggingEnabled><TargetBucket>bucket-0</TargetBucket><TargetPrefix>x/</TargetPrefix></LoggingEnabled>',
      '<LoggingEnabled><TargetBucket>bucket-1</TargetBucket><TargetPrefix></TargetPrefix></LoggingEnabled>',
    ),
    GetBucketLifecycleConfiguration: answer(
      '<Rule><ID>a</ID><Status>Enabled</Status><Filter></Filter><AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule>',
      '<Rule><ID>b</ID><Status>Enabled</Status><Filter><Prefix>x/</Prefix></Filter><NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration></Rule>',
      '<Rule><ID>c</ID><Status>Disabled</Status><Filter></Filter></Rule>',
    ),
    GetObjectLockConfiguration: answer('<ObjectLockEnabled>Enabled</ObjectLockEnabled>'),
    GetBucketWebsite: answer(
      '<IndexDocument><Suffix>index.html</Suffix></IndexDocument>',
      '<RedirectAllRequestsTo><HostName>x.example</HostName></RedirectAllRequestsTo>',
    ),
    GetBucketCors: answer(
      '<CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>PUT</AllowedMethod></CORSRule>',
      '<CORSRule><AllowedOrigin>https://a.example</AllowedOrigin><AllowedMethod>GET</AllowedMethod></CORSRule>',
    ),
    GetBucketReplication: answer(
      '<Role>r</Role><Rule><Status>Enabled</Status><Destination><Bucket>arn:aws:s3:::bucket-1</Bucket></Destination></Rule>',
      '<Role>r</Role><Rule><Status>Enabled</Status><Destination><Bucket>arn:aws:s3:::theirs</Bucket><Account>444455556666</Account></Destination></Rule>',
    ),
    GetBucketNotificationConfiguration: answer('<EventBridgeConfiguration></EventBridgeConfiguration>'),
    GetBucketTagging: answer('<TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet>'),
    GetBucketRequestPayment: answer('<Payer>Requester</Payer>'),
  })
  .map((all) => Object.fromEntries(Object.entries(all).filter(([, inside]) => inside !== undefined)));

const bucket: fc.Arbitrary<GeneratedBucket> = fc.record({
  block: flags,
  ownership: fc.constantFrom(undefined, 'BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'),
  grants: fc.array(
    fc.record({
      to: fc.constantFrom(ALL_USERS, AUTHENTICATED_USERS, LOG_DELIVERY, 'somebody'),
      permission: fc.constantFrom('READ', 'WRITE', 'READ_ACP', 'WRITE_ACP', 'FULL_CONTROL'),
    }),
    { maxLength: 2 },
  ),
  statements: fc.array(statement, { maxLength: 2 }),
  answers,
});

export const anyAccount: fc.Arbitrary<GeneratedAccount> = fc.record({
  multiRegion: flags,
  block: flags,
  buckets: fc.array(bucket, { minLength: 3, maxLength: 3 }),
  accessPoint: fc.option(
    fc.record({ vpc: fc.boolean(), block: flags.map((one) => one ?? allFlags(false)), public: fc.boolean() }),
    {
      nil: undefined,
    },
  ),
  trail: fc.option(
    fc.record({
      logging: fc.boolean(),
      multiRegion: fc.boolean(),
      type: fc.constantFrom('All', 'ReadOnly', 'WriteOnly'),
    }),
    { nil: undefined },
  ),
  store: fc.constantFrom(undefined, 'ENABLED', 'STOPPED_INGESTION'),
  shadow: fc.constantFrom(undefined, `aws-glue-assets-${ACCOUNT}-us-east-1`, `sagemaker-eu-west-1-${ACCOUNT}`),
  origin: fc.constantFrom('bucket-0.s3.us-east-1.amazonaws.com', 'bucket-2.s3.amazonaws.com', 'elsewhere.example'),
  keyState: fc.constantFrom(undefined, 'Enabled', 'Disabled', 'PendingDeletion'),
});

/** Names of the generated buckets, in their order. */
export function namesOf(account: GeneratedAccount): readonly string[] {
  return [...account.buckets.map((_, index) => `bucket-${index}`), DIRECTORY];
}

/** Of every account, in the region that account-level calls go to. */
const DIRECTORY = 'quick--use1-az4--x-s3';

/** Lets the server answer for this account, and for no other. */
export function serve(aws: ScriptedAws, account: GeneratedAccount): void {
  aws.buckets.clear();
  aws.foreign.clear();
  if (account.shadow !== undefined) aws.foreign.add(account.shadow);
  account.buckets.forEach((one, index) => {
    const name = `bucket-${index}`;
    aws.buckets.set(name, served(name, one, account));
  });
  const { GetBucketLifecycleConfiguration: lifecycle } = account.buckets[0]?.answers ?? {};
  aws.buckets.set(DIRECTORY, {
    region: 'us-east-1',
    ...(lifecycle === undefined ? {} : { answers: { GetBucketLifecycleConfiguration: lifecycle } }),
  });
  const point = account.accessPoint;
  aws.account = {
    ...(account.block === undefined ? {} : { GetAccountPublicAccessBlock: flagsXml(account.block) }),
    ...(point === undefined
      ? {}
      : {
          ListAccessPoints: `<AccessPointList><AccessPoint><Name>point</Name><NetworkOrigin>${point.vpc ? 'VPC' : 'Internet'}</NetworkOrigin><Bucket>bucket-0</Bucket></AccessPoint></AccessPointList>`,
          GetAccessPoint: `<PublicAccessBlockConfiguration>${flagsXml(point.block)}</PublicAccessBlockConfiguration>`,
          GetAccessPointPolicyStatus: `<PolicyStatus><IsPublic>${point.public}</IsPublic></PolicyStatus>`,
        }),
    ...(account.multiRegion === undefined
      ? {}
      : {
          ListMultiRegionAccessPoints: `<AccessPoints><AccessPoint><Name>everywhere</Name><Status>READY</Status><PublicAccessBlock>${flagsXml(account.multiRegion)}</PublicAccessBlock></AccessPoint></AccessPoints>`,
        }),
    ...(account.trail === undefined ? {} : trailAnswers(account.trail)),
    ...(account.store === undefined ? {} : storeAnswers(account.store)),
    ListDistributions: `<Quantity>1</Quantity><Items><DistributionSummary><Id>E1</Id><ARN>${DISTRIBUTION}</ARN><Origins><Items><Origin><DomainName>${account.origin}</DomainName></Origin></Items></Origins></DistributionSummary></Items>`,
    ...(account.keyState === undefined ? {} : { DescribeKey: keyJson(account.keyState) }),
  };
}

function storeAnswers(status: string): Partial<Record<ApiName, string>> {
  const arn = `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:eventdatastore/s`;
  const fields = [
    { Field: 'eventCategory', Equals: ['Data'] },
    { Field: 'resources.type', Equals: ['AWS::S3::Object'] },
  ];
  return {
    ListEventDataStores: JSON.stringify({ EventDataStores: [{ EventDataStoreArn: arn }] }),
    GetEventDataStore: JSON.stringify({
      Status: status,
      MultiRegionEnabled: true,
      AdvancedEventSelectors: [{ FieldSelectors: fields }],
    }),
  };
}

function keyJson(state: string): string {
  return JSON.stringify({ KeyMetadata: { KeyId: 'k', Arn: KEY, AWSAccountId: ACCOUNT, KeyState: state } });
}

function trailAnswers(trail: NonNullable<GeneratedAccount['trail']>): Partial<Record<ApiName, string>> {
  const one = {
    Name: 'trail',
    TrailARN: `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/trail`,
    HomeRegion: 'us-east-1',
    IsMultiRegionTrail: trail.multiRegion,
    S3BucketName: 'bucket-2',
  };
  const resources = [{ Type: 'AWS::S3::Object', Values: ['arn:aws:s3'] }];
  return {
    DescribeTrails: JSON.stringify({ trailList: [one] }),
    GetTrailStatus: JSON.stringify({ IsLogging: trail.logging }),
    GetEventSelectors: JSON.stringify({ EventSelectors: [{ ReadWriteType: trail.type, DataResources: resources }] }),
  };
}

function served(name: string, one: GeneratedBucket, account: GeneratedAccount): ScriptedBucket {
  const ignored = account.block?.IgnorePublicAcls === true || one.block?.IgnorePublicAcls === true;
  const policy =
    one.statements.length === 0
      ? undefined
      : JSON.stringify({ Version: '2012-10-17', Statement: one.statements }).replaceAll('NAME', name);
  return {
    region: name === 'bucket-1' ? 'eu-west-1' : 'us-east-1',
    ...(policy === undefined
      ? {}
      : { policy, policyIsPublic: evaluatePolicy(policy, { account: ACCOUNT, bucket: name }).public === true }),
    answers: {
      ...one.answers,
      ...(one.block === undefined ? {} : { GetPublicAccessBlock: flagsXml(one.block) }),
      ...(one.ownership === undefined
        ? {}
        : { GetBucketOwnershipControls: `<Rule><ObjectOwnership>${one.ownership}</ObjectOwnership></Rule>` }),
      GetBucketAcl: aclXml(one, ignored),
    },
  };
}

/** As S3 does: nobody but the owner where ACLs are off, and no public grant where those are ignored. */
function aclXml({ grants, ownership }: GeneratedBucket, ignored: boolean): string {
  const shown = grants.filter(({ to }) => ownership !== 'BucketOwnerEnforced' && !(ignored && /global/.test(to)));
  const xml = [{ to: 'me', permission: 'FULL_CONTROL' }, ...shown].map(({ to, permission }) => {
    const who = to.startsWith('http') ? `<URI>${to}</URI>` : `<ID>${to}</ID>`;
    return `<Grant><Grantee>${who}</Grantee><Permission>${permission}</Permission></Grant>`;
  });
  return `<Owner><ID>me</ID></Owner><AccessControlList>${xml.join('')}</AccessControlList>`;
}

function flagsXml(block: Flags): string {
  return Object.entries(block)
    .map(([name, on]) => `<${name}>${on}</${name}>`)
    .join('');
}
