import type { Locator, Page } from 'playwright-core';

/** The Problems view in the panel. */
export class ProblemsPanel {
  readonly #page: Page;
  readonly #runCommand: (title: string) => Promise<void>;

  constructor(page: Page, runCommand: (title: string) => Promise<void>) {
    this.#page = page;
    this.#runCommand = runCommand;
  }

  async open(): Promise<void> {
    await this.#runCommand('Problems: Focus on Problems View');
    await this.#page.locator('.markers-panel').waitFor();
  }

  /** Rows of files and of problems in sight. */
  rows(text?: string | RegExp): Locator {
    return this.#page.locator('.markers-panel .monaco-list-row', text === undefined ? {} : { hasText: text });
  }

  /** Shows only what has `text` in its path or message: of many files, not all are in sight. */
  async filter(text: string): Promise<void> {
    await this.#page.locator('.part.panel input[placeholder^="Filter"]').fill(text);
  }

  /** Shows the problems of the first file a line each: what belongs to them is folded away. */
  async foldProblems(): Promise<void> {
    await this.#page.locator('.part.panel').getByRole('button', { name: 'Collapse All' }).click();
    const file = this.#page.locator('.markers-panel .monaco-list-row[aria-level="1"]').first();
    await file.and(this.#page.locator('[aria-expanded="false"]')).waitFor();
    await file.locator('.monaco-tl-twistie').click();
    await file.and(this.#page.locator('[aria-expanded="true"]')).waitFor();
  }

  /** Each problem in sight as the view shows it: kind of its icon, message, source and code, place. */
  async messages(): Promise<string[]> {
    const messages = this.#page.locator('.marker-message-line');
    const rows = await this.#page.locator('.markers-panel .monaco-list-row', { has: messages }).all();
    return Promise.all(
      rows.map(async (row) => {
        const icon = await row.locator('.marker-icon').first().getAttribute('class');
        const text = await row.locator('.marker-message-line').first().innerText();
        return `${(icon ?? '').match(/error|warning|info/)?.[0] ?? 'no icon'} ${text.replaceAll(/\s+/g, ' ').trim()}`;
      }),
    );
  }
}
