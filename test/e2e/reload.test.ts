import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useGeminiWorkbench } from './runner/useGeminiWorkbench.ts';
import { useWorkbench } from './runner/useWorkbench.ts';

/** Built from parts, so that nobody takes it for a real one. */
const KEY = ['AIza', 'SyTestOnly', '0123456789', 'abcdefghijklmno'].join('');

describe('the packaged extension, when the window is reloaded', () => {
  const suite = useWorkbench();

  before(() => suite.workbench.ready());

  it('shows what it showed before, of open and of closed files, and says when it looked', async () => {
    const { workbench } = suite;
    await workbench.saveAndSee('shop.js', /Palisade: \d findings$/);
    await workbench.runCommand('View: Close All Editors');
    await workbench.saveAndSee('orders.py', /Palisade: 6 findings$/);
    await workbench.openViewContainer('Palisade');
    const tree = workbench.tree('Findings');
    await tree.rows('shop.js').first().waitFor();
    const before = await tree.labels();

    await workbench.reload();
    // The editor does not always know in time which files were open.
    await workbench.openFile('orders.py');
    await workbench.statusBarItem(/Palisade: 6 findings$/).waitFor();
    assert.match(await workbench.spokenStatus(), /Looked at (just now|\d+ min ago), before this window was opened\./);
    await workbench.openViewContainer('Palisade');
    await tree.rows('shop.js').first().waitFor();
    assert.deepEqual(await tree.labels(), before);
    await workbench.problems.open();
    await workbench.problems.foldProblems();
    await workbench.problems.rows('SQL statement built from client input').first().waitFor();
    await workbench.problems
      .rows(/^shop\.js/)
      .first()
      .waitFor();
  });

  it('does not call clean what was changed while no window was open', async () => {
    const { workbench, running } = suite;
    await workbench.saveAndSee('pricing.py', 'Palisade: no findings (offline engine)');
    await workbench.runCommand('View: Close All Editors');
    await running.page.goto('about:blank');
    await writeFile(join(running.workspace, 'pricing.py'), 'def total(prices):\n    return sum(prices)\n');
    await running.page.goBack();
    await workbench.ready();
    await workbench.openFile('pricing.py');
    await workbench.statusBarItem('Palisade: changed since the scan').waitFor();
    await workbench.save();
    await workbench.statusBarItem('Palisade: no findings (offline engine)').waitFor();
  });
});

describe('a review by Gemini, when the window is reloaded', () => {
  const suite = useGeminiWorkbench(
    { patterns: [{ contains: 'def ship_order', cwe: '862', title: 'Anybody can ship', severity: 'medium' }] },
    { env: { GEMINI_API_KEY: KEY } },
  );

  it('is still there, and is not asked for again until the person asks', async () => {
    const { workbench, gemini } = suite;
    await workbench.ready();
    await workbench.runCommand('Palisade: Review Gemini Consent');
    await workbench.dialogs.answer('May Palisade send files to Google Gemini?', 'Allow on this machine');
    await workbench.saveAndSee('orders.py', /Palisade: 7 findings$/);
    assert.equal(gemini.requests.length, 1);

    await workbench.reload();
    await workbench.openFile('orders.py');
    await workbench.statusBarItem(/Palisade: 7 findings$/).waitFor();
    await workbench.openViewContainer('Palisade');
    await workbench.tree('Findings').rows('Anybody can ship').waitFor();
    await workbench.openFile('orders.py');
    await workbench.save();
    // What the save would have sent would have been sent before this.
    await workbench.runCommand('Palisade: Scan File');
    await gemini.received(2);
    await workbench.statusBarItem(/Palisade: 7 findings$/).waitFor();
    assert.equal(gemini.requests.length, 2);
  });
});
