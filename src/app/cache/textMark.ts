import { createHash } from 'node:crypto';

/** Tells one text from another without holding any of it. */
export interface TextMark {
  /** SHA-256, in hexadecimal. */
  readonly hash: string;
  /** UTF-16 units. */
  readonly length: number;
}

export function markOf(text: string): TextMark {
  return { hash: hashOf(text), length: text.length };
}

export function isMarkOf(mark: TextMark, text: string): boolean {
  return mark.length === text.length && mark.hash === hashOf(text);
}

export function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
