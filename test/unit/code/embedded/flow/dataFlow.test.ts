import assert from 'node:assert/strict';
import { analyse } from '../engineForTests.ts';

/** Severities of what is found in the body of a Flask view in which `tainted` is the client's. */
async function inPython(body: string, before = ''): Promise<string[]> {
  const lines = body.replace(/^\n|\s+$/g, '').split('\n');
  const indentation = /^ */.exec(lines[0] ?? '')?.[0].length ?? 0;
  const text = `import os, re\nfrom flask import request\n${before}\ndef view():\n    tainted = request.args['t']\n${lines.map((line) => `    ${line.slice(indentation)}`).join('\n')}\n`;
  const response = await analyse('python', text);
  assert.deepEqual([response.status, response.reasons], ['complete', []], text);
  return response.findings.map((finding) => finding.severity);
}

/** The same for an Express handler. */
async function inJavaScript(body: string, before = ''): Promise<string[]> {
  const text = `const { exec } = require('child_process');\n${before}\nfunction view(req, res) {\n  const tainted = req.query.t;\n${body}\n}\n`;
  const response = await analyse('javascript', text);
  assert.deepEqual([response.status, response.reasons], ['complete', []], text);
  return response.findings.map((finding) => finding.severity);
}

const FLOWS = ['critical'];
const SILENT: string[] = [];

describe('constant folding and branches', () => {
  it('prunes a branch whose condition is constant', async () => {
    assert.deepEqual(
      await inPython('number = 86\nname = "a" if 7 * 42 - number > 200 else tainted\nos.system(name)'),
      SILENT,
    );
    assert.deepEqual(
      await inPython('number = 86\nname = "a" if 7 * 42 - number < 200 else tainted\nos.system(name)'),
      FLOWS,
    );
    assert.deepEqual(await inJavaScript('let name = "a"; if (2 + 2 === 5) { name = tainted; } exec(name);'), SILENT);
    assert.deepEqual(await inJavaScript('let name = "a"; if (2 + 2 === 4) { name = tainted; } exec(name);'), FLOWS);
  });

  it('joins both branches when the condition is not known', async () => {
    assert.deepEqual(await inPython('name = "a"\nif len(tainted) > 3:\n    name = tainted\nos.system(name)'), FLOWS);
    assert.deepEqual(
      await inJavaScript('let name = "a"; if (req.query.u) name = tainted; else name = "b"; exec(name);'),
      FLOWS,
    );
  });

  it('forgets what is overwritten', async () => {
    assert.deepEqual(await inPython('name = tainted\nname = "a"\nos.system(name)'), SILENT);
    assert.deepEqual(await inJavaScript('let name = tainted; name = "a"; exec(name);'), SILENT);
  });

  it('takes the case of a switch that a constant selects', async () => {
    const match = (subject: string): string =>
      `match ${subject}:\n    case "A":\n        name = tainted\n    case "B" | "C":\n        name = "b"\n    case _:\n        name = "c"\nos.system(name)`;
    assert.deepEqual(await inPython(match('"ABC"[1]')), SILENT);
    assert.deepEqual(await inPython(match('"ABC"[0]')), FLOWS);
    assert.deepEqual(await inPython(match('request.args["k"]')), FLOWS);
    const choice = (subject: string): string =>
      `let name; switch (${subject}) { case "A": name = tainted; break; case "B": name = "b"; break; default: name = "c"; } exec(name);`;
    assert.deepEqual(await inJavaScript(choice('"B"')), SILENT);
    assert.deepEqual(await inJavaScript(choice('"A"')), FLOWS);
    assert.deepEqual(await inJavaScript(choice('req.query.k')), FLOWS);
  });

  it('falls through a case without break', async () => {
    assert.deepEqual(
      await inJavaScript('let name = "a"; switch (req.query.k) { case "A": name = tainted; case "B": exec(name); }'),
      FLOWS,
    );
  });

  it('does not look behind a return or a raise', async () => {
    assert.deepEqual(await inPython('return "early"\nos.system(tainted)'), SILENT);
    assert.deepEqual(await inJavaScript('throw new Error("x"); exec(tainted);'), SILENT);
  });

  it('goes through try, except, else and finally', async () => {
    assert.deepEqual(
      await inPython('name = "a"\ntry:\n    name = tainted\n    int(name)\nexcept ValueError:\n    os.system(name)'),
      FLOWS,
    );
    assert.deepEqual(
      await inPython(
        'name = "a"\ntry:\n    pass\nexcept ValueError:\n    name = tainted\nelse:\n    name = "b"\nos.system(name)',
      ),
      FLOWS,
    );
    assert.deepEqual(
      await inPython('name = tainted\ntry:\n    load()\nfinally:\n    name = "b"\nos.system(name)'),
      SILENT,
    );
    assert.deepEqual(
      await inJavaScript('let name = "a"; try { name = tainted; load(); } catch { exec(name); }'),
      FLOWS,
    );
  });

  it('goes round loops until nothing is new', async () => {
    assert.deepEqual(
      await inPython('a = b = c = "x"\nfor i in range(9):\n    c = b\n    b = a\n    a = tainted\nos.system(c)'),
      FLOWS,
    );
    assert.deepEqual(await inPython('name = ""\nwhile len(name) < 9:\n    name += tainted\nos.system(name)'), FLOWS);
    assert.deepEqual(
      await inPython(
        'name = "a"\nfor i in range(9):\n    name = tainted\n    break\nelse:\n    name = "b"\nos.system(name)',
      ),
      FLOWS,
    );
    assert.deepEqual(
      await inJavaScript(
        'let name = ""; for (let i = 0; i < 3; i++) { if (i === 2) continue; name = `${name}${tainted}`; } exec(name);',
      ),
      FLOWS,
    );
    assert.deepEqual(
      await inJavaScript('let name = ""; for (let i = 0; i < 3; i++) name += i; exec("run" + name);'),
      SILENT,
    );
    assert.deepEqual(
      await inJavaScript('let name = "a"; do { exec(name); name = tainted; } while (req.query.more);'),
      FLOWS,
    );
  });

  it('keeps what only a part of a condition proves inside that condition', async () => {
    assert.deepEqual(await inPython('ok = tainted in ("a", "b") and tainted != "c"\nos.system(tainted)'), FLOWS);
    assert.deepEqual(await inPython('tainted.isdigit() and os.system("page " + tainted)'), SILENT);
    assert.deepEqual(await inJavaScript('const ok = ["a", "b"].includes(tainted) && exec(tainted);'), SILENT);
  });
});

