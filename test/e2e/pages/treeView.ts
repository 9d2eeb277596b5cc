import type { Locator, Page } from 'playwright-core';

/** A tree view of an extension, in the side bar or the panel. */
export class TreeView {
  readonly #page: Page;
  readonly #title: string;

  constructor(page: Page, title: string) {
    this.#page = page;
    this.#title = title;
  }

  get root(): Locator {
    const header = this.#page.locator(`.pane-header[aria-label*="${this.#title}"]`);
    return this.#page.locator('.pane', { has: header });
  }

  /** Rows in sight. */
  rows(text?: string | RegExp): Locator {
    return this.root.locator('.monaco-list-row[role="treeitem"]', text === undefined ? {} : { hasText: text });
  }

  /** What a screen reader says of each row in sight. */
  async labels(): Promise<string[]> {
    return this.rows().evaluateAll((rows: { getAttribute(name: string): string | null }[]) =>
      rows.map((row) => row.getAttribute('aria-label') ?? ''),
    );
  }

  async expand(text: string | RegExp): Promise<void> {
    const row = this.rows(text).first();
    if ((await row.getAttribute('aria-expanded')) === 'false') await row.locator('.monaco-tl-twistie').click();
    await this.root.locator('.monaco-list-row[aria-expanded="true"]', { hasText: text }).first().waitFor();
  }

  /** Text and buttons shown while the tree is empty. */
  get welcome(): Locator {
    return this.root.locator('.welcome-view-content');
  }

  /** Clicks a button in the title of the view, which is that of the side bar when the view is alone in it. */
  async pressInTitle(label: string): Promise<void> {
    const titles = this.#page.locator('.sidebar .title-actions, .sidebar .pane-header');
    // It comes last, with the first row, and moves the others.
    await titles.getByRole('button', { name: 'Collapse All' }).waitFor();
    await titles.getByRole('button', { name: label }).click();
  }

  /** Clicks a button at the end of a row, which appears under the mouse. */
  async press(text: string | RegExp, button: string): Promise<void> {
    const row = this.rows(text).first();
    await row.hover();
    await row.getByRole('button', { name: button }).click();
  }
}
