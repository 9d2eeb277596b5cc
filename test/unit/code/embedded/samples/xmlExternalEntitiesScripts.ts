import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

/** JavaScript and TypeScript. */
export const XML_EXTERNAL_ENTITIES_SCRIPTS: readonly Sample[] = [
  vulnerable(
    'javascript',
    'high',
    'entities replaced by libxmljs',
    `
      const express = require('express');
      const libxmljs = require('libxmljs');

      const app = express();

      app.post('/orders', (req, res) => {
        const document = libxmljs.parseXml(req.body, { noblanks: true, noent: true }); // FINDING
        res.json({ root: document.root().name() });
      });
    `,
  ),
  vulnerable(
    'javascript',
    'high',
    'options in a variable, text of an upload',
    `
      const libxml = require('libxmljs2');
      const options = { replaceEntities: true };

      module.exports = function upload(req, res) {
        const text = req.files.feed.data.toString('utf8');
        res.json({ errors: libxml.parseXmlString(text, options).errors.length }); // FINDING
      };
    `,
  ),
  vulnerable(
    'javascript',
    'high',
    'DTD of the document loaded',
    `
      import { parseXml } from 'libxmljs2';

      export async function POST(request) {
        const document = parseXml(await request.text(), { dtdload: true, nonet: false }); // FINDING
        return Response.json({ root: document.root().name() });
      }
    `,
  ),
  vulnerable(
    'javascript',
    'low',
    'parameter with entities replaced',
    `
      const { parseXml } = require('libxmljs2');

      exports.read = function (text) {
        return parseXml(text, { noent: true }); // FINDING
      };
    `,
  ),
  vulnerable(
    'javascript',
    'low',
    'expat expands what the document defines',
    `
      const expat = require('node-expat');

      function order(req, res) {
        const parser = new expat.Parser('UTF-8');
        parser.on('startElement', (name) => res.write(name.length));
        parser.write(req.body.xml); // FINDING
      }
    `,
  ),
  safe(
    'javascript',
    'libxmljs by default',
    `
      const libxmljs = require('libxmljs2');

      function order(req, res) {
        const one = libxmljs.parseXml(req.body);
        const two = libxmljs.parseXml(req.body, { noent: false, nonet: true, noblanks: true });
        res.json({ roots: [one.root().name(), two.root().name()] });
      }
    `,
  ),
  safe(
    'javascript',
    'parsers that know no external entities',
    `
      const { XMLParser } = require('fast-xml-parser');
      const xml2js = require('xml2js');
      const { DOMParser } = require('@xmldom/xmldom');

      async function order(req, res) {
        const one = new XMLParser().parse(req.body);
        const two = await xml2js.parseStringPromise(req.body);
        const three = new DOMParser().parseFromString(req.body, 'text/xml');
        res.json({ one, two, three: three.documentElement.tagName });
      }
    `,
  ),
  safe(
    'javascript',
    'document of the program',
    `
      const libxmljs = require('libxmljs2');

      const LAYOUT = libxmljs.parseXml('<layout><!-- none --></layout>', { noent: true });
      module.exports = LAYOUT;
    `,
  ),
  vulnerable(
    'typescript',
    'high',
    'typed options in a NestJS controller',
    `
      import { Body, Controller, Post } from '@nestjs/common';
      import { parseXml, type ParserOptions } from 'libxmljs2';

      const OPTIONS: ParserOptions = { noent: true, noblanks: true };

      @Controller('orders')
      export class OrderController {
        @Post()
        create(@Body() body: string): { root: string } {
          const document = parseXml(body, OPTIONS); // FINDING
          return { root: document.root()!.name() };
        }
      }
    `,
  ),
  vulnerable(
    'typescript',
    'high',
    'through a helper',
    `
      import libxmljs, { type Document } from 'libxmljs2';
      import type { Request, Response } from 'express';

      function parsed(text: string): Document {
        return libxmljs.parseXml(text, { noent: true }); // FINDING
      }

      export const upload = (req: Request, res: Response): void => {
        res.json({ root: parsed(req.body as string).root()?.name() });
      };
    `,
  ),
  vulnerable(
    'typescript',
    'low',
    'parameter of an exported function',
    `
      import * as libxmljs from 'libxmljs2';

      export function load<T extends string>(text: T): libxmljs.Document {
        return libxmljs.parseXml(text, { replaceEntities: true } as libxmljs.ParserOptions); // FINDING
      }
    `,
  ),
  safe(
    'typescript',
    'entities left alone',
    `
      import { parseXml, type ParserOptions } from 'libxmljs2';
      import type { Request, Response } from 'express';

      const OPTIONS: ParserOptions = { noent: false, noblanks: true };

      export function upload(req: Request, res: Response): void {
        res.json({ root: parseXml(req.body as string, OPTIONS).root()?.name() });
      }
    `,
  ),
  safe(
    'typescript',
    'parser in JavaScript alone',
    `
      import { XMLParser } from 'fast-xml-parser';
      import type { APIGatewayProxyHandler } from 'aws-lambda';

      const parser = new XMLParser({ ignoreAttributes: false });

      export const handler: APIGatewayProxyHandler = async (event) => {
        const order = parser.parse(event.body ?? '') as { order: { id: string } };
        return { statusCode: 200, body: JSON.stringify({ id: order.order.id }) };
      };
    `,
  ),
  safe(
    'typescript',
    'document of the program',
    `
      import { readFileSync } from 'node:fs';
      import { parseXml } from 'libxmljs2';

      export const SCHEMA = parseXml(readFileSync(new URL('./schema.xsd', import.meta.url), 'utf8'));
    `,
  ),
];
