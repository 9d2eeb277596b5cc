import assert from 'node:assert/strict';
import { Consent } from '../../../src/app/consent.ts';
import { DailyLimit } from '../../../src/app/dailyLimit.ts';
import { type AdmittedReview, ReviewGate, type ReviewSettings, type Trigger } from '../../../src/app/reviewGate.ts';
import type { SourceDocument } from '../../../src/code/document.ts';
import type { Reviewer, ReviewResult } from '../../../src/code/review.ts';
import type { Reason } from '../../../src/findings/outcome.ts';
import { exclusionOf, type IgnoreFileReader } from '../../../src/outbound/exclusions.ts';
import { FakeClock } from '../../support/fakeClock.ts';
import { MapMemory, StringStorage } from '../../support/memory.ts';

const DOCUMENT = { id: 'file:///w/app.py', path: 'app.py', languageId: 'python', text: 'x = 1\n', version: 1 };
const signal = new AbortController().signal;
const document = (id: string) => ({ ...DOCUMENT, id });
const REQUEST = { document: DOCUMENT, candidates: [], outline: [], depth: 'quick' } as const;

/** Asks to send a document and, when it may, gives the turn up again. */
async function admit(gate: ReviewGate, of: SourceDocument, trigger: Trigger): Promise<Reason | undefined> {
  const controller = new AbortController();
  const reason = await (await opened(gate, of, trigger)).admit(controller.signal);
  controller.abort();
  return reason;
}

async function opened(
  gate: ReviewGate,
  of: SourceDocument = DOCUMENT,
  trigger: Trigger = 'command',
): Promise<AdmittedReview> {
  const answer = await gate.open(of, trigger);
  assert.equal(answer.kind, 'open');
  return answer.review;
}

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
  const settings: { -readonly [Key in keyof ReviewSettings]: ReviewSettings[Key] } & { exclude: string[][] } = {
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
      exclusion: ({ path }, signal) =>
        exclusionOf(path, { reader: ignoreFiles, userPatterns: settings.exclude, signal }),
      reviewer: () => Promise.resolve(reviewer),
    },
    consent,
    limit,
    clock,
  );
  return { gate, clock, memory, consent, limit, asked, state, settings, files, storage, hold };
}

type SetUp = ReturnType<typeof setUp>;

