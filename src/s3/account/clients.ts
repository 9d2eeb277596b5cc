// The SDK's clients, one for each region and service, on one pool of sockets.
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudFrontClient } from '@aws-sdk/client-cloudfront';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AuthScheme, EndpointV2 } from '@smithy/types';
import type { CredentialSource } from './credentials.ts';
import { takesHostPrefix, type Endpoint, type ReaderService } from './endpoint.ts';
import { refuseHtml } from './htmlAnswers.ts';

export interface Limits {
  readonly connectMs: number;
  /** For one try of a request. */
  readonly requestMs: number;
  /** For a call with all its tries. */
  readonly callMs: number;
  /** Calls at once, over all regions. */
  readonly calls: number;
  /** Buckets that are read at once. */
  readonly buckets: number;
}

/** A region that is switched off does not answer at all: without a short limit it would hold up everything. */
export const LIMITS: Limits = { connectMs: 3_000, requestMs: 10_000, callMs: 20_000, calls: 50, buckets: 8 };

export interface ClientOptions {
  readonly region: string;
  readonly endpoints: Readonly<Record<ReaderService, Endpoint>>;
  readonly limits: Limits;
  /** E.g. `0.2.0`: security teams can tell these calls by their user agent. */
  readonly version: string;
}

/** No `followRegionRedirects`: it changes the region of the client for all calls that are under way. */
export class Clients {
  readonly #options: ClientOptions;
  readonly #handler: NodeHttpHandler;
  readonly #s3 = new Map<string, S3Client>();
  readonly #s3Control = new Map<string, S3ControlClient>();
  readonly #cloudTrail = new Map<string, CloudTrailClient>();
  readonly #kms = new Map<string, KMSClient>();
  #cloudFront: CloudFrontClient | undefined;
  #credentials: CredentialSource | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
    const { connectMs, requestMs, calls } = options.limits;
    const agent = { keepAlive: true, maxSockets: calls, maxFreeSockets: calls };
    this.#handler = new NodeHttpHandler({
      connectionTimeout: connectMs,
      requestTimeout: requestMs,
      // Without it a limit that is over is only logged.
      throwOnRequestTimeout: true,
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
    });
  }

  /** What roles are assumed with, before there are credentials. */
  get stsConfig(): STSClientConfig {
    return { ...this.#common(this.#options.region, 'sts') };
  }

  use(credentials: CredentialSource): void {
    this.#credentials = credentials;
  }

  sts(): STSClient {
    return new STSClient({ ...this.stsConfig, ...this.#signedWith() });
  }

  s3(region: string): S3Client {
    return reuse(this.#s3, region, () => {
      const client = new S3Client({
        ...this.#common(region, 's3'),
        ...this.#signedWith(),
        // One host for all buckets: sockets are used again, and names with dots fit the certificate.
        forcePathStyle: true,
        followRegionRedirects: false,
        // Sessions are for objects; configuration of directory buckets is read without.
        disableS3ExpressSessionAuth: true,
      });
      refuseHtml(client.middlewareStack);
      if (this.#options.endpoints.s3.kind === 'custom') mendPath(client);
      return client;
    });
  }

  s3Control(region: string): S3ControlClient {
    return reuse(this.#s3Control, region, () => {
      const endpoint = this.#options.endpoints.s3_control;
      const client = new S3ControlClient({
        ...this.#common(region, 's3_control'),
        ...this.#signedWith(),
        ...(endpoint.kind === 'custom' && !takesHostPrefix(endpoint.url) ? hostAsItIs(endpoint.url, region) : {}),
      });
      refuseHtml(client.middlewareStack);
      return client;
    });
  }

  cloudTrail(region: string): CloudTrailClient {
    return reuse(
      this.#cloudTrail,
      region,
      () => new CloudTrailClient({ ...this.#common(region, 'cloudtrail'), ...this.#signedWith() }),
    );
  }

  kms(region: string): KMSClient {
    return reuse(this.#kms, region, () => new KMSClient({ ...this.#common(region, 'kms'), ...this.#signedWith() }));
  }

  /** One for the partition, whatever the region. */
  cloudFront(): CloudFrontClient {
    if (this.#cloudFront === undefined) {
      this.#cloudFront = new CloudFrontClient({
        ...this.#common(this.#options.region, 'cloudfront'),
        ...this.#signedWith(),
      });
      refuseHtml(this.#cloudFront.middlewareStack);
    }
    return this.#cloudFront;
  }

  /** Closes all sockets. */
  destroy(): void {
    this.#handler.destroy();
  }

  #common(region: string, service: ReaderService) {
    const endpoint = this.#options.endpoints[service];
    return {
      region,
      requestHandler: this.#handler,
      maxAttempts: 3,
      retryMode: 'standard',
      customUserAgent: [['palisade-s3-posture', this.#options.version]] as [string, string][],
      ...(endpoint.kind === 'custom' ? { endpoint: endpoint.url.href } : {}),
    };
  }

  #signedWith() {
    const credentials = this.#credentials;
    return credentials === undefined ? {} : { credentials: () => credentials() };
  }
}

function reuse<T>(made: Map<string, T>, region: string, make: () => T): T {
  const before = made.get(region);
  if (before !== undefined) return before;
  const client = make();
  made.set(region, client);
  return client;
}

/** The account's id goes with each request in a header as well; two places of the SDK put it before the host. */
function hostAsItIs(url: URL, region: string) {
  const signing: AuthScheme = { name: 'sigv4', signingName: 's3', signingRegion: region, properties: {} };
  // The SDK's type says that there can be no list of them, which its own endpoints have.
  const properties = { authSchemes: [signing] } as unknown as NonNullable<EndpointV2['properties']>;
  return { disableHostPrefix: true, endpointProvider: (): EndpointV2 => ({ url, headers: {}, properties }) };
}

/** With a server of one's own the SDK puts two slashes behind the name of a directory bucket. */
function mendPath(client: S3Client): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as { path: string };
      request.path = request.path.replace(/^(\/[^/]+)\/\/$/, '$1/');
      return next(args);
    },
    { step: 'build', name: 'mendPath' },
  );
}
