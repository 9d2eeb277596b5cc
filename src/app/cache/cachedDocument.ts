import type { CodeFinding } from '../../findings/finding.ts';
import type { Freshness, Lifecycle, Refutation } from '../../findings/state.ts';
import type { LastLook } from '../scanJobs.ts';
import type { TextMark } from './textMark.ts';

/** A finding as it is kept on disk. By whom it is ignored is not: the ignore file says so anew. */
export interface CachedRecord {
  readonly finding: CodeFinding;
  readonly lifecycle: Lifecycle;
  readonly freshness: Freshness;
  readonly refutation?: Refutation;
}

/** What is kept of one document over a reload of the window: never its text, and of secrets only their masks. */
export interface CachedDocument {
  /** A URI. */
  readonly documentId: string;
  /** Relative to the workspace folder. */
  readonly path: string;
  /** The text that all positions refer to. */
  readonly text: TextMark;
  /** The text of the last scan that ended; absent when none has. */
  readonly scanned?: TextMark;
  readonly records: readonly CachedRecord[];
  /** Absent when the last scan was cancelled, or was of another name of the file. */
  readonly look?: LastLook;
  /** Of the engines and the prompt that were in use; of others a look is an earlier one. */
  readonly engines: string;
  /** When it was scanned last, or else written: milliseconds since the epoch. */
  readonly at: number;
}
