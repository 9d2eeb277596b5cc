// The far end of the clients of CloudWatch Logs and of what else the functions call.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly target: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

type LogInput = Readonly<Record<string, unknown>> & {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly logEvents: readonly { readonly message: string }[];
  readonly nextToken?: string;
  readonly logStreamNamePrefix: string;
};

export const GROUP = '/palisade/reports';

/** Speaks the protocols of the services, and answers what the test says. */
export class Services {
  readonly asked: Asked[] = [];
  answer: (asked: Asked) => Answer = (asked) => this.logs(asked);
  readonly streams = new Map<string, string[]>();
  readonly #page: number;
  readonly #server: Server = createServer((request, response) => {
    void (async () => {
      let body = '';
      for await (const part of request.setEncoding('utf8')) body += part as string;
      const target = String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
      const asked = { target, path: request.url ?? '', headers: request.headers, body };
      this.asked.push(asked);
      const { status = 200, body: answer } = this.answer(asked);
      response.writeHead(status, {
        'content-type': typeof answer === 'string' ? 'text/xml' : 'application/x-amz-json-1.1',
      });
      response.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
    })();
  });

  /** @param page how much of everything is on a page; two, so that there are pages */
  constructor(page = 2) {
    this.#page = page;
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  logs({ target, body }: Asked): Answer {
    const input = JSON.parse(body) as LogInput;
    if (input.logGroupName !== GROUP)
      return refusal('ResourceNotFoundException', 'The specified log group does not exist.');
    const stream = this.streams.get(input.logStreamName);
    const from = Number(input.nextToken ?? 0);
    switch (target) {
      case 'CreateLogStream':
        if (stream !== undefined) return refusal('ResourceAlreadyExistsException', 'It is there.');
        this.streams.set(input.logStreamName, []);
        return { body: {} };
      case 'PutLogEvents':
        stream?.push(...input.logEvents.map(({ message }) => message));
        return { body: {} };
      case 'GetLogEvents': {
        if (stream === undefined)
          return refusal('ResourceNotFoundException', 'The specified log stream does not exist.');
        const events = stream.slice(from, from + this.#page).map((message) => ({ message, timestamp: 0 }));
        return { body: { events, nextForwardToken: String(from + events.length) } };
      }
      case 'DescribeLogStreams': {
        const names = [...this.streams.keys()]
          .filter((name) => name.startsWith(input.logStreamNamePrefix))
          .sort()
          .reverse();
        const more = from + this.#page < names.length ? { nextToken: String(from + this.#page) } : {};
        const logStreams = names
          .slice(from, from + this.#page)
          .map((logStreamName) => ({ logStreamName, creationTime: 7 }));
        return { body: { logStreams, ...more } };
      }
      default:
        throw new Error(`unexpected ${target}`);
    }
  }
}

export function refusal(name: string, message: string): Answer {
  return { status: 400, body: { __type: name, message } };
}
