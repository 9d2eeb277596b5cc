import assert from 'node:assert/strict';
import { Consent } from '../../../src/app/consent.ts';
import { DailyLimit } from '../../../src/app/dailyLimit.ts';
import { ReviewGate, type ReviewSettings } from '../../../src/app/reviewGate.ts';
import type { Reviewer, ReviewResult } from '../../../src/code/review.ts';
import type { IgnoreFileReader } from '../../../src/outbound/exclusions.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { MapMemory, StringStorage } from '../../support/memory.ts';

const DOCUMENT = { id: 'file:///w/app.py', path: 'app.py', languageId: 'python', text: 'x = 1\n', version: 1 };
const signal = new AbortController().signal;

const RESULT: ReviewResult = {
  status: 'complete',
  reasons: [],
  findings: [],
  verdicts: [],
  droppedTitles: [],
  usage: {
    model: 'm',
    promptVersion: '1',
    requests: 2,
    inputTokens: 100,
    outputTokens: 50,
    costUsd: 0,
    maskedSecrets: 0,
  },
};

function setUp(answer: 'granted' | 'declined' | 'closed' = 'granted') {
  const clock = new FakeClock();
  const memory = new MapMemory();
  const asked: number[] = [];
  const state = { apiKey: 'a-key' as string | undefined, trusted: true };
  const settings: { -readonly [Key in keyof ReviewSettings]: ReviewSettings[Key] } & { exclude: string[] } = {
    model: 'm',
    fallbackModel: 'f',
    dailyRequests: 10,
    dailyTokens: 1000,
    exclude: [],
  };
  const consent = new Consent(memory, {
    askConsent: () => {
      asked.push(clock.now());
      return Promise.resolve(answer === 'closed' ? undefined : answer);
    },
  });
  const storage = new StringStorage();
  const limit = new DailyLimit(storage, clock.now);
  let held: Promise<void> = Promise.resolve();
  let started = 0;
  const reviewer: Reviewer = {
    review: async () => {
      started++;
      await held;
      return RESULT;
    },
    testConnection: () => Promise.resolve(undefined),
  };
  /** Keeps every review from ending until all are released. */
  const hold = () => {
    let all = (): void => undefined;
    held = new Promise((resolve) => {
      all = resolve;
    });
    return { all: () => all(), started: () => started };
  };
  const files = new Map<string, string>();
  const ignoreFiles: IgnoreFileReader = { read: (path) => Promise.resolve(files.get(path)) };
  const gate = new ReviewGate(
    {
      apiKey: () => Promise.resolve(state.apiKey),
      isTrusted: () => state.trusted,
      settings: () => settings,
      ignoreFiles: () => ignoreFiles,
      reviewer: () => Promise.resolve(reviewer),
    },
    consent,
    limit,
    clock,
  );
  return { gate, clock, consent, limit, asked, state, settings, files, storage, hold };
}

