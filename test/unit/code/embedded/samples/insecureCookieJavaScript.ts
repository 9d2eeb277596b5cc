import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const INSECURE_COOKIE_JAVASCRIPT: readonly Sample[] = [
  vulnerable(
    'javascript',
    'medium',
    'Express cookie without options',
    `
    app.post('/login', (req, res) => {
      const token = issue(req.body.name);
      res.cookie('token', token); // FINDING
      res.redirect('/');
    });
  `,
  ),
  vulnerable(
    'javascript',
    'low',
    'Express cookie that is not Secure',
    `
    const options = { httpOnly: true, sameSite: 'lax', maxAge: 3600000 };

    function login(req, res) {
      res.status(200).cookie('sid', req.account.sid, options).end(); // FINDING
    }
  `,
  ),
  vulnerable(
    'javascript',
    'medium',
    'express-session without encryption',
    `
    const session = require('express-session');

    app.use(session({
      secret: process.env.SESSION_KEY,
      resave: false,
      saveUninitialized: false,
      cookie: { secure: false, maxAge: 86400000 }, // FINDING
    }));
  `,
  ),
  vulnerable(
    'javascript',
    'medium',
    'cookie-session that scripts may read',
    `
    const cookieSession = require('cookie-session');

    app.use(cookieSession({ name: 'shop', keys: [process.env.KEY], httpOnly: false })); // FINDING
  `,
  ),
  vulnerable(
    'javascript',
    'medium',
    'Fastify cookie',
    `
    fastify.post('/login', async (request, reply) => {
      reply.setCookie('session', await open(request.body), { path: '/', secure: true, sameSite: 'strict' }); // FINDING
      return { ok: true };
    });
  `,
  ),
  vulnerable(
    'javascript',
    'medium',
    'Koa cookie that scripts may read',
    `
    router.post('/login', async (ctx, next) => {
      ctx.cookies.set('auth', issue(ctx.state.user), { httpOnly: false }); // FINDING
      await next();
    });
  `,
  ),
  vulnerable(
    'javascript',
    'low',
    'SameSite=None for a session',
    `
    function login(req, res) {
      res.cookie('session', req.sid, { httpOnly: true, secure: true, sameSite: 'none' }); // FINDING
    }
  `,
  ),
  vulnerable(
    'javascript',
    'medium',
    'header as text',
    `
    const http = require('http');

    http.createServer((req, res) => {
      res.setHeader('Set-Cookie', 'sessionid=' + open(req) + '; Path=/; SameSite=Lax'); // FINDING
      res.end();
    });
  `,
  ),
  vulnerable(
    'javascript',
    'low',
    'session in a page',
    `
    import Cookies from 'js-cookie';

    export function keep(token) {
      Cookies.set('token', token, { expires: 7, sameSite: 'strict' }); // FINDING
    }
  `,
  ),
  safe(
    'javascript',
    'everything set',
    `
    const session = require('express-session');

    app.use(session({ secret: process.env.KEY, cookie: { secure: true, httpOnly: true, sameSite: 'lax' } }));

    function login(req, res) {
      res.cookie('token', req.token, { secure: true, httpOnly: true, sameSite: 'strict' });
    }
  `,
  ),
  safe(
    'javascript',
    'secure in production, as the manual has it',
    `
    const session = require('express-session');

    const settings = { secret: process.env.KEY, cookie: {} };
    if (app.get('env') === 'production') {
      app.set('trust proxy', 1);
      settings.cookie.secure = true;
    }
    app.use(session(settings));

    const login = (req, res) =>
      res.cookie('token', req.token, {
        secure: process.env.NODE_ENV === 'production',
        httpOnly: true,
        sameSite: 'lax',
      });
  `,
  ),
  safe(
    'javascript',
    'options from elsewhere',
    `
    const { cookieOptions } = require('./settings');

    function login(req, res) {
      res.cookie('session', req.sid, cookieOptions);
      res.cookie('auth', req.token, { ...cookieOptions, path: '/api' });
    }
  `,
  ),
  safe(
    'javascript',
    'cookie that is taken away',
    `
    function logout(req, res) {
      res.cookie('session', '', { maxAge: 0 });
      res.cookie('token', 'none', { expires: new Date(0) });
      res.clearCookie('sid');
      res.setHeader('Set-Cookie', 'auth=gone; Max-Age=0');
    }
  `,
  ),
  safe(
    'javascript',
    'what a page has to know, and what Koa does by itself',
    `
    function prefer(req, res) {
      res.cookie('theme', req.query.theme === 'dark' ? 'dark' : 'light');
      res.cookie('XSRF-TOKEN', req.csrf, { secure: true, httpOnly: false });
    }

    const enter = async (ctx) => ctx.cookies.set('session', ctx.state.sid);
  `,
  ),
];
