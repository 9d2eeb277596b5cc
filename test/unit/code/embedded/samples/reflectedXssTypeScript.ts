import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const REFLECTED_XSS_TYPESCRIPT: readonly Sample[] = [
  vulnerable(
    'typescript',
    'high',
    'typed Express handler',
    `
      import express, { type Request, type Response } from 'express';

      interface Greeting {
        name: string;
      }

      const app = express();

      app.get('/hello', (req: Request<unknown, unknown, unknown, Greeting>, res: Response<string>): void => {
        const name: string = req.query.name;
        res.send(\`<h1>Good evening, \${name}</h1>\`); // FINDING
      });
    `,
  ),
  vulnerable(
    'typescript',
    'high',
    'handler by its type',
    `
      import type { RequestHandler } from 'express';

      export const missing: RequestHandler = (req, res) => {
        const label = req.params.label as string;
        res.status(404).send('<p>' + label! + ' is not on the shelf</p>'); // FINDING
      };
    `,
  ),
  vulnerable(
    'typescript',
    'high',
    'method of a NestJS controller',
    `
      import { Controller, Get, Query } from '@nestjs/common';

      @Controller('greetings')
      export class GreetingController {
        @Get()
        greet(@Query('name') name: string): string {
          return \`<p>Hello \${name}</p>\`; // FINDING
        }
      }
    `,
  ),
  vulnerable(
    'typescript',
    'high',
    'NestJS with the response of Express',
    `
      import { Controller, Get, Req, Res } from '@nestjs/common';
      import type { Request, Response } from 'express';

      @Controller()
      export class EchoController {
        @Get('echo')
        echo(@Req() req: Request, @Res() res: Response): void {
          res.send('You said ' + (req.query.words as string)); // FINDING
        }
      }
    `,
  ),
  vulnerable(
    'typescript',
    'high',
    'response of Next.js with headers of its own',
    `
      import { NextResponse, type NextRequest } from 'next/server';

      export async function GET(request: NextRequest): Promise<NextResponse> {
        const name = request.nextUrl.searchParams.get('name') ?? 'stranger';
        return new NextResponse(\`<p>Hello \${name}</p>\`, { headers: { 'content-type': 'text/html' } }); // FINDING
      }
    `,
  ),
  vulnerable(
    'typescript',
    'high',
    'Lambda behind a gateway',
    `
      import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

      export const handler = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
        const title = event.queryStringParameters?.title ?? '';
        return {
          statusCode: 200,
          headers: { 'Content-Type': 'text/html' },
          body: '<h2>'.concat(title, '</h2>'), // FINDING
        };
      };
    `,
  ),
  vulnerable(
    'typescript',
    'high',
    'fragment of the address into the page',
    `
      const box = document.querySelector<HTMLDivElement>('#status')!;
      const text: string = decodeURIComponent(window.location.hash.substring(1));
      box.innerHTML = \`<b>\${text}</b>\`; // FINDING
    `,
  ),
  vulnerable(
    'typescript',
    'medium',
    'parameter in a page',
    `
      import type { Response } from 'express';

      export class Pages {
        show(res: Response, title: string): void {
          res.send(\`<title>\${title}</title>\`); // FINDING
        }
      }
    `,
  ),
  safe(
    'typescript',
    'escaped and plain',
    `
      import type { Request, Response } from 'express';
      import { escape } from 'lodash';
      import he from 'he';

      export function hello(req: Request, res: Response): void {
        const { name, town } = req.query as Record<string, string>;
        res.send(\`<h1>\${escape(name)} of \${he.encode(town)}</h1>\`);
      }

      export function plain(req: Request, res: Response): void {
        res.contentType('text/plain');
        res.send('Hello ' + (req.query.name as string));
      }
    `,
  ),
  safe(
    'typescript',
    'data of controllers',
    `
      import { Controller, Get, Header, Param, Query, Render } from '@nestjs/common';

      @Controller('jars')
      export class JarController {
        @Get(':id')
        jar(@Param('id') id: string): { id: string } {
          return { id };
        }

        @Get('label')
        @Header('Content-Type', 'text/plain')
        label(@Query('label') label: string): string {
          return 'Label: ' + label;
        }

        @Get('page')
        @Render('page')
        page(@Query('label') label: string): { label: string } {
          return { label };
        }
      }
    `,
  ),
  safe(
    'typescript',
    'typed rows and errors',
    `
      import type { NextFunction, Request, Response } from 'express';
      import { library } from './library';

      interface Book {
        readonly title: string;
      }

      export async function book(req: Request, res: Response, next: NextFunction): Promise<void> {
        try {
          const found: Book = await library.byId(req.params.id);
          res.send(found);
        } catch (error: unknown) {
          res.status(500).send((error as Error).message);
          next(error);
        }
      }
    `,
  ),
  safe(
    'typescript',
    'Lambda that answers with JSON',
    `
      import type { APIGatewayProxyHandler } from 'aws-lambda';

      export const handler: APIGatewayProxyHandler = async (event) => ({
        statusCode: 200,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ title: event.queryStringParameters?.title }),
      });
    `,
  ),
  safe(
    'typescript',
    'numbers and members of an enum',
    `
      import type { Request, Response } from 'express';

      enum Size {
        Small = 's',
        Large = 'l',
      }

      export function jar(req: Request, res: Response): void {
        const count = Number.parseInt(req.query.count as string, 10);
        const size = req.query.size === Size.Large ? Size.Large : Size.Small;
        res.send(\`<p>\${count} of size \${size}</p>\`);
      }
    `,
  ),
];
