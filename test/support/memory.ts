import type { Log, MachineMemory, TextStorage } from '../../src/app/ports.ts';

/** Remembers values for as long as a test runs. */
export class MapMemory implements MachineMemory {
  readonly values = new Map<string, unknown>();
  get(key: string): unknown {
    return this.values.get(key);
  }
  set(key: string, value: unknown): Promise<void> {
    this.values.set(key, value);
    return Promise.resolve();
  }
}

export class StringStorage implements TextStorage {
  text: string | undefined;
  /** What every access meets from now on. */
  fault: Error | undefined;
  read(): Promise<string | undefined> {
    return this.fault ? Promise.reject(this.fault) : Promise.resolve(this.text);
  }
  write(text: string): Promise<void> {
    if (this.fault) return Promise.reject(this.fault);
    this.text = text;
    return Promise.resolve();
  }
}

/** A log that a test can look into. */
export class ListLog implements Log {
  readonly lines: string[] = [];
  info = (line: string): void => void this.lines.push(`info ${line}`);
  warn = (line: string): void => void this.lines.push(`warn ${line}`);
  error = (line: string): void => void this.lines.push(`error ${line}`);
}

/** What an editor remembers of a workspace. */
export class MapMemento {
  readonly values = new Map<string, unknown>();
  get(key: string): undefined;
  get<T>(key: string, otherwise: T): T;
  get(key: string, otherwise?: unknown): unknown {
    return this.values.has(key) ? this.values.get(key) : otherwise;
  }
  update(key: string, value: unknown): Promise<void> {
    this.values.set(key, value);
    return Promise.resolve();
  }
}
