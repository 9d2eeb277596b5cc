import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RecordedRequest } from '../support/fakeGemini.ts';
import { useGeminiWorkbench } from './runner/useGeminiWorkbench.ts';

const CONSENT = 'May Palisade send files to Google Gemini?';
/** Built from parts, so that nobody takes it for a real one. */
const KEY = ['AIza', 'SyTestOnly', '0123456789', 'abcdefghijklmno'].join('');
/** Stands in orders.py of the playground. */
const SECRET = ['oolong', '2019', 'sencha', '41'].join('-');

/** The guard is one of another file: the offline engine cannot know what it does. */
const GUARDED = `from months import is_month


def report(db, month):
    if not is_month(month):
        return []
    return db.execute(f"SELECT total FROM orders WHERE month = '{month}'").fetchall()
`;

function everythingOf({ method, path, headers, body }: RecordedRequest): string {
  return [method, path, JSON.stringify(headers), body].join('\n');
}

async function allFilesIn(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
}

describe('a person who adds a Gemini key', () => {
  const suite = useGeminiWorkbench({ modes: 'ok-empty' });

  it('types it unseen, reads what will be sent, agrees, and the next save is reviewed', async () => {
    const { workbench, running, gemini } = suite;
    await workbench.ready();
    await workbench.runCommand('Palisade: Set Gemini API Key');
    await workbench.quickInput.input.waitFor();
    assert.equal(await workbench.quickInput.input.getAttribute('type'), 'password');
    await workbench.quickInput.enter(KEY);

    const dialog = workbench.dialogs.dialog(CONSENT);
    await dialog.waitFor();
    const text = await dialog.innerText();
    assert.match(text, /What is sent: the text of the file you scan, its path relative to the workspace folder/);
    assert.match(text, /generativelanguage\.googleapis\.com/);
    assert.match(text, /secrets that Palisade detects are replaced by asterisks/);
    assert.match(text, /unpaid tier Google may use what is sent to improve its products/);
    assert.equal(gemini.requests.length, 0, 'nothing is sent while the question is open');
    await workbench.dialogs.answer(CONSENT, 'Allow on this machine');

    await workbench.saveAndSee('orders.py', /Palisade: 6 findings$/);
    assert.equal(gemini.requests.length, 1);
    const [request] = gemini.requests;
    assert.ok(request);
    assert.equal(request.headers['x-goog-api-key'], KEY);
    assert.ok(request.body.includes('app.secret_key'), 'the line of the secret was sent');
    assert.ok(!everythingOf(request).includes(SECRET), 'the secret was not');
    assert.match(await workbench.spokenStatus(), /Secrets masked before sending: 1/);

    await workbench.runCommand('Preferences: Open User Settings (JSON)');
    await workbench.editor.waitForFile('settings.json');
    assert.ok(!(await running.page.content()).includes(KEY), 'the key is nowhere on the page');
    assert.ok(!(await allFilesIn(running.workspace)).includes(KEY), 'nor in a file of the workspace');
  });
});

describe('a review by Gemini, in the editor', () => {
  const suite = useGeminiWorkbench(
    {
      patterns: [
        { contains: 'def ship_order', cwe: '862', title: 'Anybody can ship', severity: 'medium' },
        { contains: 'db.execute(query)', cwe: '89', title: 'Query from the request', severity: 'high' },
      ],
      candidateRules: [{ contains: '"line":7', verdict: 'refuted', guardContains: 'not is_month' }],
    },
    { env: { GEMINI_API_KEY: KEY } },
  );

  before(async () => {
    const { workbench, running } = suite;
    // Before anything is opened: the editor finds files of later with a delay.
    await writeFile(join(running.workspace, 'report.py'), GUARDED);
    await workbench.ready();
    await workbench.runCommand('Palisade: Review Gemini Consent');
    await workbench.dialogs.answer(CONSENT, 'Allow on this machine');
  });
  beforeEach(async () => {
    await suite.workbench.startOver();
    suite.gemini.setMode('review');
  });

  it('is one list with the offline findings: what both found is there once, and says so', async () => {
    const { workbench } = suite;
    await workbench.saveAndSee('orders.py', /Palisade: 7 findings$/);
    await workbench.openViewContainer('Palisade');
    const tree = workbench.tree('Findings');
    await tree.rows('Anybody can ship').waitFor();
    assert.equal(await tree.rows('orders.py:28').count(), 1);
    await workbench.editor.goToLine(28);
    const hover = await workbench.editor.hover('db.execute(query)');
    await hover.getByText(/Found by the offline engine and Gemini \(gemini-3\.8-flash, prompt \d+\)/).waitFor();

    await tree.rows('Anybody can ship').click();
    await workbench.statusBarItem('Ln 51, Col 1').waitFor();
    await workbench.editor.waitForLabel('Medium: Anybody can ship');
    const own = await workbench.editor.hover('def ship_order');
    await own.getByText(/Found by Gemini \(gemini-3\.8-flash/).waitFor();
  });

  it('loses what quotes text that is not in the file, counts it, and is not called complete', async () => {
    const { workbench, running, gemini } = suite;
    gemini.setMode('hallucinated-quote');
    await workbench.openFile('orders.py');
    await workbench.runCommand('Palisade: Scan File');
    await workbench.statusBarItem('Palisade: 7 findings · partial: answers dropped').waitFor();
    assert.match(await workbench.spokenStatus(), /Dropped, as the quote is not in the file: 1/);
    await workbench.problems.open();
    await workbench.openViewContainer('Palisade');
    await workbench.tree('Findings').rows('Anybody can ship').waitFor();
    assert.ok(!(await running.page.content()).includes('Invented by the model'));
  });

  it('can refute a flow with a guard from the file: it is folded away, and one click brings it back', async () => {
    const { workbench } = suite;
    await workbench.saveAndSee('report.py', 'Palisade: no findings, 1 refuted');
    await workbench.openViewContainer('Palisade');
    const tree = workbench.tree('Findings');
    await tree.expand('Refuted by Gemini');
    await tree.rows('SQL statement').waitFor();
    assert.deepEqual(await tree.labels(), [
      'Refuted by Gemini, 1 finding',
      'Medium: SQL statement built from a value that is not constant, report.py, line 7, refuted by Gemini',
    ]);
    await tree.press('SQL statement', 'Restore');
    await workbench.statusBarItem(/Palisade: 1 finding$/).waitFor();
    await tree.rows(/^Refuted by Gemini/).waitFor({ state: 'hidden' });
    await workbench.editor.waitForMark(7, 'medium');
  });
});
