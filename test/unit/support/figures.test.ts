import assert from 'node:assert/strict';
import { join } from 'node:path';
import { FIGURES_VARIABLE, readFigures, reportFigure } from '../../support/figures.ts';
import { temporaryFolder, type TemporaryFolder } from '../../support/temporaryFolder.ts';

describe('figures of a test run', () => {
  const before = process.env[FIGURES_VARIABLE];
  let folder: TemporaryFolder;

  beforeEach(async () => {
    folder = await temporaryFolder('figures');
  });

  afterEach(async () => {
    if (before === undefined) Reflect.deleteProperty(process.env, FIGURES_VARIABLE);
    else process.env[FIGURES_VARIABLE] = before;
    await folder.dispose();
  });

  it('come back in order, added up by name', () => {
    const path = join(folder.path, 'new', 'figures.jsonl');
    process.env[FIGURES_VARIABLE] = path;
    reportFigure('(a test) samples', 3);
    reportFigure('(a test) rules', 1);
    reportFigure('(a test) samples', 4);
    assert.deepEqual(
      [...readFigures(path)],
      [
        ['(a test) samples', 7],
        ['(a test) rules', 1],
      ],
    );
  });

  it('are none when none was reported', () => {
    assert.equal(readFigures(join(folder.path, 'none.jsonl')).size, 0);
  });
});
