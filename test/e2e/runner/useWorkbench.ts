import { join } from 'node:path';
import { repository } from '../../support/repository.ts';
import { vsixOfThisRun } from '../../support/vsix.ts';
import { startWorkbench, type RunningWorkbench, type WorkbenchOptions } from '../../support/workbench/start.ts';
import { Workbench } from '../pages/workbench.ts';

/** Without `developmentPath` the VSIX is installed, as a user would have it. Default workspace: the playground. */
export type SuiteOptions = Omit<Partial<WorkbenchOptions>, 'tests'>;

export interface SuiteWorkbench {
  /** The parts of the workbench. Valid inside tests and hooks. */
  readonly workbench: Workbench;
  readonly running: RunningWorkbench;
}

/**
 * Call it inside describe(): the suite gets one workbench, which is ended after it. When a test fails, a
 * screenshot and the output of the extension host are kept and shown.
 *
 * @param options a function when they are known only once earlier hooks have run (a fake server's address)
 */
export function useWorkbench(options: SuiteOptions | (() => SuiteOptions) = {}): SuiteWorkbench {
  let open: { running: RunningWorkbench; workbench: Workbench } | undefined;
  const opened = (): { running: RunningWorkbench; workbench: Workbench } => {
    if (open === undefined) throw new Error('the workbench is open only inside tests and hooks');
    return open;
  };

  before('open the workbench', async function () {
    // The first time, the editor is installed and the VSIX is built.
    this.timeout(5 * 60_000);
    const given = typeof options === 'function' ? options() : options;
    const extension = given.developmentPath ?? given.vsix;
    const running = await startWorkbench({
      workspace: join(repository, 'test', 'playground'),
      ...(extension === undefined ? { vsix: await vsixOfThisRun() } : {}),
      say: (line) => console.log(line),
      ...given,
    });
    open = { running, workbench: new Workbench(running.page) };
  });

  afterEach('keep what explains a failure', async function () {
    if (this.currentTest?.state !== 'failed') return;
    console.error(await opened().running.keepFailure(this.currentTest.fullTitle()));
  });

  after('close the workbench', async () => {
    await open?.running.dispose();
    open = undefined;
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
