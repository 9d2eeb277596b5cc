// An account that shows every kind of outcome: for trying the command line, and many buckets for the bench.
import { ALL_USERS_URI, fakeAccount, type FakeAccount, fakeBucket, oldBucket, policyOf } from './account.ts';

const publicRead = (name: string): string =>
  policyOf({ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${name}/*` });

const tlsOnly = (name: string): object => ({
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

export function sampleAccount(): FakeAccount {
  return fakeAccount({
    buckets: [
      fakeBucket('acme-new'),
      fakeBucket('acme-hardened', {
        policy: policyOf(tlsOnly('acme-hardened')),
        encryption: { algorithm: 'aws:kms', bucketKey: true, blocked: ['SSE-C'] },
        versioning: { status: 'Enabled' },
        logging: { bucket: 'acme-logs', prefix: 'hardened/' },
        lifecycle: [{ ID: 'old', Status: 'Enabled', Filter: {}, NoncurrentVersionExpiration: { NoncurrentDays: 90 } }],
        objectLock: { ObjectLockEnabled: 'Enabled' },
      }),
      fakeBucket('acme-logs', { region: 'us-east-1' }),
      oldBucket('acme-downloads', { policy: publicRead('acme-downloads'), policyIsPublic: true }),
      oldBucket('acme-website', {
        region: 'eu-west-1',
        policy: publicRead('acme-website'),
        policyIsPublic: true,
        website: { IndexDocument: { Suffix: 'index.html' } },
      }),
      oldBucket('acme-listed', { grants: [{ to: { uri: ALL_USERS_URI }, permission: 'READ' }] }),
      oldBucket('acme-dropbox', { grants: [{ to: { uri: ALL_USERS_URI }, permission: 'WRITE' }] }),
      fakeBucket('acme-latent', { policy: publicRead('acme-latent'), policyIsPublic: true }),
      fakeBucket('acme-partner', {
        policy: policyOf({
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::444455556666:root' },
          Action: 's3:*',
          Resource: ['arn:aws:s3:::acme-partner', 'arn:aws:s3:::acme-partner/*'],
        }),
      }),
      fakeBucket('acme-closed', { denied: new Set(['s3:GetBucketPolicy', 's3:GetBucketPublicAccessBlock']) }),
      fakeBucket('acme-frankfurt', { region: 'eu-central-1', versioning: { status: 'Suspended' } }),
      fakeBucket('acme.dotted', { policy: '{ this is no JSON' }),
    ],
    trails: [{ name: 'main', homeRegion: 'us-east-1', multiRegion: true, bucket: 'acme-logs', logging: true }],
  });
}

/** As many buckets in four regions; every third has a policy, every fifth ACLs. */
export function largeAccount(count: number): FakeAccount {
  const regions = ['us-east-1', 'eu-west-1', 'eu-central-1', 'ap-southeast-2'];
  return fakeAccount({
    buckets: Array.from({ length: count }, (_unused, at) => {
      const name = `acme-${String(at).padStart(5, '0')}`;
      return (at % 5 === 0 ? oldBucket : fakeBucket)(name, {
        region: regions[at % regions.length] ?? 'us-east-1',
        ...(at % 3 === 0 ? { policy: policyOf(tlsOnly(name)) } : {}),
      });
    }),
  });
}
