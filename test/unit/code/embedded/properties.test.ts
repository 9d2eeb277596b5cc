import assert from 'node:assert/strict';
import { adapterFor } from '../../../../src/code/embedded/adapters/adapter.ts';
import { analyse, rulesAndSymbols } from './engineForTests.ts';
import { commented, reformatted, reordered, withRenamedLocals } from './rewriting.ts';
import { FAMILIES } from './samples/families.ts';
import type { Sample } from './samples/sample.ts';

const SAMPLES: readonly Sample[] = FAMILIES.flatMap((family) => family.samples).filter(
  (sample) => adapterFor(sample.language) !== undefined,
);

async function found(sample: Sample, code: string): Promise<string[]> {
  const { findings, status } = await analyse(sample.language, code);
  assert.equal(status, 'complete', `${sample.name}\n${code}`);
  return rulesAndSymbols(findings);
}

/** @param renamed a name that is `zz` in the code: the symbol that a finding is in may be called by it */
async function unchanged(sample: Sample, code: string, renamed = 'zz'): Promise<void> {
  const after = (await found(sample, code)).map((one) => one.replace(/\bzz\b/g, renamed)).sort();
  assert.deepEqual(after, await found(sample, sample.code), `${sample.name} ${renamed}\n${code}`);
}

describe('what does not change a finding', function () {
  this.timeout(60_000);

  it('comments and blank lines between statements', async () => {
    for (const sample of SAMPLES) await unchanged(sample, await commented(sample));
  });

  it('the layout', async () => {
    for (const sample of SAMPLES) await unchanged(sample, await reformatted(sample));
  });

  it('the width of the indentation and the kind of line ends', async () => {
    for (const sample of SAMPLES) {
      await unchanged(
        sample,
        sample.code.replace(/^( +)/gm, (indentation) => indentation.repeat(2)),
      );
      await unchanged(sample, sample.code.replaceAll('\n', '\r\n'));
    }
  });

  it('the names of local variables', async () => {
    let renamed = 0;
    for (const sample of SAMPLES) {
      for (const { name, code } of await withRenamedLocals(sample)) {
        renamed++;
        await unchanged(sample, code, name);
      }
    }
    assert.ok(renamed >= SAMPLES.length / 4, `only ${renamed} names were changed in ${SAMPLES.length} samples`);
  });

  it('the order of functions that stand next to each other', async () => {
    let changed = 0;
    for (const sample of SAMPLES) {
      const code = await reordered(sample);
      if (code === undefined) continue;
      changed++;
      await unchanged(sample, code);
    }
    assert.ok(changed >= 5, `only ${changed} samples have functions to reorder`);
  });

  it('more code before and after', async () => {
    for (const sample of SAMPLES) {
      const more =
        sample.language === 'python'
          ? 'def unrelated(a):\n    return a + 1\n'
          : 'function unrelated(a) {\n  return a + 1;\n}\n';
      await unchanged(sample, `${more}\n${sample.code}\n${more.replace('unrelated', 'another')}`);
    }
  });
});
