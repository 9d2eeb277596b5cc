import type { Locator } from 'playwright-core';
import type { TreeView } from './treeView.ts';
import type { Workbench } from './workbench.ts';

/** The Monitoring view, alone in the side bar, so that all its rows are in sight. */
export class MonitoringViewPage {
  readonly tree: TreeView;
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
    this.tree = workbench.tree('Monitoring');
  }

  async open(): Promise<void> {
    await this.#workbench.openViewContainer('Palisade');
    for (const other of ['Findings', 'S3 Posture']) await this.#folded(other, true);
    await this.#folded('Monitoring', false);
  }

  /** Puts the posture view in front, with this one folded. */
  async leave(): Promise<void> {
    await this.#folded('Monitoring', true);
  }

  /** Beside the title: whose watcher this is. */
  description(text: string | RegExp): Locator {
    return this.tree.root.locator('.pane-header .description', { hasText: text });
  }

  async pressWelcome(name: string): Promise<void> {
    await this.tree.welcome.getByRole('button', { name }).click();
  }

  async #folded(title: string, wanted: boolean): Promise<void> {
    const { page } = this.#workbench;
    const header = page.locator(`.pane-header[aria-label*="${title}"]`);
    await header.waitFor();
    const isOpen = (await header.getAttribute('aria-expanded')) === 'true';
    if (isOpen === wanted) await header.locator('.title').click();
    await page.locator(`.pane-header[aria-label*="${title}"][aria-expanded="${!wanted}"]`).waitFor();
  }
}
