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

  /** Folds a problem: what belongs to it is hidden. */
  async collapse(text: string | RegExp): Promise<void> {
    const row = this.rows(text).first();
    await row.locator('.monaco-tl-twistie').click();
    await this.#page.locator('.markers-panel [aria-expanded="false"]', { hasText: text }).first().waitFor();
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
