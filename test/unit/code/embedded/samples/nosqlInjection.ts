import { NOSQL_INJECTION_SCRIPTS } from './nosqlInjectionScripts.ts';
import { NOSQL_INJECTION_TYPESCRIPT } from './nosqlInjectionTypeScript.ts';
import type { SampleFamily } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const NOSQL_INJECTION_SAMPLES: SampleFamily = {
  ruleId: 'nosql-injection',
  samples: [
    vulnerable(
      'python',
      'high',
      'value of parsed JSON in a filter',
      `
      from flask import Flask, request
      from pymongo import MongoClient

      app = Flask(__name__)
      db = MongoClient()['orchard']

      @app.post('/entrance')
      def entrance():
          data = request.get_json()
          gardener = db.gardeners.find_one({'name': data['name'], 'badge': data['badge']})  # FINDING
          return {'welcome': gardener is not None}
    `,
    ),
    vulnerable(
      'python',
      'high',
      'filter parsed from a text',
      `
      import json
      from django.http import JsonResponse
      from pymongo import MongoClient

      trees = MongoClient().orchard.get_collection('trees')

      def search(request):
          wanted = json.loads(request.GET['filter'])
          return JsonResponse({'count': len(list(trees.find(wanted)))})  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'high',
      'motor behind FastAPI, with an untyped body',
      `
      from fastapi import APIRouter, Body
      from motor.motor_asyncio import AsyncIOMotorClient

      router = APIRouter()
      database = AsyncIOMotorClient().orchard

      @router.post('/remove')
      async def remove(order: dict = Body(...)):
          result = await database.orders.delete_many({'customer': order['customer']})  # FINDING
          return {'removed': result.deleted_count}
    `,
    ),
    vulnerable(
      'python',
      'high',
      'condition inside of a list of conditions, through a function',
      `
      from flask import request
      from flask_pymongo import PyMongo

      mongo = PyMongo()

      def matching(kind):
          return mongo.db.apples.count_documents({'$or': [{'kind': kind}, {'kind': 'any'}]})  # FINDING

      def count():
          return {'count': matching(request.json.get('kind'))}
    `,
    ),
    vulnerable(
      'python',
      'high',
      'code for the database',
      `
      from flask import request
      from pymongo import MongoClient

      db = MongoClient().orchard

      def heavy():
          limit = request.args['limit']
          return {'found': len(list(db.apples.find({'$where': 'this.weight > ' + limit})))}  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'high',
      'stage of an aggregation',
      `
      from flask import request
      from pymongo import MongoClient

      db = MongoClient().orchard

      def sums():
          match = {'$match': {'row': request.json['row']}}
          rows = db.apples.aggregate([match, {'$group': {'_id': '$kind', 'sum': {'$sum': 1}}}])  # FINDING
          return {'rows': list(rows)}
    `,
    ),
    vulnerable(
      'python',
      'high',
      'expression of DynamoDB',
      `
      import boto3

      table = boto3.resource('dynamodb').Table('apples')

      def handler(event, context):
          kind = event['queryStringParameters']['kind']
          found = table.scan(FilterExpression='kind = ' + kind)  # FINDING
          return {'statusCode': 200, 'body': str(found['Count'])}
    `,
    ),
    vulnerable(
      'python',
      'low',
      'code for the database from a parameter',
      `
      def heavier(collection, weight):
          return collection.find({'$where': f'this.weight > {weight}'})  # FINDING
    `,
    ),
    safe(
      'python',
      'texts of forms and addresses',
      `
      from flask import Flask, request
      from pymongo import MongoClient

      app = Flask(__name__)
      db = MongoClient().orchard

      @app.route('/apples/<kind>')
      def apples(kind):
          query = {'kind': kind, 'row': request.args['row'], 'owner': request.form.get('owner')}
          return {'found': len(list(db.apples.find(query)))}
    `,
    ),
    safe(
      'python',
      'made into what it should be',
      `
      from bson import ObjectId
      from flask import request
      from pymongo import MongoClient

      db = MongoClient().orchard

      def apple():
          data = request.get_json()
          found = db.apples.find_one({
              '_id': ObjectId(data['id']),
              'kind': str(data['kind']),
              'row': int(data['row']),
              'label': f"{data['label']}",
              'owner': {'$eq': data['owner']},
          })
          return {'found': found is not None}
    `,
    ),
    safe(
      'python',
      'type looked at first',
      `
      from flask import request
      from pymongo import MongoClient

      db = MongoClient().orchard

      def apple():
          kind = request.json.get('kind')
          if not isinstance(kind, str):
              return {'error': 'kind has to be a text'}, 400
          return {'count': db.apples.count_documents({'kind': kind})}
    `,
    ),
    safe(
      'python',
      'checked by pydantic',
      `
      from fastapi import FastAPI
      from motor.motor_asyncio import AsyncIOMotorClient
      from pydantic import BaseModel

      class Search(BaseModel):
          kind: str
          row: int

      app = FastAPI()
      db = AsyncIOMotorClient().orchard

      @app.post('/search')
      async def search(wanted: Search):
          return {'count': await db.apples.count_documents({'kind': wanted.kind, 'row': wanted.row})}
    `,
    ),
    safe(
      'python',
      'methods of the same names elsewhere',
      `
      from flask import request
      import pymongo

      def words():
          data = request.get_json()
          text = 'an apple a day'
          known = {}
          known.update({'last': data['word']})
          counts = [1, 2, 3].count(data['word'])
          return {'at': text.find(data['word']), 'known': known, 'counts': counts}
    `,
    ),
    ...NOSQL_INJECTION_SCRIPTS,
    ...NOSQL_INJECTION_TYPESCRIPT,
  ],
};
