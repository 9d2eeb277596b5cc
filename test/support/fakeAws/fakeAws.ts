// A server that speaks the wire protocol of S3, S3 Control, STS and CloudTrail to the real SDK, and fails on demand.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { fakeAccount, type FakeAccount, type FakePrincipal } from './account.ts';
import { type Answer, type ApiError, type Call, denialOf, errorAnswer } from './answer.ts';
import { type FakeApi, iamActionOf } from './apis.ts';
import {
  type ActiveFault,
  type Fault,
  FaultList,
  type FaultScope,
  NO_SUCH_BUCKET,
  permanentRedirect,
} from './faults.ts';
import { credentialError, judge } from './judge.ts';
import { routeOf } from './route.ts';

/** One request as it arrived. */
export interface RecordedCall {
  readonly api: FakeApi;
  readonly bucket: string | undefined;
  /** That it was signed for. */
  readonly region: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly expectedOwner: string | undefined;
  readonly userAgent: string | undefined;
}

/** What `GET /__counts` tells another process. */
export interface FakeCounts {
  readonly calls: number;
  readonly ofBuckets: number;
  readonly socketsOpened: number;
  readonly peakConcurrency: number;
}

export const COUNTS_PATH = '/__counts';

export interface FakeAwsOptions {
  /** Default: one account without buckets. The first one is the one of `user`. */
  readonly accounts?: readonly FakeAccount[];
  /** Milliseconds before each answer. */
  readonly latencyMs?: number;
  /** Services that this fake does not have. */
  readonly others?: OtherServices;
}

/** A request to a service that is not this fake's own. */
export interface OtherRequest {
  /** As requests are signed for it, e.g. `logs`. */
  readonly service: string;
  readonly region: string;
  readonly method: string;
  readonly url: URL;
  readonly header: (name: string) => string | undefined;
  readonly body: Buffer;
  readonly caller: FakePrincipal;
}

export interface OtherServices {
  readonly serves: (service: string) => boolean;
  /** @returns undefined: the connection breaks off */
  readonly answer: (request: OtherRequest) => Promise<Answer | undefined>;
}

/** How far a clock may be off. */
const ALLOWED_SKEW_MS = 15 * 60_000;

/** Listens on 127.0.0.1 with a free port; whoever starts it closes it. */
export async function startFakeAws(options: FakeAwsOptions = {}): Promise<FakeAws> {
  const fake = new FakeAws(options);
  await fake.listen();
  return fake;
}

