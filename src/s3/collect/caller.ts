// One call to AWS, with all that holds for every call: its turn, its time, its meaning when it fails.
import { isRunStopped, RunStopped, stopFailure, type FailureContext } from '../account/runFailure.ts';
import { apiRow, type ApiName } from '../apis.ts';
import { malformed, meaningOf, type ErrorMeaning } from '../errors.ts';
import { unreadable, type Fact, type Unreadable } from '../facts.ts';
import type { Pace } from './pace.ts';

export interface SendOptions {
  readonly abortSignal: AbortSignal;
}

export type Answer<T> =
  { readonly kind: 'known'; readonly value: T } | Exclude<ErrorMeaning, { readonly kind: 'stops' }>;

interface WithMetadata {
  readonly $metadata?: { readonly attempts?: number | undefined };
}

export interface Asked {
  /** Is shown the error itself, for what only it has. */
  readonly errorSeen?: (error: unknown) => void;
  /** It is asked of a directory bucket. */
  readonly directory?: boolean;
  /** When it is its turn: why it is not sent after all. */
  readonly unless?: () => Unreadable | undefined;
}

export class Caller {
  readonly #pace: Pace;
  readonly #callMs: number;
  readonly #signal: AbortSignal;
  readonly #context: () => FailureContext;
  #calls = 0;

  /**
   * @param callMs for a call with all its tries; the wait for its turn is not counted
   * @param context of whom to speak when credentials are the trouble
   */
  constructor(pace: Pace, callMs: number, signal: AbortSignal, context: () => FailureContext) {
    this.#pace = pace;
    this.#callMs = callMs;
    this.#signal = signal;
    this.#context = context;
  }

  /** Requests sent so far, retries not counted. */
  get calls(): number {
    return this.#calls;
  }

  /**
   * @throws RunStopped for what would be the same for every other call
   */
  async ask<T extends WithMetadata>(
    api: ApiName,
    send: (options: SendOptions) => Promise<T>,
    asked: Asked = {},
  ): Promise<Answer<T>> {
    return await this.#pace.run(async () => {
      if (this.#signal.aborted) return { kind: 'unreadable', reason: cancelled(api) };
      const objection = asked.unless?.();
      if (objection !== undefined) return { kind: 'unreadable', reason: objection };
      this.#calls += 1;
      const limit = new CallLimit(this.#callMs, this.#signal);
      try {
        const value = await send({ abortSignal: limit.signal });
        this.#pace.ended((value.$metadata?.attempts ?? 1) > 1);
        return { kind: 'known', value };
      } catch (error) {
        if (isRunStopped(error)) throw error;
        asked.errorSeen?.(error);
        const { directory = false } = asked;
        const meaning = meaningOf(error, api, { cancelled: this.#signal.aborted, timedOut: limit.over, directory });
        this.#pace.ended(meaning.kind === 'unreadable' && meaning.reason.cause === 'throttled');
        if (meaning.kind !== 'stops') return meaning;
        throw new RunStopped(stopFailure(meaning.failure, meaning.reason, this.#context()));
      } finally {
        limit.dispose();
      }
    });
  }

  /** The answer as a fact, for calls that are about no bucket. */
  async call<T extends WithMetadata>(api: ApiName, send: (options: SendOptions) => Promise<T>): Promise<Fact<T>> {
    return asFact(await this.ask(api, send));
  }
}

export function asFact<T>(answer: Answer<T>): Fact<T> {
  if (answer.kind === 'known' || answer.kind === 'absent') return answer;
  return unreadable(answer.reason);
}

/** What `take` makes of the value; `undefined` says that it makes no sense. */
export function taken<T, U>(fact: Fact<T>, api: ApiName, take: (value: T) => Fact<U> | undefined): Fact<U> {
  if (fact.kind !== 'known') return fact;
  return take(fact.value) ?? unreadable(malformed(api, 'the answer lacks what it is about'));
}

function cancelled(api: ApiName) {
  return { cause: 'cancelled', api, action: apiRow(api).action ?? '', error: 'Cancelled' } as const;
}

/** Ends a call when its time is over or the run is; nothing is left behind at the run's signal. */
class CallLimit {
  readonly #ended = new AbortController();
  readonly #run: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  over = false;

  constructor(limitMs: number, run: AbortSignal) {
    this.#run = run;
    run.addEventListener('abort', this.#end, { once: true });
    this.#timer = setTimeout(() => {
      this.over = true;
      this.#end();
    }, limitMs);
  }

  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#run.removeEventListener('abort', this.#end);
  }

  readonly #end = (): void => this.#ended.abort();
}
