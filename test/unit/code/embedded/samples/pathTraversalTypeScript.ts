import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const PATH_TRAVERSAL_TYPESCRIPT: readonly Sample[] = [
  vulnerable(
    'typescript',
    'high',
    'a typed Express handler',
    `
    import { promises as fs } from 'node:fs';
    import path from 'node:path';
    import type { Request, Response } from 'express';

    const ROOT: string = path.resolve('invoices');

    export async function invoice(req: Request<{ number: string }>, res: Response): Promise<void> {
      const file = path.join(ROOT, req.params.number);
      const content: Buffer = await fs.readFile(file); // FINDING
      res.type('application/pdf').end(content);
    }
  `,
  ),
  vulnerable(
    'typescript',
    'high',
    'a NestJS controller with a stream',
    `
    import { Controller, Get, Param, StreamableFile } from '@nestjs/common';
    import { createReadStream } from 'fs';
    import { join } from 'path';

    @Controller('attachments')
    export class AttachmentsController {
      @Get(':name')
      download(@Param('name') name: string): StreamableFile {
        return new StreamableFile(createReadStream(join(process.cwd(), 'attachments', name))); // FINDING
      }
    }
  `,
  ),
  vulnerable(
    'typescript',
    'high',
    'a Lambda event',
    `
    import { writeFileSync } from 'fs';
    import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

    export const handler = async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
      const name = event.pathParameters?.name ?? 'latest';
      writeFileSync(\`/mnt/data/\${name}.json\`, event.body as string); // FINDING
      return { statusCode: 204, body: '' };
    };
  `,
  ),
  vulnerable(
    'typescript',
    'high',
    'through a private method',
    `
    import * as fs from 'fs';
    import { Request, Response } from 'express';

    export class LogController {
      constructor(private readonly folder: string) {}

      show = (req: Request, res: Response): void => {
        res.json({ lines: this.read(req.query.file as string) });
      };

      private read(name: string): string[] {
        return fs.readFileSync(\`\${this.folder}/\${name}\`, 'utf8').split('\\n'); // FINDING
      }
    }
  `,
  ),
  safe(
    'typescript',
    'the last part of a name only',
    `
    import { createReadStream } from 'node:fs';
    import { basename, join } from 'node:path';
    import type { Request, Response } from 'express';

    export function download(req: Request, res: Response): void {
      const name = basename(req.query.name as string);
      createReadStream(join('downloads', name)).pipe(res);
    }
  `,
  ),
  safe(
    'typescript',
    'a helper that throws',
    `
    import { promises as fs } from 'fs';
    import * as path from 'path';
    import { NextRequest, NextResponse } from 'next/server';

    const ROOT = path.resolve('content');

    function inside(full: string): void {
      if (!full.startsWith(ROOT + path.sep)) throw new Error('outside');
    }

    export async function GET(request: NextRequest): Promise<NextResponse> {
      const full = path.resolve(ROOT, request.nextUrl.searchParams.get('page') ?? 'start.md');
      inside(full);
      return NextResponse.json({ text: await fs.readFile(full, 'utf8') });
    }
  `,
  ),
  safe(
    'typescript',
    'the root keeps the name inside',
    `
    import { Controller, Get, Param, Res } from '@nestjs/common';
    import type { Response } from 'express';

    @Controller('pictures')
    export class PicturesController {
      @Get(':name')
      show(@Param('name') name: string, @Res() res: Response): void {
        res.sendFile(name, { root: 'pictures' });
      }
    }
  `,
  ),
  safe(
    'typescript',
    'names from a closed set',
    `
    import { readFileSync } from 'fs';
    import type { Request, Response } from 'express';

    const LOCALES = ['en', 'de', 'fr'] as const;
    type Locale = (typeof LOCALES)[number];

    export function messages(req: Request, res: Response): void {
      const locale = req.query.locale as Locale;
      if (!LOCALES.includes(locale)) {
        res.sendStatus(404);
        return;
      }
      res.json(JSON.parse(readFileSync(\`locales/\${locale}.json\`, 'utf8')));
    }
  `,
  ),
];
