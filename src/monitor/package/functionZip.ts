// The code of the functions as Lambda takes it: made of what Palisade ships, when it is deployed.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { zipSync, type Zippable } from 'fflate';

/** Years, hours and so on are written as they are here, wherever that is: the same in every time zone. */
const MADE = new Date(2026, 0, 1, 12);
const UNIX = 3;
/** A file that everybody may read: the functions run as somebody whom nobody knows. */
const READABLE = (0o100644 << 16) >>> 0;

/** As the bundler writes it. */
const REQUIRED = /\brequire\("(\.{1,2}\/[\w./-]+\.cjs)"\)/g;

/**
 * Of the same files always the same bytes, so that its hash tells whether what runs is what is here.
 *
 * @param directory absolute path of the folder of the bundles, which lies beside `prompts` and `package.json`
 * @returns rejects when a file is missing: this Palisade is not whole
 */
export async function functionZip(directory: string): Promise<Uint8Array> {
  const root = join(directory, '..');
  const manifest = await readFile(join(root, 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { readonly version: string };
  const about = `${JSON.stringify({ name: 'palisade-monitor', version, type: 'commonjs' })}\n`;
  const files = await codeOf(directory);
  files.set('monitor.md', await readFile(join(root, 'prompts', 'monitor.md')));
  files.set('package.json', Buffer.from(about));
  const inOrder = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const zippable: Zippable = Object.fromEntries(
    inOrder.map(([name, content]) => [name, [new Uint8Array(content), { mtime: MADE, os: UNIX, attrs: READABLE }]]),
  );
  return zipSync(zippable, { level: 9 });
}

/** The two bundles, and what they share with each other and with bundles that do not run here. */
async function codeOf(directory: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const waiting = ['monitor-function.cjs', 's3.cjs'];
  for (const name of waiting) {
    const content = await readFile(join(directory, name));
    files.set(name === 'monitor-function.cjs' ? 'index.js' : name, content);
    for (const [, required = ''] of content.toString('utf8').matchAll(REQUIRED)) {
      const other = posix.join(posix.dirname(name), required);
      if (!waiting.includes(other)) waiting.push(other);
    }
  }
  return files;
}

/** In base64, as Lambda says it of the code that it runs. */
export function codeSha256(zip: Uint8Array): string {
  return createHash('sha256').update(zip).digest('base64');
}
