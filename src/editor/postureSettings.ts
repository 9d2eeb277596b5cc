import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { PostureSettings } from '../app/posture/accountReading.ts';
import { isBucketName } from '../s3/bucketNames.ts';
import { tagProblem } from '../s3/bucketTags.ts';

const OLD_AFTER_MINUTES = 60;

export interface ReadPostureSettings extends PostureSettings {
  readonly readOnOpen: boolean;
  /** In milliseconds: a reading that is older is called old. */
  readonly oldAfterMs: number;
  /** What is set and makes no sense, in sentences. It is not used. */
  readonly problems: readonly string[];
}

/**
 * The settings under `palisade.aws`, which are typed by hand: what makes no sense is named and left out. All of
 * them are of the machine: a workspace cannot say whose account is read, or what counts as trusted.
 */
export function postureSettings(): ReadPostureSettings {
  const settings = vscode.workspace.getConfiguration('palisade.aws');
  const problems: string[] = [];
  const list = (name: string, problem: (text: string) => string | undefined): string[] => {
    const value = settings.get<unknown>(name);
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) {
      problems.push(`palisade.aws.${name} is not a list.`);
      return [];
    }
    return value.flatMap((item: unknown) => {
      const text = typeof item === 'string' || typeof item === 'number' ? String(item).trim() : '';
      const wrong = problem(text);
      if (wrong !== undefined) problems.push(`palisade.aws.${name}: ${wrong}`);
      return wrong === undefined ? [text] : [];
    });
  };
  const minutes = settings.get<unknown>('oldAfterMinutes');
  const hasMinutes = typeof minutes === 'number' && Number.isFinite(minutes) && minutes > 0;
  if (minutes !== undefined && !hasMinutes) problems.push('palisade.aws.oldAfterMinutes is no number above 0.');
  const checks = settings.get<unknown>('checks');
  if (checks !== undefined && checks !== 'core' && checks !== 'all')
    problems.push('palisade.aws.checks is neither core nor all.');
  const cli = settings.get<unknown>('cliPath');
  const cliPath = typeof cli === 'string' && cli.trim() !== '' ? cli.trim() : undefined;
  if (cliPath !== undefined && !isAbsolute(cliPath)) problems.push('palisade.aws.cliPath is not an absolute path.');
  return {
    readOnOpen: settings.get<unknown>('readOnOpen') !== false,
    oldAfterMs: (hasMinutes ? minutes : OLD_AFTER_MINUTES) * 60_000,
    checks: checks === 'all' ? 'all' : 'core',
    trustedAccounts: list('trustedAccounts', (text) =>
      /^\d{12}$/.test(text) ? undefined : 'an account id has twelve digits, in quotes.',
    ),
    pinned: list('buckets', (text) =>
      isBucketName(text) ? undefined : `${JSON.stringify(text.slice(0, 80))} is no name of a bucket.`,
    ),
    publicTags: list('publicTags', tagProblem),
    sensitiveTags: list('sensitiveTags', tagProblem),
    awsExecutable: cliPath !== undefined && isAbsolute(cliPath) ? cliPath : undefined,
    problems,
  };
}
