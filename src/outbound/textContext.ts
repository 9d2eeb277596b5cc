export type TextContext = 'code' | 'string' | 'comment';

/**
 * Whether a place is in a string or a comment, told without a grammar: quotes pair up within a line, triple
 * quotes over lines, comments run to the end of the line. A guess that is good enough to decide how eagerly
 * to mask, not to decide what is reported. Asked in rising order, so the text is walked once.
 */
export class ContextTracker {
  readonly #text: string;
  #at = 0;
  #open = '';
  #comment = false;

  constructor(text: string) {
    this.#text = text;
  }

  at(offset: number): TextContext {
    while (this.#at < offset) this.#step();
    if (this.#comment) return 'comment';
    return this.#open === '' ? 'code' : 'string';
  }

  #step(): void {
    const text = this.#text;
    const unit = text.charAt(this.#at);
    if (unit === '\n' || unit === '\r') {
      this.#comment = false;
      if (this.#open.length === 1) this.#open = '';
    } else if (this.#comment) {
      // Nothing in a comment opens or closes anything.
    } else if (this.#open !== '') {
      if (unit === '\\') this.#at++;
      else if (text.startsWith(this.#open, this.#at)) {
        this.#at += this.#open.length - 1;
        this.#open = '';
      }
    } else if (unit === '"' || unit === "'" || unit === '`') {
      const triple = unit.repeat(3);
      this.#open = text.startsWith(triple, this.#at) ? triple : unit;
      this.#at += this.#open.length - 1;
    } else if (this.#opensComment(unit)) this.#comment = true;
    this.#at++;
  }

  #opensComment(unit: string): boolean {
    const next = this.#text.charAt(this.#at + 1);
    if (unit === '#') return true;
    if (unit === '/') return next === '/' || next === '*';
    if (unit === '<') return this.#text.startsWith('<!--', this.#at);
    // SQL, Lua, Haskell; `i--` is none. A star opens a line of a block comment.
    const opensLine = /[\r\n\t ]/.test(this.#text.charAt(this.#at - 1) || '\n');
    return opensLine && ((unit === '-' && next === '-') || unit === '*') && /[\s-]/.test(next);
  }
}
