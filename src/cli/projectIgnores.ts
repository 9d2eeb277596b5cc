import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { IgnoreFileParser } from '../app/ignoreFileThread.ts';
import { IGNORES_PATH, type IgnoreList, NO_IGNORES } from '../findings/ignores.ts';
import { pathWithin } from '../outbound/folderPaths.ts';
import { describeError } from './sourceFile.ts';

/** The ignore files of the projects that a run comes across, each read once. */
export class ProjectIgnores {
  readonly #cwd: string;
  readonly #parser: Pick<IgnoreFileParser, 'parse'>;
  readonly #lists = new Map<string, Promise<IgnoreList>>();
  readonly #warnings: string[] = [];

  constructor(cwd: string, parser: Pick<IgnoreFileParser, 'parse'>) {
    this.#cwd = cwd;
    this.#parser = parser;
  }

  /** What could not be understood, in words: such an entry ignores nothing. */
  get warnings(): readonly string[] {
    return this.#warnings;
  }

  /** @param folder that holds `.palisade`, absolute; undefined when there is none */
  listFor(folder: string | undefined): Promise<IgnoreList> {
    if (folder === undefined) return Promise.resolve(NO_IGNORES);
    const list = this.#lists.get(folder) ?? this.#read(folder);
    this.#lists.set(folder, list);
    return list;
  }

  async #read(folder: string): Promise<IgnoreList> {
    const path = join(folder, IGNORES_PATH);
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return NO_IGNORES;
      this.#warn(path, `could not be read and ignores nothing (${describeError(error)})`);
      return NO_IGNORES;
    }
    const list = await this.#parser.parse(text);
    for (const problem of list.problems) this.#warn(path, `${problem} (what it was meant to ignore is reported)`);
    return list;
  }

  #warn(path: string, what: string): void {
    this.#warnings.push(`${pathWithin(this.#cwd, path)}: ${what}`);
  }
}
