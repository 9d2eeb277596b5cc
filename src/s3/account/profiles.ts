// The profiles that a person has, read again on every call: what is cached by the SDK stays as it was for good.
import { variable, type Environment } from './environment.ts';
import { nameAfter, parseIni, type Settings } from './iniFile.ts';
import { readSharedFile, sharedPaths, type SharedFile } from './sharedFiles.ts';

/** Where a profile's credentials come from, in the order in which the SDK looks. */
export type ProfileKind = 'role' | 'static' | 'web-identity' | 'process' | 'sso' | 'login' | 'none';

export interface Profile {
  readonly name: string;
  /** Holds secrets: never shown, never logged. */
  readonly settings: Settings;
  readonly kind: ProfileKind;
  /** Names along `source_profile`, this one first. */
  readonly chain: readonly string[];
  /** Why it cannot work, in words that name profiles only. */
  readonly problem: string | undefined;
  /** The SDK sees it: not when its name has spaces in the config file. */
  readonly seenBySdk: boolean;
}

export interface SharedConfig {
  readonly files: readonly SharedFile[];
  /** In the order of the files, the config file first. */
  readonly profiles: ReadonlyMap<string, Profile>;
  /** `services` sections by name. */
  readonly services: ReadonlyMap<string, Settings>;
  readonly ssoSessions: ReadonlyMap<string, Settings>;
}

/** Never rejects: what is wrong with a file is told of it. */
export async function readSharedConfig(environment: Environment): Promise<SharedConfig> {
  const paths = sharedPaths(environment);
  const [config, credentials] = await Promise.all([
    readSharedFile('config', paths.config),
    readSharedFile('credentials', paths.credentials),
  ]);
  const found = new Map<string, { settings: Map<string, string>; seenBySdk: boolean }>();
  const services = new Map<string, Settings>();
  const ssoSessions = new Map<string, Settings>();
  const add = (name: string, settings: Settings, seenBySdk: boolean): void => {
    const before = found.get(name);
    found.set(name, {
      settings: new Map([...(before?.settings ?? []), ...settings]),
      seenBySdk: (before?.seenBySdk ?? true) && seenBySdk,
    });
  };

  for (const { header, settings } of parseIni(config.text)) {
    const profile = header === 'default' ? header : nameAfter('profile', header);
    const service = nameAfter('services', header);
    const session = nameAfter('sso-session', header);
    if (profile !== undefined) add(profile, settings, config.file.state === 'read' && isSeenBySdk(profile));
    else if (service !== undefined) services.set(service, settings);
    else if (session !== undefined) ssoSessions.set(session, settings);
  }
  for (const { header, settings } of parseIni(credentials.text)) {
    if (isPseudoSection(header)) continue;
    add(header, settings, credentials.file.state === 'read' && isSeenBySdk(header));
  }
  const profiles = new Map<string, Profile>();
  for (const [name, { settings, seenBySdk }] of found) {
    profiles.set(name, { name, settings, kind: kindOf(settings), seenBySdk, ...chainOf(name, found) });
  }
  return { files: [config.file, credentials.file], profiles, services, ssoSessions };
}

/** The name that holds when nobody chose one. */
export function defaultProfileName(environment: Environment): string {
  return variable(environment, 'AWS_PROFILE') ?? variable(environment, 'AWS_DEFAULT_PROFILE') ?? 'default';
}

/** What the SDK's own reader takes for a name; what it does not is gone without a word. */
function isSeenBySdk(name: string): boolean {
  return /^[\w\-@+.%:/]+$/.test(name);
}

/** A profile has no prefix in the credentials file; what has one was meant for the other file. */
function isPseudoSection(header: string): boolean {
  return /^(profile|sso-session|services|plugins|preview)(\s|$)/.test(header);
}

function kindOf(settings: Settings): ProfileKind {
  const has = (name: string): boolean => settings.has(name);
  if (has('role_arn') && has('source_profile') !== has('credential_source')) return 'role';
  if (has('aws_access_key_id') && has('aws_secret_access_key')) return 'static';
  if (has('web_identity_token_file') && has('role_arn')) return 'web-identity';
  if (has('credential_process')) return 'process';
  if ([...settings.keys()].some((name) => name.startsWith('sso_'))) return 'sso';
  return has('login_session') ? 'login' : 'none';
}

function chainOf(
  start: string,
  profiles: ReadonlyMap<string, { readonly settings: Settings }>,
): Pick<Profile, 'chain' | 'problem'> {
  const chain = [start];
  for (;;) {
    const current = chain.at(-1) ?? start;
    const settings = profiles.get(current)?.settings ?? new Map<string, string>();
    const source = settings.get('role_arn') === undefined ? undefined : settings.get('source_profile');
    if (source === undefined) return { chain, problem: undefined };
    // A profile may name itself when it has keys of its own.
    if (source === current && settings.has('aws_access_key_id')) return { chain, problem: undefined };
    if (chain.includes(source)) {
      return { chain, problem: `source_profile goes round in a circle: ${[...chain, source].join(' → ')}` };
    }
    if (!profiles.has(source)) {
      return { chain, problem: `profile "${current}" names source_profile "${source}", which does not exist` };
    }
    chain.push(source);
  }
}

/** The settings that sign in for this profile's `sso_session`; its own where it has none. */
export function ssoSettings(profile: Profile, config: SharedConfig): Settings {
  const session = profile.settings.get('sso_session');
  return (session === undefined ? undefined : config.ssoSessions.get(session)) ?? profile.settings;
}

/**
 * The region that account-level calls go to: what the caller chose, the environment, the profile; else the
 * first region of the partition that the profile's sign-in belongs to.
 */
export function regionFor(
  chosen: string | undefined,
  environment: Environment,
  profile: Profile | undefined,
  config: SharedConfig,
): string {
  const given =
    chosen ??
    variable(environment, 'AWS_REGION') ??
    variable(environment, 'AWS_DEFAULT_REGION') ??
    profile?.settings.get('region');
  if (given !== undefined) return given;
  const signIn = profile === undefined ? undefined : ssoSettings(profile, config).get('sso_region');
  return signIn !== undefined && /^(cn|us-gov|us-iso[a-z]*|eu-isoe)-/.test(signIn) ? signIn : 'us-east-1';
}
