import assert from 'node:assert/strict';
import type { ValidateFunction } from 'ajv';
import type { Log, Result, Run } from 'sarif';
import type { CodeFinding } from '../../../../src/findings/finding.ts';
import { sarifReport } from '../../../../src/findings/reports/sarif.ts';
import type { FileReport, ScanReport } from '../../../../src/findings/reports/scanReport.ts';
import { sarifValidator } from '../../../support/sarifSchema.ts';
import { HOSTILE } from '../hostileText.ts';
import { findingAt } from '../samples.ts';
import { CATALOGUE, FACT, FILE, FLOW, FULL, outcome, REPORT, REVIEW, TEXT } from './sampleReports.ts';

function sarif(overrides: Partial<ScanReport> = {}): string {
  return sarifReport({ ...REPORT, ...overrides }, CATALOGUE, ({ kind }) => ({
    sentence: `${kind} happened.`,
    nextStep: 'Wait.',
  }));
}

function run(overrides: Partial<ScanReport> = {}): Run {
  const [only, ...others] = (JSON.parse(sarif(overrides)) as Log).runs;
  assert.ok(only);
  assert.equal(others.length, 0);
  return only;
}

function withFile(overrides: Partial<FileReport>): Run {
  return run({ files: [{ ...FILE, ...overrides }] });
}

function only(findings: readonly CodeFinding[], overrides: Partial<FileReport> = {}): Result {
  const [result] = withFile({ ...overrides, findings }).results ?? [];
  assert.ok(result);
  return result;
}

