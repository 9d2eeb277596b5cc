// Regions that do not answer. One that is switched off lets every call wait until its time is over, and buckets in it
// would hold up all others: after a few such calls, and no answer ever, nothing more is asked there.
import type { ApiName } from '../apis.ts';
import { apiRow } from '../apis.ts';
import type { Unreadable } from '../facts.ts';

const ENOUGH = 3;

export class RegionHealth {
  readonly #answered = new Set<string>();
  readonly #silent = new Map<string, number>();

  isDead(region: string): boolean {
    return !this.#answered.has(region) && (this.#silent.get(region) ?? 0) >= ENOUGH;
  }

  answered(region: string): void {
    this.#answered.add(region);
  }

  silent(region: string): void {
    this.#silent.set(region, (this.#silent.get(region) ?? 0) + 1);
  }
}

/** Why nothing is asked there any more. */
export function notAsked(api: ApiName, region: string): Unreadable {
  return {
    cause: 'region',
    api,
    action: apiRow(api).action ?? '',
    error: 'RegionSilent',
    message: `${region} answered none of the calls so far: it may be switched off for this account`,
  };
}
