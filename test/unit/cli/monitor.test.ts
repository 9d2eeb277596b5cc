import assert from 'node:assert/strict';
import type { LoadedMonitor } from '../../../src/cli/ports.ts';
import type {
  Monitor,
  MonitorAround,
  MonitorFailure,
  MonitorTarget,
  Outcome,
  RunEntry,
} from '../../../src/monitor/monitorBundle.ts';
import type { MonthlyUse } from '../../../src/monitor/cost/monthlyEstimate.ts';
import { strictValidator } from '../../support/strictSchema.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import {
  aPlan,
  aRun,
  aStatus,
  CLEAN_REPORT,
  ESTIMATE,
  evilPlan,
  evilReport,
  evilRuns,
  evilStatus,
  EVIL,
  IDENTITY,
  OPEN_REPORT,
  someRuns,
  UNSURE_REPORT,
} from '../app/monitoring/monitorSamples.ts';
import { aBucket, aFinding, aReport, at, written } from '../monitor/reports.ts';
import { type CliRun, type CliRunOptions, Recorder, runInFolder, writeFiles } from './harness.ts';

const ACCOUNT = IDENTITY.accountId;
const STREAM = 'scan/20261101T000000Z/run';
const TELL = 'Reading the stack.';

function done<T>(value: T): Outcome<T> {
  return { kind: 'done', value };
}

function failed(kind: MonitorFailure['kind'], more: Partial<MonitorFailure> = {}): Outcome<never> {
  return { kind: 'failed', failure: { kind, message: `It failed: ${kind}.`, ...more } };
}

interface Call {
  readonly method: string;
  readonly target: MonitorTarget;
  readonly rest: readonly unknown[];
}

/** What it is asked for, and what it answers. */
class FakeWatcher implements Monitor {
  readonly calls: Call[] = [];
  uses: MonthlyUse[] = [];
  plans: Outcome<ReturnType<typeof aPlan>> = done(aPlan());
  statuses: Outcome<ReturnType<typeof aStatus>> = done(aStatus());
  lists: Outcome<ReturnType<typeof someRuns>>[] = [done(someRuns({ runs: [] }))];
  reports = new Map<string | undefined, Awaited<ReturnType<Monitor['report']>>>([
    [undefined, done({ stream: STREAM, report: CLEAN_REPORT })],
  ]);
  deployed: Awaited<ReturnType<Monitor['deploy']>> = done({ identity: IDENTITY, did: 'created', codeSha256: 'c0de=' });
  removed: Awaited<ReturnType<Monitor['remove']>> = done({ identity: IDENTITY, kept: ['/palisade/reports'] });
  started: Awaited<ReturnType<Monitor['run']>> = done({ identity: IDENTITY, runId: 'run', stream: STREAM });

  readonly plan: Monitor['plan'] = (target, setting, around) =>
    this.#answer('plan', this.plans, target, around, setting);
  readonly deploy: Monitor['deploy'] = (target, setting, confirmed, around) =>
    this.#answer('deploy', this.deployed, target, around, setting, confirmed);
  readonly status: Monitor['status'] = (target, around) => this.#answer('status', this.statuses, target, around);
  readonly run: Monitor['run'] = (target, around) => this.#answer('run', this.started, target, around);
  readonly runs: Monitor['runs'] = (target, most, around) => {
    const next = this.lists.length > 1 ? this.lists.shift() : this.lists[0];
    return this.#answer('runs', next ?? failed('other'), target, around, most);
  };
  readonly report: Monitor['report'] = (target, stream, around) =>
    this.#answer('report', this.reports.get(stream) ?? failed('not-found'), target, around, stream);
  readonly remove: Monitor['remove'] = (target, keep, confirmed, around) =>
    this.#answer('remove', this.removed, target, around, keep, confirmed);

  get loaded(): LoadedMonitor {
    return {
      open: () => this,
      monthlyEstimate: (use) => {
        this.uses.push(use);
        return ESTIMATE;
      },
    };
  }

  #answer<T>(method: string, answer: T, target: MonitorTarget, around: MonitorAround, ...rest: unknown[]): Promise<T> {
    this.calls.push({ method, target, rest });
    around.tell(TELL);
    return Promise.resolve(answer);
  }
}

