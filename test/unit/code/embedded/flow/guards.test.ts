import assert from 'node:assert/strict';
import { analyse } from '../engineForTests.ts';

async function python(guard: string, before = ''): Promise<string[]> {
  const lines = guard.split('\n').map((line) => `    ${line}`);
  const text = `import os, re\nfrom flask import request, abort\n${before}\ndef view():\n    x = request.args['x']\n${lines.join('\n')}\n`;
  return (await analyse('python', text)).findings.map((finding) => finding.severity);
}

async function javaScript(guard: string, before = ''): Promise<string[]> {
  const text = `const { exec } = require('child_process');\n${before}\nfunction view(req, res) {\n  const x = req.query.x;\n  ${guard}\n}\n`;
  return (await analyse('javascript', text)).findings.map((finding) => finding.severity);
}

const PYTHON_GUARDS = [
  'if x in ("a", "b"):\n    os.system(x)',
  'if x not in ["a", "b"]:\n    return\nos.system(x)',
  'if x not in {"a": 1}:\n    raise ValueError\nos.system(x)',
  'if x not in ALLOWED:\n    abort(404)\nos.system(x)',
  'if not x.isdigit():\n    return\nos.system(x)',
  'if x.isalnum() and len(x) < 9:\n    os.system(x)',
  'if not (x.isalnum() or x.isdigit()):\n    return\nelif True:\n    pass\nif x.isalnum():\n    os.system(x)',
  'if re.fullmatch(r"[a-z]+", x):\n    os.system(x)',
  'if re.match(r"^[\\w-]+$", x) is None:\n    return\nos.system(x)',
  'if not re.match("^(a|b)$", x):\n    return\nos.system(x)',
  'm = PATTERN.match(x)\nif PATTERN.match(x):\n    os.system(x)',
  'if isinstance(x, int):\n    os.system(str(x))',
  'if x == "a":\n    os.system(x)',
  'if x != "a" and x != "b":\n    os.system("fixed")',
  'assert x in ALLOWED\nos.system(x)',
  'if x.lower() in ALLOWED:\n    os.system(x)',
  'if is_known(x):\n    os.system(x)',
  'while x not in ALLOWED:\n    x = "a"\nos.system(x)',
  'os.system(x if x in ALLOWED else "a")',
  'if not x in ALLOWED:\n    return\nos.system(x)',
];

const PYTHON_HOLES = [
  'if x in request.args["allowed"]:\n    os.system(x)',
  'if "a" in x:\n    os.system(x)',
  'if x not in ALLOWED:\n    print("no")\nos.system(x)',
  'if x in ALLOWED:\n    pass\nos.system(x)',
  'if x in ALLOWED or len(x) < 9:\n    os.system(x)',
  'if re.match(r"[a-z]+", x):\n    os.system(x)',
  'if re.search(r"^[a-z]+", x):\n    os.system(x)',
  'if re.fullmatch(r".*", x):\n    os.system(x)',
  'if re.fullmatch(r"[^;]+", x):\n    os.system(x)',
  'if re.fullmatch(r"[a-z;]+", x):\n    os.system(x)',
  'if not re.fullmatch(r"[a-z]+", x):\n    os.system(x)',
  'if x.startswith("a"):\n    os.system(x)',
  'if x:\n    os.system(x)',
  'if x != "a":\n    os.system(x)',
  'if isinstance(x, str):\n    os.system(x)',
  'y = x\nif y in ALLOWED:\n    os.system(x)',
  'if x in ALLOWED:\n    x = request.args["y"]\n    os.system(x)',
  'if x.isdigit():\n    os.system(request.args["y"])',
];

const JAVASCRIPT_GUARDS = [
  'if (["a", "b"].includes(x)) exec(x);',
  'if (!ALLOWED.includes(x)) return; exec(x);',
  'if (!SET.has(x)) throw new Error(); exec(x);',
  'if (ALLOWED.indexOf(x) === -1) { return; } exec(x);',
  'if (ALLOWED.indexOf(x) >= 0) exec(x);',
  'if (x in MAP) exec(x);',
  'if (Object.hasOwn(MAP, x)) exec(x);',
  'if (MAP.hasOwnProperty(x)) exec(x);',
  'if (/^[a-z0-9_-]+$/i.test(x)) exec(x);',
  'if (!/^\\d+$/.test(x)) return res.end(); exec(x);',
  'if (x.match(/^[a-z]{1,8}$/)) exec(x);',
  'const p = new RegExp("^[a-z]+$"); if (p.test(x)) exec(x);',
  'if (isNaN(x)) return; exec(x);',
  'if (typeof x === "number") exec("run " + x);',
  'if (Number.isInteger(x)) exec("run " + x);',
  'if (x === "a" || x === "b") { exec("fixed"); }',
  'if (x !== "a") return; exec(x);',
  'switch (x) { case "a": case "b": exec(x); break; default: }',
  'exec(ALLOWED.includes(x) ? x : "a");',
  'const y = MAP[x]; exec(y);',
  'if (validator.isAlphanumeric(x)) exec(x);',
  'if (!req.query.y || !ALLOWED.includes(req.query.y)) return; exec(req.query.y);',
];

