import assert from 'node:assert/strict';
import type { CachedDocument } from '../../../../src/app/cache/cachedDocument.ts';
import { entryBytes, entryName, LARGEST_ENTRY_BYTES } from '../../../../src/app/cache/entryFile.ts';
import { FindingCache, MOST_BYTES, MOST_DOCUMENTS, OLDEST_MS } from '../../../../src/app/cache/findingCache.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { ListLog } from '../../../support/memory.ts';
import { faultOf, MemoryFolder } from '../../../support/memoryFolder.ts';
import { cachedRecord, fullDocument, QUERY } from './sampleDocuments.ts';

function setUp(folder = new MemoryFolder()) {
  const clock = new FakeClock();
  folder.now = clock.now();
  const log = new ListLog();
  return { folder, clock, log, cache: new FindingCache(folder, clock, log) };
}

const idOf = (index: number): string => `file:///w/${index}.py`;
const documentOf = (index: number, at: number): CachedDocument => fullDocument({ documentId: idOf(index), at });
const bulky = (index: number, at: number): CachedDocument => {
  const record = cachedRecord(QUERY, undefined, { explanation: 'x'.repeat(20_000) });
  return fullDocument({ documentId: idOf(index), at, records: Array.from({ length: 10 }, () => record) });
};

describe('the cache of findings', () => {
  it('has a file for each document, and gives it back', async () => {
    const { folder, clock, cache } = setUp();
    for (const index of [1, 2]) await cache.save(documentOf(index, clock.now() + index));
    assert.equal(folder.files.size, 2);
    assert.deepEqual(await cache.names(), [entryName(idOf(2)), entryName(idOf(1))]);
    assert.deepEqual(await cache.load(entryName(idOf(1))), documentOf(1, clock.now() + 1));
    assert.equal(await cache.load(entryName(idOf(3))), undefined);
  });

  it('drops a document that is gone', async () => {
    const { folder, clock, cache } = setUp();
    await cache.save(documentOf(1, clock.now()));
    await cache.drop(idOf(1));
    assert.equal(folder.files.size, 0);
  });

  it('drops a document that has become too large, as what was kept of it is not true any more', async () => {
    const { folder, clock, cache, log } = setUp();
    await cache.save(documentOf(1, clock.now()));
    const record = cachedRecord(QUERY, undefined, { explanation: 'x'.repeat(20_000) });
    await cache.save({ ...documentOf(1, clock.now()), records: Array.from({ length: 20 }, () => record) });
    assert.equal(folder.files.size, 0);
    assert.deepEqual(log.lines, ['warn kept findings: orders.py has too many to be kept']);
  });

  it('removes a damaged file and says so once; the others are untouched', async () => {
    const { folder, clock, cache, log } = setUp();
    await cache.save(documentOf(1, clock.now()));
    folder.put(entryName(idOf(2)), entryBytes(documentOf(2, 0)).subarray(0, 500), clock.now());
    for (let times = 0; times < 2; times++) assert.equal(await cache.load(entryName(idOf(2))), undefined);
    assert.deepEqual(log.lines, [`warn kept findings: ${entryName(idOf(2))} is not used (damaged)`]);
    assert.deepEqual([...folder.files.keys()], [entryName(idOf(1))]);
  });

  it('lives without its folder, and says once what is wrong with it', async () => {
    const { folder, clock, cache, log } = setUp();
    for (const kind of ['list', 'read', 'write', 'remove'] as const) folder.faults[kind] = faultOf('EACCES');
    folder.put(entryName(idOf(1)), entryBytes(documentOf(1, 0)), clock.now());
    for (let times = 0; times < 3; times++) {
      assert.deepEqual(await cache.names(), []);
      assert.equal(await cache.load(entryName(idOf(1))), undefined);
      await cache.save(documentOf(2, clock.now()));
    }
    assert.deepEqual(log.lines, [
      'warn kept findings: could not be listed (EACCES)',
      'warn kept findings: could not be read (EACCES)',
      'warn kept findings: could not be written (EACCES)',
    ]);
  });

  it('goes on with the next document when one could not be written', async () => {
    const { folder, clock, cache } = setUp();
    folder.faults.write = faultOf('ENOSPC');
    await cache.save(documentOf(1, clock.now()));
    delete folder.faults.write;
    await cache.save(documentOf(2, clock.now()));
    assert.deepEqual([...folder.files.keys()], [entryName(idOf(2))]);
  });

  describe('within its bounds', () => {
    it('forgets what was scanned long ago', async () => {
      const { folder, clock, cache } = setUp();
      await cache.save(documentOf(1, clock.now() - OLDEST_MS - 1));
      await cache.save(documentOf(2, clock.now() - OLDEST_MS));
      assert.deepEqual(await cache.names(), [entryName(idOf(2))]);
      assert.equal(folder.files.size, 1);
    });

    it('evicts what was scanned longest ago when there are too many, by itself', async () => {
      const { folder, clock, cache } = setUp();
      // The one written first was scanned last.
      for (let index = 0; index <= MOST_DOCUMENTS; index++) await cache.save(documentOf(index, clock.now() - index));
      assert.ok(folder.files.size <= MOST_DOCUMENTS && folder.files.size > MOST_DOCUMENTS / 2);
      assert.ok(folder.files.has(entryName(idOf(0))));
      assert.ok(!folder.files.has(entryName(idOf(MOST_DOCUMENTS))));
    });

    it('evicts what was scanned longest ago when it is too much, by itself', async () => {
      const { folder, clock, cache } = setUp();
      const each = entryBytes(bulky(1, clock.now())).length;
      assert.ok(each <= LARGEST_ENTRY_BYTES);
      const count = Math.ceil(MOST_BYTES / each) + 1;
      for (let index = 0; index < count; index++) await cache.save(bulky(index, clock.now() + index));
      const bytes = [...folder.files.values()].reduce((sum, { stamp }) => sum + stamp.bytes, 0);
      assert.ok(bytes <= MOST_BYTES);
      assert.ok(folder.files.has(entryName(idOf(count - 1))));
      assert.ok(!folder.files.has(entryName(idOf(0))));
    });

    it('removes what a window left half written, but not what one is just writing, nor what is not ours', async () => {
      const { folder, clock, cache } = setUp();
      const temporary = (index: number): string => `${entryName(idOf(index))}.0b5c.tmp`;
      folder.put(temporary(1), new Uint8Array(3), 0);
      folder.put('notes.tmp', new Uint8Array(3), 0);
      clock.advance(60 * 60 * 1000 + 1);
      folder.now = clock.now();
      folder.put(temporary(2), new Uint8Array(3), 0);
      assert.deepEqual(await cache.names(), []);
      assert.deepEqual([...folder.files.keys()].sort(), [temporary(2), 'notes.tmp'].sort());
    });

    it('removes a file that is larger than any of ours', async () => {
      const { folder, clock, cache } = setUp();
      folder.put(entryName(idOf(1)), new Uint8Array(LARGEST_ENTRY_BYTES + 1), clock.now());
      assert.deepEqual(await cache.names(), []);
      assert.equal(folder.files.size, 0);
    });
  });

  describe('of two windows', () => {
    it('has what the last one wrote', async () => {
      const { folder, clock, cache } = setUp();
      const other = setUp(folder).cache;
      await cache.save(documentOf(1, clock.now()));
      await other.save(documentOf(1, clock.now() + 5));
      assert.deepEqual(await cache.load(entryName(idOf(1))), documentOf(1, clock.now() + 5));
    });

    it('loses nothing of one because the other has lost sight of the document', async () => {
      const { folder, clock, cache } = setUp();
      const other = setUp(folder).cache;
      await cache.save(documentOf(1, clock.now()));
      await other.save(documentOf(1, clock.now() + 5));
      // Having listed a file is not having seen what is in it.
      await cache.names();
      await cache.drop(idOf(1));
      assert.ok(folder.files.has(entryName(idOf(1))));
      await other.drop(idOf(1));
      assert.ok(!folder.files.has(entryName(idOf(1))));
    });

    it('evicts nothing that was written since the files were listed', async () => {
      const { folder, clock, cache } = setUp();
      const old = folder.put(entryName(idOf(1)), entryBytes(documentOf(1, 0)), clock.now() - OLDEST_MS - 1);
      const list = folder.list.bind(folder);
      folder.list = async () => {
        const stamps = await list();
        folder.put(old.name, entryBytes(documentOf(1, clock.now())), clock.now());
        return stamps;
      };
      await cache.names();
      assert.deepEqual(await cache.load(old.name), documentOf(1, clock.now()));
    });
  });

  it('is empty when it was cleared, whoever filled it, and says what it removed', async () => {
    const { folder, clock, cache } = setUp();
    await cache.save(documentOf(1, clock.now()));
    await setUp(folder).cache.save(documentOf(2, clock.now()));
    folder.put('gemini-usage.json', new Uint8Array(9), 0);
    const bytes = entryBytes(documentOf(1, clock.now())).length + entryBytes(documentOf(2, clock.now())).length;
    assert.deepEqual(await cache.clear(), { documents: 2, bytes, failed: 0 });
    assert.deepEqual([...folder.files.keys()], ['gemini-usage.json']);
    assert.deepEqual(await cache.clear(), { documents: 0, bytes: 0, failed: 0 });
  });

  it('says what it could not remove', async () => {
    const { folder, clock, cache } = setUp();
    await cache.save(documentOf(1, clock.now()));
    folder.faults.remove = faultOf('EPERM');
    assert.deepEqual(await cache.clear(), { documents: 0, bytes: 0, failed: 1 });
  });
});
