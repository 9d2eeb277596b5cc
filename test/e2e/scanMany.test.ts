import assert from 'node:assert/strict';
import { useWorkbench } from './runner/useWorkbench.ts';

const SUMMARY = /Palisade: \d+ findings in \d+ files: .*critical/;

describe('scanning many files from the palette, in the editor', () => {
  const suite = useWorkbench();

  before(() => suite.workbench.ready());
  beforeEach(() => suite.workbench.startOver());

  it('fills Problems and Findings without opening a file, and says what was not looked at', async () => {
    const { workbench } = suite;
    await workbench.runCommand('Palisade: Scan Workspace');
    const summary = workbench.dialogs.notification(SUMMARY);
    await summary.waitFor();
    const text = await summary.innerText();
    assert.match(text, /\d+ complete, \d+ partial \(no offline engine/);
    assert.match(text, /Not everything was looked at\./);
    assert.equal(await workbench.page.locator('.tabs-container .tab').count(), 0);

    await workbench.dialogs.press(SUMMARY, 'Show Findings');
    await workbench.tree('Findings').rows('orders.py').first().waitFor();
    await workbench.tree('Findings').rows('shop.js').first().waitFor();
    await workbench.problems.open();
    for (const name of ['orders.py', 'shop.js']) {
      await workbench.problems.filter(name);
      await workbench.problems.rows(name).first().waitFor();
    }

    await workbench.tree('Findings').rows('TLS certificate verification').first().click();
    await workbench.editor.waitForFile('orders.py');
    await workbench.statusBarItem('Ln 56, Col 9').waitFor();
    await workbench.statusBarItem(/Palisade: \d+ findings$/).waitFor();
  });

  it('lists in a tab of its own what was not looked at in full, and why', async () => {
    const { workbench } = suite;
    await workbench.runCommand('Palisade: Scan Workspace');
    await workbench.dialogs.notification(SUMMARY).waitFor();
    await workbench.dialogs.press(SUMMARY, 'Details');
    await workbench.editor.waitForFile('Palisade Scan Workspace.txt');
    await workbench.editor.line('Partial, no offline engine:').waitFor();
    await workbench.editor.line('README.md').waitFor();
  });
});
