import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { EMPTY_RECEIPT } from '../../../../src/findings/outcome.ts';
import { jsonReport } from '../../../../src/findings/reports/json.ts';
import type { FileReport, ScanReport } from '../../../../src/findings/reports/scanReport.ts';
import { repository } from '../../../support/repository.ts';
import { findingAt } from '../samples.ts';

const SCHEMA = join(repository, 'src', 'findings', 'reports', 'report.schema.json');

/** Fields that the schema does not document must not slip in, although readers have to bear them. */
function strict(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(strict);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]));
  return 'properties' in copy && copy['type'] === 'object' ? { ...copy, additionalProperties: false } : copy;
}

const TEXT = 'def find(name):\r\n    s = "🍵"; run("SELECT a" + name)\r\n';
const FINDING = {
  ...findingAt(TEXT, 'run("SELECT a" + name)'),
  trace: [{ range: { start: 9, end: 13 }, message: 'name is controlled by the client' }],
};

const FILE: FileReport = {
  path: 'src/a.py',
  languageId: 'python',
  text: TEXT,
  findings: [FINDING],
  ignored: [{ finding: FINDING, by: { scope: 'rule-in-file', reason: 'known', date: '2026-01-31' } }],
  refuted: [
    {
      finding: { ...FINDING, provenance: { engine: 'both', model: 'm', promptVersion: '1' } },
      refutation: { guard: 'def find(name)', guardRange: { start: 0, end: 14 }, model: 'm', overruled: false },
    },
  ],
  outcome: {
    status: 'partial',
    reasons: [
      { kind: 'no-adapter', engine: 'embedded' },
      { kind: 'rate-limited', engine: 'gemini', detail: 'per minute', retryAt: Date.UTC(2026, 0, 15, 12) },
    ],
    receipt: { ...EMPTY_RECEIPT, engines: ['embedded', 'gemini'], totalLines: 3, model: 'm', promptVersion: '1' },
  },
};

const REPORT: ScanReport = {
  toolVersion: '1.2.3',
  startedAt: Date.UTC(2026, 0, 15),
  elapsedMs: 12.5,
  engines: ['embedded', 'gemini'],
  failOn: 'high',
  files: [FILE],
  skipped: [{ path: 'src', why: 'directory' }],
  warnings: ['something'],
  interrupted: false,
};

function json(overrides: Partial<ScanReport> = {}): string {
  return jsonReport({ ...REPORT, ...overrides }, ({ kind }) => ({ sentence: `${kind} happened.`, nextStep: 'Wait.' }));
}

interface Parsed {
  readonly exitStatus: number;
  readonly files: readonly {
    readonly path: string;
    readonly findings: readonly { readonly severity: string; readonly range: unknown }[];
    readonly outcome: { readonly reasons: readonly unknown[] };
  }[];
}

function parsed(overrides: Partial<ScanReport> = {}): Parsed {
  return JSON.parse(json(overrides)) as Parsed;
}

describe('jsonReport', () => {
  let validate: ValidateFunction;
  before(async () => {
    const schema: unknown = JSON.parse(await readFile(SCHEMA, 'utf8'));
    const ajv = new Ajv2020({ strict: true, allErrors: true });
    assert.ok(ajv.validateSchema(schema as object));
    validate = new Ajv2020({ strict: true, allErrors: true }).compile(strict(schema) as object);
  });

  function assertValid(text: string): void {
    assert.ok(validate(JSON.parse(text)), JSON.stringify(validate.errors, undefined, 2));
  }

  it('is what its schema says', () => {
    assertValid(json());
    assertValid(json({ files: [], skipped: [], warnings: [] }));
    assertValid(
      json({
        origin: 'editor',
        files: [
          {
            ...FILE,
            unconfirmed: [FINDING],
            states: new Map([[FINDING.fingerprint, { lifecycle: 'cannot-tell', freshness: 'stale' }]]),
            provisos: ['text-changed', 'not-scanned-here', 'scan-running', 'other-version', 'earlier-window'],
            lookedAt: Date.UTC(2026, 0, 14),
          },
        ],
      }),
    );
    assertValid(json({ interrupted: true, files: [{ ...FILE, outcome: { ...FILE.outcome, status: 'cancelled' } }] }));
  });

  it('has a schema that refuses what is not documented or missing', () => {
    const report = JSON.parse(json()) as Record<string, unknown>;
    assert.ok(!validate({ ...report, surprise: 1 }));
    const { failOn, ...rest } = report;
    assert.equal(failOn, 'high');
    assert.ok(!validate(rest));
  });

  it('documents every field', async () => {
    const undocumented: string[] = [];
    const walk = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      for (const [name, child] of Object.entries(schema)) {
        const isField = path.endsWith('/properties') && typeof child === 'object' && child !== null;
        const says = isField && ['description', 'const', '$ref', 'enum'].some((key) => key in child);
        if (isField && !says) undocumented.push(`${path}/${name}`);
        walk(child, `${path}/${name}`);
      }
    };
    walk(JSON.parse(await readFile(SCHEMA, 'utf8')), '');
    assert.deepEqual(undocumented, []);
  });

  it('counts lines and columns from one, in UTF-16 units', () => {
    assert.deepEqual(parsed().files[0]?.findings[0]?.range, {
      start: { line: 2, column: 15, offset: 31 },
      end: { line: 2, column: 37, offset: 53 },
    });
  });

  it('has the worst first', () => {
    const low = findingAt(TEXT, 'def find', { severity: 'low' });
    assert.deepEqual(
      parsed({ files: [{ ...FILE, findings: [low, FINDING] }] }).files[0]?.findings.map(({ severity }) => severity),
      ['critical', 'low'],
    );
  });

  it('says of what an editor knew how old it is', () => {
    const states = new Map([[FINDING.fingerprint, { lifecycle: 'open', freshness: 'stale' } as const]]);
    const text = json({ origin: 'editor', files: [{ ...FILE, states, provisos: ['text-changed'] }] });
    const report = JSON.parse(text) as {
      origin: string;
      summary: { stale: number; complete: boolean };
      files: { provisos: { kind: string; sentence: string }[]; findings: { state: unknown }[] }[];
    };
    assert.equal(report.origin, 'editor');
    assert.deepEqual([report.summary.stale, report.summary.complete], [1, false]);
    assert.deepEqual(report.files[0]?.findings[0]?.state, { lifecycle: 'open', freshness: 'stale' });
    assert.match(report.files[0].provisos[0]?.sentence ?? '', /changed after the scan/);
    const run = JSON.parse(json()) as { files: { findings: object[] }[] };
    assert.ok(!('state' in (run.files[0]?.findings[0] ?? {})));
  });

  it('gives reasons with words and the time to retry', () => {
    assert.deepEqual(parsed().files[0]?.outcome.reasons[1], {
      kind: 'rate-limited',
      engine: 'gemini',
      sentence: 'rate-limited happened.',
      nextStep: 'Wait.',
      detail: 'per minute',
      retryAt: '2026-01-15T12:00:00.000Z',
    });
  });

  it('escapes what a terminal would act on or hide, and loses nothing', () => {
    const path = 'a\u001b[2J\u009b31m\u202e\u200b\u{e0041}\ud83d\u2028世🍵.py';
    const text = json({ files: [{ ...FILE, path }] });
    assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}]/u);
    assert.equal((JSON.parse(text) as Parsed).files[0]?.path, path);
  });
});
