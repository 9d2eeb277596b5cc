import assert from 'node:assert/strict';
import { isStrictPattern } from '../../../../../src/code/embedded/flow/patterns.ts';
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

describe('isStrictPattern', () => {
  const none = { start: false, end: false };
  it('takes anchored patterns without anything that means something to a shell or to SQL', () => {
    for (const pattern of [
      '^[a-z]+$',
      '^\\w+$',
      '^[\\w.-]{1,20}$',
      '\\A[a-z]+\\Z',
      '^(?:asc|desc)$',
      '^\\d{4}-\\d{2}-\\d{2}$',
      '^[A-Za-z0-9_/-]+$',
      '^v\\d+\\.\\d+$',
    ]) {
      assert.equal(isStrictPattern(pattern, '', none), true, pattern);
    }
  });

  it('refuses all others', () => {
    for (const pattern of [
      '[a-z]+',
      '^[a-z]+',
      '[a-z]+$',
      '^.*$',
      '^a|b$',
      '^[^a]+$',
      '^\\S+$',
      '^\\W$',
      "^[a-z']+$",
      '^[a-z;]+$',
      '^[a-z ]+$',
      '^\\s+$',
      '^[a-z$]+$',
      '^a\\$',
      '^(a|.)$',
    ]) {
      assert.equal(isStrictPattern(pattern, '', none), false, pattern);
    }
    assert.equal(isStrictPattern('^[a-z]+$', 'm', none), false);
  });

  it('takes the anchors that a function gives', () => {
    assert.equal(isStrictPattern('[a-z]+', '', { start: true, end: true }), true);
    assert.equal(isStrictPattern('[a-z]+', '', { start: true, end: false }), false);
  });
});
