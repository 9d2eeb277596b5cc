// The template, as cfn-lint sees it, which knows the types and the properties of every region. The tests are there only
// where it is installed: a test that is left out would count as one that must not be.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { regionHasBudgets } from '../../src/monitor/stack/names.ts';
import { stackTemplate } from '../../src/monitor/stack/template.ts';
import { isOnPath, runTool } from '../support/runTool.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';
import { SHAPES } from '../unit/monitor/stack/stacks.ts';

/** Of three partitions, and within the first with budgets and without. */
const REGIONS = [
  ['us-east-1', 'eu-central-1'],
  ['eu-north-1', 'ap-southeast-5'],
  ['cn-north-1'],
  ['us-gov-west-1'],
] as const;

if (!isOnPath('cfn-lint')) {
  console.log('left out, the template of the watcher to cfn-lint: it is not on PATH (pip install cfn-lint)');
} else {
  describe('The template of the watcher, to cfn-lint', function () {
    this.timeout(120_000);
    let folder: TemporaryFolder;
    beforeEach(async () => {
      folder = await temporaryFolder('template');
    });
    afterEach(() => folder.dispose());

    async function written(name: string, template: unknown): Promise<string> {
      const path = join(folder.path, name);
      await writeFile(path, JSON.stringify(template));
      return path;
    }

    for (const regions of REGIONS) {
      it(`has nothing wrong in ${regions.join(', ')}`, async () => {
        const withBudgets = SHAPES.filter(({ budgets }) => budgets === regionHasBudgets(regions[0]));
        // Each takes seconds, and what the two choices change are different parts of the template.
        const shapes = withBudgets.filter(({ checks, keepReports }) => (checks === 'core') === keepReports);
        assert.equal(shapes.length, 2);
        assert.ok(regions.every((region) => regionHasBudgets(region) === regionHasBudgets(regions[0])));
        const paths = await Promise.all(
          shapes.map((shape) => written(`${shape.checks}-${shape.keepReports}.json`, stackTemplate(shape))),
        );
        assert.deepEqual(await linted(paths, regions), []);
      });
    }

    it('would be wrong with budgets where nobody knows them, and with a property that does not exist', async () => {
      const template = stackTemplate({ checks: 'all', keepReports: false });
      const path = await written('budget.json', template);
      assert.match((await linted([path], ['us-gov-west-1'])).join('\n'), /E3006/);
      const { ChangeQueue } = template.Resources;
      const Resources = { ...template.Resources, ChangeQueue: { ...ChangeQueue, Properties: { Delay: 60 } } };
      const wrong = await written('wrong.json', { ...template, Resources });
      assert.match((await linted([wrong], ['us-east-1'])).join('\n'), /E3002/);
    });
  });
}

/** @returns the faults, warnings too, one line each */
async function linted(paths: readonly string[], regions: readonly string[]): Promise<readonly string[]> {
  const { code, stdout, stderr } = await runTool('cfn-lint', [
    '--format',
    'json',
    '--regions',
    ...regions,
    '--',
    ...paths,
  ]);
  if (stdout.trim() === '') {
    assert.equal(code, 0, stderr);
    return [];
  }
  const faults = JSON.parse(stdout) as readonly {
    readonly Filename: string;
    readonly Message: string;
    readonly Rule: { readonly Id: string };
  }[];
  return faults.map(({ Filename, Message, Rule }) => `${basename(Filename)}: ${Rule.Id} ${Message}`);
}
