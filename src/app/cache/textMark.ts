import { createHash } from 'node:crypto';

/** Tells one text from another without holding any of it. */
export interface TextMark {
  /** SHA-256 in base64, of the text with a line feed at the end of each line. */
  readonly hash: string;
  /** UTF-16 units, line ends as they are: tells texts apart whose line ends differ, each being the same throughout. */
  readonly length: number;
}

/** The mark that no text has. */
export const NO_TEXT: TextMark = { hash: `${'A'.repeat(43)}=`, length: 0 };

export function markOf(text: string): TextMark {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  return { hash: createHash('sha256').update(lines).digest('base64'), length: text.length };
}

/** SHA-256 in hexadecimal. */
export function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
