import type { BucketFinding } from '../findings/bucketFindings.ts';
import { isRuleId } from '../findings/ruleEntry.ts';
import { isUnanswered } from '../s3/postureFinding.ts';
import { inFixOrder } from './fixOrder.ts';
import type { BucketFixRequest, FixPrompt, PromptOptions } from './fixPrompt.ts';
import {
  isAccountIdentifier,
  isBucketIdentifier,
  isPartitionIdentifier,
  isProfileIdentifier,
  isRegionIdentifier,
} from './identifiers.ts';
import { cleanValue } from './inertData.ts';
import type { S3Playbook } from './playbook.ts';
import { playbookText } from './playbookText.ts';
import { type BlockState, datumOf, type Draft } from './promptDraft.ts';
import { filledText, promptParts } from './promptTemplate.ts';

const LONGEST_NAME = 300;

/** Of the evidence, in UTF-16 units for each finding; least first to be dropped: the end of long facts. */
const SIZES = [2_000, 600, 200, 0] as const;

const PARTS = [
  'prompt',
  'bucket',
  'account',
  'profile',
  'profile-in-data',
  'no-profile',
  'unknown',
  'read-only',
  'may-change',
];

interface Chosen {
  readonly finding: BucketFinding;
  readonly playbook: S3Playbook;
  readonly overridden: boolean;
}

/** The draft, or in words why there is none. */
export function bucketDraft(request: BucketFixRequest, { playbookOf, templates }: PromptOptions): Draft | string {
  const doubt = doubtAbout(request);
  if (doubt !== undefined) return doubt;
  const chosen: Chosen[] = [];
  for (const finding of inFixOrder(request.findings.filter((one) => !isUnanswered(one)))) {
    const found = isRuleId(finding.ruleId) ? playbookOf(finding.ruleId) : undefined;
    if (found?.playbook.kind !== 's3')
      return 'There is no playbook for one of the checks, so nothing can be said about how to repair it.';
    chosen.push({ finding, playbook: found.playbook, overridden: found.overridden });
  }
  const { accountId, partition, region, bucket } = request;
  const profile = request.profile !== undefined && isProfileIdentifier(request.profile) ? request.profile : undefined;
  const parts = promptParts(templates.s3, PARTS);
  const part = (name: string): string => parts.get(name) ?? '';
  const values = {
    account: accountId,
    partition,
    region,
    bucket: bucket ?? 'BUCKET',
    profile: request.profile === undefined ? undefined : (profile ?? 'PROFILE'),
  };
  const once = chosen.filter((one, at) => chosen.findIndex(({ playbook }) => playbook === one.playbook) === at);
  const filled = (name: string): string => filledText(part(name), { ...values, profile: values.profile ?? '' });
  return {
    template: part('prompt'),
    values: {
      account: accountId,
      partition,
      region,
      subject: filled(bucket === undefined ? 'account' : 'bucket'),
      profile: filled(
        request.profile === undefined ? 'no-profile' : profile === undefined ? 'profile-in-data' : 'profile',
      ),
      server: filled(request.server),
      findings: chosen
        .map(
          ({ finding, playbook }, at) =>
            `${at + 1}. ${playbook.title} (check ${finding.ruleId}, severity ${finding.severity})`,
        )
        .join('\n'),
      playbooks: once.map(({ playbook, finding }) => playbookText(playbook, finding.ruleId, values)).join('\n\n'),
    },
    blockAt: (size) => (size < SIZES.length ? blockOf(request, chosen, profile, SIZES[size] ?? 0) : undefined),
    playbooks: once.map(({ finding, playbook, overridden }) => ({
      id: finding.ruleId,
      version: playbook.version,
      overridden,
    })),
    identifiers: identifiersOf(request, chosen, profile),
  };
}

/** In words, what forbids a prompt; undefined when nothing does. */
function doubtAbout({ accountId, partition, region, bucket, findings }: BucketFixRequest): string | undefined {
  const unfit = (what: string): string =>
    `The ${what} has not the form that AWS gives it today, so it may not stand in a prompt. Repair this one in the AWS console, with the steps that the check names.`;
  if (!isAccountIdentifier(accountId)) return unfit('id of the account');
  if (!isPartitionIdentifier(partition)) return unfit('name of the partition');
  if (!isRegionIdentifier(region)) return unfit('name of the region');
  if (bucket !== undefined && !isBucketIdentifier(bucket)) return unfit('name of the bucket');
  const strays = findings.some(
    ({ subject }) =>
      subject.accountId !== accountId ||
      subject.partition !== partition ||
      (bucket !== undefined && subject.bucket !== bucket),
  );
  if (strays) return 'The findings belong to more than one bucket or account. Hand off those of one at a time.';
  if (findings.length === 0) return 'There is no finding to repair.';
  if (findings.every(isUnanswered))
    return 'Nothing is known to be wrong: what was asked could not be read. Let the profile have the permissions that the finding names, and read again.';
  return undefined;
}

function identifiersOf(
  { accountId, partition, region, bucket }: BucketFixRequest,
  chosen: readonly Chosen[],
  profile: string | undefined,
): FixPrompt['identifiers'] {
  return [
    { name: 'account', value: accountId },
    { name: 'partition', value: partition },
    { name: 'region', value: region },
    ...(bucket === undefined ? [] : [{ name: 'bucket', value: bucket }]),
    ...(profile === undefined ? [] : [{ name: 'profile', value: profile }]),
    ...[...new Set(chosen.map(({ finding }) => finding.ruleId))].map((value) => ({ name: 'check', value })),
  ];
}

function blockOf(
  request: BucketFixRequest,
  chosen: readonly Chosen[],
  profile: string | undefined,
  longest: number,
): BlockState {
  const foreign =
    request.profile === undefined || profile !== undefined
      ? {}
      : { profile: cleanValue(request.profile, LONGEST_NAME) };
  const resources = resourcesOf(request, chosen);
  const shown = evidenceOf(chosen, longest);
  return {
    fields: {
      ...foreign,
      ...(resources.length === 0 ? {} : { resources }),
      ...(shown.length === 0 ? {} : { evidence: shown }),
    },
    data: [
      ...datumOf('name of the profile', 'the settings', foreign.profile, foreign.profile),
      ...datumOf('names of resources', 'the account', resources, resources),
      ...datumOf('what was read of the configuration', 'the account', shown, evidenceOf(chosen, Infinity)),
    ],
  };
}

/** Of what belongs to the account as such: access points, trails. Never dropped: without it nobody knows what is meant. */
function resourcesOf({ bucket, accountId }: BucketFixRequest, chosen: readonly Chosen[]): readonly unknown[] {
  if (bucket !== undefined) return [];
  return chosen.flatMap(({ finding: { subject } }, at) =>
    subject.bucket === accountId ? [] : [{ finding: at + 1, resource: cleanValue(subject.bucket, LONGEST_NAME) }],
  );
}

function evidenceOf(chosen: readonly Chosen[], longest: number): readonly unknown[] {
  if (longest === 0) return [];
  return chosen.map(({ finding }, at) => ({
    finding: at + 1,
    check: finding.ruleId,
    evidence: cleanValue(finding.evidence.quote, Math.min(longest, 2 * SIZES[0])),
  }));
}
