import assert from 'node:assert/strict';
import { analyse } from '../engineForTests.ts';
import { javaScript } from './bodies.ts';

/** Each makes `value` out of something that a client sends; what follows is a sink. By framework. */
const CLIENT: Readonly<Record<string, readonly string[]>> = {
  Express: [
    'app.get("/x", (req, res) => { const value = req.query.a;',
    'router.post("/x", function (request, response) { const value = request.params["a"];',
    'app.put("/x", (req, res) => { const { a: { b: value } } = req.body;',
    'app.put("/x", ({ body }, res) => { const value = body.a;',
    'app.put("/x", ({ query: { a: value } }, res) => {',
    'app.use((err, req, res, next) => { const value = req.cookies.a;',
    'app.get("/x", (r, s) => { const value = r.get("a");',
    'app.get("/x", (r, s) => { const value = r.header("a");',
    'app.get("/x", (r, s) => { const value = r.param("a");',
    'app.get("/x", (r, s) => { const value = r.signedCookies.a;',
    'app.get("/x", (r, s) => { const value = r.headers["x-a"];',
    'app.get("/x", (r, s) => { const value = r.originalUrl;',
    'app.get("/x", (r, s) => { const value = r.hostname;',
    'app.post("/x", upload.single("f"), (r, s) => { const value = r.file.originalname;',
    'app.post("/x", (r, s) => { const value = r.files[0].originalname;',
    'function f(req, res) { const value = req.headers["a"];',
    'const f = (q, s) => { const value = q.query.a; USE }; app.get("/x", f); (() => { const value = 1;',
    'router.route("/x").get((q, s) => { const value = q.query.a;',
    'router.route("/x").all(check).post(check, (q, s) => { const value = q.body.a;',
    'app.get("/x", [check, (q, s, go) => { const value = q.query.a; USE }], () => { const value = 1;',
    'app.get(["/x", "/y"], (q, s) => { const value = q.query.a; USE }); (() => { const value = "a";',
    'require("express").Router().get(/^.x/, (q, s) => { const value = q.query.a;',
    'const app = require("express")(); app.use((q, s, go) => { const value = q.query.a;',
    'const express = require("express"); const r = express.Router(); r.use((q, s, go) => { const value = q.query.a;',
    'const express = require("express"); const r = new express.Router(); r.get(PREFIX + name, (q, s) => { const value = q.query.a;',
    'app.param("id", (q, s, go, value) => {',
    'app.get("/x", asyncHandler(async (q, s) => { const value = q.query.a;',
    'class C { show(req, res) { const value = req.query.a;',
    'module.exports = { show: async (req, res) => { const value = req.query.a;',
    'exports.show = async ({ params: { id: value } }, res) => {',
  ],
  Fastify: [
    'fastify.post("/x", async (request, reply) => { const value = request.body.a;',
    'fastify.get("/x", { schema: {} }, async (q, r) => { const value = q.query.a;',
    'fastify.get("/x", { preHandler: [(q, r, done) => { const value = q.query.a; USE }] }, () => { const value = 1;',
    'fastify.route({ method: "GET", url: "/x", handler: async (q, r) => { const value = q.params.a;',
    'fastify.route({ method: "GET", url: "/x", async handler(q, r) { const value = q.headers["x-a"];',
    'fastify.route({ method: "GET", url: "/x", handler: show }); function show(q, r) { const value = q.cookies.a;',
    'const server = require("fastify")(); server.get(url, async (q) => { const value = q.query.a;',
    'fastify.get("/x", function (request) { const { a: value } = request.query;',
    'fastify.get("/x", async (request) => { const value = request.raw.url;',
    'fastify.addHook("onRequest", async (request, reply) => { const value = request.hostname;',
  ],
  Koa: [
    'router.get("/x", async (ctx) => { const value = ctx.query.a;',
    'async function f(ctx, next) { const value = ctx.request.body.a;',
    'app.use(async (ctx) => { const value = ctx.params.a;',
    'app.use(async ctx => { const value = ctx.get("x-a");',
    'router.get("name", "/x", async (ctx) => { const value = ctx.request.query.a;',
    'router.get("/x", async (c, next) => { const value = c.cookies.get("a");',
    'router.get("/x", async ({ request, params }) => { const value = 1; }); router.get("/y", async (ctx) => { const { a: value } = ctx.request.body;',
    'router.get("/x", async (ctx) => { const value = ctx.header["x-a"];',
    'router.get("/x", async (ctx) => { const value = ctx.request.header.host;',
    'router.get("/x", async (ctx) => { const value = ctx.req.url;',
    'router.get("/x", async (ctx) => { const value = ctx.request.get("a");',
    'router.get("/x", async (ctx) => { const value = ctx.querystring;',
    'router.get("/x", async (ctx) => { const value = ctx.request.files.a.name;',
  ],
  Hono: [
    'app.get("/x", (c) => { const value = c.req.query("a");',
    'app.get("/x", (c) => { const value = c.req.param("a");',
    'app.get("/x", (c) => { const { a: value } = c.req.param();',
    'app.get("/x", (c) => { const value = c.req.header("a");',
    'app.post("/x", async (c) => { const value = (await c.req.json()).a;',
    'app.post("/x", async (c) => { const value = (await c.req.parseBody())["a"];',
    'app.post("/x", async (c) => { const { a: value } = c.req.valid("json");',
    'app.get("/x", async (c) => { const value = new URL(c.req.url).searchParams.get("a");',
    'const { Hono } = require("hono"); const app = new Hono(); app.use(async (q, next) => { const value = q.req.path;',
  ],
  'Next.js': [
    'export default async function handler(req, res) { const value = req.query.a;',
    'export default (req, res) => { const value = req.body.a;',
    'export async function POST(request) { const { value } = await request.json();',
    'export async function POST(r) { const value = (await r.formData()).get("a");',
    'export async function POST(r) { const value = await r.text();',
    'export async function GET(request) { const value = request.nextUrl.searchParams.get("a");',
    'export async function GET(request) { const { searchParams } = new URL(request.url); const value = searchParams.get("a");',
    'export const GET = async (request) => { const value = new URL(request.url).searchParams.get("a");',
    'export async function GET(request, { params }) { const value = params.id;',
    'export async function GET(request, { params }) { const { id: value } = await params;',
    'export async function GET(request, context) { const value = context.params.id;',
    'export async function GET(request) { const value = request.cookies.get("a")?.value;',
    'export async function GET(request) { const value = request.headers.get("a");',
    'import { cookies } from "next/headers"; export async function GET() { const value = cookies().get("a")?.value;',
    'import { headers } from "next/headers"; export async function GET() { const value = (await headers()).get("a");',
    'export async function save(formData) { "use server"; const value = formData.get("a");',
    '"use server"; export async function save(state, formData) { const value = formData.get("a");',
    '"use server"; export const save = async (id) => { const value = id;',
    'export default function Page({ searchParams }) { const value = searchParams.a;',
    'export default async function Page({ params }) { const { slug: value } = await params;',
    'export default async function Page(props) { const value = (await props.searchParams).a;',
    'export async function generateMetadata({ params }) { const value = params.slug;',
    'export async function getServerSideProps(context) { const value = context.query.a;',
    'export async function getServerSideProps({ params }) { const value = params.a;',
    'export const getServerSideProps = async ({ req }) => { const value = req.cookies.a;',
    'export function middleware(request) { const value = request.nextUrl.pathname;',
  ],
  'node:http': [
    'require("http").createServer((q, s) => { const value = require("url").parse(q.url, true).query.a;',
    'require("node:https").createServer(options, (q, s) => { const value = q.headers["x-a"];',
    'const http = require("http"); const server = http.createServer(); server.on("request", (q, s) => { const value = q.url;',
    'const http = require("http"); new http.Server((q, s) => { const value = q.url;',
    'import { createServer } from "node:http"; createServer((q, s) => { const value = new URL(q.url, "http://h").searchParams.get("a");',
    'import http2 from "node:http2"; http2.createSecureServer({}, (q, s) => { const value = q.url;',
    'require("http").createServer(show); function show(q, s) { const value = q.url;',
    'require("http").createServer((q, s) => { q.on("data", (value) => {',
    'require("http").createServer((q, s) => { let body = ""; q.on("data", (chunk) => { body += chunk; }); q.on("end", () => { const value = JSON.parse(body).a;',
    'require("http").createServer((q, s) => { const chunks = []; q.on("data", (chunk) => chunks.push(chunk)); q.on("end", () => { const value = Buffer.concat(chunks).toString();',
    'require("http").createServer(async (q, s) => { for await (const value of q) {',
    'require("http").createServer(async (q, s) => { let value = ""; for await (const chunk of q) value += chunk;',
    'require("http").createServer(async (q, s) => { const chunks = []; for await (const chunk of q) chunks.push(chunk); const value = Buffer.concat(chunks).toString();',
    'const { text } = require("stream/consumers"); require("http").createServer(async (q, s) => { const value = await text(q);',
  ],
  'AWS Lambda': [
    'exports.handler = async (event) => { const value = JSON.parse(event.body).a;',
    'exports.handler = async (e) => { const value = e.queryStringParameters.a;',
    'exports.handler = async ({ queryStringParameters }) => { const value = queryStringParameters.a;',
    'exports.handler = async ({ body }, context) => { const { a: value } = JSON.parse(body ?? "{}");',
    'exports.handler = (event, context, callback) => { const value = event.headers["x-a"];',
    'module.exports.handler = async (event) => { const value = event.multiValueQueryStringParameters.a[0];',
    'export const handler = async (event) => { const value = event.pathParameters?.id;',
    'export async function handler(event) { const value = event.rawPath;',
    'const handler = async (event) => { const value = event.body; USE }; export { handler }; (() => { const value = 1;',
    'const handler = async (event) => { const value = event.body; USE }; module.exports = { handler }; (() => { const value = 1;',
    'const f = async (event, context) => { const value = event.pathParameters.id;',
    'exports.onUpload = async (event, _context) => { const value = event.Records[0].s3.object.key;',
    'exports.handler = async (event) => { for (const record of event.Records) { const value = JSON.parse(record.body).a;',
    'exports.handler = async (event) => { await Promise.all(event.Records.map(async ({ Sns }) => { const value = Sns.Message;',
    'exports.lambdaHandler = async (event) => { const value = event.isBase64Encoded ? Buffer.from(event.body, "base64").toString() : event.body;',
    'import middy from "@middy/core"; const base = async (e) => { const value = e.body; USE }; export const handler = middy(base); (() => { const value = 1;',
  ],
  others: [
    'export async function loader({ request, params }) { const value = params.id;',
    'export async function action({ request }) { const value = (await request.formData()).get("a");',
    'export const GET = async ({ url }) => { const value = url.searchParams.get("a");',
    'module.exports = async function (context, req) { const value = req.query.a;',
    'exports.hello = functions.https.onRequest((request, response) => { const value = request.query.a;',
    'const functions = require("firebase-functions"); exports.add = functions.https.onCall((data, context) => { const value = data.a;',
    'export default { async fetch(request, env, ctx) { const value = new URL(request.url).pathname;',
    'server.route({ method: "GET", path: "/x", handler: (request, h) => { const value = request.payload.a;',
    'import { readBody } from "h3"; export default defineEventHandler(async (event) => { const { a: value } = await readBody(event);',
  ],
};

