// One thing that a status looks at. What could not be asked is unknown, and never well.
import type { Session } from '../../aws/session.ts';
import type { MonitorFailure, StatusItem, StatusState } from '../../monitorBundle.ts';

export interface Verdict {
  readonly state: StatusState;
  readonly detail: string;
  readonly action?: string;
}

export const REDEPLOY = 'palisade monitor deploy';

export function ok(detail: string): Verdict {
  return { state: 'ok', detail };
}

export function problem(detail: string, action?: string): Verdict {
  return { state: 'problem', detail, ...(action === undefined ? {} : { action }) };
}

export function unknown({ message, action }: Pick<MonitorFailure, 'message' | 'action'>): Verdict {
  return {
    state: 'unknown',
    detail: message,
    ...(action === undefined ? {} : { action: `Allow ${action} to whoever asks for the status.` }),
  };
}

/** @throws MonitorStopped for what would keep every other call from being answered */
export async function look(
  { asking }: Session,
  id: StatusItem['id'],
  title: string,
  work: () => Promise<Verdict>,
): Promise<StatusItem> {
  const learnt = await asking.learn(work);
  return { id, title, ...(learnt.kind === 'known' ? learnt.value : unknown(learnt.failure)) };
}

/** Several things in one: the first problem counts, then what is unknown. */
export function firstOf(verdicts: readonly Verdict[], well: string): Verdict {
  const problems = verdicts.filter(({ state }) => state === 'problem');
  const [first] = problems;
  if (first !== undefined) return { ...first, detail: problems.map(({ detail }) => detail).join(' ') };
  return verdicts.find(({ state }) => state === 'unknown') ?? ok(well);
}

export function isNotFound({ name }: { readonly name: string }): boolean {
  return /^(ResourceNotFoundException|NotFoundException|QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue)$/.test(
    name,
  );
}
