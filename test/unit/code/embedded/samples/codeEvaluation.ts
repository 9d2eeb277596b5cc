import type { SampleFamily } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const CODE_EVALUATION_SAMPLES: SampleFamily = {
  ruleId: 'code-evaluation',
  samples: [
    vulnerable(
      'python',
      'critical',
      'a formula from the query string',
      `
      from flask import Flask, jsonify, request

      app = Flask(__name__)

      @app.get('/calc')
      def calc():
          formula = request.args.get('formula', '0')
          return jsonify(result=eval(formula))  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'critical',
      'empty built-ins are no sandbox',
      `
      from django.http import JsonResponse

      def preview(request):
          rule = request.POST['rule'].strip()
          scope = {'__builtins__': {}, 'price': 3}
          return JsonResponse({'value': eval(rule, scope)})  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'critical',
      'compiled first, run later',
      `
      from fastapi import APIRouter
      from pydantic import BaseModel

      router = APIRouter()

      class Snippet(BaseModel):
          body: str

      @router.post('/snippets')
      async def run_snippet(snippet: Snippet):
          program = compile(snippet.body, '<snippet>', 'exec')  # FINDING
          exec(program, {})
          return {'ran': True}
    `,
    ),
    vulnerable(
      'python',
      'critical',
      'a function built from a template, in a Lambda function',
      `
      import builtins

      SOURCE = 'def handle(row):\\n    return {}'

      def handler(event, context):
          namespace = {}
          builtins.exec(SOURCE.format(event['expression']), namespace)  # FINDING
          return [namespace['handle'](row) for row in event['rows']]
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'a parameter',
      `
      class Cell:
          def __init__(self, scope):
              self.scope = scope

          def compute(self, expression):
              return eval(expression, self.scope)  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'typed in by whoever runs the script',
      `
      import code

      shell = code.InteractiveInterpreter()
      shell.runsource(input('>>> '))  # FINDING
    `,
    ),
    safe(
      'python',
      'literals are parsed, not run',
      `
      import ast
      import json
      from flask import jsonify, request

      def settings():
          values = ast.literal_eval(request.form['values'])
          options = json.loads(request.form['options'])
          return jsonify(values=values, options=options)
    `,
    ),
    safe(
      'python',
      'code of the program itself',
      `
      import os
      from pathlib import Path

      about = {}
      exec(open(os.path.join(os.path.dirname(__file__), 'about.py')).read(), about)
      exec(Path('version.py').read_text(), about)
      square = eval('lambda x: x * x')
    `,
    ),
    safe(
      'python',
      'functions chosen by name',
      `
      import operator
      from flask import jsonify, request

      OPERATIONS = {'add': operator.add, 'mul': operator.mul}

      def calculate():
          operation = OPERATIONS[request.args['op']]
          return jsonify(result=operation(int(request.args['a']), int(request.args['b'])))
    `,
    ),
    safe(
      'python',
      'arithmetic and nothing else',
      `
      import re
      from flask import jsonify, request

      def calculate():
          formula = request.args['formula']
          if not re.fullmatch(r'[0-9+*/(). -]+', formula):
              return jsonify(error='digits only'), 400
          return jsonify(result=eval(formula))
    `,
    ),
    safe(
      'python',
      'methods that are only called alike',
      `
      import re
      from flask import request

      def search(model, frame):
          model.eval()
          frame.eval('total = price * count')
          return re.compile(re.escape(request.args['q']))
    `,
    ),
    vulnerable(
      'javascript',
      'critical',
      'eval of a field of the body',
      `
      const express = require('express');
      const router = express.Router();

      router.post('/filters', (req, res) => {
        const predicate = eval('(row) => ' + req.body.filter); // FINDING
        res.json(rows.filter(predicate));
      });
    `,
    ),
    vulnerable(
      'javascript',
      'critical',
      'a function made of text',
      `
      import Fastify from 'fastify';

      const server = Fastify();

      server.get('/convert', async (request, reply) => {
        const convert = new Function('value', \`return \${request.query.formula};\`); // FINDING
        return { result: convert(Number(request.query.value)) };
      });
    `,
    ),
    vulnerable(
      'javascript',
      'critical',
      'a context of its own is no sandbox',
      `
      import vm from 'node:vm';

      export const handler = async (event) => {
        const { script, input } = JSON.parse(event.body);
        const context = vm.createContext({ input });
        return { statusCode: 200, body: JSON.stringify(vm.runInContext(script, context, { timeout: 100 })) }; // FINDING
      };
    `,
    ),
    vulnerable(
      'javascript',
      'critical',
      'eval by another name',
      `
      const run = globalThis.eval;

      export default function handler(req, res) {
        res.status(200).json({ value: run(req.query.expression) }); // FINDING
      }
    `,
    ),
    vulnerable(
      'javascript',
      'critical',
      'a timer with text, fed by the address of the page',
      `
      const params = new URLSearchParams(window.location.search);
      const callback = params.get('callback');

      window.setTimeout(callback + '()', 500); // FINDING
    `,
    ),
    vulnerable(
      'javascript',
      'critical',
      'front matter that may be a program',
      `
      const matter = require('gray-matter');

      async function publish(req, res) {
        const page = matter(req.body.markdown); // FINDING
        await pages.save(page.data.slug, page.content);
        res.sendStatus(204);
      }
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'a parameter',
      `
      module.exports = function compileRule(source) {
        return new Function('context', 'with (context) { return ' + source + ' }'); // FINDING
      };
    `,
    ),
    safe(
      'javascript',
      'timers with functions',
      `
      function later(req, res, task) {
        const { delay } = req.query;
        setTimeout(() => res.json({ delay }), 100);
        setTimeout(task, 100);
        setInterval(task.bind(null, req.query.name), Number(delay));
        setImmediate(function () {
          res.emit('queued', delay);
        });
      }
    `,
    ),
    safe(
      'javascript',
      'data parsed as data',
      `
      app.post('/import', (req, res) => {
        const rows = JSON.parse(req.body.rows);
        const config = eval('(' + JSON.stringify(rows) + ')');
        res.json({ count: config.length });
      });
    `,
    ),
    safe(
      'javascript',
      'constant code',
      `
      const vm = require('vm');

      const root = Function('return this')();
      const sum = vm.runInNewContext('a + b', { a: 1, b: 2 });
      (0, eval)('"use strict"; 1');
      module.exports = { root, sum };
    `,
    ),
    safe(
      'javascript',
      'methods that are only called alike',
      `
      async function count(req, res) {
        const total = await redis.eval('return redis.call("incr", KEYS[1])', 1, req.query.key);
        const math = await calculator.evaluate(req.query.formula);
        res.json({ total, math });
      }
    `,
    ),
    safe(
      'javascript',
      'allowed names only',
      `
      const METRICS = ['cpu', 'memory'];

      app.get('/metrics', (req, res) => {
        const name = req.query.name;
        if (!METRICS.includes(name)) return res.sendStatus(404);
        res.json({ value: eval('metrics.' + name) });
      });
    `,
    ),
    vulnerable(
      'typescript',
      'critical',
      'a typed Express handler',
      `
      import { Request, Response, Router } from 'express';

      interface RuleBody {
        condition: string;
      }

      export const router: Router = Router();

      router.post('/rules', (req: Request<unknown, unknown, RuleBody>, res: Response): void => {
        const condition: string = req.body.condition;
        const check = new Function('order', 'return ' + condition) as (order: unknown) => boolean; // FINDING
        res.json({ matches: check({ total: 10 }) });
      });
    `,
    ),
    vulnerable(
      'typescript',
      'critical',
      'a NestJS controller that evaluates a query parameter',
      `
      import { Controller, Get, Query } from '@nestjs/common';

      @Controller('reports')
      export class ReportsController {
        @Get('total')
        total(@Query('expression') expression: string): { total: number } {
          const total = eval(expression) as number; // FINDING
          return { total };
        }
      }
    `,
    ),
    vulnerable(
      'typescript',
      'critical',
      'vm in a Next.js route handler',
      `
      import vm from 'node:vm';
      import { NextRequest, NextResponse } from 'next/server';

      export async function POST(request: NextRequest): Promise<NextResponse> {
        const { code } = (await request.json()) as { code: string };
        const result: unknown = vm.runInNewContext(code, {}, { timeout: 50 }); // FINDING
        return NextResponse.json({ result });
      }
    `,
    ),
    vulnerable(
      'typescript',
      'medium',
      'a generic helper',
      `
      export function evaluateIn<T>(source: string, scope: Record<string, unknown>): T {
        const names = Object.keys(scope);
        const body = \`return (\${source});\`;
        return new Function(...names, body)(...Object.values(scope)) as T; // FINDING
      }
    `,
    ),
    safe(
      'typescript',
      'timers with functions',
      `
      export class Poller {
        private timer?: NodeJS.Timeout;

        constructor(private readonly task: () => Promise<void>) {}

        start(interval: number): void {
          this.timer = setInterval(this.task, interval);
          setTimeout(() => this.stop(), interval * 10);
        }

        stop(): void {
          if (this.timer !== undefined) clearInterval(this.timer);
        }
      }
    `,
    ),
    safe(
      'typescript',
      'a map of functions',
      `
      import type { Request, Response } from 'express';

      type Operation = (a: number, b: number) => number;
      const OPERATIONS: Record<string, Operation> = { add: (a, b) => a + b, sub: (a, b) => a - b };

      export function calculate(req: Request, res: Response): void {
        const operation = OPERATIONS[req.query.op as string];
        if (operation === undefined) {
          res.sendStatus(400);
          return;
        }
        res.json({ result: operation(Number(req.query.a), Number(req.query.b)) });
      }
    `,
    ),
    safe(
      'typescript',
      'data parsed as data',
      `
      import type { Request, Response } from 'express';

      interface Options {
        depth: number;
      }

      export function configure(req: Request, res: Response): void {
        const options = JSON.parse(req.body.options as string) as Options;
        res.json({ depth: options.depth });
      }
    `,
    ),
  ],
};
