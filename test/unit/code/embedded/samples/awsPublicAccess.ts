import type { SampleFamily } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const AWS_PUBLIC_ACCESS_SAMPLES: SampleFamily = {
  ruleId: 'aws-public-access',
  samples: [
    vulnerable(
      'python',
      'high',
      'bucket that everybody may list',
      `
      import boto3

      s3 = boto3.client('s3')
      s3.create_bucket(Bucket='price-lists', ACL='public-read')  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'object that everybody may read',
      `
      import boto3

      def publish(path, key):
          options = {'ContentType': 'application/pdf', 'ACL': 'public-read'}  # FINDING
          boto3.client('s3').upload_file(path, 'price-lists', key, ExtraArgs=options)
    `,
    ),
    vulnerable(
      'python',
      'high',
      'bucket that everybody may write to',
      `
      import boto3

      bucket = boto3.resource('s3').Bucket('inbox')
      bucket.Acl().put(ACL='public-read-write')  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'protection that is switched off',
      `
      import boto3

      boto3.client('s3').put_public_access_block(
          Bucket='price-lists',
          PublicAccessBlockConfiguration={'BlockPublicAcls': True, 'IgnorePublicAcls': True},  # FINDING
      )
    `,
    ),
    vulnerable(
      'python',
      'high',
      'policy for everybody',
      `
      import json
      import boto3

      def share(bucket):
          statement = {
              'Effect': 'Allow',
              'Principal': '*',  # FINDING
              'Action': ['s3:GetObject', 's3:PutObject'],
              'Resource': f'arn:aws:s3:::{bucket}/*',
          }
          policy = {'Version': '2012-10-17', 'Statement': [statement]}
          boto3.client('s3').put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'policy for everybody as JSON',
      `
      import boto3

      POLICY = '''{
        "Version": "2012-10-17",
        "Statement": [{
          "Effect": "Allow",
          "Principal": {"AWS": ["*"]},
          "Action": "s3:GetObject",
          "Resource": "arn:aws:s3:::price-lists/*",
          "Condition": {"Bool": {"aws:SecureTransport": "true"}}
        }]
      }'''

      boto3.client('s3').put_bucket_policy(Bucket='price-lists', Policy=POLICY)  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'right that is granted to a group',
      `
      def open_up(client, key):
          client.put_object_acl(
              Bucket='price-lists',
              Key=key,
              GrantRead='uri="http://acs.amazonaws.com/groups/global/AllUsers"',  # FINDING
          )
    `,
    ),
    vulnerable(
      'python',
      'high',
      'bucket of the CDK',
      `
      from aws_cdk import aws_s3 as s3

      class Storage(Stack):
          def __init__(self, scope, id):
              super().__init__(scope, id)
              s3.Bucket(self, 'Reports', public_read_access=True)  # FINDING
    `,
    ),
    safe(
      'python',
      'private, and protected',
      `
      import boto3

      s3 = boto3.client('s3')
      s3.create_bucket(Bucket='reports', ACL='private')
      s3.put_public_access_block(
          Bucket='reports',
          PublicAccessBlockConfiguration={
              'BlockPublicAcls': True,
              'IgnorePublicAcls': True,
              'BlockPublicPolicy': True,
              'RestrictPublicBuckets': True,
          },
      )
      s3.upload_file('a.pdf', 'reports', 'a.pdf', ExtraArgs={'ACL': 'bucket-owner-full-control'})
    `,
    ),
    safe(
      'python',
      'policy with a condition, and one that denies',
      `
      import json

      def policies(bucket):
          inside = {
              'Effect': 'Allow',
              'Principal': '*',
              'Action': 's3:GetObject',
              'Resource': f'arn:aws:s3:::{bucket}/*',
              'Condition': {'StringEquals': {'aws:PrincipalOrgID': 'o-a1b2c3d4e5'}},
          }
          tls = {
              'Effect': 'Deny',
              'Principal': '*',
              'Action': 's3:*',
              'Resource': [f'arn:aws:s3:::{bucket}', f'arn:aws:s3:::{bucket}/*'],
              'Condition': {'Bool': {'aws:SecureTransport': 'false'}},
          }
          return json.dumps({'Version': '2012-10-17', 'Statement': [inside, tls]})
    `,
    ),
    safe(
      'python',
      'policy for an account',
      `
      def share(client, bucket):
          client.put_bucket_policy(Bucket=bucket, Policy='''{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::reports/*"}}''')
    `,
    ),
    safe(
      'python',
      'lists of other things',
      `
      def allow(window, user):
          window.configure(ACL=user.acl, Principal=user.name)
          return {'ACL': [user.name], 'Effect': 'Allow', 'Principal': user.name}
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'upload with version 2 of the SDK',
      `
      const AWS = require('aws-sdk');
      const s3 = new AWS.S3();

      exports.publish = (body) =>
        s3.upload({ Bucket: process.env.BUCKET, Key: 'a.pdf', Body: body, ACL: 'public-read' }).promise(); // FINDING
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'access list of a bucket with version 3',
      `
      import { PutBucketAclCommand, S3Client } from '@aws-sdk/client-s3';

      const client = new S3Client({});
      await client.send(new PutBucketAclCommand({ Bucket: 'reports', ACL: 'authenticated-read' })); // FINDING
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'protection that is removed',
      `
      import { DeletePublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3';

      const client = new S3Client({});
      await client.send(new DeletePublicAccessBlockCommand({ Bucket: 'reports' })); // FINDING
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'queue for everybody',
      `
      const { SQSClient, SetQueueAttributesCommand } = require('@aws-sdk/client-sqs');

      const policy = {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: '*' }, // FINDING
            Action: 'sqs:SendMessage',
            Resource: process.env.QUEUE_ARN,
          },
        ],
      };
      const Attributes = { Policy: JSON.stringify(policy) };
      new SQSClient({}).send(new SetQueueAttributesCommand({ QueueUrl: process.env.QUEUE_URL, Attributes }));
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'grant to everybody',
      `
      const params = {
        Bucket: 'inbox',
        AccessControlPolicy: {
          Grants: [
            {
              Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' }, // FINDING
              Permission: 'WRITE',
            },
          ],
        },
      };
      s3.putBucketAcl(params);
    `,
    ),
    safe(
      'javascript',
      'private, and protected',
      `
      import { PutBucketAclCommand, PutObjectCommand, PutPublicAccessBlockCommand, S3Client } from '@aws-sdk/client-s3';

      const client = new S3Client({});
      await client.send(new PutBucketAclCommand({ Bucket: 'reports', ACL: 'private' }));
      await client.send(new PutObjectCommand({ Bucket: 'reports', Key: 'a', Body: 'b' }));
      await client.send(
        new PutPublicAccessBlockCommand({
          Bucket: 'reports',
          PublicAccessBlockConfiguration: {
            BlockPublicAcls: true,
            IgnorePublicAcls: true,
            BlockPublicPolicy: true,
            RestrictPublicBuckets: true,
          },
        }),
      );
    `,
    ),
    safe(
      'javascript',
      'grant to the logs',
      `
      const grant = {
        Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/s3/LogDelivery' },
        Permission: 'WRITE',
      };
      s3.putBucketAcl({ Bucket: 'logs', AccessControlPolicy: { Grants: [grant] } });
    `,
    ),
    safe(
      'javascript',
      'service that may publish for one account',
      `
      const statement = {
        Effect: 'Allow',
        Principal: '*',
        Action: 'sns:Publish',
        Resource: process.env.TOPIC_ARN,
        Condition: { ArnEquals: { 'aws:SourceArn': process.env.BUCKET_ARN } },
      };
      const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
      module.exports = { statement, trust };
    `,
    ),
    vulnerable(
      'typescript',
      'high',
      'bucket of the CDK',
      `
      import { Stack, type StackProps } from 'aws-cdk-lib';
      import * as s3 from 'aws-cdk-lib/aws-s3';
      import type { Construct } from 'constructs';

      export class StorageStack extends Stack {
        constructor(scope: Construct, id: string, props?: StackProps) {
          super(scope, id, props);
          new s3.Bucket(this, 'Reports', { versioned: true, publicReadAccess: true }); // FINDING
        }
      }
    `,
    ),
    vulnerable(
      'typescript',
      'medium',
      'half of the protection',
      `
      import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
      import type { Construct } from 'constructs';

      export const build = (scope: Construct): Bucket =>
        new Bucket(scope, 'Reports', {
          enforceSSL: true,
          blockPublicAccess: new BlockPublicAccess({ blockPublicPolicy: false, restrictPublicBuckets: false }), // FINDING
        });
    `,
    ),
    vulnerable(
      'typescript',
      'medium',
      'upload that everybody may read',
      `
      import { PutObjectCommand, type PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';

      export async function publish(client: S3Client, key: string, body: Buffer): Promise<void> {
        const input: PutObjectCommandInput = {
          Bucket: process.env.BUCKET,
          Key: key,
          Body: body,
          ACL: 'public-read', // FINDING
        };
        await client.send(new PutObjectCommand(input));
      }
    `,
    ),
    vulnerable(
      'typescript',
      'high',
      'principal of the CDK',
      `
      import * as iam from 'aws-cdk-lib/aws-iam';
      import type { Queue } from 'aws-cdk-lib/aws-sqs';

      export function open(queue: Queue): void {
        queue.addToResourcePolicy(
          new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions: ['sqs:*'] }), // FINDING
        );
      }
    `,
    ),
    safe(
      'typescript',
      'bucket of the CDK that is closed',
      `
      import { BlockPublicAccess, Bucket, BucketAccessControl } from 'aws-cdk-lib/aws-s3';
      import type { Construct } from 'constructs';

      export const build = (scope: Construct): Bucket =>
        new Bucket(scope, 'Reports', {
          publicReadAccess: false,
          accessControl: BucketAccessControl.PRIVATE,
          blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
        });
    `,
    ),
    safe(
      'typescript',
      'statement that denies',
      `
      import * as iam from 'aws-cdk-lib/aws-iam';

      export const tls = (bucketArn: string): iam.PolicyStatement =>
        new iam.PolicyStatement({
          effect: iam.Effect.DENY,
          principals: [new iam.AnyPrincipal()],
          actions: ['s3:*'],
          resources: [bucketArn],
          conditions: { Bool: { 'aws:SecureTransport': 'false' } },
        });
    `,
    ),
    safe(
      'typescript',
      'address that is signed',
      `
      import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
      import { getSignedUrl } from '@aws-sdk/s3-request-presigner';

      export const share = (client: S3Client, key: string): Promise<string> =>
        getSignedUrl(client, new GetObjectCommand({ Bucket: process.env.BUCKET, Key: key }), { expiresIn: 300 });
    `,
    ),
  ],
};
