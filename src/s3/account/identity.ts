// Who reads: shown with every result, so that nobody takes one account for another.
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Caller } from '../collect/caller.ts';
import { malformed } from '../errors.ts';
import type { Fact, Identity } from '../facts.ts';
import { known, unreadable } from '../facts.ts';
import type { Clients } from './clients.ts';

/** Asks STS, which answers everybody who has credentials. */
export async function readIdentity(clients: Clients, caller: Caller, region: string): Promise<Fact<Identity>> {
  const answer = await caller.call('GetCallerIdentity', (options) =>
    clients.sts().send(new GetCallerIdentityCommand({}), options),
  );
  if (answer.kind !== 'known') return answer.kind === 'absent' ? unreadable(noAccount()) : answer;
  const { Account: accountId, Arn: arn } = answer.value;
  const partition = partitionOf(arn);
  if (accountId === undefined || arn === undefined || !/^\d{12}$/.test(accountId) || partition === undefined) {
    return unreadable(noAccount());
  }
  return known({ partition, accountId, arn, region });
}

function noAccount() {
  return malformed('GetCallerIdentity', 'the answer names no account');
}

/** E.g. `aws-us-gov`; undefined for what is no ARN. */
export function partitionOf(arn: string | undefined): string | undefined {
  return /^arn:(aws[a-z-]*):[a-z]+:[^:]*:\d{12}:./.exec(arn ?? '')?.[1];
}
