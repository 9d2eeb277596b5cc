import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { Workbench } from '../e2e/pages/workbench.ts';
import { sampleCode } from '../support/sampleCode/sampleCode.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { vsixOfThisRun } from '../support/vsix.ts';
import { startWorkbench } from '../support/workbench/start.ts';
import type { Figure } from './figure.ts';

const SAVES = 20;
const WARM_UP = 3;
const LINES = 1000;

/** What is typed is what is in the file, and nothing is saved but by Ctrl+S. */
const SETTINGS = {
  'files.autoSave': 'off',
  'editor.autoClosingBrackets': 'never',
  'editor.autoClosingQuotes': 'never',
  'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
  'editor.suggestOnTriggerCharacters': false,
  'editor.parameterHints.enabled': false,
  'editor.minimap.enabled': false,
};

/** From the key of a person to the wavy line that they see, with the VSIX installed in a real editor. */
export async function* visibleFigures(): AsyncGenerator<Figure> {
  const folder = await temporaryFolder('bench-workspace');
  await writeFile(join(folder.path, 'bench.py'), `${sampleCode('python', LINES) ?? ''}\n`);
  const running = await startWorkbench({
    workspace: folder.path,
    vsix: await vsixOfThisRun(),
    settings: SETTINGS,
    say: (line) => console.log(line),
  });
  try {
    const workbench = new Workbench(running.page);
    await workbench.ready();
    await workbench.saveAndSee('bench.py', /Palisade: \d+ findings/);
    const samples: number[] = [];
    for (let round = 0; round < WARM_UP + SAVES; round++) {
      await workbench.editor.goToLine(1);
      await running.page.keyboard.insertText(
        `import requests; requests.get("https://a${round}.example", verify=False)\n`,
      );
      await running.page.locator('.tab.active.dirty').waitFor();
      await running.page.evaluate(watchForSquiggle);
      await running.page.keyboard.press('ControlOrMeta+S');
      const took = await timeUntilSquiggle(running.page);
      if (round >= WARM_UP) samples.push(took);
    }
    yield {
      name: 'from Ctrl+S to the wavy line in the editor, 1,000 lines',
      unit: 'ms',
      samples,
      target: { atMost: 300, of: 'median' },
    };
  } finally {
    await running.dispose();
    await folder.dispose();
  }
}

async function timeUntilSquiggle(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as Watched).palisadeBench);
}

// What runs in the page.

interface Watched {
  palisadeBench: Promise<number>;
}

/** Starts to watch: the time runs from the next Ctrl+S to the first wavy line more than there is now. */
function watchForSquiggle(): void {
  const count = (): number => document.querySelectorAll('.squiggly-error').length;
  const before = count();
  (globalThis as unknown as Watched).palisadeBench = new Promise((resolve) => {
    let pressed = NaN;
    document.addEventListener(
      'keydown',
      (event) => {
        if (event.key.toLowerCase() === 's') pressed = performance.now();
      },
      { capture: true },
    );
    const observer = new MutationObserver(() => {
      if (count() <= before || Number.isNaN(pressed)) return;
      observer.disconnect();
      resolve(performance.now() - pressed);
    });
    observer.observe(document.body, { childList: true, subtree: true, attributes: true });
  });
}

// What is used of the page's own globals: this file is checked without the types of a browser.
declare const document: {
  readonly body: object;
  querySelectorAll(selector: string): { readonly length: number };
  addEventListener(type: 'keydown', listen: (event: { readonly key: string }) => void, options: object): void;
};
declare class MutationObserver {
  constructor(callback: () => void);
  observe(target: object, options: object): void;
  disconnect(): void;
}