describe('sarifReport', () => {
  let validate: ValidateFunction<Log>;
  before(function () {
    this.timeout(60_000);
    validate = sarifValidator();
  });

  function assertValid(text: string): void {
    assert.ok(validate(JSON.parse(text)), JSON.stringify(validate.errors, undefined, 2));
  }

  const hostile = HOSTILE.join('\n');
  const hostileFinding: CodeFinding = {
    ...findingAt(TEXT, 'verify=False', { title: hostile, explanation: hostile, remediation: hostile }),
    ruleId: `x\`[y](z)\u202e${hostile}`,
    evidence: { quote: `a\u202e\ud83d\0${hostile}`, masked: true },
    trace: [{ range: { start: 0, end: 3 }, message: hostile }],
  };

  const variants: readonly (readonly [string, Partial<ScanReport>])[] = [
    ['findings', {}],
    ['something of everything', FULL],
    ['nothing found', { files: [{ ...FILE, findings: [] }] }],
    ['no file', { files: [], skipped: [{ path: 'src', why: 'directory' }] }],
    ['a scan that failed', { files: [{ ...FILE, text: '', findings: [], outcome: outcome('failed') }] }],
    ['a version that is none', { toolVersion: 'unknown' }],
    [
      'hostile text everywhere',
      { files: [{ ...FILE, path: hostile, findings: [hostileFinding] }], warnings: [hostile] },
    ],
    ['the same file twice', { files: [FILE, FILE] }],
    ['a finding without a CWE', { files: [{ ...FILE, findings: [{ ...REVIEW, cwe: [], ruleId: 'gemini.review' }] }] }],
  ];
  for (const [title, overrides] of variants) {
    it(`is SARIF 2.1.0, says its schema: ${title}`, () => {
      assertValid(sarif(overrides));
    });

    it(`refers to nothing that is not there: ${title}`, () => {
      const { tool, results = [], artifacts = [], taxonomies = [], invocations = [] } = run(overrides);
      const { rules = [], notifications = [] } = tool.driver;
      const weaknesses = new Set(taxonomies[0]?.taxa?.map(({ id }) => id));
      for (const { ruleId, ruleIndex, locations, taxa = [], suppressions } of results) {
        assert.equal(rules[ruleIndex ?? -1]?.id, ruleId);
        const { uri, index } = locations?.[0]?.physicalLocation?.artifactLocation ?? {};
        assert.equal(artifacts[index ?? -1]?.location?.uri, uri);
        for (const { id } of taxa) assert.ok(weaknesses.has(id ?? ''), id);
        assert.ok(Array.isArray(suppressions));
      }
      for (const { relationships = [] } of rules) {
        for (const { target } of relationships) assert.ok(weaknesses.has(target.id ?? ''), target.id);
      }
      for (const { toolExecutionNotifications = [], toolConfigurationNotifications = [] } of invocations) {
        for (const { descriptor } of [...toolExecutionNotifications, ...toolConfigurationNotifications]) {
          assert.equal(notifications[descriptor?.index ?? -1]?.id, descriptor?.id);
        }
      }
    });
  }

  it('is checked by a schema that refuses what is wrong', () => {
    const log = JSON.parse(sarif()) as { runs: { results: { level: string; surprise?: number }[] }[] };
    const [result] = log.runs[0]?.results ?? [];
    assert.ok(result);
    result.level = 'fatal';
    assert.ok(!validate(log));
    result.level = 'error';
    assert.ok(validate(log));
    result.surprise = 1;
    assert.ok(!validate(log));
    assert.ok(!validate(JSON.parse(sarif().replace('"uri": "src/a.py"', '"uri": "a b"'))), 'formats are checked');
  });

  it('has a finding with its place, its path, its identity and what is known of it', () => {
    const location = { uri: 'src/a.py', uriBaseId: '%SRCROOT%', index: 0 };
    assert.deepEqual(only([FLOW]), {
      ruleId: 'sql-injection',
      ruleIndex: CATALOGUE.rules.findIndex(({ id }) => id === 'sql-injection'),
      level: 'error',
      message: {
        text: 'SQL injection.\n\nText of the request becomes part of the statement.\n\nWhat to do: Pass the value as a parameter.',
      },
      locations: [
        {
          physicalLocation: {
            artifactLocation: location,
            region: {
              startLine: 2,
              startColumn: 15,
              endLine: 2,
              endColumn: 37,
              snippet: { text: 'run("SELECT a" + name)' },
            },
          },
          logicalLocations: [{ fullyQualifiedName: 'find' }],
        },
      ],
      partialFingerprints: { 'palisadeFinding/v1': FLOW.fingerprint },
      codeFlows: [
        {
          threadFlows: [
            {
              locations: [
                {
                  location: {
                    physicalLocation: {
                      artifactLocation: location,
                      region: { startLine: 1, startColumn: 10, endLine: 1, endColumn: 14 },
                    },
                    message: { text: 'name is controlled by the client' },
                  },
                  importance: 'essential',
                },
                {
                  location: {
                    physicalLocation: {
                      artifactLocation: location,
                      region: { startLine: 2, startColumn: 15, endLine: 2, endColumn: 37 },
                    },
                    message: { text: 'it becomes part of the statement' },
                  },
                  importance: 'essential',
                },
              ],
            },
          ],
        },
      ],
      suppressions: [],
      taxa: [{ id: '89', toolComponent: { name: 'CWE', index: 0 } }],
      properties: {
        severity: 'critical',
        'security-severity': '9.5',
        confidence: 'high',
        basis: 'taint',
        engine: 'embedded',
        masked: false,
      },
    });
  });

  it('counts lines as the editor does, a lone CR among them, and columns in UTF-16 units', () => {
    const { columnKind, newlineSequences } = run();
    assert.equal(columnKind, 'utf16CodeUnits');
    assert.deepEqual(newlineSequences, ['\r\n', '\n', '\r']);
    const region = only([FACT]).locations?.[0]?.physicalLocation?.region;
    assert.deepEqual([region?.startLine, region?.startColumn, region?.endColumn], [3, 5, 17]);
  });

  it('has the five severities as the three levels', () => {
    const severities = ['critical', 'high', 'medium', 'low', 'informational'] as const;
    assert.deepEqual(
      severities.map((severity) => only([{ ...FACT, severity }]).level),
      ['error', 'error', 'warning', 'note', 'note'],
    );
  });

  it('shows the line around a secret, masked, as the context of its place', () => {
    const text = 'key = "abcdefgh"\n';
    const secret = findingAt(text, 'abcdefgh', {
      ruleId: 'hardcoded-secret',
      cwe: [798],
      evidence: { quote: 'key = "********"', masked: true },
    });
    const place = only([secret], { text }).locations?.[0]?.physicalLocation;
    assert.deepEqual(place?.region, { startLine: 1, startColumn: 8, endLine: 1, endColumn: 16 });
    assert.deepEqual(place.contextRegion, { startLine: 1, endLine: 1, snippet: { text: 'key = "********"' } });
  });

  it('holds nothing of the text of a file but quotes', () => {
    const secret = ['Darjeeling', '!Flush7'].join('');
    const text = `password = "${secret}"\n${TEXT}`;
    const findings = [findingAt(text, 'verify=False')];
    assert.ok(!sarif({ files: [{ ...FILE, text, findings }] }).includes(secret));
  });

  describe('about rules', () => {
    it('describes every rule that could have been reported by the engines that were asked', () => {
      const ids = (report: Partial<ScanReport>): string[] => (run(report).tool.driver.rules ?? []).map(({ id }) => id);
      const embedded = CATALOGUE.rules.filter(({ kind }) => kind !== 'review').map(({ id }) => id);
      const all = CATALOGUE.rules.map(({ id }) => id);
      assert.deepEqual(ids({}), embedded);
      assert.deepEqual(ids({ engines: ['embedded', 'gemini'] }), all);
      // Masked secrets are reported whichever engine was asked.
      assert.ok(ids({ engines: ['gemini'] }).includes('sql-injection'));
      assert.ok(!ids({ engines: ['gemini'], files: [] }).includes('sql-injection'));
      assert.deepEqual(ids({ files: [{ ...FILE, findings: [REVIEW] }] }), [...embedded, 'gemini.cwe-1007']);
    });

    it('says what a rule is, how bad, and which weakness', () => {
      const rule = run().tool.driver.rules?.find(({ id }) => id === 'sql-injection');
      assert.ok(rule);
      assert.equal(rule.name, 'SqlInjection');
      assert.match(rule.shortDescription?.text ?? '', /^SQL statement.*\.$/);
      assert.match(rule.help?.markdown ?? '', /^# SQL statement/);
      assert.match(rule.help?.text ?? '', /What to do: /);
      assert.equal(rule.helpUri, 'https://cwe.mitre.org/data/definitions/89.html');
      assert.equal(rule.defaultConfiguration?.level, 'error');
      assert.deepEqual(rule.properties?.tags, ['security', 'external/cwe/cwe-089']);
      assert.equal(rule.properties['security-severity'], '9.5');
      assert.equal(rule.properties['precision'], 'medium');
    });

    it('takes the worst finding for a rule that promises no severity, and none where there is none', () => {
      const rule = (findings: readonly CodeFinding[]) =>
        run({ engines: ['gemini'], files: [{ ...FILE, findings }] }).tool.driver.rules?.find(
          ({ id }) => id === 'gemini.sql-injection',
        );
      const twice = (['low', 'high'] as const).map((severity) => ({
        ...REVIEW,
        ruleId: 'gemini.sql-injection',
        severity,
      }));
      assert.equal(rule(twice)?.defaultConfiguration?.level, 'error');
      assert.equal(rule([])?.defaultConfiguration?.level, 'warning');
      assert.equal(rule([])?.properties?.['security-severity'], undefined);
    });

    it('has a place for a rule of another version', () => {
      const rules = withFile({ findings: [{ ...FACT, ruleId: 'gone' }] }).tool.driver.rules ?? [];
      assert.match(rules.at(-1)?.fullDescription?.text ?? '', /does not know the rule/);
    });
  });

  describe('about what is not shown', () => {
    it('has ignored and refuted findings, suppressed with the reason', () => {
      const results = run(FULL).results ?? [];
      const suppressed = results.filter(({ suppressions = [] }) => suppressions.length > 0);
      assert.deepEqual(
        suppressed.map(({ suppressions }) =>
          suppressions?.map(({ kind, status, justification }) => [kind, status, justification]),
        ),
        [
          [['external', 'accepted', 'Only in tests.']],
          [['external', 'accepted', 'Refuted by Gemini (gemini-3.8-flash) with this code of the file: def find(name)']],
        ],
      );
      assert.equal(suppressed[1]?.suppressions?.[0]?.location?.physicalLocation?.region?.startLine, 1);
    });

    it('leaves what was not found again for a person to look at', () => {
      const review = (run(FULL).results ?? []).filter(({ kind }) => kind === 'review');
      assert.deepEqual(
        review.map(({ level, partialFingerprints }) => [level, partialFingerprints?.['palisadeFinding/v1']]),
        [['none', 'unconfirmed']],
      );
    });

    it('says how a finding stands', () => {
      const [first] = run(FULL).results ?? [];
      assert.equal(first?.properties?.['lifecycle'], 'still-present');
      assert.equal(first.properties['freshness'], 'stale');
    });
  });

  describe('about what was not looked at', () => {
    const notices = (overrides: Partial<ScanReport>) => {
      const [invocation] = run(overrides).invocations ?? [];
      const { executionSuccessful, exitCode, toolExecutionNotifications = [] } = invocation ?? {};
      const told = toolExecutionNotifications.map(({ descriptor, level, message }) => [
        descriptor?.id,
        level,
        message.text,
      ]);
      return { executionSuccessful, exitCode, told };
    };

    it('is a success only when everything was', () => {
      assert.deepEqual(notices({}), { executionSuccessful: true, exitCode: 1, told: [] });
      for (const files of [
        [FILE, { ...FILE, outcome: outcome('partial', [{ kind: 'no-adapter', engine: 'embedded' }]) }],
        [{ ...FILE, outcome: outcome('failed') }],
        [{ ...FILE, outcome: outcome('cancelled') }],
        [{ ...FILE, provisos: ['text-changed'] }],
      ] as const) {
        const { executionSuccessful, told } = notices({ files });
        assert.equal(executionSuccessful, false);
        assert.equal(told.length, 1);
      }
    });

    it('says which file, why, and what to do', () => {
      const files = [
        {
          ...FILE,
          outcome: outcome('partial', [
            { kind: 'syntax-errors', engine: 'embedded', detail: 'line 3' },
            { kind: 'no-key', engine: 'gemini' },
          ]),
        },
        { ...FILE, path: 'b.py', outcome: outcome('failed', [{ kind: 'unreadable', engine: 'embedded' }]) },
      ] as const;
      assert.deepEqual(notices({ files }).told, [
        ['syntax-errors', 'warning', 'src/a.py: syntax-errors happened (line 3). Wait.'],
        ['no-key', 'warning', 'src/a.py: no-key happened. Wait.'],
        ['unreadable', 'error', 'b.py: unreadable happened. Wait.'],
      ]);
      const [invocation] = run({ files }).invocations ?? [];
      const place = invocation?.toolExecutionNotifications?.[2]?.locations?.[0]?.physicalLocation?.artifactLocation;
      assert.deepEqual(place, { uri: 'b.py', uriBaseId: '%SRCROOT%', index: 1 });
    });

    it('says that directories were left out, and that the run was ended', () => {
      const { told, exitCode } = notices({ skipped: [{ path: 'lib', why: 'directory' }], interrupted: true });
      assert.equal(exitCode, 130);
      assert.deepEqual(
        told.map(([id, level]) => [id, level]),
        [
          ['interrupted', 'error'],
          ['not-a-file', 'warning'],
        ],
      );
    });

    it('tells of what an editor knew how old it is, and has no exit code for it', () => {
      const { told, exitCode } = notices(FULL);
      assert.equal(exitCode, undefined);
      for (const id of ['text-changed', 'scan-running', 'not-scanned-here', 'stale']) {
        assert.ok(
          told.some(([told]) => told === id),
          id,
        );
      }
    });

    it('keeps warnings about the ignore file apart: they are about configuration', () => {
      const [invocation] = run({ warnings: ['.palisade/ignores.yaml: broken'] }).invocations ?? [];
      assert.deepEqual(
        invocation?.toolConfigurationNotifications?.map(({ message }) => message.text),
        ['.palisade/ignores.yaml: broken.'],
      );
      assert.equal(invocation.executionSuccessful, true);
    });
  });

  describe('against hostile text', () => {
    it('has no link in a message, and nothing that cannot be seen', () => {
      const result = only([hostileFinding]);
      assert.doesNotMatch(result.message.text ?? '', /\]\(/);
      assert.doesNotMatch(result.codeFlows?.[0]?.threadFlows[0]?.locations[0]?.location?.message?.text ?? '', /\]\(/);
      const snippet = result.locations?.[0]?.physicalLocation?.contextRegion?.snippet?.text ?? '';
      assert.ok(snippet.startsWith('a\ufffd\ufffd\ufffd[click]'));
      assert.doesNotMatch(
        sarif({ files: [{ ...FILE, findings: [hostileFinding] }] }).replaceAll('\n', ''),
        /[\p{Cc}\p{Cf}\p{Cs}]/u,
      );
    });

    it('has no page that a rule id can break out of', () => {
      const rules = withFile({ findings: [hostileFinding] }).tool.driver.rules ?? [];
      assert.match(rules.at(-1)?.help?.markdown ?? '', /^- Rule: `unknown`$/m);
    });

    const paths: readonly (readonly [string, string])[] = [
      ['a b/c#d?e%20&f.py', 'a%20b/c%23d%3Fe%2520%26f.py'],
      ['C:a.py', 'C%3Aa.py'],
      ['javascript:alert(1)//x', 'javascript%3Aalert(1)//x'],
      ['grün/🍵.py', 'gr%C3%BCn/%F0%9F%8D%B5.py'],
      ['half\ud83d.py', 'half%EF%BF%BD.py'],
      ['a\\b\n\u202e.py', 'a%5Cb%0A%E2%80%AE.py'],
    ];
    for (const [path, uri] of paths) {
      it(`takes a path for nothing but a path: ${JSON.stringify(path)}`, () => {
        const location = withFile({ path }).artifacts?.[0]?.location;
        assert.deepEqual(location, { uri, uriBaseId: '%SRCROOT%' });
        const resolved = new URL(uri, 'file:///root/');
        assert.equal(resolved.protocol, 'file:');
        assert.equal(decodeURIComponent(resolved.pathname).slice('/root/'.length), path.replace('\ud83d.', '\ufffd.'));
      });
    }

    for (const [path, uri] of [
      ['/tmp/a b.py', 'file:///tmp/a%20b.py'],
      ['C:/tmp/a b.py', 'file:///C:/tmp/a%20b.py'],
      ['//server/share/a.py', 'file://server/share/a.py'],
    ] as const) {
      it(`has the whole address of what is elsewhere: ${path}`, () => {
        assert.deepEqual(withFile({ path }).artifacts?.[0]?.location, { uri });
      });
    }
  });
});
