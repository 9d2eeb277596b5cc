import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

/** JavaScript and TypeScript. */
export const TEMPLATE_INJECTION_SCRIPTS: readonly Sample[] = [
  vulnerable(
    'javascript',
    'critical',
    'EJS with input built in',
    `
      const express = require('express');
      const ejs = require('ejs');

      const app = express();

      app.get('/hello', (req, res) => {
        const template = '<h1>Hello ' + req.query.name + '</h1><%- include("footer") %>';
        const html = ejs.render(template, { title: 'Hello' }); // FINDING
        res.json({ html });
      });
    `,
  ),
  vulnerable(
    'javascript',
    'critical',
    'Pug chosen by the client',
    `
      import pug from 'pug';

      export async function preview(ctx, next) {
        const draft = ctx.request.body.draft;
        const compiled = pug.compile(draft); // FINDING
        ctx.state.preview = compiled({ title: 'Draft' });
        await next();
      }
    `,
  ),
  vulnerable(
    'javascript',
    'critical',
    'Nunjucks environment, through a function',
    `
      const nunjucks = require('nunjucks');
      const env = nunjucks.configure('views', { autoescape: true });

      function render(text, data) {
        return env.renderString(text, data); // FINDING
      }

      module.exports = (req, res) => {
        res.json({ text: render(\`Dear {{ name }}, \${req.body.text}\`, { name: 'all' }) });
      };
    `,
  ),
  vulnerable(
    'javascript',
    'critical',
    'lodash template from a Lambda event',
    `
      const _ = require('lodash');

      exports.handler = async (event) => {
        const { pattern } = JSON.parse(event.body);
        return { statusCode: 200, body: _.template(pattern)({ user: 'you' }) }; // FINDING
      };
    `,
  ),
  vulnerable(
    'javascript',
    'high',
    'Handlebars',
    `
      const Handlebars = require('handlebars');

      function show(req, res) {
        const template = Handlebars.compile(req.body.template); // FINDING
        res.json({ text: template({ name: 'you' }) });
      }
    `,
  ),
  vulnerable(
    'javascript',
    'medium',
    'template built from a parameter',
    `
      const ejs = require('ejs');

      exports.mail = function (title, data) {
        return ejs.compile('<title>' + title + '</title><p><%= text %></p>')(data); // FINDING
      };
    `,
  ),
  safe(
    'javascript',
    'input in the context of a constant template',
    `
      const ejs = require('ejs');
      const pug = require('pug');
      const _ = require('lodash');

      const greeting = _.template('Hello <%- name %>');

      app.get('/hello', (req, res) => {
        const one = ejs.render('<p><%= name %></p>', { name: req.query.name });
        const two = pug.render('p= name', { name: req.query.name });
        res.json({ one, two, three: greeting({ name: req.query.name }) });
      });
      app.get('/view', (req, res) => res.render('hello', { name: req.query.name }));
    `,
  ),
  safe(
    'javascript',
    'templates of files',
    `
      const fs = require('fs');
      const handlebars = require('handlebars');

      const letter = handlebars.compile(fs.readFileSync('letters/welcome.hbs', 'utf8'));

      async function send(req, res) {
        const layout = await layouts.byId(req.params.id);
        res.json({ text: letter({ name: req.body.name }), html: handlebars.compile(layout.source)({}) });
      }
    `,
  ),
  safe(
    'javascript',
    'one of a fixed list, and templates without logic',
    `
      const ejs = require('ejs');
      const Mustache = require('mustache');
      const KINDS = { short: 'Hi <%= name %>', long: 'Dear <%= name %>' };

      function preview(req, res) {
        const kind = KINDS[req.query.kind] ?? KINDS.long;
        const text = ejs.render(kind + '\\n<%= footer %>', { name: 'you', footer: '' });
        res.json({ text, other: Mustache.render('Hello {{name}}', { name: req.query.name }) });
      }
    `,
  ),
  vulnerable(
    'typescript',
    'critical',
    'EJS in a typed handler',
    `
      import type { Request, Response } from 'express';
      import * as ejs from 'ejs';

      interface Draft {
        text: string;
      }

      export async function preview(req: Request<object, unknown, Draft>, res: Response): Promise<void> {
        const { text } = req.body;
        const html = await ejs.render(\`<article>\${text}</article>\`, {}, { async: true }); // FINDING
        res.json({ html });
      }
    `,
  ),
  vulnerable(
    'typescript',
    'critical',
    'Eta in a route handler of Next.js',
    `
      import { Eta } from 'eta';
      import { NextResponse, type NextRequest } from 'next/server';

      const eta = new Eta({ views: 'views' });

      export async function POST(request: NextRequest): Promise<NextResponse> {
        const { template } = (await request.json()) as { template: string };
        return NextResponse.json({ text: eta.renderString(template, {}) }); // FINDING
      }
    `,
  ),
  vulnerable(
    'typescript',
    'high',
    'Handlebars in a service of the same file',
    `
      import { Body, Controller, Injectable, Post } from '@nestjs/common';
      import Handlebars from 'handlebars';

      @Injectable()
      class Letters {
        render(source: string, name: string): string {
          const template: HandlebarsTemplateDelegate = Handlebars.compile(source); // FINDING
          return template({ name });
        }
      }

      @Controller('letters')
      export class LetterController {
        private readonly letters = new Letters();

        @Post('preview')
        preview(@Body('source') source: string): { text: string } {
          return { text: this.letters.render(source, 'you') };
        }
      }
    `,
  ),
  vulnerable(
    'typescript',
    'medium',
    'Liquid keeps to itself',
    `
      import { Liquid } from 'liquidjs';
      import type { RequestHandler } from 'express';

      const engine = new Liquid();

      export const preview: RequestHandler = async (req, res) => {
        const text: string = await engine.parseAndRender(req.body.template as string, { name: 'you' }); // FINDING
        res.json({ text });
      };
    `,
  ),
  safe(
    'typescript',
    'compiled once from a constant',
    `
      import pug from 'pug';
      import type { Request, Response } from 'express';

      const SOURCE = 'p Hello #{name}' as const;
      const greet: pug.compileTemplate = pug.compile(SOURCE);

      export function hello(req: Request, res: Response): void {
        res.json({ html: greet({ name: req.query.name }) });
      }
    `,
  ),
  safe(
    'typescript',
    'chosen by an enum',
    `
      import nunjucks from 'nunjucks';
      import type { Request, Response } from 'express';

      enum Tone {
        Warm = 'Dear {{ name }}',
        Cool = 'Hello {{ name }}',
      }

      export function greet(req: Request, res: Response): void {
        const tone: Tone = req.query.tone === 'warm' ? Tone.Warm : Tone.Cool;
        res.json({ text: nunjucks.renderString(tone, { name: req.query.name as string }) });
      }
    `,
  ),
  safe(
    'typescript',
    'parameter of a service that is handed whole templates',
    `
      import Handlebars from 'handlebars';

      export class Mailer {
        constructor(private readonly templates: Map<string, string>) {}

        render(name: string, data: Record<string, unknown>): string {
          const source = this.templates.get(name) ?? '';
          return Handlebars.compile(source, { strict: true })(data);
        }
      }
    `,
  ),
];
