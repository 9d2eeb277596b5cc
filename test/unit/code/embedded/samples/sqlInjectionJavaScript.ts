import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const SQL_INJECTION_JAVASCRIPT: readonly Sample[] = [
  vulnerable(
    'javascript',
    'critical',
    'template literal in an Express handler',
    `
      const express = require('express');
      const mysql = require('mysql2');

      const app = express();
      const db = mysql.createConnection({ host: 'db' });

      app.get('/wines', (req, res) => {
        const { region } = req.query;
        db.query(\`SELECT * FROM wines WHERE region = '\${region}'\`, (error, rows) => { // FINDING
          res.json(rows);
        });
      });
    `,
  ),
  vulnerable(
    'javascript',
    'critical',
    'awaited pool query with concatenation',
    `
      import { Pool } from 'pg';

      const pool = new Pool();

      export async function show(req, res) {
        const id = req.params.id.trim();
        const sql = 'SELECT * FROM bottles WHERE id = ' + id;
        const result = await pool.query(sql); // FINDING
        res.json(result.rows);
      }
    `,
  ),
  vulnerable(
    'javascript',
    'critical',
    'object with the statement in it',
    `
      const { Client } = require('pg');

      module.exports.rename = async (req, res) => {
        const client = new Client();
        await client.query({ text: "UPDATE cellars SET name = '" + req.body.name + "' WHERE id = $1", values: [1] }); // FINDING
        res.end();
      };
    `,
  ),
  vulnerable(
    'javascript',
    'critical',
    'field of a class, through a method',
    `
      const Database = require('better-sqlite3');

      class Cellar {
        constructor() {
          this.db = new Database('cellar.db');
        }

        find(where) {
          return this.db.prepare('SELECT * FROM racks WHERE ' + where).all(); // FINDING
        }
      }

      const cellar = new Cellar();

      function handler(req, res) {
        res.json(cellar.find("row = '" + req.query.row + "'"));
      }
    `,
  ),
  vulnerable(
    'javascript',
    'critical',
    'Prisma with the unsafe call',
    `
      const { PrismaClient } = require('@prisma/client');
      const prisma = new PrismaClient();

      async function growers(ctx, next) {
        ctx.body = await prisma.$queryRawUnsafe('SELECT * FROM growers WHERE town = "' + ctx.query.town + '"'); // FINDING
        await next();
      }
    `,
  ),
  vulnerable(
    'javascript',
    'critical',
    'order of knex from a header',
    `
      const knex = require('knex')({ client: 'pg' });

      async function list(request, reply) {
        const sort = request.headers['x-sort'] || 'name';
        return knex('labels').select().orderByRaw(sort + ' asc'); // FINDING
      }
    `,
  ),
  vulnerable(
    'javascript',
    'critical',
    'body collected from a node:http request',
    `
      import http from 'node:http';
      import sqlite3 from 'sqlite3';

      const db = new sqlite3.Database(':memory:');

      http.createServer((req, res) => {
        let body = '';
        req.on('data', (chunk) => {
          body += chunk;
        });
        req.on('end', () => {
          db.run("INSERT INTO notes (text) VALUES ('" + body + "')"); // FINDING
          res.end();
        });
      });
    `,
  ),
  vulnerable(
    'javascript',
    'medium',
    'parameter of an exported function',
    `
      export function vintage(connection, year) {
        return connection.query('SELECT * FROM wines WHERE year = ' + year); // FINDING
      }
    `,
  ),
  safe(
    'javascript',
    'values apart from the statement',
    `
      const mysql = require('mysql');
      const db = mysql.createPool({});

      function list(req, res) {
        db.query('SELECT * FROM wines WHERE region = ?', [req.query.region], (error, rows) => res.json(rows));
        db.query({ sql: 'SELECT * FROM wines WHERE region = ?', values: [req.query.region] });
      }
    `,
  ),
  safe(
    'javascript',
    'tagged templates are prepared statements',
    `
      import postgres from 'postgres';
      import { PrismaClient } from '@prisma/client';

      const sql = postgres();
      const prisma = new PrismaClient();

      export async function GET(request) {
        const { name } = await request.json();
        await prisma.$queryRaw\`SELECT * FROM wines WHERE name = \${name}\`;
        return sql\`SELECT * FROM wines WHERE name = \${name}\`;
      }
    `,
  ),
  safe(
    'javascript',
    'escaped by the driver, or a number',
    `
      const mysql = require('mysql');
      const db = mysql.createPool({});

      function list(req, res) {
        db.query('SELECT * FROM wines WHERE region = ' + mysql.escape(req.query.region));
        db.query('SELECT * FROM wines WHERE year = ' + Number(req.query.year));
        db.query(\`SELECT * FROM wines LIMIT \${parseInt(req.query.limit, 10)}\`);
      }
    `,
  ),
  safe(
    'javascript',
    'guarded by a list, a pattern or a switch',
    `
      const { Pool } = require('pg');
      const pool = new Pool();
      const COLUMNS = ['name', 'year'];

      async function sorted(req, res) {
        const column = req.query.sort;
        if (!COLUMNS.includes(column)) {
          return res.status(400).end();
        }
        const table = req.params.table;
        if (!/^[a-z_]+$/.test(table)) throw new Error('bad table');
        let direction;
        switch (req.query.direction) {
          case 'up':
            direction = 'ASC';
            break;
          default:
            direction = 'DESC';
        }
        res.json(await pool.query('SELECT * FROM ' + table + ' ORDER BY ' + column + ' ' + direction));
      }
    `,
  ),
  safe(
    'javascript',
    'methods of the same name elsewhere',
    `
      const router = require('express').Router();

      router.get('/find', async (req, res) => {
        const url = 'https://wine.example/search?select=' + req.query.q;
        const page = await cache.get('page from ' + url);
        results.all('update ' + req.query.q);
        client.get(req.query.q);
        session.all(req.query.q);
        res.send(page);
      });
    `,
  ),
  safe(
    'javascript',
    'values of a prepared statement',
    `
      const Database = require('better-sqlite3');
      const db = new Database('cellar.db');
      const find = db.prepare('SELECT * FROM racks WHERE row = ?');

      function handler(req, res) {
        res.json(find.all(req.query.row));
      }
    `,
  ),
];
