import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const SQL_INJECTION_PYTHON: readonly Sample[] = [
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
];
