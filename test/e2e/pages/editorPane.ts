import type { Locator, Page } from 'playwright-core';
import { waitUntil } from './waitUntil.ts';

/** What a decoration says at the end of a line. */
export interface Label {
  readonly text: string;
  /** As CSS computes it, e.g. `rgb(179, 19, 29)`. */
  readonly colour: string;
}

/** A mark left of a line. */
export interface GutterMark {
  /** One-based. */
  readonly line: number;
  /** Name of its picture, without path and suffix. */
  readonly picture: string;
  /** Folder of its picture: the kind of theme that it was drawn for. */
  readonly theme: string;
  readonly address: string;
}

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

  /** @param line one-based, as the editor shows it; so is the column */
  async goToLine(line: number, column = 1): Promise<void> {
    await this.#page.keyboard.press('ControlOrMeta+P');
    const input = this.#page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await input.fill(`:${line}:${column}`);
    await this.#page.keyboard.press('Enter');
    await this.#page.locator('.statusbar-item', { hasText: `Ln ${line}, Col ${column}` }).waitFor();
    await this.#page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Types at the cursor, as a person would. */
  async type(text: string): Promise<void> {
    await this.#page.locator('.editor-instance:visible .monaco-editor.focused').waitFor();
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

  /** The pictures left of the lines in sight that decorations put there, from top to bottom. */
  async gutterMarks(): Promise<GutterMark[]> {
    const marks = await this.root.evaluate(marksIn);
    return marks.map(({ line, image }) => {
      const address = /^url\("(.*)"\)$/.exec(image)?.[1] ?? '';
      const [theme = '', picture = ''] =
        decodeURIComponent(address)
          .match(/\/(\w+)\/(\w+)\.svg/)
          ?.slice(1) ?? [];
      return { line, picture, theme, address };
    });
  }

  /** Waits until a line in sight ends with these words. */
  async waitForLabel(text: string): Promise<void> {
    await waitUntil(async () => (await this.labels()).some((label) => label.text === text), `the label "${text}"`);
  }

  /** Waits until `line` (one-based) has the mark with this picture. */
  async waitForMark(line: number, picture: string): Promise<void> {
    await waitUntil(async () => {
      const marks = await this.gutterMarks();
      return marks.some((mark) => mark.line === line && mark.picture === picture);
    }, `${picture} on line ${line}`);
  }

  /** What decorations write behind the lines: it exists only as the content of pseudo-elements. */
  async labels(): Promise<Label[]> {
    const labels = await this.root
      .locator('.view-line span[class*="TextEditorDecorationType"]')
      .evaluateAll((elements: HTMLElementLike[]) =>
        elements.map((element) => {
          const { content, color } = getComputedStyle(element, '::after');
          return { text: content, colour: color };
        }),
      );
    return labels
      .filter(({ text }) => text !== 'none' && text !== 'normal')
      .map(({ text, colour }) => ({ text: text.replace(/^"|"$/g, ''), colour }));
  }

  /** The background that decorations give to text, as CSS computes it, from top to bottom. */
  async tints(): Promise<string[]> {
    return this.root
      .locator('.view-overlays .cdr[class*="TextEditorDecorationType"]')
      .evaluateAll((elements: HTMLElementLike[]) =>
        elements.map((element) => getComputedStyle(element).backgroundColor),
      );
  }

  /** The colour behind the text, as CSS computes it. */
  async background(): Promise<string> {
    return this.root
      .locator('.monaco-editor-background')
      .first()
      .evaluate((element: HTMLElementLike) => getComputedStyle(element).backgroundColor);
  }

  /** Clicks the light bulb of the line with the cursor and takes an action. */
  async quickFix(label: string): Promise<void> {
    // When the bulb is there, the actions are; a click on it may scroll the line away below the sticky header.
    await this.root.locator('.lightBulbWidget, [class*="codicon-gutter-lightbulb"]').first().waitFor();
    await this.#page.keyboard.press('ControlOrMeta+.');
    await this.#page.locator('.action-widget .monaco-list-row.action', { hasText: label }).click();
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

/** Runs in the page. A mark and the number of its line stand at the same height. */
function marksIn(editor: HTMLElementLike): { line: number; image: string }[] {
  const numbers = [...editor.querySelectorAll('.margin-view-overlays .line-numbers')].map((number) => ({
    line: Number(number.textContent),
    top: number.getBoundingClientRect().y,
  }));
  return [...editor.querySelectorAll('.glyph-margin-widgets [class*="TextEditorDecorationType"]')]
    .map((mark) => {
      const { y } = mark.getBoundingClientRect();
      const [nearest] = numbers.sort((a, b) => Math.abs(a.top - y) - Math.abs(b.top - y));
      return { line: nearest?.line ?? 0, image: getComputedStyle(mark).backgroundImage };
    })
    .sort((a, b) => a.line - b.line);
}

// What is used of the page's own globals: this file is checked without the types of a browser.
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
interface ElementLike {
  readonly textContent: string | null;
}
interface HTMLElementLike extends ElementLike {
  readonly style: { readonly top: string };
  querySelectorAll(selector: string): Iterable<HTMLElementLike>;
  getBoundingClientRect(): Box;
}
interface RangeLike {
  setStart(node: unknown, offset: number): void;
  setEnd(node: unknown, offset: number): void;
  getBoundingClientRect(): Box;
}
declare const document: {
  createTreeWalker(root: unknown, what: number): { nextNode(): { readonly length: number } | null };
  createRange(): RangeLike;
};

declare function getComputedStyle(
  element: HTMLElementLike,
  pseudo?: string,
): {
  readonly content: string;
  readonly color: string;
  readonly backgroundColor: string;
  readonly backgroundImage: string;
};
