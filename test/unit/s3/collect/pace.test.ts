import assert from 'node:assert/strict';
import { Pace } from '../../../../src/s3/collect/pace.ts';

function end(pace: Pace, times: number, slow: boolean): void {
  for (let i = 0; i < times; i += 1) pace.ended(slow);
}

describe('the pace of calls', () => {
  it('lets so many run at once, and no more', async () => {
    const pace = new Pace(3);
    let running = 0;
    let most = 0;
    const release: (() => void)[] = [];
    const all = Array.from({ length: 9 }, () =>
      pace.run(async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise<void>((resolve) => release.push(resolve));
        running -= 1;
      }),
    );
    for (let done = 0; done < 9; done += 1) {
      while (release.length === 0) await new Promise(setImmediate);
      release.shift()?.();
    }
    await Promise.all(all);
    assert.equal(most, 3);
  });

  it('falls by half when AWS asks to slow down, once for a burst', () => {
    const pace = new Pace(40);
    end(pace, 40, true);
    assert.equal(pace.width, 20);
    end(pace, 19, true);
    assert.equal(pace.width, 20, 'calls of before do not count again');
    end(pace, 1, true);
    assert.equal(pace.width, 10);
  });

  it('never falls to nothing, and comes back step by step', () => {
    const pace = new Pace(6);
    end(pace, 100, true);
    assert.equal(pace.width, 4);
    end(pace, 4, false);
    assert.equal(pace.width, 5);
    end(pace, 100, false);
    assert.equal(pace.width, 6);
    const narrow = new Pace(2);
    end(narrow, 100, true);
    assert.equal(narrow.width, 2);
  });
});
