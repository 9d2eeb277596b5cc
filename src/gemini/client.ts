import { OutboundText } from '../outbound/outboundText.ts';
import { describeFailedHop } from './connectionProbe.ts';
import { costUsd, hasKnownPrice } from './cost.ts';
import { GOOGLE_ENDPOINT, isModelName, usableEndpoint } from './endpoint.ts';
import { type GeminiReason, geminiReason } from './failure.ts';
import { judgeHttpError, type NextStep } from './httpError.ts';
import type { PromptFile } from './promptFile.ts';
import { readResponse } from './response.ts';
import type { Timers } from './timers.ts';
import {
  type ResponseSchema,
  sendWithSdk,
  type ThinkingLevel,
  type Transport,
  type TransportResult,
} from './transport.ts';

/** Everything that one call of {@link GeminiClient.generate} may take, attempts and waits included. */
export const TOTAL_DEADLINE_MS = 30_000;

/** A wait that leaves less than this before the deadline is not worth it: no model answers faster. */
const SHORTEST_ANSWER_MS = 5_000;

/** Pauses before the second and third attempt at a service that is overloaded. */
const BACK_OFF_MS = [1_000, 4_000] as const;

/** How long a failed connection is looked into. */
const PROBE_MS = 3_000;

/** How often a pause asked for by the service is granted in one call. */
const WAITS_GRANTED = 2;

export interface GeminiRequest {
  /** What the model is to look at: masked, fenced, capped. */
  readonly content: OutboundText;
  /** Its system part is sent along. */
  readonly prompt?: PromptFile;
  readonly model: string;
  /** Asked when `model` is gone or stays overloaded. */
  readonly fallbackModel?: string;
  readonly thinking: ThinkingLevel;
  /** Thinking counts into it. */
  readonly maxOutputTokens: number;
  /** Asks for JSON of this shape. The answer has to be checked all the same. */
  readonly responseSchema?: ResponseSchema;
  /** `false`: one attempt, for a person who waits for a yes or no. Default `true`. */
  readonly retries?: boolean;
}

export interface GeminiUsage {
  /** The model asked last. */
  readonly model: string;
  /** HTTP requests made, retries included. */
  readonly requests: number;
  readonly inputTokens: number;
  /** Thinking included. */
  readonly outputTokens: number;
  /** A lower bound when an attempt was cut off: what it used is not told. */
  readonly costUsd: number;
}

export interface GeminiAnswer {
  readonly kind: 'answer';
  /** Ended with STOP; not empty; without thoughts. Data: never trusted. */
  readonly text: string;
  readonly usage: GeminiUsage;
}

export type GeminiFailure =
  | {
      readonly kind: 'failed';
      readonly reason: GeminiReason;
      /** What there was of an answer that was cut off (`truncated`), else empty. */
      readonly partialText: string;
      readonly usage: GeminiUsage;
    }
  | { readonly kind: 'cancelled'; readonly usage: GeminiUsage };

export interface GeminiClient {
  /**
   * Never rejects for what the network or the service does. Resolves at once when `signal` aborts.
   *
   * @throws TypeError when the content is not an {@link OutboundText}: a bug
   */
  generate(request: GeminiRequest, signal: AbortSignal): Promise<GeminiAnswer | GeminiFailure>;
}

export interface GeminiClientOptions {
  readonly apiKey: string;
  /** Default: Google's. */
  readonly endpoint?: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly timers: Timers;
  /** From 0 up to 1, for the jitter of the pauses. Default `Math.random`. */
  readonly random?: () => number;
  /** Default {@link TOTAL_DEADLINE_MS}. */
  readonly deadlineMs?: number;
  readonly transport?: Transport;
  /** One line for each attempt and wait. Never file text, a key, or words of the server. */
  readonly log: (line: string) => void;
}

export function createGeminiClient(options: GeminiClientOptions): GeminiClient {
  return {
    async generate(request, signal) {
      // Types are gone at run time, and what was not masked must never be sent.
      if (!OutboundText.is(request.content)) throw new TypeError('the content did not come from src/outbound');
      return new Call(options, request, signal).run();
    },
  };
}

