import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Ports } from '../../src/editor/ports.ts';
import { type FakeGemini, promptOf, startFakeGemini } from '../support/fakeGemini.ts';
import type { FakeModeName } from '../support/fakeGeminiModes.ts';
import { closeEditors, type Fresh, freshExtension, setSetting } from './freshExtension.ts';
import { details, hideOtherFiles, lastMessage, many, showOtherFiles, writeFiles } from './manyFiles.ts';
import { CLEAN_PY, ORDERS_PY } from './samples.ts';

const scan = (): Thenable<unknown> => vscode.commands.executeCommand('palisade.scanWorkspace');

describe('Palisade: Scan Workspace, with Gemini', () => {
  let gemini: FakeGemini;
  let fresh: Fresh;

  before(hideOtherFiles);
  beforeEach(() => start('ok-empty'));
  afterEach(async () => {
    await setSetting('palisade.exclude', undefined);
    await closeEditors();
    await gemini.stop();
    await rm(many('').fsPath, { recursive: true, force: true });
  });
  after(showOtherFiles);

  const start = async (modes: FakeModeName, overrides: Partial<Ports> = {}): Promise<void> => {
    gemini = await startFakeGemini({ modes });
    fresh = await freshExtension({
      geminiEndpoint: gemini.url,
      environment: { GEMINI_API_KEY: 'a-test-key' },
      ...overrides,
    });
    fresh.dialogs.consent = 'granted';
    await fresh.instance.consent.ask();
  };
  const restart = async (modes: FakeModeName, overrides: Partial<Ports> = {}): Promise<void> => {
    await gemini.stop();
    await start(modes, overrides);
  };
  const withGemini = (): void => {
    fresh.dialogs.choosing = (buttons) => buttons.find((button) => button.startsWith('With Gemini'));
  };
  const offlineOnly = (): void => {
    fresh.dialogs.choosing = (buttons) => buttons.find((button) => button === 'Offline Only');
  };
  const sentPaths = (): string[] =>
    gemini.requests.map(({ body }) => /^Path: .*?([\w.-]+\.\w+)"?/m.exec(promptOf(body))?.[1] ?? '').sort();
  const enginesOf = (path: string): readonly string[] => {
    const status = fresh.instance.scans.status(many(path).toString());
    return status?.phase === 'done' ? status.outcome.receipt.engines : [];
  };

  it('asks first, with an estimate, and the safe answer is the first', async () => {
    await writeFiles({ 'a.py': CLEAN_PY, 'b.py': CLEAN_PY, 'notes.md': 'Notes.\n', '.env': 'A=b\n' });
    await scan();
    const [asked, ...others] = fresh.dialogs.asked;
    assert.deepEqual(others, []);
    assert.equal(asked?.question, 'Scan 4 files offline only, or let Gemini review 2 of them too?');
    assert.deepEqual(asked.buttons, ['Offline Only', 'With Gemini (2 files)']);
    assert.match(asked.detail, /the text of 2 files is sent to Google, with detected secrets masked/);
    assert.match(asked.detail, /Not sent: 1 excluded, 1 with nothing in them for Gemini/);
    assert.match(
      asked.detail,
      /estimate: [\d,]+ tokens in and 6,000 out; about 0\.0\d USD and 10 seconds, with gemini-3\.8-flash/,
    );
    assert.match(asked.detail, /Left of your limits for today: 200 requests and 400,000 tokens\.$/);
  });

  it('scans nothing when the question is closed', async () => {
    await writeFiles({ 'a.py': CLEAN_PY });
    await scan();
    assert.equal(gemini.requests.length, 0);
    assert.equal(fresh.instance.scans.status(many('a.py').toString()), undefined);
    assert.deepEqual(fresh.dialogs.messages, []);
  });

  it('sends nothing when the answer is offline only', async () => {
    await writeFiles({ 'a.py': CLEAN_PY, 'orders.py': ORDERS_PY });
    offlineOnly();
    await scan();
    assert.equal(gemini.requests.length, 0);
    assert.match(lastMessage(fresh), /2 findings in 2 files: .*Files: 2 complete\. [\d.]+ m?s\.$/);
  });

  it('sends what was confirmed, and says what it cost', async () => {
    await writeFiles({ 'a.py': CLEAN_PY, 'orders.py': ORDERS_PY, 'notes.md': 'Notes.\n', '.env': 'A=b\n' });
    withGemini();
    await scan();
    assert.deepEqual(sentPaths(), ['a.py', 'orders.py']);
    assert.deepEqual(enginesOf('a.py'), ['embedded', 'gemini']);
    assert.match(
      lastMessage(fresh),
      /2 findings in 4 files: .* Files: 2 complete, 2 partial .* Not everything was looked at\. Gemini reviewed 2 files \([\d,]+ tokens, about 0\.\d\d USD\), and not 1 \(excluded\)\./,
    );
    assert.equal((await fresh.instance.limit.today()).requests, 2);
  });

  it('does not send again what it has reviewed and is unchanged', async () => {
    await writeFiles({ 'a.py': CLEAN_PY, 'orders.py': ORDERS_PY });
    withGemini();
    await scan();
    assert.equal(gemini.requests.length, 2);
    await writeFiles({ 'b.py': CLEAN_PY });
    await scan();
    assert.match(fresh.dialogs.asked.at(-1)?.detail ?? '', /Not sent: 2 reviewed before and unchanged/);
    assert.deepEqual(sentPaths(), ['a.py', 'b.py', 'orders.py']);
    assert.match(lastMessage(fresh), /Gemini reviewed 1 file \(.*\)\. It had reviewed 2 unchanged files before\./);
    await scan();
    assert.equal(gemini.requests.length, 3);
    assert.equal(fresh.dialogs.asked.length, 2, 'there is nothing to ask about');
  });

  it('does not forget a review because of an offline scan after it', async () => {
    await writeFiles({ 'a.py': CLEAN_PY });
    withGemini();
    await scan();
    await writeFiles({ 'b.py': CLEAN_PY });
    offlineOnly();
    await scan();
    assert.deepEqual(enginesOf('a.py'), ['embedded', 'gemini']);
    assert.deepEqual(enginesOf('b.py'), ['embedded']);
  });

  it('sends no more than the daily limit allows, and goes on offline', async () => {
    const today = new Date().toISOString().slice(0, 10);
    fresh.usage.text = JSON.stringify({ day: today, requests: 198, tokens: 1 });
    await writeFiles(Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`${n}.py`, CLEAN_PY])));
    withGemini();
    const report = await details(fresh, scan);
    assert.match(
      fresh.dialogs.asked[0]?.detail ?? '',
      /2 requests .*That will do for about 2 of the 9 \(about 0\.0\d USD and 10 seconds\); the others/,
    );
    assert.equal(gemini.requests.length, 2);
    assert.match(
      lastMessage(fresh),
      /Nothing found so far in 9 files\. Files: 2 complete, 7 partial \(daily limit\)\. Not everything was looked at\. Gemini reviewed 2 files .*, and not 7 \(daily limit\)/,
    );
    assert.match(report, /^Partial, daily limit: 7 files$/m);
  });

  it('does not ask when nothing is left for today, but says why Gemini took no part', async () => {
    const today = new Date().toISOString().slice(0, 10);
    fresh.usage.text = JSON.stringify({ day: today, requests: 200, tokens: 1 });
    await writeFiles({ 'a.py': CLEAN_PY });
    await scan();
    assert.deepEqual(fresh.dialogs.asked, []);
    assert.match(
      lastMessage(fresh),
      /The offline engine has no findings in 1 file\..* Gemini took no part: daily limit\./,
    );
  });

  it('stops asking after the first answer that would be the same for all', async () => {
    await restart('429-per-day');
    await writeFiles(Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`${n + 10}.py`, CLEAN_PY])));
    withGemini();
    await scan();
    assert.ok(gemini.requests.length <= 4, `${gemini.requests.length} requests`);
    assert.match(
      lastMessage(fresh),
      /12 partial \(quota used up\)\. .*Gemini reviewed 0 files.*, and not 12 \(quota used up\)/,
    );
  });

  it('sends nothing that an ignore file or a setting keeps here, though it is scanned', async () => {
    await setSetting('palisade.exclude', ['many/secret/']);
    await writeFiles({ 'secret/a.py': ORDERS_PY, 'b.py': CLEAN_PY });
    withGemini();
    await scan();
    assert.deepEqual(sentPaths(), ['b.py']);
    assert.match(lastMessage(fresh), /2 findings in 2 files: .*1 partial \(excluded\)/);
  });

  it('ends with a cancel while Gemini thinks, and what the offline engine has found stays', async () => {
    await restart('hang');
    await writeFiles({ 'orders.py': ORDERS_PY });
    withGemini();
    const running = scan();
    await gemini.received(1);
    await vscode.commands.executeCommand('palisade.cancelScan');
    await running;
    await gemini.abandoned();
    assert.match(lastMessage(fresh), /was cancelled\. No file was looked at\. Files: 1 not reached\./);
    assert.equal(fresh.instance.store.records(many('orders.py').toString()).length, 2);
  });

  it('takes no part, and is not mentioned, without consent', async () => {
    fresh = await freshExtension({ geminiEndpoint: gemini.url, environment: { GEMINI_API_KEY: 'a-test-key' } });
    await writeFiles({ 'a.py': CLEAN_PY });
    await scan();
    assert.equal(fresh.dialogs.consentAsked, 0);
    assert.deepEqual(fresh.dialogs.asked, []);
    assert.equal(gemini.requests.length, 0);
    assert.doesNotMatch(lastMessage(fresh), /Gemini/);
  });
});
