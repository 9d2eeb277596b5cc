import assert from 'node:assert/strict';
import { useWorkbench } from './runner/useWorkbench.ts';

/** Small, so that all of a playground file is in sight. */
const SMALL = { 'editor.fontSize': 7, 'editor.lineHeight': 9, 'editor.minimap.enabled': false };

describe('the packaged extension, installed in the editor, without a key', () => {
  const suite = useWorkbench({ settings: SMALL });

  before(() => suite.workbench.ready());
  beforeEach(() => suite.workbench.startOver());

  it('lists in Problems what it found in the file that was saved', async () => {
    const { workbench } = suite;
    await workbench.saveAndSee('orders.py', /Palisade: 6 findings$/);
    await workbench.problems.open();
    await workbench.problems.foldProblems();
    await workbench.problems.rows('Low: Weak hash').waitFor();
    assert.deepEqual(await workbench.problems.messages(), [
      'error High: Secret in the source Palisade CWE-798 [Ln 14, Col 19]',
      'error Critical: SQL statement built from client input Palisade CWE-89 [Ln 28, Col 40]',
      'error Critical: Operating system command built from client input Palisade CWE-78 [Ln 46, Col 5]',
      'error High: TLS certificate verification is switched off Palisade CWE-295 [Ln 56, Col 9]',
      'warning Medium: SQL statement built from a value that is not constant Palisade CWE-89 [Ln 62, Col 12]',
      'info Low: Weak hash function SHA1 Palisade CWE-328 [Ln 70, Col 12]',
    ]);
  });

  it('marks it in the text: squiggles, a picture in the gutter, and words at the end of the line', async () => {
    const { workbench } = suite;
    await workbench.saveAndSee('orders.py', /Palisade: 6 findings$/);
    const { editor } = workbench;
    await editor.squiggles('info').first().waitFor();
    assert.equal(await editor.squiggles('error').count(), 4);
    assert.equal(await editor.squiggles('warning').count(), 1);
    assert.equal(await editor.squiggles('info').count(), 1);
    assert.equal((await editor.tints()).length, 6);
    assert.deepEqual(
      (await editor.gutterMarks()).map(({ line, picture }) => [line, picture]),
      [
        [14, 'high'],
        [28, 'critical'],
        [46, 'critical'],
        [56, 'high'],
        [62, 'medium'],
        [70, 'low'],
      ],
    );
    assert.deepEqual((await editor.labels()).map(({ text }) => text).sort(), [
      'Critical: Operating system command built from client input',
      'Critical: SQL statement built from client input',
      'High: Secret in the source',
      'High: TLS certificate verification is switched off',
      'Low: Weak hash function SHA1',
      'Medium: SQL statement built from a value that is not constant',
    ]);
  });

  it('explains a finding where the mouse rests, with the path of the data', async () => {
    const { workbench } = suite;
    await workbench.saveAndSee('orders.py', /Palisade: 6 findings$/);
    const hover = await workbench.editor.hover('db.execute(query)');
    await hover.getByText('Found by the offline engine.').waitFor();
    const text = await hover.innerText();
    assert.match(text, /Critical: SQL statement built from client input \(CWE-89\)/);
    assert.match(text, /Whoever controls it can end the literal/);
    assert.match(text, /What to do\s+Keep the statement constant/);
    assert.match(text, /orders\.py\(25, 16\): request\.args\.get\("customer", ""\) is controlled by the client/);
    assert.match(text, /orders\.py\(28, 51\): query reaches a SQL statement/);
    assert.match(text, /Evidence\s+db\.execute\(query\)/);
  });

  it('has a view of all findings, by severity or by file, from which one gets to the line', async () => {
    const { workbench } = suite;
    await workbench.saveAndSee('orders.py', /Palisade: 6 findings$/);
    await workbench.saveAndSee('shop.js', /Palisade: \d findings$/);
    await workbench.openViewContainer('Palisade');
    const tree = workbench.tree('Findings');
    await tree.rows(/^Low/).waitFor();
    const groups = async (): Promise<string[]> =>
      (await tree.labels()).filter((label) => /, \d+ findings?$/.test(label));
    assert.deepEqual(
      (await groups()).map((label) => label.split(',')[0]),
      ['Critical', 'High', 'Medium', 'Low'],
    );

    await tree.pressInTitle('Group by File');
    await tree.rows(/^orders\.py/).waitFor();
    assert.deepEqual(
      (await groups()).map((label) => label.split(',')[0]),
      ['orders.py', 'shop.js'],
    );
    await tree.rows('TLS certificate verification').first().click();
    await workbench.editor.waitForFile('orders.py');
    await workbench.statusBarItem('Ln 56, Col 9').waitFor();
    await tree.pressInTitle('Group by Severity');
    await tree.rows(/^Critical/).waitFor();
  });

  it('says of a file without findings that it was the offline engine that had none', async () => {
    const { workbench } = suite;
    await workbench.saveAndSee('pricing.py', 'Palisade: no findings (offline engine)');
    assert.match(await workbench.spokenStatus(), /Gemini took no part: there is no API key/);
    await workbench.openViewContainer('Palisade');
    await workbench.tree('Findings').welcome.getByText('Gemini did not review all of them.').waitFor();
  });

  it('never calls a file clean in a language that it does not know', async () => {
    const { workbench } = suite;
    await workbench.openFile('README.md');
    await workbench.runCommand('Palisade: Scan File');
    await workbench.statusBarItem('Palisade: nothing found · partial: no offline engine').waitFor();
    assert.match(await workbench.spokenStatus(), /Not everything was looked at\./);
    await workbench.dialogs.notification('not everything was looked at').waitFor();
    await workbench.openViewContainer('Palisade');
    await workbench.tree('Findings').welcome.getByText('not everything was looked at').waitFor();
  });

  it('moves the marks with an edit above, and says where the text is no longer what was scanned', async () => {
    const { workbench } = suite;
    await workbench.saveAndSee('orders.py', /Palisade: 6 findings$/);
    const { editor } = workbench;
    await editor.waitForMark(14, 'high');
    await editor.goToLine(1);
    await editor.type('# One line more.\n');
    await editor.waitForMark(15, 'high');
    assert.deepEqual(
      (await editor.gutterMarks()).map(({ line }) => line),
      [15, 29, 47, 57, 63, 71],
    );
    await workbench.problems.open();
    await workbench.problems.rows('Ln 15, Col 19').waitFor();

    await editor.goToLine(57, 10);
    await editor.type('x');
    await editor.waitForLabel('High: TLS certificate verification is switched off (text changed)');
    await workbench.statusBarItem('Palisade: 6 findings').waitFor();
  });
});
