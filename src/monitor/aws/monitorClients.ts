// The SDK's clients for whoever deploys and reads the watcher: all in the region of the stack, on one pool of sockets,
// made on first use.
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { BudgetsClient } from '@aws-sdk/client-budgets';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ChosenAccount } from '../../s3/account/chosenAccount.ts';
import type { CredentialSource } from '../../s3/account/credentials.ts';
import type { MonitorService } from '../../s3/account/endpoint.ts';
import { refuseHtml } from '../../s3/account/htmlAnswers.ts';
import type { Profile } from '../../s3/account/profiles.ts';

const CONNECT_MS = 3_000;
/** For one try. The code of the functions is a megabyte, and lines are slow. */
const REQUEST_MS = 60_000;
const MOST_SOCKETS = 20;

interface UnsignedConfig {
  readonly region: string;
  readonly requestHandler: NodeHttpHandler;
  readonly maxAttempts: number;
  readonly retryMode: string;
  readonly customUserAgent: [string, string][];
  readonly endpoint?: string;
}

interface Client {
  readonly middlewareStack: unknown;
}

export class MonitorClients {
  /** Undefined for keys in the environment. */
  readonly profile: Profile | undefined;
  readonly region: string;
  readonly #account: ChosenAccount;
  readonly #version: string;
  readonly #handler: NodeHttpHandler;
  readonly #source: CredentialSource;
  readonly #made = new Map<MonitorService, Client>();

  /**
   * @param version of Palisade: security teams can tell these calls by their user agent
   * @throws RunStopped
   */
  constructor(account: ChosenAccount, version: string) {
    this.#account = account;
    this.#version = version;
    this.region = account.region;
    const agent = { keepAlive: true, maxSockets: MOST_SOCKETS, maxFreeSockets: MOST_SOCKETS };
    this.#handler = new NodeHttpHandler({
      connectionTimeout: CONNECT_MS,
      requestTimeout: REQUEST_MS,
      // Without it a limit that is over is only logged.
      throwOnRequestTimeout: true,
      httpAgent: new HttpAgent(agent),
      httpsAgent: new HttpsAgent(agent),
    });
    const { profile, source } = account.credentials(this.#unsigned('sts'));
    this.profile = profile;
    this.#source = source;
  }

  get sts(): STSClient {
    return this.#reuse('sts', (config) => new STSClient(config));
  }

  get cloudFormation(): CloudFormationClient {
    return this.#reuse('cloudformation', (config) => new CloudFormationClient(config));
  }

  get lambda(): LambdaClient {
    return this.#reuse('lambda', (config) => new LambdaClient(config));
  }

  get logs(): CloudWatchLogsClient {
    return this.#reuse('cloudwatch_logs', (config) => new CloudWatchLogsClient(config));
  }

  get cloudWatch(): CloudWatchClient {
    return this.#reuse('cloudwatch', (config) => new CloudWatchClient(config));
  }

  get eventBridge(): EventBridgeClient {
    return this.#reuse('eventbridge', (config) => new EventBridgeClient(config));
  }

  get sqs(): SQSClient {
    return this.#reuse('sqs', (config) => new SQSClient(config));
  }

  get cloudTrail(): CloudTrailClient {
    return this.#reuse('cloudtrail', (config) => new CloudTrailClient(config));
  }

  get budgets(): BudgetsClient {
    return this.#reuse('budgets', (config) => new BudgetsClient(config));
  }

  get s3(): S3Client {
    return this.#reuse(
      's3',
      (config) => new S3Client({ ...config, forcePathStyle: true, followRegionRedirects: false }),
    );
  }

  /** Closes all sockets. */
  destroy(): void {
    this.#handler.destroy();
  }

  #unsigned(service: MonitorService): UnsignedConfig {
    const endpoint = this.#account.endpoint(service);
    return {
      region: this.region,
      requestHandler: this.#handler,
      maxAttempts: 3,
      retryMode: 'standard',
      customUserAgent: [['palisade-monitor', this.#version]],
      ...(endpoint.kind === 'custom' ? { endpoint: endpoint.url.href } : {}),
    };
  }

  #reuse<T extends Client>(
    service: MonitorService,
    make: (config: UnsignedConfig & { readonly credentials: CredentialSource }) => T,
  ): T {
    const before = this.#made.get(service);
    if (before !== undefined) return before as T;
    const client = make({ ...this.#unsigned(service), credentials: () => this.#source() });
    refuseHtml(client.middlewareStack);
    this.#made.set(service, client);
    return client;
  }
}
