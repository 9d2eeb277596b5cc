import type { Finding } from './finding.ts';
import type { IgnoredBy } from './state.ts';

/** Relative to the workspace folder. One file for the editor, the command line and reviews. */
export const IGNORES_PATH = '.palisade/ignores.yaml';

/** One decision not to be told again. Without a fingerprint it covers the whole rule in that file. */
export interface IgnoreEntry {
  readonly rule: string;
  /** Relative to the workspace folder, with forward slashes. */
  readonly file: string;
  readonly fingerprint?: string;
  readonly reason: string;
  /** ISO date, YYYY-MM-DD. */
  readonly date: string;
}

export interface IgnoreList {
  readonly entries: readonly IgnoreEntry[];
  /** What could not be understood, in words. An entry with a problem ignores nothing. */
  readonly problems: readonly string[];
}

export const NO_IGNORES: IgnoreList = { entries: [], problems: [] };

/** @param path of the document, relative to the workspace folder, with forward slashes; of a bucket, its place */
export function ignoredBy(
  list: IgnoreList,
  finding: Pick<Finding, 'ruleId' | 'fingerprint'>,
  path: string,
): IgnoredBy | undefined {
  const inFile = list.entries.filter((entry) => entry.file === path && entry.rule === finding.ruleId);
  const entry =
    inFile.find((candidate) => candidate.fingerprint === finding.fingerprint) ??
    inFile.find((candidate) => candidate.fingerprint === undefined);
  if (!entry) return undefined;
  return {
    scope: entry.fingerprint === undefined ? 'rule-in-file' : 'finding',
    reason: entry.reason,
    date: entry.date,
  };
}
