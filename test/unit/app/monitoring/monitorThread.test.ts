import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { MonitorThread } from '../../../../src/app/monitoring/monitorThread.ts';
import type { MonitorAround, MonitorTarget } from '../../../../src/monitor/monitorBundle.ts';
import { repository } from '../../../support/repository.ts';
import { temporaryFolder, type TemporaryFolder } from '../../../support/temporaryFolder.ts';

const TARGET: MonitorTarget = { profile: 'prod', region: 'eu-west-1', stack: 'palisade-monitor' };

/** Stands in for dist/monitor.cjs: says what it was given, asks, waits, or dies. */
const BUNDLE = `
let opened = 0;
exports.monthlyEstimate = (use) => ({ usd: use.buckets, prices: '2026-11', region: 'r', items: [] });
exports.openMonitor = (options) => {
  const mine = ++opened;
  const done = (value) => ({ kind: 'done', value });
  return {
    plan: async (...given) => done({ mine, version: options.version, given: given.slice(0, -1) }),
    deploy: async (target, setting, confirmed, around) => {
      around.tell('one'); around.tell('two');
      return done({ confirmed });
    },
    status: async (target, { credentials, signal }) =>
      done({ asks: credentials.mfaCode !== undefined, code: await credentials.mfaCode?.('serial', signal) }),
    runs: (target, most, { signal }) => new Promise((resolve) => {
      signal.addEventListener('abort', () => resolve({ kind: 'failed', failure: { kind: 'cancelled', message: 'stopped' } }));
    }),
    run: async () => { throw new Error('a bug'); },
    remove: async () => process.exit(3),
    report: async (target, stream) => stream === 'whole'
      ? done({ stream, report: { runId: 'r', buckets: [1], accountLook: null, checks: [] } })
      : { kind: 'failed', failure: { kind: 'not-found', message: 'none' } },
  };
};
`;

describe('the thread of the watcher', () => {
  let folder: TemporaryFolder;
  let thread: MonitorThread;

  before('bundle the worker', async () => {
    folder = await temporaryFolder('monitor-thread');
    await build({
      absWorkingDir: repository,
      entryPoints: { 'monitor-thread': 'src/app/monitoring/monitorWorker.ts' },
      outdir: folder.path,
      outExtension: { '.js': '.cjs' },
      bundle: true,
      format: 'cjs',
      platform: 'node',
      logLevel: 'silent',
    });
    await writeFile(join(folder.path, 'monitor.cjs'), BUNDLE);
  });

  after(async () => {
    await folder.dispose();
  });

  beforeEach(() => {
    const environment = { variables: {}, homeFolder: '/nonexistent' };
    thread = new MonitorThread({ directory: folder.path, version: '1.2.3', environment });
  });

  afterEach(async () => {
    await thread.dispose();
  });

  function around(more: Partial<MonitorAround> = {}): MonitorAround {
    return { credentials: {}, tell: () => undefined, signal: new AbortController().signal, ...more };
  }

  it('passes a call on with all that it was given, to one monitor for all, so that nobody is asked for a code twice', async () => {
    const first = (await thread.plan(TARGET, { email: 'a@b.example' }, around())) as unknown;
    const given = [TARGET, { email: 'a@b.example' }];
    assert.deepEqual(first, { kind: 'done', value: { mine: 1, version: '1.2.3', given } });
    const again = (await thread.plan(TARGET, {}, around())) as { value?: { mine?: number } };
    assert.equal(again.value?.mine, 1);
    const other = (await thread.plan({ ...TARGET, profile: 'dev' }, {}, around())) as { value?: { mine?: number } };
    assert.equal(other.value?.mine, 1);
  });

  it('tells what is being done as it is done', async () => {
    const told: string[] = [];
    const outcome = (await thread.deploy(
      TARGET,
      {},
      '111122223333',
      around({ tell: (line) => told.push(line) }),
    )) as unknown;
    assert.deepEqual(told, ['one', 'two']);
    assert.deepEqual(outcome, { kind: 'done', value: { confirmed: '111122223333' } });
  });

  it('asks the person for the code, and nobody where nobody may be asked', async () => {
    const serials: string[] = [];
    const mfaCode = (serial: string): Promise<string> => {
      serials.push(serial);
      return Promise.resolve('123456');
    };
    const asked = (await thread.status(TARGET, around({ credentials: { mfaCode } }))) as unknown;
    assert.deepEqual(asked, { kind: 'done', value: { asks: true, code: '123456' } });
    assert.deepEqual(serials, ['serial']);
    const unasked = (await thread.status(TARGET, around())) as { value?: { asks?: boolean } };
    assert.equal(unasked.value?.asks, false);
  });

  it('cancels what is under way, and does not begin what is cancelled', async () => {
    const abort = new AbortController();
    const outcome = thread.runs(TARGET, 10, around({ signal: abort.signal }));
    abort.abort();
    assert.deepEqual(await outcome, { kind: 'failed', failure: { kind: 'cancelled', message: 'stopped' } });
    const never = await thread.runs(TARGET, 10, around({ signal: AbortSignal.abort() }));
    assert.equal(never.kind === 'failed' && never.failure.kind, 'cancelled');
  });

  it('fails what was under way when it crashes, and starts anew', async () => {
    const bug = await thread.run(TARGET, around());
    assert.ok(bug.kind === 'failed' && bug.failure.kind === 'crashed' && bug.failure.message.includes('a bug'));
    const dead = await thread.remove(TARGET, true, '1', around());
    assert.ok(dead.kind === 'failed' && dead.failure.kind === 'crashed');
    assert.equal((await thread.plan(TARGET, {}, around())).kind, 'done');
  });

  it('keeps what was found in each place to itself where only the digest is wanted', async () => {
    assert.deepEqual(await thread.digest(TARGET, 'whole', around()), {
      kind: 'done',
      value: { runId: 'r' },
    });
    assert.equal((await thread.digest(TARGET, 'none', around())).kind, 'failed');
  });

  it('estimates, and answers nothing any more when it is over', async () => {
    const use = { buckets: 7, changesPerDay: 1, gemini: false };
    const estimate = await thread.estimate(use, around());
    assert.equal(estimate.kind === 'done' && estimate.value.usd, 7);
    const waiting = thread.runs(TARGET, 10, around());
    await thread.dispose();
    const ended = await waiting;
    assert.equal(ended.kind === 'failed' && ended.failure.kind, 'cancelled');
  });
});
