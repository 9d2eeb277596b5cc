import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readBatch } from '../../../../src/monitor/events/batch.ts';
import { changeEventPattern, changeEvents } from '../../../../src/monitor/events/changeEvents.ts';
import { readChange, readScanInput, runIdOf } from '../../../../src/monitor/events/readEvent.ts';
import { APIS } from '../../../../src/s3/apis.ts';
import { checksOf } from '../../../../src/s3/checks/catalogue.ts';
import { aBatch, aChange, aSchedule, OWN, SETTING } from './sampleEvents.ts';

describe('the events that start a look', () => {
  it('are in the spelling of CloudTrail, of buckets and of the account apart', () => {
    const { bucket, account } = changeEvents('all');
    for (const name of ['PutBucketPublicAccessBlock', 'DeleteBucketPolicy', 'PutBucketAcl', 'DeleteBucket']) {
      assert.ok(bucket.has(name), name);
    }
    assert.ok(account.has('PutAccountPublicAccessBlock'));
    for (const name of [...bucket, ...account]) {
      // The names of the API and of IAM, with which such a rule would never match.
      assert.ok(!['PutPublicAccessBlock', 'PutEncryptionConfiguration', 'PutBucketCORS'].includes(name), name);
      assert.ok(!account.has(name) || !bucket.has(name), name);
    }
  });

  it('leave out no API that a check looks at, except with a reason', () => {
    for (const profile of ['core', 'all'] as const) {
      const { scanOnly } = changeEvents(profile);
      for (const { apis } of checksOf(profile)) {
        for (const api of apis) {
          const { service } = APIS[api as keyof typeof APIS];
          const isConfiguration = (service === 's3' || service === 's3control') && !/Object|^HeadBucket/.test(api);
          if (isConfiguration) assert.ok(!scanOnly.has(api as keyof typeof APIS), api);
        }
      }
    }
    const core = changeEvents('core').bucket;
    assert.ok(core.size < changeEvents('all').bucket.size && !core.has('PutBucketCors'));
  });

  it('make a pattern that takes no reads and nothing that was refused', () => {
    const pattern = changeEventPattern('all');
    assert.deepEqual(pattern.source, ['aws.s3', 'aws.s3express']);
    assert.deepEqual(pattern.detail.errorCode, [{ exists: false }]);
    for (const name of pattern.detail.eventName) assert.match(name, /^(Put|Delete|Create)/);
    // EventBridge takes no more.
    assert.ok(JSON.stringify(pattern).length < 2_048, `${JSON.stringify(pattern).length} characters`);
  });
});

