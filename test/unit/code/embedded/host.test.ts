import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { EngineHost } from '../../../../src/code/embedded/host.ts';
import type { Analysis, EngineHostOptions } from '../../../../src/code/embedded/host.ts';
import type { AnalysisRequest, AnalysisResponse } from '../../../../src/code/embedded/protocol.ts';

/**
 * A worker that does what the text asks for. An echo carries the id of its thread as coveredLines and
 * what the worker was given as the name of a symbol, so that tests can tell one worker from another.
 */
const FAKE_WORKER = `
const { parentPort, threadId, workerData } = require('node:worker_threads');
const response = (name) => ({
  status: 'complete', reasons: [], findings: [], coveredLines: threadId, totalLines: 1,
  outline: [{ name, range: { start: 0, end: 0 } }],
});
parentPort.on('message', ({ id, request }) => {
  for (const word of request.text.split(' ')) {
    if (word === 'stage') parentPort.postMessage({ kind: 'stage', id, response: response('stage') });
    if (word === 'stale') parentPort.postMessage({ kind: 'done', id: id - 1, response: response('stale') });
    if (word === 'hang') for (;;);
    if (word === 'exit') process.exit(3);
    if (word === 'throw') setImmediate(() => { throw new TypeError('quotes ' + request.text); });
    if (word === 'error') parentPort.postMessage({ kind: 'error', id, detail: 'TypeError at f' });
    if (word === 'echo') parentPort.postMessage({ kind: 'done', id, response: response(JSON.stringify([workerData, process.env.HOME])) });
  }
});
parentPort.postMessage({ kind: 'ready' });
`;

const never = new AbortController().signal;

function request(text: string): AnalysisRequest {
  return { path: 'a.py', languageId: 'python', text };
}

function threadOf(analysis: Analysis): number {
  assert.equal(analysis.status, 'complete');
  return analysis.coveredLines;
}

function reasonOf(analysis: Analysis): string | undefined {
  return analysis.status === 'cancelled' ? undefined : analysis.reasons.map(({ kind }) => kind).join();
}

