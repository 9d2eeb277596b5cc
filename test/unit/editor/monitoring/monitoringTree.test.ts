import assert from 'node:assert/strict';
import { digestOf } from '../../../../src/app/monitoring/reportDigests.ts';
import {
  type MonitoringState,
  nextScheduled,
  NOTHING_MONITORED,
} from '../../../../src/app/monitoring/monitoringState.ts';
import type { MonitoringNode } from '../../../../src/editor/monitoring/monitoringNode.ts';
import { monitoringRoots, monitoringViewState } from '../../../../src/editor/monitoring/monitoringTree.ts';
import type { MonitorFailure } from '../../../../src/monitor/monitorBundle.ts';
import { aFinding, aBucket, aReport, at, written } from '../../monitor/reports.ts';
import { aRun, EVIL, evilReport, evilRuns, someRuns } from '../../app/monitoring/monitorSamples.ts';

const NOW = Date.parse(at(180));
const TARGET = { profile: 'prod', region: undefined, stack: 'palisade-monitor' };
const NONE = (): boolean => false;

function state(given: Partial<MonitoringState>): MonitoringState {
  return { ...NOTHING_MONITORED, target: TARGET, listedAt: NOW, ...given };
}

function roots(given: Partial<MonitoringState>, isIgnored: (finding: { fingerprint: string }) => boolean = NONE) {
  return monitoringRoots(state(given), { isIgnored, now: NOW });
}

function* all(nodes: readonly MonitoringNode[]): Iterable<MonitoringNode> {
  for (const node of nodes) {
    yield node;
    yield* all(node.children ?? []);
  }
}

const lines = (nodes: readonly MonitoringNode[]): string[] =>
  nodes.map(({ label, description }) => (description === '' ? label : `${label}: ${description}`));

