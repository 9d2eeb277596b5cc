// A run by hand.
import { randomUUID } from 'node:crypto';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { MonitorStopped } from '../aws/asking.ts';
import type { Session } from '../aws/session.ts';
import { deployedStack, outputOf } from '../deploy/stack.ts';
import type { MonitorIdentity } from '../monitorBundle.ts';
import { scanStream } from '../run/reportStore.ts';

/** Starts `scan` and does not wait for it. @throws MonitorStopped */
export async function startRun(
  session: Session,
  name: string,
): Promise<{ readonly identity: MonitorIdentity; readonly runId: string; readonly stream: string }> {
  const { clients, asking, identity, now } = session;
  const stack = await deployedStack(session, name);
  // Until then the function only throws, again and again.
  if (stack.parameters['RulesEnabled'] !== 'true') {
    const message = `The first deploy of stack ${name} has not ended: its functions may have no code yet. Deploy again to continue.`;
    throw new MonitorStopped({ kind: 'stack-state', message, command: 'palisade monitor deploy' });
  }
  const FunctionName = outputOf(stack, 'ScanFunction');
  const runId = randomUUID();
  const at = new Date(now()).toISOString();
  const Payload = Buffer.from(JSON.stringify({ palisade: 'run', id: runId, at }));
  const found = await asking.find(
    'lambda:InvokeFunction',
    ({ name: error }) => error === 'ResourceNotFoundException',
    (options) => clients.lambda.send(new InvokeCommand({ FunctionName, InvocationType: 'Event', Payload }), options),
  );
  if (found === undefined) {
    const message = `The function of stack ${name} is not there any more: deploy again to make it anew.`;
    throw new MonitorStopped({ kind: 'stack-state', message, command: 'palisade monitor deploy' });
  }
  return { identity, runId, stream: scanStream([{ id: runId, name: null, at }], runId) };
}
