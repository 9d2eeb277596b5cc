import type { Locator, Page } from 'playwright-core';
import type { TreeView } from './treeView.ts';
import { waitUntil } from './waitUntil.ts';
import type { Workbench } from './workbench.ts';

/** The S3 Posture view, alone in the side bar, so that all its rows are in sight. */
export class PostureViewPage {
  readonly tree: TreeView;
  readonly #workbench: Workbench;
  readonly #page: Page;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.#page = workbench.page;
    this.tree = workbench.tree('S3 Posture');
  }

  /** Opens the side bar, and folds what stands beside the view in it. */
  async open(): Promise<void> {
    await this.#workbench.openViewContainer('Palisade');
    await this.#unfolded('S3 Posture', true);
    await this.#unfolded('Findings', false);
  }

  /** Takes an account in the list of profiles, as a person does who types its name. */
  async choose(name: string): Promise<void> {
    await this.#workbench.runCommand('Palisade: Choose AWS Profile');
    await this.#workbench.quickInput.accept(name, name);
  }

  /** Presses a button of an empty view. */
  async pressWelcome(name: string): Promise<void> {
    await this.tree.welcome.getByRole('button', { name }).click();
  }

  /** Beside the title: whose account this is. */
  description(text: string | RegExp): Locator {
    return this.tree.root.locator('.pane-header .description', { hasText: text });
  }

  /** The line above the rows. */
  message(text: string | RegExp): Locator {
    return this.tree.root.locator('.message', { hasText: text });
  }

  bucket(name: string): Locator {
    return this.#page.locator(`[role="treeitem"][aria-label*="bucket ${name}"]`);
  }

  /** The buckets in sight, from above. */
  async buckets(): Promise<string[]> {
    const labels = await this.tree.labels();
    return labels.flatMap((label) => /: bucket ([^,]+)/.exec(label)?.[1] ?? []);
  }

  /** Presses a key, and waits until the row that has the focus says `label`. */
  async pressTo(key: string, label: RegExp): Promise<void> {
    await this.#page.keyboard.press(key);
    await waitUntil(async () => label.test(await this.focused()), `the focus on ${String(label)} after ${key}`);
  }

  /** Unfolds the row that has the focus with the keyboard, and waits until its first child stands below it. */
  async unfoldFocused(): Promise<void> {
    await this.#page.keyboard.press('ArrowRight');
    const focused = this.tree.root.locator('.monaco-list-row.focused[aria-expanded="true"]');
    await focused.waitFor();
    // Children of rows above may still arrive, and move it: its place is looked up each time.
    await waitUntil(async () => {
      const [index, level] = [await focused.getAttribute('data-index'), await focused.getAttribute('aria-level')];
      const child = `[data-index="${Number(index) + 1}"][aria-level="${Number(level) + 1}"]`;
      return this.tree.root.locator(`.monaco-list-row${child}`).isVisible();
    }, 'the first child of the row that has the focus');
  }

  /** What a screen reader says of the row that has the focus; nothing when none has. */
  async focused(): Promise<string> {
    const rows = this.tree.root.locator('.monaco-list-row.focused');
    const labels = await rows.evaluateAll((all: { getAttribute(name: string): string | null }[]) =>
      all.map((row) => row.getAttribute('aria-label') ?? ''),
    );
    return labels[0] ?? '';
  }

  async #unfolded(title: string, wanted: boolean): Promise<void> {
    const header = this.#page.locator(`.pane-header[aria-label*="${title}"]`);
    await header.waitFor();
    const is = (await header.getAttribute('aria-expanded')) === 'true';
    if (is !== wanted) await header.locator('.title').click();
    await this.#page.locator(`.pane-header[aria-label*="${title}"][aria-expanded="${wanted}"]`).waitFor();
  }
}
