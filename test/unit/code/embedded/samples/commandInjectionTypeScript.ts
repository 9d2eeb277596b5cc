import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const COMMAND_INJECTION_TYPESCRIPT: readonly Sample[] = [
  vulnerable(
    'typescript',
    'critical',
    'exec in a typed handler',
    `
    import { exec } from 'node:child_process';
    import type { RequestHandler } from 'express';

    export const scan: RequestHandler<{ file: string }> = (request, response) => {
      exec(\`clamscan \${request.params.file}\`, (error, output) => void response.send(output)); // FINDING
    };
  `,
  ),
  vulnerable(
    'typescript',
    'critical',
    'private field of a class, set by a parameter property',
    `
    import cp = require('child_process');
    import { IncomingMessage } from 'http';

    class Tool {
      constructor(private readonly line: string) {}

      run(): Buffer {
        return cp.execSync(this.line as string); // FINDING
      }
    }

    export function serve(message: IncomingMessage): Buffer {
      return new Tool('play ' + message.headers['x-song']!).run();
    }
  `,
  ),
  vulnerable(
    'typescript',
    'critical',
    'key of an uploaded object',
    `
    import { execFileSync } from 'child_process';
    import type { S3Handler } from 'aws-lambda';

    export const onUpload: S3Handler = async ({ Records }) => {
      for (const { s3 } of Records) {
        const key: string = decodeURIComponent(s3.object.key);
        execFileSync('/bin/sh', ['-c', \`convert /tmp/\${key} /tmp/small.png\`]); // FINDING
      }
    };
  `,
  ),
  vulnerable(
    'typescript',
    'medium',
    'a type predicate from elsewhere',
    `
    import { execSync } from 'child_process';
    import { isValidName } from './names';

    export function remove(req: { query: { name: unknown } }, res: unknown): void {
      const name: unknown = req.query.name;
      if (isValidName(name)) execSync('rm notes/' + (name as string)); // FINDING
    }
  `,
  ),
  safe(
    'typescript',
    'arguments apart from the program',
    `
    import { execFile, spawn } from 'node:child_process';
    import type { Request, Response } from 'express';

    export function scan(req: Request, res: Response): void {
      execFile('clamscan', [req.body.file as string], (error, output) => res.send(output));
      spawn('clamscan', [req.body.file!] satisfies string[], { shell: false });
    }
  `,
  ),
  safe(
    'typescript',
    'verbs of a constant enum',
    `
    import { exec } from 'node:child_process';
    import type { Request, Response } from 'express';

    const enum Verb { Start = 'start', Stop = 'stop' }

    export function act(req: Request, res: Response): void {
      const verb = req.body.verb as Verb;
      switch (verb) {
        case Verb.Start:
        case Verb.Stop:
          exec('service printer ' + verb);
          break;
        default:
          exec('service printer ' + (req.body.all ? Verb.Stop : Verb.Start));
      }
    }
  `,
  ),
  safe(
    'typescript',
    'a type predicate that checks',
    `
    import { exec } from 'node:child_process';
    import type { Request, Response } from 'express';

    type Name = string & { readonly brand: unique symbol };

    function isName(text: unknown): text is Name {
      return /^[a-z0-9_-]+$/.test(text as string);
    }

    export function remove(req: Request, res: Response): void {
      const name = req.params.name;
      if (!isName(name)) return void res.sendStatus(400);
      exec(\`rm notes/\${name}\`);
    }
  `,
  ),
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
