import assert from 'node:assert/strict';
import { analyse } from '../engineForTests.ts';
import { FLOWS, inJavaScript, inPython, SILENT } from './views.ts';

describe('functions of the same file', () => {
  it('follows what a function returns', async () => {
    assert.deepEqual(
      await inPython('os.system(wrap(tainted))', 'def wrap(text, end="."):\n    return "run " + text + end'),
      FLOWS,
    );
    assert.deepEqual(
      await inPython('os.system(wrap("a", tainted))', 'def wrap(text, other):\n    return "run " + text'),
      SILENT,
    );
    assert.deepEqual(
      await inPython('os.system(wrap(other="a", text=tainted))', 'def wrap(text, other):\n    return "run " + text'),
      FLOWS,
    );
    assert.deepEqual(
      await inPython('os.system(number(tainted))', 'def number(text):\n    return "page %d" % int(text)'),
      SILENT,
    );
    assert.deepEqual(await inJavaScript('exec(wrap(tainted));', 'const wrap = (text) => `run ${text}`;'), FLOWS);
    assert.deepEqual(
      await inJavaScript('exec(wrap({ name: tainted, other: "x" }));', 'function wrap({ other }) { return other; }'),
      SILENT,
    );
    assert.deepEqual(
      await inJavaScript('exec(wrap({ name: tainted, other: "x" }));', 'function wrap({ name }) { return name; }'),
      FLOWS,
    );
    assert.deepEqual(await inJavaScript('exec(wrap(...[tainted]));', 'function wrap(text) { return text; }'), FLOWS);
  });

  it('follows a parameter to a sink, through several functions', async () => {
    const chain =
      'def third(c):\n    os.system(c)\ndef second(b):\n    third("run " + b)\ndef first(a):\n    second(a)';
    assert.deepEqual(await inPython('first(tainted)', chain), FLOWS);
    assert.deepEqual(
      await inJavaScript(
        'first(tainted);',
        'function first(a) { second(a); } function second(b) { exec("run " + b); }',
      ),
      FLOWS,
    );
  });

  it('follows a function that is itself a source', async () => {
    assert.deepEqual(await inPython('os.system(name())', 'def name():\n    return request.args.get("n")'), FLOWS);
    assert.deepEqual(await inJavaScript('exec(name(req));', 'const name = (r) => r.query.name;'), FLOWS);
    assert.deepEqual(await inJavaScript('exec(name(req));', 'const name = (r) => r.user.name;'), ['medium']);
  });

  it('follows recursion without end', async () => {
    assert.deepEqual(
      await inPython(
        'os.system(again(tainted, 3))',
        'def again(text, n):\n    if n == 0:\n        return text\n    return again(text + ".", n - 1)',
      ),
      FLOWS,
    );
    assert.deepEqual(
      await inJavaScript(
        'exec(odd(tainted));',
        'function odd(t) { return t ? even(t.slice(1)) : t; } function even(t) { return odd(t); }',
      ),
      FLOWS,
    );
  });

  it('follows methods and fields', async () => {
    const tool =
      'class Tool:\n    def __init__(self, name):\n        self.name = name\n        self.kind = "x"\n    def run(self):\n        os.system(self.line())\n    def line(self):\n        return "run " + self.name';
    assert.deepEqual(await inPython('t = Tool(tainted)\nt.run()', tool), FLOWS);
    assert.deepEqual(await inPython('t = Tool("a")\nt.run()', tool), ['medium']);
    assert.deepEqual(await inPython('t = Tool(tainted)\nos.system(t.name)', tool), ['medium', 'critical']);
    assert.deepEqual(
      await inPython('t = Tool(tainted)\nos.system(t.kind)', tool.replace('os.system(self.line())', 'pass')),
      SILENT,
    );
    assert.deepEqual(
      await inJavaScript('new Tool().run(tainted);', 'class Tool { run(text) { this.line = text; exec(this.line); } }'),
      FLOWS,
    );
    assert.deepEqual(await inJavaScript('tool.run(tainted);', 'const tool = { run(text) { exec(text); } };'), FLOWS);
  });

  it('follows assignments to variables outside', async () => {
    assert.deepEqual(await inJavaScript('let name = "a"; [tainted].forEach((n) => { name = n; }); exec(name);'), FLOWS);
    assert.deepEqual(
      await inPython('name = "a"\ndef change():\n    nonlocal name\n    name = tainted\nchange()\nos.system(name)'),
      FLOWS,
    );
    assert.deepEqual(await inPython('os.system(NAME)', 'NAME = "a"'), SILENT);
  });

  it('follows what one handler leaves for another, in a variable or a field', async () => {
    const handlers = (store: string, use: string): string => `const { exec } = require('child_process');
let last = 'a';
app.get('/set', (req, res) => { ${store} });
app.get('/use', (req, res) => { ${use} });
`;
    const severities = async (text: string): Promise<string[]> =>
      (await analyse('javascript', text)).findings.map((finding) => finding.severity);
    assert.deepEqual(await severities(handlers('last = req.query.a;', 'exec(last);')), FLOWS);
    assert.deepEqual(await severities(handlers('last = "b";', 'exec(last);')), SILENT);
    const fields =
      'const { exec } = require("child_process"); class T { use() { exec(this.x); } set(req, res) { this.x = req.query.a; } }';
    assert.deepEqual(await severities(fields), FLOWS);
  });

  it('does not take a variable that some function changes for constant', async () => {
    const text = `const { exec } = require('child_process');
let debug = false;
exports.on = () => { debug = true; };
exports.view = (req, res) => { if (debug) exec(req.query.a); };
`;
    assert.deepEqual(
      (await analyse('javascript', text)).findings.map((finding) => finding.severity),
      FLOWS,
    );
    const python =
      'import os\nfrom flask import request\nDEBUG = False\ndef on():\n    global DEBUG\n    DEBUG = True\ndef view():\n    if DEBUG:\n        os.system(request.args["a"])\n';
    assert.deepEqual(
      (await analyse('python', python)).findings.map((finding) => finding.severity),
      FLOWS,
    );
  });

  it('follows the names that a pattern binds', async () => {
    for (const pattern of ['{"a": part}', '[part, *others]', 'Point(part)', 'str() as part', 'part']) {
      assert.deepEqual(await inPython(`match tainted:\n    case ${pattern}:\n        os.system(part)`), FLOWS, pattern);
    }
  });

  it('follows promises', async () => {
    assert.deepEqual(await inJavaScript('Promise.resolve(tainted).then((name) => exec(name));'), FLOWS);
    assert.deepEqual(
      await inJavaScript('(async () => { const name = await Promise.all([tainted]); exec(name[0]); })();'),
      FLOWS,
    );
  });

  it('follows call, apply and bind', async () => {
    assert.deepEqual(await inJavaScript('run.call(null, tainted);', 'function run(t) { exec(t); }'), FLOWS);
    assert.deepEqual(await inJavaScript('run.apply(null, [tainted]);', 'function run(t) { exec(t); }'), FLOWS);
    assert.deepEqual(await inJavaScript('run.bind(null)(tainted);', 'function run(t) { exec(t); }'), FLOWS);
  });

  it('does not claim proof where the value goes through a function that may clean it', async () => {
    assert.deepEqual(await inPython('os.system(normalise(tainted))', 'from tools import normalise'), FLOWS);
    assert.deepEqual(await inPython('os.system(sanitise(tainted))', 'from tools import sanitise'), ['medium']);
    assert.deepEqual(await inJavaScript('exec(name(req));', 'const { name } = require("./tools");'), ['medium']);
  });
});
