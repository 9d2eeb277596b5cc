import assert from 'node:assert/strict';
import { analyse } from '../engineForTests.ts';

async function found(code: string): Promise<string[]> {
  const response = await analyse('javascript', code);
  assert.deepEqual([response.status, response.reasons], ['complete', []], code);
  return response.findings.filter((one) => one.ruleId === 'prototype-pollution').map((one) => one.severity);
}

const inExpress = (body: string, before = ''): Promise<string[]> =>
  found(`const kept = {};\n${before}\nrequire('express')().put('/', (req, res) => {\n${body}\n});\n`);

/** A merge of the file that gets the body; `GUARD` stands in front of what it does with a key. */
const merge = (guard: string, before = ''): Promise<string[]> =>
  inExpress(
    'merge(kept, req.body);',
    `${before}
function merge(target, source) {
  for (const key in source) {
    ${guard}
    if (typeof source[key] === 'object') merge(target[key], source[key]);
    else target[key] = source[key];
  }
}`,
  );

describe('properties that are set by names from outside', () => {
  it('need two names: one alone stays in the object', async () => {
    assert.deepEqual(await inExpress('kept[req.body.a][req.body.b] = 1;'), ['high']);
    assert.deepEqual(await inExpress('const inner = kept[req.body.a]; inner[req.body.b] = 1;'), ['high']);
    assert.deepEqual(await inExpress('kept[req.body.a] = req.body.b;'), []);
    assert.deepEqual(await inExpress('kept.fixed[req.body.b] = 1;'), []);
    assert.deepEqual(await inExpress('kept[1][req.body.b] = 1;'), []);
  });

  it('are less bad when the last name is fixed', async () => {
    assert.deepEqual(await inExpress('kept[req.body.a].name = 1;'), ['medium']);
    assert.deepEqual(await inExpress('const list = [{}, {}]; list.name = 1;'), []);
  });

  it('are none in maps and in objects without a prototype', async () => {
    assert.deepEqual(await inExpress('const bare = Object.create(null); bare[req.body.a][req.body.b] = 1;'), []);
    assert.deepEqual(await inExpress('const map = new Map(); map.get(req.body.a).set(req.body.b, 1);'), []);
  });

  it('are none where only room is made', async () => {
    assert.deepEqual(await inExpress('kept[req.body.a][req.body.b] = {};'), []);
    assert.deepEqual(await inExpress('kept[req.body.a][req.body.b] ??= {};'), []);
  });

  it('are none once a name is a number or one of a list', async () => {
    assert.deepEqual(await inExpress('kept[Number(req.body.a)][req.body.b] = 1;'), []);
    assert.deepEqual(
      await inExpress("const { a } = req.body; if (['x', 'y'].includes(a)) kept[a][req.body.b] = 1;"),
      [],
    );
  });
});

describe('merges of the file', () => {
  it('are found without a guard, by the body and by callers outside', async () => {
    assert.deepEqual(await merge(''), ['high']);
    assert.deepEqual(
      await found(
        'export function merge(a, b) { for (const k in b) { if (a[k]) merge(a[k], b[k]); else a[k] = b[k]; } }\n',
      ),
      ['medium'],
    );
  });

  const GUARDS: readonly (readonly [guard: string, holds: boolean, before?: string])[] = [
    ["if (key === '__proto__') continue;", true],
    ["if (key == '__proto__' || key == 'constructor') continue;", true],
    ["if (['__proto__', 'constructor'].includes(key)) continue;", true],
    ["if (['__proto__', 'constructor'].indexOf(key) !== -1) continue;", true],
    ['if (BLOCKED.has(key)) continue;', true, "const BLOCKED = new Set(['__proto__', 'constructor']);"],
    ['if (/^(__proto__|constructor)$/.test(key)) continue;', true],
    ['if (!isSafe(key)) continue;', true, "const isSafe = (key) => key !== '__proto__' && key !== 'constructor';"],
    ['if (!Object.hasOwn(target, key)) continue;', true],
    ['if (!target.hasOwnProperty(key)) continue;', true],
    ['if (!Object.prototype.hasOwnProperty.call(target, key)) continue;', true],
    ['if (!source.hasOwnProperty(key)) continue;', false],
    ['if (!Object.hasOwn(source, key)) continue;', false],
    ["if (key === 'constructor') continue;", false],
    ["if (key === 'id') continue;", false],
    ["if (key !== '__proto__') log(key);", false],
  ];
  for (const [guard, holds, before] of GUARDS) {
    it(`${holds ? 'are safe' : 'are not safe'} with ${guard}`, async () => {
      assert.deepEqual(await merge(guard, before), holds ? [] : ['high']);
    });
  }

  it('are not copies of one level, nor changes of what an object has', async () => {
    assert.deepEqual(await inExpress('for (const key in req.body) kept[key] = req.body[key];'), []);
    assert.deepEqual(
      await found(
        'export function trim(a) { for (const k in a) { if (typeof a[k] === "object") trim(a[k]); else a[k] = a[k].trim(); } }\n',
      ),
      [],
    );
  });

  it('do no harm once the prototype is frozen', async () => {
    assert.deepEqual(await merge('', 'Object.freeze(Object.prototype);'), []);
  });
});

describe('merges of libraries', () => {
  const LIBRARIES: readonly (readonly [setUp: string, call: string, severity: string])[] = [
    ["const _ = require('lodash');", '_.merge(kept, req.body)', 'low'],
    ["const _ = require('lodash');", '_.defaultsDeep({}, kept, req.body)', 'low'],
    ["const _ = require('lodash');", '_.set(kept, req.body.path, 1)', 'low'],
    ["const merge = require('lodash/merge');", 'merge(kept, req.body)', 'low'],
    ["const $ = require('jquery');", '$.extend(true, kept, req.body)', 'low'],
    ["const extend = require('extend');", 'extend(true, kept, req.body)', 'low'],
    ["const hoek = require('@hapi/hoek');", 'hoek.merge(kept, req.body)', 'low'],
    ["const setWith = require('lodash.setwith');", 'setWith(kept, req.body.path, 1, Object)', 'high'],
    ["const defaults = require('defaults-deep');", 'defaults(kept, req.body)', 'high'],
  ];
  for (const [setUp, call, severity] of LIBRARIES) {
    it(`are ${severity} in ${call} after ${setUp}`, async () => {
      assert.deepEqual(await inExpress(`${call};`, setUp), [severity]);
      assert.deepEqual(await inExpress(`${call.replaceAll(/req\.body(\.path)?/g, '{ a: 1 }')};`, setUp), []);
    });
  }

  it('are none without depth', async () => {
    assert.deepEqual(await inExpress('$.extend(kept, req.body);', "const $ = require('jquery');"), []);
    assert.deepEqual(await inExpress('Object.assign(kept, req.body);'), []);
  });
});
