import assert from 'node:assert/strict';
import { NOSQL_INJECTION } from '../../../../../src/code/embedded/rules/nosqlInjection.ts';
import { analyse } from '../engineForTests.ts';

async function filters(language: 'python' | 'javascript', code: string): Promise<string[]> {
  const response = await analyse(language, code);
  assert.deepEqual([response.status, response.reasons], ['complete', []], code);
  return response.findings.filter((one) => one.ruleId === 'nosql-injection').map((one) => one.severity);
}

const MODEL = "const Apple = require('mongoose').model('Apple', {});";

const inExpress = (body: string, before = MODEL): Promise<string[]> =>
  filters('javascript', `${before}\nrequire('express')().post('/', async (req, res) => {\n${body}\n});\n`);

const inFlask = (body: string): Promise<string[]> =>
  filters(
    'python',
    `import json\nfrom flask import request\nfrom pymongo import MongoClient\ndb = MongoClient().a\n\ndef view():\n    ${body}\n`,
  );

/** `INPUT` stands for something of the client's. */
const JAVASCRIPT_CALLS: readonly string[] = [
  'Apple.find({ a: INPUT })',
  'Apple.findOne({ a: INPUT })',
  'Apple.findOne({ a: { b: INPUT } })',
  'Apple.find({ $or: [{ a: 1 }, { a: INPUT }] })',
  'Apple.find({ a: { $not: INPUT } })',
  'Apple.find(INPUT)',
  'Apple.findById(INPUT)',
  'Apple.findByIdAndUpdate(INPUT, { seen: true })',
  'Apple.findOneAndUpdate({ a: INPUT }, { seen: true })',
  'Apple.findOneAndDelete({ a: INPUT })',
  'Apple.updateOne({ a: INPUT }, { seen: true })',
  'Apple.updateMany({ a: INPUT }, { seen: true })',
  'Apple.replaceOne({ a: INPUT }, {})',
  'Apple.deleteOne({ a: INPUT })',
  'Apple.deleteMany({ a: INPUT })',
  'Apple.countDocuments({ a: INPUT })',
  'Apple.exists({ a: INPUT })',
  'Apple.distinct("a", { b: INPUT })',
  'Apple.aggregate([{ $match: { a: INPUT } }])',
  'Apple.aggregate(INPUT)',
];

const PYTHON_CALLS: readonly string[] = [
  "db.apples.find({'a': INPUT})",
  "db['apples'].find_one({'a': INPUT})",
  'db.apples.find(filter=INPUT)',
  "db.apples.find_one_and_update({'a': INPUT}, {'$set': {'seen': True}})",
  "db.apples.update_one({'a': INPUT}, {'$set': {'seen': True}})",
  "db.apples.delete_many({'$and': [{'a': INPUT}, {'b': 1}]})",
  "db.apples.count_documents({'a': INPUT})",
  "db.apples.distinct('a', {'b': INPUT})",
  "db.apples.aggregate(pipeline=[{'$match': {'a': INPUT}}])",
];

describe('filters of MongoDB', () => {
  for (const call of JAVASCRIPT_CALLS) {
    it(`can be taken over in ${call}, unless it is text`, async () => {
      assert.deepEqual(await inExpress(`await ${call.replace('INPUT', 'req.body.a')};`), ['high']);
      assert.deepEqual(await inExpress(`await ${call.replace('INPUT', 'String(req.body.a)')};`), []);
    });
  }

  for (const call of PYTHON_CALLS) {
    it(`can be taken over in ${call}, unless it is text`, async () => {
      assert.deepEqual(await inFlask(call.replace('INPUT', "request.json['a']")), ['high']);
      assert.deepEqual(await inFlask(call.replace('INPUT', "str(request.json['a'])")), []);
    });
  }

  it('compare with values whatever they are', async () => {
    for (const operator of ['$eq', '$ne', '$gt', '$gte', '$lt', '$in', '$regex'])
      assert.deepEqual(await inExpress(`await Apple.find({ a: { ${operator}: req.body.a } });`), [], operator);
  });

  it('are not asked of lists, maps and texts', async () => {
    for (const body of [
      'list.find((one) => one.a === req.body.a);',
      'list.find(matching);',
      'list.filter({ a: req.body.a });',
      "'text'.search(req.body.a);",
      'map.delete(req.body.a);',
      'service.findOne({ a: req.body.a });',
    ])
      assert.deepEqual(await inExpress(body, ''), [], body);
  });
});