/** What only looks like one. */
const NO_CLIENT: Readonly<Record<string, string>> = {
  'an event of the page': 'button.addEventListener("click", (event) => { const value = event.detail;',
  'a handler of the page':
    'const handler = (event) => { const value = event.detail; USE }; button.addEventListener("click", handler); (() => { const value = "a";',
  'an event of an emitter': 'emitter.on("change", (event) => { const value = event.name;',
  'a handler of something else': 'const handler = (e) => { const value = e.name; USE }; (() => { const value = "a";',
  'a request that goes out': 'const req = http.request(options); const value = req.path; (() => {',
  'an interceptor of requests that go out': 'axios.interceptors.request.use((request) => { const value = request.url;',
  'a response that came in': 'http.get(url, (res) => { const value = res.statusMessage;',
  'the user that the server looked up': 'app.get("/x", (req, res) => { const value = req.user.name;',
  'the session': 'app.get("/x", (req, res) => { const value = req.session.name;',
  'what middleware left': 'app.get("/x", (req, res) => { const value = res.locals.name;',
  'a component with parameters that is not exported': 'function Chart({ params }) { const value = params.title;',
  'a cache with a path': 'cache.get("/x", (entry) => { const value = entry.name;',
  'a setting of the application': 'app.get("title", (entry) => { const value = entry.name;',
  'a context that is none': 'function draw(ctx, width) { const value = ctx.query;',
  'a directive that is none': 'export async function save(formData) { "use strict"; const value = formData.get("a");',
};

describe('sources in JavaScript', () => {
  for (const [framework, sources] of Object.entries(CLIENT)) {
    describe(framework, () => {
      for (const source of sources) {
        it(source, async () => {
          const { status, findings } = await analyse('javascript', javaScript(source));
          const severities = findings.map((finding) => finding.severity);
          assert.deepEqual(
            [status, severities.filter((one) => one === 'critical')],
            ['complete', ['critical']],
            javaScript(source),
          );
        });
      }
    });
  }

  describe('proves nothing for', () => {
    for (const [name, source] of Object.entries(NO_CLIENT)) {
      it(name, async () => {
        const { status, findings } = await analyse('javascript', javaScript(source));
        assert.equal(status, 'complete', javaScript(source));
        assert.deepEqual(
          findings.map((finding) => finding.severity).filter((one) => one === 'critical'),
          [],
          javaScript(source),
        );
      });
    }
  });

  it('says whose the event of a Lambda function is', async () => {
    const { findings } = await analyse(
      'javascript',
      javaScript('exports.handler = async (event) => { const value = event.a;'),
    );
    assert.match(findings[0]?.trace[0]?.message ?? '', /sent by the caller of the Lambda function/);
  });
});
