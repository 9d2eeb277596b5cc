// A server at the far end of the real SDK that answers what a test wrote down, request by request.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDirectoryBucket } from '../../../src/s3/bucketNames.ts';
import { apiRow, type ApiName } from '../../../src/s3/apis.ts';

export const ACCOUNT = '111122223333';

export interface Call {
  readonly api: ApiName;
  readonly bucket: string | undefined;
  /** That the request is signed for. */
  readonly region: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface ScriptedBucket {
  readonly region: string;
  /** What is inside the element of each answer; an API that is left out answers that there is none. */
  readonly answers?: Partial<Record<ApiName, string>>;
  readonly policy?: string;
  readonly policyIsPublic?: boolean;
}

export class ScriptedAws {
  readonly calls: Call[] = [];
  readonly buckets = new Map<string, ScriptedBucket>();
  /** By name of the API, for the account. */
  account: Partial<Record<ApiName, string>> = {};
  /** Names of buckets that others have: HeadBucket is refused. */
  readonly foreign = new Set<string>();
  pageSize = 1_000;
  tellsRegions = true;
  /** Looked at before anything else; 'hang' never answers, 'reset' breaks the connection. */
  fault: (call: Call) => Answer | 'hang' | 'reset' | undefined = () => undefined;
  readonly #server: Server = createServer((request, response) => void this.#serve(request, response));

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  called(api: ApiName, bucket?: string): readonly Call[] {
    return this.calls.filter((call) => call.api === api && (bucket === undefined || call.bucket === bucket));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part as string;
    const call = understood(request, body);
    this.calls.push(call);
    const answer = this.fault(call) ?? this.#answer(call);
    if (answer === 'hang') return;
    if (answer === 'reset') {
      request.socket.destroy();
      return;
    }
    response.writeHead(answer.status, { 'x-amz-request-id': 'REQ', ...answer.headers });
    response.end(request.method === 'HEAD' ? undefined : answer.body);
  }

  #answer(call: Call): Answer {
    const { api } = call;
    if (api === 'GetCallerIdentity') {
      const result = `<Arn>arn:aws:iam::${ACCOUNT}:user/reader</Arn><UserId>U</UserId><Account>${ACCOUNT}</Account>`;
      return ok(
        `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>${result}</GetCallerIdentityResult></GetCallerIdentityResponse>`,
      );
    }
    if (api === 'ListBuckets') return this.#page(call);
    if (api === 'ListDirectoryBuckets') {
      const here = [...this.buckets].filter(([name, { region }]) => isDirectoryBucket(name) && region === call.region);
      return ok(`<R><Buckets>${here.map(([name]) => `<Bucket><Name>${name}</Name></Bucket>`).join('')}</Buckets></R>`);
    }
    if (apiRow(api).service === 'cloudtrail') {
      return ok(this.account[api] ?? '{"trailList":[],"EventDataStores":[]}', 'application/x-amz-json-1.1');
    }
    if (api === 'ListDistributions') {
      return ok(`<R><IsTruncated>false</IsTruncated>${this.account[api] ?? '<Quantity>0</Quantity>'}</R>`);
    }
    if (apiRow(api).service === 'kms') {
      const found = this.account[api];
      return found === undefined ? jsonRefusal('NotFoundException') : ok(found, 'application/x-amz-json-1.1');
    }
    if (call.bucket === undefined) {
      const inside = this.account[api];
      return inside === undefined && apiRow(api).absent.length > 0 ? none(api) : ok(`<R>${inside ?? ''}</R>`);
    }
    if (this.foreign.has(call.bucket)) return refusal(403, 'AccessDenied');
    const bucket = this.buckets.get(call.bucket);
    if (bucket === undefined) return refusal(404, 'NoSuchBucket');
    if (call.region !== bucket.region) {
      return refusal(301, 'PermanentRedirect', { 'x-amz-bucket-region': bucket.region });
    }
    if (!isDirectoryBucket(call.bucket) && call.headers['x-amz-expected-bucket-owner'] !== ACCOUNT)
      return refusal(400, 'NoOwnerExpected');
    return this.#bucketAnswer(api, bucket);
  }

