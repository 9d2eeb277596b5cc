import assert from 'node:assert/strict';
import {
  type BulkFile,
  type BulkOptions,
  type BulkProgress,
  type BulkResult,
  type Looked,
  type ReviewWish,
  scanMany,
} from '../../../src/app/bulkScan.ts';
import { EMPTY_RECEIPT, type Reason, type ReasonKind, type ScanOutcome } from '../../../src/findings/outcome.ts';
import { ListLog } from '../../support/memory.ts';

const filesNamed = (count: number): BulkFile[] =>
  Array.from({ length: count }, (_, index) => ({ id: `file:///w/${index}.py`, path: `${index}.py` }));

const looked = (status: ScanOutcome['status'], findings = 0, ...kinds: ReasonKind[]): Looked => ({
  kind: 'looked',
  outcome: { status, reasons: kinds.map((kind) => ({ kind, engine: 'gemini' })), receipt: EMPTY_RECEIPT },
  isNew: true,
  findings,
});

interface Run {
  readonly results: readonly BulkResult[];
  readonly progress: readonly BulkProgress[];
  readonly wishes: ReadonlyMap<string, ReviewWish>;
  readonly log: ListLog;
}

async function run(
  files: readonly BulkFile[],
  look: BulkOptions['look'],
  options: { review?: BulkOptions['review']; signal?: AbortSignal } = {},
): Promise<Run> {
  const progress: BulkProgress[] = [];
  const wishes = new Map<string, ReviewWish>();
  const log = new ListLog();
  const results = await scanMany(
    files,
    {
      look: (file, wish, signal) => {
        wishes.set(file.path, wish);
        return look(file, wish, signal);
      },
      review: options.review ?? new Map(),
      onProgress: (now) => progress.push(now),
      log,
    },
    options.signal ?? new AbortController().signal,
  );
  return { results, progress, wishes, log };
}

const kindsOf = (results: readonly BulkResult[]): string[] =>
  results.map(({ look }) => (look.kind === 'looked' ? look.outcome.status : look.kind));

describe('a scan of many files', () => {
  it('begins them in their order and gives one result for each in that order', async () => {
    const begun: string[] = [];
    const { results } = await run(filesNamed(9), async (file) => {
      begun.push(file.path);
      // The first of each few takes longest.
      await new Promise((resolve) => setImmediate(resolve));
      return looked('complete');
    });
    assert.deepEqual(
      begun,
      filesNamed(9).map(({ path }) => path),
    );
    assert.deepEqual(
      results.map(({ file }) => file.path),
      begun,
    );
  });

  it('looks at a few at a time', async () => {
    let now = 0;
    let most = 0;
    await run(filesNamed(20), async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now--;
      return looked('complete');
    });
    assert.equal(most, 4);
  });

  it('says how far it is, and what was found so far', async () => {
    const { progress } = await run(filesNamed(3), () => Promise.resolve(looked('complete', 2)));
    assert.deepEqual(progress, [
      { done: 1, total: 3, findings: 2 },
      { done: 2, total: 3, findings: 4 },
      { done: 3, total: 3, findings: 6 },
    ]);
  });

  it('goes on after a file that fails in a way that nobody thought of, and does not call it clean', async () => {
    const { results, progress, log } = await run(filesNamed(6), (file) =>
      file.path === '2.py' ? Promise.reject(new Error('a defect')) : Promise.resolve(looked('complete')),
    );
    assert.deepEqual(kindsOf(results), ['complete', 'complete', 'failed', 'complete', 'complete', 'complete']);
    assert.equal(progress.at(-1)?.done, 6);
    assert.match(log.lines.join('\n'), /2\.py: Error: a defect/);
  });

  it('ends with a cancel in the middle, waits for nobody, and leaves the rest out', async () => {
    const abort = new AbortController();
    const { results, progress } = await run(
      filesNamed(10),
      (file) => {
        // This one never answers.
        if (file.path === '5.py') return new Promise(() => undefined);
        if (file.path === '7.py') abort.abort();
        return Promise.resolve(looked('complete'));
      },
      { signal: abort.signal },
    );
    const kinds = kindsOf(results);
    assert.deepEqual(kinds.slice(0, 5), Array(5).fill('complete'));
    assert.equal(kinds[5], 'left');
    assert.deepEqual(kinds.slice(8), ['left', 'left']);
    assert.ok((progress.at(-1)?.done ?? 0) < 10);
  });

  it('takes a scan that somebody else cancelled for one that did not happen', async () => {
    const { results } = await run(filesNamed(3), (file) =>
      Promise.resolve(looked(file.path === '1.py' ? 'cancelled' : 'complete')),
    );
    assert.deepEqual(kindsOf(results), ['complete', 'left', 'complete']);
  });

  it('does not throw when a look fails because of the cancel', async () => {
    const abort = new AbortController();
    const { results, log } = await run(
      filesNamed(2),
      () => {
        abort.abort();
        return Promise.reject(new Error('aborted'));
      },
      { signal: abort.signal },
    );
    assert.deepEqual(kindsOf(results), ['left', 'left']);
    assert.deepEqual(log.lines, []);
  });

  describe('with Gemini', () => {
    const reviewed = (files: readonly BulkFile[]) => new Map(files.map(({ id }) => [id, 'yes'] as const));
    /** One after the other, so that what one is told comes before the next begins. */
    const inTurn = (look: (file: BulkFile) => Looked): BulkOptions['look'] => {
      let before = Promise.resolve();
      return (file) => {
        const turn = before.then(() => look(file));
        before = turn.then(() => undefined);
        return turn;
      };
    };

    it('asks for the files that were confirmed, and says of others why not', async () => {
      const [first, second] = filesNamed(2);
      assert.ok(first && second);
      const excluded: Reason = { kind: 'excluded', engine: 'gemini' };
      const { wishes } = await run(filesNamed(3), () => Promise.resolve(looked('complete')), {
        review: new Map<string, 'yes' | Reason>([
          [first.id, 'yes'],
          [second.id, excluded],
        ]),
      });
      assert.deepEqual([...wishes.values()], ['yes', excluded, 'no']);
    });

    for (const kind of ['daily-limit', 'quota', 'key-refused', 'model-gone'] as const) {
      it(`goes on offline after the first ${kind}, with that reason`, async () => {
        const files = filesNamed(12);
        const { wishes } = await run(
          files,
          inTurn((file) => (file.path === '1.py' ? looked('partial', 0, kind) : looked('complete'))),
          { review: reviewed(files) },
        );
        assert.equal(wishes.get('1.py'), 'yes');
        assert.deepEqual(wishes.get('11.py'), { kind, engine: 'gemini' });
      });
    }

    it('goes on asking after a failure that may pass, until three in a row', async () => {
      const files = filesNamed(20);
      const failing = new Set(['1.py', '2.py', '4.py', '5.py', '6.py']);
      const { wishes } = await run(
        files,
        inTurn(({ path }) => (failing.has(path) ? looked('partial', 0, 'network') : looked('complete'))),
        { review: reviewed(files) },
      );
      assert.equal(wishes.get('6.py'), 'yes');
      assert.deepEqual(wishes.get('19.py'), { kind: 'network', engine: 'gemini' });
    });
  });
});