describe('building of text', () => {
  const PYTHON = [
    '"run " + tainted',
    'f"run {tainted}"',
    'f"run {tainted!r}"',
    '"run %s" % tainted',
    '"run %s %d" % (tainted, 1)',
    '"run %(a)s" % {"a": tainted}',
    '"run {}".format(tainted)',
    '"run {0}".format(tainted)',
    '"run {a}".format(a=tainted)',
    '"run {a.b}".format(a=tainted)',
    '" ".join(["run", tainted])',
    '" ".join(t for t in [tainted])',
    '"run " "it " + tainted',
    '"run NAME".replace("NAME", tainted)',
    '("run " + tainted).strip().upper()',
    'str(tainted)[1:]',
    'tainted * 2',
    'os.path.join("/srv", tainted)',
    '"run " + (tainted or "x")',
    '"".join(reversed(tainted))',
  ];
  for (const expression of PYTHON) {
    it(`follows ${expression}`, async () => {
      assert.deepEqual(await inPython(`os.system(${expression})`), FLOWS);
    });
  }

  const JAVASCRIPT = [
    '"run " + tainted',
    '`run ${tainted}`',
    '"run ".concat(tainted)',
    '["run", tainted].join(" ")',
    '"run NAME".replace("NAME", tainted)',
    'String(tainted).trim()',
    'tainted.split(",")[0]',
    'tainted.slice(1).toUpperCase()',
    'String.raw`run ${tainted}`',
    'util.format("run %s", tainted)',
    'tainted || "x"',
    'tainted ?? "x"',
    'JSON.stringify({ a: tainted })',
    'decodeURIComponent(tainted)',
    'Buffer.from(tainted, "base64").toString()',
    '(0, tainted)',
  ];
  for (const expression of JAVASCRIPT) {
    it(`follows ${expression}`, async () => {
      assert.deepEqual(await inJavaScript(`exec(${expression});`, 'const util = require("util");'), FLOWS);
    });
  }

  const HARMLESS_PYTHON = [
    '"run %d" % tainted',
    '"run {:d}".format(tainted)',
    'f"run {tainted:02d}"',
    '"run " + str(len(tainted))',
    '"run " + str(int(tainted))',
    '"run " + str(tainted == "a")',
    '"run " + hashlib.sha256(tainted.encode()).hexdigest()',
  ];
  for (const expression of HARMLESS_PYTHON) {
    it(`is silent on ${expression}`, async () => {
      assert.deepEqual(await inPython(`os.system(${expression})`, 'import hashlib'), SILENT);
    });
  }

  const HARMLESS_JAVASCRIPT = [
    '"run " + Number(tainted)',
    '"run " + +tainted',
    '`run ${tainted.length}`',
    '"run " + (tainted === "a")',
    '"run " + parseInt(tainted, 10)',
    'tainted ? "a" : "b"',
  ];
  for (const expression of HARMLESS_JAVASCRIPT) {
    it(`is silent on ${expression}`, async () => {
      assert.deepEqual(await inJavaScript(`exec(${expression});`), SILENT);
    });
  }
});

