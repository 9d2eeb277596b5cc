import assert from 'node:assert/strict';
import { useGeminiWorkbench } from './runner/useGeminiWorkbench.ts';

const CONSENT = 'May Palisade send files to Google Gemini?';
const WITH_KEY = { GEMINI_API_KEY: 'a-test-key' };

describe('a person who does not want to send anything', () => {
  const suite = useGeminiWorkbench({ modes: 'ok-empty' }, { env: WITH_KEY });

  it('says so once: nothing is sent on save or by command, and the offline engine goes on', async () => {
    const { workbench, gemini } = suite;
    await workbench.ready();
    await workbench.openFile('orders.py');
    await workbench.save();
    await workbench.dialogs.answer(CONSENT, 'Do not send');
    await workbench.statusBarItem(/Palisade: 6 findings$/).waitFor();
    assert.match(await workbench.spokenStatus(), /Gemini took no part: you have not agreed to send files/);

    await workbench.runCommand('Palisade: Scan File');
    await workbench.statusBarItem('Palisade: 6 findings · partial: no consent').waitFor();
    assert.equal(await workbench.dialogs.dialog(CONSENT).count(), 0, 'the question is not asked again');
    assert.deepEqual(gemini.requests, []);
  });
});

describe('a workspace that is not trusted', () => {
  const suite = useGeminiWorkbench({ modes: 'ok-empty' }, { env: WITH_KEY, trust: 'ask' });

  it('sends nothing and does not even ask, and the offline engine works', async () => {
    const { workbench, gemini } = suite;
    await workbench.ready();
    await workbench.statusBarItem('Restricted Mode').waitFor();
    await workbench.saveAndSee('orders.py', /Palisade: 6 findings$/);
    assert.match(await workbench.spokenStatus(), /Gemini took no part: this workspace is not trusted/);

    await workbench.runCommand('Palisade: Scan File');
    await workbench.statusBarItem('Palisade: 6 findings · partial: not trusted').waitFor();
    assert.equal(await workbench.dialogs.dialog(CONSENT).count(), 0);
    assert.deepEqual(gemini.requests, []);
  });
});
