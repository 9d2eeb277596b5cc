import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const PERMISSIVE_CORS_TYPESCRIPT: readonly Sample[] = [
  vulnerable(
    'typescript',
    'high',
    'Nest that lets everybody in by name',
    `
    import { NestFactory } from '@nestjs/core';
    import { AppModule } from './app.module';

    async function bootstrap(): Promise<void> {
      const app = await NestFactory.create(AppModule);
      app.enableCors({ origin: true, credentials: true }); // FINDING
      await app.listen(3000);
    }
    void bootstrap();
  `,
  ),
  vulnerable(
    'typescript',
    'high',
    'origin that is sent back with credentials',
    `
    import type { NextFunction, Request, Response } from 'express';

    export function allow(req: Request, res: Response, next: NextFunction): void {
      const origin: string | undefined = req.header('origin');
      if (origin !== undefined) {
        res.setHeader('Access-Control-Allow-Origin', origin); // FINDING
        res.setHeader('Access-Control-Allow-Credentials', 'true');
      }
      next();
    }
  `,
  ),
  vulnerable(
    'typescript',
    'informational',
    'headers of a Lambda function',
    `
    import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

    export const handler = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => ({
      statusCode: 200,
      headers: { 'Access-Control-Allow-Origin': '*' }, // FINDING
      body: JSON.stringify(await prices()),
    });
  `,
  ),
  vulnerable(
    'typescript',
    'low',
    'list of patterns',
    `
    import type { CorsOptions } from 'cors';

    const allowedOrigins: RegExp[] = [/shop\\.example$/]; // FINDING

    export const options: CorsOptions = { origin: allowedOrigins };
  `,
  ),
  vulnerable(
    'typescript',
    'high',
    'sockets for everybody',
    `
    import { WebSocketGateway } from '@nestjs/websockets';

    @WebSocketGateway(81, {
      cors: { origin: true, credentials: true }, // FINDING
    })
    export class PriceGateway {}
  `,
  ),
  safe(
    'typescript',
    'Nest with a list',
    `
    import { NestFactory } from '@nestjs/core';
    import { AppModule } from './app.module';

    async function bootstrap(): Promise<void> {
      const app = await NestFactory.create(AppModule);
      app.enableCors({ origin: process.env.ORIGINS?.split(',') ?? [], credentials: true });
      app.enableCors({ origin: false });
      await app.listen(3000);
    }
    void bootstrap();
  `,
  ),
  safe(
    'typescript',
    'looked up in a set',
    `
    import type { Request, Response } from 'express';

    const ALLOWED: ReadonlySet<string> = new Set(['https://shop.example']);

    export function allow(req: Request, res: Response): void {
      const origin = req.headers.origin as string;
      if (!ALLOWED.has(origin)) return;
      res.setHeader('Access-Control-Allow-Origin', origin);
      res.setHeader('Access-Control-Allow-Credentials', 'true');
    }
  `,
  ),
  safe(
    'typescript',
    'helper that decides',
    `
    import type { Context } from 'koa';
    import { allowedOrigin } from './origins';

    export async function allow(ctx: Context): Promise<void> {
      const origin: string | undefined = allowedOrigin(ctx.get('Origin'));
      if (origin !== undefined) ctx.set('Access-Control-Allow-Origin', origin);
    }
  `,
  ),
];