describe('ReviewGate', () => {
  it('stays shut without a key, and asks nothing', async () => {
    const { gate, state, asked } = setUp();
    state.apiKey = undefined;
    assert.deepEqual(await gate.open(DOCUMENT.id, 'command', signal), { kind: 'off', why: 'no-key' });
    assert.equal(asked.length, 0);
  });

  it('stays shut in an untrusted workspace, and asks nothing', async () => {
    const { gate, state, asked } = setUp();
    state.trusted = false;
    assert.deepEqual(await gate.open(DOCUMENT.id, 'save', signal), { kind: 'off', why: 'untrusted-workspace' });
    const byCommand = await gate.open(DOCUMENT.id, 'command', signal);
    assert.equal(byCommand.kind, 'refused');
    assert.equal(asked.length, 0);
  });

  it('asks for consent once per machine, for several files at the same time too', async () => {
    const { gate, asked } = setUp();
    const answers = await Promise.all([gate.open('a', 'save', signal), gate.open('b', 'save', signal)]);
    assert.deepEqual(
      answers.map((answer) => answer.kind),
      ['open', 'open'],
    );
    await gate.open('c', 'command', signal);
    assert.equal(asked.length, 1);
  });

  it('does not ask again after a no', async () => {
    const { gate, asked } = setUp('declined');
    assert.deepEqual(await gate.open('a', 'save', signal), { kind: 'off', why: 'no-consent' });
    assert.equal((await gate.open('a', 'command', signal)).kind, 'refused');
    assert.equal(asked.length, 1);
  });

  it('sends nothing while the dialog was closed without an answer, and asks again', async () => {
    const { gate, asked } = setUp('closed');
    assert.equal((await gate.open('a', 'save', signal)).kind, 'off');
    assert.equal((await gate.open('a', 'save', signal)).kind, 'off');
    assert.equal(asked.length, 2);
  });

  it('keeps excluded files here and says what excluded them', async () => {
    const { gate, consent, settings, files } = setUp();
    await consent.ask();
    files.set('.gitignore', 'app.py\n');
    const byGit = await gate.admit(DOCUMENT, 'command', signal);
    assert.equal(byGit?.kind, 'excluded');
    assert.match(byGit.detail ?? '', /\.gitignore/);
    files.clear();
    settings.exclude.push('*.py');
    assert.equal((await gate.admit(DOCUMENT, 'command', signal))?.kind, 'excluded');
    settings.exclude.length = 0;
    assert.equal((await gate.admit({ ...DOCUMENT, path: 'config/.env.local' }, 'command', signal))?.kind, 'excluded');
    assert.equal(await gate.admit(DOCUMENT, 'command', signal), undefined);
  });

  it('reviews a file at most once in 15 s on save: the next one waits for its turn', async () => {
    const { gate, clock, consent } = setUp();
    await consent.ask();
    assert.equal(await gate.admit(DOCUMENT, 'save', signal), undefined);
    clock.advance(5_000);
    let admitted = false;
    const second = gate.admit(DOCUMENT, 'save', signal).then((reason) => {
      admitted = true;
      return reason;
    });
    await until(() => clock.sleepers === 1);
    clock.advance(9_999);
    await Promise.resolve();
    assert.equal(admitted, false);
    clock.advance(1);
    assert.equal(await second, undefined);
  });

  it('lets another file, and a command, pass at once', async () => {
    const { gate, clock, consent } = setUp();
    await consent.ask();
    await gate.admit(DOCUMENT, 'save', signal);
    await gate.admit({ ...DOCUMENT, id: 'file:///w/other.py' }, 'save', signal);
    await gate.admit(DOCUMENT, 'command', signal);
    assert.equal(clock.sleepers, 0);
  });

  it('looks again at trust and consent after the wait', async () => {
    const { gate, clock, consent, state } = setUp();
    await consent.ask();
    await gate.admit(DOCUMENT, 'save', signal);
    const second = gate.admit(DOCUMENT, 'save', signal);
    await until(() => clock.sleepers === 1);
    state.trusted = false;
    clock.advance(15_000);
    assert.equal((await second)?.kind, 'untrusted-workspace');
  });

  it('stops at the daily limit of requests or tokens, says when it ends, and starts anew the next day', async () => {
    const { gate, clock, consent, limit, settings } = setUp();
    await consent.ask();
    await limit.add({ requests: 0, tokens: 1000 });
    const reason = await gate.admit(DOCUMENT, 'command', signal);
    assert.equal(reason?.kind, 'daily-limit');
    assert.equal(new Date(reason.retryAt ?? 0).toISOString(), '2026-01-16T00:00:00.000Z');
    settings.dailyTokens = 5000;
    assert.equal(await gate.admit(DOCUMENT, 'command', signal), undefined);
    await limit.add({ requests: 10, tokens: 0 });
    assert.equal((await gate.admit(DOCUMENT, 'command', signal))?.kind, 'daily-limit');
    clock.advance(12 * 60 * 60 * 1000);
    assert.equal(await gate.admit(DOCUMENT, 'command', signal), undefined);
  });

  it('counts what a review used', async () => {
    const { gate, limit } = setUp();
    const answer = await gate.open(DOCUMENT.id, 'command', signal);
    assert.equal(answer.kind, 'open');
    await answer.reviewer.review({ document: DOCUMENT, candidates: [], outline: [], depth: 'quick' }, signal);
    assert.deepEqual(await limit.today(), { requests: 2, tokens: 150 });
  });

  it('sends nothing while what was used today cannot be read', async () => {
    const { gate, consent, storage } = setUp();
    await consent.ask();
    storage.fault = Object.assign(new Error('denied'), { code: 'EACCES' });
    const reason = await gate.admit(DOCUMENT, 'command', signal);
    assert.deepEqual(reason, { kind: 'limit-unknown', engine: 'gemini', detail: 'EACCES' });
  });

  it('lets two reviews run at a time, and one that waits be cancelled', async () => {
    const { gate, hold } = setUp();
    const release = hold();
    const answer = await gate.open(DOCUMENT.id, 'command', signal);
    assert.equal(answer.kind, 'open');
    const request = { document: DOCUMENT, candidates: [], outline: [], depth: 'quick' } as const;
    const controller = new AbortController();
    const running = [answer.reviewer.review(request, signal), answer.reviewer.review(request, signal)];
    const third = answer.reviewer.review(request, controller.signal);
    await until(() => release.started() === 2);
    controller.abort();
    await until(() => release.started() === 3);
    release.all();
    await Promise.all([...running, third]);
  });

  it('has another signature whenever its answer could change', async () => {
    const { gate, consent, state, settings } = setUp();
    const signatures = [await gate.signature(DOCUMENT.id)];
    state.apiKey = undefined;
    signatures.push(await gate.signature(DOCUMENT.id));
    state.trusted = false;
    signatures.push(await gate.signature(DOCUMENT.id));
    await consent.ask();
    signatures.push(await gate.signature(DOCUMENT.id));
    settings.exclude.push('x');
    signatures.push(await gate.signature(DOCUMENT.id));
    assert.equal(new Set(signatures).size, signatures.length);
  });
});

/** Lets pending promises run until something holds; gives up after many turns instead of hanging. */
async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !condition(); turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(condition(), 'the condition never held');
}
