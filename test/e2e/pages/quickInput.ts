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

  /**
   * Types `text`, waits until a row that contains `label` is offered, and takes it. Waits until the box is
   * gone, or asks for the next thing: a command may open it again at once.
   */
  async accept(text: string, label: string): Promise<void> {
    await this.input.waitFor();
    await this.input.fill(text);
    await this.rows(label).first().click();
    await this.#page.waitForFunction(isDoneWith, text);
  }

  /** Answers a question for a text, e.g. for a key or a reason, and waits until the box is gone. */
  async enter(text: string): Promise<void> {
    await this.input.waitFor();
    await this.input.fill(text);
    await this.#page.keyboard.press('Enter');
    await this.#widget.waitFor({ state: 'hidden' });
  }

  async cancel(): Promise<void> {
    await this.input.waitFor();
    await this.#page.keyboard.press('Escape');
    await this.#widget.waitFor({ state: 'hidden' });
  }
}

/** Runs in the page. A box that is fading out is not gone yet: it still takes what is typed. */
function isDoneWith(text: string): boolean {
  const widget = document.querySelector('.quick-input-widget');
  if (widget === null || !widget.checkVisibility()) return true;
  return !widget.matches('.quick-input-widget-closing') && widget.querySelector('input.input')?.value !== text;
}

// What is used of the page's own globals: this file is checked without the types of a browser.
interface ElementLike {
  readonly value: string;
  checkVisibility(): boolean;
  matches(selector: string): boolean;
  querySelector(selector: string): ElementLike | null;
}
declare const document: { querySelector(selector: string): ElementLike | null };
