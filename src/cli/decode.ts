import { looksLikeText } from '../outbound/cleaning.ts';

export type Decoded =
  | {
      readonly kind: 'text';
      /** Without its byte order mark, as editors count columns. */
      readonly text: string;
      /** False when bytes that are not UTF-8 were read as Latin-1. */
      readonly certain: boolean;
    }
  | { readonly kind: 'not-text' };

const NOT_TEXT: Decoded = { kind: 'not-text' };

/**
 * Reads UTF-8, and UTF-16 with a byte order mark. Anything else without NUL bytes is read as Latin-1: its
 * ASCII characters are then right in nearly every older encoding, but not in all (Shift JIS), so the
 * result is marked as not certain.
 */
export function decodeText(bytes: Uint8Array): Decoded {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return decodeAs('utf-16le', bytes) ?? NOT_TEXT;
  if (first === 0xfe && second === 0xff) return decodeAs('utf-16be', bytes) ?? NOT_TEXT;
  if (bytes.includes(0)) return NOT_TEXT;
  const decoded = decodeAs('utf-8', bytes);
  if (decoded) return decoded;
  const text = new TextDecoder('latin1').decode(bytes);
  return looksLikeText(text) ? { kind: 'text', text, certain: false } : NOT_TEXT;
}

/** Undefined when the bytes are not in that encoding. */
function decodeAs(encoding: string, bytes: Uint8Array): Decoded | undefined {
  let text: string;
  try {
    // Leaves the byte order mark out, which is what `ignoreBOM: false` means.
    text = new TextDecoder(encoding, { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return undefined;
  }
  return looksLikeText(text) ? { kind: 'text', text, certain: true } : NOT_TEXT;
}