describe('input that can be an object', () => {
  const STRUCTURES = ['req.body.a', 'req.query.a', 'req.cookies.a', 'JSON.parse(req.headers.a)', 'req.body["a"].b'];
  const TEXTS = [
    'req.params.a',
    'req.headers.a',
    'req.get("a")',
    'req.originalUrl',
    'String(req.body.a)',
    'req.body.a.toString()',
    'req.body.a.trim()',
    'req.body.a.toLowerCase()',
    '`${req.body.a}`',
    'req.body.a + ""',
    '"" + req.query.a',
    'JSON.stringify(req.body.a)',
    'encodeURIComponent(req.body.a)',
    'Number(req.body.a)',
    'parseInt(req.body.a, 10)',
    '+req.body.a',
  ];
  for (const input of STRUCTURES) {
    it(`is ${input}`, async () => {
      assert.deepEqual(await inExpress(`await Apple.find({ a: ${input} });`), ['high']);
    });
  }
  for (const input of TEXTS) {
    it(`is not ${input}`, async () => {
      assert.deepEqual(await inExpress(`await Apple.find({ a: ${input} });`), []);
    });
  }

  it('is what a function of the file parses, whatever it was', async () => {
    const before = `${MODEL}\nconst read = (text) => JSON.parse(text);\nconst plain = (value) => String(value);`;
    assert.deepEqual(await inExpress('await Apple.find({ a: read(req.params.a) });', before), ['high']);
    assert.deepEqual(await inExpress('await Apple.find({ a: plain(req.body.a) });', before), []);
  });

  it('is not what a test has found to be text', async () => {
    for (const test of [
      "typeof req.body.a === 'string'",
      "typeof req.body.a == 'string' && req.body.a.length < 9",
      'validator.isEmail(req.body.a)',
    ]) {
      const before = `${MODEL}\nconst validator = require('validator');`;
      assert.deepEqual(await inExpress(`if (${test}) await Apple.find({ a: req.body.a });`, before), [], test);
    }
    assert.deepEqual(await inExpress("if (typeof req.body.a !== 'string') await Apple.find({ a: req.body.a });"), [
      'high',
    ]);
    assert.deepEqual(
      await inFlask("a = request.json['a']\n    if isinstance(a, str):\n        db.x.find_one({'a': a})"),
      [],
    );
    assert.deepEqual(
      await inFlask("a = request.json['a']\n    if isinstance(a, dict):\n        db.x.find_one({'a': a})"),
      ['high'],
    );
  });

  it('is none of the forms, the query and the path in Python', async () => {
    for (const input of ["request.args['a']", "request.form.get('a')", "request.cookies['a']", "request.headers['a']"])
      assert.deepEqual(await inFlask(`db.x.find_one({'a': ${input}})`), [], input);
    assert.deepEqual(await inFlask("db.x.find_one({'a': json.loads(request.args['a'])})"), ['high']);
  });
});

describe('code for the database', () => {
  it('does harm as text, too', async () => {
    assert.deepEqual(await inExpress("await Apple.find({ $where: 'this.a == ' + req.params.a });"), ['high']);
    assert.deepEqual(await inExpress("await Apple.find({ $where: 'this.a == ' + Number(req.params.a) });"), []);
    assert.deepEqual(await inExpress("Apple.$where('this.a == ' + req.params.a);"), ['high']);
    assert.deepEqual(await inExpress("Apple.collection.mapReduce('function () { ' + req.body.a + ' }', reduce, {});"), [
      'high',
    ]);
  });

  it('is what it says it is', async () => {
    const { findings } = await analyse(
      'javascript',
      `${MODEL}\nexports.a = (req) => Apple.find({ $where: 'this.a == ' + req.params.a });\n`,
    );
    assert.deepEqual(
      findings.map((one) => [one.title, one.cwe]),
      [['JavaScript for the database built from client input', [943, 94]]],
    );
  });
});

describe('listed functions that make a value harmless in a filter', () => {
  for (const path of NOSQL_INJECTION.sanitizers.javascript) {
    it(`${path} does`, async () => {
      const [module = '', ...members] = path.replace('*.', 'library.').split('.');
      const before = `${MODEL}\nconst helper = require('${module}');`;
      assert.deepEqual(
        await inExpress(`await Apple.find({ a: ${['helper', ...members].join('.')}(req.body.a) });`, before),
        [],
      );
    });
  }
});
