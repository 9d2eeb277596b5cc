import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const OPEN_REDIRECT_TYPESCRIPT: readonly Sample[] = [
  vulnerable(
    'typescript',
    'medium',
    'a typed Express handler',
    `
    import type { NextFunction, Request, Response } from 'express';

    export function afterLogin(req: Request, res: Response, next: NextFunction): void {
      const target = req.query.next as string | undefined;
      if (target === undefined) {
        next();
        return;
      }
      res.redirect(target); // FINDING
    }
  `,
  ),
  vulnerable(
    'typescript',
    'medium',
    'a NestJS controller',
    `
    import { Controller, Get, Query, Res } from '@nestjs/common';
    import type { Response } from 'express';

    @Controller('links')
    export class LinksController {
      @Get('out')
      out(@Query('url') url: string, @Res() res: Response): void {
        res.redirect(302, url); // FINDING
      }
    }
  `,
  ),
  vulnerable(
    'typescript',
    'medium',
    'a Lambda function behind a gateway',
    `
    import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

    export const handler = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
      const target = event.queryStringParameters?.target ?? '/';
      return { statusCode: 302, headers: { Location: target }, body: '' }; // FINDING
    };
  `,
  ),
  safe(
    'typescript',
    'a helper that makes it local',
    `
    import type { Request, Response } from 'express';

    function local(target: unknown): string {
      if (typeof target !== 'string') return '/';
      return target.startsWith('/') && !target.startsWith('//') ? target : '/';
    }

    export function back(req: Request, res: Response): void {
      res.redirect(local(req.query.to));
    }
  `,
  ),
  safe(
    'typescript',
    'a path that the program makes',
    `
    import { redirect } from 'next/navigation';

    export async function create(form: FormData): Promise<void> {
      const id = await save(form);
      redirect(\`/items/\${id}\`);
    }
  `,
  ),
  safe(
    'typescript',
    'the host is on a list',
    `
    import type { Request, Response } from 'express';

    const HOSTS: readonly string[] = ['help.example.com'];

    export function leave(req: Request, res: Response): void {
      const url = new URL(req.query.url as string);
      if (!HOSTS.includes(url.host)) {
        res.sendStatus(400);
        return;
      }
      res.redirect(url.href);
    }
  `,
  ),
];
