import { planPage, presentInWords } from '../app/monitoring/planText.ts';
import type { DeployDone, DeployPlan } from '../monitor/monitorBundle.ts';
import type { RetentionDays, StackSetting } from '../monitor/stack/stackSetting.ts';
import {
  confirmation,
  isDone,
  sayFailure,
  sayNotDone,
  type TargetOptions,
  withMonitor,
  writePage,
} from './monitorRun.ts';
import type { CliPorts } from './ports.ts';
import { printable } from './printable.ts';

/** `false`: what was chosen before is taken back. What is not named stays as it is deployed. */
export interface DeployOptions extends TargetOptions {
  readonly checks?: 'core' | 'all';
  readonly email?: string | false;
  readonly topic?: string | false;
  readonly key?: string | false;
  readonly geminiParameter?: string | false;
  readonly geminiModel?: string;
  readonly permissionsBoundary?: string | false;
  readonly retention?: RetentionDays;
  readonly keepReports?: boolean;
  readonly memory?: number;
  readonly trustedAccount?: readonly string[];
  readonly publicTag?: readonly string[];
  readonly sensitiveTag?: readonly string[];
  readonly plan?: boolean;
  readonly printTemplate?: boolean;
  readonly confirm?: string;
}

/**
 * Shows what would be made, has the account id typed, and makes it.
 *
 * @returns the exit status: 0, 2 where nothing or not all was done, 130 interrupted
 */
export async function deployCommand(options: DeployOptions, ports: CliPorts): Promise<number> {
  const setting = settingOf(options);
  return withMonitor(options, 'steps', ports, async ({ monitor, target, around }) => {
    const planned = await monitor.plan(target, setting, around);
    if (!isDone(planned)) return sayFailure(planned.failure, ports);
    const plan = planned.value;
    if (options.printTemplate === true) {
      ports.stdout.write(`${plan.template}\n`);
      return 0;
    }
    writePage(planPage(plan), 'text', ports);
    if (options.plan === true) return 0;
    const confirmed = await confirmedFor(plan, options, ports);
    if (typeof confirmed === 'number') return confirmed;
    // Where it was shown to be, whatever a profile says by now.
    const shown = { ...target, region: plan.identity.region };
    const done = await monitor.deploy(shown, setting, confirmed, around);
    if (!isDone(done)) return sayFailure(done.failure, ports);
    ports.stdout.write(doneInWords(done.value, plan));
    return 0;
  });
}

/** The id as it was typed, or the exit status where it is not that of this account. */
async function confirmedFor(plan: DeployPlan, { confirm }: DeployOptions, ports: CliPorts): Promise<string | number> {
  const { accountId } = plan.identity;
  const shown = printable(accountId);
  ports.stderr.write(`\n${printable(presentInWords(plan))}\n`);
  const typed = await confirmation(confirm, `To agree, type the id of the account, ${shown}: `, ports);
  if (typed === accountId) return typed;
  if (typed !== undefined)
    return sayNotDone(`${typed} is not the account ${accountId}: nothing was done.`, undefined, ports);
  const todo = ports.askCode === undefined ? `add --confirm ${accountId} to agree to what is shown above` : undefined;
  return sayNotDone('Nobody agreed to it: nothing was done.', todo, ports);
}

const DID: Readonly<Record<DeployDone['did'], string>> = {
  created: 'The watcher was created.',
  continued: 'The earlier deploy was continued, and the watcher is there.',
  updated: 'The watcher was updated.',
  'nothing-to-do': 'The watcher was as it should be: nothing was changed.',
};

function doneInWords({ did, codeSha256 }: DeployDone, { setting }: DeployPlan): string {
  const hasSubscription = setting.email !== undefined && setting.topicArn === undefined;
  return `${[
    '',
    `${DID[did]} Its code has the SHA-256 ${printable(codeSha256)}.`,
    ...(hasSubscription ? ['The subscription of the address has to be confirmed in the mail that comes now.'] : []),
    'palisade monitor status says whether it does what it should, palisade monitor run --wait starts a scan.',
  ].join('\n')}\n`;
}

/** Only what is named: all else is as it was deployed, or the default. */
function settingOf(options: DeployOptions): Partial<StackSetting> {
  const { checks, retention, keepReports, memory, geminiModel } = options;
  return {
    ...(checks === undefined ? {} : { checks }),
    ...(retention === undefined ? {} : { retentionDays: retention }),
    ...(keepReports === undefined ? {} : { keepReports }),
    ...(memory === undefined ? {} : { memoryMb: memory }),
    ...(geminiModel === undefined ? {} : { geminiModel }),
    ...text('email', options.email),
    ...text('topicArn', options.topic),
    ...text('keyArn', options.key),
    ...text('geminiParameter', options.geminiParameter),
    ...text('permissionsBoundaryArn', options.permissionsBoundary),
    ...list('trustedAccounts', options.trustedAccount),
    ...list('publicTags', options.publicTag),
    ...list('sensitiveTags', options.sensitiveTag),
  };
}

function text(name: keyof StackSetting, value: string | false | undefined): Partial<StackSetting> {
  if (value === undefined) return {};
  return { [name]: value === false ? undefined : value };
}

function list(name: keyof StackSetting, values: readonly string[] | undefined): Partial<StackSetting> {
  return values === undefined ? {} : { [name]: [...new Set(values)] };
}
