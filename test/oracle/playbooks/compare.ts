// What is different after a fix: what the checks say, what our reader reads, and what is configured item by item.
import { isDeepStrictEqual } from 'node:util';
import {
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketReplicationCommand,
  GetBucketTaggingCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { CheckOutcome } from '../../../src/s3/checks/check.ts';
import type { Read } from '../moto.ts';

export interface Turned {
  readonly checkId: string;
  readonly resource: string;
  readonly from: string;
  readonly to: string;
}

/** Every check of every resource that says something else than before. */
export function turned(before: Read, after: Read): readonly Turned[] {
  const [old, now] = [outcomesOf(before), outcomesOf(after)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const [from, to] = [old.get(key) ?? 'nothing', now.get(key) ?? 'nothing'];
    const [checkId = '', resource = ''] = key.split(' ');
    return from === to ? [] : [{ checkId, resource, from, to }];
  });
}

function outcomesOf({ report }: Read): ReadonlyMap<string, string> {
  const all = [...report.account, ...report.buckets.flatMap((one) => (one.kind === 'read' ? one.results : []))];
  const found = new Map<string, string[]>();
  for (const { checkId, resource, outcome } of all) {
    const key = `${checkId} ${resource}`;
    found.set(key, [...(found.get(key) ?? []), wordsOf(outcome)]);
  }
  return new Map([...found].map(([key, words]) => [key, words.sort().join(', ')]));
}

function wordsOf(outcome: CheckOutcome): string {
  if (outcome.kind !== 'fail') return outcome.kind;
  const aspect = outcome.aspect === undefined ? '' : `, ${outcome.aspect}`;
  return `fail (${outcome.severity}${aspect})`;
}

/** Facts that are not as before: `<bucket>.<fact>`, or `account.<fact>`. */
export function changedFacts(before: Read, after: Read): readonly string[] {
  const changed: string[] = [];
  const look = (name: string, old: object, now: object): void => {
    for (const [key, value] of Object.entries(old)) {
      const [one, other] = [value, (now as Record<string, unknown>)[key]].map(withoutRequestIds);
      if (!isDeepStrictEqual(one, other)) changed.push(`${name}.${key}`);
    }
  };
  look('account', before.account(), after.account());
  for (const one of before.report.buckets) {
    if (one.kind === 'read') look(one.facts.name, one.facts, after.bucket(one.facts.name));
  }
  return changed;
}

/** What could not be read carries the number of the request. */
function withoutRequestIds(value: unknown): unknown {
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [key as unknown, withoutRequestIds(one)]));
  if (Array.isArray(value)) return value.map(withoutRequestIds);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'requestId');
  return Object.fromEntries(entries.map(([key, one]) => [key, withoutRequestIds(one)]));
}

/** By kind of configuration, e.g. the statements of the policy. What is not configured has no items. */
export type Items = Readonly<Record<string, readonly unknown[]>>;

export async function itemsOf(client: S3Client, bucket: string): Promise<Items> {
  const at = { Bucket: bucket };
  const of = async (read: () => Promise<readonly unknown[] | undefined>): Promise<readonly unknown[]> => {
    try {
      return (await read()) ?? [];
    } catch {
      return [];
    }
  };
  const policy = of(async () => {
    const { Policy } = await client.send(new GetBucketPolicyCommand(at));
    return (JSON.parse(Policy ?? '{}') as { Statement?: unknown[] }).Statement;
  });
  const notifications = of(async () => {
    const found = await client.send(new GetBucketNotificationConfigurationCommand(at));
    const { TopicConfigurations: topics, QueueConfigurations: queues, LambdaFunctionConfigurations: others } = found;
    return [...(topics ?? []), ...(queues ?? []), ...(others ?? [])];
  });
  return {
    policy: await policy,
    notifications: await notifications,
    acl: await of(async () => (await client.send(new GetBucketAclCommand(at))).Grants),
    lifecycle: await of(async () => (await client.send(new GetBucketLifecycleConfigurationCommand(at))).Rules),
    cors: await of(async () => (await client.send(new GetBucketCorsCommand(at))).CORSRules),
    tags: await of(async () => (await client.send(new GetBucketTaggingCommand(at))).TagSet),
    replication: await of(
      async () => (await client.send(new GetBucketReplicationCommand(at))).ReplicationConfiguration?.Rules,
    ),
    encryption: await of(
      async () => (await client.send(new GetBucketEncryptionCommand(at))).ServerSideEncryptionConfiguration?.Rules,
    ),
  };
}

/** Items that were there, were not to be touched, and are not there any more or in another order. */
export function lostItems(before: Items, after: Items, isTouched: (item: string) => boolean): readonly string[] {
  return Object.entries(before).flatMap(([kind, items]) => {
    const kept = items.filter((item) => !isTouched(JSON.stringify(item)));
    const rest = [...(after[kind] ?? [])];
    return kept.flatMap((item) => {
      const place = rest.findIndex((one) => isDeepStrictEqual(one, item));
      if (place < 0) return [`${kind}: ${JSON.stringify(item)}`];
      rest.splice(0, place + 1);
      return [];
    });
  });
}
