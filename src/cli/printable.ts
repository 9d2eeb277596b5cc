import { eastAsianWidth } from 'get-east-asian-width';

/** One character as a terminal shows it. */
export interface Cell {
  /** Never drives the terminal. Empty for what leaves no trace. */
  readonly shown: string;
  /** In terminal columns. */
  readonly width: number;
  /** UTF-16 units that it stands for. */
  readonly length: number;
}

const TAB_STOP = 4;

/** Choose between forms of the character before; terminals differ in what they make of them. */
const VARIATION_SELECTOR = /^[\ufe00-\ufe0f]$/;

/**
 * Controls, format and bidirectional characters, separators, lone surrogates: what drives a terminal or
 * makes text look like other text.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

const COMBINING = /^\p{M}$/u;

/**
 * Takes text of unknown origin apart into what a terminal may be given. What is invisible is shown: C0
 * controls as their pictures (␛), the rest as `<U+202E>`. Tabs become blanks up to the next stop.
 */
export function cellsOf(text: string): Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  for (const character of text) {
    const cell = cellOf(character, column);
    column += cell.width;
    cells.push(cell);
  }
  return cells;
}

function cellOf(character: string, column: number): Cell {
  const { length } = character;
  const code = character.codePointAt(0) ?? 0;
  if (character === '\t') {
    const width = TAB_STOP - (column % TAB_STOP);
    return { shown: ' '.repeat(width), width, length };
  }
  if (VARIATION_SELECTOR.test(character)) return { shown: '', width: 0, length };
  if (UNSEEN.test(character)) {
    const shown = pictureOf(code);
    return { shown, width: shown.length, length };
  }
  if (COMBINING.test(character)) return { shown: character, width: 0, length };
  return { shown: character, width: eastAsianWidth(code), length };
}

function pictureOf(code: number): string {
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
}

/** A text of unknown origin on one line that cannot drive the terminal: line ends and tabs are shown too. */
export function printable(text: string): string {
  return cellsOf(text.replaceAll('\t', ' '))
    .map((cell) => cell.shown)
    .join('');
}

/** In terminal columns, of text that {@link printable} has been over. */
export function widthOf(text: string): number {
  return cellsOf(text).reduce((total, cell) => total + cell.width, 0);
}

/**
 * Breaks prose of unknown origin into lines; its own line ends stay. A word that is wider than a line
 * gets one for itself.
 *
 * @param width in terminal columns
 * @returns printable lines, at least one
 */
export function wrapped(prose: string, width: number): string[] {
  return prose.split(/\r\n|\r|\n/).flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of printable(paragraph).split(' ')) {
      if (word === '') continue;
      if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
        lines.push(line);
        line = word;
      } else {
        line = line === '' ? word : `${line} ${word}`;
      }
    }
    return [...lines, line];
  });
}
