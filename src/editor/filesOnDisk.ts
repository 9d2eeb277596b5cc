import { randomUUID } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, mkdir, readdir, readFile, rename, rm, unlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileStamp, SharedFolder } from '../app/ports.ts';

/**
 * A folder of the extension's own storage. Files are written beside their place and renamed into it. They are not
 * forced to the disk: who reads them recognises one that a power failure cut off, and it can be made anew.
 */
export class FilesOnDisk implements SharedFolder {
  readonly #directory: string;

  /** @param directory absolute; made on the first write */
  constructor(directory: string) {
    this.#directory = directory;
  }

  async list(): Promise<readonly FileStamp[]> {
    const entries = await ifThere(readdir(this.#directory, { withFileTypes: true }));
    const stamps: FileStamp[] = [];
    for (const entry of entries ?? []) {
      const stats = entry.isFile() ? await ifThere(lstat(join(this.#directory, entry.name))) : undefined;
      if (stats) stamps.push(stampOf(entry.name, stats));
    }
    return stamps;
  }

  async read(
    name: string,
    mostBytes: number,
  ): Promise<{ readonly bytes: Uint8Array; readonly stamp: FileStamp } | undefined> {
    const path = join(this.#directory, name);
    const stats = await ifThere(lstat(path));
    if (!stats) return undefined;
    // A named pipe would keep the reader waiting for ever.
    if (!stats.isFile()) throw Object.assign(new Error(`${name} is no file`), { code: 'ENOTFILE' });
    if (stats.size > mostBytes) throw Object.assign(new Error(`${name} is too large`), { code: 'EFBIG' });
    const bytes = await ifThere(readFile(path));
    return bytes && { bytes, stamp: stampOf(name, stats) };
  }

  async write(name: string, bytes: Uint8Array, modifiedAt: number): Promise<FileStamp | undefined> {
    await mkdir(this.#directory, { recursive: true });
    const path = join(this.#directory, name);
    const temporary = `${path}.${randomUUID()}.tmp`;
    try {
      await writeFile(temporary, bytes, { mode: 0o600, flag: 'wx' });
      await utimes(temporary, modifiedAt / 1000, modifiedAt / 1000);
      const { ino } = await lstat(temporary);
      await rename(temporary, path);
      const there = await ifThere(lstat(path));
      return there?.ino === ino ? stampOf(name, there) : undefined;
    } finally {
      await rm(temporary, { force: true });
    }
  }

  async remove(stamp: FileStamp): Promise<boolean> {
    const path = join(this.#directory, stamp.name);
    const stats = await ifThere(lstat(path));
    if (!stats || !isSame(stampOf(stamp.name, stats), stamp)) return false;
    return (await ifThere(unlink(path).then(() => true))) ?? false;
  }
}

/** Undefined where there is nothing, or nothing any more: another window may have removed it just now. */
async function ifThere<T>(access: Promise<T>): Promise<T | undefined> {
  try {
    return await access;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function stampOf(name: string, { size, mtimeMs, ctimeMs }: Stats): FileStamp {
  return { name, bytes: size, modifiedAt: Math.round(mtimeMs), changedAt: ctimeMs };
}

function isSame(a: FileStamp, b: FileStamp): boolean {
  return a.bytes === b.bytes && a.modifiedAt === b.modifiedAt && a.changedAt === b.changedAt;
}
