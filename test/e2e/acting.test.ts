import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { useWorkbench } from './runner/useWorkbench.ts';

describe('deciding to live with a finding, in the editor', () => {
  const suite = useWorkbench();

  before(() => suite.workbench.ready());

  it('asks for the reason, takes the finding away, and writes down what is ignored and why', async () => {
    const { workbench, running } = suite;
    await workbench.saveAndSee('orders.py', /Palisade: 6 findings$/);
    await workbench.editor.goToLine(28, 45);
    await workbench.editor.quickFix('Ignore this finding… (SQL statement built from client input)');

    // A reason is needed: Enter on an empty box does not get through.
    await workbench.quickInput.input.waitFor();
    await running.page.keyboard.press('Enter');
    await running.page.getByText('A reason is needed.').waitFor();
    await workbench.quickInput.enter('The gateway in front checks the name.');

    await workbench.statusBarItem(/Palisade: 5 findings$/).waitFor();
    assert.match(await workbench.spokenStatus(), /1 critical, 2 high, 1 medium, 1 low; 1 ignored/);
    await workbench.editor.line('db.execute(query)').waitFor();
    assert.ok(!(await workbench.editor.gutterMarks()).some(({ line }) => line === 28));

    const written = parse(await readFile(join(running.workspace, '.palisade', 'ignores.yaml'), 'utf8')) as {
      ignores: Record<string, string>[];
    };
    const entry = written.ignores.at(-1);
    assert.equal(entry?.['rule'], 'sql-injection');
    assert.equal(entry['file'], 'orders.py');
    assert.equal(entry['reason'], 'The gateway in front checks the name.');
    assert.match(entry['fingerprint'] ?? '', /\S/);
    assert.match(entry['date'] ?? '', /^\d{4}-\d{2}-\d{2}$/);
  });
});
