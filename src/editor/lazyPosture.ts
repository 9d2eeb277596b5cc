import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { BucketLooks } from '../app/fixes/bucketLooks.ts';
import type { AccountSession } from '../app/posture/accountSession.ts';
import type { Log } from '../app/ports.ts';
import { Emitter } from '../findings/events.ts';
import type { FindingStore } from '../findings/store.ts';
import type { CommandTable } from './commands.ts';
import type { AccountStatus } from './statusModel.ts';
import type { IgnoreLists } from './ignoreLists.ts';
import type { IgnoreWriter } from './ignoreWriter.ts';
import type * as bundle from './posture/openPosture.ts';
import type { PostureView } from './posture/postureView.ts';
import type { Ports } from './ports.ts';
import { POSTURE_COMMAND_IDS, type PostureCommandId } from './postureCommandIds.ts';

/** What the S3 posture needs of the rest of the extension. */
export interface PostureParts extends Pick<
  Ports,
  'dialogs' | 'memory' | 'clock' | 'aws' | 'isTrusted' | 'runInTerminal'
> {
  /** Where the extension is installed: an absolute path. */
  readonly directory: string;
  readonly version: string;
  readonly store: FindingStore;
  readonly workspaceState: vscode.Memento;
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
  /** Looks at the account for the sake of what was handed to the agent. */
  readonly rechecks: BucketLooks;
  run(id: PostureCommandId, argument: unknown): Promise<void>;
  dispose(): Promise<void>;
}

const VIEW_ID = 'palisade.posture';

/** Loads the S3 posture when its view is opened or one of its commands is run. Cheap until then. */
export class LazyPosture {
  readonly #parts: PostureParts;
  /** Stands in for the view until that is there; the editor asks it for rows when the view is opened. */
  #standIn: vscode.Disposable | undefined;
  readonly #changed = new Emitter<undefined>();
  #posture: Posture | undefined;
  #disposed = false;

  /** What {@link status} says may be another. */
  readonly onDidChange = this.#changed.event;

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
    this.#changed.dispose();
    await this.#posture?.dispose();
  }

  /** Undefined until it is loaded. */
  get loaded(): Posture | undefined {
    return this.#posture;
  }

  /** For the status bar; undefined when no account is looked at. The sample is none. */
  status(): AccountStatus | undefined {
    if (this.#posture === undefined) return undefined;
    const { source, identity, reading, outcome } = this.#posture.session.state;
    if (source === undefined || source.kind === 'sample' || source.kind === 'report') return undefined;
    const { tally } = this.#parts.store.buckets;
    return { accountId: identity?.accountId, tally, reading: reading !== undefined, outcome };
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
      this.#posture.session.onDidChange(() => this.#changed.fire(undefined));
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
