import type { SampleFamily } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const SQL_INJECTION_SAMPLES: SampleFamily = {
  ruleId: 'sql-injection',
  samples: [
    vulnerable(
      'python',
      'critical',
      'f-string from a Flask query argument',
      `
      import sqlite3
      from flask import Flask, request

      app = Flask(__name__)

      @app.route('/boats')
      def boats():
          owner = request.args.get('owner')
          db = sqlite3.connect('harbour.db')
          rows = db.execute(f"SELECT name FROM boats WHERE owner = '{owner}'").fetchall()  # FINDING
          return {'boats': rows}
    `,
    ),
    vulnerable(
      'python',
      'critical',
      'concatenation in steps, from a path parameter',
      `
      from flask import Blueprint
      from .storage import connection

      bp = Blueprint('berths', __name__)

      @bp.get('/berths/<name>')
      def berth(name):
          query = 'SELECT * FROM berths'
          query += " WHERE name = '" + name
          query += "'"
          cursor = connection().cursor()
          cursor.execute(query)  # FINDING
          return str(cursor.fetchone())
    `,
    ),
    vulnerable(
      'python',
      'critical',
      'percent formatting in a Django view',
      `
      from django.db import connection
      from django.http import JsonResponse

      def tide(request):
          port = request.GET['port']
          with connection.cursor() as cursor:
              cursor.execute("SELECT level FROM tides WHERE port = '%s'" % port)  # FINDING
              return JsonResponse({'level': cursor.fetchone()})
    `,
    ),
    vulnerable(
      'python',
      'critical',
      'format() through a function of the same file',
      `
      from flask import request
      import psycopg2

      def rows_of(cur, text):
          cur.execute(text)  # FINDING
          return cur.fetchall()

      def statement(table, value):
          return "SELECT * FROM {} WHERE code = '{}'".format(table, value)

      def search():
          conn = psycopg2.connect('dbname=harbour')
          return rows_of(conn.cursor(), statement('crates', request.form['code']))
    `,
    ),
    vulnerable(
      'python',
      'critical',
      'SQLAlchemy text() in a FastAPI handler',
      `
      from fastapi import FastAPI, Depends
      from sqlalchemy import text
      from sqlalchemy.orm import Session

      app = FastAPI()

      @app.get('/crew')
      def crew(role: str, db: Session = Depends(get_db)):
          return db.execute(text("SELECT * FROM crew WHERE role = '" + role + "'")).all()  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'critical',
      'Django raw() and joined pieces',
      `
      from .models import Vessel

      def by_flag(request):
          parts = ['SELECT * FROM vessel', 'WHERE flag =', "'" + request.POST.get('flag') + "'"]
          return list(Vessel.objects.raw(' '.join(parts)))  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'critical',
      'event of a Lambda function',
      `
      import pymysql

      def lambda_handler(event, context):
          conn = pymysql.connect(host='db')
          with conn.cursor() as cur:
              cur.execute("DELETE FROM slots WHERE id = " + event['queryStringParameters']['id'])  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'parameter of a function that nobody calls here',
      `
      def find_crane(cursor, yard):
          cursor.execute("SELECT * FROM cranes WHERE yard = '" + yard + "'")  # FINDING
          return cursor.fetchall()
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'argument of the command line',
      `
      import sqlite3
      import sys

      def main():
          db = sqlite3.connect('harbour.db')
          for row in db.execute("SELECT * FROM log WHERE day = '%s'" % sys.argv[1]):  # FINDING
              print(row)
    `,
    ),
    safe(
      'python',
      'values apart from the statement',
      `
      from flask import request
      import sqlite3

      def boats():
          db = sqlite3.connect('harbour.db')
          return db.execute('SELECT name FROM boats WHERE owner = ?', (request.args['owner'],)).fetchall()
    `,
    ),
    safe(
      'python',
      'a number cannot carry SQL',
      `
      from flask import request

      def page(cursor):
          number = int(request.args.get('page', '1'))
          cursor.execute(f'SELECT * FROM boats LIMIT 20 OFFSET {number * 20}')
          cursor.execute('SELECT * FROM boats WHERE id = %d' % number)
    `,
    ),
    safe(
      'python',
      'column from a fixed list',
      `
      from flask import request, abort

      COLUMNS = {'name', 'length', 'draught'}

      def sorted_boats(cursor):
          column = request.args.get('sort', 'name')
          if column not in COLUMNS:
              abort(400)
          cursor.execute('SELECT * FROM boats ORDER BY ' + column)
    `,
    ),
    safe(
      'python',
      'column looked up in a map of constants',
      `
      from flask import request

      ORDERS = {'newest': 'arrived DESC', 'oldest': 'arrived ASC'}

      def arrivals(cursor):
          order = ORDERS.get(request.args.get('order'), 'arrived DESC')
          cursor.execute('SELECT * FROM arrivals ORDER BY ' + order)
    `,
    ),
    safe(
      'python',
      'as many place holders as values',
      `
      from flask import request

      def several(cursor):
          ids = request.json['ids']
          marks = ', '.join(['%s'] * len(ids))
          cursor.execute('SELECT * FROM boats WHERE id IN (' + marks + ')', ids)
    `,
    ),
    safe(
      'python',
      'statement of constants, even when it is put together',
      `
      TABLE = 'boats'

      def count(cursor):
          where = ' WHERE retired = 0'
          cursor.execute('SELECT count(*) FROM ' + TABLE + where)
          for table in ('boats', 'berths'):
              cursor.execute(f'DROP TABLE IF EXISTS {table}')
    `,
    ),
    safe(
      'python',
      'execute() of something that is no database',
      `
      from flask import request

      def start(executor, plan):
          executor.execute('task ' + request.args['name'])
          plan.execute(request.args['name'])
    `,
    ),
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
  ],
};
