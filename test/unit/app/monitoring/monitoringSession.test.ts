import assert from 'node:assert/strict';
import { type Exposure } from '../../../../src/app/monitoring/exposures.ts';
import { MonitoringSession } from '../../../../src/app/monitoring/monitoringSession.ts';
import type { MonitoringState } from '../../../../src/app/monitoring/monitoringState.ts';
import type { MonitorTarget } from '../../../../src/monitor/monitorBundle.ts';
import type { MonitorReport } from '../../../../src/monitor/report/reportShape.ts';
import { watchedIn } from '../../../../src/monitor/difference/watched.ts';
import { ManualTimers } from '../../../support/manualTimers.ts';
import { ListLog, MapMemory } from '../../../support/memory.ts';
import { aBucket, aFinding, aReport, at, written } from '../../monitor/reports.ts';
import { aRun } from './monitorSamples.ts';
import { ScriptedMonitor } from './scriptedMonitor.ts';

const PROD: MonitorTarget = { profile: 'prod', region: undefined, stack: 'palisade-monitor' };
const DEV: MonitorTarget = { ...PROD, profile: 'dev' };
const FIVE_MINUTES = 5 * 60_000;

describe('the watcher that is looked at', () => {
  let monitor: ScriptedMonitor;
  let timers: ManualTimers;
  let memory: MapMemory;
  let target: MonitorTarget | undefined;
  let trusted: boolean;
  let pollMs: number | undefined;
  let notify: boolean;
  let ignored: ReadonlySet<string>;
  const announced: (readonly Exposure[])[] = [];
  const sessions: MonitoringSession[] = [];

  beforeEach(() => {
    monitor = new ScriptedMonitor();
    timers = new ManualTimers(Date.UTC(2026, 10, 1, 12));
    memory = new MapMemory();
    target = PROD;
    trusted = true;
    pollMs = FIVE_MINUTES;
    notify = true;
    ignored = new Set();
    announced.length = 0;
  });

  afterEach(() => {
    for (const session of sessions.splice(0)) session.dispose();
  });

  function open(): MonitoringSession {
    const session = new MonitoringSession({
      monitor,
      target: () => target,
      settings: () => ({ pollMs, notify }),
      credentials: () => ({ awsExecutable: undefined, mfaCode: () => Promise.resolve('123456') }),
      memory,
      isTrusted: () => trusted,
      isIgnored: ({ fingerprint }) => ignored.has(fingerprint),
      ignoresReady: () => Promise.resolve(),
      announce: (exposures) => announced.push(exposures),
      now: timers.now,
      delay: (ms) => timers.delay(ms),
      startTimer: (ms, fire) => timers.startTimer(ms, fire),
      log: new ListLog(),
    });
    sessions.push(session);
    return session;
  }

  /** In view, with everything listed. */
  async function seen(session = open()): Promise<MonitoringSession> {
    session.visibleIs(true);
    await session.refresh();
    return session;
  }

  /** A scan after all that is there, which knows of it. */
  function scan(minute: number, findings: Parameters<typeof aBucket>[1], given: Partial<MonitorReport> = {}): string {
    const runId = `run${minute}`;
    const times = { runId, startedAt: at(minute), finishedAt: at(minute + 1), eventAt: at(minute) };
    const report = aReport({ ...times, buckets: [aBucket('site', findings)], ...given });
    monitor.reports.set(runId, written(report, watchedIn(monitor.reports.values())));
    return runId;
  }

  const PUBLIC = aFinding('site', 'public', 'fail', { severity: 'critical' });
  const MILD = aFinding('site', 'encrypted', 'fail', { severity: 'medium' });

  it('is asked for nothing before the view is seen, nor in a workspace that is not trusted, nor without an account', async () => {
    const session = open();
    assert.equal(monitor.asked.length, 0);
    trusted = false;
    await seen(session);
    assert.equal(monitor.asked.length, 0);
    trusted = true;
    target = undefined;
    session.lookAtTarget();
    await session.refresh();
    assert.equal(monitor.asked.length, 0);
    assert.equal(session.state.list, undefined);
  });

  it('is asked again only while the view is seen, and not at all where polling is off', async () => {
    const session = await seen();
    assert.equal(timers.running, 1);
    timers.time += FIVE_MINUTES;
    timers.fireAll();
    await session.refresh();
    assert.equal(monitor.count('runs'), 2);
    assert.equal(monitor.count('report'), 0, 'a poll without anything new reads no report');
    session.visibleIs(false);
    assert.equal(timers.running, 0);
    await session.refresh();
    assert.equal(timers.running, 0, 'nor after somebody asked');
    pollMs = undefined;
    session.visibleIs(true);
    session.settingsChanged();
    assert.equal(timers.running, 0);
    assert.equal(monitor.count('runs'), 3);
  });

  it('asks a person for a code where a person asks, and never in a poll', async () => {
    const session = await seen();
    timers.fireAll();
    await session.refresh();
    const asks = monitor.arounds.map(({ credentials }) => credentials.mfaCode !== undefined);
    assert.deepEqual(asks, [true, false]);
  });

  it('takes what is seen first for no news, and what comes later for news, once', async () => {
    scan(0, [PUBLIC]);
    const session = await seen();
    const sinceOf = (): MonitoringState['since'] => session.state.since;
    assert.equal(announced.length, 0);
    assert.equal(sinceOf(), undefined);
    scan(60, [PUBLIC, { ...PUBLIC, fingerprint: 'a'.repeat(20), aspect: 'b' }, MILD]);
    await session.refresh();
    await session.refresh();
    assert.deepEqual(
      announced.map((one) => one.map(({ finding }) => finding.fingerprint)),
      [['a'.repeat(20)]],
    );
    assert.deepEqual(
      sinceOf()
        ?.changes?.new.map(({ severity }) => severity)
        .sort(),
      ['critical', 'medium'],
    );
  });

  it('knows in another window what was seen in the one before, over all that came in between', async () => {
    scan(0, [PUBLIC]);
    (await seen()).dispose();
    scan(60, [PUBLIC, MILD]);
    scan(120, [MILD]);
    const session = await seen();
    const { changes, reports } = session.state.since ?? {};
    assert.equal(reports, 2);
    assert.deepEqual(
      changes?.fixed.map(({ fingerprint }) => fingerprint),
      [PUBLIC.fingerprint],
    );
    assert.deepEqual(
      changes.new.map(({ fingerprint }) => fingerprint),
      [MILD.fingerprint],
    );
    session.dispose();
    assert.equal((await seen()).state.since, undefined, 'and then it was seen');
  });

  /** Of one bucket, after all that is there. */
  function change(minute: number, name: string, findings: Parameters<typeof aBucket>[1]): string {
    return scan(minute, [], { kind: 'change', buckets: [aBucket(name, findings)] });
  }

  it('tells of a report that ended before one that was seen and was written after it, once', async () => {
    scan(0, []);
    const session = await seen();
    change(62, 'logs', []);
    await session.refresh();
    scan(60, [PUBLIC]);
    await session.refresh();
    assert.equal(announced.length, 1);
    session.dispose();
    const again = await seen();
    assert.equal(again.state.since, undefined);
    assert.equal(announced.length, 1);
  });

  it('tells of every change of a burst, and says so where there were more than it asks for', async () => {
    scan(0, []);
    const session = await seen();
    const named = (index: number) => aFinding(`b${index}`, 'public', 'fail', { severity: 'critical' });
    for (let index = 0; index < 30; index += 1) change(60 + index, `b${index}`, [named(index)]);
    await session.refresh();
    assert.equal(announced.flat().length, 30);
    assert.equal(session.state.since?.isCutOff, false);
    await session.refresh();
    assert.equal(announced.length, 1);
    session.dispose();
    const again = await seen();
    assert.equal(again.state.since, undefined, 'a shorter list makes nothing news again');
    for (let index = 30; index < 150; index += 1) change(60 + index, `b${index}`, []);
    await again.refresh();
    const sinceOf = (): MonitoringState['since'] => again.state.since;
    assert.equal(sinceOf()?.isCutOff, true);
    scan(400, []);
    await again.refresh();
    assert.equal(sinceOf()?.isCutOff, false, 'a scan has read all of it');
  });

  it('says of how many later runs it is not known what they missed', async () => {
    scan(0, []);
    const session = await seen();
    scan(60, [], { status: 'partial' });
    await session.refresh();
    assert.equal(session.state.since?.notWhole, 1);
  });

  it('asks nothing when a workspace is trusted while the view is not seen', async () => {
    trusted = false;
    const session = open();
    trusted = true;
    session.trustGranted();
    await Promise.resolve();
    assert.equal(monitor.asked.length, 0);
    trusted = false;
    session.visibleIs(true);
    await session.refresh();
    trusted = true;
    session.trustGranted();
    await session.refresh();
    assert.equal(monitor.count('runs'), 1);
  });

  it('says that nothing can be compared where what was known then is gone', async () => {
    scan(0, [PUBLIC]);
    (await seen()).dispose();
    scan(60, [MILD]);
    monitor.reports.delete('run0');
    const session = await seen();
    assert.equal(session.state.since?.changes, undefined);
    assert.equal(session.state.since?.reports, 1);
  });

  it('announces nothing that is ignored, nor where that is switched off', async () => {
    scan(0, []);
    const session = await seen();
    ignored = new Set([PUBLIC.fingerprint]);
    scan(60, [PUBLIC]);
    await session.refresh();
    notify = false;
    scan(120, [PUBLIC, { ...PUBLIC, fingerprint: 'c'.repeat(20), aspect: 'c' }]);
    await session.refresh();
    assert.deepEqual(announced, []);
  });

  it('does not count as seen what came while the view was not seen', async () => {
    scan(0, []);
    const session = await seen();
    session.visibleIs(false);
    scan(60, [MILD]);
    await session.refresh();
    session.dispose();
    const { since } = (await seen()).state;
    assert.equal(since?.changes?.new.length, 1);
  });

  it('keeps what was listed when it cannot be listed again, and drops it when the stack is gone', async () => {
    scan(0, []);
    const session = await seen();
    monitor.failure = { kind: 'network', message: 'AWS was not reached.' };
    await session.refresh();
    assert.equal(session.state.failure?.kind, 'network');
    assert.equal(session.state.list?.runs.length, 1);
    monitor.failure = { kind: 'not-deployed', message: 'There is no stack.' };
    await session.refresh();
    assert.equal(session.state.list, undefined);
  });

  it('shows nothing of the account before, and drops what comes late', async () => {
    scan(0, []);
    let release = (): void => undefined;
    monitor.held = new Promise((resolve) => (release = resolve));
    const session = open();
    const listed = session.refresh();
    await Promise.resolve();
    target = DEV;
    session.lookAtTarget();
    release();
    await listed;
    assert.equal(session.state.target?.profile, 'dev');
    assert.equal(session.state.list, undefined);
    assert.ok(monitor.arounds[0]?.signal.aborted);
  });

  it('reads a report once for what is under its row', async () => {
    const stream = scan(0, [PUBLIC]);
    const session = await seen();
    const first = await session.digest(stream);
    assert.ok(first.kind === 'done' && !('buckets' in first.value));
    await session.digest(stream);
    assert.equal(monitor.count('digest'), 1);
  });

  it('waits for a run until it reports, ends with what became of it, and stops when nobody waits', async () => {
    const session = open();
    timers.onWait = () => {
      if (timers.waits.length === 3) scan(720, []);
    };
    assert.equal(await session.awaitRun('run720', new AbortController().signal, () => undefined), 'reported');
    assert.equal(timers.waits.length, 3);
    assert.equal(session.state.started, undefined);
    timers.onWait = () => undefined;
    monitor.more = [aRun({ stream: 'dead', state: { kind: 'unfinished' } })];
    assert.equal(await session.awaitRun('dead', new AbortController().signal, () => undefined), 'unfinished');
    monitor.more = [aRun({ stream: 'odd', state: { kind: 'unreadable', problem: 'it is cut off' } })];
    assert.equal(await session.awaitRun('odd', new AbortController().signal, () => undefined), 'unreadable');
    assert.equal(await session.awaitRun('lost', new AbortController().signal, () => undefined), 'not-seen');
    const waits = timers.waits.length;
    monitor.failure = { kind: 'not-deployed', message: 'There is no stack.' };
    assert.equal(await session.awaitRun('lost', new AbortController().signal, () => undefined), 'not-seen');
    assert.equal(timers.waits.length, waits + 1, 'nothing is waited for that cannot come');
    assert.equal(await session.awaitRun('lost', AbortSignal.abort(), () => undefined), 'not-awaited');
  });
});
