// The code of the functions as Lambda takes it: made of what Palisade ships, when it is deployed.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { zipSync, type Zippable } from 'fflate';

/** Years, hours and so on are written as they are here, wherever that is: the same in every time zone. */
const MADE = new Date(2026, 0, 1, 12);
const UNIX = 3;
/** A file that everybody may read: the functions run as somebody whom nobody knows. */
const READABLE = (0o100644 << 16) >>> 0;

/**
 * Of the same files always the same bytes, so that its hash tells whether what runs is what is here.
 *
 * @param directory absolute path of the folder of the bundles, which lies beside `prompts` and `package.json`
 * @returns rejects when a file is missing: this Palisade is not whole
 */
export async function functionZip(directory: string): Promise<Uint8Array> {
  const root = join(directory, '..');
  const [manifest, entry, reader, prompt] = await Promise.all([
    readFile(join(root, 'package.json'), 'utf8'),
    readFile(join(directory, 'monitor-function.cjs')),
    readFile(join(directory, 's3.cjs')),
    readFile(join(root, 'prompts', 'monitor.md')),
  ]);
  const { version } = JSON.parse(manifest) as { readonly version: string };
  const about = `${JSON.stringify({ name: 'palisade-monitor', version, type: 'commonjs' })}\n`;
  const files: readonly (readonly [string, Uint8Array])[] = [
    ['index.js', entry],
    ['monitor.md', prompt],
    ['package.json', Buffer.from(about)],
    ['s3.cjs', reader],
  ];
  const zippable: Zippable = Object.fromEntries(
    files.map(([name, content]) => [name, [new Uint8Array(content), { mtime: MADE, os: UNIX, attrs: READABLE }]]),
  );
  return zipSync(zippable, { level: 9 });
}

/** In base64, as Lambda says it of the code that it runs. */
export function codeSha256(zip: Uint8Array): string {
  return createHash('sha256').update(zip).digest('base64');
}