describe('palisade monitor', () => {
  let watcher: FakeWatcher;
  beforeEach(() => {
    watcher = new FakeWatcher();
  });

  function run(args: string | readonly string[], options: CliRunOptions = {}, cwd = '/'): Promise<CliRun> {
    const argv = typeof args === 'string' ? args.split(' ') : args;
    return runInFolder(cwd, ['monitor', ...argv], { loadMonitor: () => Promise.resolve(watcher.loaded), ...options });
  }

  const methods = (): readonly string[] => watcher.calls.map(({ method }) => method);
  const flat = (text: string): string => text.replace(/\s+/g, ' ');

  describe('deploy', () => {
    it('shows all that a person agrees to, and makes nothing before he has', async () => {
      const { status, stdout, stderr } = await run('deploy');
      assert.deepEqual([status, methods()], [2, ['plan']]);
      const words = flat(stdout);
      for (const said of [
        'Account 111122223333 (aws, eu-west-1)',
        'There is no stack palisade-monitor: it will be created.',
        'AWS::SQS::Queue changes that wait',
        'What the role ScanRole may do',
        'Read: s3:GetBucketPolicy, s3:GetBucketAcl on *',
        'only if {"StringEquals":{"aws:ResourceAccount":"111122223333"}}',
        'management logs changes',
        'None is reserved for the scan: the account has room for 10 only',
        'In a month about $1.23',
        '"cloudformation:CreateStack"',
        'Object ACLs are seen by the scan only.',
      ])
        assert.ok(words.includes(said), said);
      assert.match(flat(stderr), /Nobody agreed to it: nothing was done\. To do +add --confirm 111122223333/);
    });

    it('makes it for the account id that was typed', async () => {
      const asked: string[] = [];
      const askCode = (question: string): Promise<string> => {
        asked.push(question);
        return Promise.resolve(ACCOUNT);
      };
      const { status, stdout, stderr } = await run('deploy --email a@b.example --retention 30', { askCode });
      assert.deepEqual([status, methods(), asked.length], [0, ['plan', 'deploy'], 1]);
      assert.match(asked[0] ?? '', /111122223333/);
      const given = { retentionDays: 30, email: 'a@b.example' };
      assert.deepEqual(watcher.calls[1]?.rest, [given, ACCOUNT]);
      assert.deepEqual(watcher.calls[0]?.rest, [given]);
      assert.match(stdout, /The watcher was created\. Its code has the SHA-256 c0de=/);
      assert.match(stderr, /^palisade: Reading the stack\.$/m);
    });

    for (const answer of [undefined, '', '444455556666', 'yes'] as const) {
      it(`does nothing for the answer ${String(answer)}`, async () => {
        const { status, stderr } = await run('deploy', { askCode: () => Promise.resolve(answer) });
        assert.deepEqual([status, methods()], [2, ['plan']]);
        assert.match(stderr, /nothing was done/);
      });
    }

    it('takes the id beforehand, and no other', async () => {
      assert.equal((await run(`deploy --confirm ${ACCOUNT}`)).status, 0);
      const { status } = await run('deploy --confirm 444455556666');
      assert.deepEqual([status, methods()], [2, ['plan', 'deploy', 'plan']]);
    });

    it('only shows with --plan, and prints the template alone with --print-template', async () => {
      assert.equal((await run(`deploy --plan --confirm ${ACCOUNT}`)).status, 0);
      const { status, stdout } = await run(`deploy --print-template --confirm ${ACCOUNT}`);
      assert.deepEqual([status, stdout, methods()], [0, '{"Resources":{}}\n', ['plan', 'plan']]);
    });

    it('hands on what is named, and what is taken back', async () => {
      const arn = 'arn:aws:sns:eu-west-1:111122223333:t';
      const key = 'arn:aws:kms:eu-west-1:111122223333:key/k1';
      const boundary = 'arn:aws:iam::111122223333:policy/b';
      await run([
        ...`deploy --plan --profile dev --region eu-west-1 --stack mine --checks core --topic ${arn} --key ${key}`.split(
          ' ',
        ),
        ...`--gemini-parameter /p/k --gemini-model gemini-3 --permissions-boundary ${boundary}`.split(' '),
        ...'--keep-reports --memory 2048 --trusted-account 444455556666 777788889999 --public-tag'.split(' '),
        ...['open to=all', 'open to=all', '--sensitive-tag', 'pii'],
      ]);
      assert.deepEqual(watcher.calls[0]?.target, { profile: 'dev', region: 'eu-west-1', stack: 'mine' });
      assert.deepEqual(watcher.calls[0].rest, [
        {
          checks: 'core',
          keepReports: true,
          memoryMb: 2048,
          geminiModel: 'gemini-3',
          topicArn: arn,
          keyArn: key,
          geminiParameter: '/p/k',
          permissionsBoundaryArn: boundary,
          trustedAccounts: ['444455556666', '777788889999'],
          publicTags: ['open to=all'],
          sensitiveTags: ['pii'],
        },
      ]);
      await run(
        'deploy --plan --no-email --no-topic --no-key --no-gemini-parameter --no-permissions-boundary --no-keep-reports',
      );
      assert.deepEqual(watcher.calls[1]?.rest, [
        {
          keepReports: false,
          email: undefined,
          topicArn: undefined,
          keyArn: undefined,
          geminiParameter: undefined,
          permissionsBoundaryArn: undefined,
        },
      ]);
      await run('deploy --plan');
      assert.deepEqual(watcher.calls[2]?.rest, [{}]);
    });

    it('says what went wrong, and what is needed', async () => {
      watcher.deployed = failed('denied', { action: 'iam:CreateRole', command: 'palisade monitor deploy --plan' });
      const { status, stderr } = await run(`deploy --confirm ${ACCOUNT}`);
      assert.equal(status, 2);
      assert.match(
        flat(stderr),
        /NOT DONE +It failed: denied\. Needed +permission for iam:CreateRole To run +palisade monitor deploy --plan/,
      );
    });

    it('takes a trail that does not log changes for something not to be overlooked', async () => {
      watcher.plans = done(aPlan({ trail: { kind: 'none', message: 'No trail logs changes.' } }));
      assert.match((await run('deploy --plan')).stdout, /^NO TRAIL +No trail logs changes\.$/m);
    });
  });

  it('does not begin when it is not understood', async () => {
    for (const args of [
      'deploy --region x/y',
      'deploy --email nobody',
      'deploy --topic arn:aws:s3:::x',
      'deploy --key alias/x',
      'deploy --gemini-parameter key',
      'deploy --gemini-model ../x',
      'deploy --retention 31',
      'deploy --memory 255',
      'deploy --memory 1e3',
      'deploy --trusted-account 1',
      'deploy --public-tag =x',
      'deploy --confirm yes',
      'deploy --stack -x',
      'deploy --stack a_b',
      'deploy --aws-cli aws',
      'deploy now',
      'status --format sarif',
      'run --fail-on never',
      'report a b',
      'report ../\u001b[2J',
      'cost --buckets 1',
      'cost --buckets -1 --changes-per-day 1',
      'cost --buckets 1.5 --changes-per-day 1',
      'cost --buckets 1 --changes-per-day NaN',
      'cost --buckets 99999999999 --changes-per-day 1',
      'remove --confirm 1',
      'nothing',
    ]) {
      const { status, stderr } = await run(args);
      assert.deepEqual([status, watcher.calls], [2, []], args);
      // eslint-disable-next-line no-control-regex -- that there are none is what this shows
      assert.doesNotMatch(stderr, /[\u0000-\u0009\u000b-\u001f]/);
    }
  });

  it('never repeats what may be the Gemini key, given in place of the name of its parameter', async () => {
    const { status, stdout, stderr } = await run('deploy --gemini-parameter AIzaSyA-typed-by-mistake');
    assert.equal(status, 2);
    assert.match(stderr, /--gemini-parameter.*is invalid.*the key itself is never given here/);
    assert.ok(!`${stdout}${stderr}`.includes('AIza'));
  });

  const KINDS: readonly MonitorFailure['kind'][] = [
    'profile-missing',
    'config-unreadable',
    'expired',
    'wrong-credentials',
    'no-credentials',
    'mfa-refused',
    'clock',
    'list-denied',
    'network',
    'timeout',
    'crashed',
    'other',
    'not-deployed',
    'denied',
    'stack-state',
    'report-group-missing',
    'not-found',
    'damaged',
    'other-version',
    'other-account',
    'not-confirmed',
    'throttled',
    'cancelled',
    'input',
  ];
  it('ends with 2 and the reason for every failure of every command, and says nothing good', async () => {
    for (const kind of KINDS) {
      const failure = failed(kind);
      Object.assign(watcher, {
        plans: failure,
        statuses: failure,
        lists: [failure],
        started: failure,
        removed: failure,
      });
      watcher.reports = new Map([[undefined, failure]]);
      for (const args of [
        'deploy',
        'status',
        'run',
        'run --wait',
        'report',
        'report --list',
        `remove --confirm ${ACCOUNT}`,
      ]) {
        const { status, stdout, stderr } = await run(args);
        assert.deepEqual([status, stdout], [2, ''], `${args}: ${kind}`);
        assert.ok(stderr.includes(`It failed: ${kind}.`), `${args}: ${kind}`);
      }
    }
  });

  it('ends with 130 where it was interrupted', async () => {
    watcher.statuses = failed('cancelled');
    watcher.plans = failed('cancelled');
    const signal = AbortSignal.abort();
    for (const args of ['status', 'deploy']) assert.equal((await run(args, { signal })).status, 130, args);
  });

  describe('status', () => {
    const items = aStatus().items;
    const problem = {
      id: 'rules',
      title: 'Rules',
      state: 'problem',
      detail: 'one is off',
      action: 'deploy again',
    } as const;
    const unknown = { id: 'queue', title: 'Queue', state: 'unknown', detail: 'denied' } as const;
    const cases = [
      [0, 'ok', items],
      [1, 'problem', [...items, problem]],
      [1, 'problem', [unknown, problem]],
      [2, 'unknown', [...items, unknown]],
      [2, 'unknown', []],
    ] as const;
    for (const [exit, state, given] of cases) {
      it(`ends with ${exit} for ${given.map((one) => one.state).join(', ') || 'nothing'}`, async () => {
        watcher.statuses = done(aStatus({ items: given }));
        const validate = await strictValidator('src', 'app', 'monitoring', 'status.schema.json');
        const json = await run('status --format json');
        const document = JSON.parse(json.stdout) as { state: string };
        assert.ok(validate(document), JSON.stringify(validate.errors));
        assert.deepEqual([json.status, document.state], [exit, state]);
        for (const format of ['text', 'markdown']) {
          const { status, stdout } = await run(`status --format ${format}`);
          assert.equal(status, exit);
          assert.equal(/as they should be/.test(stdout), exit === 0, format);
        }
      });
    }

    it('says what to do', async () => {
      watcher.statuses = done(aStatus({ items: [problem] }));
      assert.match(flat((await run('status')).stdout), /PROBLEM Rules: one is off To do: deploy again/);
    });

    it('tells a terminal what is being done, and nobody else', async () => {
      const stderr = new Recorder();
      stderr.isTerminal = true;
      await run('status', { stderr });
      assert.match(stderr.text, /^Reading the stack\.\r\p{Cc}\[2K$/u);
      assert.equal((await run('status')).stderr, '');
    });
  });

  describe('report', () => {
    const change = (name: string, high: number, more: Partial<RunEntry> = {}): RunEntry =>
      aRun(
        { stream: `change/20261101T010000Z/${name}/e`, kind: 'change', bucket: name, eventAt: at(60), ...more },
        {
          kind: 'change',
          finishedAt: at(61),
          summary: { critical: 0, high, medium: 0, low: 0, informational: 0 },
        },
      );

    const cases = [
      [0, 'a clean report', CLEAN_REPORT, ''],
      [1, 'findings', OPEN_REPORT, ''],
      [1, 'a finding at the level', OPEN_REPORT, ' --fail-on critical'],
      [
        0,
        'findings below the level',
        written(aReport({ buckets: [aBucket('b', [aFinding('b')])] })),
        ' --fail-on critical',
      ],
      [2, 'what could not be told', UNSURE_REPORT, ''],
      [2, 'a failed run', { ...CLEAN_REPORT, status: 'failed' as const }, ''],
    ] as const;
    for (const [exit, what, report, more] of cases) {
      it(`ends with ${exit} for ${what}, in every format`, async () => {
        watcher.reports.set(undefined, done({ stream: STREAM, report }));
        watcher.reports.set(STREAM, done({ stream: STREAM, report }));
        for (const format of ['text', 'json', 'markdown']) {
          for (const name of ['', ` ${STREAM}`]) {
            const { status, stdout } = await run(`report${name} --format ${format}${more}`);
            assert.equal(status, exit, format);
            if (format === 'json') assert.deepEqual(JSON.parse(stdout), JSON.parse(JSON.stringify(report)));
            else assert.equal(/Clean:/.test(stdout), what === 'a clean report', format);
          }
        }
      });
    }

    it('tells everything of the run', async () => {
      watcher.reports.set(undefined, done({ stream: STREAM, report: OPEN_REPORT }));
      const words = flat((await run('report')).stdout);
      for (const said of [
        'Result 2 findings; everything was looked at.',
        'Findings 1 critical, 0 high, 0 medium, 1 low, 0 informational',
        'Trigger the schedule',
        'Event 2026-11-01 00:00:00 UTC; the report was ready 0.0 s later',
        'Compared with nothing, as it is the first run',
        'New CRITICAL site: does not hold: public',
        'CRITICAL site: does not hold: public because',
        'Gemini is off',
        'Run under $0.0001, at list prices',
      ])
        assert.ok(words.includes(said), `${said}\n${words}`);
    });

    it('is no good news where a change since then opened something', async () => {
      watcher.lists = [done(someRuns({ runs: [change('site', 1)] }))];
      const stream = change('site', 1).stream;
      const opened = written(aReport({ kind: 'change', buckets: [aBucket('site', [aFinding('site')])] }));
      watcher.reports.set(stream, done({ stream, report: opened }));
      const { status, stdout } = await run('report');
      assert.equal(status, 1);
      assert.match(flat(stdout), /Since this scan .*change of site: .*found 1 high/);
      assert.equal((await run('report --fail-on critical')).status, 0);
      watcher.reports.delete(stream);
      assert.equal((await run('report')).status, 1);
    });

    it('takes of each bucket the newest change', async () => {
      watcher.lists = [done(someRuns({ runs: [change('site', 0, { eventAt: at(90) }), change('site', 1)] }))];
      assert.equal((await run('report')).status, 0);
    });

    it('is not complete where something is missing since then', async () => {
      const scan = { stream: 'scan/late', eventAt: at(720) };
      for (const [runs, missed, exit] of [
        [[], [], 0],
        [[aRun({ ...scan, state: { kind: 'running' } })], [], 0],
        [[], [at(720)], 2],
        [[], [at(-720)], 0],
        [[aRun({ ...scan, state: { kind: 'unfinished' } })], [], 2],
        [[aRun({ ...scan, state: { kind: 'unreadable', problem: 'p' } })], [], 2],
        [[change('site', 0, { state: { kind: 'running' } })], [], 2],
        [[change('site', 0, { state: { kind: 'unfinished' }, eventAt: at(-60) })], [], 0],
      ] as const) {
        watcher.lists = [done(someRuns({ runs, missed }))];
        assert.equal((await run('report')).status, exit, JSON.stringify([runs, missed]));
      }
      watcher.lists = [failed('denied')];
      const { status, stdout } = await run('report');
      assert.equal(status, 2);
      assert.match(stdout, /^UNKNOWN +what came after this scan could not be read$/m);
    });

    it('leaves out what the ignore file names, unless it is asked not to', async () => {
      const folder = await temporaryFolder('monitor-ignores');
      try {
        const ignores = ['public, file: s3://site', 'encrypted, file: s3://logs'].map(
          (one) => `  - {rule: ${one}, reason: Known., date: 2026-01-31}\n`,
        );
        await writeFiles(folder.path, { '.palisade/ignores.yaml': `version: 1\nignores:\n${ignores.join('')}` });
        watcher.reports.set(undefined, done({ stream: STREAM, report: OPEN_REPORT }));
        const { status, stdout } = await run('report', {}, folder.path);
        assert.equal(status, 0);
        assert.match(flat(stdout), /Nothing found besides what is ignored.*2 ignored/);
        assert.equal((await run('report --no-ignores', {}, folder.path)).status, 1);
        await writeFiles(folder.path, { '.palisade/ignores.yaml': 'ignores: [' });
        const broken = await run('report', {}, folder.path);
        assert.equal(broken.status, 1);
        assert.match(broken.stderr, /^palisade: warning: \.palisade\/ignores\.yaml: not valid YAML/);
      } finally {
        await folder.dispose();
      }
    });

    it('lists the runs, and those that should have been', async () => {
      watcher.lists = [done(someRuns({ missed: [at(720)] }))];
      const { status, stdout } = await run('report --list');
      assert.equal(status, 0);
      assert.match(stdout, /^MISSED +a scan should have been at 2026-11-01 12:00:00 UTC, and was not$/m);
      assert.match(
        flat(stdout),
        /complete 2026-11-01 00:00:00 UTC, scan, the schedule: 20 of 20 buckets read; found 2 high; 2 new, 1 fixed/,
      );
      assert.deepEqual(
        JSON.parse((await run('report --list --format json')).stdout),
        JSON.parse(JSON.stringify(someRuns({ missed: [at(720)] }))),
      );
    });
  });

  describe('run', () => {
    const wait = (): Promise<void> => Promise.resolve();
    const withState = (kind: 'running' | 'unfinished'): RunEntry => aRun({ stream: STREAM, state: { kind } });

    it('starts one, and says how to have its report', async () => {
      const { status, stdout } = await run('run');
      assert.deepEqual([status, methods()], [0, ['run']]);
      assert.match(stdout, /palisade monitor report scan\/20261101T000000Z\/run/);
    });

    it('waits for its report, and ends as that says', async () => {
      watcher.lists = [
        done(someRuns({ runs: [] })),
        failed('throttled'),
        done(someRuns({ runs: [withState('running')] })),
        done(someRuns({ runs: [withState('running')] })),
        done(someRuns({ runs: [aRun({ stream: STREAM })] })),
      ];
      watcher.reports.set(STREAM, done({ stream: STREAM, report: OPEN_REPORT }));
      const { status, stdout, stderr } = await run('run --wait', { wait });
      assert.equal(status, 1);
      assert.match(stdout, /^Palisade: scan of the account/);
      assert.equal(stderr.match(/The scan has begun\./g)?.length, 1);
      assert.deepEqual(methods(), ['run', 'runs', 'runs', 'runs', 'runs', 'runs', 'report']);
    });

    it('says why there is no report', async () => {
      watcher.lists = [done(someRuns({ runs: [withState('unfinished')] }))];
      const { status, stdout, stderr } = await run('run --wait', { wait });
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, /It failed: not-found/);
    });

    it('stops waiting only, when it is interrupted', async () => {
      const interruption = new AbortController();
      const interrupted = (): Promise<void> => {
        interruption.abort();
        return Promise.resolve();
      };
      const { status, stderr } = await run('run --wait', { wait: interrupted, signal: interruption.signal });
      assert.deepEqual([status, methods()], [130, ['run']]);
      assert.match(stderr, /the scan goes on\. Its report: palisade monitor report scan/);
    });

    it('does not wait for ever', async () => {
      let now = 0;
      const later = (ms: number): Promise<void> => {
        now += ms;
        return Promise.resolve();
      };
      const { status, stderr } = await run('run --wait', { wait: later, now: () => now });
      assert.equal(status, 2);
      assert.match(stderr, /has no report after 20 minutes/);
    });
  });

  it('estimates what it costs, as the schema says, without an account', async () => {
    const args =
      'cost --buckets 200 --changes-per-day 20 --gemini --extra-trails 2 --guard-duty --memory 512 --retention 30 --email --key';
    const validate = await strictValidator('src', 'app', 'monitoring', 'cost.schema.json');
    const document: unknown = JSON.parse((await run(`${args} --format json`)).stdout);
    assert.ok(validate(document), JSON.stringify(validate.errors));
    const more = { extraTrails: 2, guardDuty: true, email: true, customerKey: true, memoryMb: 512, retentionDays: 30 };
    assert.deepEqual(watcher.uses[0], { buckets: 200, changesPerDay: 20, gemini: true, ...more });
    const { status, stdout } = await run(args);
    assert.deepEqual([status, watcher.calls], [0, []]);
    assert.match(stdout, /^Lambda, time of both functions +12,346 GB-s +\$1\.23$/m);
    assert.match(stdout, /^The queue +620 requests +under \$0\.0001$/m);
  });

  it('removes it for the account id alone, and says what is left', async () => {
    const { status, stdout } = await run(`remove --keep-reports --confirm ${ACCOUNT}`);
    assert.equal(status, 0);
    assert.deepEqual(watcher.calls[0]?.rest, [true, ACCOUNT]);
    assert.match(stdout, /removed from account 111122223333\.\nKept: \/palisade\/reports\n/);
    await run('remove', { askCode: () => Promise.resolve('444455556666') });
    assert.deepEqual(watcher.calls[1]?.rest, [undefined, '444455556666'], 'as it was deployed');
    const { stderr: warned } = await run(`remove --no-keep-reports --confirm ${ACCOUNT}`);
    assert.match(warned, /deleted with it, also where it was deployed to keep them/);
    assert.deepEqual(watcher.calls[2]?.rest, [false, ACCOUNT]);
    for (const askCode of [undefined, () => Promise.resolve(undefined)]) {
      const { status: exit, stderr } = await run('remove', askCode === undefined ? {} : { askCode });
      assert.deepEqual([exit, watcher.calls.length], [2, 3]);
      assert.match(stderr, /nothing was done/);
    }
  });

  for (const columns of [undefined, 20, 200]) {
    it(`cannot be driven by what an account holds, at ${columns ?? 'no'} columns`, async () => {
      watcher.plans = done(evilPlan());
      watcher.statuses = done(evilStatus());
      watcher.lists = [done(evilRuns())];
      watcher.reports.set(undefined, done({ stream: EVIL, report: evilReport() }));
      watcher.started = done({ identity: { ...IDENTITY, accountId: EVIL }, runId: EVIL, stream: EVIL });
      watcher.removed = done({ identity: { ...IDENTITY, accountId: EVIL }, kept: [EVIL] });
      const askCode = (): Promise<string> => Promise.resolve('no');
      for (const args of [
        'deploy',
        'status',
        'status --format json',
        'report',
        'report --format json',
        'report --list',
        'run',
        `remove --confirm ${ACCOUNT}`,
      ]) {
        const stdout = new Recorder();
        const stderr = new Recorder();
        stdout.columns = columns;
        await run(args, { stdout, stderr, askCode });
        assert.match(stdout.text, /evil/, args);
        for (const text of [stdout.text, stderr.text]) {
          // eslint-disable-next-line no-control-regex -- that there are none is what this shows
          assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u2028\u202e\u2066]/, args);
          // A line of ours begins with a label or blanks; a line end from the account must not begin one.
          assert.doesNotMatch(text, /^# \[click/m, args);
        }
      }
      watcher.statuses = failed('denied', { message: EVIL, action: EVIL, command: EVIL });
      // eslint-disable-next-line no-control-regex -- that there are none is what this shows
      assert.doesNotMatch((await run('status')).stderr, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    });
  }

  it('fits into a narrow terminal, and has colours where they are wanted', async () => {
    const stdout = new Recorder();
    stdout.columns = 40;
    watcher.reports.set(undefined, done({ stream: 's', report: OPEN_REPORT }));
    await run('report', { stdout, env: { FORCE_COLOR: '1' } });
    const lines = stdout.text.replace(/\p{Cc}\[[\d;]*m/gu, '').split('\n');
    assert.notEqual(lines.join('\n'), stdout.text);
    const wide = lines.filter((line) => line.length > 40 && /\s\S+\s/.test(line.trim()));
    assert.deepEqual(wide, []);
  });
});
