import type { SampleFamily } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const AWS_UNENCRYPTED_SAMPLES: SampleFamily = {
  ruleId: 'aws-unencrypted',
  samples: [
    vulnerable(
      'python',
      'medium',
      'database',
      `
      import boto3

      boto3.client('rds').create_db_instance(
          DBInstanceIdentifier='orders',
          Engine='postgres',
          StorageEncrypted=False,  # FINDING
      )
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'volume',
      `
      import boto3

      ec2 = boto3.resource('ec2')
      ec2.create_volume(AvailabilityZone='eu-central-1a', Size=20, Encrypted=False)  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'low',
      'key of a bucket that is given up',
      `
      import boto3

      def simplify(bucket):
          boto3.client('s3').delete_bucket_encryption(Bucket=bucket)  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'client without TLS',
      `
      import boto3

      s3 = boto3.client('s3', use_ssl=False)  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'address without TLS',
      `
      import boto3

      session = boto3.session.Session()
      table = session.resource('dynamodb', endpoint_url='http://dynamodb.eu-central-1.amazonaws.com')  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'informational',
      'bucket of the CDK that asks for nothing',
      `
      from aws_cdk import aws_s3 as s3

      def build(scope):
          return s3.Bucket(scope, 'Reports', encryption=s3.BucketEncryption.UNENCRYPTED)  # FINDING
    `,
    ),
    safe(
      'python',
      'encrypted, or as it comes',
      `
      import boto3

      boto3.client('rds').create_db_instance(DBInstanceIdentifier='orders', StorageEncrypted=True, KmsKeyId='alias/db')
      boto3.client('s3').create_bucket(Bucket='reports')
      boto3.client('s3').put_object(Bucket='reports', Key='a', Body=b'b', ServerSideEncryption='aws:kms')
    `,
    ),
    safe(
      'python',
      'emulator on the same machine',
      `
      import boto3

      s3 = boto3.client('s3', endpoint_url='http://localhost:4566', use_ssl=False)
      queue = boto3.resource('sqs', endpoint_url='http://localstack:4566')
    `,
    ),
    safe(
      'python',
      'other things that are not encrypted',
      `
      def describe(volume, mail):
          mail.send(volume.name, Encrypted=False)
          return {'Encrypted': False, 'Name': volume.name, 'encryption': None}
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'database',
      `
      import { CreateDBClusterCommand, RDSClient } from '@aws-sdk/client-rds';

      const client = new RDSClient({});
      const input = { DBClusterIdentifier: 'orders', Engine: 'aurora-mysql', StorageEncrypted: false }; // FINDING
      await client.send(new CreateDBClusterCommand(input));
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'disk of an instance',
      `
      const AWS = require('aws-sdk');
      const ec2 = new AWS.EC2();

      ec2.runInstances({
        ImageId: process.env.IMAGE,
        MinCount: 1,
        MaxCount: 1,
        BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeSize: 20, Encrypted: false } }], // FINDING
      });
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'client without TLS',
      `
      const AWS = require('aws-sdk');

      const s3 = new AWS.S3({ region: 'eu-central-1', sslEnabled: false }); // FINDING
    `,
    ),
    vulnerable(
      'javascript',
      'low',
      'key of a bucket that is given up',
      `
      import { DeleteBucketEncryptionCommand, S3Client } from '@aws-sdk/client-s3';

      await new S3Client({}).send(new DeleteBucketEncryptionCommand({ Bucket: 'reports' })); // FINDING
    `,
    ),
    safe(
      'javascript',
      'encrypted, or as it comes',
      `
      import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
      import { CreateDBClusterCommand } from '@aws-sdk/client-rds';

      const client = new S3Client({ endpoint: process.env.S3_ENDPOINT });
      await client.send(new CreateBucketCommand({ Bucket: 'reports' }));
      await client.send(new PutObjectCommand({ Bucket: 'reports', Key: 'a', Body: 'b' }));
      export const input = new CreateDBClusterCommand({ DBClusterIdentifier: 'orders', StorageEncrypted: true });
    `,
    ),
    safe(
      'javascript',
      'emulator on the same machine',
      `
      import { S3Client } from '@aws-sdk/client-s3';

      export const client = new S3Client({ endpoint: 'http://localhost:9000', forcePathStyle: true });
      export const other = new S3Client({ endpoint: 'http://minio:9000', tls: false });
    `,
    ),
    safe(
      'javascript',
      'other things that are not encrypted',
      `
      const row = { Name: 'draft', Encrypted: false };
      const form = { encryption: 'none', encrypted: false };
      module.exports = { row, form };
    `,
    ),
    vulnerable(
      'typescript',
      'medium',
      'database of the CDK',
      `
      import * as rds from 'aws-cdk-lib/aws-rds';
      import type { IVpc } from 'aws-cdk-lib/aws-ec2';
      import type { Construct } from 'constructs';

      export const build = (scope: Construct, vpc: IVpc): rds.DatabaseInstance =>
        new rds.DatabaseInstance(scope, 'Orders', {
          engine: rds.DatabaseInstanceEngine.POSTGRES,
          vpc,
          storageEncrypted: false, // FINDING
        });
    `,
    ),
    vulnerable(
      'typescript',
      'informational',
      'bucket of the CDK that asks for nothing',
      `
      import { Bucket, BucketEncryption, type BucketProps } from 'aws-cdk-lib/aws-s3';
      import type { Construct } from 'constructs';

      const PROPS: BucketProps = {
        encryption: BucketEncryption.UNENCRYPTED, // FINDING
      };

      export const build = (scope: Construct): Bucket => new Bucket(scope, 'Reports', PROPS);
    `,
    ),
    vulnerable(
      'typescript',
      'medium',
      'address without TLS',
      `
      import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';

      const config: S3ClientConfig = { region: 'eu-central-1', endpoint: 'http://s3.eu-central-1.amazonaws.com' };

      export const client = new S3Client(config); // FINDING
    `,
    ),
    safe(
      'typescript',
      'encryption of the CDK',
      `
      import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
      import type { Construct } from 'constructs';

      export const build = (scope: Construct): Bucket =>
        new Bucket(scope, 'Reports', { encryption: BucketEncryption.KMS, bucketKeyEnabled: true, enforceSSL: true });
    `,
    ),
    safe(
      'typescript',
      'switch of the settings',
      `
      import type { CreateDBInstanceCommandInput } from '@aws-sdk/client-rds';
      import { settings } from './settings';

      export const input = (name: string): CreateDBInstanceCommandInput => ({
        DBInstanceIdentifier: name,
        DBInstanceClass: 'db.t4g.micro',
        Engine: 'postgres',
        StorageEncrypted: settings.encrypted,
      });
    `,
    ),
    safe(
      'typescript',
      'state of something else',
      `
      interface Message {
        readonly encrypted: boolean;
        readonly text: string;
      }

      export const plain = (text: string): Message => ({ encrypted: false, text });
    `,
    ),
  ],
};