/** One call with all its attempts. */
class Call {
  readonly #options: GeminiClientOptions;
  readonly #request: GeminiRequest;
  readonly #cancel: AbortSignal;
  /** Ends with the caller's signal and with the deadline. */
  readonly #end = new AbortController();
  readonly #deadlineAt: number;
  readonly #apiKey: string;
  readonly #endpoint: string | undefined;
  #simplified = false;
  #waitsLeft = WAITS_GRANTED;
  #usage: GeminiUsage;

  constructor(options: GeminiClientOptions, request: GeminiRequest, cancel: AbortSignal) {
    this.#options = options;
    this.#request = request;
    this.#cancel = cancel;
    this.#deadlineAt = options.now() + this.#deadlineMs;
    this.#apiKey = options.apiKey.trim();
    this.#endpoint = usableEndpoint(options.endpoint ?? GOOGLE_ENDPOINT);
    this.#usage = { model: request.model, requests: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 };
  }

  async run(): Promise<GeminiAnswer | GeminiFailure> {
    const refused = this.#refusal();
    if (refused) return this.#failed(refused);
    const end = (): void => this.#end.abort();
    this.#cancel.addEventListener('abort', end);
    if (this.#cancel.aborted) end();
    const stopTimer = this.#options.timers.startTimer(this.#deadlineMs, end);
    try {
      return await this.#askModels();
    } finally {
      stopTimer();
      this.#cancel.removeEventListener('abort', end);
    }
  }

  get #deadlineMs(): number {
    return this.#options.deadlineMs ?? TOTAL_DEADLINE_MS;
  }