describe('containers', () => {
  it('keeps the members of a dictionary apart', async () => {
    assert.deepEqual(await inPython('d = {}\nd["a"] = "x"\nd["b"] = tainted\nos.system(d["a"])'), SILENT);
    assert.deepEqual(await inPython('d = {}\nd["a"] = "x"\nd["b"] = tainted\nos.system(d["b"])'), FLOWS);
    assert.deepEqual(await inPython('d = {"a": "x", "b": tainted}\nd["b"] = "y"\nos.system(d.get("b"))'), SILENT);
    assert.deepEqual(await inPython('d = dict(a=tainted)\nos.system(d["a"])'), FLOWS);
    assert.deepEqual(await inJavaScript('const o = { a: "x", b: tainted }; exec(o.a);'), SILENT);
    assert.deepEqual(await inJavaScript('const o = { a: "x" }; o.b = tainted; exec(o["b"]);'), FLOWS);
    assert.deepEqual(await inJavaScript('const o = { ...req.body, a: "x" }; exec(o.b);'), FLOWS);
    assert.deepEqual(await inJavaScript('const { a, ...others } = { a: "x", b: tainted }; exec(a);'), SILENT);
    assert.deepEqual(
      await inJavaScript('const m = new Map(); m.set("a", "x"); m.set("b", tainted); exec(m.get("b"));'),
      FLOWS,
    );
  });

  it('takes a member that is not known for any of them', async () => {
    assert.deepEqual(await inPython('d = {"a": "x", "b": tainted}\nos.system(d[request.args["k"]])'), FLOWS);
    assert.deepEqual(await inPython('d = {"a": "x", "b": "y"}\nos.system(d[tainted])'), SILENT);
    assert.deepEqual(await inJavaScript('const o = { a: "x", b: "y" }; exec(o[tainted]);'), SILENT);
  });

  it('knows the places in a list', async () => {
    assert.deepEqual(await inPython('l = ["a", tainted]\nl.append("b")\nl.pop(0)\nos.system(l[0])'), FLOWS);
    assert.deepEqual(await inPython('l = ["a", tainted]\nl.append("b")\nl.pop(0)\nos.system(l[1])'), SILENT);
    assert.deepEqual(await inPython('l = ["a", tainted]\nos.system(l[-1])'), FLOWS);
    assert.deepEqual(await inPython('first, second = "a", tainted\nos.system(first)'), SILENT);
    assert.deepEqual(await inPython('first, *others = "a", tainted\nos.system(others[0])'), FLOWS);
    assert.deepEqual(await inJavaScript('const l = ["a"]; l.push(tainted); l.shift(); exec(l[0]);'), FLOWS);
    assert.deepEqual(await inJavaScript('const [first, second] = ["a", tainted]; exec(first);'), SILENT);
  });

  it('loops over members, pairs and comprehensions', async () => {
    assert.deepEqual(await inPython('for key, value in {"a": tainted}.items():\n    os.system(value)'), FLOWS);
    assert.deepEqual(
      await inPython('for name in [n.strip() for n in tainted.split(",") if n]:\n    os.system(name)'),
      FLOWS,
    );
    assert.deepEqual(
      await inPython('for name in [n for n in tainted.split(",") if n.isalnum()]:\n    os.system(name)'),
      SILENT,
    );
    assert.deepEqual(await inPython('for number in range(int(tainted)):\n    os.system(f"page {number}")'), SILENT);
    assert.deepEqual(await inJavaScript('for (const name of tainted.split(",")) exec(name);'), FLOWS);
    assert.deepEqual(await inJavaScript('for (const key in req.body) exec(key);'), FLOWS);
    assert.deepEqual(
      await inJavaScript('tainted.split(",").map((n) => n.trim()).filter(Boolean).forEach((n) => exec(n));'),
      FLOWS,
    );
    assert.deepEqual(await inJavaScript('["a", "b"].forEach((n) => exec(n));'), SILENT);
    assert.deepEqual(await inJavaScript('Object.values(req.body).forEach((n) => exec(n));'), FLOWS);
  });

  it('knows the sections of a configuration', async () => {
    const fill =
      'import configparser\nc = configparser.ConfigParser()\nc.add_section("s")\nc.set("s", "a", "x")\nc.set("s", "b", tainted)\n';
    assert.deepEqual(await inPython(`${fill}os.system(c.get("s", "a"))`), SILENT);
    assert.deepEqual(await inPython(`${fill}os.system(c.get("s", "b"))`), FLOWS);
  });
});

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
