import assert from 'node:assert/strict';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { APIS, type ApiName, type ApiRow } from '../../../src/s3/apis.ts';
import { meaningOf, type ErrorMeaning } from '../../../src/s3/errors.ts';

type Api = 'GetPublicAccessBlock' | 'GetBucketPolicy' | 'GetBucketLifecycleConfiguration' | 'HeadBucket';

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

function xml(status: number, code: string, more = '', headers: Readonly<Record<string, string>> = {}): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>words about ${code}</Message>${more}<RequestId>REQ1</RequestId></Error>`;
  return { status, headers: { 'content-type': 'application/xml', ...headers }, body };
}

function html(status: number): Answer {
  return { status, headers: { 'content-type': 'text/html' }, body: '<!DOCTYPE html><html><body>Log in<br></html>' };
}

/** What it must be taken for: `cause` of unreadable, `failure` of stops, `region` of wrong-region. */
type Expected = readonly [kind: ErrorMeaning['kind'], detail?: string];

const ROWS: readonly (readonly [title: string, api: Api, answer: Answer, expected: Expected])[] = [
  ['AccessDenied', 'GetPublicAccessBlock', xml(403, 'AccessDenied'), ['unreadable', 'access-denied']],
  ['a 403 without a body', 'GetPublicAccessBlock', { status: 403 }, ['unreadable', 'access-denied']],
  ['a 403 of a proxy', 'GetPublicAccessBlock', html(403), ['unreadable', 'access-denied']],
  ['a 403 of HeadBucket', 'HeadBucket', { status: 403 }, ['unreadable', 'access-denied']],
  ['a 403 with a name of its own', 'GetPublicAccessBlock', xml(403, 'Whatever'), ['unreadable', 'access-denied']],
  ['AllAccessDisabled', 'GetPublicAccessBlock', xml(403, 'AllAccessDisabled'), ['unreadable', 'unsupported']],
  ['MethodNotAllowed', 'GetPublicAccessBlock', xml(405, 'MethodNotAllowed'), ['unreadable', 'unsupported']],
  ['NotImplemented', 'GetPublicAccessBlock', xml(501, 'NotImplemented'), ['unreadable', 'unsupported']],
  ['UnsupportedOperation', 'GetPublicAccessBlock', xml(400, 'UnsupportedOperation'), ['unreadable', 'unsupported']],
  ['NoSuchBucket', 'GetPublicAccessBlock', xml(404, 'NoSuchBucket'), ['gone']],
  ['NotFound of HeadBucket', 'HeadBucket', { status: 404 }, ['gone']],
  ['a 404 of a proxy', 'GetPublicAccessBlock', html(404), ['unreadable', 'malformed']],
  ['a 404 with a name of its own', 'GetPublicAccessBlock', xml(404, 'NoSuchThing'), ['unreadable', 'other']],
  [
    'what is not configured, of another call',
    'GetBucketPolicy',
    xml(404, 'NoSuchLifecycleConfiguration'),
    ['unreadable', 'other'],
  ],
  [
    'PermanentRedirect with the header',
    'GetPublicAccessBlock',
    xml(301, 'PermanentRedirect', '', { 'x-amz-bucket-region': 'eu-west-1' }),
    ['wrong-region', 'eu-west-1'],
  ],
  ['PermanentRedirect without the header', 'GetPublicAccessBlock', xml(301, 'PermanentRedirect'), ['wrong-region']],
  [
    'a redirect to what is no region',
    'GetPublicAccessBlock',
    xml(301, 'PermanentRedirect', '', { 'x-amz-bucket-region': 'evil.example/x' }),
    ['wrong-region'],
  ],
  [
    'a 301 of HeadBucket',
    'HeadBucket',
    { status: 301, headers: { 'x-amz-bucket-region': 'ap-south-1' } },
    ['wrong-region', 'ap-south-1'],
  ],
  [
    'AuthorizationHeaderMalformed',
    'GetPublicAccessBlock',
    xml(400, 'AuthorizationHeaderMalformed', '<Region>eu-central-1</Region>'),
    ['wrong-region', 'eu-central-1'],
  ],
  [
    'IllegalLocationConstraintException',
    'GetPublicAccessBlock',
    xml(400, 'IllegalLocationConstraintException'),
    ['wrong-region'],
  ],
  [
    'TemporaryRedirect',
    'GetPublicAccessBlock',
    xml(307, 'TemporaryRedirect', '', { 'x-amz-bucket-region': 'eu-west-3' }),
    ['wrong-region', 'eu-west-3'],
  ],
  [
    'a 400 of HeadBucket',
    'HeadBucket',
    { status: 400, headers: { 'x-amz-bucket-region': 'eu-north-1' } },
    ['wrong-region', 'eu-north-1'],
  ],
  ['ExpiredToken', 'GetPublicAccessBlock', xml(400, 'ExpiredToken'), ['stops', 'expired']],
  ['ExpiredTokenException', 'GetPublicAccessBlock', xml(403, 'ExpiredTokenException'), ['stops', 'expired']],
  ['InvalidToken', 'GetPublicAccessBlock', xml(400, 'InvalidToken'), ['stops', 'wrong-credentials']],
  ['InvalidAccessKeyId', 'GetPublicAccessBlock', xml(403, 'InvalidAccessKeyId'), ['stops', 'wrong-credentials']],
  ['SignatureDoesNotMatch', 'GetPublicAccessBlock', xml(403, 'SignatureDoesNotMatch'), ['stops', 'wrong-credentials']],
  ['RequestTimeTooSkewed', 'GetPublicAccessBlock', xml(403, 'RequestTimeTooSkewed'), ['stops', 'clock']],
  ['SlowDown', 'GetPublicAccessBlock', xml(503, 'SlowDown'), ['unreadable', 'throttled']],
  ['Throttling', 'GetPublicAccessBlock', xml(400, 'Throttling'), ['unreadable', 'throttled']],
  ['ThrottlingException', 'GetPublicAccessBlock', xml(400, 'ThrottlingException'), ['unreadable', 'throttled']],
  ['RequestLimitExceeded', 'GetPublicAccessBlock', xml(503, 'RequestLimitExceeded'), ['unreadable', 'throttled']],
  ['a 429', 'GetPublicAccessBlock', { status: 429 }, ['unreadable', 'throttled']],
  ['a 500', 'GetPublicAccessBlock', xml(500, 'InternalError'), ['unreadable', 'network']],
  ['a 502 of a proxy', 'GetPublicAccessBlock', html(502), ['unreadable', 'network']],
  ['a 503 without a name', 'GetPublicAccessBlock', { status: 503 }, ['unreadable', 'network']],
  ['a 504', 'GetPublicAccessBlock', html(504), ['unreadable', 'network']],
  ['a page of HTML', 'GetPublicAccessBlock', html(200), ['unreadable', 'malformed']],
  ['NotSignedUp', 'GetPublicAccessBlock', xml(403, 'NotSignedUp'), ['unreadable', 'other']],
  ['AccountProblem', 'GetPublicAccessBlock', xml(403, 'AccountProblem'), ['unreadable', 'other']],
  ['OptInRequired', 'GetPublicAccessBlock', xml(403, 'OptInRequired'), ['unreadable', 'other']],
  [
    'InvalidAccessPointAliasError',
    'GetPublicAccessBlock',
    xml(400, 'InvalidAccessPointAliasError'),
    ['unreadable', 'other'],
  ],
];

/** Errors that no server sends. */
const THROWN: readonly (readonly [title: string, error: unknown, expected: Expected])[] = [
  ['CredentialsProviderError', named('CredentialsProviderError'), ['stops', 'no-credentials']],
  ['TokenProviderError', named('TokenProviderError'), ['stops', 'expired']],
  ['TimeoutError', named('TimeoutError'), ['unreadable', 'timeout']],
  ['ECONNRESET', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }), ['unreadable', 'network']],
  [
    'a TimeoutError that is a broken connection',
    Object.assign(named('TimeoutError'), { code: 'ECONNRESET' }),
    ['unreadable', 'network'],
  ],
  ['ENOTFOUND', Object.assign(new Error('no such host'), { code: 'ENOTFOUND' }), ['unreadable', 'network']],
  ['EAI_AGAIN', Object.assign(new Error('no answer'), { code: 'EAI_AGAIN' }), ['unreadable', 'network']],
  [
    'AccessDeniedException of a service that speaks JSON',
    Object.assign(named('AccessDeniedException'), { $metadata: { httpStatusCode: 400 } }),
    ['unreadable', 'access-denied'],
  ],
  ['a string', 'nothing', ['unreadable', 'other']],
  ['nothing', undefined, ['unreadable', 'other']],
];

function named(name: string): Error {
  return Object.assign(new Error('words'), { name });
}

function detailOf(meaning: ErrorMeaning): string | undefined {
  switch (meaning.kind) {
    case 'absent':
    case 'gone':
      return undefined;
    case 'wrong-region':
      return meaning.region;
    case 'unreadable':
      return meaning.reason.cause;
    case 'stops':
      return meaning.failure;
  }
}

describe('what an error of the SDK means', () => {
  let server: Server;
  let client: S3Client;
  let next: Answer;

  before(async () => {
    server = createServer((request, response: ServerResponse) => {
      response.writeHead(next.status, { 'x-amz-request-id': 'REQ2', ...next.headers });
      response.end(request.method === 'HEAD' ? undefined : next.body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new S3Client({
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-secret' },
    });
  });

  after(() => {
    client.destroy();
    server.close();
    server.closeAllConnections();
  });

  async function ask(api: Api, answer: Answer): Promise<ErrorMeaning> {
    next = answer;
    const input = { Bucket: 'some-bucket' };
    const sent = {
      GetPublicAccessBlock: () => client.send(new GetPublicAccessBlockCommand(input)),
      GetBucketPolicy: () => client.send(new GetBucketPolicyCommand(input)),
      GetBucketLifecycleConfiguration: () => client.send(new GetBucketLifecycleConfigurationCommand(input)),
      HeadBucket: () => client.send(new HeadBucketCommand(input)),
    };
    try {
      await sent[api]();
    } catch (error) {
      return meaningOf(error, api);
    }
    throw new Error('an answer came');
  }

  for (const [title, api, answer, [kind, detail]] of ROWS) {
    it(`${title} of ${api} is ${kind}${detail === undefined ? '' : ` (${detail})`}`, async () => {
      const meaning = await ask(api, answer);
      assert.equal(meaning.kind, kind);
      assert.equal(detailOf(meaning), detail);
    });
  }

  for (const [title, error, [kind, detail]] of THROWN) {
    it(`${title}, thrown, is ${kind} (${detail ?? ''})`, () => {
      const meaning = meaningOf(error, 'GetBucketPolicy');
      assert.equal(meaning.kind, kind);
      assert.equal(detailOf(meaning), detail);
    });
  }

  for (const [name, row] of Object.entries<ApiRow>(APIS)) {
    for (const absent of row.absent) {
      it(`${absent} of ${name} is absent`, () => {
        const httpStatusCode = ['kms', 'cloudtrail'].includes(row.service) ? 400 : 404;
        const error = Object.assign(named(absent), { $metadata: { httpStatusCode } });
        assert.equal(meaningOf(error, name as ApiName).kind, 'absent');
        const odd = Object.assign(named(absent), { $metadata: { httpStatusCode: 403 } });
        assert.equal(meaningOf(odd, name as ApiName).kind, 'unreadable', 'only with its status');
      });
    }
  }

  it('says which call, which permission, and what the service said', async () => {
    const meaning = await ask('GetBucketLifecycleConfiguration', xml(403, 'AccessDenied'));
    assert.deepEqual(meaning, {
      kind: 'unreadable',
      reason: {
        cause: 'access-denied',
        api: 'GetBucketLifecycleConfiguration',
        action: 's3:GetLifecycleConfiguration',
        error: 'AccessDenied',
        httpStatus: 403,
        requestId: 'REQ2',
        message: 'words about AccessDenied',
      },
    });
  });

  it('keeps control characters and endless text out of the message', () => {
    const error = Object.assign(named('AccessDenied'), {
      message: `one\u001b[31m\ntwo\u202e${'x'.repeat(5_000)}`,
      $metadata: { httpStatusCode: 403 },
    });
    const meaning = meaningOf(error, 'GetBucketPolicy');
    assert.ok(meaning.kind === 'unreadable');
    assert.match(meaning.reason.message ?? '', /^one \[31m two x+…$/);
    assert.equal(meaning.reason.message?.length, 400);
  });

  it('is a time limit or a cancellation when that is why', () => {
    const error = named('AbortError');
    assert.equal(detailOf(meaningOf(error, 'GetBucketPolicy', { timedOut: true })), 'timeout');
    assert.equal(detailOf(meaningOf(error, 'GetBucketPolicy', { cancelled: true })), 'cancelled');
  });
});
