import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ChatView } from './pages/chatView.ts';
import { waitUntil } from './pages/waitUntil.ts';
import { useWorkbench } from './runner/useWorkbench.ts';

const FILE = 'orders.py';
const HOLE = '(SQL statement built from client input)';

describe('a person who has a finding fixed by the agent of the editor', () => {
  // The chat is that of the editor itself; the agent is this test, which writes the file as an agent would.
  const suite = useWorkbench({
    mode: 'development',
    settings: { 'chat.disableAIFeatures': false },
    env: { PALISADE_TEST_PORTS: JSON.stringify({ promptHost: 'vscode' }) },
  });
  let text: string;
  const write = (changed: string): Promise<void> => writeFile(join(suite.running.workspace, FILE), changed);
  const fixes = () => suite.workbench.tree('Fixes');

  before(async () => {
    await suite.workbench.ready();
    text = await readFile(join(suite.running.workspace, FILE), 'utf8');
    await suite.workbench.openViewContainer('Palisade');
  });

  async function atTheHole(): Promise<void> {
    const { workbench } = suite;
    await workbench.saveAndSee(FILE, /Palisade: \d+ findings$/);
    // The bulb appears when the cursor gets there, not where it was already.
    await workbench.editor.goToLine(1);
    await workbench.editor.goToLine(28, 45);
  }

  async function handOff(): Promise<void> {
    const { workbench } = suite;
    await atTheHole();
    await workbench.editor.quickFix(`Fix with AI agent ${HOLE}`);
    await fixes()
      .rows(/waiting for the fix/i)
      .waitFor();
  }

  it('sees the prompt before anybody else does', async () => {
    const { workbench, running } = suite;
    await atTheHole();
    await workbench.editor.quickFix(`Preview the prompt ${HOLE}`);
    await workbench.editor.waitForFile('palisade-prompt.txt');
    const shown = await workbench.editor.visibleText();
    assert.match(shown, /Nothing was sent/);
    assert.match(shown, /Length: [\d,]+ characters\./);
    assert.match(shown, /The prompt begins below this line/);
    assert.equal(await running.page.locator('.view-line a, .detected-link').count(), 0);
    await workbench.runCommand('View: Close Editor');
  });

  it('finds the prompt in the chat, unsent, and sees that it is fixed, with the time it took', async () => {
    const chat = new ChatView(suite.running.page);
    await handOff();
    assert.match(await chat.box(), /Repair the security weaknesses/);
    assert.equal(await chat.sent.count(), 0);
    await write(fixed(text));
    await fixes()
      .rows(/fixed in \d+ (s|min)/i)
      .waitFor();
    const [label = ''] = await fixes().labels();
    assert.match(label, /SQL.*orders\.py, fixed in .*Re-checked by rules that always answer alike/);
    await suite.workbench.dialogs.showNotifications();
    await suite.workbench.dialogs.notification(/fixed in \d+ (s|min)/).waitFor();
  });

  it('sees it come back when the edit is taken back', async () => {
    await write(text);
    await fixes()
      .rows(/there again/i)
      .waitFor();
  });

  it('sees that an edit has not fixed it, and where it went when it was only moved', async () => {
    await handOff();
    await write(text.replace('db.execute(query)', 'db.execute(query + " LIMIT 5")'));
    await fixes()
      .rows(/still there/i)
      .first()
      .waitFor();
    await write(moved(text));
    await waitUntil(async () => (await fixes().labels()).some((label) => /moved/.test(label)), 'a fix that moved');
  });

  it('still knows all of it after the window is reloaded', async () => {
    const before = await fixes().labels();
    // The editor keeps what an extension remembers of a workspace a moment after it was told.
    await suite.workbench.runCommand('View: Close All Editors');
    await suite.workbench.reload();
    await suite.workbench.openViewContainer('Palisade');
    await fixes().rows().first().waitFor();
    assert.deepEqual(await fixes().labels(), before);
  });
});

/** What a good agent would write. */
function fixed(text: string): string {
  return replaced(
    replaced(text, 'customer = \'" + customer + "\'"', 'customer = ?"'),
    'db.execute(query)',
    'db.execute(query, (customer,))',
  );
}

/** The same hole, further down in the same function. */
function moved(text: string): string {
  return replaced(
    replaced(text, '[dict(row) for row in db.execute(query)]', '[]'),
    '    response.set_etag(etag_of(orders))',
    '    orders.extend(connect().execute(query))\n    response.set_etag(etag_of(orders))',
  );
}

function replaced(text: string, from: string, to: string): string {
  assert.ok(text.includes(from), from);
  return text.replace(from, to);
}
