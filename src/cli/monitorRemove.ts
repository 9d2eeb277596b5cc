import { confirmation, isDone, sayFailure, sayNotDone, type TargetOptions, withMonitor } from './monitorRun.ts';
import type { CliPorts } from './ports.ts';
import { printable } from './printable.ts';

export interface RemoveOptions extends TargetOptions {
  /** Undefined: as it was deployed. */
  readonly keepReports?: boolean;
  readonly confirm?: string;
}

/** @returns the exit status: 0, 2 where nothing or not all was done, 130 interrupted */
export async function removeCommand(options: RemoveOptions, ports: CliPorts): Promise<number> {
  const { keepReports } = options;
  const reports =
    keepReports === undefined
      ? 'Its reports are deleted with it, unless it was deployed to keep them.'
      : keepReports
        ? 'Its reports stay.'
        : 'Its reports are deleted with it, also where it was deployed to keep them.';
  ports.stderr.write(`The stack ${printable(options.stack)} will be deleted, and what it made. ${reports}\n`);
  // Not told which it is: whoever removes the wrong watcher has credentials of another account than he thinks.
  const confirmed = await confirmation(options.confirm, 'To agree, type the id of the account that it is in: ', ports);
  if (confirmed === undefined) {
    const todo = ports.askCode === undefined ? 'add --confirm and the id of the account' : undefined;
    return sayNotDone('Nobody agreed to it: nothing was done.', todo, ports);
  }
  return withMonitor(options, 'steps', ports, async ({ monitor, target, around }) => {
    const done = await monitor.remove(target, keepReports, confirmed, around);
    if (!isDone(done)) return sayFailure(done.failure, ports);
    const { identity, kept } = done.value;
    ports.stdout.write(
      `${[
        `The watcher was removed from account ${printable(identity.accountId)}.`,
        ...kept.map((one) => `Kept: ${printable(one)}`),
      ].join('\n')}\n`,
    );
    return 0;
  });
}
