import type { Environment } from '../../s3/account/environment.ts';
import { type Profile, readSharedConfig, type SharedConfig } from '../../s3/account/profiles.ts';
import { ssoState, type SsoState } from '../../s3/account/ssoState.ts';

export interface ProfileChoice {
  readonly name: string;
  /** Where its credentials come from, in words. Never a value of the files but names of profiles. */
  readonly source: string;
  readonly region: string | undefined;
  /** Twelve digits, where the files or an earlier reading tell. */
  readonly accountId: string | undefined;
  readonly signIn: SsoState;
  /** Why it cannot work, in words. */
  readonly problem: string | undefined;
  readonly asksForCode: boolean;
}

export interface ProfileChoices {
  readonly profiles: readonly ProfileChoice[];
  /** Neither file is there. */
  readonly noFiles: boolean;
  /** What is wrong with a file, in sentences. */
  readonly problems: readonly string[];
}

/**
 * The profiles that can be chosen, in the order of their names, `default` first. Nothing is resolved for it.
 *
 * @param known account ids by profile, from earlier readings
 */
export async function profileChoices(
  environment: Environment,
  known: ReadonlyMap<string, string>,
  now: number,
): Promise<ProfileChoices> {
  const config = await readSharedConfig(environment);
  const profiles = await Promise.all(
    [...config.profiles.values()].map(async (profile) =>
      choiceOf(profile, config, known, await ssoState(profile, config, environment, now)),
    ),
  );
  const { compare } = new Intl.Collator('en', { numeric: true });
  profiles.sort((a, b) => Number(b.name === 'default') - Number(a.name === 'default') || compare(a.name, b.name));
  return {
    profiles,
    noFiles: config.files.every(({ state }) => state === 'absent'),
    problems: config.files.flatMap(({ which, problem }) =>
      problem === undefined ? [] : [`The AWS ${which} file: ${problem}.`],
    ),
  };
}

function choiceOf(
  profile: Profile,
  config: SharedConfig,
  known: ReadonlyMap<string, string>,
  signIn: SsoState,
): ProfileChoice {
  const { name, settings, problem, chain } = profile;
  return {
    name,
    source: sourceOf(profile),
    region: settings.get('region'),
    accountId: accountOf(profile) ?? known.get(name),
    signIn,
    problem,
    asksForCode: chain.some((one) => config.profiles.get(one)?.settings.has('mfa_serial') === true),
  };
}

function sourceOf({ kind, chain }: Profile): string {
  switch (kind) {
    case 'role':
      return chain.length > 1 ? `role, through ${chain.slice(1).join(' and ')}` : 'role';
    case 'static':
      return 'access key';
    case 'web-identity':
      return 'web identity';
    case 'process':
      return 'credential process';
    case 'sso':
      return 'IAM Identity Center';
    case 'login':
      return 'aws login';
    case 'none':
      return 'no credentials of its own';
  }
}

function accountOf({ settings }: Profile): string | undefined {
  const fromRole = /^arn:[\w-]+:iam::(\d{12}):role\//.exec(settings.get('role_arn') ?? '')?.[1];
  const given = fromRole ?? settings.get('sso_account_id') ?? settings.get('aws_account_id');
  return given !== undefined && /^\d{12}$/.test(given) ? given : undefined;
}
