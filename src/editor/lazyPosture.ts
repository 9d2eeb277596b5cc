import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { AccountSession } from '../app/posture/accountSession.ts';
import type { Clock, Log, MachineMemory } from '../app/ports.ts';
import type { FindingStore } from '../findings/store.ts';
import type { Environment } from '../s3/account/environment.ts';
import type { CommandTable } from './commands.ts';
import type { EditorDialogs } from './dialogs.ts';
import type { IgnoreLists } from './ignoreLists.ts';
import type { IgnoreWriter } from './ignoreWriter.ts';
import type * as bundle from './posture/openPosture.ts';
import type { PostureView } from './posture/postureView.ts';
import { POSTURE_COMMAND_IDS, type PostureCommandId } from './postureCommandIds.ts';

/** What the S3 posture needs of the rest of the extension. */
export interface PostureParts {
  /** Where the extension is installed: an absolute path. */
  readonly directory: string;
  readonly version: string;
  readonly store: FindingStore;
  readonly dialogs: EditorDialogs;
  readonly memory: MachineMemory;
  readonly workspaceState: vscode.Memento;
  readonly clock: Pick<Clock, 'now'>;
  readonly aws: Environment;
  readonly isTrusted: () => boolean;
  readonly runInTerminal: (name: string, command: string) => void;
  readonly ignores: Pick<IgnoreLists, 'ensureAll'>;
  readonly writer: IgnoreWriter;
  readonly log: Log;
  /** Takes what nobody expected. */
  readonly report: (error: unknown) => void;
}

/** The S3 posture, once it is loaded. */
export interface Posture {
  readonly session: AccountSession;
  readonly view: PostureView;
  run(id: PostureCommandId, argument: unknown): Promise<void>;
  dispose(): Promise<void>;
}

const VIEW_ID = 'palisade.posture';

/** Loads the S3 posture when its view is opened or one of its commands is run. Cheap until then. */
export class LazyPosture {
  readonly #parts: PostureParts;
  /** Stands in for the view until that is there; the editor asks it for rows when the view is opened. */
  #standIn: vscode.Disposable | undefined;
  #posture: Posture | undefined;
  #disposed = false;

  constructor(parts: PostureParts) {
    this.#parts = parts;
    this.#standIn = vscode.window.registerTreeDataProvider<never>(VIEW_ID, {
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
    await this.#posture?.dispose();
  }

  /** Undefined until it is loaded. */
  get loaded(): Posture | undefined {
    return this.#posture;
  }

  load(): Posture {
    if (this.#disposed) throw new Error('the extension is ending');
    if (this.#posture === undefined) {
      this.#standIn?.dispose();
      this.#standIn = undefined;
      const path = join(this.#parts.directory, 'dist', 'posture.cjs');
      // Not an import: the bundle asks for `vscode`, which the editor gives to what is required.
      const { openPosture } = createRequire(path)(path) as typeof bundle;
      this.#posture = openPosture(this.#parts);
    }
    return this.#posture;
  }

  commands(): Pick<CommandTable, PostureCommandId> {
    const entries = POSTURE_COMMAND_IDS.map(
      (id) => [id, (argument: unknown) => this.load().run(id, argument)] as const,
    );
    return Object.fromEntries(entries) as Pick<CommandTable, PostureCommandId>;
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
