// Pages whose text is the data of others: nothing gets into one unless it is escaped or was written here.

/** Markup that was written here, with all data in it escaped. */
export class Html {
  readonly text: string;

  /** @param text never data: use {@link html} */
  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Html | undefined | readonly Html[];

/** Longer than anything that means something in a line. */
const LONGEST_LINE = 4_000;
/** Five times what a bucket policy may have. */
const LONGEST_BLOCK = 100_000;

/** Markup around data: what is no markup itself becomes one line of visible, escaped text. */
export function html(markup: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(markup.map((text, at) => `${text}${partText(parts[at])}`).join(''));
}

function partText(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'string' || typeof part === 'number')
    return escaped(visible(cut(String(part), LONGEST_LINE), ''));
  return part.map(({ text }) => text).join('');
}

/** Data of several lines, for a place that keeps them. */
export function lines(text: string): Html {
  return new Html(escaped(visible(cut(text.replace(/\r\n?/g, '\n'), LONGEST_BLOCK), '\n')));
}

/** What is not seen, or changes the order of what is seen. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/** Shows what is hidden by its number: whoever looks for what is wrong should not be spared it. */
function visible(text: string, kept: string): string {
  return text.replace(UNSEEN, (character) => {
    if (kept.includes(character)) return character;
    const number = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `[U+${number}]`;
  });
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
