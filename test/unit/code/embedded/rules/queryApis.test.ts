import assert from 'node:assert/strict';
import { analyse } from '../engineForTests.ts';

/** `TAINTED` stands for text with something of the client's in it. */
const PYTHON: readonly (readonly [setup: string, call: string])[] = [
  ['import sqlite3\ndb = sqlite3.connect("a")', 'db.execute(TAINTED)'],
  ['import sqlite3\ndb = sqlite3.connect("a")', 'db.cursor().executemany(TAINTED, rows)'],
  ['import sqlite3\ndb = sqlite3.connect("a")', 'db.executescript(TAINTED)'],
  ['import psycopg2\nconn = psycopg2.connect()', 'conn.cursor().execute(TAINTED, (1,))'],
  [
    'import pymysql\nconn = pymysql.connect()',
    'conn.cursor().execute(query=TAINTED) or conn.cursor().execute(TAINTED)',
  ],
  ['import asyncpg\npool = asyncpg.create_pool()', 'pool.fetch(TAINTED)'],
  ['import asyncpg\npool = asyncpg.create_pool()', 'pool.fetchrow(TAINTED)'],
  ['import asyncpg\nconn = asyncpg.connect()', 'conn.cursor(TAINTED)'],
  ['from sqlalchemy import text', 'text(TAINTED)'],
  ['from sqlalchemy import create_engine\nengine = create_engine("sqlite://")', 'engine.execute(TAINTED)'],
  [
    'from sqlalchemy import create_engine\nengine = create_engine("sqlite://")',
    'engine.connect().exec_driver_sql(TAINTED)',
  ],
  ['from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()', 'db.session.execute(TAINTED)'],
  ['from django.db import connection', 'connection.cursor().execute(TAINTED)'],
  ['from django.db.models.expressions import RawSQL', 'RawSQL(TAINTED, [])'],
  ['from app.models import Boat', 'Boat.objects.raw(TAINTED)'],
  ['from app.models import Boat', 'Boat.objects.extra(where=[TAINTED])'],
  ['import pandas as pd', 'pd.read_sql(TAINTED, con)'],
  ['import pandas as pd', 'pd.read_sql_query(sql=TAINTED, con=con)'],
  ['import aiosqlite', 'aiosqlite.connect("a").execute(TAINTED)'],
];

const JAVASCRIPT: readonly (readonly [setup: string, call: string])[] = [
  ['const db = require("mysql").createConnection({});', 'db.query(TAINTED)'],
  ['const db = require("mysql").createConnection({});', 'db.query({ sql: TAINTED, timeout: 5 })'],
  ['const mysql = require("mysql2/promise"); const p = mysql.createPool({});', 'p.execute(TAINTED)'],
  ['const { Pool } = require("pg"); const p = new Pool();', 'p.query(TAINTED)'],
  ['const { Client } = require("pg"); const p = new Client();', 'p.query({ text: TAINTED })'],
  ['const sqlite3 = require("sqlite3").verbose(); const d = new sqlite3.Database("a");', 'd.run(TAINTED)'],
  [
    'const sqlite3 = require("sqlite3").verbose(); const d = new sqlite3.Database("a");',
    'd.all(TAINTED, [], () => {})',
  ],
  ['const sqlite3 = require("sqlite3").verbose(); const d = new sqlite3.Database("a");', 'd.get(TAINTED)'],
  ['const sqlite3 = require("sqlite3").verbose(); const d = new sqlite3.Database("a");', 'd.each(TAINTED)'],
  ['import Database from "better-sqlite3"; const d = new Database("a");', 'd.prepare(TAINTED)'],
  ['import Database from "better-sqlite3"; const d = new Database("a");', 'd.exec(TAINTED)'],
  ['const knex = require("knex")({});', 'knex.raw(TAINTED)'],
  ['const knex = require("knex")({});', 'knex("t").whereRaw(TAINTED)'],
  ['const { Sequelize } = require("sequelize"); const sequelize = new Sequelize();', 'sequelize.query(TAINTED)'],
  ['const { Sequelize } = require("sequelize");', 'Sequelize.literal(TAINTED)'],
  [
    'const { PrismaClient } = require("@prisma/client"); const prisma = new PrismaClient();',
    'prisma.$queryRawUnsafe(TAINTED)',
  ],
  [
    'const { PrismaClient } = require("@prisma/client"); const prisma = new PrismaClient();',
    'prisma.$executeRawUnsafe(TAINTED)',
  ],
  ['import postgres from "postgres"; const sql = postgres();', 'sql.unsafe(TAINTED)'],
  ['import db from "./db.js";', 'db.query(TAINTED)'],
];

describe('query APIs', () => {
  for (const [setup, call] of PYTHON) {
    const text = (argument: string): string =>
      `${setup}\nfrom flask import request\n\ndef view():\n    ${call.replaceAll('TAINTED', argument)}\n`;

    it(`sees ${call} after ${setup.split('\n').at(-1) ?? ''}`, async () => {
      const { findings } = await analyse('python', text(`"SELECT * FROM t WHERE a = '" + request.args["a"] + "'"`));
      assert.deepEqual(
        [...new Set(findings.map((finding) => `${finding.ruleId} ${finding.severity}`))],
        ['sql-injection critical'],
      );
    });

    it(`leaves constants alone in ${call} after ${setup.split('\n').at(-1) ?? ''}`, async () => {
      const { findings } = await analyse('python', text('"SELECT * FROM t WHERE a = 1"'));
      assert.deepEqual(findings, []);
    });
  }

  for (const [setup, call] of JAVASCRIPT) {
    const text = (argument: string): string =>
      `${setup}\nasync function view(req, res) {\n  await ${call.replaceAll('TAINTED', argument)};\n}\n`;

    it(`sees ${call} after ${setup}`, async () => {
      const { findings } = await analyse('javascript', text('`SELECT * FROM t WHERE a = ${req.query.a}`'));
      assert.deepEqual(
        findings.map((finding) => `${finding.ruleId} ${finding.severity}`),
        ['sql-injection critical'],
      );
    });

    it(`leaves constants alone in ${call} after ${setup}`, async () => {
      const { findings } = await analyse('javascript', text('"SELECT * FROM t WHERE a = 1"'));
      assert.deepEqual(findings, []);
    });
  }
});
