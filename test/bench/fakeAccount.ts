import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Disposable } from '../support/disposable.ts';
import { repository } from '../support/repository.ts';

export interface FakeAccountProcess extends Disposable {
  /** To be put into the environment of whoever reads the account. */
  readonly variables: Readonly<Record<string, string>>;
}

/** An account in a process of its own: it must not take the time of who is measured. */
export async function startFakeAccount(buckets: number, latencyMs: number): Promise<FakeAccountProcess> {
  const script = join(repository, 'test', 'support', 'fakeAws', 'serve.ts');
  const args = [script, '--buckets', String(buckets), '--latency', String(latencyMs)];
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const variables: Record<string, string> = {};
  for await (const line of createInterface(server.stdout)) {
    const [name = '', value = ''] = line.split(/=(.*)/s);
    variables[name] = value;
    if (name === 'AWS_REGION') break;
  }
  return {
    variables,
    dispose: () => {
      server.kill();
      return Promise.resolve();
    },
  };
}