describe('the input of a scan', () => {
  it('is the schedule, a run by hand, or a change of the account', () => {
    const id = '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa';
    assert.deepEqual(readScanInput(aSchedule(), SETTING), {
      kind: 'scan',
      runId: id,
      trigger: { kind: 'schedule', events: [{ id, name: null, at: '2026-11-01T00:29:00.000Z' }] },
    });
    const manual = readScanInput({ palisade: 'run', id: 'by-hand', at: '2026-11-01T00:00:00.000Z' }, SETTING);
    assert.ok(manual.kind === 'scan' && manual.trigger.kind === 'manual' && manual.runId === 'by-hand');
    const events = [
      { id: 'b', name: 'PutAccountPublicAccessBlock', at: '2026-11-01T00:02:00Z' },
      { id: 'a', name: 'CreateAccessPoint', at: '2026-11-01T00:01:00Z' },
    ];
    const change = readScanInput({ palisade: 'account-change', events }, SETTING);
    assert.ok(change.kind === 'scan' && change.trigger.kind === 'account-change' && change.runId === 'b');
  });

  it('is nothing else, and nothing of another account', () => {
    for (const input of [
      undefined,
      null,
      'run',
      [],
      {},
      { palisade: 'run' },
      { palisade: 'run', id: 'x', at: 'yesterday' },
      { palisade: 'run', id: 'x', at: '2026-11-01T00:00:00Z', account: OWN },
      { palisade: 'account-change', events: [] },
      { palisade: 'account-change', events: [{ id: 'a', name: 'PutBucketPolicy', at: '2026-11-01T00:00:00Z' }] },
      aSchedule({ account: '444455556666' }),
      aSchedule({ id: undefined }),
      aSchedule({ source: 'me' }),
      aChange(),
    ]) {
      assert.equal(readScanInput(input, SETTING).kind, 'refused', JSON.stringify(input));
    }
  });

  it('names a stream, whatever its id is', () => {
    for (const id of ['a:b*c', '../x', ' ', 'x'.repeat(150), 'é']) {
      const input = readScanInput({ palisade: 'run', id, at: '2026-11-01T00:00:00Z' }, SETTING);
      assert.ok(input.kind === 'scan');
      assert.match(input.runId, /^[0-9a-f]{32}$/);
    }
  });

  it('cannot come from the future: what says so has come now', () => {
    const input = readScanInput(aSchedule({ time: '2031-01-01T00:00:00Z' }), SETTING);
    assert.deepEqual(input.kind === 'scan' && input.trigger.events, [
      { id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa', name: null, at: '2026-11-01T00:30:00.000Z', clockOff: true },
    ]);
    const soon = readScanInput(aSchedule({ time: '2026-11-01T00:31:00Z' }), SETTING);
    assert.ok(soon.kind === 'scan' && soon.trigger.events[0]?.clockOff === undefined, 'clocks may differ a little');
  });
});

describe('a change', () => {
  const read = (given?: Parameters<typeof aChange>[0]) => readChange(JSON.stringify(aChange(given)), SETTING);

  it('is of a bucket, or of the account', () => {
    assert.deepEqual(read(), {
      kind: 'bucket',
      bucket: 'my-bucket',
      event: { id: 'e1', name: 'PutBucketPolicy', at: '2026-11-01T00:28:00.000Z' },
    });
    assert.equal(read({ name: 'PutAccountPublicAccessBlock' }).kind, 'account');
    assert.equal(
      read({ detail: { eventSource: 's3express.amazonaws.com' }, bucket: 'q--use1-az4--x-s3' }).kind,
      'bucket',
    );
  });

  it('is ignored where it is not for us', () => {
    for (const given of [
      { outside: { account: '444455556666' } },
      { detail: { recipientAccountId: '444455556666' } },
      { detail: { eventSource: 'sqs.amazonaws.com' } },
      { detail: { errorCode: 'AccessDenied' } },
      { name: 'GetBucketPolicy' },
      { name: 'PutBucketPolicy\n' },
      { name: '__proto__' },
    ]) {
      assert.equal(read(given).kind, 'ignored', JSON.stringify(given));
    }
  });

  it('is refused where it is not understood', () => {
    for (const bucket of [undefined, 7, '', 'a/../b', 'arn:aws:s3:::b', '10.0.0.1', ['b'], `b${'x'.repeat(300)}`]) {
      const { detail, ...rest } = aChange();
      const body = JSON.stringify({ ...rest, detail: { ...detail, requestParameters: { bucketName: bucket } } });
      assert.equal(readChange(body, SETTING).kind, 'refused', String(bucket));
    }
    assert.equal(read({ detail: { requestParameters: null } }).kind, 'refused');
    for (const body of ['', '{', 'null', '[]', '{"detail":{}}', JSON.stringify(aSchedule())]) {
      assert.equal(readChange(body, SETTING).kind, 'refused', body);
    }
  });

  it('is refused where its time is none', () => {
    for (const time of ['2026-01-01T00:00:00+05', '0000-01-01T00:00:00+23:59', '1970-01-01T00:00:00Z']) {
      assert.equal(read({ at: time }).kind, 'refused', time);
      assert.equal(readScanInput(aSchedule({ time }), SETTING).kind, 'refused', time);
    }
  });

  it('has an outcome whatever comes', () => {
    fc.assert(
      fc.property(fc.json(), fc.jsonValue(), (text, value) => {
        assert.ok(readChange(text, SETTING).kind !== 'account');
        assert.equal(readScanInput(value, SETTING).kind, 'refused');
        const { detail, ...rest } = aChange();
        const forged = { ...rest, detail: { ...detail, requestParameters: value, eventID: value } };
        assert.ok(['refused', 'bucket'].includes(readChange(JSON.stringify(forged), SETTING).kind));
        readBatch(value, SETTING);
      }),
    );
  });
});

describe('a batch of changes', () => {
  it('is one read of each bucket, however many changes and copies of them there are', () => {
    const batch = readBatch(
      aBatch([
        aChange({ id: 'e2', at: '2026-11-01T00:20:00Z' }),
        aChange({ id: 'e1', at: '2026-11-01T00:10:00Z' }),
        aChange({ id: 'e2', at: '2026-11-01T00:20:00Z' }),
        aChange({ bucket: 'other', id: 'e3' }),
        aChange({ name: 'PutAccountPublicAccessBlock', id: 'e4' }),
        aChange({ name: 'GetBucketPolicy' }),
        'rubbish',
      ]),
      SETTING,
    );
    assert.ok(batch !== undefined);
    const short = batch.buckets.map(({ bucket, events, messageIds }) => [
      bucket,
      events.map(({ id }) => id),
      messageIds,
    ]);
    assert.deepEqual(short, [
      ['my-bucket', ['e1', 'e2'], ['m0', 'm1', 'm2']],
      ['other', ['e3'], ['m3']],
    ]);
    assert.deepEqual(batch.account?.messageIds, ['m4']);
    assert.deepEqual(
      [batch.ignored.map(({ messageId }) => messageId), batch.refused.map(({ messageId }) => messageId)],
      [['m5'], ['m6']],
    );
  });

  it('is named after its newest event, in whatever order they come', () => {
    const events = ['e1', 'e3', 'e2'].map((id) => ({ id, name: null, at: `2026-11-01T00:0${id[1]}:00.000Z` }));
    assert.equal(runIdOf(events), 'e3');
    assert.equal(runIdOf(events.map((one) => ({ ...one, at: '2026-11-01T00:00:00.000Z' }))), 'e3');
  });

  it('says how often it was tried before', () => {
    assert.equal(readBatch(aBatch([aChange()], 3), SETTING)?.buckets[0]?.triedBefore, 2);
    assert.equal(readBatch(aBatch([aChange()]), SETTING)?.buckets[0]?.triedBefore, 0);
  });

  it('folds a burst of 500 into one read', () => {
    const burst = Array.from({ length: 500 }, (_, n) => aChange({ id: `e${n}` }));
    const batch = readBatch(aBatch(burst), SETTING);
    assert.deepEqual([batch?.buckets.length, batch?.buckets[0]?.messageIds.length], [1, 500]);
  });

  it('is none where its messages cannot be told apart', () => {
    for (const input of [
      undefined,
      {},
      { Records: [] },
      { Records: [{}] },
      { Records: [{ messageId: 'a', body: '' }] },
    ]) {
      assert.equal(readBatch(input, SETTING), undefined);
    }
  });
});
