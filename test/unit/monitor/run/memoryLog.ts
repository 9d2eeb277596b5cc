// A log group in memory, with the rules of the real one, and with what goes wrong in it.
import assert from 'node:assert/strict';
import { assemble, type Assembled } from '../../../../src/monitor/report/assemble.ts';
import type { MonitorReport } from '../../../../src/monitor/report/reportShape.ts';
import {
  WatchStopped,
  type ReportLog,
  type StreamEntry,
  type WatchFailure,
} from '../../../../src/monitor/run/ports.ts';

export class MemoryLog implements ReportLog {
  readonly group = new Map<string, { readonly createdAt: number; readonly messages: string[] }>();
  /** By method; looked at before anything else. */
  fault: (method: keyof ReportLog, stream: string) => WatchFailure['kind'] | undefined = () => undefined;
  readonly calls: string[] = [];
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  createStream(name: string): Promise<boolean> {
    return this.#do('createStream', name, () => {
      assert.match(name, /^[^:*]{1,512}$/, 'a name that CloudWatch Logs takes');
      if (this.group.has(name)) return false;
      this.group.set(name, { createdAt: this.#now(), messages: [] });
      return true;
    });
  }

  put(stream: string, messages: readonly string[]): Promise<void> {
    return this.#do('put', stream, () => {
      const into = this.group.get(stream);
      assert.ok(into !== undefined, 'the stream is there');
      const size = messages.reduce((sum, one) => sum + Buffer.byteLength(one) + 26, 0);
      assert.ok(messages.length > 0 && messages.length <= 10_000 && size <= 1_048_576, `${size} bytes in one call`);
      for (const one of messages) assert.ok(Buffer.byteLength(one) <= 200 * 1024);
      into.messages.push(...messages);
    });
  }

  async *streams(prefix: string): AsyncIterable<StreamEntry> {
    const names = [...this.group.keys()].filter((name) => name.startsWith(prefix)).sort();
    for (const name of names.reverse()) {
      await this.#do('streams', name, () => undefined);
      yield { name, createdAt: this.group.get(name)?.createdAt ?? 0 };
    }
  }

  read(stream: string): Promise<readonly string[]> {
    return this.#do('read', stream, () => this.group.get(stream)?.messages ?? []);
  }

  assembled(stream: string): Assembled {
    return assemble(this.group.get(stream)?.messages ?? []);
  }

  /** All that are whole, in the order of their streams. */
  reports(prefix = ''): readonly MonitorReport[] {
    return [...this.group.keys()]
      .filter((name) => name.startsWith(prefix))
      .sort()
      .flatMap((name) => {
        const one = this.assembled(name);
        return one.kind === 'report' ? [one.report] : [];
      });
  }

  #do<T>(method: keyof ReportLog, stream: string, work: () => T): Promise<T> {
    this.calls.push(`${method} ${stream}`);
    const kind = this.fault(method, stream);
    if (kind !== undefined) return Promise.reject(new WatchStopped({ kind, message: `${method} fails: ${kind}` }));
    return Promise.resolve().then(work);
  }
}
