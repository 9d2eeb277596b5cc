import assert from 'node:assert/strict';
import type { FixReport } from '../../../../src/app/fixes/fix.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { APP, Bench, HEAD, HOLE, KeptText, SOLVED } from './codeFixtures.ts';

describe('fixes that are kept', () => {
  let storage: KeptText;
  let clock: FakeClock;
  const benches: Bench[] = [];

  beforeEach(() => {
    storage = new KeptText();
    clock = new FakeClock();
  });

  afterEach(() => {
    for (const bench of benches.splice(0)) bench.dispose();
  });

  /** Another window on the same workspace. */
  function open(ids = 'fix'): Bench {
    const bench = new Bench({ storage, clock, ids });
    benches.push(bench);
    return bench;
  }

  it('survive a restart, and what is not over goes on', async () => {
    const first = open();
    const before = await first.handOff();
    first.dispose();
    const second = open();
    await second.watch.restore();
    assert.deepEqual(second.watch.fixes(), [before]);
    await second.open(APP, HEAD + HOLE);
    await second.write(APP, HEAD + SOLVED);
    assert.equal(second.fix.status, 'fixed');
    assert.equal(second.fix.fixedAt, clock.now());
  });

  it('are not fixed any more when the edit was taken back while no window was open', async () => {
    const before = open();
    await before.handOff();
    await before.write(APP, HEAD + SOLVED);
    assert.equal(before.fix.status, 'fixed');
    before.watch.dispose();
    const after = open();
    after.files.set(APP, HEAD + HOLE);
    await after.watch.restore();
    await after.watch.idle();
    assert.equal(after.fix.status, 'still-present');
    assert.ok(after.fix.reopenedAt !== undefined);
  });

  it('are told when the file was put right before anybody looked', async () => {
    const first = open();
    await first.handOff();
    first.dispose();
    const second = open();
    await second.watch.restore();
    await second.write(APP, HEAD + SOLVED);
    assert.equal(second.fix.status, 'fixed', 'nothing of its kind is left in the function');
  });

  it('are not told fixed after a restart by a look that was not complete', async () => {
    const first = open();
    await first.handOff();
    first.dispose();
    const second = open();
    await second.watch.restore();
    second.partial = true;
    await second.write(APP, HEAD + SOLVED);
    assert.equal(second.fix.status, 'cannot-tell');
    assert.match(second.fix.check?.why ?? '', /time limit/);
  });

  it('are not told fixed when another of its kind is in the function after a restart', async () => {
    const first = open();
    await first.handOff();
    first.dispose();
    const second = open();
    await second.watch.restore();
    await second.write(APP, `${HEAD}def ping():\n    os.popen("ls " + request.form["x"])\n`);
    assert.equal(second.fix.status, 'still-present');
  });

  it('are followed in the new window as soon as the file is known there', async () => {
    const first = open();
    await first.handOff();
    const second = open();
    await second.watch.restore();
    const records = first.store.records(APP).map(({ documentId, finding, state }) => ({ documentId, finding, state }));
    second.files.set(APP, HEAD + HOLE);
    second.store.restore(APP, 'app.py', HEAD + HOLE, records);
    assert.ok(second.store.records(APP)[0]?.followed);
    const rewritten = 'def ping():\n    os.system("ping -c 1 " + request.args["host"])\n';
    await second.write(APP, HEAD + rewritten);
    assert.equal(second.fix.status, 'still-present');
  });

  it('are looked at once when their time ran out while nobody was there', async () => {
    const first = open();
    await first.handOff();
    first.dispose();
    clock.advance(3_600_000);
    const second = open();
    second.files.set(APP, HEAD + HOLE);
    await second.watch.restore();
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    await second.watch.idle();
    assert.equal(second.fix.status, 'still-present');
  });

  it('are those of all windows', async () => {
    const one = open();
    const other = open('other');
    await one.handOff();
    await other.open('file:///w/b.py', HEAD + HOLE);
    await other.watch.handOff(other.subjects('file:///w/b.py'));
    await one.write(APP, HEAD + SOLVED);
    const third = open();
    await third.watch.restore();
    assert.deepEqual(
      third.watch
        .fixes()
        .map(({ subject, status }) => [subject.kind === 'code' && subject.path, status])
        .sort(),
      [
        ['app.py', 'fixed'],
        ['b.py', 'watching'],
      ],
    );
  });

  for (const [what, spoil] of [
    ['cut off in the middle', (text: string) => text.slice(0, text.length / 2)],
    ['no JSON', () => 'fixes'],
    ['of another form', () => '[]'],
    ['of another version', (text: string) => text.replace('"version":1', '"version":99')],
  ] as const) {
    it(`are kept aside when they are ${what}, which is said once, and new ones are kept`, async () => {
      const first = open();
      await first.handOff();
      const spoilt = spoil(storage.text ?? '');
      storage.text = spoilt;
      const second = open();
      await second.watch.restore();
      assert.deepEqual(second.watch.fixes(), []);
      await second.handOff();
      assert.deepEqual(storage.aside, [spoilt]);
      assert.equal(second.log.lines.filter((line) => line.startsWith('warn')).length, 1);
      const third = open();
      await third.watch.restore();
      assert.equal(third.watch.fixes().length, 1);
    });
  }

  it('are kept but for those that are not whole', async () => {
    const first = open();
    await first.handOff();
    const value = JSON.parse(storage.text ?? '') as { fixes: object[] };
    storage.text = JSON.stringify({ ...value, fixes: [...value.fixes, { fix: { id: 'x' } }, 7, null] });
    const second = open();
    await second.watch.restore();
    assert.equal(second.watch.fixes().length, 1);
    assert.equal(storage.aside.length, 1);
  });

  it('are known in the window when the storage throws, which is said once', async () => {
    const bench = open();
    storage.fault = new Error('the disk is full');
    await bench.watch.restore();
    await bench.handOff();
    await bench.write(APP, HEAD + SOLVED);
    assert.equal(bench.fix.status, 'fixed');
    assert.equal(bench.log.lines.filter((line) => line.includes('cannot be kept')).length, 1);
    storage.fault = undefined;
    await bench.write(APP, HEAD + HOLE);
    assert.match(storage.text ?? '', /still-present/);
  });

  it('hold no line of the code', async () => {
    const bench = open();
    await bench.handOff();
    await bench.write(APP, HEAD + HOLE);
    assert.doesNotMatch(storage.text ?? '', /os\.system|request\.args/);
  });

  it('are exported in a form of its own', async () => {
    const bench = open();
    const { fingerprint } = (await bench.handOff()).subject;
    await bench.write(APP, HEAD + SOLVED);
    const expected: FixReport = {
      version: 1,
      kind: 'palisade-fixes',
      writtenAt: '2026-01-15T12:00:01.000Z',
      fixes: [
        {
          id: 'fix-1',
          rule: 'command-injection',
          title: bench.fix.title,
          severity: bench.fix.severity,
          engine: 'embedded',
          place: { kind: 'code', path: 'app.py', fingerprint },
          status: 'fixed',
          handedOffAt: '2026-01-15T12:00:00.000Z',
          fixedAt: '2026-01-15T12:00:01.000Z',
          reopenedAt: null,
          timeToFixMs: 1_000,
          lastCheck: {
            at: '2026-01-15T12:00:01.000Z',
            outcome: 'fixed',
            by: 'deterministic',
            why: 'A complete look found nothing of its kind in its place any more.',
            checks: 1,
            movedTo: null,
            opened: [],
          },
        },
      ],
    };
    assert.deepEqual(bench.watch.exportFixes(), expected);
    assert.deepEqual(JSON.parse(JSON.stringify(bench.watch.exportFixes())), expected);
  });
});
