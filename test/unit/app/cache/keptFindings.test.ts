import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FilesOnDisk } from '../../../../src/editor/filesOnDisk.ts';
import { entryName } from '../../../../src/app/cache/entryFile.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { MapMemory } from '../../../support/memory.ts';
import { faultOf, MemoryFolder } from '../../../support/memoryFolder.ts';
import { temporaryFolder } from '../../../support/temporaryFolder.ts';
import { textOf } from '../../findings/samples.ts';
import { FakeWindow, type Machine, type WindowOptions } from './fakeWindow.ts';
import { ID, QUERY, REQUEST, TEXT } from './sampleDocuments.ts';

const OTHER = 'file:///w/other.py';
const MINUTE = 60_000;

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !condition(); turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(condition(), 'the condition never held');
}

describe('what survives a reload of the window', () => {
  let folder: MemoryFolder;
  let machine: Machine;
  const windows: FakeWindow[] = [];

  beforeEach(() => {
    folder = new MemoryFolder();
    const clock = new FakeClock();
    folder.now = clock.now();
    machine = { folder, clock, disk: new Map([[ID, TEXT]]), memory: new MapMemory() };
  });
  afterEach(async () => {
    for (const window of windows.splice(0)) await window.close();
  });

  const start = (options?: WindowOptions): FakeWindow => {
    const window = new FakeWindow(machine, options);
    windows.push(window);
    return window;
  };
  const restored = async (options?: WindowOptions): Promise<FakeWindow> => {
    const window = start(options);
    await window.kept.restored;
    return window;
  };
  const close = async (window: FakeWindow): Promise<void> => {
    windows.splice(windows.indexOf(window), 1);
    await window.close();
  };
  /** One window that has scanned, and is gone. */
  const scanned = async (documentId = ID): Promise<void> => {
    const window = start();
    await window.scan(documentId);
    await close(window);
  };
  const quotesOf = (window: FakeWindow, documentId = ID): string[] => {
    const text = window.knownText(documentId);
    return window.store.records(documentId).map(({ finding }) => textOf(text, finding));
  };
  const doneOf = (window: FakeWindow, documentId = ID) => {
    const status = window.jobs.status(documentId);
    assert.ok(status?.phase === 'done');
    return status;
  };

  describe('of unchanged text', () => {
    it('are the findings of both engines, and how it was looked at', async () => {
      const before = start();
      await before.scan(ID);
      const { records, status } = { records: before.store.records(ID), status: doneOf(before) };
      await close(before);
      machine.clock.advance(5 * MINUTE);
      const after = await restored();
      assert.deepEqual(after.store.records(ID), records);
      assert.deepEqual(
        records.map(({ finding }) => finding.provenance.engine),
        ['embedded', 'gemini'],
      );
      assert.deepEqual(doneOf(after), { ...status, earlier: 'same-engines' });
      assert.ok(!after.isChanged(ID));
    });

    it('is the review: a save asks neither engine again, a command does', async () => {
      await scanned();
      const after = await restored();
      const outcome = await after.scan(ID);
      assert.equal(outcome?.status, 'complete');
      assert.deepEqual([after.analysed, after.reviewed], [[], []]);
      await after.scan(ID, 'command');
      assert.deepEqual([after.analysed, after.reviewed], [[TEXT], [TEXT]]);
      assert.equal(doneOf(after).earlier, undefined);
    });

    it('is the review for a scan of many files', async () => {
      await scanned();
      const after = await restored();
      const document = { id: ID, path: 'orders.py', languageId: 'python', text: TEXT, version: 0 };
      for (const review of [true, false]) {
        const settled = await after.jobs.settled({ document, trigger: 'bulk', review });
        assert.equal(settled?.status, 'complete');
      }
      assert.equal(
        await after.jobs.settled({ document: { ...document, text: 'pass' }, trigger: 'bulk', review: false }),
        undefined,
      );
    });

    it('is the review for a save that comes before everything is read', async () => {
      await scanned();
      const after = start();
      await after.scan(ID);
      assert.deepEqual(after.reviewed, []);
      assert.deepEqual(quotesOf(after), [QUERY, REQUEST]);
      await after.kept.restored;
      assert.deepEqual(quotesOf(after), [QUERY, REQUEST]);
    });

    it('is not the review when another model is to be asked', async () => {
      await scanned();
      const after = await restored({ model: 'another' });
      assert.deepEqual(quotesOf(after), [QUERY, REQUEST]);
      machine.clock.advance(MINUTE);
      await after.scan(ID);
      assert.deepEqual(after.reviewed, [TEXT]);
    });

    it('are the findings of other engines or another prompt, but not as a look: the next save looks again', async () => {
      await scanned();
      const after = await restored({ engines: 'engines of tomorrow' });
      assert.deepEqual(quotesOf(after), [QUERY, REQUEST]);
      assert.equal(doneOf(after).earlier, 'by-others');
      machine.clock.advance(MINUTE);
      await after.scan(ID);
      assert.deepEqual([after.analysed, after.reviewed], [[TEXT], [TEXT]]);
      assert.equal(doneOf(after).earlier, undefined);
    });

    it('are not taken for a look of the engines of today because they were written down today', async () => {
      await scanned();
      const other = await restored({ engines: 'engines of tomorrow' });
      const [record] = other.store.records(ID);
      other.store.overrule(ID, record?.finding.fingerprint ?? '', false);
      other.store.setIgnores(() => ({ entries: [], problems: [] }));
      await close(other);
      const after = await restored({ engines: 'engines of tomorrow' });
      assert.equal(doneOf(after).earlier, 'by-others');
    });

    it('is the time between two reviews of a file', async () => {
      await scanned();
      const after = await restored({ open: { [ID]: TEXT } });
      after.edit(ID, 'def', '# more\ndef');
      const scan = after.scan(ID);
      await until(() => machine.clock.sleepers > 0 && after.analysed.length > 0);
      const status = after.jobs.status(ID);
      assert.equal(status?.phase === 'scanning' && status.stage, 'waiting');
      machine.clock.advance(MINUTE);
      await scan;
      assert.equal(after.reviewed.length, 1);
    });

    it('is what became of the text since it was scanned', async () => {
      const before = start({ open: { [ID]: TEXT } });
      await before.scan(ID);
      before.edit(ID, QUERY, 'run("SELECT b" + name)');
      await close(before);
      const after = await restored({ open: { [ID]: before.editors.get(ID) ?? '' } });
      assert.deepEqual(
        after.store.records(ID).map(({ state }) => state.freshness),
        ['stale', 'current'],
      );
      assert.ok(after.isChanged(ID), 'the text is not the one that was scanned');
    });
  });

  describe('of text that was changed meanwhile', () => {
    it('are findings at their evidence, stale; the file counts as changed, and the next save looks again', async () => {
      await scanned();
      const changed = `# more\n${TEXT.replace(REQUEST, 'None')}`;
      machine.disk.set(ID, changed);
      const after = await restored();
      assert.deepEqual(quotesOf(after), [QUERY]);
      assert.deepEqual(after.store.records(ID)[0]?.state, { lifecycle: 'open', freshness: 'stale' });
      assert.ok(after.isChanged(ID));
      machine.clock.advance(MINUTE);
      await after.scan(ID);
      assert.deepEqual([after.analysed, after.reviewed], [[changed], [changed]]);
      assert.deepEqual(after.store.records(ID)[0]?.state, { lifecycle: 'open', freshness: 'current' });
    });

    it('is a file that counts as changed, even when nothing was found in it', async () => {
      machine.disk.set(ID, 'pass\n');
      await scanned();
      machine.disk.set(ID, TEXT);
      const after = await restored();
      assert.deepEqual(quotesOf(after), []);
      assert.equal(doneOf(after).outcome.status, 'complete');
      assert.ok(after.isChanged(ID));
    });

    it('is not clean, though it is the text that was scanned once: what is kept is of another', async () => {
      const before = start({ open: { [ID]: TEXT } });
      await before.scan(ID);
      before.edit(ID, TEXT, 'pass\n# edited, and never saved\n');
      await close(before);
      const after = await restored();
      assert.deepEqual(quotesOf(after), []);
      assert.equal(doneOf(after).outcome.status, 'complete');
      assert.ok(after.isChanged(ID));
      machine.clock.advance(MINUTE);
      await after.scan(ID);
      assert.deepEqual(after.analysed, [TEXT], 'what is kept of another text does not make a scan needless');
    });

    it('is not clean, though it is the text that it was when the window was closed, and was never scanned', async () => {
      const before = start({ open: { [ID]: TEXT } });
      await before.scan(ID);
      before.edit(ID, TEXT, 'pass\n# edited, and never saved\n');
      await close(before);
      const after = await restored();
      after.editors.set(ID, TEXT);
      after.edit(ID, TEXT, before.knownText(ID));
      assert.ok(after.isChanged(ID));
    });

    it('is what the editor holds, not what is on disk', async () => {
      await scanned();
      machine.disk.set(ID, 'pass\n');
      const after = await restored({ open: { [ID]: TEXT } });
      assert.deepEqual(quotesOf(after), [QUERY, REQUEST]);
      assert.ok(!after.isChanged(ID));
    });

    it('is what the editor holds when the file is opened while it is read', async () => {
      await scanned();
      const edited = `# unsaved\n${TEXT}`;
      const after = start();
      after.meanwhile = () => after.editors.set(ID, edited);
      await after.kept.restored;
      assert.equal(after.knownText(ID), edited);
      assert.deepEqual(quotesOf(after), [QUERY, REQUEST]);
      assert.ok(after.isChanged(ID));
    });

    it('comes back with the text, when nothing else happened meanwhile', async () => {
      await scanned();
      machine.disk.set(ID, TEXT.replace(REQUEST, 'None'));
      const between = await restored();
      assert.deepEqual(quotesOf(between), [QUERY]);
      await close(between);
      machine.disk.set(ID, TEXT);
      const after = await restored();
      assert.deepEqual(quotesOf(after), [QUERY, REQUEST]);
      assert.ok(!after.isChanged(ID));
    });
  });

  it('is nothing of a file that is gone', async () => {
    await scanned();
    machine.disk.delete(ID);
    const after = await restored();
    assert.equal(after.jobs.status(ID), undefined);
    assert.equal(folder.files.size, 0);
  });

  it('waits for a file that cannot be read, and comes when it is opened', async () => {
    await scanned();
    const after = start();
    after.unreadable.add(ID);
    await after.kept.restored;
    assert.equal(after.jobs.status(ID), undefined);
    assert.equal(folder.files.size, 1);
    after.editors.set(ID, TEXT);
    await after.kept.ensure(ID);
    assert.deepEqual(quotesOf(after), [QUERY, REQUEST]);
  });

  it('is only the very same text of what was never saved', async () => {
    const untitled = 'untitled:Untitled-1';
    const before = start({ open: { [untitled]: TEXT } });
    await before.scan(untitled);
    await close(before);
    const another = await restored({ open: { [untitled]: `${TEXT}# another` } });
    assert.equal(another.jobs.status(untitled), undefined);
    await close(another);
    const after = await restored({ open: { [untitled]: TEXT } });
    assert.deepEqual(quotesOf(after, untitled), [QUERY, REQUEST]);
  });

  it('never takes the place of what was found in this window', async () => {
    await scanned();
    machine.disk.set(ID, 'pass\n');
    const after = start();
    let live: Promise<unknown> | undefined;
    after.meanwhile = () => {
      // Somebody scans without asking what is known.
      after.adopt(ID, 'pass\n', undefined);
      const document = { id: ID, path: 'orders.py', languageId: 'python', text: 'pass\n', version: 1 };
      live ??= after.jobs.request({ document, trigger: 'save', review: false });
    };
    await after.kept.restored;
    await live;
    assert.deepEqual(after.store.records(ID), []);
    assert.equal(doneOf(after).earlier, undefined);
  });

  it('never takes the place of a text that is about to be scanned', async () => {
    await scanned();
    const after = start();
    after.meanwhile = () => after.adopt(ID, 'pass\n', undefined);
    await after.kept.restored;
    assert.equal(after.knownText(ID), 'pass\n');
    assert.equal(after.jobs.status(ID), undefined);
  });

  it('is read once, what is open before what is not', async () => {
    machine.disk.set(OTHER, TEXT);
    await scanned(ID);
    machine.clock.advance(1);
    await scanned(OTHER);
    const order: string[] = [];
    const after = start({ open: { [ID]: TEXT } });
    after.store.onDidChange((id) => order.push(id));
    await after.kept.restored;
    await after.kept.ensure(ID);
    await after.kept.ensure('file:///w/never-scanned.py');
    assert.deepEqual(order, [ID, OTHER]);
    assert.deepEqual(after.read, [OTHER]);
  });

  it('is taken from the quickest reading that proves to be the text, else from that of the editor', async () => {
    await scanned();
    for (const [guess, read] of [
      [(text?: string) => text, []],
      [(text?: string) => text?.replaceAll('e', 'é'), [ID]],
      [() => undefined, [ID]],
    ] as const) {
      const after = start();
      after.guess = guess;
      await after.kept.restored;
      assert.deepEqual(quotesOf(after), [QUERY, REQUEST]);
      assert.deepEqual(after.read, read);
      await close(after);
    }
  });

  it('is not written again for having been read', async () => {
    await scanned();
    const { writes } = folder;
    const after = await restored();
    await after.kept.flush();
    after.store.setIgnores(() => ({ entries: [], problems: [] }));
    await after.kept.flush();
    assert.equal(folder.writes, writes);
  });

  it('is what could be read, when one of the files is damaged', async () => {
    machine.disk.set(OTHER, TEXT);
    await scanned(ID);
    await scanned(OTHER);
    const { bytes } = folder.files.get(entryName(ID)) ?? {};
    folder.put(entryName(ID), bytes?.subarray(0, 700) ?? new Uint8Array(), machine.clock.now());
    const after = await restored();
    assert.deepEqual(quotesOf(after, OTHER), [QUERY, REQUEST]);
    assert.equal(after.jobs.status(ID), undefined, 'nothing is said of a document that nothing is known of');
    assert.equal(after.log.lines.filter((line) => line.includes('damaged')).length, 1);
    await after.scan(ID);
    assert.deepEqual(quotesOf(after), [QUERY, REQUEST]);
  });

  it('is what could be put in place, when one of the documents has a defect', async () => {
    machine.disk.set(OTHER, TEXT);
    await scanned(ID);
    await scanned(OTHER);
    for (const method of ['likely', 'adopt'] as const) {
      const after = start();
      const real = after[method].bind(after) as (...given: unknown[]) => unknown;
      Object.defineProperty(after, method, {
        value: (documentId: string, ...rest: unknown[]) => {
          if (documentId === ID) throw new Error('a defect');
          return real(documentId, ...rest);
        },
      });
      await after.kept.restored;
      assert.deepEqual(quotesOf(after, OTHER), [QUERY, REQUEST], method);
      assert.match(after.log.lines.join('\n'), /error kept findings: .*a defect/);
      await close(after);
    }
  });

  it('is what the last of two windows wrote, and neither loses what the other has found', async () => {
    machine.disk.set(OTHER, TEXT);
    const [one, two] = [start(), start()];
    await Promise.all([one.scan(ID), two.scan(OTHER)]);
    await Promise.all([one.kept.flush(), two.kept.flush()]);
    two.forget(ID);
    await close(one);
    await close(two);
    const after = await restored();
    assert.deepEqual(quotesOf(after, ID), [QUERY, REQUEST]);
    assert.deepEqual(quotesOf(after, OTHER), [QUERY, REQUEST]);
  });

  describe('is written', () => {
    const seconds = async (count: number): Promise<void> => {
      machine.clock.advance(count * 1_000);
      await Promise.all(windows.map((window) => window.kept.flush()));
    };

    it('a second after the last change', async () => {
      const window = start({ open: { [ID]: TEXT } });
      await window.scan(ID);
      assert.equal(folder.writes, 0);
      machine.clock.advance(999);
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(folder.writes, 0);
      machine.clock.advance(1);
      await until(() => folder.writes > 0);
    });

    it('now and then while somebody keeps typing', async () => {
      const window = start({ open: { [ID]: TEXT } });
      await window.scan(ID);
      await seconds(1);
      const { writes } = folder;
      for (let times = 0; times < 40; times++) {
        window.edit(ID, 'def', '\ndef');
        machine.clock.advance(500);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await until(() => folder.writes > writes);
      assert.equal(folder.writes, writes + 1);
    });

    it('not at all while it is being scanned: an earlier look is better than half of one', async () => {
      const window = start({ open: { [ID]: TEXT } });
      await window.scan(ID);
      await window.kept.flush();
      const kept = folder.files.get(entryName(ID));
      window.edit(ID, 'def', '# more\ndef');
      const scan = window.scan(ID);
      await until(() => machine.clock.sleepers >= 2);
      await window.kept.flush();
      assert.equal(folder.files.get(entryName(ID)), kept);
      machine.clock.advance(MINUTE);
      await scan;
      await window.kept.flush();
      assert.notEqual(folder.files.get(entryName(ID)), kept);
    });

    it('no more once the document is gone', async () => {
      const window = start();
      await window.scan(ID);
      await window.kept.flush();
      window.forget(ID);
      await window.kept.flush();
      assert.equal(folder.files.size, 0);
    });

    it('without what is fixed, when there is much', async () => {
      const window = start();
      await window.scan(ID);
      const [record] = window.store.records(ID);
      assert.ok(record);
      const many = Array.from({ length: 150 }, (_, index) => ({
        ...record,
        state: { lifecycle: index % 2 === 0 ? ('fixed' as const) : ('open' as const), freshness: 'current' as const },
      }));
      window.store.clear(ID);
      window.store.restore(ID, 'orders.py', TEXT, many);
      await close(window);
      assert.equal((await restored()).store.records(ID).length, 75);
    });

    it('never, and nothing else is different, when it cannot be', async () => {
      folder.faults.write = faultOf('ENOSPC');
      const window = start();
      const outcome = await window.scan(ID);
      await window.kept.flush();
      await window.scan(ID, 'command');
      await window.kept.flush();
      assert.equal(outcome?.status, 'complete');
      assert.deepEqual(quotesOf(window), [QUERY, REQUEST]);
      assert.deepEqual(
        window.log.lines.filter((line) => line.includes('kept findings')),
        ['warn kept findings: could not be written (ENOSPC)'],
      );
    });
  });

  it('is nothing once it was cleared, also what was still to be written or read', async () => {
    machine.disk.set(OTHER, TEXT);
    await scanned(OTHER);
    const window = start();
    await window.scan(ID);
    const { documents } = await window.kept.clear();
    assert.equal(documents, 1);
    await window.kept.restored;
    assert.equal(window.jobs.status(OTHER), undefined);
    await close(window);
    assert.equal(folder.files.size, 0);
  });

  it('does not come back after it was cleared while it was being read', async () => {
    await scanned();
    const window = start();
    let clearing: Promise<unknown> | undefined;
    window.meanwhile = () => {
      clearing ??= window.kept.clear();
    };
    await window.kept.restored;
    await clearing;
    assert.equal(window.jobs.status(ID), undefined);
    assert.deepEqual(window.store.records(ID), []);
  });

  it('is in files of its own, a real folder shows', async () => {
    const real = await temporaryFolder('kept');
    try {
      machine = { ...machine, folder: new FilesOnDisk(real.path) };
      await scanned();
      assert.deepEqual(await readdir(real.path), [entryName(ID)]);
      assert.ok(!(await readFile(join(real.path, entryName(ID)), 'utf8')).includes('return []'));
      const after = await restored();
      assert.deepEqual(quotesOf(after), [QUERY, REQUEST]);
      await close(after);
    } finally {
      await real.dispose();
    }
  });
});
