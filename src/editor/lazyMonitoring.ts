import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Log } from '../app/ports.ts';
import type { FindingStore } from '../findings/store.ts';
import type { CommandTable } from './commands.ts';
import type { IgnoreLists } from './ignoreLists.ts';
import type { LazyPosture } from './lazyPosture.ts';
import type * as bundle from './monitoring/openMonitoring.ts';
import { MONITORING_COMMAND_IDS, type MonitoringCommandId } from './monitoringCommandIds.ts';
import type { Ports } from './ports.ts';

/** What the Monitoring view needs of the rest of the extension. */
export interface MonitoringParts extends Pick<Ports, 'dialogs' | 'memory' | 'clock' | 'aws' | 'isTrusted'> {
  /** Where the extension is installed: an absolute path. */
  readonly directory: string;
  readonly version: string;
  readonly store: FindingStore;
  readonly ignores: Pick<IgnoreLists, 'ensureAll'>;
  readonly posture: LazyPosture;
  readonly log: Log;
  /** Takes what nobody expected. */
  readonly report: (error: unknown) => void;
}

/** The Monitoring view with what is behind it, once it is loaded. */
export type Monitoring = ReturnType<typeof bundle.openMonitoring>;

/** Loads the Monitoring view when it is opened or one of its commands is run. Cheap until then. */
export class LazyMonitoring {
  readonly #parts: MonitoringParts;
  /** Stands in for the view until that is there; the editor asks it for rows when the view is opened. */
  #standIn: vscode.Disposable | undefined;
  #monitoring: Monitoring | undefined;
  #disposed = false;

  constructor(parts: MonitoringParts) {
    this.#parts = parts;
    this.#standIn = vscode.window.registerTreeDataProvider<never>('palisade.monitoring', {
      getChildren: () => {
        // Not now: the editor is in the middle of asking.
        setImmediate(() => this.#opened());
        return [];
      },
      getTreeItem: (element: never) => element,
    });
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#standIn?.dispose();
    await this.#monitoring?.dispose();
  }

  /** Undefined until it is loaded. */
  get loaded(): Monitoring | undefined {
    return this.#monitoring;
  }

  load(): Monitoring {
    if (this.#disposed) throw new Error('the extension is ending');
    if (this.#monitoring === undefined) {
      this.#standIn?.dispose();
      this.#standIn = undefined;
      const path = join(this.#parts.directory, 'dist', 'monitoring.cjs');
      // Not an import: the bundle asks for `vscode`, which the editor gives to what is required.
      const { openMonitoring } = createRequire(path)(path) as typeof bundle;
      this.#monitoring = openMonitoring(this.#parts);
    }
    return this.#monitoring;
  }

  commands(): Pick<CommandTable, MonitoringCommandId> {
    const entries = MONITORING_COMMAND_IDS.map(
      (id) => [id, (argument: unknown) => this.load().run(id, argument)] as const,
    );
    return Object.fromEntries(entries) as Pick<CommandTable, MonitoringCommandId>;
  }

  #opened(): void {
    if (this.#disposed) return;
    try {
      this.load();
    } catch (error) {
      this.#parts.report(error);
    }
  }
}
