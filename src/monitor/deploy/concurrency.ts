// Whether an instance can be reserved for `scan`: the account has to keep a number for all its other functions.
import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import type { Session } from '../aws/session.ts';

/** So many have to stay unreserved: Lambda refuses what would leave fewer. */
const LEAST_UNRESERVED = 100;

export interface Concurrency {
  readonly reserved: boolean;
  readonly why: string;
}

/** @param before whether it is reserved already; undefined: there is no stack yet */
export async function chooseConcurrency(session: Session, before: boolean | undefined): Promise<Concurrency> {
  const { clients, asking } = session;
  if (before === true) return { reserved: true, why: 'One instance is reserved for scan already.' };
  const answer = await asking.learn(() =>
    asking.ask('lambda:GetAccountSettings', (options) =>
      clients.lambda.send(new GetAccountSettingsCommand({}), options),
    ),
  );
  if (answer.kind === 'unknown') {
    return { reserved: false, why: `None is reserved, as the limit is not known. ${answer.failure.message}` };
  }
  const free = answer.value.AccountLimit?.UnreservedConcurrentExecutions;
  if (free === undefined) return { reserved: false, why: 'None is reserved, as Lambda does not say the limit.' };
  if (free - 1 >= LEAST_UNRESERVED) {
    return {
      reserved: true,
      why: `One of ${free} free instances is reserved for scan, so that two scans never overlap.`,
    };
  }
  return {
    reserved: false,
    why: `None is reserved: the account has ${free} free instances in this region, and Lambda keeps ${LEAST_UNRESERVED} for other functions.`,
  };
}