  #bucketAnswer(api: ApiName, bucket: ScriptedBucket): Answer {
    if (api === 'HeadBucket') return { status: 200, headers: { 'x-amz-bucket-region': bucket.region } };
    if (api === 'GetBucketPolicy') {
      return bucket.policy === undefined ? none(api) : ok(bucket.policy, 'application/json');
    }
    if (api === 'GetBucketPolicyStatus') {
      return bucket.policy === undefined
        ? none(api)
        : ok(`<R><IsPublic>${bucket.policyIsPublic ?? false}</IsPublic></R>`);
    }
    const inside = bucket.answers?.[api];
    if (inside === undefined && apiRow(api).absent.length > 0) return none(api);
    return ok(`<R>${inside ?? DEFAULTS[api] ?? ''}</R>`);
  }

  #page({ query }: Call): Answer {
    const names = [...this.buckets.keys()].filter((name) => !isDirectoryBucket(name)).sort();
    // As AWS: only who asks for pages is told.
    const tells = this.tellsRegions && query.has('max-buckets');
    const from = Number(query.get('continuation-token') ?? 0);
    const listed = names.slice(from, from + this.pageSize).map((name) => {
      const region = `<BucketRegion>${this.buckets.get(name)?.region ?? ''}</BucketRegion>`;
      return `<Bucket><Name>${name}</Name><CreationDate>2024-01-02T03:04:05.000Z</CreationDate>${tells ? region : ''}</Bucket>`;
    });
    const next = from + this.pageSize;
    const token = next < names.length ? `<ContinuationToken>${next}</ContinuationToken>` : '';
    return ok(`<R><Owner><ID>me</ID></Owner><Buckets>${listed.join('')}</Buckets>${token}</R>`);
  }
}

const DEFAULTS: Partial<Record<ApiName, string>> = {
  GetBucketAcl: '<Owner><ID>me</ID></Owner><AccessControlList></AccessControlList>',
  GetBucketRequestPayment: '<Payer>BucketOwner</Payer>',
};

export function ok(body: string, type = 'application/xml'): Answer {
  return { status: 200, headers: { 'content-type': type }, body };
}

export function refusal(status: number, code: string, headers: Readonly<Record<string, string>> = {}): Answer {
  const error = `<Code>${code}</Code><Message>words about ${code}</Message>`;
  return { status, headers: { 'content-type': 'application/xml', ...headers }, body: `<Error>${error}</Error>` };
}

/** As services that speak JSON do, with 400 whatever the reason. */
export function jsonRefusal(code: string): Answer {
  const body = JSON.stringify({ __type: code, message: `words about ${code}` });
  return { status: 400, headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': code }, body };
}

function none(api: ApiName): Answer {
  return refusal(404, apiRow(api).absent[0] ?? 'NoSuchThing');
}

/** The query parameter that says what is asked of a bucket. */
const BY_PARAMETER: Readonly<Record<string, ApiName>> = {
  publicAccessBlock: 'GetPublicAccessBlock',
  ownershipControls: 'GetBucketOwnershipControls',
  policy: 'GetBucketPolicy',
  policyStatus: 'GetBucketPolicyStatus',
  acl: 'GetBucketAcl',
  encryption: 'GetBucketEncryption',
  versioning: 'GetBucketVersioning',
  logging: 'GetBucketLogging',
  lifecycle: 'GetBucketLifecycleConfiguration',
  'object-lock': 'GetObjectLockConfiguration',
  website: 'GetBucketWebsite',
  replication: 'GetBucketReplication',
  notification: 'GetBucketNotificationConfiguration',
  cors: 'GetBucketCors',
  tagging: 'GetBucketTagging',
  requestPayment: 'GetBucketRequestPayment',
  'list-type': 'ListObjectsV2',
};

function understood(request: IncomingMessage, body: string): Call {
  const url = new URL(request.url ?? '/', 'http://server');
  const { headers } = request;
  const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
  const path = decodeURIComponent(url.pathname).split('/').slice(1);
  const call = (api: ApiName, bucket?: string): Call => ({ api, bucket, region, query: url.searchParams, headers });
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return call(target.split('.').at(-1) as ApiName);
  if (request.method === 'POST') return call((new URLSearchParams(body).get('Action') ?? '') as ApiName);
  if (path[0] === '2020-05-31') return call('ListDistributions');
  if (path[0] === 'v20180820') {
    if (path[1] === 'configuration') return call('GetAccountPublicAccessBlock');
    if (path[1] === 'mrap') return call('ListMultiRegionAccessPoints');
    if (path.length === 2) return call('ListAccessPoints');
    return call(path[3] === 'policyStatus' ? 'GetAccessPointPolicyStatus' : 'GetAccessPoint');
  }
  if (path[0] === '') {
    return call(url.searchParams.get('x-id') === 'ListDirectoryBuckets' ? 'ListDirectoryBuckets' : 'ListBuckets');
  }
  if (request.method === 'HEAD') return call('HeadBucket', path[0]);
  if (path[1] !== undefined && path[1] !== '') return call('GetObjectAcl', path[0]);
  const parameter = Object.keys(BY_PARAMETER).find((name) => url.searchParams.has(name)) ?? '';
  return call(BY_PARAMETER[parameter] ?? 'HeadBucket', path[0]);
}
