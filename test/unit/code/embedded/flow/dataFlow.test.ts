import assert from 'node:assert/strict';
import { FLOWS, inJavaScript, inPython, SILENT } from './views.ts';

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
