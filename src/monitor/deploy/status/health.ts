// How the watcher has fared: what waits, what failed, which alarms are on.
import { DescribeAlarmsCommand, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { cleanLine } from '../../../outbound/cleaning.ts';
import { MonitorStopped } from '../../aws/asking.ts';
import type { Session } from '../../aws/session.ts';
import { ALARMS, OUTPUTS, type AlarmId } from '../../stack/names.ts';
import { outputOf, type StackView } from '../stack.ts';
import { ok, problem, REDEPLOY, type Verdict } from './look.ts';
import { attributesOf } from './starters.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** As the alarm has it. */
const OLDEST_CHANGE_S = 900;

/** @throws MonitorStopped */
export async function lookAtQueue(session: Session, stack: StackView): Promise<Verdict> {
  const url = outputOf(stack, OUTPUTS.changeQueueUrl);
  const attributes = await attributesOf(session, url);
  if (attributes === undefined) return problem('The queue of changes is not there any more.', REDEPLOY);
  const count = (name: string): number => Number(attributes[name]);
  const waiting = count('ApproximateNumberOfMessages') + count('ApproximateNumberOfMessagesDelayed');
  const inWork = count('ApproximateNumberOfMessagesNotVisible');
  if (!Number.isFinite(waiting + inWork))
    return { state: 'unknown', detail: 'SQS does not say how long the queue is.' };
  const dimension = { Name: 'QueueName', Value: url.split('/').at(-1) ?? '' };
  const ages = await metric(session, {
    ...{ namespace: 'AWS/SQS', name: 'ApproximateAgeOfOldestMessage', dimension, statistic: 'Maximum' },
    ms: 15 * MINUTE_MS,
  });
  const oldest = Math.max(0, ...ages);
  const words = `${waiting} changes wait and ${inWork} are in work`;
  if (waiting + inWork > 0 && oldest > OLDEST_CHANGE_S) {
    return problem(`${words}; the oldest is ${Math.round(oldest / 60)} minutes old.`);
  }
  return ok(`${words}.`);
}

const DEAD: readonly (readonly [string, string])[] = [
  [OUTPUTS.changeDeadLettersUrl, 'changes that could not be read'],
  [OUTPUTS.targetDeadLettersUrl, 'events that EventBridge could not deliver'],
  [OUTPUTS.scanFailuresUrl, 'scans that failed'],
];

/** @throws MonitorStopped */
export async function lookAtDeadLetters(session: Session, stack: StackView): Promise<Verdict> {
  const counts = await Promise.all(
    DEAD.map(async ([output, what]) => {
      const attributes = await attributesOf(session, outputOf(stack, output));
      return { what, count: attributes === undefined ? undefined : Number(attributes['ApproximateNumberOfMessages']) };
    }),
  );
  const lost = counts.find(({ count }) => count === undefined);
  if (lost !== undefined) return problem(`The queue of ${lost.what} is not there any more.`, REDEPLOY);
  if (counts.some(({ count }) => Number.isNaN(count))) {
    return { state: 'unknown', detail: 'SQS does not say what is in the queues.' };
  }
  const full = counts.filter(({ count }) => count !== 0);
  if (full.length === 0) return ok('All three queues are empty.');
  const detail = `In the queues there are ${full.map(({ what, count }) => `${count ?? 0} ${what}`).join(', ')}.`;
  return problem(
    detail,
    'Look at the messages in the SQS console, then purge the queue; a scan reads all that they were about.',
  );
}

/** @throws MonitorStopped */
export async function lookAtErrors(session: Session, stack: StackView): Promise<Verdict> {
  const functions = [
    [outputOf(stack, OUTPUTS.scanFunction), 'scan'],
    [outputOf(stack, OUTPUTS.changeFunction), 'change'],
  ] as const;
  const errors = await Promise.all(
    functions.map(async ([name, words]) => {
      const dimension = { Name: 'FunctionName', Value: name };
      const values = await metric(session, {
        ...{ namespace: 'AWS/Lambda', name: 'Errors', dimension, statistic: 'Sum' },
        ms: DAY_MS,
      });
      return { words, count: values.reduce((sum, one) => sum + one, 0) };
    }),
  );
  const failed = errors.filter(({ count }) => count > 0);
  if (failed.length === 0) return ok('Neither function ended with an error in the last 24 hours.');
  const detail = `In the last 24 hours ${failed.map(({ words, count }) => `${words} ended ${count} times with an error`).join(', ')}.`;
  const groups = `${outputOf(stack, OUTPUTS.scanLog)} and ${outputOf(stack, OUTPUTS.changeLog)}`;
  return problem(detail, `Look into the log groups ${groups}.`);
}

interface Wanted {
  readonly namespace: string;
  readonly name: string;
  readonly dimension: { readonly Name: string; readonly Value: string };
  readonly statistic: 'Sum' | 'Maximum';
  /** Until now. */
  readonly ms: number;
}

/** Nothing where there is no data: nobody used it. @throws MonitorStopped */
async function metric({ clients, asking, now }: Session, wanted: Wanted): Promise<readonly number[]> {
  const { namespace, name, dimension, statistic, ms } = wanted;
  const Metric = { Namespace: namespace, MetricName: name, Dimensions: [{ ...dimension }] };
  const input = {
    StartTime: new Date(now() - ms),
    EndTime: new Date(now()),
    MetricDataQueries: [{ Id: 'm', MetricStat: { Metric, Period: 300, Stat: statistic } }],
  };
  const { MetricDataResults: results = [] } = await asking.ask('cloudwatch:GetMetricData', (options) =>
    clients.cloudWatch.send(new GetMetricDataCommand(input), options),
  );
  // An answer can hold a refusal: no values then say nothing.
  const [result] = results;
  if (result?.StatusCode !== 'Complete') {
    const message = `CloudWatch does not tell ${name} (${cleanLine(result?.StatusCode ?? 'no answer', 40)}).`;
    throw new MonitorStopped({ kind: 'other', message });
  }
  return result.Values ?? [];
}

/** So long after the deploy there may be no scheduled run yet, which the alarm cannot know. */
const FIRST_RUN_MS = 13 * 60 * MINUTE_MS;

/** @throws MonitorStopped */
export async function lookAtAlarms(session: Session, stack: StackView): Promise<Verdict> {
  const { clients, asking, now } = session;
  const { MetricAlarms: found = [] } = await asking.ask('cloudwatch:DescribeAlarms', (options) =>
    clients.cloudWatch.send(new DescribeAlarmsCommand({ AlarmNamePrefix: `${stack.name}-` }), options),
  );
  const ids = Object.keys(ALARMS) as AlarmId[];
  const own = ids.map((id) => ({
    id,
    alarm: found.find(({ AlarmName }) => AlarmName?.startsWith(`${stack.name}-${id}-`)),
  }));
  const lost = own.filter(({ alarm }) => alarm === undefined);
  if (lost.length > 0) {
    return problem(
      `Of ${ids.length} alarms ${lost.length} are not there: ${lost.map(({ id }) => id).join(', ')}.`,
      REDEPLOY,
    );
  }
  const isNew = now() - stack.createdAt < FIRST_RUN_MS;
  const on = own.filter(({ id, alarm }) => alarm?.StateValue === 'ALARM' && !(isNew && id === 'MissedRunsAlarm'));
  if (on.length > 0) return problem(on.map(({ id }) => ALARMS[id]).join(' '));
  const silent = own.filter(({ alarm }) => alarm?.ActionsEnabled === false);
  if (silent.length > 0) return problem(`${silent.length} alarms tell nobody: their actions are off.`, REDEPLOY);
  return ok(`None of ${ids.length} alarms is on.`);
}
