// The code of the functions: sent, and compared with what AWS says it has.
import {
  GetFunctionConfigurationCommand,
  UpdateFunctionCodeCommand,
  type FunctionConfiguration,
} from '@aws-sdk/client-lambda';
import { cleanLine } from '../../outbound/cleaning.ts';
import { MonitorStopped } from '../aws/asking.ts';
import type { Session } from '../aws/session.ts';
import { OUTPUTS } from '../stack/names.ts';
import { outputOf, type StackView } from './stack.ts';
import { until } from './waiting.ts';

export interface Code {
  readonly zip: Uint8Array;
  /** Base64, as Lambda says it. */
  readonly sha256: string;
}

/** @returns whether anything had to be sent @throws MonitorStopped */
export async function uploadCode(session: Session, stack: StackView, code: Code): Promise<boolean> {
  const names = [outputOf(stack, OUTPUTS.scanFunction), outputOf(stack, OUTPUTS.changeFunction)];
  let sent = false;
  for (const name of names) {
    const before = await ready(session, name);
    if (before.CodeSha256 === code.sha256) continue;
    session.tell(`Uploading the code of ${name} (${Math.ceil(code.zip.length / 1_024)} KB) …`);
    await upload(session, name, code);
    sent = true;
    const after = await ready(session, name);
    if (after.CodeSha256 !== code.sha256) throw notOurs(name, after.CodeSha256, code);
    if (after.LastUpdateStatus === 'Failed') {
      const why = cleanLine(after.LastUpdateStatusReason ?? 'it does not say why', 300);
      const message = `Lambda cannot use the code of ${name}: ${why}`;
      throw new MonitorStopped({ kind: 'stack-state', message });
    }
  }
  return sent;
}

async function upload({ clients, asking }: Session, name: string, code: Code): Promise<void> {
  const input = { FunctionName: name, ZipFile: code.zip, Architectures: ['arm64' as const] };
  const { CodeSha256 } = await asking.ask('lambda:UpdateFunctionCode', (options) =>
    clients.lambda.send(new UpdateFunctionCodeCommand(input), options),
  );
  if (CodeSha256 !== code.sha256) throw notOurs(name, CodeSha256, code);
}

/** A function takes no code while it is being made, or takes other code. */
async function ready(session: Session, name: string): Promise<FunctionConfiguration> {
  return await until(session, `${name} is ready`, async () => {
    const one = await findFunction(session, name);
    if (one === undefined) {
      const message = `The function ${name} is not there any more, and the stack does not know it: remove the stack, and deploy again.`;
      throw new MonitorStopped({ kind: 'stack-state', message, command: 'palisade monitor remove' });
    }
    return one.State === 'Pending' || one.LastUpdateStatus === 'InProgress' ? undefined : one;
  });
}

/** @returns undefined: it is not there @throws MonitorStopped */
export async function findFunction(
  { clients, asking }: Session,
  name: string,
): Promise<FunctionConfiguration | undefined> {
  return await asking.find(
    'lambda:GetFunctionConfiguration',
    ({ name: error }) => error === 'ResourceNotFoundException',
    (options) => clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }), options),
  );
}

function notOurs(name: string, hash: string | undefined, code: Code): MonitorStopped {
  const message = `The code that ${name} has is not what was sent: its hash is ${cleanLine(hash ?? 'not told', 100)}, and should be ${code.sha256}.`;
  return new MonitorStopped({ kind: 'damaged', message });
}
