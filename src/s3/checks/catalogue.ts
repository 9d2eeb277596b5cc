// All checks, in the order in which they are listed.
import { ACCESS_CONTROL } from './accessControl.ts';
import { ACCOUNT_CHECKS } from './accountChecks.ts';
import { BLOCK_PUBLIC_ACCESS } from './blockPublicAccess.ts';
import type { CheckRule } from './check.ts';
import { CLOUDFRONT } from './cloudFrontOrigin.ts';
import { ENCRYPTION } from './encryption.ts';
import { KMS_KEY } from './kmsKeyUsable.ts';
import { HYGIENE } from './hygiene.ts';
import { LOGGING } from './logging.ts';
import { PUBLIC_EXPOSURE } from './publicExposure.ts';
import { RESILIENCE } from './resilience.ts';
import { SHADOW } from './shadowResource.ts';
import { TRANSPORT } from './transport.ts';

export const CHECKS: readonly CheckRule[] = [
  ...ACCOUNT_CHECKS,
  SHADOW,
  ...BLOCK_PUBLIC_ACCESS,
  ...PUBLIC_EXPOSURE,
  ...ACCESS_CONTROL,
  CLOUDFRONT,
  ...TRANSPORT,
  ...ENCRYPTION,
  KMS_KEY,
  ...LOGGING,
  ...RESILIENCE,
  ...HYGIENE,
];

const BY_ID: ReadonlyMap<string, CheckRule> = new Map(CHECKS.map((rule) => [rule.id, rule]));

export function checkOf(id: string): CheckRule | undefined {
  return BY_ID.get(id);
}

/** The checks of a profile: `all` holds those of `core`. */
export function checksOf(profile: 'core' | 'all'): readonly CheckRule[] {
  return profile === 'all' ? CHECKS : CHECKS.filter((rule) => rule.profile === 'core');
}