describe('the rows of the Monitoring view', () => {
  it('stand for runs and missed ones, the newest first, each with its outcome as an icon and a word', () => {
    const list = someRuns({
      runs: [
        aRun({ stream: 'd', eventAt: at(170), state: { kind: 'running' } }),
        aRun({ stream: 'c', eventAt: at(120) }, { status: 'failed', finishedAt: at(121), new: 0, fixed: 0 }),
        aRun({ stream: 'b', eventAt: at(60), kind: 'change', bucket: 'site' }, { status: 'partial', unknown: 2 }),
        aRun({ stream: 'a', eventAt: at(0), state: { kind: 'unreadable', problem: 'it is cut off' } }),
        aRun({ stream: '0', eventAt: at(-30), state: { kind: 'unfinished' } }),
      ],
      missed: [at(90)],
    });
    const [watcher, ...runs] = roots({ list });
    assert.match(
      lines([watcher as MonitoringNode])[0] ?? '',
      /^Account 111122223333: 1 run missed, the last scan failed · eu-west-1 · /,
    );
    assert.deepEqual(
      runs.map(({ icon, description }) => `${icon} ${description.split(' · ')[0] ?? ''}`),
      [
        'running running',
        'failed failed',
        'missed missed',
        'partial partial',
        'unreadable cannot be read',
        'failed did not finish',
      ],
    );
    assert.deepEqual(
      runs.map(({ spoken }) => spoken.split(',')[0]),
      [
        'Scan: running',
        'Scheduled scan: failed',
        'Scheduled scan: missed',
        'Change of site: partial',
        'Scan: cannot be read',
        'Scan: did not finish',
      ],
    );
    assert.equal(runs[1]?.description, 'failed · 1 hour ago · 20 of 20 buckets · scheduled');
    assert.match(runs[3]?.description ?? '', /^partial · site · 2 hours ago · 2 new, 1 fixed · 2 unknown$/);
    assert.equal(runs[3]?.children, undefined, 'what is under it has to be read first');
    assert.deepEqual(runs[0]?.children, []);
  });

  it('say under a run what changed, and leave out what is ignored, with how many that are', () => {
    const mild = aFinding('site', 's3-bucket-versioning', 'fail', { severity: 'medium' });
    const grave = aFinding('site', 's3-bucket-public-read', 'fail', { severity: 'critical' });
    const digest = digestOf(written(aReport({ buckets: [aBucket('site', [mild, grave])] })));
    const list = someRuns({ runs: [aRun({ stream: 's' })] });
    const digests = new Map([['s', digest]]);
    const [, run] = roots({ list, digests });
    assert.match(run?.description ?? '', /^complete · 3 hours ago · 2 new · /);
    const [open, fresh] = run?.children ?? [];
    assert.equal(open?.command, 'palisade.openMonitoringReport');
    assert.equal(fresh?.label, 'New (2)');
    assert.deepEqual(
      fresh.children?.map(({ icon }) => icon),
      ['critical', 'medium'],
    );
    const [, without] = roots({ list, digests }, ({ fingerprint }) => fingerprint === grave.fingerprint);
    assert.match(without?.description ?? '', /1 new, 1 ignored/);
    const [, some] = without?.children ?? [];
    assert.equal(some?.label, 'New (1)');
  });

  it('say of a finding that only the 12-hour scan would see it', () => {
    const scanOnly = { checks: [], buckets: ['far'] };
    const buckets = ['far', 'near'].map((name) => aBucket(name, [aFinding(name, 's3-bucket-versioning')]));
    const digests = new Map([['s', digestOf(written(aReport({ buckets, scanOnly })))]]);
    const [, run] = roots({ list: someRuns({ runs: [aRun({ stream: 's' })] }), digests });
    const rows = run?.children?.[1]?.children ?? [];
    const [far, near] = ['far', 'near'].map((name) => rows.find(({ label }) => label === name));
    assert.match(far?.description ?? '', /scan only$/);
    assert.match(far?.tooltip ?? '', /in another region: seen by the 12-hour scan only/);
    assert.doesNotMatch(`${near?.description ?? ''} ${near?.tooltip ?? ''}`, /scan only/);
  });

  it('never call a run clean that did not look at everything', () => {
    const digest = digestOf(
      written(
        aReport({ status: 'partial', coverage: { ...aReport().coverage, everythingRead: false, notRead: ['late'] } }),
      ),
    );
    const [, run] = roots({
      list: someRuns({ runs: [aRun({ stream: 's' }, { status: 'partial' })] }),
      digests: new Map([['s', digest]]),
    });
    const found = run?.children?.find(({ label }) => label === 'Found');
    assert.equal(found?.description, 'no failures in what was read');
    assert.ok(
      [...all(run?.children ?? [])].some(({ label, description }) => label === 'late' && description === 'not read'),
    );
  });

  it('never say that a failed run found no failures, though nothing is named that it did not read', () => {
    const coverage = { ...aReport().coverage, everythingRead: false, account: false, read: 0, listed: 0 };
    const digest = digestOf(written(aReport({ status: 'failed', buckets: [], coverage })));
    const list = someRuns({ runs: [aRun({ stream: 's' }, { status: 'failed' })] });
    const [, run] = roots({ list, digests: new Map([['s', digest]]) });
    const said = lines(run?.children ?? []);
    assert.ok(said.includes('Found: no failures in what was read'), said.join('\n'));
    assert.ok(said.includes('Nothing new, worse, fixed or gone in what was read'), said.join('\n'));
  });

  it('say that nothing changed only where the whole report says so', () => {
    const before = written(aReport({ runId: 'a', buckets: [aBucket('site', [])] }));
    const list = someRuns({ runs: [aRun({ stream: 's' }, { new: 0, fixed: 0 })] });
    const said = (difference: Partial<typeof before.difference>): string => {
      const digest = digestOf({ ...before, difference: { ...before.difference, ...difference } });
      return roots({ list, digests: new Map([['s', digest]]) })[1]?.description ?? '';
    };
    assert.match(roots({ list })[1]?.description ?? '', / · nothing new, fixed or gone · /, 'not read yet');
    assert.match(said({}), / · nothing changed · /);
    const one = { fingerprint: 'f', checkId: 'c', resource: 'site', severity: 'low' as const };
    assert.match(said({ retired: [one] }), / · nothing new, fixed or gone · /);
    assert.match(said({ baseline: { kind: 'none', why: 'unreadable' } }), / · nothing to compare with · /);
  });

  it('count what is ignored where nothing else is there, in a run and since a person looked', () => {
    const mild = aFinding('site', 's3-bucket-versioning', 'fail', { severity: 'medium' });
    const digest = digestOf(written(aReport({ buckets: [aBucket('site', [mild])] })));
    const list = someRuns({ runs: [aRun({ stream: 's' })] });
    const since = {
      ...{ seenAt: at(0), reports: 1, changes: digest.difference, unreadable: [], notWhole: 1, isCutOff: true },
    };
    const [, above, run] = roots({ list, digests: new Map([['s', digest]]), since }, () => true);
    assert.ok(lines(run?.children ?? []).includes('Nothing new, worse, fixed or gone besides 1 ignored'));
    assert.deepEqual(lines(above?.children ?? []), ['Nothing is another in what could be read besides 1 ignored']);
    assert.match(above?.spoken ?? '', /1 run did not look at everything, more changes came than are listed/);
  });

  it('are made of nothing but visible text on one line, whatever an account or a model holds', () => {
    const list = { ...evilRuns(), deployedAt: at(0) };
    const digests = new Map([[EVIL, digestOf(evilReport())]]);
    const { difference } = evilReport();
    const since = { seenAt: EVIL, reports: 2, changes: difference, unreadable: [EVIL], notWhole: 1, isCutOff: true };
    const failure: MonitorFailure = { kind: 'denied', message: EVIL, action: EVIL, command: EVIL };
    const nodes = [...all(roots({ list, digests, since, failure }))];
    assert.ok(nodes.length > 30, String(nodes.length));
    for (const { label, description, spoken, tooltip } of nodes) {
      for (const text of [label, description, spoken]) {
        assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\$\(|\]\(/u);
      }
      assert.doesNotMatch(tooltip.replaceAll('\n', ''), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\$\(|\]\(/u);
    }
  });

  it('have each a key of its own', () => {
    const digests = new Map([['s', digestOf(evilReport())]]);
    const since = {
      seenAt: at(0),
      reports: 1,
      changes: evilReport().difference,
      unreadable: [],
      notWhole: 0,
      isCutOff: false,
    };
    const keys = [
      ...all(roots({ list: someRuns({ runs: [aRun({ stream: 's' })], missed: [at(1)] }), digests, since })),
    ].map(({ key }) => key);
    assert.deepEqual(
      keys.filter((key, index) => keys.indexOf(key) !== index),
      [],
    );
  });

  it('say what there is to do where runs cannot be listed', () => {
    const said = (failure: MonitorFailure): readonly (string | undefined)[] =>
      roots({ failure }).map(({ command }) => command);
    assert.deepEqual(lines(roots({ failure: { kind: 'denied', message: 'No.', action: 'logs:GetLogEvents' } })), [
      'No permission to read the reports: logs:GetLogEvents is missing',
      'logs:GetLogEvents: is missing',
      'Copy the policy that permits it',
      'Try again',
    ]);
    assert.ok(said({ kind: 'report-group-missing', message: 'Gone.' }).includes('palisade.deployMonitoring'));
    assert.ok(said({ kind: 'stack-state', message: 'Stuck.' }).includes('palisade.deployMonitoring'));
    assert.ok(
      said({ kind: 'expired', message: 'Over.', command: 'aws sso login' }).includes('palisade.chooseAwsProfile'),
    );
    assert.ok(said({ kind: 'crashed', message: 'Dead.' }).includes('palisade.showLog'));
    for (const kind of ['network', 'timeout', 'throttled'] as const) {
      assert.ok(said({ kind, message: 'Not now.' }).includes('palisade.refreshMonitoring'));
    }
  });

  it('have one to run now where nothing ran, and none while that is under way', () => {
    const list = someRuns({ runs: [] });
    assert.deepEqual(lines(roots({ list })).slice(1), [
      'No run yet: deployed 4 hours ago',
      'Run Now: scan the account',
    ]);
    assert.deepEqual(lines(roots({ list, started: { stream: 'x', at: NOW } })).slice(1), [
      'Scan by hand: started · just now',
    ]);
  });

  it('name the next scheduled scan, counted from the last scheduled one and not from one by hand', () => {
    const runs = [aRun({ eventAt: at(120) }, { trigger: 'manual' }), aRun({ eventAt: at(60) })];
    assert.equal(nextScheduled(someRuns({ runs })), Date.parse(at(60 + 720)));
    assert.equal(nextScheduled(someRuns({ runs: [], deployedAt: at(0) })), Date.parse(at(720)));
  });

  it('give way to a text where there is nothing to list', () => {
    const failure: MonitorFailure = { kind: 'not-deployed', message: 'None.' };
    assert.equal(monitoringViewState(state({}), false), 'untrusted');
    assert.equal(monitoringViewState(state({ target: undefined }), true), 'no-account');
    assert.equal(monitoringViewState(state({ failure }), true), 'not-deployed');
    assert.equal(monitoringViewState(state({}), true), 'unread');
    assert.equal(monitoringViewState(state({ refreshing: true }), true), 'reading');
    assert.equal(monitoringViewState(state({ failure: { kind: 'denied', message: '' } }), true), 'rows');
    assert.equal(monitoringViewState(state({ list: someRuns() }), true), 'rows');
  });
});