export class FakeAws {
  url = '';
  readonly accounts: readonly FakeAccount[];
  /** Keys of a user of the first account. */
  readonly user: FakePrincipal;
  /** All that has arrived, oldest first. */
  readonly calls: RecordedCall[] = [];
  /** Requests that could not be told apart into an API: a test that goes well has none. */
  readonly unknown: string[] = [];
  /** How far the clock of the service is ahead of this machine's. */
  clockOffsetMs = 0;
  socketsOpened = 0;
  /** The most requests that were under way at once. */
  peakConcurrency = 0;
  readonly #latencyMs: number;
  readonly #others: OtherServices | undefined;
  readonly #principals = new Map<string, FakePrincipal>();
  readonly #faults = new FaultList();
  readonly #sockets = new Set<Socket>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #waiting = new Set<() => void>();
  #abandoned = 0;
  #underWay = 0;
  #requests = 0;
  readonly #server = createServer((request, response) => {
    this.#serve(request, response).catch((error: unknown) => {
      this.unknown.push(String(error));
      response.destroy();
    });
  });

  constructor({ accounts = [fakeAccount()], latencyMs = 0, others }: FakeAwsOptions) {
    this.accounts = accounts;
    this.#latencyMs = latencyMs;
    this.#others = others;
    const { id, partition } = this.account;
    this.user = this.#admit(id, `arn:${partition}:iam::${id}:user/dev`, false);
    this.#server.on('connection', (socket) => {
      this.socketsOpened++;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** The first of the accounts. */
  get account(): FakeAccount {
    const [first] = this.accounts;
    if (!first) throw new Error('There is no account.');
    return first;
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The newest fault that matches a request is the one that strikes it. */
  fail(fault: Fault, scope: FaultScope = {}): ActiveFault {
    return this.#faults.add(fault, scope);
  }

  /** Temporary credentials, as of a role. */
  newSession(accountId: string, arn: string): FakePrincipal {
    return this.#admit(accountId, arn, true);
  }

  principal(accessKeyId: string): FakePrincipal | undefined {
    return this.#principals.get(accessKeyId);
  }

  count(of: { readonly api?: FakeApi; readonly bucket?: string } = {}): number {
    return this.calls.filter(
      ({ api, bucket }) => (of.api ?? api) === api && (of.bucket === undefined || of.bucket === bucket),
    ).length;
  }

  counts(): FakeCounts {
    const { calls, socketsOpened, peakConcurrency } = this;
    return {
      calls: calls.length,
      ofBuckets: calls.filter(({ bucket }) => bucket).length,
      socketsOpened,
      peakConcurrency,
    };
  }

  /** Resolves when so many of them have arrived. */
  received(count: number, of: { readonly api?: FakeApi; readonly bucket?: string } = {}): Promise<void> {
    return this.#until(() => this.count(of) >= count);
  }

  /** Resolves when a client has given up on so many answers. */
  abandoned(count = 1): Promise<void> {
    return this.#until(() => this.#abandoned >= count);
  }

  /** Ends whatever still waits. */
  close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #admit(accountId: string, arn: string, temporary: boolean): FakePrincipal {
    const number = String(this.#principals.size + 1).padStart(16, '0');
    const principal: FakePrincipal = {
      accountId,
      arn,
      accessKeyId: `${temporary ? 'ASIA' : 'AKIA'}${number}`,
      secretAccessKey: `fake-${number}`,
      ...(temporary ? { sessionToken: `fake-token-${number}` } : {}),
      expired: false,
    };
    this.#principals.set(principal.accessKeyId, principal);
    return principal;
  }

  #until(reached: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (!reached()) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
  }

  #changed(): void {
    for (const check of [...this.#waiting]) check();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#underWay++;
    this.peakConcurrency = Math.max(this.peakConcurrency, this.#underWay);
    response.on('close', () => {
      this.#underWay--;
      if (!response.writableFinished) this.#abandoned++;
      this.#changed();
    });
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const body = bytes.toString('utf8');
    const url = new URL(request.url ?? '/', 'http://fake');
    if (url.pathname === COUNTS_PATH) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(this.counts()));
      return;
    }
    if (await this.#servedByOthers(request, url, bytes, response)) return;
    const route = routeOf(request, url, body);
    if (!route) {
      this.unknown.push(`${request.method ?? ''} ${request.url ?? ''}`);
      response.writeHead(501).end();
      return;
    }
    const call = this.#understood(request, url, body, route);
    this.calls.push({
      api: call.api,
      bucket: call.bucket,
      region: call.region,
      accessKeyId: signedBy(request)?.accessKeyId,
      expectedOwner: call.header('x-amz-expected-bucket-owner'),
      userAgent: call.header('user-agent'),
    });
    this.#changed();
    const fault = this.#faults.strikes(call.api, call.bucket);
    if (fault?.kind === 'wait') await fault.until;
    await this.#later(this.#latencyMs + (fault?.kind === 'latency' ? fault.ms : 0));
    this.#reply(call, request, response, fault);
  }

  async #servedByOthers(request: IncomingMessage, url: URL, body: Buffer, response: ServerResponse): Promise<boolean> {
    const signature = signedBy(request);
    if (!this.#others || !signature || !this.#others.serves(signature.service)) return false;
    const { service, region, accessKeyId } = signature;
    const caller = this.#principals.get(accessKeyId);
    const header = (name: string): string | undefined => {
      const value = request.headers[name];
      return typeof value === 'string' ? value : undefined;
    };
    const answer = caller
      ? await this.#others.answer({ service, region, method: request.method ?? 'GET', url, header, body, caller })
      : NOBODY;
    await this.#later(this.#latencyMs);
    if (answer === undefined) request.socket.resetAndDestroy();
    else {
      const { status, contentType, headers, body: text } = answer;
      response.writeHead(status, {
        date: new Date(this.#now()).toUTCString(),
        'content-type': contentType,
        ...headers,
      });
      response.end(text);
    }
    return true;
  }

  #understood(request: IncomingMessage, url: URL, body: string, route: NonNullable<ReturnType<typeof routeOf>>): Call {
    const signature = signedBy(request);
    const caller = signature && this.#principals.get(signature.accessKeyId);
    return {
      api: route.api,
      method: request.method ?? 'GET',
      region: signature?.region,
      caller,
      account: this.accounts.find(({ id }) => id === caller?.accountId),
      bucket: route.bucket,
      key: route.key,
      query: url.searchParams,
      header: (name) => {
        const value = request.headers[name];
        return typeof value === 'string' ? value : undefined;
      },
      body,
      requestId: `FAKE${String(++this.#requests).padStart(12, '0')}`,
    };
  }

  #reply(call: Call, request: IncomingMessage, response: ServerResponse, fault: Fault | undefined): void {
    switch (fault?.kind) {
      case 'hang':
        return;
      case 'reset':
        request.socket.resetAndDestroy();
        return;
      case 'html': {
        const body = `<html><head><title>Proxy</title></head><body><h1>${fault.status}</h1><hr></body></html>`;
        // Nothing of AWS is in it: no id of a request, no date that is kept in step.
        response.writeHead(fault.status, { 'content-type': 'text/html', 'content-length': Buffer.byteLength(body) });
        response.end(call.method === 'HEAD' ? undefined : body);
        return;
      }
      case 'truncated': {
        const { body, ...rest } = this.#answer(call, request);
        this.#send(call, response, { ...rest, body: half(body) });
        return;
      }
      case 'cut-connection':
      case 'hang-in-body': {
        const { body, status, contentType } = this.#answer(call, request);
        response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(body) });
        response.write(half(body), () => {
          if (fault.kind === 'cut-connection') response.destroy();
        });
        return;
      }
      default:
        this.#send(call, response, this.#answer(call, request, fault));
    }
  }

  #answer(call: Call, request: IncomingMessage, fault?: Fault): Answer {
    const answer = this.#struck(call, fault) ?? this.#unauthentic(call, request) ?? this.#judged(call);
    return 'code' in answer ? errorAnswer(call, answer) : answer;
  }

  #judged(call: Call): Answer | ApiError {
    return judge(call, { accounts: this.accounts, admit: (id, arn) => this.newSession(id, arn) });
  }

  #struck(call: Call, fault: Fault | undefined): ApiError | undefined {
    const { bucket } = call;
    switch (fault?.kind) {
      case 'denied':
        return denialOf(call, iamActionOf(call.api), fault.denial);
      case 'error':
        return fault.error;
      case 'redirect':
        return permanentRedirect(bucket ?? '', fault.region, fault.header);
      case 'bucket-deleted':
        for (const account of this.accounts) account.buckets = account.buckets.filter(({ name }) => name !== bucket);
        return { ...NO_SUCH_BUCKET, more: { BucketName: bucket } };
      default:
        return undefined;
    }
  }

  #unauthentic(call: Call, request: IncomingMessage): ApiError | undefined {
    const signature = signedBy(request);
    if (!signature) return undefined;
    if (Math.abs(timeOf(call.header('x-amz-date') ?? '') - this.#now()) > ALLOWED_SKEW_MS) {
      return {
        code: call.api.startsWith('sts:') ? 'SignatureDoesNotMatch' : 'RequestTimeTooSkewed',
        status: 403,
        message: 'The difference between the request time and the current time is too large.',
      };
    }
    if (!call.caller) return credentialError(call.api, 'unknown');
    if (call.caller.sessionToken !== call.header('x-amz-security-token'))
      return credentialError(call.api, 'wrong-token');
    return call.caller.expired ? credentialError(call.api, 'expired') : undefined;
  }

  #send(call: Call, response: ServerResponse, { status, contentType, headers, body }: Answer): void {
    response.writeHead(status, {
      date: new Date(this.#now()).toUTCString(),
      'content-type': contentType,
      'x-amz-request-id': call.requestId,
      'x-amz-id-2': 'fake',
      ...(call.method === 'HEAD' ? {} : { 'content-length': Buffer.byteLength(body) }),
      ...headers,
    });
    response.end(body);
  }

  #now(): number {
    return Date.now() + this.clockOffsetMs;
  }

  #later(ms: number): Promise<void> {
    if (ms === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        resolve();
      }, ms);
      this.#timers.add(timer);
    });
  }
}

/** The signature itself is not checked: the fake is about what happens after it. */
function signedBy({ headers }: IncomingMessage): Signature | undefined {
  const [, accessKeyId, region, service = ''] =
    /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/([^/]*)/.exec(headers.authorization ?? '') ?? [];
  return accessKeyId === undefined || region === undefined ? undefined : { accessKeyId, region, service };
}

interface Signature {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

const NOBODY: Answer = {
  status: 403,
  contentType: 'application/x-amz-json-1.1',
  headers: { 'x-amzn-errortype': 'UnrecognizedClientException' },
  body: JSON.stringify({
    __type: 'UnrecognizedClientException',
    message: 'The security token included in the request is invalid.',
  }),
};

/** @param date as in `20261127T010203Z` */
function timeOf(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function half(body: string): string {
  return body.slice(0, body.length / 2);
}
