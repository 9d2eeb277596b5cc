import assert from 'node:assert/strict';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FakeModeName } from '../support/fakeGeminiModes.ts';
import { useGeminiWorkbench } from './runner/useGeminiWorkbench.ts';

/** The other kinds are tested in the extension host: what differs is only the words. */
const FAILURES: readonly (readonly [mode: FakeModeName, inTheStatusBar: string, why: RegExp])[] = [
  ['429-per-day', 'quota used up', /Google's quota for this key and model is used up/],
  ['429-long-wait', 'rate limited', /Google asked to wait longer than a scan may take/],
  ['503', 'overloaded', /Gemini is overloaded and did not answer/],
  ['prose', 'unusable answer', /answer could not be understood and was not used/],
  ['400-invalid-key', 'key refused', /Google refused the API key/],
  ['cut-connection', 'no connection', /Google could not be reached/],
];

/** One each: on save, Gemini looks at the same file at most once in 15 seconds. */
function fileFor(mode: FakeModeName): string {
  return `orders-${mode}.py`;
}

describe('a review that fails, in the editor', () => {
  const suite = useGeminiWorkbench({}, { env: { GEMINI_API_KEY: 'a-test-key' } });

  before(async () => {
    const { workbench, running } = suite;
    // Before anything is opened: the editor finds files of later with a delay.
    for (const [mode] of FAILURES) {
      await copyFile(join(running.workspace, 'orders.py'), join(running.workspace, fileFor(mode)));
    }
    await workbench.ready();
    await workbench.runCommand('Palisade: Review Gemini Consent');
    await workbench.dialogs.answer('May Palisade send files', 'Allow on this machine');
  });
  beforeEach(() => suite.workbench.startOver());

  for (const [mode, words, sentence] of FAILURES) {
    it(`says in words why, and loses no finding: ${mode}`, async () => {
      const { workbench, gemini } = suite;
      gemini.setMode(mode);
      const name = fileFor(mode);
      await workbench.saveAndSee(name, `Palisade: 6 findings · partial: ${words}`);
      assert.match(await workbench.spokenStatus(), sentence);
      assert.match(await workbench.spokenStatus(), /The offline findings stand/);
      await workbench.openViewContainer('Palisade');
      await workbench.tree('Findings').rows('Weak hash').waitFor();
      assert.equal((await workbench.tree('Findings').labels()).filter((label) => label.includes(name)).length, 6);
    });
  }
});
