import type { SampleFamily } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const UNSAFE_DESERIALIZATION_SAMPLES: SampleFamily = {
  ruleId: 'unsafe-deserialization',
  samples: [
    vulnerable(
      'python',
      'critical',
      'pickle in a cookie',
      `
      import base64
      import pickle
      from flask import request

      def cart():
          cart = pickle.loads(base64.b64decode(request.cookies['cart']))  # FINDING
          return {'items': len(cart)}
    `,
    ),
    vulnerable(
      'python',
      'critical',
      'an uploaded model',
      `
      import joblib
      from fastapi import FastAPI, UploadFile

      app = FastAPI()

      @app.post('/models')
      async def upload(model: UploadFile):
          loaded = joblib.load(model.file)  # FINDING
          return {'features': loaded.n_features_in_}
    `,
    ),
    vulnerable(
      'python',
      'critical',
      'jsonpickle makes objects of JSON',
      `
      import jsonpickle
      from django.http import JsonResponse

      def restore(request):
          state = jsonpickle.decode(request.body)  # FINDING
          return JsonResponse({'step': state.step})
    `,
    ),
    vulnerable(
      'python',
      'critical',
      'an Unpickler over a buffer',
      `
      import io
      import dill

      def handler(event, context):
          reader = dill.Unpickler(io.BytesIO(bytes.fromhex(event['state'])))  # FINDING
          return reader.load().summary()
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'from a cache that others may write',
      `
      import pickle

      class Cache:
          def __init__(self, redis):
              self.redis = redis

          def load(self, key):
              return pickle.loads(self.redis.get(key))  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'arrays with objects in them',
      `
      import numpy as np

      def load_samples(path):
          return np.load(path, allow_pickle=True)  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'low',
      "a file of the program's own",
      `
      import pickle

      with open('vocabulary.pkl', 'rb') as file:
          VOCABULARY = pickle.load(file)  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'low',
      'a model under a fixed name',
      `
      import pandas as pd

      FRAME = pd.read_pickle('data/train.pkl')  # FINDING
    `,
    ),
    safe(
      'python',
      'data as data',
      `
      import json
      import pickle
      from flask import request

      def cart():
          cart = json.loads(request.cookies['cart'])
          stored = pickle.dumps(cart)
          return {'items': len(cart), 'size': len(stored)}
    `,
    ),
    safe(
      'python',
      'weights alone, arrays alone',
      `
      import numpy as np
      import torch
      from safetensors.torch import load_file

      def load(path):
          first = torch.load(path, weights_only=True)
          second = torch.load(path)
          return first, second, load_file(path), np.load(path), np.load(path, allow_pickle=False)
    `,
    ),
    safe(
      'python',
      'signed, and the signature verified',
      `
      import hashlib
      import hmac
      import os
      import pickle
      from flask import abort, request

      KEY = os.environ['STATE_KEY'].encode()

      def restore():
          data = request.get_data()
          signature = request.headers['X-Signature']
          if not hmac.compare_digest(signature, hmac.new(KEY, data, hashlib.sha256).hexdigest()):
              abort(403)
          return {'step': pickle.loads(data).step}
    `,
    ),
    safe(
      'python',
      'a reader that knows its classes',
      `
      import pickle

      class Restricted(pickle.Unpickler):
          def find_class(self, module, name):
              if (module, name) == ('collections', 'OrderedDict'):
                  return super().find_class(module, name)
              raise pickle.UnpicklingError(name)

      def load(file):
          return Restricted(file).load()
    `,
    ),
    vulnerable(
      'javascript',
      'critical',
      'node-serialize in a cookie',
      `
      const serialize = require('node-serialize');

      app.get('/profile', (req, res) => {
        const profile = serialize.unserialize(Buffer.from(req.cookies.profile, 'base64').toString()); // FINDING
        res.json({ name: profile.name });
      });
    `,
    ),
    vulnerable(
      'javascript',
      'critical',
      'functions that come along',
      `
      import { deepDeserialize } from 'funcster';

      export default async function handler(req, res) {
        const rules = deepDeserialize(req.body.rules); // FINDING
        res.status(200).json({ count: rules.length });
      }
    `,
    ),
    vulnerable(
      'javascript',
      'critical',
      'a document with types in it',
      `
      const Cryo = require('cryo');

      exports.handler = async (event) => {
        const document = Cryo.parse(event.body); // FINDING
        return { statusCode: 200, body: JSON.stringify({ pages: document.pages.length }) };
      };
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'the format of the engine itself',
      `
      const v8 = require('v8');

      fastify.post('/state', async (request, reply) => {
        const state = v8.deserialize(request.body); // FINDING
        return { step: state.step };
      });
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'a parameter',
      `
      const { deserialize } = require('serialize-to-js');

      module.exports = function restore(text) {
        return deserialize(text); // FINDING
      };
    `,
    ),
    safe(
      'javascript',
      'data as data',
      `
      const serialize = require('node-serialize');

      app.post('/profile', (req, res) => {
        const profile = JSON.parse(req.body.profile);
        res.cookie('profile', serialize.serialize(profile), { httpOnly: true, secure: true, sameSite: 'lax' });
        res.json({ name: profile.name });
      });
    `,
    ),
    safe(
      'javascript',
      "the program's own values",
      `
      const v8 = require('v8');
      const serialize = require('node-serialize');

      const clone = (value) => v8.deserialize(v8.serialize(value));
      const defaults = serialize.unserialize('{"theme":"light"}');
      module.exports = { clone, defaults };
    `,
    ),
    safe(
      'javascript',
      'documents of a database',
      `
      const BSON = require('bson');

      function read(req, res) {
        const document = BSON.deserialize(req.body, { promoteBuffers: true });
        res.json({ fields: Object.keys(document).length });
      }
    `,
    ),
    vulnerable(
      'typescript',
      'critical',
      'a typed Express handler',
      `
      import serialize from 'node-serialize';
      import type { Request, Response } from 'express';

      interface Draft {
        title: string;
      }

      export function restore(req: Request, res: Response): void {
        const draft = serialize.unserialize(req.body.draft as string) as Draft; // FINDING
        res.json({ title: draft.title });
      }
    `,
    ),
    vulnerable(
      'typescript',
      'critical',
      'a NestJS controller',
      `
      import { Body, Controller, Post } from '@nestjs/common';
      import { deserialize } from 'seroval';

      @Controller('state')
      export class StateController {
        @Post()
        restore(@Body('state') state: string): { size: number } {
          const restored = deserialize<Map<string, string>>(state); // FINDING
          return { size: restored.size };
        }
      }
    `,
    ),
    vulnerable(
      'typescript',
      'critical',
      'documents with functions in them',
      `
      import { BSON } from 'bson';
      import type { FastifyReply, FastifyRequest } from 'fastify';

      export async function load(request: FastifyRequest<{ Body: Buffer }>, reply: FastifyReply): Promise<void> {
        const document = BSON.deserialize(request.body, { evalFunctions: true }); // FINDING
        await reply.send({ fields: Object.keys(document).length });
      }
    `,
    ),
    safe(
      'typescript',
      'checked against a schema',
      `
      import { z } from 'zod';
      import type { Request, Response } from 'express';

      const Draft = z.object({ title: z.string() });

      export function restore(req: Request, res: Response): void {
        const draft = Draft.parse(JSON.parse(req.body.draft as string));
        res.json({ title: draft.title });
      }
    `,
    ),
    safe(
      'typescript',
      'a copy of a value of the program',
      `
      import { deserialize, serialize } from 'node:v8';

      export function clone<T>(value: T): T {
        return deserialize(serialize(value)) as T;
      }
    `,
    ),
    safe(
      'typescript',
      'a method of its own',
      `
      export class Codec<T> {
        constructor(private readonly read: (text: string) => T) {}

        deserialize(text: string): T {
          return this.read(text);
        }
      }

      export const numbers = new Codec((text) => JSON.parse(text) as number[]).deserialize('[1]');
    `,
    ),
  ],
};