  /** Models in turn; the next one only when the one before is gone or stays overloaded. */
  async #askModels(): Promise<GeminiAnswer | GeminiFailure> {
    const { model, fallbackModel, retries = true } = this.#request;
    const models =
      fallbackModel === undefined || fallbackModel === model || !retries ? [model] : [model, fallbackModel];
    for (const [index, name] of models.entries()) {
      const last = index === models.length - 1;
      const result = await this.#askModel(name, index > 0);
      if (result !== 'next-model') return result;
      if (last) break;
      this.#options.log(`gemini: ${name} does not answer, asking ${models[index + 1] ?? name}`);
    }
    return this.#lastFailure ?? this.#ended();
  }

  #lastFailure: GeminiFailure | undefined;

  /** One model, with the retries that its answers are worth. */
  async #askModel(model: string, isFallback: boolean): Promise<GeminiAnswer | GeminiFailure | 'next-model'> {
    for (let backOffs = 0; ;) {
      if (this.#isOver()) return this.#ended();
      const result = await this.#attempt(model);
      if (this.#isCancelled()) return this.#ended();
      if (result.kind === 'response') return this.#read(model, result.body);
      if (result.kind === 'aborted') return this.#ended();
      if (result.kind === 'not-json') {
        return this.#failed(geminiReason('malformed', 'the response is no JSON, as from a proxy or a sign-in page'));
      }
      if (result.kind === 'no-connection') return this.#noConnection();

      const { reason, next } = judgeHttpError(result, this.#options.now());
      this.#log(model, `HTTP ${result.status}, ${reason.kind}`);
      this.#lastFailure = this.#failed(reason);
      const step = this.#request.retries === false ? 'stop' : await this.#prepareRetry(next, backOffs, isFallback);
      if (step === 'next-model') return 'next-model';
      if (this.#isOver()) return this.#ended();
      if (step === 'stop') return this.#lastFailure;
      if (next.kind === 'back-off') backOffs++;
    }
  }

  /** Does what has to be done before the same model is asked again, and says whether it is. */
  async #prepareRetry(next: NextStep, backOffs: number, isFallback: boolean): Promise<'again' | 'next-model' | 'stop'> {
    switch (next.kind) {
      case 'stop':
        return 'stop';
      case 'other-model':
        return 'next-model';
      case 'simplify':
        if (this.#simplified) return 'stop';
        this.#simplified = true;
        return 'again';
      case 'wait':
        if (this.#waitsLeft === 0) return 'stop';
        this.#waitsLeft--;
        return (await this.#pause(next.ms)) ? 'again' : 'stop';
      case 'back-off': {
        const pause = BACK_OFF_MS[backOffs];
        // The fallback is itself a retry: it gets one chance.
        if (pause === undefined || isFallback) return 'next-model';
        return (await this.#pause(pause * (0.75 + 0.5 * (this.#options.random ?? Math.random)()))) ? 'again' : 'stop';
      }
    }
  }

  /** False, at once, when too little time would be left. */
  async #pause(ms: number): Promise<boolean> {
    if (this.#options.now() + ms + SHORTEST_ANSWER_MS > this.#deadlineAt) return false;
    this.#options.log(`gemini: waiting ${Math.round(ms)} ms`);
    await this.#options.timers.delay(ms, this.#end.signal);
    return true;
  }

  #attempt(model: string): Promise<TransportResult> {
    const { content, prompt, thinking, maxOutputTokens, responseSchema } = this.#request;
    this.#usage = { ...this.#usage, model, requests: this.#usage.requests + 1 };
    return (this.#options.transport ?? sendWithSdk)(
      {
        apiKey: this.#apiKey,
        endpoint: this.#endpoint ?? GOOGLE_ENDPOINT,
        model,
        content: content.toString(),
        ...(prompt ? { system: prompt.system } : {}),
        maxOutputTokens,
        json: responseSchema !== undefined,
        ...(this.#simplified ? {} : { ...(responseSchema ? { responseSchema } : {}), ...thinkingFor(model, thinking) }),
      },
      this.#end.signal,
    );
  }

  #read(model: string, body: unknown): GeminiAnswer | GeminiFailure {
    const { tokens, modelVersion, text, problem } = readResponse(body);
    // Retired models are routed to others, with another price.
    const priced = modelVersion !== undefined && hasKnownPrice(modelVersion) ? modelVersion : model;
    this.#usage = {
      ...this.#usage,
      inputTokens: this.#usage.inputTokens + tokens.input,
      outputTokens: this.#usage.outputTokens + tokens.output,
      costUsd: this.#usage.costUsd + costUsd(priced, tokens, this.#options.now()),
    };
    this.#log(model, `${problem ? problem.kind : 'answered'}, ${tokens.input} tokens in, ${tokens.output} out`);
    return problem ? this.#failed(problem, text) : { kind: 'answer', text, usage: this.#usage };
  }

  /** What is plain before anything is sent. */
  #refusal(): GeminiReason | undefined {
    if (this.#apiKey === '') return geminiReason('no-key');
    // In a header such a character is an error whose message quotes the key.
    if (!/^[\x21-\x7e]+$/.test(this.#apiKey))
      return geminiReason('key-refused', 'the key holds characters that no key has');
    if (this.#endpoint === undefined) return geminiReason('network', 'the endpoint is no https address');
    const { model, fallbackModel = model } = this.#request;
    if (!isModelName(model) || !isModelName(fallbackModel))
      return geminiReason('model-gone', 'the model setting is no model name');
    return undefined;
  }

  async #noConnection(): Promise<GeminiFailure> {
    const probe = new AbortController();
    const end = (): void => probe.abort();
    const stopTimer = this.#options.timers.startTimer(PROBE_MS, end);
    this.#end.signal.addEventListener('abort', end);
    const detail = await describeFailedHop(this.#endpoint ?? GOOGLE_ENDPOINT, probe.signal);
    stopTimer();
    this.#log(this.#usage.model, detail);
    return this.#isCancelled() ? this.#ended() : this.#failed(geminiReason('network', detail));
  }

  /** Cancelled by the caller, else out of time. */
  #ended(): GeminiFailure {
    if (this.#isCancelled()) return { kind: 'cancelled', usage: this.#usage };
    return this.#failed(geminiReason('timed-out', `no answer within ${Math.round(this.#deadlineMs / 1000)} s`));
  }

  /** A fresh look each time: an `await` may have passed since the last one. */
  #isOver(): boolean {
    return this.#end.signal.aborted;
  }

  #isCancelled(): boolean {
    return this.#cancel.aborted;
  }

  #failed(reason: GeminiReason, partialText = ''): GeminiFailure {
    return { kind: 'failed', reason, partialText, usage: this.#usage };
  }

  #log(model: string, what: string): void {
    this.#options.log(`gemini: ${model}: ${what}`);
  }
}

/** Generations before 3 have another parameter, and refuse this one. */
function thinkingFor(model: string, thinking: ThinkingLevel): { thinking?: ThinkingLevel } {
  return /^gemini-[12][.-]/.test(model) ? {} : { thinking };
}
