// The emulator as the tests see it: what is set up in it, and what our reader then says.
import assert from 'node:assert/strict';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { JUDGES } from '../../src/s3/checks/judges.ts';
import { Clients, LIMITS } from '../../src/s3/account/clients.ts';
import type { AccountFacts, BucketFacts } from '../../src/s3/facts.ts';
import type { CheckResult, PostureReport, PostureRunOptions } from '../../src/s3/posture.ts';
import { runPosture } from '../../src/s3/runPosture.ts';

/** Where `npm run test:moto` says the address. */
export const MOTO_VARIABLE = 'PALISADE_MOTO_URL';

/** Whose account it is when nobody was made there. */
export const ACCOUNT = '123456789012';
export const REGION = 'eu-west-1';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const ANYBODY: Keys = { accessKeyId: 'testing', secretAccessKey: 'testing' };

export function motoUrl(): string {
  const url = process.env[MOTO_VARIABLE];
  assert.ok(url, 'npm run test:moto starts moto and these tests with it');
  return url;
}

/** Empty again, and open to anybody. */
export async function resetMoto(): Promise<void> {
  await post('/moto-api/reset-auth', 'inf');
  await post('/moto-api/reset', '');
}

/** From the next request on everybody may only what IAM lets him. */
export async function enforceIam(): Promise<void> {
  await post('/moto-api/reset-auth', '0');
}

async function post(path: string, body: string): Promise<void> {
  const answer = await fetch(motoUrl() + path, { method: 'POST', body });
  assert.equal(answer.status, 200, `${path}: ${await answer.text()}`);
}

/** A user with a policy of his own. By the protocol of IAM itself, for which we ship no client. */
export async function createUser(name: string, policy: object): Promise<Keys> {
  await iam({ Action: 'CreateUser', UserName: name });
  await iam({
    Action: 'PutUserPolicy',
    UserName: name,
    PolicyName: 'own',
    PolicyDocument: JSON.stringify(policy),
  });
  const answer = await iam({ Action: 'CreateAccessKey', UserName: name });
  const [accessKeyId, secretAccessKey] = [element(answer, 'AccessKeyId'), element(answer, 'SecretAccessKey')];
  return { accessKeyId, secretAccessKey };
}

async function iam(parameters: Readonly<Record<string, string>>): Promise<string> {
  const answer = await fetch(motoUrl(), {
    method: 'POST',
    body: new URLSearchParams({ ...parameters, Version: '2010-05-08' }),
    // Nobody looks at the signature while IAM is not enforced; the service is told by it.
    headers: {
      authorization:
        'AWS4-HMAC-SHA256 Credential=testing/20260101/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0',
    },
  });
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  return text;
}

function element(xml: string, name: string): string {
  const [, text] = new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml) ?? [];
  assert.ok(text, `${name} is in ${xml}`);
  return text;
}

/** The SDK's own client, for setting up. */
export function s3(keys: Keys = ANYBODY, region = REGION): S3Client {
  return new S3Client({ region, endpoint: motoUrl(), forcePathStyle: true, credentials: keys });
}

export async function createBucket(client: S3Client, name: string): Promise<void> {
  const input = { Bucket: name, CreateBucketConfiguration: { LocationConstraint: REGION } } as const;
  await client.send(new CreateBucketCommand(input));
}

export function policyOf(...statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** Our own clients: S3 Control needs what they do about the host. */
export function clients(keys: Keys = ANYBODY): Clients {
  const custom = { kind: 'custom', url: new URL(motoUrl()) } as const;
  const made = new Clients({
    region: REGION,
    endpoints: { s3: custom, s3_control: custom, sts: custom, cloudtrail: custom, kms: custom, cloudfront: custom },
    limits: LIMITS,
    version: '0.0.0',
  });
  made.use(() => Promise.resolve(keys));
  return made;
}

export interface Read {
  readonly report: PostureReport;
  /** @throws when it was not read so far */
  readonly account: () => AccountFacts;
  readonly bucket: (name: string) => BucketFacts;
  /** Everything that a check says of a bucket, or of a part of the account. */
  readonly results: (checkId: string, resource: string) => readonly CheckResult['outcome'][];
  /** Of a check that says one thing only. */
  readonly outcome: (checkId: string, resource: string) => CheckResult['outcome'];
}

/**
 * Our reader and all our checks, as the command line runs them.
 *
 * @param variables the environment of the run, besides the address of moto; keys of anybody if left out
 */
export async function read(
  options: Partial<PostureRunOptions> = {},
  variables: Readonly<Record<string, string>> = keysAsVariables(ANYBODY),
): Promise<Read> {
  let facts: AccountFacts | undefined;
  const report = await runPosture(
    { profile: undefined, region: REGION, buckets: [], checks: 'all', trustedAccounts: new Set(), ...options },
    {
      environment: { homeFolder: '/nonexistent', variables: { ...variables, AWS_ENDPOINT_URL: motoUrl() } },
      credentials: {},
      judges: JUDGES,
      now: () => Date.now(),
      platform: 'linux',
      version: '0.0.0',
    },
    (event) => {
      if (event.kind === 'account') facts = event.facts;
    },
    new AbortController().signal,
  );
  const results = (checkId: string, resource: string) => resultsOf(report, checkId, resource);
  return {
    report,
    account() {
      assert.ok(facts, `the account was read: ${JSON.stringify(report.failure)}`);
      return facts;
    },
    bucket(name) {
      const found = report.buckets.find((one) => one.kind === 'read' && one.facts.name === name);
      assert.ok(found?.kind === 'read', `${name} was read: ${JSON.stringify(report.failure)}`);
      return found.facts;
    },
    results,
    outcome(checkId, resource) {
      const [outcome, ...others] = results(checkId, resource);
      assert.ok(outcome, `${checkId} says something of ${resource}`);
      assert.deepEqual(others, []);
      return outcome;
    },
  };
}

export function keysAsVariables({ accessKeyId, secretAccessKey, sessionToken }: Keys): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
  };
}

function resultsOf(report: PostureReport, checkId: string, resource: string): readonly CheckResult['outcome'][] {
  const all = [...report.account, ...report.buckets.flatMap((one) => (one.kind === 'read' ? one.results : []))];
  return all.filter((one) => one.checkId === checkId && one.resource === resource).map(({ outcome }) => outcome);
}
