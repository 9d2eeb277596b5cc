import type { CachedDocument } from './cachedDocument.ts';
import { validDocument } from './cacheSchema.ts';
import { hashOf } from './textMark.ts';

/** Rises when the shape of a document on disk changes: what other versions wrote is not read. */
const VERSION = 1;
const HEADER = /^palisade-findings (\d{1,6}) ([0-9a-f]{64})\n/;
const LONGEST_HEADER = 100;

/** Of one file. A document with more to say is not kept: reading it would hold up the editor. */
export const LARGEST_ENTRY_BYTES = 256 * 1024;

/** Why a file is not used. `damaged`: cut off, or changed since it was written. `invalid`: nothing that we write. */
export type EntryProblem = 'too-large' | 'other-version' | 'damaged' | 'invalid';

/** The name of the file that a document is kept in. */
export function entryName(documentId: string): string {
  return `${hashOf(documentId).slice(0, 40)}.json`;
}

export function isEntryName(name: string): boolean {
  return /^[0-9a-f]{40}\.json$/.test(name);
}

/** What a document is on disk: a line with the version and the checksum of what follows, then JSON. */
export function entryBytes(document: CachedDocument): Uint8Array {
  const body = Buffer.from(JSON.stringify(document));
  return Buffer.concat([Buffer.from(`palisade-findings ${VERSION} ${hashOf(body)}\n`), body]);
}

/**
 * Takes any bytes and never throws. Nothing is repaired: a file that is not exactly what was written says nothing.
 *
 * @param name of the file: a document under the name of another one is none
 */
export function readEntry(name: string, bytes: Uint8Array): CachedDocument | { readonly problem: EntryProblem } {
  if (bytes.length > LARGEST_ENTRY_BYTES) return { problem: 'too-large' };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [header, version, checksum] = HEADER.exec(buffer.toString('latin1', 0, LONGEST_HEADER)) ?? [];
  if (header === undefined) return { problem: 'damaged' };
  if (Number(version) !== VERSION) return { problem: 'other-version' };
  const body = buffer.subarray(header.length);
  if (hashOf(body) !== checksum) return { problem: 'damaged' };
  const document = validDocument(parsed(body.toString('utf8')));
  return document && entryName(document.documentId) === name ? document : { problem: 'invalid' };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
