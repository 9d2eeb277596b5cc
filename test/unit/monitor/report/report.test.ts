import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv/dist/2020.js';
import { readReport, reportShape, type MonitorReport } from '../../../../src/monitor/report/reportShape.ts';
import { postureFingerprint } from '../../../../src/s3/postureFingerprint.ts';
import { fakeAccount, fakeBucket, policyOf } from '../../../support/fakeAws/account.ts';
import { type FakeAws, startFakeAws } from '../../../support/fakeAws/fakeAws.ts';
import { EXPIRED_TOKEN } from '../../../support/fakeAws/faults.ts';
import { sampleAccount } from '../../../support/fakeAws/sampleAccount.ts';
import { repository } from '../../../support/repository.ts';
import { strictValidator } from '../../../support/strictSchema.ts';
import { aBucket, aFinding, aReport, at, readFake, reportOf, written } from '../reports.ts';
import { watchedIn } from '../../../../src/monitor/difference/watched.ts';

/** As far as the two are compared. */
interface Shape {
  readonly type?: string;
  readonly entries?: Readonly<Record<string, Shape>>;
  readonly item?: Shape;
  readonly wrapped?: Shape;
  readonly options?: readonly unknown[];
}

interface Schema {
  readonly type?: unknown;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
}

describe('the report of a run', function () {
  this.timeout(60_000);
  let aws: FakeAws | undefined;
  let validate: ValidateFunction;
  before(async () => {
    validate = await strictValidator('src', 'monitor', 'report', 'report.schema.json');
  });
  afterEach(async () => {
    await aws?.close();
    aws = undefined;
  });

  async function start(account = fakeAccount({ buckets: [fakeBucket('a'), fakeBucket('b')] })): Promise<FakeAws> {
    aws = await startFakeAws({ accounts: [account] });
    return aws;
  }

  /** Is what the schema documents, and what a reader takes. */
  function checked(report: MonitorReport): MonitorReport {
    const json = JSON.stringify(report);
    assert.ok(validate(JSON.parse(json)), JSON.stringify(validate.errors, undefined, 2));
    const read = readReport(json);
    assert.deepEqual(read, { kind: 'report', report: JSON.parse(json) as unknown });
    return report;
  }

  it('is what its schema says of a scan that could tell everything', async () => {
    const report = checked(reportOf(await readFake(await start())));
    assert.deepEqual([report.status, report.failure, report.lagMs], ['complete', null, 60_000]);
    const { everythingRead, listWhole, account, read, listed } = report.coverage;
    assert.deepEqual([everythingRead, listWhole, account, read, listed], [true, true, true, 2, 2]);
    assert.ok(report.difference.new.length > 0);
  });

  it('names every unknown with the action that is missing, and still counts as having read everything', async () => {
    const report = checked(reportOf(await readFake(await start(sampleAccount()))));
    assert.deepEqual([report.status, report.coverage.everythingRead], ['partial', true]);
    const unknown = [report.accountLook, ...report.buckets].flatMap(
      (look) => look?.findings.filter(({ outcome }) => outcome === 'unknown') ?? [],
    );
    assert.equal(report.coverage.unknown, unknown.length);
    assert.ok(unknown.length > 0);
    const actions = new Set(report.coverage.unknownBy.map(({ action }) => action));
    for (const { missing = [] } of unknown) for (const { action } of missing) assert.ok(actions.has(action), action);
  });

  it('names what is seen by the 12-hour scan only: buckets of other regions, ACLs of objects and states of keys', async () => {
    const far = fakeBucket('far', { region: 'eu-west-1' });
    const report = checked(reportOf(await readFake(await start(fakeAccount({ buckets: [fakeBucket('near'), far] })))));
    assert.equal(report.account?.region, 'us-east-1');
    assert.deepEqual(report.scanOnly?.buckets, ['far']);
    for (const check of ['s3-object-acl-exposure', 's3-bucket-kms-key-usable']) {
      assert.ok(report.scanOnly.checks.includes(check), check);
    }
    assert.ok(!report.scanOnly.checks.includes('s3-bucket-public-read'));
    assert.ok(report.scanOnly.checks.length < report.checks.length / 2);
  });

  it("has the editor's fingerprints", async () => {
    const read = await readFake(await start(sampleAccount()));
    const { posture } = read;
    const expected = posture.buckets
      .flatMap((one) => (one.kind === 'read' ? one.results : []))
      .filter(({ outcome }) => outcome.kind === 'fail' || outcome.kind === 'unknown')
      .map((result) => postureFingerprint(result, posture.identity));
    const told = reportOf(read).buckets.flatMap(({ findings }) => findings.map(({ fingerprint }) => fingerprint));
    assert.deepEqual(told.sort(), expected.sort());
  });

  it('says where checks have nothing to judge, and at which parts of the account they pass', async () => {
    const read = await readFake(await start(sampleAccount()));
    const { posture } = read;
    const report = checked(reportOf(read));
    for (const [index, { name, doesNotApply = [], notApplicable, passed, findings }] of report.buckets.entries()) {
      const one = posture.buckets.filter(({ kind }) => kind === 'read')[index];
      const results = one?.kind === 'read' ? one.results : [];
      assert.ok(doesNotApply.length > 0 && doesNotApply.length <= notApplicable, name);
      for (const { checkId, outcome } of results) {
        assert.ok(outcome.kind === 'not-applicable' || !doesNotApply.includes(checkId), `${name} ${checkId}`);
        if (outcome.kind === 'not-applicable') assert.ok(doesNotApply.includes(checkId), `${name} ${checkId}`);
      }
      assert.equal(passed + notApplicable + findings.length, results.length, name);
    }
    const pairs = (report.accountLook?.passedAt ?? []).flatMap(({ checkId, resources }) =>
      resources.map((resource) => `${checkId} ${resource}`),
    );
    assert.deepEqual(
      pairs.sort(),
      posture.account.flatMap((one) => (one.outcome.kind === 'pass' ? [`${one.checkId} ${one.resource}`] : [])).sort(),
    );
  });

  it('is read by its reader also where an error has no name that can be seen', async () => {
    const denied = fakeBucket('a', { denied: new Set(['s3:GetBucketPolicy']) });
    const read = await readFake(await start(fakeAccount({ buckets: [denied] })));
    const text = JSON.stringify(read.posture).replaceAll('"error":"AccessDenied"', '"error":"\u200b"');
    const report = reportOf({ ...read, posture: JSON.parse(text) as typeof read.posture });
    checked(report);
    assert.equal(report.coverage.unknownBy[0]?.error, 'Unknown');
  });

  it('has the fields of the schema and no others, in what a reader takes', async () => {
    const schema = JSON.parse(
      await readFile(join(repository, 'src', 'monitor', 'report', 'report.schema.json'), 'utf8'),
    ) as Schema;
    const documented = (node: Schema): Schema => {
      const name = node.$ref?.split('/').at(-1);
      return name === undefined ? node : documented(schema.$defs?.[name] ?? {});
    };
    const compared = (shape: Shape, given: Schema, path: string): void => {
      const node = documented(given);
      if (shape.type === 'nullable') {
        const rest = node.anyOf?.find(({ type }) => type !== 'null') ?? node;
        compared(shape.wrapped ?? {}, rest, path);
      } else if (shape.type === 'exact_optional') compared(shape.wrapped ?? {}, node, path);
      else if (shape.type === 'array') compared(shape.item ?? {}, node.items ?? {}, `${path}[]`);
      else if (shape.type === 'picklist') {
        assert.deepEqual([...(shape.options ?? [])].sort(), [...(node.enum ?? [])].sort(), path);
      } else if (shape.type === 'variant') {
        const variants = (shape.options ?? []) as readonly Shape[];
        const names = new Set(variants.flatMap(({ entries = {} }) => Object.keys(entries)));
        assert.deepEqual([...names].sort(), Object.keys(node.properties ?? {}).sort(), path);
      } else if (shape.type === 'object' && shape.entries !== undefined) {
        const entries = Object.entries(shape.entries);
        assert.deepEqual(Object.keys(shape.entries).sort(), Object.keys(node.properties ?? {}).sort(), path);
        const needed = entries.filter(([, { type }]) => type !== 'exact_optional').map(([name]) => name);
        assert.deepEqual(needed.sort(), [...(node.required ?? [])].sort(), `${path}: required`);
        for (const [name, entry] of entries) compared(entry, node.properties?.[name] ?? {}, `${path}.${name}`);
      }
    };
    compared(reportShape, schema, 'report');
  });

  it('says of a run that was stopped what stopped it, and names what was not read', async () => {
    const fake = await start();
    fake.fail(EXPIRED_TOKEN, { api: 'GetBucketVersioning' });
    const report = checked(reportOf(await readFake(fake)));
    assert.deepEqual([report.status, report.failure?.kind, report.accountLook], ['failed', 'expired', null]);
    assert.equal(report.coverage.everythingRead, false);
    assert.ok(report.coverage.notRead.length > 0);
  });

  it('is partial, and judges no account, when the time of the function ends it', async () => {
    const fake = await start();
    fake.fail({ kind: 'hang' }, { bucket: 'b' });
    const end = new AbortController();
    void fake
      .received(1, { bucket: 'b' })
      .then(() => fake.received(9, { bucket: 'a' }))
      .then(() => end.abort());
    const report = checked(reportOf(await readFake(fake, { signal: end.signal })));
    assert.ok(['partial', 'failed'].includes(report.status));
    assert.deepEqual(
      [report.failure?.kind, report.accountLook, report.coverage.listWhole],
      ['time-limit', null, false],
    );
    assert.ok(report.coverage.notRead.includes('b'));
  });

  it('leaves checks that need the other buckets to the next scan when only one bucket was read', async () => {
    const logging = { bucket: 'logs', prefix: '' };
    const policy = policyOf({
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::logs/*',
    });
    const fake = await start(fakeAccount({ buckets: [fakeBucket('a', { logging }), fakeBucket('logs', { policy })] }));
    const alone = checked(reportOf(await readFake(fake, { buckets: ['logs'] }), 'change'));
    const [bucket] = alone.buckets;
    assert.deepEqual(
      [alone.buckets.length, alone.accountLook, alone.coverage.listWhole],
      [1, null, false],
      'a change says nothing of the account, nor of other buckets',
    );
    const whole = reportOf(await readFake(fake)).buckets.find(({ name }) => name === 'logs');
    assert.deepEqual(whole?.notMade, []);
    assert.ok((bucket?.notMade.length ?? 0) > 0);
    assert.deepEqual(
      bucket?.findings.filter(({ outcome }) => outcome === 'unknown'),
      [],
    );
  });

  it('takes a bucket whose name somebody else has now for gone', async () => {
    const fake = await start(fakeAccount({ buckets: [fakeBucket('mine')] }));
    fake.fail({ kind: 'bucket-deleted' }, { bucket: 'mine', api: 'GetBucketWebsite', times: 1 });
    assert.deepEqual(checked(reportOf(await readFake(fake, { buckets: ['mine'] }), 'change')).gone, ['mine']);
    const denied = fakeBucket('theirs', { denied: new Set(['s3:GetBucketPolicy']) });
    const other = await startFakeAws({
      accounts: [fakeAccount(), fakeAccount({ id: '444455556666', buckets: [denied] })],
    });
    try {
      const report = checked(reportOf(await readFake(other, { buckets: ['theirs'] }), 'change'));
      assert.deepEqual([report.gone, report.buckets], [['theirs'], []]);
    } finally {
      await other.close();
    }
  });

  it('has everything of the schema in it, and passes, when a difference has everything', () => {
    const scan = written(aReport({ buckets: [aBucket('a', [aFinding('a')]), aBucket('b', [aFinding('b')])] }));
    const watched = watchedIn([scan]);
    const next = aReport({
      runId: 'next',
      startedAt: at(1),
      buckets: [aBucket('a', [aFinding('a', 'public', 'unknown')])],
    });
    const report = checked(written(next, watched, { kind: 'scan', runId: 'run', startedAt: at(0), later: 0 }));
    assert.deepEqual([report.difference.notVerified.length, report.difference.gone.length], [1, 1]);
    assert.equal(report.buckets[0]?.notVerified.length, 1);
  });

  it('is refused by a reader that does not know it, and by one that finds it wrong', () => {
    const report = written(aReport());
    assert.deepEqual(readReport(JSON.stringify({ ...report, schemaVersion: 2 })), {
      kind: 'other-version',
      version: 2,
    });
    for (const wrong of [{ kind: 'other' }, { buckets: [{}] }, { checks: 'all' }, { eventAt: 'now' }]) {
      const text = JSON.stringify({ ...report, ...wrong });
      assert.equal(readReport(text).kind, 'damaged', text.slice(0, 80));
      assert.equal(validate(JSON.parse(text)), false);
    }
    for (const text of ['', 'null', '[]', '{', '{}', '"schemaVersion"']) assert.equal(readReport(text).kind, 'damaged');
    assert.ok(!validate({ ...report, surprise: 1 }), 'what is not documented is not written');
    assert.equal(readReport(JSON.stringify({ ...report, later: 1 })).kind, 'report', 'fields may be added');
  });
});
