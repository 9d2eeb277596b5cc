// Fixes that edit or add statements of a policy.
import { PutBucketEncryptionCommand, PutPublicAccessBlockCommand } from '@aws-sdk/client-s3';
import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { REGION } from '../moto.ts';
import { append, change, type Document, ifMarked, type Merge, type Scenario } from './scenario.ts';
import { OTHER_ACCOUNT, type World } from './world.ts';

const STATEMENTS = ['get-bucket-policy', 'Statement'] as const;
const PARTNER = `arn:aws:iam::${OTHER_ACCOUNT}:root`;

/** A case whose policy has one statement too many, or one that says too much. */
function ofStatement(
  check: string,
  wrong: (world: World) => object,
  edit: (statement: Document, example: Document) => Document | undefined,
  values: Readonly<Record<string, string>> = {},
): Scenario {
  return {
    check,
    setUp: async (world) => {
      await world.furnish({ statements: [{ Sid: 'Wrong', ...wrong(world) }] });
      return values;
    },
    merge: { 'policy.json': change(...STATEMENTS, ifMarked('"Wrong"', edit)) },
    changes: ['policy'],
    touches: ['"Wrong"'],
  };
}

/** The statement with the mark is for one role from then on. */
export function nameTheReader(mark: string): Merge {
  const edit = ifMarked(mark, (statement, example) => ({ ...statement, Principal: firstOf(example)['Principal'] }));
  return change(...STATEMENTS, edit);
}

function firstOf(example: Document): Document {
  return (example['Statement'] as readonly Document[])[0] ?? {};
}

async function keyFor(world: World): Promise<string> {
  const { KeyMetadata: made } = await world.clients().kms(REGION).send(new CreateKeyCommand({}));
  return made?.Arn ?? '';
}

export const POLICY_SCENARIOS: readonly Scenario[] = [
  {
    check: 's3-bucket-tls-only',
    setUp: async (world) => {
      await world.furnish();
      return {};
    },
    merge: { 'policy.json': append(...STATEMENTS) },
    changes: ['policy'],
  },
  {
    check: 's3-bucket-tls-only',
    variant: 'without a policy',
    setUp: async (world) => {
      await world.furnish({ without: ['policy'] });
      return {};
    },
    changes: ['policy', 'policyStatus'],
  },
  {
    check: 's3-bucket-min-tls-version',
    setUp: async (world) => {
      await world.furnish();
      return {};
    },
    merge: { 'policy.json': append(...STATEMENTS) },
    changes: ['policy'],
  },
  {
    check: 's3-bucket-min-tls-version',
    variant: 'without a policy',
    setUp: async (world) => {
      await world.furnish({ without: ['policy'] });
      return {};
    },
    changes: ['policy', 'policyStatus'],
  },
  {
    check: 's3-bucket-policy-enforces-encryption',
    setUp: async (world) => {
      await world.furnish({ without: ['encryption'] });
      const KEY_ARN = await keyFor(world);
      const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: KEY_ARN };
      const ServerSideEncryptionConfiguration = {
        Rules: [{ ApplyServerSideEncryptionByDefault, BucketKeyEnabled: true }],
      };
      const input = { Bucket: world.bucket, ServerSideEncryptionConfiguration };
      await world.client.send(new PutBucketEncryptionCommand(input));
      return { KEY_ARN };
    },
    merge: { 'policy.json': append(...STATEMENTS) },
    changes: ['policy'],
  },
  {
    ...ofStatement(
      's3-bucket-latent-public-policy',
      (world) => ({ Effect: 'Allow', Principal: '*', Action: ['s3:GetObject'], Resource: `${world.arn()}/*` }),
      (statement, example) => ({ ...statement, Principal: firstOf(example)['Principal'] }),
    ),
    setUp: async (world) => {
      const Resource = `${world.arn()}/*`;
      await world.furnish({
        statements: [{ Sid: 'Wrong', Effect: 'Allow', Principal: '*', Action: ['s3:GetObject'], Resource }],
      });
      const PublicAccessBlockConfiguration = { BlockPublicPolicy: true, RestrictPublicBuckets: true };
      const input = { Bucket: world.bucket, PublicAccessBlockConfiguration };
      await world.client.send(new PutPublicAccessBlockCommand(input));
      return { READER_ROLE: 'reader' };
    },
  },
  ofStatement(
    's3-bucket-policy-cross-account',
    (world) => ({
      Effect: 'Allow',
      Principal: { AWS: [`arn:aws:iam::${world.account}:role/reader`, PARTNER] },
      Action: ['s3:GetObject'],
      Resource: `${world.arn()}/*`,
    }),
    (statement, example) => ({ ...statement, Principal: firstOf(example)['Principal'] }),
    { READER_ROLE: 'reader' },
  ),
  ofStatement(
    's3-bucket-policy-sensitive-cross-account',
    (world) => ({
      Effect: 'Allow',
      Principal: { AWS: PARTNER },
      Action: ['s3:GetObject', 's3:PutObjectAcl'],
      Resource: `${world.arn()}/*`,
    }),
    (statement, example) => ({ ...statement, Action: firstOf(example)['Action'] }),
    { FOREIGN_ACCOUNT: OTHER_ACCOUNT },
  ),
  ofStatement(
    's3-bucket-policy-wildcard-actions',
    (world) => ({
      Effect: 'Allow',
      Principal: { AWS: PARTNER },
      Action: 's3:*',
      Resource: [world.arn(), `${world.arn()}/*`],
    }),
    (statement, example) => ({ ...statement, Action: firstOf(example)['Action'] }),
    { FOREIGN_ACCOUNT: OTHER_ACCOUNT },
  ),
  ofStatement(
    's3-bucket-policy-confused-deputy',
    (world) => ({
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `${world.arn()}/*`,
    }),
    (statement, example) => ({ ...statement, Condition: firstOf(example)['Condition'] }),
    { SOURCE_ARN: 'arn:aws:s3:::where-logs-come-from' },
  ),
  ofStatement(
    's3-bucket-policy-valid',
    (world) => ({
      Effect: 'Allow',
      Principal: { AWS: 'AROAJQABLZS4A3QDU576Q' },
      Action: 's3:GetObject',
      Resource: `${world.arn()}/*`,
    }),
    (statement, example) => ({ ...statement, Principal: firstOf(example)['Principal'] }),
    { READER_ROLE: 'reader' },
  ),
];
