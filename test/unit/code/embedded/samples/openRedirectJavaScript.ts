import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const OPEN_REDIRECT_JAVASCRIPT: readonly Sample[] = [
  vulnerable(
    'javascript',
    'medium',
    'back to where the login came from',
    `
    const express = require('express');
    const router = express.Router();

    router.post('/login', (req, res) => {
      res.redirect(req.query.returnTo || '/'); // FINDING
    });
  `,
  ),
  vulnerable(
    'javascript',
    'medium',
    'with a status in front',
    `
    function leave(req, res) {
      const { target } = req.body;
      res.status(200).redirect(301, 'https://' + target); // FINDING
    }
  `,
  ),
  vulnerable(
    'javascript',
    'medium',
    'the header of node:http',
    `
    const http = require('http');

    http.createServer((req, res) => {
      const target = new URL(req.url, 'http://localhost').searchParams.get('to');
      res.writeHead(302, { Location: target }); // FINDING
      res.end();
    });
  `,
  ),
  vulnerable(
    'javascript',
    'medium',
    'a header that is set',
    `
    app.get('/go', (req, res) => {
      res.setHeader('Location', '/' + req.query.page); // FINDING
      res.sendStatus(303);
    });
  `,
  ),
  vulnerable(
    'javascript',
    'medium',
    'Next.js in a server component',
    `
    import { NextResponse } from 'next/server';

    export async function GET(request) {
      const next = request.nextUrl.searchParams.get('next') ?? '/';
      return NextResponse.redirect(new URL(next, request.url)); // FINDING
    }
  `,
  ),
  vulnerable(
    'javascript',
    'medium',
    'Koa, with one slash checked',
    `
    router.get('/back', async (ctx) => {
      const { to } = ctx.query;
      if (!to.startsWith('/')) ctx.throw(400);
      ctx.redirect(to); // FINDING
    });
  `,
  ),
  vulnerable(
    'javascript',
    'medium',
    'the page itself',
    `
    const params = new URLSearchParams(location.search);
    const next = params.get('next');

    document.querySelector('form').addEventListener('submit', () => {
      window.location.href = next; // FINDING
    });
  `,
  ),
  vulnerable(
    'javascript',
    'low',
    'through a check that is not in the file',
    `
    const { isSafeTarget } = require('./links');

    function leave(req, res) {
      const target = req.query.target;
      if (!isSafeTarget(target)) return res.redirect('/');
      res.redirect(target); // FINDING
    }
  `,
  ),
  safe(
    'javascript',
    'addresses that the program makes',
    `
    app.post('/items', (req, res) => {
      res.redirect('/items/' + req.body.id);
    });

    app.get('/old', (req, res) => res.redirect(301, \`/new?q=\${encodeURIComponent(req.query.q)}\`));

    app.use((req, res, next) => {
      if (req.secure) return next();
      res.redirect('https://' + req.headers.host + req.url);
    });
  `,
  ),
  safe(
    'javascript',
    'one slash and not a second',
    `
    function isLocal(target) {
      return typeof target === 'string' && target.startsWith('/') && !target.startsWith('//');
    }

    function leave(req, res) {
      const target = req.query.target;
      res.redirect(isLocal(target) ? target : '/');
    }

    function back(req, res) {
      const to = req.query.to;
      if (!/^\\/[^/\\\\]/.test(to)) return res.redirect('/');
      res.redirect(to);
    }
  `,
  ),
  safe(
    'javascript',
    'the same origin',
    `
    const BASE = 'https://shop.example.com';

    async function leave(request, reply) {
      const target = new URL(request.query.target, BASE);
      if (target.origin !== BASE) return reply.redirect('/');
      return reply.redirect(target.href);
    }
  `,
  ),
  safe(
    'javascript',
    'targets from a list',
    `
    const TARGETS = { help: 'https://help.example.com/', shop: 'https://shop.example.com/' };
    const HOSTS = new Set(['help.example.com', 'shop.example.com']);

    app.get('/leave', (req, res) => {
      res.redirect(TARGETS[req.query.to] ?? '/');
    });

    app.get('/out', (req, res) => {
      const url = new URL(req.query.url);
      if (!HOSTS.has(url.hostname)) return res.sendStatus(400);
      res.redirect(url.toString());
    });
  `,
  ),
  safe(
    'javascript',
    'an identity provider that the server knows',
    `
    passport.use(strategy);

    app.get('/login', async (req, res) => {
      const { authorizationUrl } = await provider.begin({ state: req.sessionID });
      res.redirect(authorizationUrl);
    });

    app.get('/done', (req, res) => {
      const target = req.session.returnTo;
      res.redirect(target || '/');
    });
  `,
  ),
];
