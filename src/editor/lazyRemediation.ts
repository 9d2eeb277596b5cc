import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Log } from '../app/ports.ts';
import type { ScanJobs } from '../app/scanJobs.ts';
import type { EngineHost } from '../code/embedded/host.ts';
import type { FindingStore } from '../findings/store.ts';
import type { AwsMcpRegistration } from './awsMcpRegistration.ts';
import type { CommandTable } from './commands.ts';
import type { DocumentTracker } from './documentTracker.ts';
import type { LazyPosture } from './lazyPosture.ts';
import type { Ports } from './ports.ts';
import type * as bundle from './remediation/openRemediation.ts';
import { REMEDIATION_COMMAND_IDS, type RemediationCommandId } from './remediationCommandIds.ts';
import type { Scans } from './scans.ts';

/** What prompts, hand-offs and re-checks need of the rest of the extension. */
export interface RemediationParts extends Pick<
  Ports,
  'dialogs' | 'clock' | 'memory' | 'aws' | 'environment' | 'promptHost' | 'isTrusted' | 'workspaceMemory'
> {
  /** Where the extension is installed: an absolute path. */
  readonly directory: string;
  readonly store: FindingStore;
  readonly tracker: DocumentTracker;
  readonly scans: Scans;
  readonly jobs: ScanJobs;
  readonly engine: EngineHost;
  readonly posture: LazyPosture;
  readonly awsMcp: AwsMcpRegistration;
  readonly log: Log;
  /** Takes what nobody expected. */
  readonly report: (error: unknown) => void;
}

/** The part that fixes, once it is loaded. */
export type Remediation = ReturnType<typeof bundle.openRemediation>;

/** Where what was handed off is kept, in the memory of the workspace. */
export const FIXES_KEY = 'palisade.fixes';

/** Loads what fixes need when one of its commands is run, or when something was handed off before. */
export class LazyRemediation {
  readonly #parts: RemediationParts;
  #remediation: Remediation | undefined;
  #disposed = false;

  constructor(parts: RemediationParts) {
    this.#parts = parts;
    if (parts.workspaceMemory.get(FIXES_KEY) === undefined) return;
    setImmediate(() => {
      if (this.#disposed) return;
      try {
        this.load();
      } catch (error) {
        parts.report(error);
      }
    });
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.#remediation?.dispose();
  }

  /** Undefined until it is loaded. */
  get loaded(): Remediation | undefined {
    return this.#remediation;
  }

  load(): Remediation {
    if (this.#disposed) throw new Error('the extension is ending');
    if (this.#remediation === undefined) {
      const path = join(this.#parts.directory, 'dist', 'remediation.cjs');
      // Not an import: the bundle asks for `vscode`, which the editor gives to what is required.
      const { openRemediation } = createRequire(path)(path) as typeof bundle;
      this.#remediation = openRemediation(this.#parts);
    }
    return this.#remediation;
  }

  commands(): Pick<CommandTable, RemediationCommandId> {
    const entries = REMEDIATION_COMMAND_IDS.map(
      (id) => [id, (argument: unknown) => this.load().run(id, argument)] as const,
    );
    return Object.fromEntries(entries) as Pick<CommandTable, RemediationCommandId>;
  }
}
