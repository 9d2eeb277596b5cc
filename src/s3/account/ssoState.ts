// Whether somebody is signed in to IAM Identity Center, from the cache that the AWS CLI and the SDK share. Of the
// token only the date is looked at.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from './environment.ts';
import { type Profile, type SharedConfig, ssoSettings } from './profiles.ts';

/** `until`: milliseconds since the epoch. */
export type SsoState =
  | { readonly kind: 'signed-in'; readonly until: number }
  | { readonly kind: 'signed-out' }
  /** The profile signs in another way. */
  | { readonly kind: 'none' };

/** Never rejects: a cache that cannot be read holds no sign-in. */
export async function ssoState(
  profile: Profile,
  config: SharedConfig,
  environment: Environment,
  now: number,
): Promise<SsoState> {
  const source = config.profiles.get(profile.chain.at(-1) ?? profile.name) ?? profile;
  if (source.kind !== 'sso') return { kind: 'none' };
  // Named after the session, or in profiles of the older form after the start URL.
  const name = source.settings.get('sso_session') ?? ssoSettings(source, config).get('sso_start_url');
  if (name === undefined) return { kind: 'signed-out' };
  const file = `${createHash('sha1').update(name).digest('hex')}.json`;
  try {
    const text = await readFile(join(environment.homeFolder, '.aws', 'sso', 'cache', file), 'utf8');
    const { expiresAt } = JSON.parse(text) as { readonly expiresAt?: unknown };
    const until = typeof expiresAt === 'string' ? Date.parse(expiresAt) : Number.NaN;
    return until > now ? { kind: 'signed-in', until } : { kind: 'signed-out' };
  } catch {
    return { kind: 'signed-out' };
  }
}
