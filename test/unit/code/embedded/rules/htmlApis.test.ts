import assert from 'node:assert/strict';
import { REFLECTED_XSS } from '../../../../../src/code/embedded/rules/reflectedXss.ts';
import { analyse } from '../engineForTests.ts';

/** Severities of what is said about HTML in a file. */
async function html(language: 'python' | 'javascript', code: string): Promise<string[]> {
  const response = await analyse(language, code);
  assert.deepEqual([response.status, response.reasons], ['complete', []], code);
  return response.findings.filter((one) => one.ruleId === 'reflected-xss').map((one) => one.severity);
}

const inExpress = (body: string): Promise<string[]> =>
  html('javascript', `const app = require('express')();\napp.get('/', (req, res) => {\n${body}\n});\n`);

/** Names of types, as they are told to Express and to node:http, and whether a browser runs scripts in them. */
const TYPES: readonly (readonly [type: string, runsScripts: boolean])[] = [
  ['text/html', true],
  ['text/html; charset=utf-8', true],
  ['TEXT/HTML', true],
  ['html', true],
  ['.html', true],
  ['application/xhtml+xml', true],
  ['image/svg+xml', true],
  ['text/xml', true],
  ['text', false],
  ['txt', false],
  ['text/plain', false],
  ['text/plain; charset=utf-8', false],
  ['json', false],
  ['application/json', false],
  ['text/csv', false],
  ['image/png', false],
  ['application/octet-stream', false],
];

/** How the type is told before `SEND`; `TYPE` stands for it. */
const TOLD: readonly string[] = [
  "res.type('TYPE'); SEND",
  "res.contentType('TYPE'); SEND",
  "res.set('Content-Type', 'TYPE'); SEND",
  "res.set({ 'content-type': 'TYPE' }); SEND",
  "res.header('Content-Type', 'TYPE'); SEND",
  "res.setHeader('content-type', 'TYPE'); SEND",
  "res.status(404).type('TYPE'); SEND",
  "if (req.query.x) res.type('TYPE'); else res.type('TYPE'); SEND",
];

describe('what is sent as HTML', () => {
  for (const [type, runsScripts] of TYPES) {
    it(`${runsScripts ? 'is' : 'is not'} ${type}, however that is told`, async () => {
      for (const told of TOLD) {
        const body = told.replaceAll('TYPE', type).replace('SEND', "res.send('Hello ' + req.query.name);");
        assert.deepEqual(await inExpress(body), runsScripts ? ['high'] : [], body);
      }
    });
  }

  it('is told in a chain, in writeHead and by what is to be saved', async () => {
    assert.deepEqual(await inExpress("res.status(200).type('text').send(req.query.name);"), []);
    assert.deepEqual(await inExpress("res.type('html').status(200).send(req.query.name);"), ['high']);
    assert.deepEqual(await inExpress("res.writeHead(200, { 'Content-Type': 'text/plain' }); res.end(req.url);"), []);
    assert.deepEqual(await inExpress("res.writeHead(200, { 'Content-Type': 'text/html' }); res.end(req.url);"), [
      'high',
    ]);
    assert.deepEqual(await inExpress("res.attachment('page.html'); res.send(req.query.name);"), []);
    const header = "res.set('Content-Disposition', 'attachment; filename=a.html');";
    assert.deepEqual(await inExpress(`${header} res.send(req.query.name);`), []);
  });

  it('is not told by a type that nobody knows', async () => {
    assert.deepEqual(await inExpress('res.type(kind()); res.send(req.query.name);'), ['medium']);
  });

  it('is guessed by the browser from how it begins', async () => {
    assert.deepEqual(await inExpress("res.end('<p>' + req.query.name);"), ['high']);
    assert.deepEqual(await inExpress('res.end(req.query.name);'), ['high']);
    assert.deepEqual(await inExpress("res.end('Hello ' + req.query.name);"), ['medium']);
    assert.deepEqual(await inExpress('res.end(JSON.stringify({ name: req.query.name }));'), []);
  });

  it('is no object, no list, no buffer and no number', async () => {
    for (const value of [
      '{ name: req.query.name }',
      '[req.query.name]',
      '{ ...req.query }',
      'req.body',
      'req.query',
      'req.query.names.split(",")',
      'JSON.parse(req.body.text)',
      'Buffer.from(req.body.text)',
      'Number(req.query.count)',
      'req.query.name.length',
    ])
      assert.deepEqual(await inExpress(`res.send(${value});`), [], value);
  });

  it('is no answer of others: rows, contents of files, outputs', async () => {
    for (const body of [
      'res.send(await gardeners.byId(req.params.id));',
      'gardeners.byId(req.params.id, (error, row) => res.send(row));',
      'gardeners.byId(req.params.id).then((row) => res.send(row));',
      'res.send(cache.get(req.params.id));',
    ])
      assert.deepEqual(await inExpress(body.replace('await ', '')), [], body);
  });

  it('goes with the response into functions of the file', async () => {
    const before = "function plain(res) { res.type('text/plain'); }\nfunction page(res, text) { res.send(text); }\n";
    const code = (body: string): string =>
      `${before}require('express')().get('/', (req, res) => {\n${body}\n});\nexports.a = 1;\n`;
    assert.deepEqual(await html('javascript', code("page(res, '<p>' + req.query.name);")), ['high']);
    assert.deepEqual(await html('javascript', code("page(res, '<p>' + Number(req.query.name));")), []);
  });
});

