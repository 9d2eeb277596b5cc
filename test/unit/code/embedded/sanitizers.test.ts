import assert from 'node:assert/strict';
import type { LanguageFamily } from '../../../../src/code/embedded/adapters/adapter.ts';
import type { TaintRule } from '../../../../src/code/embedded/rules/rule.ts';
import { RULES } from '../../../../src/code/embedded/rules/rules.ts';
import { reportFigure } from '../../../support/figures.ts';
import { analyse, rulesAndSymbols } from './engineForTests.ts';
import { SINKS_BY_RULE } from './sinksByRule.ts';

const INPUT = { python: 'request.args["a"]', javascript: 'req.query.a' } as const;
const LANGUAGES: readonly LanguageFamily[] = ['python', 'javascript'];
const TAINT_RULES = RULES.filter((rule): rule is TaintRule => rule.kind === 'taint');

/** These escape what is put into a format, not the format. */
const FORMATS = new Set(['django.utils.html.format_html']);
/** What a page or a notebook has without an import. */
const GLOBALS = new Set(['_', 'DOMPurify']);
/** Listed members that are read, not called. */
const READ = /\(\)\.(?:name|stem|suffix|base|ext|pathname)$/;

/** A use of what is listed, from its API path. */
function callOf(path: string, family: LanguageFamily, input: string): { setUp: string; call: string } {
  if (path.startsWith('*.')) return { setUp: '', call: `helper.${path.slice(2)}(${input})` };
  const { setUp, spelled } = spelling(path, family);
  if (READ.test(path)) return { setUp, call: spelled.replace('()', `(${input})`) };
  const first = FORMATS.has(path) ? "'{}', " : '';
  return { setUp, call: `${spelled.replace('()', "('x')")}(${first}${input})` };
}

function spelling(path: string, family: LanguageFamily): { setUp: string; spelled: string } {
  const parts = /^(@[^/]+\/[^.(]+|[^.(]+)(.*)$/.exec(path);
  const [module = '', members = ''] = parts?.slice(1) ?? [];
  if (family === 'python') {
    const inModule = /^[\w.]+(?=\.\w)/.exec(path.split('(')[0] ?? '')?.[0];
    return { setUp: inModule === undefined ? '' : `import ${inModule}`, spelled: path };
  }
  if (module in globalThis || GLOBALS.has(module)) return { setUp: '', spelled: path };
  return { setUp: `const helper = require('${module}');`, spelled: `helper${members}` };
}

function program(family: LanguageFamily, setUp: string, one: string, two: string): string {
  return family === 'python'
    ? `from flask import request\n${setUp}\n\ndef one(cursor, helper):\n    ${one}\n\ndef two(cursor, helper):\n    ${two}\n`
    : `${setUp}\nfunction one(req, res) {\n  ${one}\n}\nfunction two(req, res) {\n  ${two}\n}\n`;
}

describe('what a listed sanitizer takes away', function () {
  this.timeout(60_000);
  let tried = 0;

  for (const rule of TAINT_RULES) {
    for (const family of LANGUAGES) {
      const sink = SINKS_BY_RULE.get(rule.id)?.[family];
      if (rule.sanitizers[family].length === 0 && sink === undefined) continue;

      it(`of ${rule.id} in ${family}: exactly its own finding`, async () => {
        assert.ok(sink, `${rule.id} has no sink in sinksByRule.ts`);
        const plain = program(
          family,
          sink.setUp,
          sink.use(INPUT[family]),
          'pass();'.slice(0, family === 'python' ? 4 : 7),
        );
        const own = `${rule.id}@one`;
        assert.deepEqual(rulesAndSymbols((await analyse(family, plain)).findings), [own], plain);
        for (const path of rule.sanitizers[family]) {
          const { setUp, call } = callOf(path, family, INPUT[family]);
          const other = TAINT_RULES.find(
            (one) =>
              one !== rule &&
              SINKS_BY_RULE.get(one.id)?.[family] !== undefined &&
              !one.sanitizers[family].some((listed) => listed === path || listed === `*.${path.split('.').at(-1)}`),
          );
          const otherSink = other === undefined ? undefined : SINKS_BY_RULE.get(other.id)?.[family];
          assert.ok(other && otherSink, `every rule lists ${path}`);
          const text = program(
            family,
            [...new Set([sink.setUp, otherSink.setUp, setUp])].join('\n'),
            sink.use(call),
            otherSink.use(call),
          );
          tried++;
          const left = (await analyse(family, text)).findings.map((finding) => ({
            at: `${finding.ruleId}@${finding.subject.symbol.name}`,
            title: finding.title,
          }));
          assert.equal(
            left.some((finding) => finding.at === own),
            false,
            `${path} does not take ${own} away\n${text}`,
          );
          assert.ok(
            left.some((finding) => finding.at === `${other.id}@two`),
            `${path} takes ${other.id} away, too\n${text}`,
          );
        }
      });
    }
  }

  after(() => {
    reportFigure('listed sanitizers, each against its own rule and another', tried);
  });
});
