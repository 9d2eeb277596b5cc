// Whether anybody has the buckets that services would take for the account's own.
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import type { Clients } from '../account/clients.ts';
import { ABSENT, known, NOT_READ, unreadable, type AccountFacts, type Fact, type ShadowName } from '../facts.ts';
import { predictableNames } from '../shadowNames.ts';
import type { Answer, Caller } from './caller.ts';

/** More are not asked for: an account in many regions would wait for hundreds of answers. */
const MOST_ASKED = 60;

/**
 * Needs no permission: what is refused is there, what is not there is not found.
 *
 * @param regions those that are in use, in the order in which they matter
 * @param asked how many were asked for before
 */
export async function readShadowNames(
  clients: Clients,
  caller: Caller,
  { identity, buckets }: Pick<AccountFacts, 'identity' | 'buckets'>,
  regions: Iterable<string>,
  asked = 0,
): Promise<readonly ShadowName[]> {
  const own = new Set(buckets.kind === 'known' ? buckets.value.keys() : []);
  let left = MOST_ASKED - asked;
  return await Promise.all(
    [...regions].flatMap((region) =>
      predictableNames(identity.accountId, region, own).map(async ({ service, name }) => {
        if (own.has(name)) return { service, name, region, found: known('own' as const) };
        left -= 1;
        const found = left < 0 ? NOT_READ : await ask(clients, caller, identity.accountId, name, region);
        return { service, name, region, found };
      }),
    ),
  );
}

async function ask(
  clients: Clients,
  caller: Caller,
  accountId: string,
  name: string,
  region: string,
): Promise<ShadowName['found']> {
  const input = { Bucket: name, ExpectedBucketOwner: accountId };
  const askAt = (at: string): Promise<Answer<object>> =>
    caller.ask('HeadBucket', (options) => clients.s3(at).send(new HeadBucketCommand(input), options));
  const first = await askAt(region);
  const right = first.kind === 'wrong-region' ? first.region : undefined;
  return foundBy(right === undefined || right === region ? first : await askAt(right));
}

/** An answer without the id of the request is none of S3's: a proxy speaks. */
function foundBy(answer: Answer<object>): Fact<'own' | 'refused'> {
  switch (answer.kind) {
    case 'known':
      return known('own');
    case 'absent':
      return ABSENT;
    case 'gone':
      return answer.reason.requestId === undefined ? unreadable({ ...answer.reason, cause: 'malformed' }) : ABSENT;
    case 'wrong-region':
      return unreadable(answer.reason);
    case 'unreadable': {
      const { httpStatus, requestId, cause } = answer.reason;
      if (cause !== 'access-denied') return unreadable(answer.reason);
      if (httpStatus === 403 && requestId !== undefined) return known('refused');
      return unreadable({ ...answer.reason, cause: 'malformed' });
    }
  }
}
