import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const SERVER_SIDE_REQUEST_TYPESCRIPT: readonly Sample[] = [
  vulnerable(
    'typescript',
    'high',
    'a typed Express handler',
    `
    import axios, { AxiosResponse } from 'axios';
    import type { Request, Response } from 'express';

    interface Preview {
      url: string;
    }

    export async function preview(req: Request<unknown, unknown, Preview>, res: Response): Promise<void> {
      const page: AxiosResponse<string> = await axios.get<string>(req.body.url); // FINDING
      res.json({ length: page.data.length });
    }
  `,
  ),
  vulnerable(
    'typescript',
    'high',
    'a NestJS controller with the HTTP service',
    `
    import { HttpService } from '@nestjs/axios';
    import { Controller, Get, Query } from '@nestjs/common';
    import { firstValueFrom } from 'rxjs';

    @Controller('proxy')
    export class ProxyController {
      constructor(private readonly httpService: HttpService) {}

      @Get()
      async load(@Query('target') target: string): Promise<{ status: number }> {
        const { status } = await firstValueFrom(this.httpService.get<unknown>(\`http://\${target}/\`)); // FINDING
        return { status };
      }
    }
  `,
  ),
  vulnerable(
    'typescript',
    'high',
    'a Next.js route handler',
    `
    import { NextRequest, NextResponse } from 'next/server';

    export async function GET(request: NextRequest): Promise<NextResponse> {
      const source = request.nextUrl.searchParams.get('source') as string;
      const answer = await fetch(new URL('/feed.xml', source)); // FINDING
      return NextResponse.json({ ok: answer.ok });
    }
  `,
  ),
  vulnerable(
    'typescript',
    'high',
    'through a generic helper',
    `
    import type { Request, Response } from 'express';

    async function getJson<T>(address: string): Promise<T> {
      const answer = await fetch(address); // FINDING
      return (await answer.json()) as T;
    }

    export async function mirror(req: Request, res: Response): Promise<void> {
      const { version } = await getJson<{ version: string }>(req.query.mirror as string);
      res.json({ newer: version > '2' });
    }
  `,
  ),
  safe(
    'typescript',
    'input chooses no more than the path',
    `
    import type { Request, Response } from 'express';

    export class UserClient {
      constructor(private readonly base: string) {}

      async load(id: string): Promise<unknown> {
        const answer = await fetch(\`\${this.base}/users/\${encodeURIComponent(id)}\`);
        return answer.json();
      }
    }

    const client = new UserClient(process.env.USERS_URL ?? 'http://users:8080');

    export async function user(req: Request, res: Response): Promise<void> {
      res.json(await client.load(req.params.id as string));
    }
  `,
  ),
  safe(
    'typescript',
    'the host is on a list',
    `
    import type { Request, Response } from 'express';

    const ALLOWED: ReadonlySet<string> = new Set(['images.example.com']);

    function isAllowed(address: string): boolean {
      return ALLOWED.has(new URL(address).hostname);
    }

    export async function picture(req: Request, res: Response): Promise<void> {
      const address = req.query.url as string;
      if (!isAllowed(address)) {
        res.sendStatus(403);
        return;
      }
      const answer = await fetch(address);
      res.json({ ok: answer.ok });
    }
  `,
  ),
  safe(
    'typescript',
    'an address from a closed set',
    `
    import type { FastifyReply, FastifyRequest } from 'fastify';

    type Region = 'eu' | 'us';
    const ENDPOINTS: Record<Region, string> = { eu: 'https://eu.example.com', us: 'https://us.example.com' };

    export async function status(
      request: FastifyRequest<{ Querystring: { region: Region } }>,
      reply: FastifyReply,
    ): Promise<void> {
      const answer = await fetch(ENDPOINTS[request.query.region]);
      await reply.send({ up: answer.ok });
    }
  `,
  ),
];
