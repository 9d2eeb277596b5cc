import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const REFLECTED_XSS_JAVASCRIPT: readonly Sample[] = [
  vulnerable(
    'javascript',
    'high',
    'template sent by Express',
    `
      const express = require('express');
      const app = express();

      app.get('/hello', (req, res) => {
        const { name } = req.query;
        res.send(\`<h1>Good evening, \${name}</h1>\`); // FINDING
      });
    `,
  ),
  vulnerable(
    'javascript',
    'high',
    'parameter alone, after a status',
    `
      const router = require('express').Router();

      router.get('/jars/:label', (req, res) => {
        if (!known(req.params.label)) {
          return res.status(404).send(req.params.label + ' is not on the shelf'); // FINDING
        }
        res.sendStatus(204);
      });
    `,
  ),
  vulnerable(
    'javascript',
    'high',
    'helper that gets the response',
    `
      const app = require('express')();

      function page(res, body) {
        res.type('html');
        res.send('<body>' + body + '</body>'); // FINDING
      }

      app.post('/preview', (req, res) => {
        page(res, req.body.draft);
      });
    `,
  ),
  vulnerable(
    'javascript',
    'high',
    'list of items joined',
    `
      const app = require('express')();

      app.get('/basket', (req, res) => {
        const fruits = req.query.fruits.split(',');
        const items = fruits.map((fruit) => '<li>' + fruit + '</li>');
        res.send('<ul>' + items.join('') + '</ul>'); // FINDING
      });
    `,
  ),
  vulnerable(
    'javascript',
    'high',
    'node:http with an HTML header',
    `
      const http = require('node:http');

      http.createServer((req, res) => {
        const url = new URL(req.url, 'http://localhost');
        res.writeHead(200, { 'Content-Type': 'text/html' });
        res.write('<p>You asked for ');
        res.end(url.searchParams.get('what')); // FINDING
      });
    `,
  ),
  vulnerable(
    'javascript',
    'high',
    'Koa takes it for HTML by how it begins',
    `
      const Router = require('@koa/router');
      const router = new Router();

      router.get('/greet', async (ctx) => {
        ctx.body = '<p>Hello ' + ctx.query.name + '</p>'; // FINDING
      });
    `,
  ),
  vulnerable(
    'javascript',
    'high',
    'Fastify with the type of HTML',
    `
      const fastify = require('fastify')();

      fastify.get('/greet', async (request, reply) => {
        reply.type('text/html').send('<p>Hello ' + request.query.name + '</p>'); // FINDING
      });
    `,
  ),
  vulnerable(
    'javascript',
    'high',
    'Hono',
    `
      import { Hono } from 'hono';

      const app = new Hono();

      app.get('/greet', (c) => c.html('<p>Hello ' + c.req.query('name') + '</p>')); // FINDING
    `,
  ),
  vulnerable(
    'javascript',
    'high',
    'Response of a route handler of Next.js',
    `
      export async function GET(request) {
        const name = request.nextUrl.searchParams.get('name');
        return new Response('<p>Hello ' + name + '</p>', { headers: { 'Content-Type': 'text/html' } }); // FINDING
      }
    `,
  ),
  vulnerable(
    'javascript',
    'high',
    'Lambda result with an HTML header',
    `
      exports.handler = async (event) => {
        const { title } = event.queryStringParameters;
        return {
          statusCode: 200,
          headers: { 'content-type': 'text/html' },
          body: '<h2>' + title + '</h2>', // FINDING
        };
      };
    `,
  ),
  vulnerable(
    'javascript',
    'medium',
    'JSON text sent as HTML',
    `
      const app = require('express')();

      app.get('/echo', (req, res) => {
        res.send(JSON.stringify({ words: req.query.words })); // FINDING
      });
    `,
  ),
  vulnerable(
    'javascript',
    'medium',
    'row of a table in a page',
    `
      const app = require('express')();

      app.get('/profile', async (req, res) => {
        const gardener = await gardeners.byId(req.params.id);
        res.send('<h1>' + gardener.name + '</h1>'); // FINDING
      });
    `,
  ),
  vulnerable(
    'javascript',
    'medium',
    'only quotes are replaced',
    `
      const page = (title) => '<h1>' + title + '</h1>';

      exports.show = function (title, res) {
        res.send(page(title.replace(/"/g, '&quot;'))); // FINDING
      };
    `,
  ),
  safe(
    'javascript',
    'escaped, by a library and by hand',
    `
      const express = require('express');
      const escapeHtml = require('escape-html');
      const _ = require('lodash');

      const app = express();
      const encode = (text) => text.replace(/[&<>"']/g, (sign) => '&#' + sign.charCodeAt(0) + ';');

      app.get('/hello', (req, res) => {
        const { name, town, street } = req.query;
        res.send('<h1>' + escapeHtml(name) + ' of ' + _.escape(town) + ', ' + encode(street) + '</h1>');
      });
    `,
  ),
  safe(
    'javascript',
    'data, plain text and views',
    `
      const app = require('express')();

      app.get('/data', (req, res) => res.json({ name: req.query.name }));
      app.get('/object', (req, res) => res.send({ name: req.query.name }));
      app.get('/echo', (req, res) => res.send(req.body));
      app.get('/plain', (req, res) => res.type('text/plain').send('Hello ' + req.query.name));
      app.get('/view', (req, res) => res.render('hello', { name: req.query.name }));
      app.get('/header', (req, res) => {
        res.set('Content-Type', 'text/csv');
        res.send('name;' + req.query.name);
      });
    `,
  ),
  safe(
    'javascript',
    'errors, rows and files',
    `
      const fs = require('fs');
      const app = require('express')();

      app.get('/book', async (req, res) => {
        try {
          const book = await library.find(req.query.id);
          res.send(book);
        } catch (error) {
          res.status(500).send(error.message);
        }
      });
      app.get('/leaf', (req, res) => {
        fs.readFile('leaves/oak.txt', (error, content) => res.send(content));
      });
    `,
  ),
  safe(
    'javascript',
    'Koa, Fastify and Hono with plain text',
    `
      const router = require('@koa/router')();
      const fastify = require('fastify')();

      router.get('/greet', async (ctx) => {
        ctx.body = 'Hello ' + ctx.query.name;
      });
      router.get('/typed', async (ctx) => {
        ctx.type = 'text/plain';
        ctx.body = ctx.query.name;
      });
      router.get('/data', async (ctx) => {
        ctx.body = { name: ctx.query.name };
      });
      fastify.get('/greet', async (request, reply) => reply.send('<p>' + request.query.name));
      app.get('/greet', (c) => c.text('<p>' + c.req.query('name')));
    `,
  ),
  safe(
    'javascript',
    'node:http with other types',
    `
      const http = require('http');

      http.createServer((req, res) => {
        res.setHeader('Content-Type', 'application/json');
        res.end('{"url":"' + req.url + '"}');
      });
      http.createServer((req, res) => {
        res.writeHead(404, { 'Content-Type': 'text/plain' });
        res.end('no ' + req.url);
      });
      http.createServer((req, res) => {
        res.end(JSON.stringify({ url: req.url }));
      });
    `,
  ),
  safe(
    'javascript',
    'numbers and fixed values',
    `
      const app = require('express')();
      const COLOURS = { r: 'red', g: 'green' };

      app.get('/jar', (req, res) => {
        const count = Number(req.query.count);
        const colour = COLOURS[req.query.colour] ?? 'blue';
        const size = req.query.size;
        if (!['s', 'm', 'l'].includes(size)) return res.sendStatus(400);
        res.send(\`<p>\${count} in \${colour}, \${size}, \${parseInt(req.params.id, 10)}</p>\`);
      });
    `,
  ),
  safe(
    'javascript',
    'responses of fetch and Lambda without an HTML type',
    `
      export async function GET(request) {
        const name = request.nextUrl.searchParams.get('name');
        if (name === null) return Response.json({ error: 'no name' });
        return new Response('<p>Hello ' + name);
      }

      export const handler = async (event) => ({
        statusCode: 200,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ name: event.queryStringParameters.name }),
      });
    `,
  ),
  safe(
    'javascript',
    'text that cannot begin a tag',
    `
      const app = require('express')();

      app.get('/hello', (req, res) => {
        const { name } = req.query;
        if (/[<>&"']/.test(name)) {
          res.sendStatus(400);
          return;
        }
        res.send('<p>' + name + '</p>');
      });
    `,
  ),
];
