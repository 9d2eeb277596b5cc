// Every playbook of S3 that moto can stand for: something is wrong, the playbook's own commands put it right, and our
// own re-read says so and finds nothing else changed but what the playbook declares.
import assert from 'node:assert/strict';
import pLimit from 'p-limit';
import { s3PlaybookFiles } from '../support/playbooks/playbookFiles.ts';
import { AwsCli } from './playbooks/awsCli.ts';
import { BUCKET_SCENARIOS } from './playbooks/bucketScenarios.ts';
import { EXPOSURE_SCENARIOS } from './playbooks/exposureScenarios.ts';
import { fix, type Fixed, PROFILE } from './playbooks/fix.ts';
import { NOT_EXECUTED } from './playbooks/notExecuted.ts';
import { nameTheReader, POLICY_SCENARIOS } from './playbooks/policyScenarios.ts';
import type { Scenario } from './playbooks/scenario.ts';
import { sdkRunner } from './playbooks/sdkRunner.ts';
import { newWorld } from './playbooks/world.ts';
import { resetMoto } from './moto.ts';

const SCENARIOS: readonly Scenario[] = [...EXPOSURE_SCENARIOS, ...POLICY_SCENARIOS, ...BUCKET_SCENARIOS];

/** They are in accounts of their own and do not see each other. Most of the time each waits for the next look. */
const AT_ONCE = 8;

describe('playbooks of S3, carried out against moto', function () {
  this.timeout(180_000);
  const runs = new Map<Scenario, Promise<Fixed>>();
  let cli: AwsCli | undefined;

  before(async () => {
    await resetMoto();
    // With `sdk` they are carried out as where there is no AWS CLI.
    cli = process.env['PALISADE_ORACLE_RUNNER'] === 'sdk' ? undefined : await AwsCli.find();
    const limit = pLimit(AT_ONCE);
    for (const [index, scenario] of SCENARIOS.entries()) {
      const run = limit(async () => {
        const world = await newWorld(String(100_000_000_000 + index), `case-${index}-bucket`);
        return await fix(scenario, world, (folder) =>
          cli === undefined ? Promise.resolve(sdkRunner(world.keys)) : cli.runner(folder, PROFILE, world.keys),
        );
      });
      // The test of the case says what went wrong.
      run.catch(() => undefined);
      runs.set(scenario, run);
    }
  });

  after(async () => {
    const ended = await Promise.allSettled(runs.values());
    console.log(table(ended, cli?.version));
    cli?.dispose();
    await resetMoto();
  });

  it('are all tried, or said to be out of reach for moto', async () => {
    const all = (await s3PlaybookFiles()).map(({ name }) => name).sort();
    const tried = new Set(SCENARIOS.map(({ check }) => check));
    assert.deepEqual([...new Set([...tried, ...NOT_EXECUTED.keys()])].sort(), all);
    assert.deepEqual(
      [...NOT_EXECUTED.keys()].filter((check) => tried.has(check)),
      [],
    );
  });

  it('close a public bucket in two steps: what the first leaves has a playbook of its own', async () => {
    const world = await newWorld('200000000000', 'two-steps');
    const runner = (folder: string) =>
      cli === undefined ? Promise.resolve(sdkRunner(world.keys)) : cli.runner(folder, PROFILE, world.keys);
    const [contain] = EXPOSURE_SCENARIOS.filter(({ check }) => check === 's3-bucket-public-read');
    const [repair] = POLICY_SCENARIOS.filter(({ check }) => check === 's3-bucket-latent-public-policy');
    assert.ok(contain && repair);
    const contained = await fix(contain, world, runner);
    assert.deepEqual(contained.after, ['pass']);
    const left = contained.others.find(({ checkId }) => checkId === repair.check);
    assert.match(left?.to ?? '', /^fail/);
    const mark = '"Public"';
    const repaired = await fix(
      {
        ...repair,
        setUp: () => Promise.resolve({ READER_ROLE: 'reader' }),
        merge: { 'policy.json': nameTheReader(mark) },
        touches: [mark],
      },
      world,
      runner,
    );
    assert.deepEqual(repaired.after, ['pass']);
    assert.deepEqual([repaired.undeclared, repaired.facts, repaired.lost], [[], [], []]);
  });

  for (const scenario of SCENARIOS) {
    const variant = scenario.variant === undefined ? '' : `, ${scenario.variant}`;
    it(`${scenario.check}${variant}: fails, is put right, and nothing else is changed`, async () => {
      const fixed = await runs.get(scenario);
      assert.ok(fixed);
      assert.ok(fixed.before.includes(scenario.before ?? 'fail'), `before: ${fixed.before.join(', ')}`);
      assert.deepEqual([...new Set(fixed.after)], [scenario.after ?? 'pass']);
      assert.deepEqual(fixed.undeclared, [], 'checks that turned are declared');
      assert.deepEqual(fixed.facts, [], 'no other fact is changed');
      assert.deepEqual(fixed.lost, [], 'everything that was configured is still there');
      assert.deepEqual(fixed.unexplained, [], 'the playbook says what an error means');
    });
  }
});

function table(ended: readonly PromiseSettledResult<Fixed>[], cli: string | undefined): string {
  const rows = SCENARIOS.map(({ check, variant, before }, index) => {
    const one = ended[index];
    const name = variant === undefined ? check : `${check} (${variant})`;
    if (one?.status !== 'fulfilled') return [name, '', 'not carried out', '', ''];
    const { commands, after, others, seconds } = one.value;
    const changed = others.map((turn) => `${turn.checkId}: ${turn.from} → ${turn.to}`);
    return [
      name,
      commands.join(', '),
      `${before ?? 'fail'} → ${[...new Set(after)].join(', ')}`,
      changed.join('; ') || 'nothing',
      seconds?.toFixed(1) ?? '',
    ];
  });
  const left = [...NOT_EXECUTED].map(([check, why]) => [check, 'not tried', why, '', '']);
  const head = ['Playbook', 'Commands tried', 'Check', 'Anything else that changed', 'Seconds from hand-off to fixed'];
  const lines = [head, head.map(() => '---'), ...rows, ...left].map((cells) => `| ${cells.join(' | ')} |`);
  return [`Carried out with ${cli ?? 'the SDK in place of the AWS CLI'}:`, '', ...lines, ''].join('\n');
}
