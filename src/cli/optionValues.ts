// What options may be set to, for more commands than one.
import { isAbsolute } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { SEVERITIES } from '../findings/severity.ts';
import { tagProblem } from '../s3/bucketTags.ts';

export function failOnOption(): Option {
  return new Option('--fail-on <severity>', 'findings of this severity or worse make the exit status 1')
    .choices([...SEVERITIES])
    .default('informational');
}

export function absolutePath(value: string): string {
  if (!isAbsolute(value)) throw new InvalidArgumentError('It has to be an absolute path.');
  return value;
}

export function accountId(value: string): string {
  if (!/^\d{12}$/.test(value)) throw new InvalidArgumentError('An account is named by twelve digits.');
  return value;
}

export function collectAccount(value: string, before: readonly string[]): readonly string[] {
  return [...before, accountId(value)];
}

export function collectTag(value: string, before: readonly string[]): readonly string[] {
  const problem = tagProblem(value);
  if (problem !== undefined) throw new InvalidArgumentError(problem);
  return [...before, value];
}

/** It becomes part of an address. */
export function regionName(value: string): string {
  if (!/^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/.test(value))
    throw new InvalidArgumentError('A region is named like eu-west-1.');
  return value;
}
