// What stops a run, in words and with the command that helps. Nothing of a profile but its name gets in here.
import { cleanLine } from '../../outbound/cleaning.ts';
import type { StopKind } from '../errors.ts';
import type { Unreadable } from '../facts.ts';
import type { RunFailure } from '../posture.ts';
import type { Profile, SharedConfig } from './profiles.ts';

/** Thrown by what cannot go on; caught in one place, the run. */
export class RunStopped extends Error {
  readonly failure: RunFailure;

  constructor(failure: RunFailure) {
    super(failure.message);
    this.name = 'RunStopped';
    this.failure = failure;
  }
}

/** By its name: the class is another one in each bundle. */
export function isRunStopped(error: unknown): error is RunStopped {
  return error instanceof Error && error.name === 'RunStopped' && 'failure' in error;
}

/** Whose credentials they are: the end of the chain, where people sign in. */
export function signInProfile(profile: Profile, config: SharedConfig): Profile {
  return config.profiles.get(profile.chain.at(-1) ?? profile.name) ?? profile;
}

/**
 * What to type to sign in again; undefined where there is no such command, or none that is safe to write down.
 */
export function signInCommand(profile: Profile, config: SharedConfig, platform: NodeJS.Platform): string | undefined {
  const source = signInProfile(profile, config);
  const name = quoted(source.name, platform);
  if (name === undefined) return undefined;
  switch (source.kind) {
    case 'sso':
      return `aws sso login --profile ${name}`;
    case 'login':
      return `aws login --profile ${name}`;
    case 'static':
      return `aws configure --profile ${name}`;
    case 'none':
    case 'role':
    case 'web-identity':
    case 'process':
      return undefined;
  }
}

/** For the shell that people have there; undefined for a name that no quotes make safe in all of them. */
export function quoted(name: string, platform: NodeJS.Platform): string | undefined {
  if (/^[\w@+./][\w@+.:/-]*$/.test(name)) return name;
  if (cleanLine(name, 200) !== name || name.startsWith('-')) return undefined;
  if (/^[\w@+.:/ ()#&,;=-]+$/.test(name)) return `"${name}"`;
  return platform === 'win32' ? undefined : `'${name.replaceAll("'", `'\\''`)}'`;
}

/** @param whose `profile "name"`, or where the credentials are from */
const WORDS: Readonly<Record<StopKind, (whose: string) => string>> = {
  expired: (whose) => `The sign-in of ${whose} has expired.`,
  'wrong-credentials': (whose) => `AWS does not accept the credentials of ${whose}.`,
  'no-credentials': (whose) => `No credentials come from ${whose}.`,
  clock: () => "AWS refuses the request because this machine's clock is wrong. Set the clock and read again.",
};

export interface FailureContext {
  /** Undefined when credentials came from elsewhere. */
  readonly profile: Profile | undefined;
  readonly config: SharedConfig;
  readonly platform: NodeJS.Platform;
}

/** The failure for an error that stops every call; see `meaningOf`. */
export function stopFailure(kind: StopKind, reason: Unreadable, context: FailureContext): RunFailure {
  const { profile, config, platform } = context;
  const whose = profile === undefined ? 'the environment' : `profile "${profile.name}"`;
  const command = profile === undefined || kind === 'clock' ? undefined : signInCommand(profile, config, platform);
  return { kind, message: WORDS[kind](whose), ...(command === undefined ? {} : { command }), reason };
}
