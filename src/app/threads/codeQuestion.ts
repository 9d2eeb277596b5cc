/** The side of a thread that asks a person, who is on the other side, for the code of a device. */
export interface CodeQuestion {
  /** Asks. */
  readonly ask: () => void;
  /** Takes the question back: the wait is over without an answer. */
  readonly takeBack: () => void;
  /** Is given who takes the answer, and undefined when there is nobody any more. */
  readonly waitFor: (take: ((code: string | undefined) => void) | undefined) => void;
}

/** @returns undefined: the person did not want to say it, or was not asked in time */
export function askForCode({ ask, takeBack, waitFor }: CodeQuestion, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const end = (code: string | undefined): void => {
      signal.removeEventListener('abort', notNeeded);
      waitFor(undefined);
      resolve(code);
    };
    const notNeeded = (): void => {
      takeBack();
      end(undefined);
    };
    if (signal.aborted) {
      end(undefined);
      return;
    }
    signal.addEventListener('abort', notNeeded, { once: true });
    waitFor(end);
    ask();
  });
}
