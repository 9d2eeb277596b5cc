// A month of an account with 1,000 buckets and 200 changes a day, with the code that runs and a platform that delivers
// late, twice and out of order, loses some, throttles for a while, and ends functions in the middle.
import assert from 'node:assert/strict';
import { monthlyEstimate } from '../../../../src/monitor/cost/monthlyEstimate.ts';
import { openFailures, watchedIn } from '../../../../src/monitor/difference/watched.ts';
import type { MonitorReport, Reference } from '../../../../src/monitor/report/reportShape.ts';
import { Random } from '../../../support/random.ts';
import { aChange, aSchedule, OWN } from '../events/sampleEvents.ts';
import { MemoryLog } from '../run/memoryLog.ts';
import { AccountModel, CHECKS } from './accountModel.ts';
import { DAY_MS, History, type Turn } from './history.ts';
import { Platform } from './platform.ts';
import { VirtualClock } from './virtualClock.ts';

const BUCKETS = 1_000;
const CHANGES_A_DAY = 200;
const DAYS = 30;
const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 10, 1);
const END = START + DAYS * DAY_MS;
const PROMISED_MS = 5 * MINUTE_MS;

describe('a month of watching', function () {
  this.timeout(600_000);
  const clock = new VirtualClock(START);
  const random = new Random(7);
  const account = new AccountModel(clock);
  const log = new MemoryLog(clock.now);
  const platform = new Platform(clock, random, log, {
    setting: {
      accountId: OWN,
      region: 'us-east-1',
      stack: 'palisade',
      version: '1.2.3',
      memoryMb: 1_024,
      checks: 'core',
      trustedAccounts: new Set(),
      publicTags: [],
      sensitiveTags: [],
    },
    readAccount: (options, onEvent, signal) => account.read(options, onEvent, signal),
  });
  const history = new History({ clock, random, account, arrive: (event) => platform.arrive(event) });
  let reports: readonly MonitorReport[];

  before('let it pass', async () => {
    history.begin(BUCKETS);
    for (let day = 0; day < DAYS; day += 1) {
      const start = START + day * DAY_MS;
      history.planDay(start + MINUTE_MS, CHANGES_A_DAY);
      for (const hours of [0, 12]) schedule(start + (hours * DAY_MS) / 24, `s${day}-${hours}`);
      if (day % 2 === 1) accountChange(start + random.below(DAY_MS), `a${day}`);
    }
    platform.killed = 0.01;
    account.isStale = () => random.next() < 0.5;
    const slow = spells(8, 20 * MINUTE_MS);
    account.isThrottled = (_bucket, at) => slow(at) && random.next() < 0.3;
    const full = spells(5, 10 * MINUTE_MS);
    platform.isLogThrottled = () => full(clock.time) && random.next() < 0.1;
    await clock.run(END);
    // What is still under way ends, and a last scan sees all.
    platform.killed = 0;
    await clock.run(END + 3 * 60 * MINUTE_MS);
    schedule(clock.time, 'last');
    await clock.run(END + 4 * 60 * MINUTE_MS);
    reports = log.reports();
  });

  function schedule(at: number, id: string): void {
    const event = aSchedule({ id, time: new Date(at).toISOString() });
    clock.at(at, () => platform.startScan(event));
    if (random.next() < 0.05) clock.at(at + random.below(5 * MINUTE_MS), () => platform.startScan(event));
  }

  function accountChange(at: number, id: string): void {
    const event = aChange({ name: 'PutAccountPublicAccessBlock', id, at: new Date(at).toISOString() });
    clock.at(at + 30_000, () => platform.arrive(event));
  }

  function spells(count: number, lasts: number): (at: number) => boolean {
    const starts = Array.from({ length: count }, () => START + random.below(DAYS * DAY_MS - lasts));
    return (at) => starts.some((start) => at >= start && at < start + lasts);
  }

  const key = ({ resource, checkId }: Reference): string => `${resource} ${checkId}`;
  const truth = (): readonly string[] =>
    account
      .namesAt(clock.time)
      .flatMap((name) => [...(account.stateAt(name, clock.time) ?? [])].map((check) => `${name} ${check}`))
      .sort();

  it('loses nothing on the way, and answers each event', () => {
    assert.deepEqual([platform.deadLetters, platform.lostScans], [[], []]);
    const answered = new Set(reports.flatMap(({ trigger }) => trigger.events.map(({ id }) => id)));
    assert.deepEqual(
      history.told.filter(({ id }) => !answered.has(id)),
      [],
    );
    const { killed, redelivered } = platform.runs;
    assert.ok(killed > 5 && redelivered > 20, `not an easy month: ${JSON.stringify(platform.runs)}`);
    const { lost, late, twice } = history.counts;
    assert.ok(lost > 5 && late > 20 && twice > 50, JSON.stringify(history.counts));
  });

  it('tells of every hole as new and of every repair as fixed, while there was time to see it', () => {
    const byPlace = new Map<string, Turn[]>();
    for (const turn of history.turns) {
      const place = `${turn.bucket} ${turn.check}`;
      byPlace.set(place, [...(byPlace.get(place) ?? []), turn]);
    }
    const told = toldBy(reports);
    const missed: Turn[] = [];
    let must = 0;
    for (const [place, turns] of byPlace) {
      // What nobody saw begin, nobody sees end.
      let isBeforeSeen = true;
      for (const [index, turn] of turns.entries()) {
        const until = turns[index + 1]?.at ?? clock.time;
        const isSeen = hasTime(turn, until);
        const isExpected = isSeen && isBeforeSeen && account.stateAt(turn.bucket, turn.at) !== undefined;
        isBeforeSeen = isSeen;
        if (!isExpected) continue;
        must += 1;
        const said = told.get(`${turn.fails ? 'new' : 'fixed'} ${place}`) ?? [];
        if (!said.some((at) => at >= turn.at && at < until + 20 * MINUTE_MS)) missed.push(turn);
      }
    }
    console.log(
      `      ${must} of ${history.turns.length} turns lasted long enough to be seen; missed: ${missed.length}`,
    );
    assert.ok(must > history.turns.length * 0.85);
    assert.deepEqual(missed, []);
  });

  /** Two tries of its event, or, if that was lost, two scans. */
  function hasTime({ at, arrived }: Turn, until: number): boolean {
    return arrived === undefined ? until - at > 25 * 60 * MINUTE_MS : until - arrived > 40 * MINUTE_MS;
  }

  it('never calls fixed what was not repaired', () => {
    for (const { difference, startedAt, finishedAt } of reports) {
      for (const one of difference.fixed) {
        const [from, to] = [Date.parse(startedAt) - 5_000, Date.parse(finishedAt)];
        const turned = history.turns.filter(
          ({ bucket, check, at, fails }) =>
            !fails && bucket === one.resource && check === one.checkId && at >= from && at <= to,
        );
        const wasClosed = !(account.stateAt(one.resource, from)?.has(one.checkId) ?? false);
        assert.ok(wasClosed || turned.length > 0, `${key(one)} ${startedAt}`);
      }
    }
  });

  it('adds up to the truth', () => {
    const watched = watchedIn(reports);
    const open = [...watched.buckets.values()].flatMap((place) =>
      [...openFailures(place).values()].map(({ finding }) => key(finding)),
    );
    assert.deepEqual(open.sort(), truth());
    const inOrder = [...reports].sort((a, b) => (a.finishedAt < b.finishedAt ? -1 : 1));
    const added = new Set<string>();
    for (const { difference } of inOrder) {
      for (const one of difference.new) added.add(key(one));
      const ended = [difference.fixed, difference.retired, ...difference.gone.map(({ findings }) => findings)].flat();
      for (const one of ended) added.delete(key(one));
    }
    assert.deepEqual([...added].sort(), truth());
  });

  it('reports within five minutes of the arrival of an event, but for those that are tried again', () => {
    const first = new Map<string, number>();
    for (const { trigger, finishedAt } of reports) {
      for (const { id } of trigger.events) first.set(id, Math.min(first.get(id) ?? Infinity, Date.parse(finishedAt)));
    }
    const waits = history.told.map(({ id, arrived }) => (first.get(id) ?? NaN) - arrived).sort((a, b) => a - b);
    const lags = history.told.map(({ id, at }) => (first.get(id) ?? NaN) - at).sort((a, b) => a - b);
    const late = waits.filter((wait) => wait > PROMISED_MS).length;
    console.log(`      from arrival to report: ${percentiles(waits)}; later than promised: ${late} of ${waits.length}`);
    console.log(`      from change to report: ${percentiles(lags)}`);
    assert.ok(late <= platform.runs.redelivered, 'only where a message had to come again');
    assert.ok(late < waits.length / 50, `${late}`);
  });

  it('costs what was estimated, and no more', () => {
    const spent = new Map<string, { usd: number; quantity: number }>();
    for (const { cost } of reports) {
      for (const { item, usd, quantity } of cost.items) {
        const before = spent.get(item) ?? { usd: 0, quantity: 0 };
        spent.set(item, { usd: before.usd + usd, quantity: before.quantity + quantity });
      }
    }
    const estimate = monthlyEstimate({ buckets: BUCKETS, changesPerDay: CHANGES_A_DAY, gemini: false });
    // A change of the account is a scan, and a change that is taken back is two: nobody counts those before.
    const allowed = 1.3;
    const { scan, change, killed, failed, redelivered } = platform.runs;
    const ofScans = reports.filter(({ kind }) => kind === 'scan').length;
    console.log(
      `      runs: ${scan} of scan, ${change} of change, ${killed} ended in the middle, ${failed} failed; ` +
        `${redelivered} messages came again; reports: ${ofScans} and ${reports.length - ofScans}`,
    );
    const same: readonly (readonly [string, string])[] = [
      ['lambda-time', 'lambda-time'],
      ['lambda-request', 'lambda-requests'],
      ['s3-requests', 's3-requests'],
      ['logs', 'logs'],
    ];
    for (const [ofRun, ofMonth] of same) {
      const estimated = estimate.items.find(({ item }) => item === ofMonth);
      const real = spent.get(ofRun);
      assert.ok(estimated !== undefined && real !== undefined, ofRun);
      console.log(
        `      ${ofMonth}: ${real.quantity.toFixed(2)} ${estimated.unit}, ${real.usd.toFixed(3)} USD; ` +
          `estimated ${estimated.quantity.toFixed(2)}, ${estimated.usd.toFixed(3)} USD`,
      );
      // From above: there each change is a start of the function, and here reports are of three checks.
      assert.ok(real.usd <= estimated.usd * allowed && real.usd > 0, ofRun);
      if (ofRun === 's3-requests') assert.ok(real.usd > estimated.usd / 2, ofRun);
    }
    console.log(`      a month by the estimate, all included: ${estimate.usd.toFixed(2)} USD`);
  });

  it('says of each scheduled run that it was done', () => {
    const done = platform.printed.filter((line) => line.includes('"ScheduledRunCompleted":1')).length;
    // What was ended between its closing event and its line is reported, and not counted.
    assert.ok(done >= 2 * DAYS - 2 && done <= 2 * DAYS + 1, `${done}`);
    assert.equal(CHECKS.length, 3);
  });
});

/** When which place was told of, by what was said of it. */
function toldBy(reports: readonly MonitorReport[]): ReadonlyMap<string, readonly number[]> {
  const told = new Map<string, number[]>();
  for (const { difference, finishedAt } of reports) {
    for (const said of ['new', 'fixed'] as const) {
      for (const { resource, checkId } of difference[said]) {
        const at = `${said} ${resource} ${checkId}`;
        told.set(at, [...(told.get(at) ?? []), Date.parse(finishedAt)]);
      }
    }
  }
  return told;
}

function percentiles(sorted: readonly number[]): string {
  const at = (share: number): string => {
    const ms = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
    return `${(ms / 1_000).toFixed(0)} s`;
  };
  return `median ${at(0.5)}, 95 % ${at(0.95)}, 99 % ${at(0.99)}, most ${at(1)}`;
}
