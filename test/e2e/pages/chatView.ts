import type { Locator, Page } from 'playwright-core';

/** The chat of the editor: what stands in the box, and what was sent. */
export class ChatView {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get #session(): Locator {
    return this.#page.locator('.interactive-session:visible').first();
  }

  /** The lines of the box that are in sight, with ordinary spaces. */
  async box(): Promise<string> {
    const lines = this.#session.locator('.interactive-input-part .view-line, .chat-input-container .view-line');
    await lines.first().waitFor();
    return (await lines.allTextContents()).join('\n').replaceAll('\u00a0', ' ');
  }

  /** Requests that were sent. */
  get sent(): Locator {
    return this.#session.locator('.interactive-request');
  }
}
