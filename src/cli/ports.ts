import type { IgnoreFileParser } from '../app/ignoreFileThread.ts';
import type { Reviewer } from '../code/review.ts';
import type { Analyser } from '../code/scanner.ts';
import type { Monitor, MonitorBundle } from '../monitor/monitorBundle.ts';
import type { S3Bundle } from '../s3/s3Bundle.ts';

/** Where the command line writes to. */
export interface Output {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Width in characters; undefined when it is not known. */
  readonly columns: number | undefined;
}

export interface OwnedAnalyser extends Analyser {
  dispose(): Promise<void>;
}

export interface ReviewerSettings {
  readonly apiKey: string;
  readonly model: string;
  readonly fallbackModel: string;
}

export interface LoadedMonitor extends Pick<MonitorBundle, 'monthlyEstimate'> {
  /** With the environment of this process. */
  readonly open: () => Monitor;
}

/** What the command line needs of the world. Tests put others in their place; nothing a workspace holds can. */
export interface CliPorts {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly cwd: string;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Version of Palisade. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly createAnalyser: (log: (line: string) => void) => OwnedAnalyser;
  readonly ignoreFile: Pick<IgnoreFileParser, 'parse'>;
  /** Loads the Gemini bundle; called at most once, and only when a person asked for Gemini and there is a key. */
  readonly createReviewer: (settings: ReviewerSettings) => Promise<Reviewer>;
  /** What is piped in, to its end; not more than so many bytes. */
  readonly readStdin: (longest: number) => Promise<Uint8Array | 'too-large'>;
  /** Asks the person at the terminal; undefined: he does not want to answer. Without a terminal nobody is asked. */
  readonly askCode?: (question: string, signal: AbortSignal) => Promise<string | undefined>;
  /** Loads the S3 bundle; called at most once, and only for the commands that need it. */
  readonly loadS3: () => Promise<Omit<S3Bundle, 'openReader'>>;
  /** Loads the bundle that deploys and reads the watcher; called at most once, and only for the commands that need it. */
  readonly loadMonitor: () => Promise<LoadedMonitor>;
  /** Resolves when the time is over, or when the signal is aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}
