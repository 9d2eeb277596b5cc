// The few sequences that our command line writes, as a terminal with a dark background would show them.

const COLOURS: Readonly<Record<string, string>> = {
  '31': '#ff7b72',
  '32': '#7ee787',
  '33': '#e8c33f',
  '34': '#75b6ff',
  '38;5;208': '#ff9d4d',
};

interface Style {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly colour: string | undefined;
}

const CONTROL_SEQUENCE = '\u001b[';
const PLAIN: Style = { bold: false, dim: false, colour: undefined };

/**
 * @param text with SGR sequences (ECMA-48 §8.3.117)
 * @returns HTML for a `pre` element
 * @throws for a sequence that is not known here: a picture must not lose a colour silently
 */
export function ansiToHtml(text: string): string {
  let style = PLAIN;
  let html = '';
  const [first = '', ...rest] = text.split(CONTROL_SEQUENCE);
  const add = (part: string): void => {
    if (part !== '') html += `<span style="${cssOf(style)}">${escaped(part)}</span>`;
  };
  add(first);
  for (const part of rest) {
    const end = part.indexOf('m');
    style = styleAfter(style, part.slice(0, end));
    add(part.slice(end + 1));
  }
  return html;
}

function styleAfter(style: Style, parameters: string): Style {
  const colour = COLOURS[parameters];
  if (colour !== undefined) return { ...style, colour };
  switch (parameters) {
    case '0':
      return PLAIN;
    case '1':
      return { ...style, bold: true };
    case '2':
      return { ...style, dim: true };
    case '22':
      return { ...style, bold: false, dim: false };
    case '39':
      return { ...style, colour: undefined };
    default:
      throw new RangeError(`unknown sequence: ${parameters}`);
  }
}

function cssOf({ bold, dim, colour }: Style): string {
  return [
    ...(bold ? ['font-weight: bold'] : []),
    ...(dim ? ['opacity: 0.65'] : []),
    ...(colour === undefined ? [] : [`color: ${colour}`]),
  ].join('; ');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
