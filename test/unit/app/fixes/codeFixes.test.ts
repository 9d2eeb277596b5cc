import assert from 'node:assert/strict';
import { timeToFix } from '../../../../src/app/fixes/fix.ts';
import { isShown } from '../../../../src/findings/reconcile.ts';
import { APP, Bench, HEAD, HOLE, OTHER, REWRITTEN, SOLVED } from './codeFixtures.ts';

describe('what becomes of code that was handed to the agent', () => {
  let bench: Bench;

  beforeEach(() => {
    bench = new Bench();
  });

  afterEach(() => bench.dispose());

  const lifecycles = (): string[] => bench.store.records(APP).map(({ state }) => state.lifecycle);

  it('is waited for from the hand-off on', async () => {
    const fix = await bench.handOff();
    assert.equal(fix.status, 'watching');
    assert.equal(fix.ruleId, 'command-injection');
    assert.equal(fix.engine, 'embedded');
    assert.equal(fix.watchUntil - fix.handedOffAt, 600_000);
    assert.deepEqual(lifecycles(), ['handed-off']);
  });

  it('is fixed when a complete look finds nothing of its kind in the symbol, and how long that took is known', async () => {
    await bench.handOff();
    bench.clock.advance(29_000);
    await bench.write(APP, HEAD + SOLVED);
    assert.equal(bench.fix.status, 'fixed');
    assert.equal(timeToFix(bench.fix), 30_000);
    assert.equal(bench.fix.check?.by, 'deterministic');
    assert.deepEqual(bench.fix.check.opened, []);
    assert.deepEqual(lifecycles(), ['fixed']);
  });

  it('is still present when the hole is only written in other words, and is followed to its new evidence', async () => {
    const before = await bench.handOff();
    await bench.write(APP, HEAD + REWRITTEN);
    assert.ok(['still-present', 'moved'].includes(bench.fix.status), bench.fix.status);
    assert.notEqual(bench.fix.subject.fingerprint, before.subject.fingerprint);
    assert.equal(timeToFix(bench.fix), undefined);
    await bench.write(APP, HEAD + SOLVED);
    assert.equal(bench.fix.status, 'fixed');
  });

  it('is only waited for as long as nothing was changed, however often the file is saved', async () => {
    await bench.handOff();
    await bench.write(APP, HEAD + HOLE);
    assert.equal(bench.fix.status, 'watching');
    assert.equal(bench.fix.check, undefined);
  });

  it('is still present after an edit elsewhere', async () => {
    await bench.handOff();
    await bench.write(APP, `${HEAD}# more\n${HOLE}`);
    assert.equal(bench.fix.status, 'still-present');
    assert.match(bench.fix.check?.why ?? '', /line 7/);
  });

  it('is never fixed by a look that was not complete, and says why', async () => {
    await bench.handOff();
    bench.partial = true;
    await bench.write(APP, HEAD + SOLVED);
    assert.equal(bench.fix.status, 'cannot-tell');
    assert.match(bench.fix.check?.why ?? '', /time limit/);
    assert.ok(bench.store.records(APP).every(isShown), 'it does not vanish from the views');
    bench.partial = false;
    await bench.write(APP, HEAD + SOLVED);
    assert.equal(bench.fix.status, 'fixed');
  });

  it('is not called fixed again by a look that was not complete, after one that was', async () => {
    await bench.handOff();
    await bench.write(APP, HEAD + SOLVED);
    assert.equal(bench.fix.status, 'fixed');
    bench.partial = true;
    await bench.write(APP, `${HEAD}def ping(:\n    os.system("ping " + request.args["host"]\n  (((`);
    assert.equal(bench.fix.status, 'cannot-tell');
    assert.match(bench.fix.check?.why ?? '', /time limit/);
    const looks = bench.looked.length;
    bench.store.sync(APP, `${bench.files.get(APP)} `);
    await bench.watch.idle();
    assert.equal(bench.looked.length, looks, 'not every key asks for another look');
    bench.partial = false;
    await bench.write(APP, HEAD + SOLVED);
    assert.equal(bench.fix.status, 'fixed');
  });

  for (const [what, from] of [
    ['a function', HOLE],
    ['the top level', 'os.system("ping " + request.args["host"])\n'],
  ] as const) {
    it(`is not fixed when the file was made anew and its kind went from ${what} into another function`, async () => {
      await bench.handOff(HEAD + from);
      await bench.write(APP, undefined);
      await bench.write(APP, HEAD + REWRITTEN.replace('ping()', 'probe()'));
      assert.equal(bench.fix.status, 'cannot-tell');
      assert.match(bench.fix.check?.why ?? '', /line 7.*moved/);
      await bench.write(APP, HEAD + SOLVED);
      assert.equal(bench.fix.status, 'fixed');
    });
  }

  it('is not fixed by a syntax error that hides it', async () => {
    await bench.handOff();
    await bench.write(APP, `${HEAD}def ping(:\n    return (((\n`);
    assert.equal(bench.fix.status, 'cannot-tell');
    assert.match(bench.fix.check?.why ?? '', /parsed/);
  });

  it('cannot be told while another of its kind is in the same function, and stays in sight', async () => {
    const two = `${HOLE}    os.system("trace " + request.args["host"])\n`;
    await bench.open(APP, HEAD + two);
    const [first] = bench.subjects();
    assert.ok(first);
    await bench.watch.handOff([first]);
    await bench.write(APP, `${HEAD}def ping():\n    pass\n    os.system("trace " + request.args["host"])\n`);
    assert.equal(bench.fix.status, 'cannot-tell');
    assert.match(bench.fix.check?.why ?? '', /line 7.*rewritten/);
    const handed = bench.store.records(APP).find(({ followed }) => followed);
    assert.ok(handed && isShown(handed));
    await bench.write(APP, HEAD + SOLVED);
    assert.equal(bench.fix.status, 'fixed');
  });

  it('reopens when the person takes the edit back, and can be fixed again', async () => {
    await bench.handOff();
    await bench.write(APP, HEAD + SOLVED);
    await bench.write(APP, HEAD + HOLE);
    assert.equal(bench.fix.status, 'still-present');
    assert.equal(bench.fix.reopenedAt, bench.clock.now());
    assert.equal(bench.fix.fixedAt, undefined);
    await bench.write(APP, HEAD + SOLVED);
    assert.equal(bench.fix.status, 'fixed');
    assert.equal(timeToFix(bench.fix), 3_000);
  });

  it('reopens when any other scan finds it again', async () => {
    await bench.handOff();
    await bench.write(APP, HEAD + SOLVED);
    await bench.open(APP, HEAD + HOLE);
    await bench.watch.idle();
    assert.equal(bench.fix.status, 'still-present');
    assert.ok(bench.fix.reopenedAt);
  });

  it('is not fixed any more when a new hole of its kind is made in the same function', async () => {
    await bench.handOff();
    await bench.write(APP, HEAD + SOLVED);
    await bench.write(APP, `${HEAD}def ping():\n    os.popen("ls " + request.form["x"])\n`);
    assert.equal(bench.fix.status, 'moved');
    assert.deepEqual(bench.fix.check?.movedTo, { path: 'app.py', line: 6 });
    // Another save finds it where it was moved to: that is no news.
    await bench.write(APP, bench.store.textOf(APP) ?? '');
    assert.equal(bench.fix.status, 'moved');
    assert.deepEqual(bench.fix.check.movedTo, { path: 'app.py', line: 6 });
  });

  it('has moved when the function is in another file that changed since', async () => {
    await bench.handOff();
    bench.files.set(OTHER, HEAD + HOLE);
    bench.watch.fileChanged(OTHER);
    await bench.write(APP, HEAD);
    assert.equal(bench.fix.status, 'moved');
    assert.deepEqual(bench.fix.check?.movedTo, { path: 'other.py', line: 6 });
    assert.equal(timeToFix(bench.fix), undefined);
  });

  it('has moved, too, when the other file is written after the one that it left', async () => {
    await bench.handOff();
    await bench.write(APP, HEAD);
    assert.equal(bench.fix.status, 'fixed');
    await bench.write(OTHER, HEAD + REWRITTEN);
    assert.equal(bench.fix.status, 'moved');
    assert.equal(bench.fix.check?.movedTo?.path, 'other.py');
    assert.equal(bench.fix.fixedAt, undefined);
    await bench.write(OTHER, HEAD + SOLVED);
    assert.equal(bench.fix.status, 'fixed', 'it is in neither place any more');
  });

  it('has not moved to where the same problem was before', async () => {
    await bench.open(OTHER, HEAD + HOLE);
    await bench.handOff();
    await bench.write(OTHER, `${HEAD}# touched\n${HOLE}`);
    await bench.write(APP, HEAD + SOLVED);
    assert.equal(bench.fix.status, 'fixed');
  });

  it('looks at no more than twenty other files, and says what it left out', async () => {
    await bench.handOff();
    for (let index = 0; index < 25; index++) {
      bench.files.set(`file:///w/f${index}.py`, 'x = 1\n');
      bench.watch.fileChanged(`file:///w/f${index}.py`);
    }
    await bench.write(APP, HEAD + SOLVED);
    assert.equal(new Set(bench.looked).size, 21);
    assert.equal(bench.fix.status, 'fixed');
    assert.match(bench.fix.check?.why ?? '', /5 other files/);
  });

  it('says what the fix opened in the same breath', async () => {
    await bench.handOff();
    const worse = `${SOLVED}\ndef load():\n    return eval(request.args["e"])\n`;
    await bench.write(APP, HEAD + worse);
    assert.equal(bench.fix.status, 'fixed');
    assert.deepEqual(
      bench.fix.check?.opened.map(({ ruleId, where }) => [ruleId, where]),
      [['code-evaluation', 'app.py:9 in load']],
    );
  });

  it('does not call opened what was there before and only reads differently now', async () => {
    const other = 'def load():\n    return eval(request.args["e"])\n';
    await bench.open(APP, HEAD + HOLE + other);
    const [first] = bench.subjects();
    assert.ok(first);
    await bench.watch.handOff([first]);
    await bench.write(APP, `${HEAD}${SOLVED}def load():\n    return eval(request.args["f"])\n`);
    assert.equal(bench.fix.status, 'fixed');
    assert.deepEqual(bench.fix.check?.opened, []);
  });

  it('cannot be told when the file is deleted, and what is known is kept', async () => {
    await bench.handOff();
    await bench.write(APP, undefined);
    assert.equal(bench.fix.status, 'cannot-tell');
    assert.match(bench.fix.check?.why ?? '', /not there any more/);
    assert.equal(bench.fix.ruleId, 'command-injection');
    await bench.write(APP, HEAD + HOLE);
    assert.equal(bench.fix.status, 'still-present', 'it came back');
  });

  it('has moved when the file was renamed behind the back of the editor', async () => {
    await bench.handOff();
    bench.files.set(OTHER, HEAD + HOLE);
    bench.watch.fileChanged(OTHER);
    await bench.write(APP, undefined);
    assert.equal(bench.fix.status, 'moved');
    assert.equal(bench.fix.check?.movedTo?.path, 'other.py');
  });

  it('goes along with a file that gets another name in the editor', async () => {
    await bench.handOff();
    bench.files.set(OTHER, HEAD + HOLE);
    bench.files.delete(APP);
    bench.store.rename(APP, OTHER, 'other.py');
    assert.deepEqual(
      [bench.fix.subject.kind === 'code' && bench.fix.subject.path, bench.fix.status],
      ['other.py', 'watching'],
    );
    await bench.write(OTHER, HEAD + SOLVED);
    assert.equal(bench.fix.status, 'fixed');
  });

  it('is one fix when it is handed off twice, waited for anew', async () => {
    const first = await bench.handOff();
    bench.clock.advance(60_000);
    await bench.watch.handOff([...bench.subjects(), ...bench.subjects()]);
    assert.equal(bench.watch.fixes().length, 1);
    assert.equal(bench.fix.id, first.id);
    assert.equal(bench.fix.handedOffAt, first.handedOffAt);
    assert.equal(bench.fix.watchUntil, first.watchUntil + 60_000);
  });

  it('is another fix when it is handed off after the first one was over', async () => {
    const first = await bench.handOff();
    bench.watch.stop();
    assert.equal(bench.fix.status, 'stopped');
    bench.clock.advance(1_000);
    await bench.watch.handOff(bench.subjects());
    assert.equal(bench.watch.fixes().length, 2);
    assert.notEqual(bench.fix.id, first.id);
    await bench.write(APP, HEAD + SOLVED);
    assert.deepEqual(
      bench.watch.fixes().map(({ status }) => status),
      ['fixed', 'stopped'],
    );
  });

  it('leaves out what is not known', async () => {
    await bench.watch.handOff([{ kind: 'code', documentId: APP, path: 'app.py', fingerprint: 'none' }]);
    assert.deepEqual(bench.watch.fixes(), []);
  });

  it('is not looked at any more when it is stopped, and says nothing of a look that was under way', async () => {
    await bench.handOff();
    bench.beforeLook = () => {
      bench.watch.stop(bench.fix.id);
      return Promise.resolve();
    };
    await bench.write(APP, HEAD + SOLVED);
    assert.equal(bench.fix.status, 'stopped');
    assert.equal(bench.fix.check, undefined);
    const looks = bench.looked.length;
    await bench.write(APP, HEAD + HOLE);
    assert.equal(bench.looked.length, looks);
  });

  it('is looked at once more when its time is over and nobody has looked', async () => {
    await bench.handOff();
    bench.clock.advance(600_000);
    await settled();
    await bench.watch.idle();
    assert.equal(bench.fix.status, 'still-present');
    assert.equal(bench.fix.check?.checksDone, 1);
    const looks = bench.looked.length;
    await bench.write(APP, HEAD + SOLVED);
    assert.equal(bench.looked.length, looks, 'nobody waits any more');
  });

  it('is told at once to a person who asks, handed off or not', async () => {
    await bench.open(APP, HEAD + HOLE);
    const [subject] = bench.subjects();
    assert.ok(subject);
    const check = await bench.watch.verifyNow(subject);
    assert.equal(check?.outcome, 'still-present');
    assert.deepEqual(bench.watch.fixes(), []);
    assert.deepEqual(lifecycles(), ['open']);
    await bench.watch.handOff([subject]);
    bench.files.set(APP, HEAD + SOLVED);
    assert.equal((await bench.watch.verifyNow(subject))?.outcome, 'fixed');
    assert.equal(bench.fix.status, 'fixed');
    assert.equal(await bench.watch.verifyNow({ ...subject, fingerprint: 'none' }), undefined);
  });

  it('survives a look that throws', async () => {
    await bench.handOff();
    bench.beforeLook = () => Promise.reject(new Error('the disk is gone'));
    await bench.write(APP, HEAD + SOLVED);
    assert.equal(bench.fix.status, 'cannot-tell');
    assert.ok(bench.log.lines.some((line) => line.includes('the disk is gone')));
    bench.beforeLook = () => Promise.resolve();
    await bench.write(APP, HEAD + SOLVED);
    assert.equal(bench.fix.status, 'fixed');
  });

  it('is looked at again when the file changes during a look', async () => {
    await bench.handOff();
    bench.beforeLook = () => {
      bench.beforeLook = () => Promise.resolve();
      // The look is of the text as it is when it begins.
      queueMicrotask(() => {
        bench.files.set(APP, HEAD + SOLVED);
        bench.watch.fileChanged(APP);
      });
      return Promise.resolve();
    };
    await bench.write(APP, `${HEAD}# first\n${HOLE}`);
    assert.equal(bench.fix.status, 'fixed');
  });
});

async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
