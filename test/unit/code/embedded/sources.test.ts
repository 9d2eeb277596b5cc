import assert from 'node:assert/strict';
import { analyse } from './engineForTests.ts';

/** Each makes `value` out of something that a client sends, in a function that ends with a sink. */
const PYTHON: Readonly<Record<string, string>> = {
  'Flask query': 'from flask import request\ndef f():\n    value = request.args.get("a")',
  'Flask form by index': 'from flask import request\ndef f():\n    value = request.form["a"]',
  'Flask values, all of them': 'from flask import request\ndef f():\n    value = request.values.getlist("a")[0]',
  'Flask cookies': 'from flask import request\ndef f():\n    value = request.cookies.get("a", "b")',
  'Flask headers': 'import flask\ndef f():\n    value = flask.request.headers.get("a")',
  'Flask JSON': 'from flask import request\ndef f():\n    value = request.get_json()["a"]["b"]',
  'Flask raw body': 'from flask import request\ndef f():\n    value = request.get_data().decode()',
  'Flask names of fields': 'from flask import request\ndef f():\n    for value in request.form.keys():\n        pass',
  'Flask path parameter': '@app.route("/x/<value>")\ndef f(value):\n    pass',
  'Flask class view': 'from flask.views import MethodView\nclass V(MethodView):\n  def get(self, value):\n    pass',
  'Django GET': 'def f(request):\n    value = request.GET["a"]',
  'Django POST': 'def f(request):\n    value = request.POST.get("a")',
  'Django body': 'import json\ndef f(request):\n    value = json.loads(request.body)["a"]',
  'Django class view':
    'from django.views import View\nclass V(View):\n  def post(self, request):\n    value = request.POST["a"]',
  'Django REST data':
    'from rest_framework.views import APIView\nclass V(APIView):\n  def put(self, request, pk):\n    value = request.data["a"]',
  'FastAPI query parameter': '@app.get("/x")\nasync def f(value: str = "a"):\n    pass',
  'FastAPI body': '@router.post("/x")\nasync def f(item: Item):\n    value = item.name',
  'FastAPI request':
    'from fastapi import Request\n@app.get("/x")\nasync def f(request: Request):\n    value = (await request.json())["a"]',
  'Starlette query':
    'from starlette.requests import Request\nasync def f(request: Request):\n    value = request.query_params["a"]',
  'aiohttp path': 'async def f(request):\n    value = request.match_info["a"]',
  'Tornado argument': 'class H(RequestHandler):\n  def get(self):\n    value = self.get_argument("a")',
  'Lambda event': 'def handler(event, context):\n    value = event["body"]',
  'Bottle query': 'from bottle import request\ndef f():\n    value = request.query.a',
};

const JAVASCRIPT: Readonly<Record<string, string>> = {
  'Express query': 'app.get("/x", (req, res) => { const value = req.query.a;',
  'Express parameter': 'router.post("/x", function (request, response) { const value = request.params["a"];',
  'Express body, taken apart': 'app.put("/x", (req, res) => { const { a: { b: value } } = req.body;',
  'Express request, taken apart': 'app.put("/x", ({ body }, res) => { const value = body.a;',
  'Express middleware': 'app.use((err, req, res, next) => { const value = req.cookies.a;',
  'Express header': 'app.get("/x", (r, s) => { const value = r.get("a");',
  'Express handler by name': 'function f(req, res) { const value = req.headers["a"];',
  'Express handler with other names':
    'const f = (q, s) => { const value = q.query.a; USE }; app.get("/x", f); (() => { const value = 1;',
  'Koa query': 'router.get("/x", async (ctx) => { const value = ctx.query.a;',
  'Koa body': 'async function f(ctx, next) { const value = ctx.request.body.a;',
  'Fastify body': 'fastify.post("/x", async (request, reply) => { const value = request.body.a;',
  'Hono query': 'app.get("/x", (c) => { const value = c.req.query("a");',
  'Next.js page handler': 'export default async function handler(req, res) { const value = req.query.a;',
  'Next.js route handler': 'export async function POST(request) { const { value } = await request.json();',
  'Next.js search parameters':
    'export async function GET(request) { const value = request.nextUrl.searchParams.get("a");',
  'URL of a request':
    'export const GET = async (request) => { const value = new URL(request.url).searchParams.get("a");',
  'node:http address':
    'require("http").createServer((req, res) => { const value = require("url").parse(req.url, true).query.a;',
  'Lambda event': 'exports.handler = async (event) => { const value = JSON.parse(event.body).a;',
  'Lambda event with context': 'const f = async (event, context) => { const value = event.pathParameters.id;',
};

const UNSEEN_PYTHON: Readonly<Record<string, string>> = {
  'a number in a Flask route': '@app.route("/x/<int:value>")\ndef f(value):\n    pass',
  'a number in FastAPI': '@app.get("/x")\nasync def f(value: int):\n    pass',
  'the environment': 'import os\ndef f():\n    value = os.environ["A"]',
  'a constant': 'def f():\n    value = "a"',
  'a configuration in capitals': 'from settings import VALUE\ndef f():\n    value = VALUE',
};

function python(source: string): string {
  const indentation = /class /.test(source) ? '    ' : '    ';
  return `import os\n${source}\n${indentation}os.system("run " + value)\n`;
}

function javaScript(source: string): string {
  const use = 'require("child_process").exec("run " + value);';
  const closing = source
    .replaceAll(/[^({})]/g, '')
    .split('')
    .reduce((open, sign) => {
      if (sign === '(' || sign === '{') return `${sign === '(' ? ')' : '}'}${open}`;
      return open.slice(1);
    }, '');
  return `${source.includes('USE') ? source.replace('USE', use) : `${source} ${use}`} ${closing}\n`;
}

describe('sources', () => {
  for (const [name, source] of Object.entries(PYTHON)) {
    it(`proves an attacker for ${name}`, async () => {
      const response = await analyse('python', python(source));
      assert.deepEqual(
        [response.status, ...response.findings.map((finding) => finding.severity)],
        ['complete', 'critical'],
      );
    });
  }

  for (const [name, source] of Object.entries(JAVASCRIPT)) {
    it(`proves an attacker for ${name}`, async () => {
      const response = await analyse('javascript', javaScript(source));
      assert.deepEqual(
        [response.status, ...response.findings.map((finding) => finding.severity)],
        ['complete', 'critical'],
        javaScript(source),
      );
    });
  }

  for (const [name, source] of Object.entries(UNSEEN_PYTHON)) {
    it(`is silent on ${name}`, async () => {
      const { findings } = await analyse('python', python(source));
      assert.deepEqual(findings, []);
    });
  }

  it('does not take the arguments of the program for proof', async () => {
    const { findings } = await analyse('python', 'import os, sys\nos.system("run " + sys.argv[1])\n');
    assert.deepEqual(
      findings.map((finding) => finding.severity),
      ['medium'],
    );
    assert.match(findings[0]?.explanation ?? '', /whoever starts the program/);
  });

  it('does not take a user looked up by the server for input', async () => {
    const { findings } = await analyse(
      'javascript',
      'app.get("/x", (req, res) => { db.query("SELECT * FROM t WHERE id = " + req.user.id); });\n',
    );
    assert.deepEqual(
      findings.map((finding) => finding.severity),
      ['medium'],
    );
  });
});
