import assert from 'node:assert/strict';
import { foldedStarts } from '../../../../src/monitor/run/foldedStarts.ts';
import type { AccountChange } from '../../../../src/monitor/run/ports.ts';

const NOON = Date.UTC(2026, 10, 1, 12);

function changeAt(...times: readonly number[]): AccountChange {
  const events = times.map((at, index) => ({
    id: `e${at}-${index}`,
    name: 'PutAccountPublicAccessBlock',
    at: new Date(at).toISOString(),
  }));
  return { palisade: 'account-change', events };
}

describe('scans that changes of the account start', () => {
  let time: number;
  let started: AccountChange[];
  let refuses: boolean;
  let start: (input: AccountChange) => Promise<void>;

  beforeEach(() => {
    time = NOON;
    started = [];
    refuses = false;
    start = foldedStarts(
      (input) => {
        if (refuses) return Promise.reject(new Error('busy'));
        started.push(input);
        return Promise.resolve();
      },
      () => time,
    );
  });

  it('are one for a burst in many batches', async () => {
    for (let batch = 0; batch < 20; batch += 1) {
      await start(changeAt(NOON - 180_000 + batch * 1_000));
      time += 2_000;
    }
    assert.equal(started.length, 1);
    assert.equal(started[0]?.askedAt, new Date(NOON).toISOString(), 'a scan that began before does not do');
  });

  it('are one more for what a scan may not have seen yet', async () => {
    await start(changeAt(NOON - 120_000));
    await start(changeAt(NOON - 60_000));
    assert.equal(started.length, 1);
    time += 5_000;
    await start(changeAt(NOON - 120_000, NOON - 59_999));
    assert.equal(started.length, 2, 'the newest of them counts');
  });

  it('are not taken for started when the platform refused them', async () => {
    refuses = true;
    await assert.rejects(start(changeAt(NOON - 120_000)));
    refuses = false;
    await start(changeAt(NOON - 120_000));
    assert.equal(started.length, 1);
  });

  it('are few in an hour of changes, each of which is told three minutes later', async () => {
    for (let second = 0; second < 3_600; second += 30) {
      time = NOON + second * 1_000;
      await start(changeAt(time - 180_000));
    }
    assert.ok(started.length <= 31, `${started.length}`);
    // What is not in one of them happened a minute before one was started.
    const last = started.at(-1)?.events.at(-1)?.at ?? '';
    assert.ok(Date.parse(last) + 180_000 >= time - 150_000);
  });
});