describe('EngineHost', () => {
  let directory: string;
  let workerPath: string;
  const hosts: EngineHost[] = [];
  const log: string[] = [];

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'palisade-host-'));
    workerPath = join(directory, 'worker.cjs');
    await writeFile(workerPath, FAKE_WORKER);
  });
  after(() => rm(directory, { recursive: true }));
  afterEach(async () => {
    await Promise.all(hosts.splice(0).map((host) => host.dispose()));
    log.length = 0;
  });

  function hostWith(options: Partial<EngineHostOptions> = {}): EngineHost {
    const host = new EngineHost({
      workerPath,
      grammarDirectory: '/grammars',
      log: (line) => log.push(line),
      ...options,
    });
    hosts.push(host);
    return host;
  }

  it('answers from one worker, which gets the grammar directory and no environment', async () => {
    const host = hostWith();
    const first = await host.analyse(request('echo'), never);
    const second = await host.analyse(request('echo'), never);
    assert.equal(threadOf(first), threadOf(second));
    assert.equal(
      (first as AnalysisResponse).outline[0]?.name,
      JSON.stringify([{ grammarDirectory: '/grammars' }, null]),
    );
    assert.deepEqual(log, []);
  });

  it('answers many requests in their order', async () => {
    const host = hostWith();
    const order: number[] = [];
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        await host.analyse(request('echo'), never);
        order.push(index);
      }),
    );
    assert.deepEqual(
      order,
      Array.from({ length: 20 }, (_, index) => index),
    );
  });

  it('takes no answer to another request', async () => {
    const analysis = await hostWith().analyse(request('stale echo'), never);
    assert.notEqual((analysis as AnalysisResponse).outline[0]?.name, 'stale');
  });

  describe('a request that takes too long', () => {
    it('is ended, and keeps what the engine had said by then', async () => {
      const analysis = await hostWith({ timeLimitMs: 150 }).analyse(request('stage hang'), never);
      assert.equal(analysis.status, 'partial');
      assert.equal(reasonOf(analysis), 'time-limit');
      assert.equal(analysis.outline[0]?.name, 'stage');
    });

    it('is failed when the engine had said nothing', async () => {
      const analysis = await hostWith({ timeLimitMs: 150 }).analyse(request('hang\nhang\r\nhang'), never);
      assert.equal(analysis.status, 'failed');
      assert.equal(reasonOf(analysis), 'time-limit');
      assert.deepEqual([analysis.coveredLines, analysis.totalLines], [0, 3]);
      assert.equal(log.length, 1);
    });

    it('costs the next one nothing but a new worker: waiting in the queue does not count', async () => {
      const host = hostWith({ timeLimitMs: 300 });
      const before = threadOf(await host.analyse(request('echo'), never));
      const [first, second, third] = await Promise.all([
        host.analyse(request('hang'), never),
        host.analyse(request('hang'), never),
        host.analyse(request('echo'), never),
      ]);
      assert.deepEqual([reasonOf(first), reasonOf(second)], ['time-limit', 'time-limit']);
      assert.notEqual(threadOf(third), before);
    });
  });

  describe('a crash', () => {
    for (const [what, text] of [
      ['the worker exits', 'exit'],
      ['the worker throws', 'throw'],
      ['the engine throws', 'error'],
    ] as const) {
      it(`is said, and the host stays usable: ${what}`, async () => {
        const host = hostWith();
        const [crashed, next] = await Promise.all([
          host.analyse(request(text), never),
          host.analyse(request('echo'), never),
        ]);
        assert.equal(crashed.status, 'failed');
        assert.equal(reasonOf(crashed), 'engine-crashed');
        assert.equal(next.status, 'complete');
        assert.equal(log.length, 1);
      });
    }

    it('keeps what the engine had said by then', async () => {
      const analysis = await hostWith().analyse(request('stage exit'), never);
      assert.equal(analysis.status, 'partial');
      assert.equal(reasonOf(analysis), 'engine-crashed');
    });

    it('says nothing of the text', async () => {
      const analysis = await hostWith().analyse(request('throw canary'), never);
      assert.ok(!JSON.stringify([analysis, log]).includes('canary'));
    });
  });

  describe('a worker that cannot start', () => {
    it('fails every request and hangs none, when its file is missing', async () => {
      const host = hostWith({ workerPath: join(directory, 'missing.cjs') });
      for (const analysis of await Promise.all([
        host.analyse(request('echo'), never),
        host.analyse(request('echo'), never),
      ])) {
        assert.equal(analysis.status, 'failed');
        assert.equal(reasonOf(analysis), 'engine-crashed');
      }
    });

    it('fails when its path is unusable or its code is broken', async () => {
      const broken = join(directory, 'broken.cjs');
      await writeFile(broken, 'const = ;');
      for (const path of ['worker.cjs', '', broken]) {
        assert.equal(reasonOf(await hostWith({ workerPath: path }).analyse(request('echo'), never)), 'engine-crashed');
      }
    });

    it('fails when it never listens', async () => {
      const silent = join(directory, 'silent.cjs');
      await writeFile(silent, 'setInterval(() => {}, 1000);');
      const host = hostWith({ workerPath: silent, startLimitMs: 100 });
      assert.equal(reasonOf(await host.analyse(request('echo'), never)), 'engine-crashed');
      assert.equal(reasonOf(await host.analyse(request('echo'), never)), 'engine-crashed');
    });
  });

  describe('cancellation', () => {
    it('does not begin when the signal is aborted already', async () => {
      assert.deepEqual(await hostWith().analyse(request('hang'), AbortSignal.abort()), { status: 'cancelled' });
    });

    it('takes a request out of the queue and leaves the running one alone', async () => {
      const host = hostWith();
      const controller = new AbortController();
      const running = host.analyse(request('echo'), never);
      const queued = host.analyse(request('hang'), controller.signal);
      const last = host.analyse(request('echo'), never);
      controller.abort();
      assert.deepEqual(await queued, { status: 'cancelled' });
      assert.equal(threadOf(await running), threadOf(await last));
    });

    it('ends the worker of a running request; the next one gets a new worker', async () => {
      const host = hostWith();
      const controller = new AbortController();
      const before = threadOf(await host.analyse(request('echo'), never));
      const running = host.analyse(request('hang'), controller.signal);
      controller.abort();
      assert.deepEqual(await running, { status: 'cancelled' });
      assert.notEqual(threadOf(await host.analyse(request('echo'), never)), before);
    });

    it('keeps a worker that was still starting', async () => {
      const host = hostWith();
      const controller = new AbortController();
      const starting = host.analyse(request('hang'), controller.signal);
      controller.abort();
      assert.deepEqual(await starting, { status: 'cancelled' });
      assert.equal((await host.analyse(request('echo'), never)).status, 'complete');
    });

    it('does nothing after the answer', async () => {
      const host = hostWith();
      const controller = new AbortController();
      const first = threadOf(await host.analyse(request('echo'), controller.signal));
      controller.abort();
      assert.equal(threadOf(await host.analyse(request('echo'), never)), first);
    });
  });

  describe('dispose', () => {
    it('cancels what runs and what waits, and takes nothing more', async () => {
      const host = hostWith();
      await host.analyse(request('echo'), never);
      const running = host.analyse(request('hang'), never);
      const queued = host.analyse(request('echo'), never);
      await host.dispose();
      for (const analysis of [await running, await queued, await host.analyse(request('echo'), never)]) {
        assert.deepEqual(analysis, { status: 'cancelled' });
      }
    });

    it('may be called twice, and on a host that was never used', async () => {
      const host = hostWith();
      await host.dispose();
      await host.dispose();
    });
  });

  describe('with the real worker', () => {
    const realWorker = fileURLToPath(new URL('../../../../src/code/embedded/worker.ts', import.meta.url));
    const grammars = fileURLToPath(new URL('../../../../node_modules/@vscode/tree-sitter-wasm/wasm', import.meta.url));

    it('gets findings across the thread', async () => {
      const host = hostWith({
        workerPath: realWorker,
        grammarDirectory: grammars,
        timeLimitMs: 60_000,
        startLimitMs: 60_000,
      });
      const analysis = await host.analyse(request('import requests\nrequests.get(url, verify=False)\n'), never);
      assert.equal(analysis.status, 'complete');
      assert.deepEqual(
        analysis.findings.map(({ problemClass }) => problemClass),
        ['transport-security'],
      );
    });

    it('is never complete without its grammars, and keeps the secrets', async () => {
      const host = hostWith({
        workerPath: realWorker,
        grammarDirectory: directory,
        timeLimitMs: 60_000,
        startLimitMs: 60_000,
      });
      const password = ['Tr0ub', '4dor'].join('');
      const analysis = await host.analyse(request(`password = "${password}"\n`), never);
      assert.equal(analysis.status, 'partial');
      assert.equal(reasonOf(analysis), 'engine-crashed');
      assert.equal(analysis.findings.length, 1);
      assert.ok(!JSON.stringify([analysis, log]).includes(password));
    });
  }).timeout(70_000);

  it('does not keep a process alive when it is idle', async () => {
    const hostFile = new URL('../../../../src/code/embedded/host.ts', import.meta.url).href;
    const script = `
      const { EngineHost } = await import(${JSON.stringify(hostFile)});
      const host = new EngineHost({ workerPath: ${JSON.stringify(workerPath)}, grammarDirectory: '', log: () => {} });
      const answer = await host.analyse(${JSON.stringify(request('echo'))}, new AbortController().signal);
      process.stdout.write(answer.status);
    `;
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { timeout: 60_000 });
    assert.equal(stdout, 'complete');
  }).timeout(70_000);
});
