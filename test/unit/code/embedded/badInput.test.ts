import assert from 'node:assert/strict';
import { WORK_LIMIT_MS } from '../../../../src/code/embedded/host.ts';
import { languageOf } from '../../../../src/code/languages.ts';
import { BAD_FILES } from '../../../support/badInput.ts';
import { analyse } from './engineForTests.ts';

describe('bad input in the engine', function () {
  this.timeout(120_000);

  for (const { what, name, content, inEditor } of BAD_FILES) {
    it(`${what} is answered in time, and not called complete when it is not`, async () => {
      const before = process.cpuUsage();
      const response = await analyse(languageOf(name), content().toString('utf8'));
      const { user, system } = process.cpuUsage(before);
      // Time at work, not on the clock: others may be at work, too.
      assert.ok((user + system) / 1000 < WORK_LIMIT_MS, `${user + system} µs`);
      if (inEditor.status !== 'complete' && !inEditor.because.includes('encoding')) {
        assert.notEqual(response.status, 'complete');
      }
      assert.ok(!response.reasons.some(({ kind }) => kind === 'engine-crashed'));
    });
  }
});
