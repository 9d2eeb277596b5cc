import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { fromBuffer, type Entry, type Options, type ZipFile } from 'yauzl';

/** @returns the files in a ZIP archive (such as a VSIX) with their content, by name, in the archive's order */
export async function zipEntries(path: string): Promise<Map<string, Buffer>> {
  const open: (buffer: Buffer, options: Options) => Promise<ZipFile> = promisify(fromBuffer);
  const zip = await open(await readFile(path), { autoClose: false });
  const entries: Entry[] = [];
  await new Promise<void>((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', resolve);
    zip.on('entry', (entry: Entry) => entries.push(entry));
  });
  const read: (entry: Entry) => Promise<Readable> = promisify(zip.openReadStream.bind(zip));
  const files = new Map<string, Buffer>();
  for (const entry of entries.filter(({ fileName }) => !fileName.endsWith('/'))) {
    files.set(entry.fileName, Buffer.concat(await (await read(entry)).toArray()));
  }
  return files;
}
