import { createHash } from 'node:crypto';
import type { AwsCredentialIdentity } from '@smithy/types';
import { type Profile, type SharedConfig, ssoSettings } from './profiles.ts';

export interface ResolvedCredentials {
  readonly credentials: AwsCredentialIdentity;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * Credentials that one reading got and the next one may use, in memory only: else a person would be asked for the
 * code of a device for every look at a single bucket.
 */
export class KeptCredentials {
  readonly #kept = new Map<string, ResolvedCredentials>();

  get(key: string): ResolvedCredentials | undefined {
    return this.#kept.get(key);
  }

  set(key: string, resolved: ResolvedCredentials): void {
    this.#kept.set(key, resolved);
  }

  /** After AWS has refused what one of them gave. */
  forget(): void {
    this.#kept.clear();
  }
}

/** Another one as soon as anything that the credentials come from is changed in the files. */
export function credentialKey(profile: Profile, config: SharedConfig): string {
  const chain = profile.chain.map((name) => {
    const one = config.profiles.get(name);
    return [name, one === undefined ? [] : [...one.settings], one === undefined ? [] : [...ssoSettings(one, config)]];
  });
  return createHash('sha256').update(JSON.stringify(chain)).digest('hex');
}
