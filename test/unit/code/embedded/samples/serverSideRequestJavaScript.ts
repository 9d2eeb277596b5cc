import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const SERVER_SIDE_REQUEST_JAVASCRIPT: readonly Sample[] = [
  vulnerable(
    'javascript',
    'high',
    'fetch of an address from the body',
    `
    const express = require('express');
    const router = express.Router();

    router.post('/import', async (req, res) => {
      const answer = await fetch(req.body.url); // FINDING
      res.json({ type: answer.headers.get('content-type') });
    });
  `,
  ),
  vulnerable(
    'javascript',
    'high',
    'axios with an object',
    `
    import axios from 'axios';

    export default async function handler(req, res) {
      const { data } = await axios({ method: 'get', url: \`http://\${req.query.host}/api/status\` }); // FINDING
      res.status(200).json({ up: data.up });
    }
  `,
  ),
  vulnerable(
    'javascript',
    'high',
    'an instance does not keep an absolute address out',
    `
    const axios = require('axios');

    const api = axios.create({ baseURL: 'https://api.example.com' });

    async function forward(req, res) {
      const { status } = await api.get(req.query.path); // FINDING
      res.json({ status });
    }
  `,
  ),
  vulnerable(
    'javascript',
    'high',
    'the host among the options of http',
    `
    const http = require('http');

    exports.handler = async (event) => {
      const options = { hostname: event.queryStringParameters.server, path: '/ping', timeout: 1000 };
      http.get(options, (answer) => console.log(answer.statusCode)); // FINDING
      return { statusCode: 202 };
    };
  `,
  ),
  vulnerable(
    'javascript',
    'high',
    'a parsed address, spread',
    `
    const https = require('https');
    const url = require('url');

    function relay(req, res) {
      const target = url.parse(req.query.target);
      https.request({ ...target, method: 'HEAD' }, (answer) => res.json(answer.headers)).end(); // FINDING
    }
  `,
  ),
  vulnerable(
    'javascript',
    'high',
    'a page that a browser of the server opens',
    `
    import puppeteer from 'puppeteer';

    export async function GET(request) {
      const browser = await puppeteer.launch();
      const page = await browser.newPage();
      await page.goto(request.nextUrl.searchParams.get('page')); // FINDING
      const picture = await page.screenshot();
      return new Response(picture);
    }
  `,
  ),
  vulnerable(
    'javascript',
    'high',
    'the check of the scheme settles no host',
    `
    const got = require('got');

    router.get('/feed', async (ctx) => {
      const address = new URL(ctx.query.feed);
      if (address.protocol !== 'https:') ctx.throw(400);
      const feed = await got(address.href); // FINDING
      ctx.body = { length: feed.body.length };
    });
  `,
  ),
  vulnerable(
    'javascript',
    'high',
    'a prefix that the host can go on after',
    `
    const needle = require('needle');

    function load(req, res) {
      const { url } = req.query;
      if (!url.startsWith('https://example.com')) return res.sendStatus(400);
      needle.get(url, (error, answer) => res.json({ status: answer.statusCode })); // FINDING
    }
  `,
  ),
  vulnerable(
    'javascript',
    'medium',
    'through a check that is not in the file',
    `
    import { assertPublicUrl } from './net.js';

    export async function check(req, res) {
      const target = req.body.target;
      await assertPublicUrl(target);
      const answer = await fetch(target, { method: 'HEAD' }); // FINDING
      res.json({ up: answer.ok });
    }
  `,
  ),
  safe(
    'javascript',
    'input chooses no more than the path',
    `
    const axios = require('axios');

    const BASE = process.env.API_URL;
    const api = axios.create({ baseURL: BASE });

    async function user(req, res) {
      const { id } = req.params;
      const first = await fetch(\`\${BASE}/users/\${id}\`);
      const second = await fetch('https://api.example.com/users/' + id + '?q=' + encodeURIComponent(req.query.q));
      const third = await api.get(\`/users/\${id}\`, { params: req.query });
      const fourth = await fetch('https://api.example.com' + req.originalUrl);
      res.json({ ok: first.ok && second.ok && third.status === 200 && fourth.ok });
    }
  `,
  ),
  safe(
    'javascript',
    'the host is on a list',
    `
    const ALLOWED = ['images.example.com', 'static.example.com'];

    app.get('/proxy', async (req, res) => {
      const { hostname, protocol } = new URL(req.query.url);
      if (protocol !== 'https:' || !ALLOWED.includes(hostname)) {
        return res.sendStatus(403);
      }
      const answer = await fetch(req.query.url);
      res.json({ ok: answer.ok });
    });
  `,
  ),
  safe(
    'javascript',
    'a function that looks at the end of the domain',
    `
    const got = require('got');

    const DOMAINS = ['example.com', 'example.org'];

    function isOurs(address) {
      try {
        const { hostname } = new URL(address);
        return DOMAINS.some((domain) => hostname === domain || hostname.endsWith('.' + domain));
      } catch {
        return false;
      }
    }

    async function proxy(req, res) {
      const address = req.query.url;
      if (!isOurs(address)) return res.sendStatus(403);
      const answer = await got(address);
      res.json({ length: answer.body.length });
    }
  `,
  ),
  safe(
    'javascript',
    'a function that throws',
    `
    function assertOwn(address) {
      if (new URL(address).host !== 'files.example.com') {
        throw new Error('not ours');
      }
    }

    async function proxy(req, res) {
      const address = req.query.url;
      assertOwn(address);
      const answer = await fetch(address);
      res.json({ ok: answer.ok });
    }
  `,
  ),
  safe(
    'javascript',
    'patterns and prefixes that end the host',
    `
    async function proxy(req, res) {
      const first = req.query.first;
      const second = req.query.second;
      const third = req.query.third;
      if (!/^https:\\/\\/([a-z]+\\.)?example\\.com\\//.test(first)) return res.sendStatus(400);
      if (!second.startsWith('https://files.example.com/')) return res.sendStatus(400);
      if (new URL(third).origin !== 'https://example.com') return res.sendStatus(400);
      const answers = await Promise.all([fetch(first), fetch(second), fetch(third)]);
      res.json(answers.map((answer) => answer.status));
    }
  `,
  ),
  safe(
    'javascript',
    'in a browser it is the request of a person',
    `
    async function load() {
      const params = new URLSearchParams(window.location.search);
      const answer = await fetch(params.get('source'));
      document.title = (await answer.json()).title;
    }

    export const open = (url) => fetch(url);
  `,
  ),
  safe(
    'javascript',
    'an agent that refuses private addresses',
    `
    const axios = require('axios');
    const filter = require('ssrf-req-filter');

    async function preview(req, res) {
      const { url } = req.query;
      const page = await axios.get(url, { httpAgent: filter(url), httpsAgent: filter(url) });
      res.json({ length: page.data.length });
    }
  `,
  ),
  safe(
    'javascript',
    'caches have a get, too',
    `
    const http = require('http');

    async function lookup(req, res) {
      const value = await client.get(req.params.key);
      http.get({ host: 'inner.example.com', path: req.url }, (answer) => res.json({ value, status: answer.statusCode }));
    }
  `,
  ),
];
