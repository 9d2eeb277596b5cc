import assert from 'node:assert/strict';
import { Consent } from '../../../src/app/consent.ts';
import { DailyLimit } from '../../../src/app/dailyLimit.ts';
import { ReviewGate } from '../../../src/app/reviewGate.ts';
import { ScanJobs } from '../../../src/app/scanJobs.ts';
import type { AnalysisRequest, AnalysisResponse } from '../../../src/code/embedded/protocol.ts';
import type { Reviewer, ReviewRequest, ReviewResult } from '../../../src/code/review.ts';
import { Scanner } from '../../../src/code/scanner.ts';
import type { CodeFinding } from '../../../src/findings/finding.ts';
import type { Reason } from '../../../src/findings/outcome.ts';
import { FindingStore } from '../../../src/findings/store.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { ListLog, MapMemory, StringStorage } from '../../support/memory.ts';
import { findingAt, textOf } from '../findings/samples.ts';

const ID = 'file:///w/app.py';
const QUOTE = 'run("SELECT a" + name)';
const TEXT = `def find(name):\n    ${QUOTE}\n`;
const NEWER = `# newer\n${TEXT}`;

const document = (text: string, id = ID) => ({ id, path: 'app.py', languageId: 'python', text, version: 1 });

/** A promise that the test settles. */
class Deferred<T> {
  resolve!: (value: T) => void;
  readonly promise = new Promise<T>((resolve) => {
    this.resolve = resolve;
  });
}

function setUp(options: { key?: boolean; deferReview?: boolean } = {}) {
  const clock = new FakeClock();
  const log = new ListLog();
  const store = new FindingStore();
  const analysed: string[] = [];
  const reviewedTexts: string[] = [];
  const depths: string[] = [];
  const asks: (readonly CodeFinding[])[] = [];
  const reviewGo: Deferred<void>[] = [];
  const state = {
    reasons: [] as Reason[],
    analysis: 'complete' as AnalysisResponse['status'],
    review: 'complete' as ReviewResult['status'],
    throwIn: undefined as Error | undefined,
  };
  const analyser = {
    analyse: (request: AnalysisRequest): Promise<AnalysisResponse> => {
      analysed.push(request.text);
      if (state.throwIn) return Promise.reject(state.throwIn);
      return Promise.resolve({
        status: state.analysis,
        reasons: [],
        findings: request.text.includes(QUOTE) ? [findingAt(request.text, QUOTE)] : [],
        outline: [],
        coveredLines: 3,
        totalLines: 3,
      });
    },
  };
  const reviewer: Reviewer = {
    review: async (request: ReviewRequest, signal: AbortSignal): Promise<ReviewResult> => {
      reviewedTexts.push(request.document.text);
      depths.push(request.depth);
      asks.push(request.ask ?? []);
      if (options.deferReview) {
        const go = new Deferred<void>();
        reviewGo.push(go);
        signal.addEventListener('abort', () => go.resolve());
        await go.promise;
      }
      const usage = {
        model: 'm',
        promptVersion: '1',
        requests: 1,
        inputTokens: 1,
        outputTokens: 1,
        costUsd: 0,
        maskedSecrets: 0,
      };
      const status = signal.aborted ? 'cancelled' : state.review;
      return { status, reasons: state.reasons, findings: [], verdicts: [], droppedTitles: [], usage };
    },
    testConnection: () => Promise.resolve(undefined),
  };
  const consent = new Consent(new MapMemory(), { askConsent: () => Promise.resolve('granted') });
  const gate = new ReviewGate(
    {
      apiKey: () => Promise.resolve(options.key === false ? undefined : 'a-key'),
      isTrusted: () => true,
      settings: () => ({ model: 'm', fallbackModel: 'f', dailyRequests: 100, dailyTokens: 1e6, exclude: [] }),
      exclusion: () => Promise.resolve(undefined),
      reviewer: () => Promise.resolve(reviewer),
    },
    consent,
    new DailyLimit(new StringStorage(), clock.now),
    clock,
  );
  const jobs = new ScanJobs(new Scanner(analyser, clock.now), store, gate, clock, log);
  return { jobs, store, clock, log, analysed, reviewedTexts, depths, asks, reviewGo, state };
}

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !condition(); turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(condition(), 'the condition never held');
}

