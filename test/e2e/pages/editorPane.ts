import type { Locator, Page } from 'playwright-core';

/** The text editor in front. */
export class EditorPane {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get root(): Locator {
    return this.#page.locator('.editor-instance:visible .monaco-editor').first();
  }

  /** @param name the file's own name, without folders */
  async waitForFile(name: string): Promise<void> {
    await this.#page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.root.locator('.view-line').first().waitFor();
  }

  /** @param line one-based, as the editor shows it */
  async goToLine(line: number): Promise<void> {
    await this.#page.keyboard.press('ControlOrMeta+P');
    const input = this.#page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await input.fill(`:${line}`);
    await this.#page.keyboard.press('Enter');
    await this.#page.locator('.statusbar-item', { hasText: new RegExp(`Ln ${line}, `) }).waitFor();
  }

  /** Types at the cursor, as a person would. */
  async type(text: string): Promise<void> {
    await this.root.locator('.view-lines').click({ position: { x: 0, y: 0 }, trial: true });
    await this.#page.keyboard.type(text);
  }

  /** The lines in sight, with ordinary spaces; not the whole file. */
  async visibleText(): Promise<string> {
    // The editor keeps its lines in the order in which they were drawn.
    const lines = await this.root
      .locator('.view-line')
      .evaluateAll((elements: HTMLElementLike[]) =>
        elements.map((element) => ({ top: parseFloat(element.style.top), text: element.textContent })),
      );
    return lines
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => (text ?? '').replaceAll('\u00a0', ' '))
      .join('\n');
  }

  line(text: string): Locator {
    return this.root.locator('.view-line', { hasText: text.replaceAll(' ', '\u00a0') });
  }

  /** The wavy lines under text. */
  squiggles(kind: 'error' | 'warning' | 'info'): Locator {
    return this.root.locator(`.squiggly-${kind}`);
  }

  /** The pictures left of the lines that a decoration put there. */
  gutterMarks(): Locator {
    return this.root.locator(
      '.glyph-margin-widgets .cgmr.ced-1, .glyph-margin-widgets [class*="TextEditorDecorationType"]',
    );
  }

  /** What decorations write behind the lines: it exists only as the content of pseudo-elements. */
  async labels(): Promise<string[]> {
    return this.root.locator('.view-line span[class*="TextEditorDecorationType"]').evaluateAll((elements) =>
      elements
        .map((element) => getComputedStyle(element, '::after').content)
        .filter((content) => content !== 'none' && content !== 'normal')
        .map((content) => content.replace(/^"|"$/g, '')),
    );
  }

  /** Rests the mouse on a text in sight (all of it on one line) and gives the hover that appears. */
  async hover(text: string): Promise<Locator> {
    const { x, y } = await this.line(text).first().evaluate(middleOf, text);
    await this.#page.mouse.move(x, y);
    const hover = this.#page.locator('.monaco-editor .monaco-hover:visible, .monaco-resizable-hover:visible').first();
    await hover.waitFor();
    return hover;
  }
}

/**
 * Runs in the page. Decorations cut a line into spans, so a text need not be in any one element.
 *
 * @returns the middle of the first character of `text`, in pixels of the page
 */
function middleOf(line: ElementLike, text: string): { x: number; y: number } {
  let offset = (line.textContent ?? '').replaceAll('\u00a0', ' ').indexOf(text);
  const walker = document.createTreeWalker(line, 4 /* text */);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (offset < node.length) {
      const range = document.createRange();
      range.setStart(node, offset);
      range.setEnd(node, offset + 1);
      const box = range.getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    }
    offset -= node.length;
  }
  throw new Error(`not in the line: ${text}`);
}

// What is used of the page's own globals: this file is checked without the types of a browser.
interface ElementLike {
  readonly textContent: string | null;
}
interface RangeLike {
  setStart(node: unknown, offset: number): void;
  setEnd(node: unknown, offset: number): void;
  getBoundingClientRect(): { x: number; y: number; width: number; height: number };
}
declare const document: {
  createTreeWalker(root: unknown, what: number): { nextNode(): { readonly length: number } | null };
  createRange(): RangeLike;
};
interface HTMLElementLike extends ElementLike {
  readonly style: { readonly top: string };
}

declare function getComputedStyle(element: unknown, pseudo: string): { readonly content: string };
