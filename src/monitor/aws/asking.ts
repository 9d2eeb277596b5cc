// One call to a service of AWS for a person, with what it means to him when it fails.
import { isRunStopped, stopFailure, type FailureContext } from '../../s3/account/runFailure.ts';
import { troubleOf, type Trouble } from '../../s3/errors.ts';
import type { MonitorFailure } from '../monitorBundle.ts';

/** Thrown by what cannot go on; caught in one place, where a person is answered. */
export class MonitorStopped extends Error {
  readonly failure: MonitorFailure;

  constructor(failure: MonitorFailure) {
    super(failure.message);
    this.name = 'MonitorStopped';
    this.failure = failure;
  }
}

/** By its name, as for every error of ours: the class is another one in each bundle. */
export function isMonitorStopped(error: unknown): error is MonitorStopped {
  return error instanceof Error && error.name === 'MonitorStopped' && 'failure' in error;
}

export interface SendOptions {
  readonly abortSignal: AbortSignal;
}

type Send<T> = (options: SendOptions) => Promise<T>;

/** What was asked, or why that is not known. */
export type Learnt<T> =
  { readonly kind: 'known'; readonly value: T } | { readonly kind: 'unknown'; readonly failure: MonitorFailure };

/** After these no other call would do any better. */
const STOPS_ALL: ReadonlySet<MonitorFailure['kind']> = new Set([
  'expired',
  'wrong-credentials',
  'no-credentials',
  'mfa-refused',
  'clock',
  'cancelled',
]);

/** With all its tries. */
const CALL_MS = 90_000;

export class Asking {
  readonly #signal: AbortSignal;
  readonly #context: () => FailureContext;

  /** @param context of whom to speak when credentials are the trouble */
  constructor(signal: AbortSignal, context: () => FailureContext) {
    this.#signal = signal;
    this.#context = context;
  }

  get signal(): AbortSignal {
    return this.#signal;
  }

  /**
   * @param action that IAM has for it, e.g. `lambda:GetFunction`
   * @throws MonitorStopped
   */
  async ask<T>(action: string, send: Send<T>): Promise<T> {
    if (this.#signal.aborted) throw cancelled();
    try {
      return await send({ abortSignal: AbortSignal.any([this.#signal, AbortSignal.timeout(CALL_MS)]) });
    } catch (error) {
      throw this.stopped(action, error);
    }
  }

  /**
   * @param isNone which errors say that there is none
   * @returns undefined: there is none
   * @throws MonitorStopped
   */
  async find<T>(action: string, isNone: (trouble: Trouble) => boolean, send: Send<T>): Promise<T | undefined> {
    return await this.ask(action, async (options) => {
      try {
        return await send(options);
      } catch (error) {
        if (isNone(troubleOf(error))) return undefined;
        throw error;
      }
    });
  }

  /**
   * For what is good to know and can be done without.
   *
   * @throws MonitorStopped for what would keep every other call from being answered
   */
  async learn<T>(work: () => Promise<T>): Promise<Learnt<T>> {
    try {
      return { kind: 'known', value: await work() };
    } catch (error) {
      if (!isMonitorStopped(error) || STOPS_ALL.has(error.failure.kind)) throw error;
      return { kind: 'unknown', failure: error.failure };
    }
  }

  /** What an error means; what stands for itself stays as it is. */
  stopped(action: string, error: unknown): Error {
    if (isMonitorStopped(error) || isRunStopped(error)) return error;
    if (this.#signal.aborted) return cancelled();
    const trouble = troubleOf(error);
    if (trouble.stop === undefined) return new MonitorStopped(failureOf(action, trouble));
    const reason = { cause: 'other', api: action, action, error: trouble.name } as const;
    return new MonitorStopped(stopFailure(trouble.stop, reason, this.#context()));
  }
}

export function cancelled(): MonitorStopped {
  return new MonitorStopped({ kind: 'cancelled', message: 'Cancelled.' });
}

function failureOf(action: string, { cause, name, message }: Trouble): MonitorFailure {
  const said = message === '' ? '' : ` AWS says: ${message}`;
  switch (cause) {
    case 'access-denied':
      return { kind: 'denied', action, message: `AWS refuses ${action}: these credentials may not do that.${said}` };
    case 'throttled':
      return { kind: 'throttled', message: `AWS asks to slow down (${action}). Try again in a minute.` };
    case 'timeout':
    case 'cancelled':
      return { kind: 'timeout', message: `AWS does not answer ${action} in time. Try again.` };
    case 'network':
      return {
        kind: 'network',
        message: `AWS is not reached for ${action} (${name}). Check the network and try again.`,
      };
    case 'malformed':
      return { kind: 'network', message: `What answers ${action} is not AWS: a proxy may speak in its place.` };
    case 'unsupported':
    case 'region':
    case 'other':
      return { kind: 'other', message: `${action} fails with ${name}.${said}` };
  }
}
