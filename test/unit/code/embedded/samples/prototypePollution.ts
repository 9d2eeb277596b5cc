import { PROTOTYPE_POLLUTION_TYPESCRIPT } from './prototypePollutionTypeScript.ts';
import type { SampleFamily } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const PROTOTYPE_POLLUTION_SAMPLES: SampleFamily = {
  ruleId: 'prototype-pollution',
  languages: ['javascript', 'typescript'],
  samples: [
    vulnerable(
      'javascript',
      'high',
      'two names of the body',
      `
      const app = require('express')();
      const stock = {};

      app.put('/stock', (req, res) => {
        const { shelf, jar, count } = req.body;
        stock[shelf] = stock[shelf] || {};
        stock[shelf][jar] = count; // FINDING
        res.json(stock);
      });
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'recursive merge that looks at the wrong side',
      `
      const app = require('express')();
      const settings = { colours: { sky: 'blue' } };

      function merge(target, source) {
        for (const key in source) {
          if (!Object.prototype.hasOwnProperty.call(source, key)) continue;
          if (source[key] !== null && typeof source[key] === 'object') {
            if (target[key] === undefined) target[key] = {};
            merge(target[key], source[key]);
          } else {
            target[key] = source[key]; // FINDING
          }
        }
        return target;
      }

      app.patch('/settings', (req, res) => res.json(merge(settings, req.body)));
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'merge of callbacks, from an event',
      `
      const isObject = (value) => value !== null && typeof value === 'object';

      const extend = (target, source) => {
        Object.keys(source).forEach((key) => {
          if (isObject(source[key]) && isObject(target[key])) extend(target[key], source[key]);
          else target[key] = source[key]; // FINDING
        });
      };

      exports.handler = async (event) => {
        const options = {};
        extend(options, JSON.parse(event.body));
        return { statusCode: 200, body: JSON.stringify(options) };
      };
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'path of names',
      `
      function assign(object, path, value) {
        const names = path.split('.');
        let holder = object;
        while (names.length > 1) {
          const name = names.shift();
          holder = holder[name] ??= {};
        }
        holder[names[0]] = value; // FINDING
      }

      const state = {};

      module.exports = async (ctx, next) => {
        assign(state, ctx.query.path, ctx.query.value);
        await next();
      };
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'library that follows constructor',
      `
      const defaults = require('defaults-deep');

      function configure(req, res) {
        const options = defaults({}, req.body); // FINDING
        res.json(options);
      }
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'property of a fixed name',
      `
      const app = require('express')();
      const gardeners = {};

      app.put('/gardeners/:id', (req, res) => {
        const gardener = gardeners[req.params.id];
        gardener.name = req.body.name; // FINDING
        res.json(gardener);
      });
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'exported function that sets a path',
      `
      export function setDeep(object, path, value) {
        let holder = object;
        const last = path.length - 1;
        for (let at = 0; at < last; at++) {
          if (holder[path[at]] === undefined) holder[path[at]] = {};
          holder = holder[path[at]];
        }
        holder[path[last]] = value; // FINDING
        return object;
      }
    `,
    ),
    vulnerable(
      'javascript',
      'low',
      'lodash, which was unsafe once',
      `
      const _ = require('lodash');
      const settings = { colours: {} };

      function change(req, res) {
        _.merge(settings, req.body); // FINDING
        res.json(settings);
      }
    `,
    ),
    safe(
      'javascript',
      'dangerous names left out',
      `
      const BLOCKED = new Set(['__proto__', 'constructor', 'prototype']);
      const settings = {};

      function merge(target, source) {
        for (const [key, value] of Object.entries(source)) {
          if (BLOCKED.has(key)) continue;
          if (value !== null && typeof value === 'object') target[key] = merge(target[key] ?? {}, value);
          else target[key] = value;
        }
        return target;
      }

      function other(target, source) {
        for (const key in source) {
          if (key === '__proto__' || key === 'constructor' || key === 'prototype') continue;
          if (typeof source[key] === 'object') other(target[key], source[key]);
          else target[key] = source[key];
        }
      }

      module.exports = (req, res) => {
        other(settings, req.body);
        res.json(merge(settings, req.body));
      };
    `,
    ),
    safe(
      'javascript',
      'only into what the target has of its own',
      `
      const settings = {};

      function merge(target, source) {
        for (const key of Object.keys(source)) {
          if (Object.hasOwn(target, key) && typeof source[key] === 'object') merge(target[key], source[key]);
          else target[key] = source[key];
        }
      }

      module.exports = (req, res) => {
        merge(settings, req.body);
        res.json(settings);
      };
    `,
    ),
    safe(
      'javascript',
      'maps and objects without a prototype',
      `
      const app = require('express')();
      const shelves = new Map();
      const counts = Object.create(null);

      app.put('/stock', (req, res) => {
        const { shelf, jar, count } = req.body;
        if (!shelves.has(shelf)) shelves.set(shelf, new Map());
        shelves.get(shelf).set(jar, count);
        counts[shelf] = counts[shelf] ?? Object.create(null);
        counts[shelf][jar] = count;
        res.sendStatus(204);
      });
    `,
    ),
    safe(
      'javascript',
      'one level, and copies of the first level',
      `
      const stock = {};

      module.exports = (req, res) => {
        stock[req.body.jar] = req.body.count;
        const copy = Object.assign({}, JSON.parse(req.body.more));
        const next = { ...copy, ...req.body };
        for (const key in req.body) next[key] = req.body[key];
        res.json({ stock, next });
      };
    `,
    ),
    safe(
      'javascript',
      'tables with rows and columns',
      `
      export function paint(grid, x, y, colour) {
        grid[x][y] = colour;
      }

      export function count(days) {
        const sums = {};
        for (const { gardener, day, apples } of days) {
          sums[gardener] = sums[gardener] || {};
          sums[gardener][day] = apples;
        }
        return sums;
      }

      export function trimmed(node) {
        for (const key in node) {
          if (typeof node[key] === 'object') node[key] = trimmed(node[key]);
          else node[key] = String(node[key]).trim();
        }
        return node;
      }
    `,
    ),
    safe(
      'javascript',
      'prototype that nothing can be set on',
      `
      Object.freeze(Object.prototype);
      const stock = {};

      module.exports = (req, res) => {
        stock[req.body.shelf][req.body.jar] = req.body.count;
        res.json(stock);
      };
    `,
    ),
    safe(
      'javascript',
      'names of a fixed list',
      `
      const SHELVES = ['left', 'right'];
      const stock = { left: {}, right: {} };

      module.exports = (req, res) => {
        const { shelf, jar } = req.body;
        if (!SHELVES.includes(shelf)) return res.sendStatus(400);
        stock[shelf][jar] = Number(req.body.count);
        res.json(stock);
      };
    `,
    ),
    ...PROTOTYPE_POLLUTION_TYPESCRIPT,
  ],
};
