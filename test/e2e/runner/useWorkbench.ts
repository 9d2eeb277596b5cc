import { join } from 'node:path';
import type { Disposable } from '../../support/disposable.ts';
import { repository } from '../../support/repository.ts';
import { vsixOfThisRun } from '../../support/vsix.ts';
import { startWorkbench, type RunningWorkbench, type WorkbenchOptions } from '../../support/workbench/start.ts';
import { Workbench } from '../pages/workbench.ts';
import { unpackedVsix } from './unpackedVsix.ts';

/** Default workspace: the playground. */
export interface SuiteOptions extends Omit<Partial<WorkbenchOptions>, 'tests' | 'vsix' | 'developmentPath'> {
  /**
   * `installed` (default): the VSIX, in production mode, as a user would have it. `development`: the same
   * files in development mode, where ports can be replaced.
   */
  readonly mode?: 'installed' | 'development';
  /** With `installed`: the folder of one more extension, which is loaded in development mode and can look at Palisade. */
  readonly beside?: string;
}

export interface SuiteWorkbench {
  /** The parts of the workbench. Valid inside tests and hooks. */
  readonly workbench: Workbench;
  readonly running: RunningWorkbench;
}

/** Nothing is saved but by the person: in a browser VS Code would save after a second. */
const SETTINGS = { 'files.autoSave': 'off' };

/**
 * Call it inside describe(): the suite gets one workbench, which is ended after it. When a test fails, a
 * screenshot and the output of the extension host are kept and shown.
 *
 * @param options a function when they are known only once earlier hooks have run (a fake server's address)
 */
export function useWorkbench(options: SuiteOptions | (() => SuiteOptions) = {}): SuiteWorkbench {
  const owned: Disposable[] = [];
  let open: { running: RunningWorkbench; workbench: Workbench } | undefined;
  const opened = (): { running: RunningWorkbench; workbench: Workbench } => {
    if (open === undefined) throw new Error('the workbench is open only inside tests and hooks');
    return open;
  };

  before('open the workbench', async function () {
    // The first time, the editor is installed and the VSIX is built.
    this.timeout(5 * 60_000);
    const { mode = 'installed', beside, settings, ...given } = typeof options === 'function' ? options() : options;
    const unpacked = mode === 'development' ? await unpackedVsix() : undefined;
    if (unpacked) owned.push(unpacked);
    // VS Code takes one such folder from an address.
    const developmentPath = unpacked?.path ?? beside;
    const running = await startWorkbench({
      workspace: join(repository, 'test', 'playground'),
      ...(unpacked ? {} : { vsix: await vsixOfThisRun() }),
      ...(developmentPath === undefined ? {} : { developmentPath }),
      settings: { ...SETTINGS, ...settings },
      say: (line) => console.log(line),
      ...given,
    });
    owned.push(running);
    open = { running, workbench: new Workbench(running.page) };
  });

  afterEach('keep what explains a failure', async function () {
    if (this.currentTest?.state !== 'failed') return;
    console.error(await opened().running.keepFailure(this.currentTest.fullTitle()));
  });

  after('close the workbench', async () => {
    open = undefined;
    for (const part of owned.splice(0).reverse()) await part.dispose();
  });

  return {
    get workbench() {
      return opened().workbench;
    },
    get running() {
      return opened().running;
    },
  };
}
