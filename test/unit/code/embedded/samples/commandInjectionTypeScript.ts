import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const COMMAND_INJECTION_TYPESCRIPT: readonly Sample[] = [
  vulnerable(
    'typescript',
    'critical',
    'promisified shell in a handler',
    `
    import { exec } from 'node:child_process';
    import { promisify } from 'node:util';
    import type { Request, Response } from 'express';

    const run = promisify(exec);

    export async function ping(req: Request, res: Response): Promise<void> {
      const host = req.query['host'] as string;
      const { stdout } = await run(\`ping -c 1 \${host}\`); // FINDING
      res.type('text/plain').send(stdout);
    }
  `,
  ),
  vulnerable(
    'typescript',
    'critical',
    'shell as an option',
    `
    import { spawn, type SpawnOptions } from 'child_process';
    import type { APIGatewayProxyEvent, Context } from 'aws-lambda';

    const OPTIONS: SpawnOptions = { shell: true };

    export const handler = async (event: APIGatewayProxyEvent, context: Context): Promise<void> => {
      const branch: string = event.queryStringParameters?.branch ?? 'main';
      spawn('git', ['checkout', branch], OPTIONS); // FINDING
    };
  `,
  ),
  vulnerable(
    'typescript',
    'medium',
    'service that gets the name from elsewhere',
    `
    import { Injectable } from '@nestjs/common';
    import { execSync } from 'node:child_process';

    @Injectable()
    export class PrinterService {
      restart(queue: string): string {
        return execSync('lpadmin -x ' + queue).toString(); // FINDING
      }
    }
  `,
  ),
  safe(
    'typescript',
    'program and arguments apart',
    `
    import { execFile } from 'node:child_process';
    import { promisify } from 'node:util';
    import type { Request, Response } from 'express';

    const run = promisify(execFile);

    export async function ping(req: Request, res: Response): Promise<void> {
      const { stdout } = await run('ping', ['-c', '1', '--', req.query.host as string]);
      res.json({ stdout });
    }
  `,
  ),
  safe(
    'typescript',
    'one of a fixed union',
    `
    import { execSync } from 'node:child_process';
    import type { Request, Response } from 'express';

    type Action = 'start' | 'stop';
    const ACTIONS: readonly Action[] = ['start', 'stop'] as const;

    export function act(req: Request, res: Response): void {
      const action = req.body.action as Action;
      if (!ACTIONS.includes(action)) {
        res.sendStatus(400);
        return;
      }
      execSync(\`service printer \${action}\`);
    }
  `,
  ),
  safe(
    'typescript',
    'quoted, and a number',
    `
    import { exec } from 'node:child_process';
    import type { Request, Response } from 'express';
    import { quote } from 'shell-quote';

    export function find(req: Request, res: Response): void {
      const pid: number = Number.parseInt(req.params.pid ?? '', 10);
      exec(\`kill -9 \${pid}\`);
      exec('grep -r ' + quote([req.query.word as string]) + ' notes');
    }
  `,
  ),
];
