// An account of moto's for one fix, with buckets that have a bit of everything: what a fix is not about must be there
// afterwards.
import assert from 'node:assert/strict';
import {
  CreateBucketCommand,
  PutBucketAclCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  GetBucketAclCommand,
  type Grant,
  type S3Client,
} from '@aws-sdk/client-s3';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { clients, createBucket, policyOf, REGION, s3, type Keys } from '../moto.ts';

export const LOG_DELIVERY = 'http://acs.amazonaws.com/groups/s3/LogDelivery';
export const ALL_USERS = 'http://acs.amazonaws.com/groups/global/AllUsers';
export const AUTHENTICATED_USERS = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers';
export const OTHER_ACCOUNT = '999999999999';

/** What a bucket is given, unless the case is about a bucket without it. */
export type Part = 'tags' | 'lifecycle' | 'cors' | 'notifications' | 'policy' | 'acl' | 'encryption' | 'versioning';

export class World {
  readonly account: string;
  readonly keys: Keys;
  /** The name of the bucket that is to be fixed. */
  readonly bucket: string;
  readonly client: S3Client;

  constructor(account: string, keys: Keys, bucket: string) {
    this.account = account;
    this.keys = keys;
    this.bucket = bucket;
    this.client = s3(keys);
  }

  clients() {
    return clients(this.keys);
  }

  arn(bucket = this.bucket): string {
    return `arn:aws:s3:::${bucket}`;
  }

  /** Statements that have nothing to do with what is wrong. */
  ownStatements(bucket = this.bucket): readonly object[] {
    return [
      {
        Sid: 'OwnRoleReads',
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${this.account}:role/reader` },
        Action: ['s3:GetObject'],
        Resource: `${this.arn(bucket)}/*`,
      },
      {
        Sid: 'KeepBucket',
        Effect: 'Deny',
        // Of a principal that is a string moto can make nothing when it looks whether logs may be delivered.
        Principal: { AWS: '*' },
        Action: 's3:DeleteBucket',
        Resource: this.arn(bucket),
      },
    ];
  }

  /** Makes a bucket with everything but `without`, and with these statements and grants besides its own. */
  async furnish(
    options: {
      readonly name?: string;
      readonly without?: readonly Part[];
      readonly statements?: readonly object[];
      readonly grants?: readonly Grant[];
    } = {},
  ): Promise<void> {
    const { name: Bucket = this.bucket, without = [], statements = [], grants = [] } = options;
    const has = (part: Part): boolean => !without.includes(part);
    await createBucket(this.client, Bucket);
    const send = this.client;
    if (has('tags')) {
      const TagSet = [
        { Key: 'project', Value: 'a b' },
        { Key: 'cost', Value: '17' },
      ];
      await send.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    }
    if (has('lifecycle')) {
      const Rules = [
        { ID: 'tmp', Status: 'Enabled' as const, Filter: { Prefix: 'tmp/' }, Expiration: { Days: 30 } },
        { ID: 'off', Status: 'Disabled' as const, Filter: { Prefix: 'old/' }, Expiration: { Days: 400 } },
      ];
      const LifecycleConfiguration = { Rules };
      await send.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
    }
    if (has('cors')) {
      const CORSRules = [{ AllowedOrigins: ['https://app.example.com'], AllowedMethods: ['GET', 'PUT'] }];
      await send.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
    }
    if (has('notifications')) {
      const LambdaFunctionArn = `arn:aws:lambda:${REGION}:${this.account}:function:thumbnails`;
      const one = { Id: 'thumbnails', LambdaFunctionArn, Events: ['s3:ObjectCreated:*' as const] };
      const NotificationConfiguration = { LambdaFunctionConfigurations: [one] };
      await send.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration }));
    }
    if (has('encryption')) {
      const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }];
      const ServerSideEncryptionConfiguration = { Rules };
      await send.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
    }
    if (has('versioning')) {
      const VersioningConfiguration = { Status: 'Enabled' as const };
      await send.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    }
    const all = [...(has('policy') ? this.ownStatements(Bucket) : []), ...statements];
    if (all.length > 0) await send.send(new PutBucketPolicyCommand({ Bucket, Policy: policyOf(...all) }));
    if (has('acl') || grants.length > 0) {
      const { Owner, Grants: own } = await send.send(new GetBucketAclCommand({ Bucket }));
      const delivery: Grant = { Grantee: { Type: 'Group', URI: LOG_DELIVERY }, Permission: 'READ_ACP' };
      const Grants = [...(own ?? []), ...(has('acl') ? [delivery] : []), ...grants];
      await send.send(new PutBucketAclCommand({ Bucket, AccessControlPolicy: { Owner, Grants } }));
    }
  }

  async createElsewhere(name: string, region: string): Promise<S3Client> {
    const client = s3(this.keys, region);
    const LocationConstraint = region as 'eu-central-1';
    await client.send(new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: { LocationConstraint } }));
    return client;
  }
}

/** @returns a world of its own: moto gives whoever takes a role of an account that account */
export async function newWorld(account: string, bucket: string): Promise<World> {
  const input = { RoleArn: `arn:aws:iam::${account}:role/setup`, RoleSessionName: 'setup' };
  const { Credentials: made } = await clients().sts().send(new AssumeRoleCommand(input));
  assert.ok(made?.AccessKeyId !== undefined && made.SecretAccessKey !== undefined && made.SessionToken !== undefined);
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken } = made;
  return new World(account, { accessKeyId, secretAccessKey, sessionToken }, bucket);
}
