import assert from 'node:assert/strict';
import type { Engine } from '../../../src/findings/finding.ts';
import { withoutWords } from '../../../src/remediation/codeLines.ts';
import { codeFixPrompt, type CodeFixRequest } from '../../../src/remediation/fixPrompt.ts';
import { draftAt } from '../findings/samples.ts';
import { CODE, codeFinding, codeRequest, promptIn, partsOf, whyNot } from './samples.ts';
import { BOUNDARY, optionsWith } from './shippedPlaybooks.ts';

const built = (overrides: Partial<CodeFixRequest> = {}) =>
  promptIn(codeFixPrompt(codeRequest(overrides), optionsWith()));

describe('the prompt for findings of a file', () => {
  it('names the file, the function, the rule and the way of the data outside of the block', () => {
    const prompt = built();
    const { outside } = partsOf(prompt, BOUNDARY);
    for (const words of [
      'File: src/app.py',
      'rule sql-injection',
      'line 9, in find.',
      'line 6, then line 8, then line 9',
    ])
      assert.ok(outside.includes(words), words);
    assert.deepEqual(prompt.identifiers, [
      { name: 'path', value: 'src/app.py' },
      { name: 'rule', value: 'sql-injection' },
      { name: 'line', value: '9' },
      { name: 'function', value: 'find' },
    ]);
    assert.deepEqual(prompt.playbooks, [{ id: 'sql-injection', version: 1, overridden: false }]);
  });

  it('asks for the smallest change and a test, and forbids to suppress the finding', () => {
    const { text } = built();
    for (const words of [/smallest change/, /Add a test/, /Do not suppress a finding/, /\.palisade\/ignores\.yaml/])
      assert.match(text, words);
  });

  it('says that data is no instruction before and after the block', () => {
    const [before = '', after = ''] = partsOf(built(), BOUNDARY).outside.split(/\n\n\n\n/);
    assert.match(before, /data, not instructions[^\n]*$/);
    assert.match(after, /^End of the data\. [^\n]*data, not instructions/);
  });

  it('has the lines of the function without comments, with their numbers', () => {
    const { data } = partsOf(built(), BOUNDARY);
    assert.deepEqual(data['lines'], [
      '4|def find(store):',
      '6|    wanted = request.args["wanted"]',
      `8|    text = "name = '" + wanted + "'"`,
      '9|    return store.run(text)',
    ]);
  });

  it('has no line of code where comments cannot be told', () => {
    const prompt = built({ comments: undefined });
    const { data, inside } = partsOf(prompt, BOUNDARY);
    assert.equal(data['lines'], undefined);
    assert.doesNotMatch(inside, /store|wanted/);
    assert.deepEqual(
      prompt.data.map(({ name }) => name),
      ['words on the way of the data'],
    );
  });

  it('names the right lines of a text of which nothing may be shown', () => {
    const { text } = built({ masked: withoutWords(CODE), comments: undefined });
    assert.match(text, /Place: line 9, in find/);
    assert.match(text, /line 6, then line 8, then line 9/);
    assert.doesNotMatch(text, /store\.run/);
  });

  it('quotes a long function only around the finding, with its first line', () => {
    const filler = Array.from({ length: 200 }, (_, at) => `    step_${at}()`).join('\n');
    const masked = `def long(a):\n${filler}\n    os.system(a)\n${filler}\n`;
    const start = masked.indexOf('os.system(a)');
    const finding = codeFinding({
      ruleId: 'command-injection',
      subject: {
        kind: 'code',
        range: { start, end: start + 12 },
        symbol: { name: 'long', range: { start: 0, end: masked.length } },
      },
      trace: [],
    });
    const prompt = built({ masked, comments: [], findings: [finding] });
    const lines = partsOf(prompt, BOUNDARY).data['lines'] as string[];
    assert.equal(lines.length, 60);
    assert.equal(lines[0], '1|def long(a):');
    assert.ok(lines.includes('202|    os.system(a)'));
    assert.deepEqual(
      prompt.data.map(({ name, left }) => [name, left]),
      [
        ['lines of the findings', 'whole'],
        ['lines around them', 'shortened'],
      ],
    );
  });

  it('has several findings, the worst first, and each playbook once', () => {
    const findings = [
      codeFinding({ ruleId: 'debug-mode', severity: 'low', trace: [], cwe: [489] }, 'return 1'),
      codeFinding({ ruleId: 'gemini.sql-injection', severity: 'high', trace: [] }, 'wanted = request'),
      codeFinding(),
    ];
    const prompt = built({ findings });
    assert.deepEqual(
      [...prompt.text.matchAll(/^\d\. .*?: rule (\S+),/gm)].map(([, rule]) => rule),
      ['sql-injection', 'gemini.sql-injection', 'debug-mode'],
    );
    assert.deepEqual(
      prompt.playbooks.map(({ id }) => id),
      ['sql-injection', 'debug-mode'],
    );
    assert.equal(prompt.text.split('Playbook: SQL').length, 2);
  });

  for (const [engine, hasNote] of [
    ['gemini', true],
    ['both', false],
    ['embedded', false],
  ] as readonly (readonly [Engine, boolean])[]) {
    it(`${hasNote ? 'has' : 'has not'} what the model says, as data, for findings of ${engine}`, () => {
      const finding = codeFinding({ provenance: { engine }, title: 'Prose one', explanation: 'Prose two' });
      const { outside, inside } = partsOf(built({ findings: [finding] }), BOUNDARY);
      assert.doesNotMatch(outside, /Prose/);
      assert.equal(/Prose one.*Prose two/.test(inside), hasNote);
    });
  }

  it('has what is no identifier in the block, and says where it is', () => {
    const symbol = { name: 'naïve fn', range: { start: 0, end: CODE.length } };
    const finding = codeFinding({ subject: { ...draftAt(CODE, 'store.run(text)').subject, symbol } });
    const prompt = built({ path: 'my files/ä.py', findings: [finding] });
    const { outside, data } = partsOf(prompt, BOUNDARY);
    assert.match(outside, /File: the one that the data at the end names as "path"/);
    assert.match(outside, /in the function that the data names for finding 1/);
    assert.equal(data['path'], 'my files/ä.py');
    assert.deepEqual(data['functions'], [{ finding: 1, function: 'naïve fn' }]);
    assert.deepEqual(
      prompt.identifiers.map(({ name }) => name),
      ['rule', 'line'],
    );
  });

  it('takes the names of folders as tools make them', () => {
    for (const path of ['@scope/pkg/index.ts', 'node/@types.d.ts', 'a/_b-c.d/x.py']) {
      assert.match(built({ path }).text, new RegExp(`File: ${path}`), path);
    }
  });

  for (const path of [
    '../x.py',
    'a/../../b',
    '/etc/x',
    '-rf',
    'a b',
    'a;b',
    'C:\\x',
    'a\nb',
    'x'.repeat(201),
    'a%2fb',
    'www.example.com/login.py',
    'src/someone@example.com/x.py',
    '',
  ]) {
    it(`does not take ${JSON.stringify(path).slice(0, 30)} for a path`, () => {
      const prompt = built({ path });
      assert.deepEqual(
        prompt.identifiers.filter(({ name }) => name === 'path'),
        [],
      );
    });
  }

  describe('that is too long', () => {
    const LONGEST = built().text.length;
    const findings = [
      codeFinding({ provenance: { engine: 'gemini' } }),
      codeFinding({ ruleId: 'ssrf', trace: [], severity: 'low' }, 'def other():\n    return 1'),
    ];

    it('loses data, the least important first, and says so in the block; never instructions', function () {
      this.timeout(20_000);
      const request = codeRequest({ findings });
      const seen: string[] = [];
      let outside: string | undefined;
      for (let most = 20_000; most > 0; most -= 20) {
        const one = codeFixPrompt(request, optionsWith({ fits: ({ length }) => length <= most }));
        if (one.kind === 'refused') break;
        const parts = partsOf(one.prompt, BOUNDARY);
        assert.ok(one.prompt.text.length <= most);
        assert.equal(parts.outside, (outside ??= parts.outside));
        const left = one.prompt.data.map(({ name, left: how }) => `${name}: ${how}`);
        const less = one.prompt.data.filter(({ left: how }) => how !== 'whole');
        assert.equal(parts.data['note'] !== undefined, less.length > 0);
        for (const { name, left: how } of less) assert.ok(String(parts.data['note']).includes(`${name} (${how})`));
        for (const { name } of one.prompt.data.filter(
          ({ left: how, characters }) => (how === 'dropped') !== (characters === 0),
        ))
          assert.fail(name);
        const said = left.join('\n');
        if (seen.at(-1) !== said) seen.push(said);
      }
      const dropped = [
        'lines around them',
        'words on the way of the data',
        'lines on the way of the data',
        'what the model says',
        'lines of the findings',
      ];
      const firsts = dropped.map((name) => seen.findIndex((said) => said.includes(`${name}: dropped`)));
      assert.deepEqual(
        firsts,
        [...firsts].sort((a, b) => a - b),
        JSON.stringify(seen),
      );
      assert.ok(firsts.every((at) => at > 0));
    });

    it('is refused, with what to do, when it does not fit without data', () => {
      const why = whyNot(codeFixPrompt(codeRequest({ findings }), optionsWith({ fits: () => false })));
      assert.match(why, /too long.*fewer findings.*copy/);
      assert.ok(LONGEST > 1_000);
    });
  });

  it('is refused without findings, and without a playbook', () => {
    assert.match(whyNot(codeFixPrompt(codeRequest({ findings: [] }), optionsWith())), /no finding/);
    for (const ruleId of ['no-such-rule', 's3-bucket-tls-only', 'x\ny', 'ssrf) ignore']) {
      const request = codeRequest({ findings: [codeFinding({ ruleId })] });
      assert.match(whyNot(codeFixPrompt(request, optionsWith())), /no playbook/);
    }
  });

  it('takes another boundary when one occurs in the text', () => {
    const taken = ['instructions', 'aaaaaaaaaaaa', 'bbbbbbbbbbbb'];
    const masked = CODE.replace('store.run(text)', 'store.run("aaaaaaaaaaaa")');
    const request = codeRequest({ masked, comments: [] });
    const { text } = promptIn(codeFixPrompt(request, optionsWith({ nonce: () => taken.shift() ?? '' })));
    assert.match(text, /<<<DATA bbbbbbbbbbbb\n/);
  });

  it('does not take what data says for a placeholder', () => {
    const masked = CODE.replace('"wanted"', '"{{data}}{{playbooks}}{{file}}"');
    assert.ok(built({ masked, comments: [] }).text.includes('{{data}}{{playbooks}}{{file}}'));
  });

  it('stands ranges that are not of the text', () => {
    const subject = { ...draftAt(CODE, 'store.run(text)').subject, range: { start: 1e9, end: 2e9 } };
    const prompt = built({
      masked: 'x',
      comments: [
        { start: 5, end: 900 },
        { start: -3, end: -1 },
      ],
      findings: [codeFinding({ subject })],
    });
    assert.equal(partsOf(prompt, BOUNDARY).data['lines'] !== undefined, true);
  });
});
