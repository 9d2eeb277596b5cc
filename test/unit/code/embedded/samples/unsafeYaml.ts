import type { SampleFamily } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const UNSAFE_YAML_SAMPLES: SampleFamily = {
  ruleId: 'unsafe-yaml',
  samples: [
    vulnerable(
      'python',
      'high',
      'without a loader',
      `
      import yaml
      from flask import request

      def configure():
          settings = yaml.load(request.get_data())  # FINDING
          return {'keys': len(settings)}
    `,
    ),
    vulnerable(
      'python',
      'high',
      'the loader that makes everything',
      `
      from yaml import CLoader as Loader, load
      from fastapi import FastAPI, Request

      app = FastAPI()

      @app.post('/pipelines')
      async def create(request: Request):
          pipeline = load(await request.body(), Loader=Loader)  # FINDING
          return {'steps': len(pipeline['steps'])}
    `,
    ),
    vulnerable(
      'python',
      'high',
      'a reader of ruamel that is not safe',
      `
      from ruamel.yaml import YAML
      from django.http import JsonResponse

      def upload(request):
          reader = YAML(typ='unsafe')
          document = reader.load(request.FILES['document'])  # FINDING
          return JsonResponse({'title': document['title']})
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'a limited loader that could be led astray',
      `
      import yaml

      def handler(event, context):
          return list(yaml.full_load(event['rules']))  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'a loader made of an unsafe one',
      `
      import yaml

      class IncludeLoader(yaml.Loader):
          pass

      def read(stream):
          return yaml.load(stream, IncludeLoader)  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'low',
      "a file of the program's own",
      `
      import yaml

      with open('settings.yml') as file:
          SETTINGS = yaml.unsafe_load(file)  # FINDING
    `,
    ),
    safe(
      'python',
      'loaders that make data alone',
      `
      import yaml
      from flask import request

      class Strict(yaml.SafeLoader):
          pass

      def configure():
          text = request.get_data()
          return [
              yaml.safe_load(text),
              yaml.load(text, Loader=yaml.SafeLoader),
              yaml.load(text, yaml.CSafeLoader),
              yaml.load(text, Loader=yaml.BaseLoader),
              yaml.load(text, Loader=Strict),
          ]
    `,
    ),
    safe(
      'python',
      'ruamel as it comes',
      `
      from ruamel.yaml import YAML
      from flask import request

      def configure():
          first = YAML().load(request.get_data())
          second = YAML(typ='safe').load(request.get_data())
          return [first, second]
    `,
    ),
    safe(
      'python',
      'text of the program, and loaders of others',
      `
      import json
      import yaml

      DEFAULTS = yaml.load('theme: light', Loader=yaml.Loader)

      def read(file, loader):
          return json.load(file), loader.load(file), yaml.load(file, Loader=loader)
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'the full schema of version 3',
      `
      const yaml = require('js-yaml');

      app.post('/config', (req, res) => {
        const config = yaml.load(req.body.config, { schema: yaml.DEFAULT_FULL_SCHEMA }); // FINDING
        res.json({ keys: Object.keys(config).length });
      });
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'the types that were taken out, put in again',
      `
      import yaml from 'js-yaml';
      import jsTypes from 'js-yaml-js-types';

      const schema = yaml.DEFAULT_SCHEMA.extend(jsTypes.all);

      export async function POST(request) {
        const document = yaml.load(await request.text(), { schema }); // FINDING
        return Response.json({ title: document.title });
      }
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'the type of functions alone',
      `
      const { loadAll, DEFAULT_SCHEMA } = require('js-yaml');
      const { function: functionType } = require('js-yaml-js-types');

      const options = { schema: DEFAULT_SCHEMA.extend([functionType]) };

      exports.handler = async (event) => {
        const documents = loadAll(event.body, null, options); // FINDING
        return { statusCode: 200, body: String(documents.length) };
      };
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'a parameter',
      `
      const yaml = require('js-yaml');

      const UNSAFE = { schema: yaml.DEFAULT_FULL_SCHEMA };

      module.exports = (text) => yaml.safeLoad(text, UNSAFE); // FINDING
    `,
    ),
    safe(
      'javascript',
      'load as it comes',
      `
      const yaml = require('js-yaml');

      app.post('/config', (req, res) => {
        const config = yaml.load(req.body.config);
        const strict = yaml.load(req.body.strict, { schema: yaml.JSON_SCHEMA });
        res.json({ keys: Object.keys(config).length + Object.keys(strict).length });
      });
    `,
    ),
    safe(
      'javascript',
      'a package that makes data alone',
      `
      import { parse, parseAllDocuments } from 'yaml';

      export default function handler(req, res) {
        const first = parse(req.body.first);
        const all = parseAllDocuments(req.body.all);
        res.status(200).json({ first, count: all.length });
      }
    `,
    ),
    safe(
      'javascript',
      'a type of its own that makes data',
      `
      const yaml = require('js-yaml');

      const point = new yaml.Type('!point', { kind: 'sequence', construct: ([x, y]) => ({ x, y }) });
      const schema = yaml.DEFAULT_SCHEMA.extend([point]);

      exports.handler = async (event) => yaml.load(event.body, { schema });
    `,
    ),
    vulnerable(
      'typescript',
      'high',
      'a typed Express handler',
      `
      import yaml, { Schema } from 'js-yaml';
      import jsTypes from 'js-yaml-js-types';
      import type { Request, Response } from 'express';

      const schema: Schema = yaml.DEFAULT_SCHEMA.extend(jsTypes.all);

      export function configure(req: Request, res: Response): void {
        const config = yaml.load(req.body as string, { schema }) as Record<string, unknown>; // FINDING
        res.json({ keys: Object.keys(config).length });
      }
    `,
    ),
    vulnerable(
      'typescript',
      'high',
      'a NestJS controller',
      `
      import { Body, Controller, Post } from '@nestjs/common';
      import * as yaml from 'js-yaml';
      import * as jsTypes from 'js-yaml-js-types';

      @Controller('pipelines')
      export class PipelinesController {
        @Post()
        create(@Body('definition') definition: string): { steps: number } {
          const schema = yaml.DEFAULT_SCHEMA.extend([jsTypes.function]);
          const pipeline = yaml.load(definition, { schema }) as { steps: string[] }; // FINDING
          return { steps: pipeline.steps.length };
        }
      }
    `,
    ),
    vulnerable(
      'typescript',
      'medium',
      'a generic reader',
      `
      import { load, DEFAULT_SCHEMA } from 'js-yaml';
      import { all } from 'js-yaml-js-types';

      export function read<T>(text: string): T {
        return load(text, { schema: DEFAULT_SCHEMA.extend(all) }) as T; // FINDING
      }
    `,
    ),
    safe(
      'typescript',
      'load as it comes',
      `
      import { load } from 'js-yaml';
      import type { Request, Response } from 'express';

      interface Config {
        name: string;
      }

      export function configure(req: Request, res: Response): void {
        const config = load(req.body as string) as Config;
        res.json({ name: config.name });
      }
    `,
    ),
    safe(
      'typescript',
      'a schema that makes less',
      `
      import { FAILSAFE_SCHEMA, load, type LoadOptions } from 'js-yaml';

      const OPTIONS: LoadOptions = { schema: FAILSAFE_SCHEMA, filename: 'input' };

      export const handler = async (event: { body: string }): Promise<unknown> => load(event.body, OPTIONS);
    `,
    ),
    safe(
      'typescript',
      'a package that makes data alone',
      `
      import { parse } from 'yaml';
      import { NextRequest, NextResponse } from 'next/server';

      export async function POST(request: NextRequest): Promise<NextResponse> {
        const document = parse(await request.text()) as { title: string };
        return NextResponse.json({ title: document.title });
      }
    `,
    ),
  ],
};
