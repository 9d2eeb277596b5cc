import type { Reason } from '../findings/outcome.ts';

/** Time, so that tests decide when it passes. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds or, early and without an error, when the signal aborts. */
  delay(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  delay: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end);
    }),
};

/** A small text that outlives the process and is shared by all windows: usage counts. */
export interface TextStorage {
  /** Undefined when nothing was ever written. */
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

/** Values remembered on this machine, never in a workspace. */
export interface MachineMemory {
  get(key: string): unknown;
  set(key: string, value: unknown): PromiseLike<void>;
}

/** What has to be asked of, or said to, the person. */
export interface Dialogs {
  /** Undefined when the dialog was closed without an answer: asked again next time. */
  askConsent(): Promise<'granted' | 'declined' | undefined>;
  /** One notification; the words come from reasons.ts. */
  notify(reason: Reason): void;
}

export interface Log {
  info(line: string): void;
  warn(line: string): void;
  error(line: string): void;
}

/** A file as it was at one moment. Two that are equal are of one and the same writing. */
export interface FileStamp {
  readonly name: string;
  readonly bytes: number;
  /** As the writer wished: milliseconds since the epoch. */
  readonly modifiedAt: number;
  /** When it really was written, as far as the system tells. */
  readonly changedAt: number;
}

/** A folder of small files of our own, shared by all windows. Its errors are those of the file system. */
export interface SharedFolder {
  /** Files alone; none where the folder was never made. */
  list(): Promise<readonly FileStamp[]>;
  /** @returns undefined when there is none; rejects for what is no file, or has more than `mostBytes` */
  read(name: string, mostBytes: number): Promise<{ readonly bytes: Uint8Array; readonly stamp: FileStamp } | undefined>;
  /**
   * Puts the whole file in place at once: nobody reads half of it, and of two writers the last one wins.
   *
   * @returns undefined when another writer has replaced it already
   */
  write(name: string, bytes: Uint8Array, modifiedAt: number): Promise<FileStamp | undefined>;
  /** Removes a file that is still the one of the stamp. @returns whether it did */
  remove(stamp: FileStamp): Promise<boolean>;
}
