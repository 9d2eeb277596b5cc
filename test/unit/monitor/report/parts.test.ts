import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assemble, closingOf } from '../../../../src/monitor/report/assemble.ts';
import { withoutDuplicates } from '../../../../src/monitor/report/duplicates.ts';
import { LARGEST_PART, PARTS_VERSION, reportEvents } from '../../../../src/monitor/report/parts.ts';
import { aBucket, aFinding, aReport, at, written } from '../reports.ts';

const SMALL = 700;

function aLongReport(buckets = 20) {
  return written(
    aReport({ buckets: Array.from({ length: buckets }, (_, n) => aBucket(`bucket-${n}`, [aFinding(`bucket-${n}`)])) }),
  );
}

function messagesOf(report = aLongReport(), attempt = 'first', largest = SMALL): readonly string[] {
  const { parts, closing } = reportEvents(report, attempt, largest);
  return [...parts, closing];
}

describe('a report in parts', () => {
  it('is whole again, whatever is in it, in whatever order its parts come and how often', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 2_000 }),
        fc.integer({ min: 300, max: 3_000 }),
        fc.infiniteStream(fc.nat()),
        (evidence, largest, random) => {
          const report = written(
            aReport({ buckets: [aBucket('b', [{ ...aFinding('b'), evidence: `${evidence}"\\😀\ud800` }])] }),
          );
          const messages = messagesOf(report, 'a', largest);
          for (const message of messages.slice(0, -1)) assert.ok(Buffer.byteLength(message) <= largest);
          const mixed = [...messages, ...messages]
            .map((message) => ({ message, key: random.next().value as number }))
            .sort((a, b) => a.key - b.key);
          const whole = assemble(mixed.map(({ message }) => message));
          // A lone surrogate is no text in UTF-8, in which the hash is made: it has to come through all the same.
          assert.deepEqual(whole, { kind: 'report', report });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('has no part above 200 KB, and as few of them as can be', () => {
    const report = aLongReport(3_000);
    const { parts, closing } = reportEvents(report, 'a');
    const text = JSON.stringify(report).length;
    assert.ok(parts.length <= Math.ceil((text * 1.5) / LARGEST_PART), `${parts.length} parts for ${text} bytes`);
    for (const part of parts) assert.ok(Buffer.byteLength(part) <= 200 * 1024);
    assert.equal(assemble([...parts, closing]).kind, 'report');
  });

  it('takes the attempt that got to its end, not the one before it', () => {
    const report = aLongReport();
    const first = messagesOf(written(aReport({ runId: report.runId })), 'first').slice(0, 2);
    assert.deepEqual(assemble([...first, ...messagesOf(report, 'second')]), { kind: 'report', report });
    const both = assemble([...messagesOf(report, 'first'), ...messagesOf(report, 'second')]);
    assert.deepEqual(both, { kind: 'report', report });
    const oneLost = assemble([...messagesOf(report, 'first').slice(1), ...messagesOf(report, 'second')]);
    assert.equal(oneLost.kind, 'report');
  });

  it('says what it lacks', () => {
    const messages = messagesOf();
    assert.ok(messages.length > 6);
    assert.deepEqual(assemble([]), { kind: 'empty' });
    assert.deepEqual(assemble(messages.slice(0, 3)), { kind: 'unfinished', parts: 3 });
    assert.deepEqual(assemble(messages.filter((_, n) => n !== 1 && n !== 4)), {
      kind: 'cut-off',
      missing: [2, 5],
      parts: messages.length - 1,
    });
    assert.deepEqual(assemble(['START RequestId', '{"palisade":1}', '{"palisade":"report-part"', 'null']), {
      kind: 'empty',
    });
  });

  it('says that it is of another version, as a whole or in its parts', () => {
    const other = messagesOf().map((one) => one.replace(`"version":${PARTS_VERSION}`, '"version":7'));
    assert.deepEqual(assemble(other), { kind: 'other-version', version: 7 });
    const inside = messagesOf({ ...aLongReport(), schemaVersion: 9 as 1 });
    assert.deepEqual(assemble(inside), { kind: 'other-version', version: 9 });
  });

  it('says that it was changed, or mixed with another', () => {
    const messages = messagesOf();
    const changed = messages.map((one) => one.replace('bucket-3', 'bucket-4'));
    assert.equal(assemble(changed).kind, 'damaged');
    const [first = ''] = messages;
    const twice = assemble([...messages, first.replace('"schemaVersion', '"schemeVersion')]);
    assert.deepEqual(twice, { kind: 'damaged', problem: 'part 1 stands there twice, and differs' });
    const renamed = messages.map((one) => one.replace('"run":"run"', '"run":"other"'));
    assert.deepEqual(assemble(renamed), { kind: 'damaged', problem: 'it is the report of another run' });
  });

  it('is not read beyond any bound for what somebody wrote', () => {
    const closing = (messagesOf().at(-1) ?? '').replace(/"parts":\d+/, '"parts":1e9');
    assert.deepEqual(assemble([closing]), { kind: 'empty' });
  });

  it('shows with its closing event alone how it went', () => {
    const closing = closingOf(messagesOf().at(-1) ?? '');
    assert.deepEqual(
      [closing?.summary.kind, closing?.summary.trigger, closing?.summary.new, closing?.summary.everythingRead],
      ['scan', 'schedule', 20, true],
    );
    for (const message of [...messagesOf().slice(0, -1), 'x', '{"palisade":"report-end","version":1}']) {
      assert.equal(closingOf(message), undefined);
    }
  });

  it('shows nothing of a closing event whose summary is none', () => {
    const closing = JSON.parse(messagesOf().at(-1) ?? '') as { readonly summary: object };
    const { summary } = closing;
    for (const wrong of [undefined, null, {}, { ...summary, usd: '<b>' }, { ...summary, new: -1 }]) {
      assert.equal(closingOf(JSON.stringify({ ...closing, summary: wrong })), undefined, JSON.stringify(wrong));
    }
    assert.deepEqual(closingOf(JSON.stringify({ ...closing, later: 1 })), closing, 'fields may be added');
  });

  it('is found among events that close nothing, of which not all are looked at', () => {
    const report = aLongReport();
    const messages = messagesOf(report);
    const forged = (n: number) =>
      (messages.at(-1) ?? '').replace(/"sha256":"[0-9a-f]{64}/, `"sha256":"${String(n).padStart(64, '0')}`);
    const many = Array.from({ length: 200 }, (_, n) => forged(n));
    assert.equal(assemble([...many.slice(0, 5), ...many.slice(0, 5), ...messages]).kind, 'report');
    assert.equal(assemble([...messages, ...many]).kind, 'report');
    assert.equal(assemble([...many, ...messages]).kind, 'damaged', 'each of them costs as much as a report');
  });
});

describe('reports that say the same', () => {
  function aChange(runId: string, minute: number, bucket: string, ...events: readonly string[]) {
    const trigger = { kind: 'change' as const, events: events.map((id) => ({ id, name: null, at: at(0) })) };
    return written(
      aReport({
        kind: 'change',
        runId,
        startedAt: at(minute),
        finishedAt: at(minute),
        trigger,
        buckets: [aBucket(bucket, [])],
      }),
    );
  }

  it('are told once by bucket and event, the first one, oldest first', () => {
    const reports = [
      aChange('e2', 3, 'a', 'e1', 'e2'),
      aChange('e1', 4, 'a', 'e1'),
      aChange('e3', 2, 'b', 'e3'),
      aChange('e4', 5, 'a', 'e2', 'e4'),
      aChange('e1', 6, 'b', 'e1'),
    ];
    const kept = withoutDuplicates([...reports, ...reports].reverse()).map(({ runId, startedAt }) => [
      runId,
      startedAt,
    ]);
    assert.deepEqual(kept, [
      ['e3', at(2)],
      ['e2', at(3)],
      ['e4', at(5)],
      ['e1', at(6)],
    ]);
  });

  it('are one scan each', () => {
    const scans = [
      written(aReport({ runId: 'a' })),
      written(aReport({ runId: 'b' })),
      written(aReport({ runId: 'a' })),
    ];
    assert.equal(withoutDuplicates(scans).length, 2);
  });
});