describe('ScanJobs', () => {
  it('puts findings into the store and says how it went', async () => {
    const { jobs, store } = setUp();
    const outcome = await jobs.request({ document: document(TEXT), trigger: 'command', review: false });
    assert.equal(outcome?.status, 'complete');
    assert.equal(store.records(ID).length, 1);
    const status = jobs.status(ID);
    assert.equal(status?.phase, 'done');
    assert.equal(status.outcome, outcome);
  });

  it('asks Gemini about one finding where it is now, and lets a save of the same text wait for that', async () => {
    const { jobs, store, asks, reviewGo, reviewedTexts } = setUp({ deferReview: true });
    await jobs.request({ document: document(TEXT), trigger: 'command', review: false });
    const [record] = store.records(ID);
    assert.ok(record);
    const ask = [record.finding.fingerprint];
    store.sync(ID, NEWER);
    const first = jobs.request({ document: document(NEWER), trigger: 'command', review: true, ask });
    await until(() => reviewGo.length === 1);
    const [asked] = asks[0] ?? [];
    assert.ok(asked);
    assert.equal(textOf(NEWER, asked), QUOTE);
    const saved = jobs.request({ document: document(NEWER), trigger: 'save', review: true });
    const offline = jobs.request({ document: document(NEWER), trigger: 'save', review: false });
    reviewGo[0]?.resolve();
    assert.equal(await saved, await first);
    assert.equal(await offline, await first);
    assert.equal(reviewedTexts.length, 1);
  });

  it('does not take a scan that does not ask for one that does', async () => {
    const { jobs, store, asks, reviewGo } = setUp({ deferReview: true });
    await jobs.request({ document: document(TEXT), trigger: 'command', review: false });
    const ask = store.records(ID).map(({ finding }) => finding.fingerprint);
    const saved = jobs.request({ document: document(TEXT), trigger: 'save', review: true });
    await until(() => reviewGo.length === 1);
    const asking = jobs.request({ document: document(TEXT), trigger: 'command', review: true, ask });
    await until(() => reviewGo.length === 2);
    assert.equal(asks[1]?.length, 1);
    reviewGo[1]?.resolve();
    assert.equal((await asking)?.status, 'complete');
    assert.equal(await saved, undefined, 'the newer one took over');
  });

  it('scans without Gemini, and is complete, when there is no key: it says why', async () => {
    const { jobs, reviewedTexts } = setUp({ key: false });
    const outcome = await jobs.request({ document: document(TEXT), trigger: 'save', review: true });
    assert.equal(outcome?.status, 'complete');
    assert.deepEqual(outcome.receipt.engines, ['embedded']);
    const status = jobs.status(ID);
    assert.equal(status?.phase === 'done' && status.reviewOff, 'no-key');
    assert.equal(reviewedTexts.length, 0);
  });

  it('lets the model think longer when it was asked by command', async () => {
    const { jobs, depths } = setUp();
    await jobs.request({ document: document(TEXT), trigger: 'save', review: true });
    await jobs.request({ document: document(TEXT), trigger: 'command', review: true });
    assert.deepEqual(depths, ['quick', 'thorough']);
  });

  it('lets the newest request win and keeps the older one silent', async () => {
    const { jobs, store, reviewedTexts, reviewGo } = setUp({ deferReview: true });
    const finished: string[] = [];
    jobs.onDidFinish(({ outcome }) => finished.push(outcome.status));
    const first = jobs.request({ document: document(TEXT), trigger: 'command', review: true });
    await until(() => reviewGo.length === 1);
    store.edit(ID, [{ offset: 0, length: 0, text: '# newer\n' }], NEWER);
    const second = jobs.request({ document: document(NEWER), trigger: 'command', review: true });
    assert.equal(await first, undefined);
    await until(() => reviewGo.length === 2);
    reviewGo[1]?.resolve();
    assert.equal((await second)?.status, 'complete');
    assert.deepEqual(finished, ['complete']);
    assert.deepEqual(reviewedTexts, [TEXT, NEWER]);
    const [record] = store.records(ID);
    assert.ok(record);
    assert.equal(textOf(NEWER, record.finding), QUOTE);
  });

  it('follows an edit made before the scan has got going', async () => {
    const { jobs, store } = setUp();
    const scan = jobs.request({ document: document(TEXT), trigger: 'save', review: true });
    store.edit(ID, [{ offset: 0, length: 0, text: '# newer\n' }], NEWER);
    await scan;
    const [record] = store.records(ID);
    assert.ok(record);
    assert.equal(textOf(NEWER, record.finding), QUOTE);
    assert.equal(record.state.freshness, 'current');
  });

  it('shows the offline findings while the model is still thinking', async () => {
    const { jobs, store, reviewGo } = setUp({ deferReview: true });
    const scan = jobs.request({ document: document(TEXT), trigger: 'save', review: true });
    await until(() => reviewGo.length === 1);
    assert.equal(store.records(ID).length, 1);
    const status = jobs.status(ID);
    assert.equal(status?.phase === 'scanning' && status.stage, 'review');
    reviewGo[0]?.resolve();
    await scan;
  });

  it('joins the running scan when the same text is saved again', async () => {
    const { jobs, analysed, reviewGo } = setUp({ deferReview: true });
    const first = jobs.request({ document: document(TEXT), trigger: 'save', review: true });
    const second = jobs.request({ document: document(TEXT), trigger: 'save', review: true });
    await until(() => reviewGo.length === 1);
    reviewGo[0]?.resolve();
    assert.equal(await first, await second);
    assert.equal(analysed.length, 1);
  });

  it('does not scan unchanged text again on save, but does on command and after a clear', async () => {
    const { jobs, analysed } = setUp();
    const request = { document: document(TEXT), trigger: 'save', review: true } as const;
    await jobs.request(request);
    await jobs.request(request);
    assert.equal(analysed.length, 1);
    await jobs.request({ ...request, trigger: 'command' });
    assert.equal(analysed.length, 2);
    jobs.forget();
    await jobs.request(request);
    assert.equal(analysed.length, 3);
  });

  it('scans unchanged text again when the last outcome may pass', async () => {
    const { jobs, clock, state, reviewedTexts } = setUp();
    state.review = 'failed';
    state.reasons = [{ kind: 'overloaded', engine: 'gemini' }];
    const request = { document: document(TEXT), trigger: 'save', review: true } as const;
    assert.equal((await jobs.request(request))?.status, 'partial');
    clock.advance(15_000);
    state.review = 'complete';
    state.reasons = [];
    assert.equal((await jobs.request(request))?.status, 'complete');
    assert.equal(reviewedTexts.length, 2);
  });

  describe('one of many files', () => {
    const bulk = (review: boolean, text = TEXT) => ({ document: document(text), trigger: 'bulk', review }) as const;

    it('is known to be settled while its text is the same, and nothing else decides', async () => {
      const { jobs } = setUp();
      assert.equal(await jobs.settled(bulk(false)), undefined);
      const outcome = await jobs.request(bulk(true));
      assert.equal(await jobs.settled(bulk(true)), outcome);
      assert.equal(await jobs.settled(bulk(true, NEWER)), undefined);
      jobs.forget();
      assert.equal(await jobs.settled(bulk(true)), undefined);
    });

    it('needs no offline scan where Gemini has seen the same text, but needs Gemini where it has not', async () => {
      const { jobs } = setUp();
      const reviewed = await jobs.request(bulk(true));
      assert.equal(await jobs.settled(bulk(false)), reviewed);
      const other = setUp();
      await other.jobs.request(bulk(false));
      assert.equal(await other.jobs.settled(bulk(true)), undefined);
    });

    it('joins the review that somebody waits for, and does not end it when it is given up', async () => {
      const { jobs, analysed, reviewGo } = setUp({ deferReview: true });
      const save = jobs.request({ document: document(TEXT), trigger: 'save', review: true });
      await until(() => reviewGo.length === 1);
      const abort = new AbortController();
      const joined = jobs.request({ ...bulk(false), signal: abort.signal });
      abort.abort();
      reviewGo[0]?.resolve();
      assert.equal((await save)?.status, 'complete');
      assert.equal(await joined, await save);
      assert.equal(analysed.length, 1);
    });

    it('is not given up when a save has joined it', async () => {
      const { jobs, reviewGo } = setUp({ deferReview: true });
      const abort = new AbortController();
      void jobs.request({ ...bulk(true), signal: abort.signal });
      await until(() => reviewGo.length === 1);
      const save = jobs.request({ document: document(TEXT), trigger: 'save', review: true });
      abort.abort();
      reviewGo[0]?.resolve();
      assert.equal((await save)?.status, 'complete');
    });

    it('is given up with its signal', async () => {
      const { jobs, reviewGo } = setUp({ deferReview: true });
      const abort = new AbortController();
      const scan = jobs.request({ ...bulk(true), signal: abort.signal });
      await until(() => reviewGo.length === 1);
      abort.abort();
      assert.equal((await scan)?.status, 'cancelled');
    });

    it('is partial, and no request is made, when Gemini is known to be out of reach', async () => {
      const { jobs, reviewedTexts } = setUp();
      const outcome = await jobs.request({ ...bulk(true), reviewRefused: { kind: 'quota', engine: 'gemini' } });
      assert.equal(outcome?.status, 'partial');
      assert.deepEqual(
        outcome.reasons.map(({ kind }) => kind),
        ['quota'],
      );
      assert.equal(reviewedTexts.length, 0);
      assert.equal(await jobs.settled(bulk(true)), undefined);
    });

    it('is reviewed as quickly as on a save', async () => {
      const { jobs, depths } = setUp();
      await jobs.request(bulk(true));
      assert.deepEqual(depths, ['quick']);
    });
  });

  it('waits for the turn of a file on save, and a newer save takes that turn', async () => {
    const { jobs, clock, reviewedTexts } = setUp();
    await jobs.request({ document: document(TEXT), trigger: 'save', review: true });
    const waiting = jobs.request({ document: document(`${TEXT}#1`), trigger: 'save', review: true });
    await until(() => clock.sleepers === 1);
    const status = jobs.status(ID);
    assert.equal(status?.phase === 'scanning' && status.stage, 'waiting');
    const newest = jobs.request({ document: document(`${TEXT}#2`), trigger: 'save', review: true });
    assert.equal(await waiting, undefined);
    await until(() => clock.sleepers === 1);
    clock.advance(15_000);
    assert.equal((await newest)?.status, 'complete');
    assert.deepEqual(reviewedTexts, [TEXT, `${TEXT}#2`]);
  });

  it('keeps what was found, and the last full picture, when a scan is cancelled', async () => {
    const { jobs, store, reviewGo } = setUp({ deferReview: true });
    const scan = jobs.request({ document: document(TEXT), trigger: 'command', review: true });
    await until(() => reviewGo.length === 1);
    jobs.cancel(ID);
    assert.equal((await scan)?.status, 'cancelled');
    assert.equal(store.records(ID).length, 1);
    assert.equal(jobs.status(ID), undefined);
    assert.deepEqual(jobs.running(), []);
  });

  it('says nothing of the text before, once the offline engine has spoken of a newer one', async () => {
    const { jobs, store, reviewGo, analysed } = setUp({ deferReview: true });
    const first = jobs.request({ document: document(TEXT), trigger: 'save', review: true });
    await until(() => reviewGo.length === 1);
    reviewGo[0]?.resolve();
    await first;
    const fixed = TEXT.replace(QUOTE, 'pass');
    store.edit(ID, [{ offset: TEXT.indexOf(QUOTE), length: QUOTE.length, text: 'pass' }], fixed);
    const second = jobs.request({ document: document(fixed), trigger: 'command', review: true });
    await until(() => reviewGo.length === 2);
    jobs.cancel(ID);
    await second;
    assert.equal(jobs.status(ID), undefined);
    store.edit(ID, [{ offset: TEXT.indexOf(QUOTE), length: 'pass'.length, text: QUOTE }], TEXT);
    void jobs.request({ document: document(TEXT), trigger: 'save', review: true });
    await until(() => analysed.length === 3);
    await until(() => store.records(ID)[0]?.state.lifecycle === 'open');
  });

  it('leaves no spinner behind when an undone save takes over from a scan', async () => {
    const { jobs, clock } = setUp();
    await jobs.request({ document: document(TEXT), trigger: 'save', review: false });
    const newer = jobs.request({ document: document(NEWER), trigger: 'save', review: false });
    const undone = jobs.request({ document: document(TEXT), trigger: 'save', review: false });
    clock.advance(1);
    await Promise.all([newer, undone]);
    assert.equal(jobs.status(ID)?.phase, 'done');
    assert.deepEqual(jobs.running(), []);
  });

  it('loses no finding when the review fails', async () => {
    const { jobs, store, state } = setUp();
    await jobs.request({ document: document(TEXT), trigger: 'save', review: true });
    state.review = 'failed';
    state.reasons = [{ kind: 'network', engine: 'gemini' }];
    const outcome = await jobs.request({ document: document(TEXT), trigger: 'command', review: true });
    assert.equal(outcome?.status, 'partial');
    assert.equal(store.records(ID)[0]?.state.lifecycle, 'open');
  });

  it('turns a defect into a failed outcome, never into a clean one', async () => {
    const { jobs, state, log } = setUp();
    state.throwIn = new Error('a defect');
    const outcome = await jobs.request({ document: document(TEXT), trigger: 'command', review: false });
    assert.equal(outcome?.status, 'failed');
    assert.equal(jobs.status(ID)?.phase, 'done');
    assert.match(log.lines.join('\n'), /a defect/);
  });

  it('takes over the last look of another session, but not the place of one of its own', async () => {
    const before = setUp();
    await before.jobs.request({ document: document(TEXT), trigger: 'save', review: true });
    const look = before.jobs.lastLook(ID);
    assert.ok(look?.settled);

    const { jobs, analysed } = setUp();
    jobs.restore(ID, look, 'same-engines');
    const status = jobs.status(ID);
    assert.equal(status?.phase === 'done' && status.earlier, 'same-engines');
    assert.deepEqual(jobs.lastLook(ID), look);

    await jobs.request({ document: document(NEWER), trigger: 'save', review: false });
    assert.deepEqual(analysed, [NEWER]);
    const own = jobs.lastLook(ID);
    jobs.restore(ID, look, 'by-others');
    assert.deepEqual(jobs.lastLook(ID), own);
    const after = jobs.status(ID);
    assert.equal(after?.phase === 'done' && after.earlier, undefined);
  });

  it('says nothing of a last look while it looks', async () => {
    const { jobs, reviewGo } = setUp({ deferReview: true });
    assert.equal(jobs.lastLook(ID), undefined);
    const scan = jobs.request({ document: document(TEXT), trigger: 'save', review: true });
    await until(() => reviewGo.length === 1);
    assert.equal(jobs.lastLook(ID), undefined);
    reviewGo[0]?.resolve();
    await scan;
    assert.ok(jobs.lastLook(ID));
  });

  it('gives up everything when it is disposed', async () => {
    const { jobs, reviewGo } = setUp({ deferReview: true });
    const scan = jobs.request({ document: document(TEXT), trigger: 'save', review: true });
    await until(() => reviewGo.length === 1);
    jobs.dispose();
    assert.equal((await scan)?.status, 'cancelled');
  });
});
