import assert from 'node:assert/strict';
import { DailyLimit } from '../../../src/app/dailyLimit.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { StringStorage } from '../../support/memory.ts';

const HOUR = 60 * 60 * 1000;

describe('DailyLimit', () => {
  it('starts at nothing', async () => {
    assert.deepEqual(await new DailyLimit(new StringStorage(), new FakeClock().now).today(), {
      requests: 0,
      tokens: 0,
    });
  });

  it('adds up, over all windows that share the storage', async () => {
    const storage = new StringStorage();
    const clock = new FakeClock();
    await new DailyLimit(storage, clock.now).add({ requests: 1, tokens: 100 });
    await new DailyLimit(storage, clock.now).add({ requests: 2, tokens: 50 });
    assert.deepEqual(await new DailyLimit(storage, clock.now).today(), { requests: 3, tokens: 150 });
  });

  it('loses nothing that is added at the same time', async () => {
    const limit = new DailyLimit(new StringStorage(), new FakeClock().now);
    await Promise.all(Array.from({ length: 20 }, () => limit.add({ requests: 1, tokens: 10 })));
    assert.deepEqual(await limit.today(), { requests: 20, tokens: 200 });
  });

  it('starts anew at midnight UTC, at the time that it announces', async () => {
    const clock = new FakeClock(Date.UTC(2026, 0, 15, 22));
    const limit = new DailyLimit(new StringStorage(), clock.now);
    await limit.add({ requests: 1, tokens: 1 });
    assert.equal(limit.resetsAt(), Date.UTC(2026, 0, 16));
    clock.advance(2 * HOUR - 1);
    assert.equal((await limit.today()).requests, 1);
    clock.advance(1);
    assert.equal((await limit.today()).requests, 0);
    assert.equal(limit.resetsAt(), Date.UTC(2026, 0, 17));
  });

  for (const text of [
    '',
    '{',
    'null',
    '[]',
    '{"day":"2026-01-15"}',
    '{"day":"2026-01-15","requests":-5,"tokens":1}',
    '{"day":"2026-01-15","requests":"1","tokens":1}',
  ]) {
    it(`starts anew with a file that says ${JSON.stringify(text)}`, async () => {
      const storage = new StringStorage();
      storage.text = text;
      const limit = new DailyLimit(storage, new FakeClock().now);
      assert.deepEqual(await limit.today(), { requests: 0, tokens: 0 });
      await limit.add({ requests: 1, tokens: 2 });
      assert.deepEqual(await limit.today(), { requests: 1, tokens: 2 });
    });
  }

  it('counts what could not be written down, and writes it down when that works again', async () => {
    const storage = new StringStorage();
    const clock = new FakeClock();
    const limit = new DailyLimit(storage, clock.now);
    await limit.add({ requests: 1, tokens: 10 });
    storage.fault = new Error('disk full');
    await limit.add({ requests: 2, tokens: 20 });
    await assert.rejects(limit.today(), /disk full/);
    storage.fault = undefined;
    assert.deepEqual(await limit.today(), { requests: 3, tokens: 30 });
    await limit.add({ requests: 1, tokens: 1 });
    assert.deepEqual(await limit.today(), { requests: 4, tokens: 31 });
    assert.deepEqual(await new DailyLimit(storage, clock.now).today(), { requests: 4, tokens: 31 });
  });
});
