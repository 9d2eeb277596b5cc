import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FakeGemini, startFakeGemini } from '../support/fakeGemini.ts';
import { repository } from '../support/repository.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';
import { waitUntil } from './pages/waitUntil.ts';
import { type RefusingProxy, startRefusingProxy } from './runner/refusingProxy.ts';
import { requestsTo } from './runner/useGeminiWorkbench.ts';
import { type SuiteWorkbench, useWorkbench } from './runner/useWorkbench.ts';

const CONSENT = 'May Palisade send files to Google Gemini?';
/** A value that stops the start wherever the variable is read at all. */
const UNREADABLE = { PALISADE_TEST_PORTS: 'not JSON' };
const GOOGLE = 'generativelanguage.googleapis.com:443';

describe('ports that tests replace through the environment', () => {
  let gemini: FakeGemini;
  let proxy: RefusingProxy;
  let folder: TemporaryFolder;

  before(async () => {
    gemini = await startFakeGemini({ modes: 'ok-empty' });
    // The real endpoint is used here: nothing may get there from a machine that has a network.
    proxy = await startRefusingProxy();
    folder = await temporaryFolder('probe');
  });
  after(async () => {
    await gemini.stop();
    await proxy.dispose();
    await folder.dispose();
  });

  const environment = (): Record<string, string> => ({
    ...proxy.env,
    ...requestsTo(gemini),
    GEMINI_API_KEY: 'a-test-key',
  });
  const saveWithConsent = async ({ workbench }: SuiteWorkbench): Promise<void> => {
    await workbench.ready();
    await workbench.openFile('orders.py');
    await workbench.save();
    await workbench.dialogs.answer(CONSENT, 'Allow on this machine');
  };

  describe('where the extension is installed', () => {
    const suite = useWorkbench(() => ({
      beside: join(repository, 'test', 'e2e', 'probe'),
      env: { ...environment(), PALISADE_PROBE_FILE: join(folder.path, 'seen') },
    }));

    it('are not replaced: a review goes to Google, and the offline findings stay when that fails', async () => {
      await saveWithConsent(suite);
      await suite.workbench.statusBarItem('Palisade: 6 findings · partial: no connection').waitFor();
      assert.ok(proxy.asked.includes(GOOGLE), proxy.asked.join());
      assert.deepEqual(gemini.requests, []);
    });

    // In development mode there is an API: the tests in the extension host live off it.
    it('are not within reach of another extension either', async () => {
      let seen = '';
      await waitUntil(async () => {
        seen = await readFile(join(folder.path, 'seen'), 'utf8').catch(() => '');
        return seen.endsWith('}');
      }, 'what the extension beside Palisade writes');
      assert.deepEqual(JSON.parse(seen), { active: true, api: 'nothing' });
    });
  });

  describe('where the same files are developed', () => {
    const suite = useWorkbench(() => ({ mode: 'development', env: environment() }));

    it('are replaced: the review goes where the variable says', async () => {
      const before = gemini.requests.length;
      await saveWithConsent(suite);
      await suite.workbench.statusBarItem(/Palisade: 6 findings$/).waitFor();
      assert.equal(gemini.requests.length, before + 1);
    });
  });

  describe('when the variable is unreadable', () => {
    describe('where the extension is installed', () => {
      const suite = useWorkbench({ env: UNREADABLE });

      it('are not even read: it starts and scans', async () => {
        await suite.workbench.ready();
        await suite.workbench.saveAndSee('orders.py', /Palisade: \d+ findings/);
      });
    });

    describe('where it is developed', () => {
      const suite = useWorkbench({ env: UNREADABLE, mode: 'development' });

      it('are read, and a start that fails is shown to the person', async () => {
        // VS Code shows no toasts in this mode; the notification centre has them.
        await suite.workbench.dialogs.showNotifications();
        await suite.workbench.dialogs.notification('Palisade could not start').waitFor();
      });
    });
  });
});
