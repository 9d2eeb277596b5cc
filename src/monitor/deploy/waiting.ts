// Work of AWS that takes its time: asked for again and again, until it has ended.
import { DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import { cleanLine } from '../../outbound/cleaning.ts';
import { cancelled, isMonitorStopped, MonitorStopped } from '../aws/asking.ts';
import type { Session } from '../aws/session.ts';
import type { MonitorFailure } from '../monitorBundle.ts';
import { findStack, type StackView } from './stack.ts';

/** The first pause; each is twice as long as the one before, up to the second. Much is done at once. */
const PAUSE_MS = 500;
export const POLL_MS = 3_000;
/** A stack with a budget and a key takes three minutes; what takes longer than this hangs. */
const LONGEST_MS = 30 * 60_000;
/** In a row; a line that is down for a moment ends nothing. */
const MOST_MISSES = 10;
const TELL_EVERY_MS = 30_000;

const PASSING: ReadonlySet<MonitorFailure['kind']> = new Set(['network', 'timeout', 'throttled']);

/**
 * @param look undefined: not yet
 * @param what in the middle of a sentence, e.g. `the stack is made`
 * @throws MonitorStopped
 */
export async function until<T>(session: Session, what: string, look: () => Promise<T | undefined>): Promise<T> {
  const { now, timers, asking, tell } = session;
  const started = now();
  let told = started;
  let misses = 0;
  let pause = PAUSE_MS;
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined) return found;
      misses = 0;
    } catch (error) {
      misses += 1;
      if (!isMonitorStopped(error) || !PASSING.has(error.failure.kind) || misses >= MOST_MISSES) throw error;
    }
    if (now() - started > LONGEST_MS) {
      const message = `It takes longer than ${LONGEST_MS / 60_000} minutes until ${what}. Run the same command again later: it continues.`;
      throw new MonitorStopped({ kind: 'timeout', message });
    }
    if (now() - told >= TELL_EVERY_MS) {
      told = now();
      tell(`Waiting until ${what} (${Math.round((told - started) / 1_000)} s) …`);
    }
    await timers.delay(pause, asking.signal);
    pause = Math.min(POLL_MS, 2 * pause);
    if (asking.signal.aborted) throw cancelled();
  }
}

/** @param nameOrId by its id a stack is told of after it is deleted, too @returns undefined: it is gone */
export async function settled(session: Session, nameOrId: string, what: string): Promise<StackView | undefined> {
  const { stack } = await until(session, what, async () => {
    const stack = await findStack(session, nameOrId);
    return stack !== undefined && isInProgress(stack.status) ? undefined : { stack };
  });
  return stack;
}

/** `REVIEW_IN_PROGRESS` waits for a person, and not for AWS. */
export function isInProgress(status: string): boolean {
  return status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';
}

export interface Trouble {
  readonly resource: string;
  readonly reason: string;
}

/** What failed first in the newest work, and why. Undefined: nobody may tell, or nothing is told. */
export async function troubleOf({ clients, asking }: Session, stackId: string): Promise<Trouble | undefined> {
  const answer = await asking.learn(() =>
    asking.ask('cloudformation:DescribeStackEvents', (options) =>
      clients.cloudFormation.send(new DescribeStackEventsCommand({ StackName: stackId }), options),
    ),
  );
  if (answer.kind === 'unknown') return undefined;
  // The newest first. What was cancelled because of another failure says nothing.
  const failures = (answer.value.StackEvents ?? []).filter(
    ({ ResourceStatus, ResourceStatusReason: reason = '' }) =>
      /_FAILED$/.test(ResourceStatus ?? '') && !/cancelled/i.test(reason),
  );
  const first = failures.findLast(({ PhysicalResourceId }) => PhysicalResourceId !== stackId);
  if (first === undefined) return undefined;
  return { resource: first.LogicalResourceId ?? '', reason: cleanLine(first.ResourceStatusReason ?? '', 300) };
}

/** A failure of the stack's work, with what failed in it. */
export function stackFailure(head: string, trouble: Trouble | undefined): MonitorStopped {
  if (trouble === undefined) return new MonitorStopped({ kind: 'stack-state', message: head });
  const message = `${head} ${trouble.resource}: ${trouble.reason}`;
  const [, action] = /not authorized to perform: ([a-z0-9-]+:[A-Za-z]+)/.exec(trouble.reason) ?? [];
  return action === undefined
    ? new MonitorStopped({ kind: 'stack-state', message })
    : new MonitorStopped({ kind: 'denied', action, message });
}
