import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const NOSQL_INJECTION_SCRIPTS: readonly Sample[] = [
  vulnerable(
    'javascript',
    'high',
    'field of the body in a filter of Mongoose',
    `
      const express = require('express');
      const Gardener = require('../models/gardener');

      const router = express.Router();

      router.post('/entrance', async (req, res) => {
        const { name, badge } = req.body;
        const gardener = await Gardener.findOne({ name, badge }); // FINDING
        res.json({ welcome: gardener !== null });
      });
    `,
  ),
  vulnerable(
    'javascript',
    'high',
    'query of the address in a filter of the driver',
    `
      const { MongoClient } = require('mongodb');
      const app = require('express')();
      const client = new MongoClient('mongodb://localhost:27017');

      app.get('/apples', async (req, res) => {
        const apples = client.db('orchard').collection('apples');
        const found = await apples.find({ kind: req.query.kind }).toArray(); // FINDING
        res.json(found);
      });
    `,
  ),
  vulnerable(
    'javascript',
    'high',
    'whole body as the filter',
    `
      const mongoose = require('mongoose');
      const Apple = mongoose.model('Apple', new mongoose.Schema({ kind: String }));

      exports.remove = async (req, res) => {
        const filter = { ...req.body };
        res.json(await Apple.deleteMany(filter)); // FINDING
      };
    `,
  ),
  vulnerable(
    'javascript',
    'high',
    'parsed body of a Lambda event',
    `
      import mongoose from 'mongoose';
      import { Apple } from './models/apple.js';

      export const handler = async (event) => {
        await mongoose.connect('mongodb://localhost/orchard');
        const wanted = JSON.parse(event.body);
        const count = await Apple.countDocuments({ $and: [{ sold: false }, { row: wanted.row }] }); // FINDING
        return { statusCode: 200, body: String(count) };
      };
    `,
  ),
  vulnerable(
    'javascript',
    'high',
    'body of Koa, through a repository',
    `
      const mongoose = require('mongoose');
      const Tree = mongoose.model('Tree', new mongoose.Schema({ label: String }));

      class Trees {
        byLabel(label) {
          return Tree.findOneAndUpdate({ label }, { seen: true }); // FINDING
        }
      }

      const trees = new Trees();

      async function seen(ctx, next) {
        ctx.body = await trees.byLabel(ctx.request.body.label);
        await next();
      }
    `,
  ),
  vulnerable(
    'javascript',
    'high',
    'pipeline from the client',
    `
      const { MongoClient } = require('mongodb');

      async function report(request, reply) {
        const db = new MongoClient('mongodb://localhost').db('orchard');
        return db.collection('apples').aggregate(request.body.pipeline).toArray(); // FINDING
      }
    `,
  ),
  vulnerable(
    'javascript',
    'high',
    'code for the database',
    `
      const Apple = require('./models/apple');

      module.exports = async (req, res) => {
        const heavy = await Apple.find({ $where: \`this.weight > \${req.params.weight}\` }); // FINDING
        res.json(heavy);
      };
    `,
  ),
  vulnerable(
    'javascript',
    'low',
    'function for the database from a parameter',
    `
      export function custom(collection, body) {
        const expression = { $function: { body: 'function (apple) { ' + body + ' }', args: ['$$ROOT'], lang: 'js' } }; // FINDING
        return collection.find({ $expr: expression });
      }
    `,
  ),
  safe(
    'javascript',
    'texts, numbers and ids',
    `
      const mongoose = require('mongoose');
      const Apple = mongoose.model('Apple', new mongoose.Schema({ kind: String }));

      exports.search = async (req, res) => {
        const apples = await Apple.find({
          kind: String(req.query.kind),
          label: \`\${req.body.label}\`,
          owner: req.body.owner.toString().trim(),
          row: Number(req.query.row),
          tree: new mongoose.Types.ObjectId(req.body.tree),
          state: { $eq: req.body.state },
          weight: { $gte: req.body.weight },
          place: req.params.place,
          host: req.headers.host,
        });
        res.json(apples);
      };
    `,
  ),
  safe(
    'javascript',
    'type looked at first',
    `
      const mongoose = require('mongoose');
      const Apple = mongoose.model('Apple', new mongoose.Schema({ kind: String }));

      exports.search = async (req, res) => {
        const { kind } = req.body;
        if (typeof kind !== 'string') return res.sendStatus(400);
        res.json(await Apple.find({ kind }));
      };
    `,
  ),
  safe(
    'javascript',
    'checked by a schema',
    `
      const { z } = require('zod');
      const Joi = require('joi');
      const Apple = require('../models/apple');

      const Search = z.object({ kind: z.string() });
      const order = Joi.object({ row: Joi.number().required() });

      exports.search = async (req, res) => {
        const wanted = Search.parse(req.body);
        res.json(await Apple.find({ kind: wanted.kind }));
      };
      exports.order = async (req, res) => {
        const { error } = order.validate(req.body);
        if (error) return res.sendStatus(400);
        res.json(await Apple.findOne({ row: req.body.row }));
      };
    `,
  ),
  safe(
    'javascript',
    'operators taken out for the whole program, or here',
    `
      const express = require('express');
      const mongoSanitize = require('express-mongo-sanitize');
      const mongoose = require('mongoose');
      const Apple = mongoose.model('Apple', new mongoose.Schema({ kind: String }));

      const app = express();
      app.use(express.json());
      app.use(mongoSanitize());

      app.post('/apples', async (req, res) => {
        res.json(await Apple.find({ kind: req.body.kind }));
      });
    `,
  ),
  safe(
    'javascript',
    'operators taken out of one value',
    `
      const sanitize = require('mongo-sanitize');
      const Apple = require('./models/apple');

      exports.search = async (req, res) => {
        res.json(await Apple.find({ kind: sanitize(req.body.kind) }));
      };
    `,
  ),
  safe(
    'javascript',
    'lists, other mappers and other services',
    `
      const mongoose = require('mongoose');
      const { Gardener } = require('./models');
      const gardenerService = require('./gardenerService');

      exports.show = async (req, res) => {
        const kinds = ['boskoop', 'elstar'];
        const kind = kinds.find((one) => one === req.body.kind);
        const gardener = await Gardener.findOne({ where: { name: req.body.name } });
        const other = await gardenerService.findById(req.body.id);
        res.json({ kind, gardener, other });
      };
    `,
  ),
];
