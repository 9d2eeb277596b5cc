import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contrast, rgbOf } from '../support/contrast.ts';
import { repository } from '../support/repository.ts';
import { useWorkbench } from './runner/useWorkbench.ts';

interface Theme {
  readonly name: string;
  /** The class that the workbench gets, by which CSS tells the kinds of themes apart. */
  readonly className: string;
  /** Key of the manifest's default colours. */
  readonly kind: string;
  readonly pictures: 'dark' | 'light';
}

const THEMES: readonly Theme[] = [
  { name: 'Default Dark Modern', className: 'vs-dark', kind: 'dark', pictures: 'dark' },
  { name: 'Default Light Modern', className: 'vs', kind: 'light', pictures: 'light' },
  { name: 'Default High Contrast', className: 'hc-black', kind: 'highContrast', pictures: 'dark' },
  { name: 'Default High Contrast Light', className: 'hc-light', kind: 'highContrastLight', pictures: 'light' },
];

const TEXT = 4.5;
const PICTURE = 3;

async function coloursFor(kind: string): Promise<Map<string, string>> {
  const { contributes } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
    contributes: { colors: { id: string; defaults: Record<string, string> }[] };
  };
  return new Map(contributes.colors.map(({ id, defaults }) => [id, defaults[kind] ?? '']));
}

describe('what Palisade shows, for eyes and for screen readers', () => {
  const suite = useWorkbench({ settings: { 'editor.fontSize': 7, 'editor.lineHeight': 9 } });

  before(async () => {
    await suite.workbench.ready();
    await suite.workbench.saveAndSee('orders.py', /Palisade: 6 findings$/);
  });

  it('has words for every row of the Findings view', async () => {
    const { workbench } = suite;
    await workbench.openViewContainer('Palisade');
    const tree = workbench.tree('Findings');
    await tree.rows('Weak hash').waitFor();
    assert.deepEqual(await tree.labels(), [
      'Critical, 2 findings',
      'Critical: SQL statement built from client input, orders.py, line 28',
      'Critical: Operating system command built from client input, orders.py, line 46',
      'High, 2 findings',
      'High: Secret in the source, orders.py, line 14',
      'High: TLS certificate verification is switched off, orders.py, line 56',
      'Medium, 1 finding',
      'Medium: SQL statement built from a value that is not constant, orders.py, line 62',
      'Low, 1 finding',
      'Low: Weak hash function SHA1, orders.py, line 70',
    ]);
  });

  it('has words for the state of the file, without the icon', async () => {
    const spoken = await suite.workbench.spokenStatus();
    assert.match(spoken, /^Palisade: 6 findings\. orders\.py: 6 findings \(2 critical, 2 high, 1 medium, 1 low\)/);
    assert.doesNotMatch(spoken, /\$\(/);
  });

  for (const { name, className, kind, pictures } of THEMES) {
    it(`is legible in the theme ${name}`, async () => {
      const { workbench, running } = suite;
      await mkdir(join(running.workspace, '.vscode'), { recursive: true });
      const settings = JSON.stringify({ 'workbench.colorTheme': name });
      await writeFile(join(running.workspace, '.vscode', 'settings.json'), settings);
      await running.page.locator(`.monaco-workbench.${className}`).waitFor();
      const { editor } = workbench;
      await editor.waitForMark(14, 'high');

      const colours = await coloursFor(kind);
      const background = await editor.background();
      const labels = await editor.labels();
      assert.equal(labels.length, 6);
      for (const { text, colour } of labels) {
        const severity = text.split(':')[0]?.toLowerCase() ?? '';
        assert.deepEqual(rgbOf(colour), rgbOf(colours.get(`palisade.severity.${severity}`) ?? ''), text);
        assert.ok(contrast(colour, background) >= TEXT, `${text}: ${colour} on ${background}`);
      }
      const marks = await editor.gutterMarks();
      assert.equal(marks.length, 6);
      for (const { picture, theme, address } of marks) {
        assert.equal(theme, pictures);
        // The first colour is that of the shape; later ones lie on it.
        const shape = /#[\da-f]{6}/.exec(await (await fetch(address)).text())?.[0] ?? '';
        assert.ok(contrast(shape, background) >= PICTURE, `${picture}: ${shape} on ${background}`);
      }
    });
  }
});
