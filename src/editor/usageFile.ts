import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TextStorage } from '../app/ports.ts';

const NAME = 'gemini-usage.json';

/** Today's count in a file that all windows share. It is replaced whole, so that nobody reads half of it. */
export class UsageFile implements TextStorage {
  readonly #directory: string;

  /** @param directory absolute; made on the first write */
  constructor(directory: string) {
    this.#directory = directory;
  }

  async read(): Promise<string | undefined> {
    try {
      return await readFile(join(this.#directory, NAME), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async write(text: string): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
    const temporary = join(this.#directory, `${NAME}.${randomUUID()}`);
    try {
      await writeFile(temporary, text);
      await rename(temporary, join(this.#directory, NAME));
    } finally {
      await rm(temporary, { force: true });
    }
  }
}