describe('ReviewGate', () => {
  it('stays shut without a key, and asks nothing', async () => {
    const { gate, state, asked } = setUp();
    state.apiKey = undefined;
    assert.deepEqual(await gate.open(DOCUMENT, 'command'), { kind: 'off', why: 'no-key' });
    assert.equal(asked.length, 0);
  });

  it('stays shut in an untrusted workspace, and asks nothing', async () => {
    const { gate, state, asked } = setUp();
    state.trusted = false;
    assert.deepEqual(await gate.open(DOCUMENT, 'save'), { kind: 'off', why: 'untrusted-workspace' });
    const byCommand = await gate.open(DOCUMENT, 'command');
    assert.equal(byCommand.kind, 'refused');
    assert.equal(asked.length, 0);
  });

  it('asks for consent once per machine, for several files at the same time too', async () => {
    const { gate, asked } = setUp();
    const answers = await Promise.all([gate.open(document('a'), 'save'), gate.open(document('b'), 'save')]);
    assert.deepEqual(
      answers.map((answer) => answer.kind),
      ['open', 'open'],
    );
    await gate.open(document('c'), 'command');
    assert.equal(asked.length, 1);
  });

  it('asks nobody for consent when a file changes that was handed to the agent, and says why it stays shut', async () => {
    const { gate, asked } = setUp();
    const answer = await gate.open(DOCUMENT, 'recheck');
    assert.deepEqual(answer, { kind: 'refused', reason: { kind: 'no-consent', engine: 'gemini' } });
    assert.equal(asked.length, 0);
  });

  it('keeps 15 s between two reviews of a file that the agent writes', async () => {
    const { gate, clock } = setUp();
    await admit(gate, DOCUMENT, 'command');
    let admitted = false;
    const waiting = admit(gate, DOCUMENT, 'recheck').then(() => (admitted = true));
    for (let turn = 0; turn < 50 && clock.sleepers === 0; turn++) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(clock.sleepers, 1);
    assert.equal(admitted, false);
    clock.advance(15_000);
    await waiting;
  });

  it('does not ask again after a no', async () => {
    const { gate, asked } = setUp('declined');
    assert.deepEqual(await gate.open(document('a'), 'save'), { kind: 'off', why: 'no-consent' });
    assert.equal((await gate.open(document('a'), 'command')).kind, 'refused');
    assert.equal(asked.length, 1);
  });

  it('sends nothing while the dialog was closed without an answer, and asks again', async () => {
    const { gate, asked } = setUp('closed');
    assert.equal((await gate.open(document('a'), 'save')).kind, 'off');
    assert.equal((await gate.open(document('a'), 'save')).kind, 'off');
    assert.equal(asked.length, 2);
  });

  it('keeps excluded files here and says what excluded them', async () => {
    const { gate, consent, settings, files } = setUp();
    await consent.ask();
    files.set('.gitignore', 'app.py\n');
    const byGit = await admit(gate, DOCUMENT, 'command');
    assert.equal(byGit?.kind, 'excluded');
    assert.match(byGit.detail ?? '', /\.gitignore/);
    files.clear();
    settings.exclude.push(['*.py']);
    assert.equal((await admit(gate, DOCUMENT, 'command'))?.kind, 'excluded');
    settings.exclude.length = 0;
    assert.equal((await admit(gate, { ...DOCUMENT, path: 'config/.env.local' }, 'command'))?.kind, 'excluded');
    assert.equal(await admit(gate, DOCUMENT, 'command'), undefined);
  });

  it('reviews a file at most once in 15 s on save: the next one waits for its turn', async () => {
    const { gate, clock, consent } = setUp();
    await consent.ask();
    assert.equal(await admit(gate, DOCUMENT, 'save'), undefined);
    clock.advance(5_000);
    let admitted = false;
    const second = admit(gate, DOCUMENT, 'save').then((reason) => {
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
    await admit(gate, DOCUMENT, 'save');
    await admit(gate, { ...DOCUMENT, id: 'file:///w/other.py' }, 'save');
    await admit(gate, DOCUMENT, 'command');
    assert.equal(clock.sleepers, 0);
  });

  it('looks again at trust and consent after the wait', async () => {
    const { gate, clock, consent, state } = setUp();
    await consent.ask();
    await admit(gate, DOCUMENT, 'save');
    const second = admit(gate, DOCUMENT, 'save');
    await until(() => clock.sleepers === 1);
    state.trusted = false;
    clock.advance(15_000);
    assert.equal((await second)?.kind, 'untrusted-workspace');
  });

  it('stops at the daily limit of requests or tokens, says when it ends, and starts anew the next day', async () => {
    const { gate, clock, consent, limit, settings } = setUp();
    await consent.ask();
    await limit.add({ requests: 0, tokens: 1000 });
    const reason = await admit(gate, DOCUMENT, 'command');
    assert.equal(reason?.kind, 'daily-limit');
    assert.equal(new Date(reason.retryAt ?? 0).toISOString(), '2026-01-16T00:00:00.000Z');
    settings.dailyTokens = 5000;
    assert.equal(await admit(gate, DOCUMENT, 'command'), undefined);
    await limit.add({ requests: 10, tokens: 0 });
    assert.equal((await admit(gate, DOCUMENT, 'command'))?.kind, 'daily-limit');
    clock.advance(12 * 60 * 60 * 1000);
    assert.equal(await admit(gate, DOCUMENT, 'command'), undefined);
  });

  it('counts what a review used', async () => {
    const { gate, limit } = setUp();
    const review = await opened(gate);
    await review.admit(signal);
    await review.reviewer.review(REQUEST, signal);
    assert.deepEqual(await limit.today(), { requests: 2, tokens: 150 });
  });

  it('does not let a review start that was not admitted', async () => {
    const { gate } = setUp();
    const review = await opened(gate);
    await assert.rejects(review.reviewer.review(REQUEST, signal), /without being admitted/);
  });

  it('sends nothing while what was used today cannot be read', async () => {
    const { gate, consent, storage } = setUp();
    await consent.ask();
    storage.fault = Object.assign(new Error('denied'), { code: 'EACCES' });
    const reason = await admit(gate, DOCUMENT, 'command');
    assert.deepEqual(reason, { kind: 'limit-unknown', engine: 'gemini', detail: 'EACCES' });
  });

  it('lets two reviews run at a time, and one that waits be cancelled', async () => {
    const { gate, hold } = setUp();
    const held = hold();
    const reviews = await Promise.all([opened(gate), opened(gate), opened(gate), opened(gate)]);
    const controller = new AbortController();
    const order: number[] = [];
    const admitted = reviews.map(async (review, index) => {
      const reason = await review.admit(index === 2 ? controller.signal : signal);
      order.push(index);
      return reason;
    });
    await Promise.all(admitted.slice(0, 2));
    const running = reviews.slice(0, 2).map((review) => review.reviewer.review(REQUEST, signal));
    controller.abort();
    await admitted[2];
    assert.deepEqual(order, [0, 1, 2]);
    held.all();
    await Promise.all(running);
    assert.equal(await admitted[3], undefined);
  });

  it('looks again at everything when a turn comes: what was withdrawn meanwhile is not sent', async () => {
    for (const [withdraw, kind] of [
      [({ state }: SetUp) => (state.trusted = false), 'untrusted-workspace'],
      [({ state }: SetUp) => (state.apiKey = undefined), 'no-key'],
      [({ memory }: SetUp) => memory.values.clear(), 'no-consent'],
      [({ settings }: SetUp) => settings.exclude.push(['*.py']), 'excluded'],
      [({ settings }: SetUp) => (settings.dailyRequests = 0), 'daily-limit'],
    ] as const) {
      const parts = setUp();
      const [one, two, three] = await Promise.all([opened(parts.gate), opened(parts.gate), opened(parts.gate)]);
      const controller = new AbortController();
      await Promise.all([one.admit(controller.signal), two.admit(controller.signal)]);
      const waiting = three.admit(signal);
      withdraw(parts);
      controller.abort();
      assert.equal((await waiting)?.kind, kind);
    }
  });

  it('counts reviews under way: files saved together do not pass the limit together', async () => {
    const { gate, settings } = setUp();
    settings.dailyRequests = 1;
    const [one, two] = await Promise.all([opened(gate), opened(gate)]);
    const reasons = await Promise.all([one.admit(signal), two.admit(signal)]);
    assert.deepEqual(reasons.map((reason) => reason?.kind).sort(), ['daily-limit', undefined]);
  });

  it('says beforehand why nothing at all could be sent, and asks nobody', async () => {
    const { gate, consent, state, limit, asked } = setUp();
    assert.equal((await gate.refusalOfAll())?.kind, 'no-consent');
    assert.equal(asked.length, 0);
    await consent.ask();
    assert.equal(await gate.refusalOfAll(), undefined);
    await limit.add({ requests: 10, tokens: 0 });
    assert.equal((await gate.refusalOfAll())?.kind, 'daily-limit');
    state.trusted = false;
    assert.equal((await gate.refusalOfAll())?.kind, 'untrusted-workspace');
    state.apiKey = undefined;
    assert.equal((await gate.refusalOfAll())?.kind, 'no-key');
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
    settings.exclude.push(['x']);
    signatures.push(await gate.signature(DOCUMENT.id));
    assert.equal(new Set(signatures).size, signatures.length);
  });
});

/** Lets pending promises run until something holds; gives up after many turns instead of hanging. */
async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !condition(); turn++) await new Promise((resolve) => setImmediate(resolve));
  assert.ok(condition(), 'the condition never held');
}
