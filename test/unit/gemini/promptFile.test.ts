import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PromptFile } from '../../../src/gemini/promptFile.ts';

describe('PromptFile', () => {
  it('reads version, system part and request part', () => {
    const file = PromptFile.parse(
      '---\nversion: 3\n---\nFor people.\n<!-- system -->\nA\n\nB\n<!-- request -->\nC {{code}}\n',
    );
    assert.deepEqual([file.version, file.system, file.template], ['3', 'A\n\nB', 'C {{code}}']);
  });

  it('reads a file with Windows line ends the same way', () => {
    const file = PromptFile.parse('---\r\nversion: 3\r\n---\r\n<!-- system -->\r\nA\r\n<!-- request -->\r\nC\r\n');
    assert.deepEqual([file.version, file.system, file.template], ['3', 'A', 'C']);
  });

  it('refuses a file that lacks a part', () => {
    for (const content of [
      '',
      '<!-- system -->\nA\n<!-- request -->\nB\n',
      '---\ntitle: x\n---\n<!-- system -->\nA\n<!-- request -->\nB\n',
      '---\nversion: 1\n---\n<!-- system -->\nA\n',
      '---\nversion: 1\n---\n<!-- system -->\n \n<!-- request -->\nB\n',
    ]) {
      assert.throws(() => PromptFile.parse(content));
    }
  });

  it('reads every prompt of the product', async () => {
    const folder = join(import.meta.dirname, '../../../prompts');
    const file = PromptFile.parse(await readFile(join(folder, 'review.md'), 'utf8'));
    assert.match(file.version, /^\d+$/);
    assert.ok(!file.system.includes('{{'));
  });
});
