import assert from 'node:assert/strict';
import { Turns } from '../../../src/app/turns.ts';

const { signal } = new AbortController();

describe('Turns', () => {
  it('lets so many go at a time, the others in their order', async () => {
    const turns = new Turns(2);
    const order: number[] = [];
    const releases = await Promise.all([turns.take(signal), turns.take(signal)]);
    const third = turns.take(signal).then((release) => {
      order.push(3);
      return release;
    });
    const fourth = turns.take(signal).then((release) => {
      order.push(4);
      return release;
    });
    assert.deepEqual(order, []);
    releases[1]?.();
    await third;
    assert.deepEqual(order, [3]);
    releases[0]?.();
    await fourth;
    assert.deepEqual(order, [3, 4]);
  });

  it('frees no second place when a turn is passed on twice', async () => {
    const turns = new Turns(1);
    const first = await turns.take(signal);
    first?.();
    first?.();
    await turns.take(signal);
    const controller = new AbortController();
    const third = turns.take(controller.signal);
    controller.abort();
    assert.equal(await third, undefined);
  });

  it('lets the next one go when one that waits is aborted', async () => {
    const turns = new Turns(1);
    const first = await turns.take(signal);
    const controller = new AbortController();
    const gone = turns.take(controller.signal);
    const next = turns.take(signal);
    controller.abort();
    assert.equal(await gone, undefined);
    first?.();
    assert.ok(await next);
  });

  it('gives no turn to a signal that is aborted already', async () => {
    const turns = new Turns(1);
    assert.equal(await turns.take(AbortSignal.abort()), undefined);
    assert.ok(await turns.take(signal));
  });
});
