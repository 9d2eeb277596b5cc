import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { COMMAND_IDS, findingRefOf } from '../../../src/editor/commandIds.ts';
import { repository } from '../../support/repository.ts';

describe('the commands', () => {
  it('are those of the manifest', async () => {
    const manifest = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
      contributes: { commands: { command: string }[] };
    };
    assert.deepEqual(manifest.contributes.commands.map(({ command }) => command).sort(), [...COMMAND_IDS].sort());
  });

  it('take a finding by reference or as a row of the tree, and nothing else', () => {
    const ref = { documentId: 'file:///a.py', fingerprint: 'f1' };
    assert.deepEqual(findingRefOf(ref), ref);
    assert.deepEqual(findingRefOf({ kind: 'finding', ref }), ref);
    for (const other of [undefined, null, 'f1', 7, {}, { documentId: 'a' }, { ref: { fingerprint: 1 } }, [ref]]) {
      assert.equal(findingRefOf(other), undefined);
    }
  });
});
