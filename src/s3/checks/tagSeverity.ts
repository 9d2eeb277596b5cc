// What the owner's tags say of a bucket changes how bad a finding is, and never whether there is one.
import { type Severity, SEVERITIES, worseOf } from '../../findings/severity.ts';
import { namedTag } from '../bucketTags.ts';
import type { AccountFacts, BucketFacts, PostureOptions } from '../facts.ts';
import type { CheckFamily, CheckOutcome, CheckRule } from './check.ts';
import { joined, shown } from './outcomes.ts';
import { policyView } from './policyStatements.ts';

/** What is as it should be where data is meant for everyone: never writing, nor what changes permissions. */
const MEANT_FOR_EVERYONE: ReadonlySet<string> = new Set([
  's3-bucket-public-access-block',
  's3-bucket-level-public-access-block',
  's3-bucket-latent-public-policy',
  's3-bucket-latent-public-acl',
  's3-bucket-public-read',
  's3-bucket-public-list',
  's3-object-acl-exposure',
  's3-bucket-website',
]);

const PROTECTS_DATA: ReadonlySet<CheckFamily> = new Set([
  'exposure',
  'transport',
  'encryption',
  'logging',
  'resilience',
]);

/** Where one step up is not enough. */
const AT_LEAST: ReadonlyMap<string, Severity> = new Map([['s3-bucket-object-lock', 'medium']]);

/** The tags that the owner names, as this bucket has them. */
interface Tagged {
  readonly publicTag: string | undefined;
  readonly sensitiveTag: string | undefined;
}

/** The outcome with the severity that it has for a bucket with these tags; the evidence says so. */
export function withTagSeverity(
  rule: Pick<CheckRule, 'id' | 'family'>,
  outcome: CheckOutcome,
  bucket: BucketFacts,
  account: AccountFacts,
  options: PostureOptions,
): CheckOutcome {
  if (outcome.kind !== 'fail' && outcome.kind !== 'unknown') return outcome;
  const { publicTags = [], sensitiveTags = [] } = options;
  if (publicTags.length === 0 && sensitiveTags.length === 0) return outcome;

  const { severity } = outcome;
  const mild: Severity = isMeant(rule.id, bucket, account) ? 'informational' : severity;
  const grave = PROTECTS_DATA.has(rule.family) ? graver(rule.id, severity) : severity;
  const tagged = tagsOf(bucket, publicTags, sensitiveTags);
  if (typeof tagged === 'string') {
    const matters = (publicTags.length > 0 && mild !== severity) || (sensitiveTags.length > 0 && grave !== severity);
    return matters ? changed(outcome, severity, tagged) : outcome;
  }
  const { publicTag, sensitiveTag } = tagged;
  if (sensitiveTag !== undefined) {
    const raised =
      grave === severity
        ? undefined
        : `raised from ${severity} to ${grave}, as the tag "${shown(sensitiveTag)}" says that it is sensitive`;
    const outweighed =
      publicTag === undefined || mild === severity
        ? undefined
        : `the tag "${shown(publicTag)}" says that it is public on purpose, which "${shown(sensitiveTag)}" outweighs`;
    return changed(outcome, grave, joined(raised, outweighed));
  }
  if (publicTag === undefined || mild === severity) return outcome;
  return changed(
    outcome,
    mild,
    `lowered from ${severity} to ${mild}, as the tag "${shown(publicTag)}" says that it is public on purpose`,
  );
}

/** In words, why tags are not known. */
function tagsOf(
  { tags }: BucketFacts,
  publicTags: readonly string[],
  sensitiveTags: readonly string[],
): Tagged | string {
  switch (tags.kind) {
    case 'known':
      return { publicTag: namedTag(tags.value, publicTags), sensitiveTag: namedTag(tags.value, sensitiveTags) };
    case 'absent':
      return { publicTag: undefined, sensitiveTag: undefined };
    case 'unreadable':
      return `the tags, which may change how bad it is, could not be read (${tags.reason.api}: ${tags.reason.error})`;
    case 'not-read':
      return 'the tags, which may change how bad it is, were not read';
  }
}

/** A policy that is held back may let everybody write, which nobody has said is meant. */
function isMeant(checkId: string, bucket: BucketFacts, { identity }: AccountFacts): boolean {
  if (!MEANT_FOR_EVERYONE.has(checkId)) return false;
  if (checkId !== 's3-bucket-latent-public-policy') return true;
  const verdict = policyView(bucket, identity.accountId)?.verdict;
  return verdict?.publicWrite === false && verdict.publicAdmin === false;
}

function graver(checkId: string, severity: Severity): Severity {
  const above = SEVERITIES[Math.max(SEVERITIES.indexOf(severity) - 1, 0)] ?? severity;
  return worseOf(above, AT_LEAST.get(checkId) ?? above);
}

function changed<T extends Extract<CheckOutcome, { readonly kind: 'fail' | 'unknown' }>>(
  outcome: T,
  severity: Severity,
  words: string,
): T {
  return { ...outcome, severity, evidence: joined(outcome.evidence, words) };
}
