import assert from 'node:assert/strict';
import { canGuard } from '../../../src/code/guardCode.ts';
import type { TextRange } from '../../../src/findings/finding.ts';
import { analyse } from './embedded/engineForTests.ts';

function rangeOf(text: string, quote: string): TextRange {
  const start = text.indexOf(quote);
  assert.ok(start >= 0, quote);
  return { start, end: start + quote.length };
}

describe('canGuard', () => {
  describe('where the language is known', () => {
    const PYTHON = [
      'import os, shlex',
      'from flask import request',
      'def f():',
      '    """',
      '    q = allowed(request)',
      '    """',
      '    q = request.args["q"];#q = validated(q) upstream',
      "    note = 'if q in ALLOWED: pass'",
      "    mark = '#'; safe = ALLOWED.get(q)",
      '    if q not in ALLOWED: return',
      '    plain = q',
      '    os.system(f"ls {request.args[1]} {shlex.quote(safe)} if checked(q)")',
    ].join('\n');
    const JAVASCRIPT = [
      'const cp = require("child_process");',
      'app.get("/a", (req, res) => {',
      '  const q = req.query.q;//q = validated(q)',
      '  {/*',
      '  if (!allowed(q)) return;',
      '  */}',
      "  const url = 'http://x'; const safe = escape(q);",
      '  const pattern = /allowed(q)`/;',
      '  const view = <p>if (allowed(q)) then fine</p>;',
      '  if (!LIST.has(q)) return;',
      '  cp.exec(`ls ${q} ${quoted(q)} (is validated)`);',
      '});',
    ].join('\n');

    for (const [language, text, quote, expected] of [
      ['python', PYTHON, 'q = allowed(request)', false],
      ['python', PYTHON, 'q = validated(q) upstream', false],
      ['python', PYTHON, '#q = validated(q) upstream', false],
      ['python', PYTHON, "note = 'if q in ALLOWED: pass'", false],
      ['python', PYTHON, 'if q in ALLOWED: pass', false],
      ['python', PYTHON, 'plain = q', false],
      ['python', PYTHON, 'if checked(q)', false],
      ['python', PYTHON, 'safe = ALLOWED.get(q)', true],
      ['python', PYTHON, 'if q not in ALLOWED: return', true],
      ['python', PYTHON, '{shlex.quote(safe)}', true],
      ['javascript', JAVASCRIPT, 'q = validated(q)', false],
      ['javascript', JAVASCRIPT, 'if (!allowed(q)) return;', false],
      ['javascript', JAVASCRIPT, 'allowed(q)`', false],
      ['javascript', JAVASCRIPT, 'if (allowed(q)) then fine', false],
      ['javascript', JAVASCRIPT, '(is validated)', false],
      ['javascript', JAVASCRIPT, 'const safe = escape(q);', true],
      ['javascript', JAVASCRIPT, 'if (!LIST.has(q)) return;', true],
      ['javascript', JAVASCRIPT, '${quoted(q)}', true],
    ] as const) {
      it(`${expected ? 'takes' : 'does not take'} ${quote} (${language})`, async () => {
        const { status, notCode } = await analyse(language, text);
        assert.equal(status, 'complete');
        assert.ok(notCode);
        assert.equal(canGuard(text, rangeOf(text, quote), notCode), expected);
      });
    }

    it('does not take what the parser did not understand', async () => {
      const text = 'import os\nfrom flask import request\nos.system(request.args["q"])\n)) allowed(q) ((\n';
      const { notCode } = await analyse('python', text);
      assert.equal(canGuard(text, rangeOf(text, 'allowed(q)'), notCode), false);
    });

    it('is not burdened with it when there is no flow', async () => {
      assert.equal((await analyse('python', 'x = "y"  # z\n')).notCode, undefined);
    });
  });

  describe('where the language is not known', () => {
    for (const [text, quote] of [
      ['os.system(q) # input is validated upstream', 'input is validated upstream'],
      ['os.system(q);#input is validated(upstream)', 'input is validated(upstream)'],
      ['exec(q);//input is validated(upstream)', 'input is validated(upstream)'],
      ['x = "input is validated(upstream)"', '"input is validated(upstream)"'],
      ['x = "input is validated(upstream)"', 'x = "input is validated(upstream)"'],
      ["x = 'allowed = validated(q)'", 'allowed = validated(q)'],
      ['<!--input is validated(q)-->', 'input is validated(q)'],
      ['q = 1 ;//allowed = validated(q)', 'allowed = validated(q)'],
      ['{/*\n allowed = validated(q)\n*/}', 'allowed = validated(q)'],
      ['%% x\n"""ok"""\n%comment validated(q) here', 'validated(q) here'],
      ['; validated(q) here', 'validated(q) here'],
      ['=begin\nvalidated(q) here\n=end', 'validated(q) here'],
      ['{-\nvalidated(q) here\n-}', 'validated(q) here'],
      ['REM validated(q) here', 'validated(q) here'],
      ['x = `\nif (validated(q)) {\n`', 'if (validated(q)) {'],
      ['input is validated upstream', 'input is validated upstream'],
      ['allowed = q', 'allowed = q'],
    ] as const) {
      it(`does not take ${JSON.stringify(quote)} of ${JSON.stringify(text)}`, () => {
        assert.equal(canGuard(text, rangeOf(text, quote), undefined), false);
      });
    }

    for (const text of ['if (ALLOWED.contains(q)) {', 'unless q', 'q = escape("a b")', 'assert q in ALLOWED'])
      it(`takes ${text}`, () => {
        assert.equal(canGuard(`run(x)\n  ${text}\n`, rangeOf(`run(x)\n  ${text}\n`, text), undefined), true);
      });
  });
});
