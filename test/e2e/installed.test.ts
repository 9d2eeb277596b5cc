import assert from 'node:assert/strict';
import { useWorkbench } from './runner/useWorkbench.ts';

describe('the packaged extension, installed in the editor', () => {
  const suite = useWorkbench();

  it('shows its status bar item', async () => {
    await suite.workbench.statusBarItem('Palisade').waitFor();
  });

  it('opens a file of the playground', async () => {
    await suite.workbench.openFile('orders.py');
    assert.notEqual((await suite.workbench.editor.visibleText()).trim(), '');
  });
});