const JAVASCRIPT_HOLES = [
  'if (req.body.allowed.includes(x)) exec(x);',
  'if (x.includes("a")) exec(x);',
  'if (!ALLOWED.includes(x)) console.log("no"); exec(x);',
  'if (ALLOWED.indexOf(x) === -1) exec(x);',
  'if (/[a-z]+/.test(x)) exec(x);',
  'if (/^[a-z]+$/m.test(x)) exec(x);',
  'if (/^[a-z]+|b$/.test(x)) exec(x);',
  'if (/^.+$/.test(x)) exec(x);',
  'if (/^\\S+$/.test(x)) exec(x);',
  'if (/^[a-z"]+$/.test(x)) exec(x);',
  'if (typeof x === "string") exec(x);',
  'if (x) exec(x);',
  'if (ALLOWED.includes(x)) { exec(req.query.y); }',
  'if (ALLOWED.includes(x) || x.length < 4) exec(x);',
];

describe('guards', () => {
  const pythonBefore =
    'ALLOWED = ["a", "b"]\nPATTERN = re.compile(r"^[a-z]+$")\ndef is_known(name):\n    return name in ALLOWED';
  for (const guard of PYTHON_GUARDS) {
    it(`is silent behind ${guard}`, async () => {
      assert.deepEqual(await python(guard, pythonBefore), []);
    });
  }
  for (const guard of PYTHON_HOLES) {
    it(`is not taken in by ${guard}`, async () => {
      assert.deepEqual(await python(guard, pythonBefore), ['critical']);
    });
  }

  const javaScriptBefore =
    'const validator = require("validator"); const ALLOWED = ["a", "b"]; const SET = new Set(ALLOWED); const MAP = { a: "x", b: "y" };';
  for (const guard of JAVASCRIPT_GUARDS) {
    it(`is silent behind ${guard}`, async () => {
      assert.deepEqual(await javaScript(guard, javaScriptBefore), []);
    });
  }
  for (const guard of JAVASCRIPT_HOLES) {
    it(`is not taken in by ${guard}`, async () => {
      assert.deepEqual(await javaScript(guard, javaScriptBefore), ['critical']);
    });
  }

  it('claims no proof behind a check that is not in the file', async () => {
    assert.deepEqual(await python('if is_valid(x):\n    os.system(x)', 'from checks import is_valid'), ['medium']);
    assert.deepEqual(
      await javaScript('if (!isAllowed(x)) return; exec(x);', 'const { isAllowed } = require("./checks");'),
      ['medium'],
    );
  });
});

