import type { FileStamp, SharedFolder } from '../../src/app/ports.ts';

/** A folder that several windows of one test can share. */
export class MemoryFolder implements SharedFolder {
  readonly files = new Map<string, { readonly bytes: Uint8Array; readonly stamp: FileStamp }>();
  /** How often something was written. */
  writes = 0;
  /** What every access of this kind meets from now on. */
  readonly faults: { list?: Error; read?: Error; write?: Error; remove?: Error } = {};
  /** When things are written, as far as the system tells. */
  now = 0;

  async list(): Promise<readonly FileStamp[]> {
    await this.#access('list');
    return [...this.files.values()].map(({ stamp }) => stamp);
  }

  async read(name: string): Promise<{ readonly bytes: Uint8Array; readonly stamp: FileStamp } | undefined> {
    await this.#access('read');
    return this.files.get(name);
  }

  async write(name: string, bytes: Uint8Array, modifiedAt: number): Promise<FileStamp> {
    await this.#access('write');
    this.writes++;
    return this.put(name, bytes, modifiedAt);
  }

  async remove(stamp: FileStamp): Promise<boolean> {
    await this.#access('remove');
    return this.files.get(stamp.name)?.stamp === stamp && this.files.delete(stamp.name);
  }

  /** As if another program had written it. */
  put(name: string, bytes: Uint8Array, modifiedAt: number): FileStamp {
    const stamp = { name, bytes: bytes.length, modifiedAt, changedAt: this.now };
    this.files.set(name, { bytes, stamp });
    return stamp;
  }

  async #access(kind: 'list' | 'read' | 'write' | 'remove'): Promise<void> {
    await Promise.resolve();
    const fault = this.faults[kind];
    if (fault) throw fault;
  }
}

/** An error of the file system. */
export function faultOf(code: string): Error {
  return Object.assign(new Error(`${code}: of a test`), { code });
}
