// The log group of the reports, in CloudWatch Logs. The group itself is the stack's: nothing here can make one.
import {
  CreateLogStreamCommand,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
  type CloudWatchLogsClient,
} from '@aws-sdk/client-cloudwatch-logs';
import { type ReportLog, type StreamEntry, WatchStopped, type WatchFailure } from '../run/ports.ts';

export interface LogGroupOptions {
  readonly client: CloudWatchLogsClient;
  readonly group: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly signal?: AbortSignal;
  /**
   * What an error is to whoever reads; default: a WatchStopped, as for a function.
   *
   * @param action that IAM has for the call
   */
  readonly stopped?: (action: string, error: unknown) => Error;
}

/** A stream without an end: more pages than any report has. */
const MOST_PAGES = 1_000;

export class CloudWatchReportLog implements ReportLog {
  readonly #client: CloudWatchLogsClient;
  readonly #group: string;
  readonly #now: () => number;
  readonly #options: { readonly abortSignal?: AbortSignal };
  readonly #stoppedBy: LogGroupOptions['stopped'];

  constructor({ client, group, now, signal, stopped }: LogGroupOptions) {
    this.#client = client;
    this.#group = group;
    this.#now = now;
    this.#options = signal === undefined ? {} : { abortSignal: signal };
    this.#stoppedBy = stopped;
  }

  async createStream(name: string): Promise<boolean> {
    try {
      await this.#client.send(
        new CreateLogStreamCommand({ logGroupName: this.#group, logStreamName: name }),
        this.#options,
      );
      return true;
    } catch (error) {
      if (nameOf(error) === 'ResourceAlreadyExistsException') return false;
      throw this.#stopped('logs:CreateLogStream', error);
    }
  }

  async put(stream: string, messages: readonly string[]): Promise<void> {
    const timestamp = this.#now();
    const input = {
      logGroupName: this.#group,
      logStreamName: stream,
      logEvents: messages.map((message) => ({ timestamp, message })),
    };
    let rejected: object | undefined;
    try {
      ({ rejectedLogEventsInfo: rejected } = await this.#client.send(new PutLogEventsCommand(input), this.#options));
    } catch (error) {
      throw this.#stopped('logs:PutLogEvents', error);
    }
    // Taken with HTTP 200, and thrown away: the clock is off, or the retention shorter than that.
    if (rejected !== undefined) {
      throw new WatchStopped({ kind: 'other', message: 'CloudWatch Logs did not keep a part of the report.' });
    }
  }

  async *streams(prefix: string): AsyncIterable<StreamEntry> {
    let nextToken: string | undefined;
    do {
      const page = await this.#page(prefix, nextToken);
      for (const { logStreamName, creationTime } of page.logStreams ?? []) {
        if (logStreamName !== undefined) yield { name: logStreamName, createdAt: creationTime ?? 0 };
      }
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }

  async #page(prefix: string, nextToken: string | undefined) {
    const input = {
      logGroupName: this.#group,
      logStreamNamePrefix: prefix,
      orderBy: 'LogStreamName',
      descending: true,
    } as const;
    try {
      return await this.#client.send(
        new DescribeLogStreamsCommand({ ...input, ...(nextToken === undefined ? {} : { nextToken }) }),
        this.#options,
      );
    } catch (error) {
      throw this.#stopped('logs:DescribeLogStreams', error);
    }
  }

  async read(stream: string): Promise<readonly string[]> {
    const messages: string[] = [];
    let token: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const input = { logGroupName: this.#group, logStreamName: stream, startFromHead: true };
      try {
        const { events = [], nextForwardToken } = await this.#client.send(
          new GetLogEventsCommand({ ...input, ...(token === undefined ? {} : { nextToken: token }) }),
          this.#options,
        );
        for (const { message } of events) if (message !== undefined) messages.push(message);
        // The end is where the token stays the same; a page may be empty before it.
        if (nextForwardToken === undefined || nextForwardToken === token) return messages;
        token = nextForwardToken;
      } catch (error) {
        if (nameOf(error) === 'ResourceNotFoundException' && /stream/i.test(messageOf(error))) return [];
        throw this.#stopped('logs:GetLogEvents', error);
      }
    }
    return messages;
  }

  /**
   * The newest events of a stream, the last one last: a page of them at most.
   *
   * @param most events
   */
  async readEnd(stream: string, most: number): Promise<readonly string[]> {
    let token: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const input = { logGroupName: this.#group, logStreamName: stream, startFromHead: false, limit: most };
      try {
        const { events = [], nextBackwardToken } = await this.#client.send(
          new GetLogEventsCommand({ ...input, ...(token === undefined ? {} : { nextToken: token }) }),
          this.#options,
        );
        // A page may be empty before the beginning is reached.
        if (events.length > 0 || nextBackwardToken === undefined || nextBackwardToken === token) {
          return events.flatMap(({ message }) => message ?? []);
        }
        token = nextBackwardToken;
      } catch (error) {
        if (nameOf(error) === 'ResourceNotFoundException' && /stream/i.test(messageOf(error))) return [];
        throw this.#stopped('logs:GetLogEvents', error);
      }
    }
    return [];
  }

  #stopped(action: string, error: unknown): Error {
    if (this.#stoppedBy !== undefined) return this.#stoppedBy(action, error);
    const name = nameOf(error);
    if (name === 'ResourceNotFoundException') {
      return new WatchStopped({
        kind: 'report-group-missing',
        message: `The log group ${this.#group} is not there any more: deploy the stack again.`,
      });
    }
    return new WatchStopped({ kind: kindOf(name), message: `CloudWatch Logs refuses ${this.#group}: ${name}` });
  }
}

/** The name of an error is the service's own word for it; its message may hold anything. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : '';
}

function kindOf(name: string): WatchFailure['kind'] {
  if (/^(AccessDenied|UnrecognizedClient|ExpiredToken)/.test(name)) return 'denied';
  if (/Throttl|TooManyRequests|ServiceUnavailable|LimitExceeded/.test(name)) return 'throttled';
  return /Timeout|Network|ECONN|ENOTFOUND|EAI_AGAIN/i.test(name) ? 'network' : 'other';
}