describe('checks in functions of the file', () => {
  const before = `import re
ALLOWED = ["a", "b"]
def listed(name):
    lowered = name.lower()
    if not name:
        return False
    return name in ALLOWED
def unlisted(name):
    if name in ALLOWED:
        return False
    return True
def listed_by_keyword(size, name):
    return name in ALLOWED and size > 1
def require(name):
    if name not in ALLOWED:
        raise ValueError(name)
def require_some(name):
    if len(name) > 3 and name not in ALLOWED:
        raise ValueError(name)
def logged(name):
    if name not in ALLOWED:
        print(name)
def other(name):
    name = "a"
    return name in ALLOWED
def looped(name):
    return looped(name) or name in ALLOWED
class Names:
    def has(self, name):
        for one in ALLOWED:
            if one == name:
                return True
        return False
    @staticmethod
    def need(name):
        if name in ALLOWED:
            return name
        raise ValueError(name)
`;

  it('hold for what is passed, by what the function returns', async () => {
    for (const guard of [
      'if listed(x):\n    os.system(x)',
      'if not listed(x):\n    return\nos.system(x)',
      'if not unlisted(x):\n    os.system(x)',
      'if listed_by_keyword(name=x, size=2):\n    os.system(x)',
      'assert listed(x)\nos.system(x)',
      'y = x\nif x in ALLOWED or listed(x):\n    os.system(x)',
      'if Names().has(x):\n    os.system("fixed")',
    ]) {
      assert.deepEqual(await python(guard, before), [], guard);
    }
  });

  it('hold for what is passed, where the function throws otherwise', async () => {
    for (const guard of ['require(x)\nos.system(x)', 'require(name=x)\nos.system(x)', 'Names.need(x)\nos.system(x)']) {
      assert.deepEqual(await python(guard, before), [], guard);
    }
  });

  it('hold for nothing else', async () => {
    for (const hole of [
      'if unlisted(x):\n    os.system(x)',
      'if not listed(x):\n    os.system(x)',
      'listed(x)\nos.system(x)',
      'if other(x):\n    os.system(x)',
      'if looped(x):\n    os.system(request.args["y"])',
      'if listed(request.args["y"]):\n    os.system(x)',
      'if listed_by_keyword(x, "a"):\n    os.system(x)',
      'if listed(x) or len(x) < 3:\n    os.system(x)',
      'require_some(x)\nos.system(x)',
      'logged(x)\nos.system(x)',
      'require("a")\nos.system(x)',
    ]) {
      assert.deepEqual(await python(hole, before), ['critical'], hole);
    }
  });

  it('are reported where they stand, and only once', async () => {
    const text = `import os
from flask import request
def shown(name):
    os.system('log ' + name)
    return name.isalnum()
def view():
    if shown(request.args['a']):
        os.system(request.args['b'])
`;
    const { findings } = await analyse('python', text);
    assert.deepEqual(
      findings.map((finding) => finding.evidence.quote),
      ["os.system('log ' + name)", "os.system(request.args['b'])"],
    );
  });

  it('hold in JavaScript, whatever they are', async () => {
    const script = `const ALLOWED = ["a", "b"]; const assert = require("assert");
const listed = (name) => { for (const one of ALLOWED) { if (name === one) return true; } return false; };
async function checked(name) { if (!ALLOWED.includes(name)) throw new Error(name); }
class Names { static #all = ALLOWED; need(name) { if (ALLOWED.indexOf(name) < 0) { throw new Error(name); } } }`;
    for (const guard of [
      'if (!listed(x)) return; exec(x);',
      'await checked(x); exec(x);',
      'new Names().need(x); exec(x);',
      'assert(ALLOWED.includes(x)); exec(x);',
      'assert.ok(/^[a-z]+$/.test(x)); exec(x);',
      'if (x === "a" || ALLOWED.includes(x)) exec(x);',
      'if (!x) { exec("run " + x); }',
    ]) {
      assert.deepEqual(await javaScript(guard, script), [], guard);
    }
    for (const hole of [
      'if (listed(x)) return; exec(x);',
      'checked("a"); exec(x);',
      'assert(x); exec(x);',
      'if (x === "a" || x.length < 3) exec(x);',
    ]) {
      assert.deepEqual(await javaScript(hole, script), ['critical'], hole);
    }
  });
});

describe('checks of every sign, and of some element', () => {
  it('tell of the text, and of what is compared', async () => {
    for (const guard of [
      'if all(sign.isalnum() for sign in x):\n    os.system(x)',
      'if not all(sign in "abc" for sign in x):\n    return\nos.system(x)',
      'if any(x == one for one in ALLOWED):\n    os.system(x)',
    ]) {
      assert.deepEqual(await python(guard, 'ALLOWED = ["a"]'), [], guard);
    }
    for (const hole of [
      'if any(sign.isalnum() for sign in x):\n    os.system(x)',
      'if all(sign.isalnum() for sign in x if sign != ";"):\n    os.system(x)',
      'if all(x != one for one in ALLOWED):\n    os.system(x)',
    ]) {
      assert.deepEqual(await python(hole, 'ALLOWED = ["a"]'), ['critical'], hole);
    }
    assert.deepEqual(await javaScript('if (LIST.some((one) => one === x)) exec(x);', 'const LIST = ["a"];'), []);
    assert.deepEqual(await javaScript('if (LIST.some((one) => one !== x)) exec(x);', 'const LIST = ["a"];'), [
      'critical',
    ]);
  });
});

describe('replacements that leave plain signs alone', () => {
  it('make a text harmless', async () => {
    for (const call of [
      're.sub(r"[^a-z0-9]", "", x)',
      're.sub("[^\\w-]+", "_", x)',
      'ODD.sub("", x)',
      're.sub(r"\\W", "", x)',
    ]) {
      assert.deepEqual(await python(`os.system("run " + ${call})`, 'ODD = re.compile(r"[^a-z]")'), [], call);
    }
    for (const call of ['x.replace(/[^a-z]/g, "")', 'x.replace(/\\W+/g, "_")']) {
      assert.deepEqual(await javaScript(`exec("run " + ${call});`), [], call);
    }
  });

  it('leave it dangerous where others may be left', async () => {
    for (const call of [
      're.sub(r"[;&]", "", x)',
      're.sub(r"[^a-z ;]", "", x)',
      're.sub(r"[^a-z]", request.args["y"], x)',
      're.sub(r"^[^a-z]", "", x)',
    ]) {
      assert.deepEqual(await python(`os.system("run " + ${call})`), ['critical'], call);
    }
    for (const call of ['x.replace(/[^a-z]/, "")', 'x.replace(/;/g, "")', 'x.replace(/[^a-z]/g, (one) => one)']) {
      assert.deepEqual(await javaScript(`exec("run " + ${call});`), ['critical'], call);
    }
  });
});
