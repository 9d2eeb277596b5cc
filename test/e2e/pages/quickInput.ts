import type { Locator, Page } from 'playwright-core';

/** The box at the top that asks: for a file, a command, a choice or a text. */
export class QuickInput {
  readonly #page: Page;
  readonly #widget: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#widget = page.locator('.quick-input-widget');
  }

  get input(): Locator {
    return this.#widget.locator('input.input');
  }

  rows(text?: string | RegExp): Locator {
    return this.#widget.locator('.monaco-list-row', text === undefined ? {} : { hasText: text });
  }

  /** Types `text`, waits until a row that contains `label` is offered, takes it, and waits until the box is gone. */
  async accept(text: string, label: string): Promise<void> {
    await this.input.waitFor();
    await this.input.fill(text);
    await this.rows(label).first().click();
    await this.#widget.waitFor({ state: 'hidden' });
  }

  /** Answers a question for a text, e.g. for a key or a reason. */
  async enter(text: string): Promise<void> {
    await this.input.waitFor();
    await this.input.fill(text);
    await this.#page.keyboard.press('Enter');
  }

  async cancel(): Promise<void> {
    await this.input.waitFor();
    await this.#page.keyboard.press('Escape');
    await this.#widget.waitFor({ state: 'hidden' });
  }
}
