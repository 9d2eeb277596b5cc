// Around everything that a person asks of the watcher: credentials, who they are, and one place where all that can go
// wrong becomes an answer.
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { systemTimers, type Timers } from '../../gemini/timers.ts';
import { cleanLine } from '../../outbound/cleaning.ts';
import { chooseAccount } from '../../s3/account/chosenAccount.ts';
import type { Environment } from '../../s3/account/environment.ts';
import { partitionOf } from '../../s3/account/identity.ts';
import type { KeptCredentials } from '../../s3/account/keptCredentials.ts';
import { isRunStopped } from '../../s3/account/runFailure.ts';
import type { MonitorAround, MonitorFailure, MonitorIdentity, MonitorTarget, Outcome } from '../monitorBundle.ts';
import { Asking, cancelled, isMonitorStopped, MonitorStopped } from './asking.ts';
import { MonitorClients } from './monitorClients.ts';

export interface SessionPorts {
  readonly environment: Environment;
  readonly platform: NodeJS.Platform;
  /** Of Palisade. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly timers?: Timers;
  /** What earlier calls got. */
  readonly kept: KeptCredentials;
}

export interface Session {
  readonly clients: MonitorClients;
  readonly asking: Asking;
  readonly identity: MonitorIdentity;
  readonly now: () => number;
  readonly timers: Timers;
  /** One line of ours about what is being done. */
  readonly tell: (line: string) => void;
  /** Asks again who these credentials are. */
  readonly identify: () => Promise<MonitorIdentity>;
  /** The same, with calls that nobody cancels. */
  readonly calm: Asking;
}

/** To put right what a cancelled run has begun. */
export function undisturbed(session: Session): Session {
  return { ...session, asking: session.calm };
}

/** After these nobody knows what a credential is still good for. */
const REFUSED: ReadonlySet<MonitorFailure['kind']> = new Set(['expired', 'wrong-credentials', 'no-credentials']);

/** Never rejects: what goes wrong is the answer. */
export async function withSession<T>(
  target: MonitorTarget,
  ports: SessionPorts,
  around: MonitorAround,
  work: (session: Session) => Promise<T>,
): Promise<Outcome<T>> {
  let clients: MonitorClients | undefined;
  try {
    if (!/^[a-zA-Z][a-zA-Z0-9-]{0,127}$/.test(target.stack)) {
      const message = 'The name of a stack starts with a letter and has letters, digits and hyphens, at most 128.';
      throw new MonitorStopped({ kind: 'input', message });
    }
    const { environment, platform, version, now, timers = systemTimers(), kept } = ports;
    const choice = { profile: target.profile, region: target.region };
    const credentials = { ...around.credentials, kept };
    const account = await chooseAccount(choice, { environment, platform, credentials }, around.signal);
    const opened = new MonitorClients(account, version);
    clients = opened;
    const context = { profile: opened.profile, config: account.config, platform };
    const asking = new Asking(around.signal, () => context);
    const identify = () => identityOf(opened, asking);
    const calm = new Asking(new AbortController().signal, () => context);
    const session = { clients: opened, asking, calm, now, timers, tell: around.tell, identify };
    return { kind: 'done', value: await work({ ...session, identity: await identify() }) };
  } catch (error) {
    const failure = failureIn(error, around.signal);
    if (REFUSED.has(failure.kind)) ports.kept.forget();
    return { kind: 'failed', failure };
  } finally {
    clients?.destroy();
  }
}

async function identityOf({ sts, region }: MonitorClients, asking: Asking): Promise<MonitorIdentity> {
  const { Account: accountId, Arn: arn } = await asking.ask('sts:GetCallerIdentity', (options) =>
    sts.send(new GetCallerIdentityCommand({}), options),
  );
  const partition = partitionOf(arn);
  if (accountId === undefined || arn === undefined || partition === undefined || !/^\d{12}$/.test(accountId)) {
    throw new MonitorStopped({ kind: 'network', message: 'What answers in the place of AWS names no account.' });
  }
  return { partition, accountId, arn, region };
}

function failureIn(error: unknown, signal: AbortSignal): MonitorFailure {
  if (isMonitorStopped(error)) return error.failure;
  if (signal.aborted) return cancelled().failure;
  if (isRunStopped(error)) return error.failure;
  const said = error instanceof Error ? `${error.name}: ${cleanLine(error.message, 300)}` : 'something was thrown';
  return { kind: 'crashed', message: `Palisade failed in a way that nobody expected (${said}).` };
}
