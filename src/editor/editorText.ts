import { markOf, type TextMark } from '../app/cache/textMark.ts';

/**
 * A text that was read from a file, as a document of it would have it: where line ends are mixed, VS Code makes
 * them all the same, CRLF if more than half of them have a CR (`pieceTreeTextBufferBuilder.ts` in its source).
 * Offsets then agree with those of the document.
 */
export function asDocumentText(text: string): string {
  // Nearly all texts, and the search is much faster than the counting below.
  if (!text.includes('\r')) return text;
  const count = (end: RegExp): number => text.match(end)?.length ?? 0;
  const both = count(/\r\n/g);
  const withCr = count(/\r/g);
  const all = withCr + count(/\n/g) - both;
  const eol = withCr > all / 2 ? '\r\n' : '\n';
  return both === all ? text : text.replace(/\r\n|\r|\n/g, eol);
}

/** A text, or what is left of one that nothing has a place in: enough to know it again. */
export class KnownText {
  #text: string | undefined;
  #mark: TextMark | undefined;

  /** @param known a mark of a text that is not at hand */
  constructor(known: string | TextMark) {
    if (typeof known === 'string') this.#text = known;
    else this.#mark = known;
  }

  /** Undefined once it was let go of. */
  get text(): string | undefined {
    return this.#text;
  }

  /** Lets go of the text: of thousands of files that would be much. */
  release(): void {
    this.#mark ??= markOf(this.#text ?? '');
    this.#text = undefined;
  }

  get mark(): TextMark {
    this.#mark ??= markOf(this.#text ?? '');
    return this.#mark;
  }

  /** Where both texts are at hand to the letter; else but for line ends, which a mark does not know. */
  isSameAs(other: KnownText): boolean {
    if (this === other) return true;
    if (this.#text !== undefined && other.#text !== undefined) return this.#text === other.#text;
    return this.mark.hash === other.mark.hash;
  }

  /** The editor shows a text with mixed line ends as if they were all the same. */
  isSameButForLineEnds(text: string): boolean {
    return this.#text === text || this.mark.hash === markOf(text).hash;
  }
}
