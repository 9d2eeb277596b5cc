import assert from 'node:assert/strict';
import { PROMPT_BEGINS, previewText } from '../../../../src/editor/remediation/previewText.ts';
import type { FixPrompt } from '../../../../src/remediation/fixPrompt.ts';

const PROMPT: FixPrompt = {
  text: 'Repair this.\n{"evidence":"x"}\nEnd.',
  data: [
    { name: 'evidence', from: 'the file', characters: 1_234, left: 'whole' },
    { name: 'code', from: 'the file', characters: 20, left: 'shortened' },
    { name: 'trace', from: 'the engine', characters: 0, left: 'dropped' },
  ],
  playbooks: [{ id: 'sql-injection', version: 3, overridden: true }],
  identifiers: [{ name: 'file', value: 'src/orders.py' }],
};

describe('the preview of a prompt', () => {
  it('ends with the exact text, and says before it how long it is and what data is in it', () => {
    const [said = '', text] = previewText(PROMPT).split(`${PROMPT_BEGINS}\n`);
    assert.equal(text, PROMPT.text);
    for (const line of [
      `Length: ${PROMPT.text.length} characters.`,
      'Instructions: sql-injection (version 3, yours).',
      'Names that were checked: file src/orders.py.',
      '- evidence, from the file: 1,234 characters',
      '- code, from the file: 20 characters, shortened',
      '- trace, from the engine: left out, as it did not fit',
    ]) {
      assert.ok(said.split('\n').includes(line), line);
    }
    assert.match(said, /Nothing was sent/);
  });

  it('says so where there is no data in it', () => {
    assert.match(previewText({ ...PROMPT, data: [], identifiers: [] }), /^Data of yours: none\.$/m);
  });
});
