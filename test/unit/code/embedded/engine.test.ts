import assert from 'node:assert/strict';
import { LONGEST_LINE, MOST_ANALYSED, MOST_SEARCHED } from '../../../../src/code/embedded/engine.ts';
import type { AnalysisResponse } from '../../../../src/code/embedded/protocol.ts';
import { EmbeddedEngine } from '../../../../src/code/embedded/engine.ts';
import { analyse, lineOf, newEngine } from './engineForTests.ts';

const PASSWORD = 'tr0ub' + '4dor-Und-K1o';
const HOLE_IN_PYTHON = 'import os\nfrom flask import request\ndef f():\n    os.system(request.args["a"])\n';
const HOLE_IN_JAVASCRIPT = 'const cp = require("child_process");\nfunction f(req, res) {\n  cp.exec(req.query.a);\n}\n';

function kinds(response: AnalysisResponse): string[] {
  return [response.status, ...response.reasons.map((reason) => reason.kind)];
}

describe('EmbeddedEngine', () => {
  describe('says what it looked at', () => {
    it('is complete on a file that it could read whole', async () => {
      const response = await analyse('python', HOLE_IN_PYTHON);
      assert.deepEqual(kinds(response), ['complete']);
      assert.equal(response.totalLines, 5);
      assert.equal(response.coveredLines, 5);
    });

    it('looks for secrets alone in a language without an adapter', async () => {
      const response = await analyse('ruby', `password = '${PASSWORD}'\n`);
      assert.deepEqual(kinds(response), ['partial', 'no-adapter']);
      assert.deepEqual(
        response.findings.map((finding) => finding.ruleId),
        ['hardcoded-secret'],
      );
      assert.equal(response.coveredLines, 0);
    });

    it('looks for secrets alone in what is generated', async () => {
      const response = await analyse(
        'javascript',
        `${HOLE_IN_JAVASCRIPT}const password = '${PASSWORD}';\nx("${'y'.repeat(LONGEST_LINE)}");\n`,
      );
      assert.deepEqual(kinds(response), ['partial', 'generated']);
      assert.deepEqual(
        response.findings.map((finding) => finding.ruleId),
        ['hardcoded-secret'],
      );
    });

    it('looks for secrets alone in a text that is too large, and for nothing in an enormous one', async () => {
      const large = await analyse('python', `password = '${PASSWORD}'\n${'x = 1\n'.repeat(MOST_ANALYSED / 6)}`);
      assert.deepEqual(kinds(large), ['partial', 'too-large']);
      assert.equal(large.findings.length, 1);
      const enormous = await analyse('python', 'x = 1\n'.repeat(MOST_SEARCHED / 6 + 1));
      assert.deepEqual(kinds(enormous), ['failed', 'too-large']);
      assert.equal(enormous.coveredLines, 0);
    });

    it('is not complete when it is no text', async () => {
      assert.deepEqual(kinds(await analyse('python', 'x = 1\0\n')), ['partial', 'not-text']);
    });

    for (const [language, text] of [
      ['python', 'def f(:\n    pass\nx = 1\n'],
      ['python', 'x = (1,\n'],
      ['python', 'import os\nos.system(input()\n'],
      // A line end that the parser made up has no node in the tree.
      ['python', 'print(1)def f():\n    pass\n'],
      ['javascript', 'function f( {\n}\nlet x = 1;\n'],
      ['javascript', 'const a = {;\n'],
      ['javascript', 'x = `abc\n'],
      ['javascript', 'let a: string = 1;\n'],
    ] as const) {
      it(`never calls ${JSON.stringify(text)} complete`, async () => {
        const response = await analyse(language, text);
        assert.deepEqual(kinds(response), ['partial', 'syntax-errors']);
        assert.ok(response.coveredLines < response.totalLines);
        assert.match(response.reasons[0]?.detail ?? '', /^lines? \d/);
      });
    }

    it('finds what is before and after a syntax error', async () => {
      const text = `${HOLE_IN_PYTHON}\ndef broken(:\n\n${HOLE_IN_PYTHON.replace('def f', 'def g')}`;
      const response = await analyse('python', text);
      assert.equal(response.status, 'partial');
      assert.equal(response.findings.filter((finding) => finding.ruleId === 'command-injection').length, 2);
    });

    it('is partial where a bound is reached, and keeps what it found', async () => {
      const engine = newEngine({ stepsPerFunction: 200, stepsPerFile: 100_000, depth: 600 });
      const text = `${HOLE_IN_PYTHON}\ndef long():\n${'    x = 1\n'.repeat(300)}\ndef after():\n    os.system(request.args["b"])\n`;
      const response = await engine.analyse({ path: 'a.py', languageId: 'python', text });
      assert.deepEqual(kinds(response), ['partial', 'analysis-limit']);
      assert.equal(response.findings.length, 2);
      assert.equal(response.totalLines - response.coveredLines, 301);
    });

    it('keeps the secrets when a grammar cannot be read, and tries again the next time', async () => {
      let broken = true;
      const working = newEngine();
      const engine = new EmbeddedEngine({
        read: () => (broken ? Promise.reject(new Error('gone')) : Promise.resolve(new Uint8Array())),
      });
      const text = `password = '${PASSWORD}'\n`;
      const response = await engine.analyse({ path: 'a.py', languageId: 'python', text });
      assert.deepEqual(kinds(response), ['partial', 'engine-crashed']);
      assert.equal(response.findings.length, 1);
      broken = false;
      assert.deepEqual(kinds(await engine.analyse({ path: 'a.py', languageId: 'python', text })), [
        'partial',
        'engine-crashed',
      ]);
      assert.deepEqual(kinds(await working.analyse({ path: 'a.py', languageId: 'python', text })), ['complete']);
    });

    it('hands over what is certain before it follows flows', async () => {
      const stages: AnalysisResponse[] = [];
      await newEngine().analyse(
        { path: 'a.py', languageId: 'python', text: `password = '${PASSWORD}'\n${HOLE_IN_PYTHON}` },
        (soFar) => stages.push(soFar),
      );
      assert.deepEqual(
        stages.map((stage) => [stage.status, stage.coveredLines, stage.findings.map((finding) => finding.ruleId)]),
        [['partial', 0, ['hardcoded-secret']]],
      );
    });
  });

  describe('places', () => {
    for (const [name, before] of [
      ['a byte order mark', '\uFEFF'],
      ['characters beyond the first plane', '# 😀🜁 𝒳\n'],
      ['lines that end in CR LF', '# a\r\n# b\r\n'],
      ['lines that end in CR', '# a\r# b\r'],
    ] as const) {
      it(`are right behind ${name}`, async () => {
        const text =
          before +
          (before.includes('\r')
            ? HOLE_IN_PYTHON.replaceAll('\n', before.endsWith('\n') ? '\r\n' : '\r')
            : HOLE_IN_PYTHON);
        const response = await analyse('python', text);
        assert.equal(response.status, 'complete');
        const [finding] = response.findings;
        assert.equal(finding?.evidence.quote, 'os.system(request.args["a"])');
        assert.equal(text.indexOf('os.system('), finding.subject.range.start);
        assert.equal(finding.subject.symbol.name, 'f');
        assert.equal(lineOf(text, finding), 4 + (before.match(/\r\n|\r|\n/g)?.length ?? 0));
      });
    }

    it('name the function around them', async () => {
      const text = `${HOLE_IN_JAVASCRIPT}
class Tool { run(req, res) { cp.exec(req.query.b); } }
app.get('/tools/:id', (req, res) => { cp.exec(req.query.c); });
const show = async (req, res) => { cp.exec(req.query.d); };
module.exports = { list: (req, res) => cp.exec(req.query.e) };
`;
      const { findings, outline } = await analyse('javascript', text);
      assert.deepEqual(
        findings.map((finding) => finding.subject.symbol.name),
        ['f', 'Tool.run', "app.get '/tools/:id'", 'show', 'list'],
      );
      assert.deepEqual(
        outline.map((symbol) => symbol.name),
        ['f', 'Tool', 'Tool.run', "app.get '/tools/:id'", 'show', 'list'],
      );
    });

    it('quote a long call only as far as it shows what is wrong', async () => {
      const text = `const db = require('mysql').createPool({});
function f(req, res) {
  db.query('SELECT * FROM t WHERE a = ' + req.query.a, (error, rows) => {
    if (error) {
      res.end();
    }
    res.json(rows);
  });
}
`;
      const { findings } = await analyse('javascript', text);
      assert.deepEqual(
        findings.map((finding) => finding.evidence.quote),
        ["query('SELECT * FROM t WHERE a = ' + req.query.a"],
      );
    });
  });

  it('lowers by one step in tests and examples', async () => {
    const severities = async (path: string): Promise<string[]> =>
      (await analyse('python', HOLE_IN_PYTHON, path)).findings.map((finding) => finding.severity);
    assert.deepEqual(await severities('src/app.py'), ['critical']);
    assert.deepEqual(await severities('tests/test_app.py'), ['high']);
    assert.deepEqual(await severities('examples/app.py'), ['high']);
  });

  it('finds the same with the same fingerprints every time', async () => {
    const first = await newEngine().analyse({ path: 'a.py', languageId: 'python', text: HOLE_IN_PYTHON });
    const second = await newEngine().analyse({ path: 'b/a.py', languageId: 'python', text: HOLE_IN_PYTHON });
    assert.deepEqual(first, second);
  });

  it('gives plain data', async () => {
    const response = await analyse('python', HOLE_IN_PYTHON);
    assert.deepEqual(structuredClone(response), response);
    assert.deepEqual(JSON.parse(JSON.stringify(response)), response);
  });

  it('holds no secret in any finding', async () => {
    const token = 'ghp_' + 'b7Qz3mXc91LkTfVwR5yHs2NdJ8uGpEa40oKi';
    const text = `import os, hashlib, requests
from flask import request
password = '${PASSWORD}'
def f():
    os.system('login --token ${token} --password ${PASSWORD} ' + request.args['a'])
    token_hash = hashlib.md5(b'${token}').hexdigest()
    requests.get('https://app:${PASSWORD}@host.example/', headers={'Authorization': 'Bearer ${token}'}, verify=False)
`;
    const { findings } = await analyse('python', text);
    assert.deepEqual([...new Set(findings.map((finding) => finding.ruleId))].sort(), [
      'command-injection',
      'hardcoded-secret',
      'tls-verification-off',
      'weak-hash',
    ]);
    const said = JSON.stringify(findings);
    for (const secret of [token, PASSWORD]) {
      for (let at = 0; at + 8 <= secret.length; at++) assert.equal(said.includes(secret.slice(at, at + 8)), false);
    }
    assert.ok(
      findings
        .filter((finding) => finding.ruleId !== 'weak-hash')
        .every((finding) => finding.evidence.masked || !finding.evidence.quote.includes('*')),
    );
  });

  describe('secrets', () => {
    const TOKEN = ['gh', 'p_', 'a8Kd92LmQz7Xw4Vb1Nc6Tr5Yp0Hs3Je9GfUi'].join('');
    const KEY_ID = ['AK', 'IA', 'Q7XZ2MPLK4RTVB9D'].join('');

    it('are in no fingerprint: only their length counts', async () => {
      const text = (password: string): string =>
        `import os\nfrom flask import request\ndef f():\n    password = "${password}"; os.system("ls " + request.args["q"])\n`;
      const [one, other] = await Promise.all(
        [PASSWORD, `K1o${PASSWORD.slice(3)}`].map((password) => analyse('python', text(password))),
      );
      assert.deepEqual(one?.findings.map(({ ruleId }) => ruleId).sort(), ['command-injection', 'hardcoded-secret']);
      assert.deepEqual(
        one.findings.map(({ fingerprint }) => fingerprint),
        other?.findings.map(({ fingerprint }) => fingerprint),
      );
    });

    for (const [language, text] of [
      [
        'python',
        `import os\nfrom flask import request\nclass ${TOKEN}:\n    def go(self):\n        ${KEY_ID} = request.args["q"]\n        os.system("ls " + ${KEY_ID})\n`,
      ],
      [
        'javascript',
        `const cp = require("child_process");\nfunction ${KEY_ID}(${TOKEN}) { cp.exec("ls " + ${TOKEN}); }\n` +
          `app.get("/a", (req, res) => { const ${TOKEN}_x = req.query.q; ${KEY_ID}(${TOKEN}_x); });\n`,
      ],
    ] as const) {
      it(`are shown nowhere when they are names in ${language}`, async () => {
        const response = await analyse(language, text);
        const flow = response.findings.find(({ ruleId }) => ruleId === 'command-injection');
        assert.ok(flow && flow.trace.length > 1);
        assert.match(JSON.stringify([flow.trace, response.outline]), /\*{16}/);
        for (const secret of [TOKEN, KEY_ID]) assert.ok(!JSON.stringify(response).includes(secret.slice(4)), secret);
      });
    }

    it('do not blank the words of our own sentences', async () => {
      const response = await analyse(
        'python',
        'import os\npassphrase = "flows into the parameter of horses"\ndef parameter(value):\n    os.system(value)\n',
      );
      const flow = response.findings.find(({ ruleId }) => ruleId === 'command-injection');
      assert.equal(flow?.subject.symbol.name, 'parameter');
      assert.ok(flow.trace.every(({ message }) => !message.includes('*')));
    });
  });
});
