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

  /** The first line of each problem in sight, as the view shows it: message, source and code, place. */
  async messages(): Promise<string[]> {
    const texts = await this.#page.locator('.markers-panel .monaco-list-row .marker-message-line').allInnerTexts();
    return texts.map((text) => text.replaceAll(/\s+/g, ' ').trim());
  }
}
