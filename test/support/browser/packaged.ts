import { execFile, spawn } from 'node:child_process';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import { cachedFolder, type Say } from '../cacheFolder.ts';

/** The one in the package points to folders of AWS. */
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`;

export interface PackagedBrowser {
  readonly executable: string;
  /** Where the machine lacks them: the libraries and the fonts that the browser needs. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The Chromium that comes with the npm package @sparticuz/chromium. It is unpacked by us rather than by
 * the package, which writes into the shared temporary folder, where another user could have put
 * something in its place, and which takes its libraries along only on AWS.
 *
 * @throws on anything but Linux x64
 */
export async function packagedBrowser(say: Say): Promise<PackagedBrowser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `No Chrome or Chromium was found, and the one in the npm packages runs on Linux x64 only ` +
        `(this is ${process.platform} ${process.arch}). Install Chrome, or set CHROME_PATH.`,
    );
  }
  const archives = join(packageFolder(), 'bin');
  const folder = await cachedFolder(`chromium-${await version()}`, async (draft) => {
    say('Unpacking Chromium (from npm, once) …');
    await pipeline(
      createReadStream(join(archives, 'chromium.br')),
      createBrotliDecompress(),
      createWriteStream(join(draft, 'chromium'), { mode: 0o755 }),
    );
    for (const name of ['al2023', 'fonts', 'swiftshader']) {
      const archive = join(archives, `${name}.tar.br`);
      // Chromium looks for its graphics libraries beside itself.
      await unpack(archive, name === 'swiftshader' ? draft : join(draft, name));
    }
    await writeFile(join(draft, 'fonts', 'fonts.conf'), FONTS);
  });
  const executable = join(folder, 'chromium');
  return { executable, env: await environmentFor(executable, folder) };
}

function packageFolder(): string {
  const main = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  return join(dirname(main), '..', '..');
}

async function version(): Promise<string> {
  const manifest = JSON.parse(await readFile(join(packageFolder(), 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}

async function unpack(archive: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  // Through a file: tar closes a pipe at the end mark of the archive, which may come before the end of the data.
  const tar = `${folder}.unpacking.tar`;
  await pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(tar));
  await promisify(execFile)('tar', ['-x', '-f', tar, '-C', folder]);
  await rm(tar);
}

/** The machine's own libraries and fonts are the better ones, if it has them. */
async function environmentFor(executable: string, folder: string): Promise<NodeJS.ProcessEnv> {
  const libraries = join(folder, 'al2023', 'lib');
  const fonts = (await succeeds('fc-list', ['-q', ':spacing=mono'])) ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') };
  if (await succeeds(executable, ['--version'])) return fonts;
  const before = process.env['LD_LIBRARY_PATH'];
  return { ...fonts, LD_LIBRARY_PATH: before === undefined ? libraries : `${libraries}:${before}` };
}

async function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
}
