// What AWS says to a request, in the order in which AWS looks: who asks, which bucket, where it is, whose, may they.
import type { FakeAccount, FakeBucket, FakePrincipal } from './account.ts';
import { assumeRole, callerIdentity, CLOUDTRAIL_READERS, S3_CONTROL_READERS } from './accountServices.ts';
import { type Answer, type ApiError, type Call, denialOf } from './answer.ts';
import { type BucketApi, type FakeApi, iamActionOf, servedByDirectoryBucket } from './apis.ts';
import { illegalLocation, malformedAuthorization, NO_SUCH_BUCKET, permanentRedirect } from './faults.ts';
import { listDistributions } from './cloudFront.ts';
import { describeKey } from './kms.ts';
import { BUCKET_READERS, listBuckets, listDirectoryBuckets } from './s3.ts';

export interface World {
  readonly accounts: readonly FakeAccount[];
  readonly admit: (accountId: string, arn: string) => FakePrincipal;
}

export function judge(call: Call, world: World): Answer | ApiError {
  const { api, caller, account } = call;
  if (call.bucket !== undefined) return judgeBucket(call, call.bucket, world);
  if (!caller || !account) return denialOf(call, undefined, 'unexplained');
  const action = iamActionOf(api);
  if (action !== undefined && account.denied.has(action)) return denialOf(call, action);
  if (api === 'ListBuckets') return listBuckets(account, call);
  if (api === 's3express:ListDirectoryBuckets') return listDirectoryBuckets(account, call);
  if (api === 'sts:GetCallerIdentity') return callerIdentity(caller);
  if (api === 'sts:AssumeRole') return assumeRole(call, world.accounts, world.admit);
  if (api in CLOUDTRAIL_READERS) return CLOUDTRAIL_READERS[api as keyof typeof CLOUDTRAIL_READERS](account, call);
  if (api === 'cloudfront:ListDistributions') return listDistributions(account, call);
  if (api === 'kms:DescribeKey') return describeKey(account, call);
  if (call.header('x-amz-account-id') !== account.id) return denialOf(call, action, 'unexplained');
  return S3_CONTROL_READERS[api as keyof typeof S3_CONTROL_READERS](account, call);
}

function judgeBucket(call: Call, name: string, { accounts }: World): Answer | ApiError {
  const owner = accounts.find(({ buckets }) => buckets.some((one) => one.name === name));
  const bucket = owner?.buckets.find((one) => one.name === name);
  if (!owner || !bucket) return { ...NO_SUCH_BUCKET, more: { BucketName: name } };
  return withRegionOnHead(call, bucket, judgeFound(call, bucket, owner));
}

function judgeFound(call: Call, bucket: FakeBucket, owner: FakeAccount): Answer | ApiError {
  const api = call.api as BucketApi;
  const elsewhere = wrongRegionAnswer(call, bucket);
  if (elsewhere) return elsewhere;
  const expected = call.header('x-amz-expected-bucket-owner');
  if (expected !== undefined && expected !== owner.id) return denialOf(call, undefined, 'unexplained');
  if (call.caller?.accountId !== owner.id) return denialOf(call, undefined, 'unexplained');
  const directory = bucket.kind === 'directory';
  const action = iamActionOf(api, directory);
  if (action !== undefined && (owner.denied.has(action) || bucket.denied.has(action))) return denialOf(call, action);
  if (directory && !servedByDirectoryBucket(api)) {
    return {
      code: 'MethodNotAllowed',
      status: 405,
      message: 'The specified method is not allowed against this resource.',
    };
  }
  return BUCKET_READERS[api](bucket, owner, call);
}

function wrongRegionAnswer({ region, caller }: Call, bucket: FakeBucket): ApiError | undefined {
  if (caller === undefined || region === undefined || region === bucket.region) return undefined;
  switch (bucket.wrongRegion) {
    case 'served':
      return undefined;
    case 'redirect':
    case 'redirect-without-header':
      return permanentRedirect(bucket.name, bucket.region, bucket.wrongRegion === 'redirect');
    case 'malformed-authorization':
      return malformedAuthorization(region, bucket.region);
    case 'illegal-location':
      return illegalLocation(bucket.region);
  }
}

/** HeadBucket tells the region to everybody, whatever else it says. */
function withRegionOnHead<T extends Answer | ApiError>(call: Call, bucket: FakeBucket, answer: T): T {
  if (call.api !== 'HeadBucket') return answer;
  return { ...answer, headers: { ...answer.headers, 'x-amz-bucket-region': bucket.region } };
}

/** The errors of those who are not who they say they are; STS has its own words for them. */
export function credentialError(api: FakeApi, kind: 'unknown' | 'wrong-token' | 'expired'): ApiError {
  const s3 = !/^(sts|cloudtrail|kms):/.test(api);
  switch (kind) {
    case 'unknown':
      return s3
        ? {
            code: 'InvalidAccessKeyId',
            status: 403,
            message: 'The AWS Access Key Id you provided does not exist in our records.',
          }
        : notValid(api);
    case 'wrong-token':
      return s3
        ? { code: 'InvalidToken', status: 400, message: 'The provided token is malformed or otherwise invalid.' }
        : notValid(api);
    case 'expired':
      if (s3) return { code: 'ExpiredToken', status: 400, message: 'The provided token has expired.' };
      return {
        code: api.startsWith('sts:') ? 'ExpiredToken' : 'ExpiredTokenException',
        status: api.startsWith('sts:') ? 403 : 400,
        message: 'The security token included in the request is expired',
      };
  }
}

function notValid(api: FakeApi): ApiError {
  const sts = api.startsWith('sts:');
  return {
    code: sts ? 'InvalidClientTokenId' : 'UnrecognizedClientException',
    status: sts ? 403 : 400,
    message: 'The security token included in the request is invalid.',
  };
}
