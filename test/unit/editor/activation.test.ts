import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SCANNED_ON_SAVE } from '../../../src/code/languages.ts';
import { repository } from '../../support/repository.ts';

describe('the activation', () => {
  it('comes when a file is opened whose saves are scanned, and at the latest when the editor has started', async () => {
    const { activationEvents } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
      activationEvents: string[];
    };
    const expected = ['onStartupFinished', ...SCANNED_ON_SAVE.map((language) => `onLanguage:${language}`)];
    assert.deepEqual([...activationEvents].sort(), expected.sort());
  });
});
