/** Waiting, injected so that tests neither sleep nor depend on how fast the machine is. */
export interface Timers {
  /** Resolves after `ms`, or at once when `signal` aborts. Never rejects. */
  delay(ms: number, signal: AbortSignal): Promise<void>;
  /** Calls `fire` after `ms` unless the returned function is called first. */
  startTimer(ms: number, fire: () => void): () => void;
}

export function systemTimers(): Timers {
  const startTimer = (ms: number, fire: () => void): (() => void) => {
    const timer = setTimeout(fire, ms);
    return () => {
      clearTimeout(timer);
    };
  };
  return {
    startTimer,
    delay: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) {
          resolve();
          return;
        }
        const done = (): void => {
          stop();
          signal.removeEventListener('abort', done);
          resolve();
        };
        const stop = startTimer(ms, done);
        signal.addEventListener('abort', done);
      }),
  };
}
