// A server that speaks the REST protocol of the Gemini API and fails on demand.
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { FAKE_MODES, type FakeMode, type FakeModeName, replyFor } from './fakeGeminiModes.ts';
import { type CandidateRule, type LinePattern, reviewByPatterns } from './fakeGeminiReview.ts';

/** One request as it arrived: what left the machine. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The bytes of the body as UTF-8. */
  readonly body: string;
}

export interface FakeGeminiScript {
  /** Used up in turn, one for each generateContent request; the last one stays. Default: `review`. */
  readonly modes?: FakeMode | readonly FakeMode[];
  /** What a well-behaved model says to a prompt (the user's part). Default: the patterns. */
  readonly answer?: (prompt: string) => object;
  readonly patterns?: readonly LinePattern[];
  readonly candidateRules?: readonly CandidateRule[];
}

export interface FakeGemini {
  readonly url: string;
  /** Every request but those to the control paths, oldest first. */
  readonly requests: readonly RecordedRequest[];
  setMode(modes: FakeMode | readonly FakeMode[]): void;
  /** Resolves when this many requests have arrived in all, bodies included. */
  received(count: number): Promise<void>;
  /** Resolves when a client has given up on an answer that is under way. */
  abandoned(): Promise<void>;
  stop(): Promise<void>;
}

/** What `POST /__script` takes from another process. */
export type RemoteScript = Omit<FakeGeminiScript, 'answer'>;

/**
 * Listens on 127.0.0.1 with a free port. For other processes:
 * `POST /__mode` with a mode or an array of modes, `POST /__script` with a {@link RemoteScript},
 * `GET /__requests` for what arrived, `DELETE /__requests` to forget it.
 */
export async function startFakeGemini(script: FakeGeminiScript = {}): Promise<FakeGemini> {
  const fake = new Fake(script);
  await fake.listen();
  return fake;
}

class Fake implements FakeGemini {
  url = '';
  readonly requests: RecordedRequest[] = [];
  #script: FakeGeminiScript;
  #modes: FakeMode[];
  readonly #server = createServer((request, response) => {
    this.#serve(request, response).catch(() => response.destroy());
  });
  readonly #sockets = new Set<Socket>();
  readonly #waiting = new Set<() => void>();
  #abandoned = 0;

  constructor(script: FakeGeminiScript) {
    this.#script = script;
    this.#modes = asList(script.modes ?? 'review');
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  setMode(modes: FakeMode | readonly FakeMode[]): void {
    this.#modes = asList(modes);
  }

  received(count: number): Promise<void> {
    return this.#until(() => this.requests.length >= count);
  }

  abandoned(): Promise<void> {
    return this.#until(() => this.#abandoned > 0);
  }

  stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
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
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const { method = '', url: path = '' } = request;
    if (path.startsWith('/__')) {
      this.#control(method, path, body, response);
      return;
    }
    this.requests.push({ method, path, headers: request.headers, body });
    response.on('close', () => {
      if (response.writableFinished) return;
      this.#abandoned++;
      this.#changed();
    });
    this.#answer(path, body, response);
    this.#changed();
  }

  #answer(path: string, body: string, response: ServerResponse): void {
    const model = /^\/v1beta\/models\/([^:/]+):generateContent$/.exec(path)?.[1];
    if (model === undefined) {
      response.writeHead(404, { 'content-type': 'text/html' }).end('<html>Not found</html>');
      return;
    }
    const mode = this.#modes.length > 1 ? this.#modes.shift() : this.#modes[0];
    const reply = replyFor(mode ?? 'review', model, () => this.#review(body));
    switch (reply.kind) {
      case 'reply':
        response.writeHead(reply.status, { 'content-type': reply.contentType }).end(reply.body);
        return;
      case 'hang':
        return;
      case 'cut-connection':
        response.destroy();
        return;
      case 'slow-body':
      case 'cut-body': {
        response.writeHead(200, {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(reply.body),
        });
        response.write(reply.body.slice(0, 20), () => {
          if (reply.kind === 'cut-body') response.destroy();
        });
      }
    }
  }

  #review(body: string): object {
    const prompt = promptOf(body);
    const { answer, patterns = [], candidateRules = [] } = this.#script;
    return answer ? answer(prompt) : reviewByPatterns(prompt, patterns, candidateRules);
  }

  #control(method: string, path: string, body: string, response: ServerResponse): void {
    if (method === 'GET' && path === '/__requests') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(this.requests));
      return;
    }
    if (method === 'DELETE' && path === '/__requests') this.requests.length = 0;
    else if (method === 'POST' && path === '/__mode') this.setMode(JSON.parse(body) as FakeMode | FakeMode[]);
    else if (method === 'POST' && path === '/__script') {
      this.#script = JSON.parse(body) as RemoteScript;
      this.setMode(this.#script.modes ?? 'review');
    } else {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(204).end();
  }
}

/** The user's part of a request, without the system instruction. */
export function promptOf(body: string): string {
  const { contents } = JSON.parse(body) as { contents: { parts: { text: string }[] }[] };
  return contents.flatMap(({ parts }) => parts.map(({ text }) => text)).join('\n');
}

export function isFakeMode(name: string): name is FakeModeName {
  return (FAKE_MODES as readonly string[]).includes(name);
}

function asList(modes: FakeMode | readonly FakeMode[]): FakeMode[] {
  return Array.isArray(modes) ? [...(modes as readonly FakeMode[])] : [modes as FakeMode];
}