describe('what makes text harmless in HTML', () => {
  const harmless: readonly string[] = [
    "text.replace(/</g, '&lt;')",
    "text.replace(/[<>]/g, '')",
    'text.replace(/[&<>"\']/g, (sign) => SIGNS[sign])',
    "text.replaceAll('<', '&lt;')",
    "text.replace(/<|>/g, '')",
    "text.replace(/[^\\w ]/g, '')",
  ];
  const harmful: readonly string[] = [
    "text.replace('<', '&lt;')",
    "text.replace(/</, '&lt;')",
    "text.replace(/>/g, '&gt;')",
    "text.replace(/\"/g, '&quot;')",
    "text.replace(/<script>/g, '')",
    'text.trim()',
  ];

  for (const call of harmless) {
    it(`${call} does`, async () => {
      assert.deepEqual(await inExpress(`const text = req.query.name; res.send('<p>' + ${call});`), []);
    });
  }
  for (const call of harmful) {
    it(`${call} does not`, async () => {
      assert.deepEqual(await inExpress(`const text = req.query.name; res.send('<p>' + ${call});`), ['high']);
    });
  }

  it('a function of the file that writes entities and says so does, a function that only says so does not', async () => {
    const loop = (name: string, entity: string): string => `
      function ${name}(text) {
        let result = '';
        for (const sign of text) result += sign === '<' ? '${entity}' : sign;
        return result;
      }
      require('express')().get('/', (req, res) => res.send('<p>' + ${name}(req.query.name)));
    `;
    assert.deepEqual(await html('javascript', loop('escapeHtml', '&lt;')), []);
    assert.deepEqual(await html('javascript', loop('escapeHtml', '[')), ['high']);
    assert.deepEqual(await html('javascript', loop('decorated', '&lt;')), ['high']);
  });

  it('a test for the character that begins a tag does, where it finds none', async () => {
    const guarded = (test: string): string => `const text = req.query.name; if (${test}) res.send('<p>' + text);`;
    assert.deepEqual(await inExpress(guarded('!/[<>&]/.test(text)')), []);
    assert.deepEqual(await inExpress(guarded("!text.includes('<')")), []);
    assert.deepEqual(await inExpress(guarded('/[<>&]/.test(text)')), ['high']);
    assert.deepEqual(await inExpress(guarded("!text.includes('>')")), ['high']);
    assert.deepEqual(await inExpress(guarded('!/[^<>&]/.test(text)')), ['high']);
  });
});

describe('listed functions that make text harmless in HTML', () => {
  /** Setup and call, from the API path. */
  function callOf(path: string, language: 'python' | 'javascript', input: string): { setUp: string; call: string } {
    if (path.startsWith('*.')) return { setUp: '', call: `helper.${path.slice(2)}(${input})` };
    const [module = '', ...members] = path.split(/\.(?![^/]*\/)/);
    const made = module.endsWith('()') ? '()' : '';
    const plain = module.replace('()', '');
    if (language === 'python') {
      const holder = path.slice(0, path.lastIndexOf('.')).replace(/\.\w+\(\)$/, '');
      // What it makes harmless are the values: the text that they are put into has to be the program's.
      const args = path.endsWith('.format_html') ? `'{}', ${input}` : input;
      return { setUp: `import ${holder}`, call: path.replace('()', "('{}')").concat(`(${args})`) };
    }
    if (members.length === 0 && plain in globalThis) return { setUp: '', call: `${plain}(${input})` };
    const setUp = `const helper = require('${plain}');`;
    return { setUp, call: `${[`helper${made}`, ...members].join('.')}(${input})` };
  }

  for (const path of REFLECTED_XSS.sanitizers.python) {
    it(`${path} of Python does`, async () => {
      const { setUp, call } = callOf(path, 'python', "request.args['a']");
      const code = (value: string): string =>
        `from flask import Flask, request\n${setUp}\napp = Flask(__name__)\n\n@app.route('/')\ndef view():\n    helper = 1\n    return '<p>' + ${value}\n`;
      assert.deepEqual(await html('python', code(call)), [], code(call));
      assert.deepEqual(await html('python', code("request.args['a']")), ['high']);
    });
  }

  for (const path of REFLECTED_XSS.sanitizers.javascript) {
    it(`${path} of JavaScript does`, async () => {
      const { setUp, call } = callOf(path, 'javascript', 'req.query.a');
      const code = (value: string): string =>
        `${setUp}\nrequire('express')().get('/', (req, res) => {\n  res.send('<p>' + ${value});\n});\n`;
      assert.deepEqual(await html('javascript', code(call)), [], code(call));
      assert.deepEqual(await html('javascript', code('req.query.a')), ['high']);
    });
  }
});
