import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ReasonKind } from '../../src/findings/outcome.ts';
import { type FakeGemini, type FakeGeminiScript, startFakeGemini } from '../support/fakeGemini.ts';
import type { FakeModeName } from '../support/fakeGeminiModes.ts';
import {
  closeEditors,
  type Fresh,
  freshExtension,
  nextOutcome,
  openFile,
  problemsOf,
  replace,
  setSetting,
  statusIs,
} from './freshExtension.ts';
import type { Ports } from '../../src/editor/ports.ts';
import { ORDERS_PY } from './samples.ts';

/** Built from parts, so that nobody takes it for a real one. */
const PASSWORD = ['oolong', '2019', 'Kx7', 'harbour'].join('-');
const WITH_SECRET = ORDERS_PY.replace('app = Flask(__name__)', `app = Flask(__name__)\nDB_PASSWORD = "${PASSWORD}"`);

describe('the review by Gemini in the editor', () => {
  let gemini: FakeGemini | undefined;
  let fresh: Fresh;

  const start = async (script: FakeGeminiScript, overrides: Partial<Ports> = {}): Promise<FakeGemini> => {
    gemini = await startFakeGemini(script);
    fresh = await freshExtension({
      geminiEndpoint: gemini.url,
      environment: { GEMINI_API_KEY: 'a-test-key' },
      ...overrides,
    });
    fresh.dialogs.consent = 'granted';
    return gemini;
  };
  const scanned = async (text = ORDERS_PY): Promise<vscode.TextDocument> => {
    const { document } = await openFile('orders.py', text);
    await vscode.commands.executeCommand('palisade.scanFile');
    return document;
  };
  const statusText = (): string => {
    fresh.instance.renderer.flush();
    return fresh.instance.status.view?.text ?? '';
  };

  afterEach(async () => {
    await setSetting('palisade.exclude', undefined);
    await closeEditors();
    await gemini?.stop();
    gemini = undefined;
  });

  it('adds what only Gemini found, and joins what both found', async () => {
    await start({
      patterns: [
        { contains: 'def ship_order', cwe: '862', title: 'Anybody can ship', severity: 'medium' },
        { contains: 'db.execute(query)', cwe: '89', title: 'Query from the request', severity: 'high' },
      ],
    });
    const document = await scanned();
    const records = fresh.instance.store.records(document.uri.toString());
    assert.deepEqual(
      records.map(({ finding }) => [finding.problemClass, finding.provenance.engine]),
      [
        ['sql-injection', 'both'],
        ['access-control', 'gemini'],
        ['transport-security', 'both'],
      ],
    );
    const [, shipped] = problemsOf(fresh.instance, document.uri);
    assert.equal(shipped?.message, 'Medium: Anybody can ship (Gemini)');
    assert.equal(shipped.severity, vscode.DiagnosticSeverity.Warning);
    assert.match(fresh.dialogs.messages[0] ?? '', /Offline engine \+ gemini-3\.8-flash, 19 of 19 lines/);
    assert.match(fresh.instance.status.view?.tooltip ?? '', /tokens: \d+ in, \d+ out\nCost: about 0\.\d+ USD/);
  });

  it('asks for consent once, and not again on the same machine', async () => {
    const server = await start({ modes: 'ok-empty' });
    await scanned();
    await scanned();
    assert.equal(fresh.dialogs.consentAsked, 1);
    assert.equal(server.requests.length, 2);
  });

  it('sends nothing without consent, and says so', async () => {
    const server = await start({ modes: 'ok-empty' });
    fresh.dialogs.consent = 'declined';
    const document = await scanned();
    assert.equal(server.requests.length, 0);
    assert.match(statusText(), /2 findings · partial: no consent/);
    assert.equal(problemsOf(fresh.instance, document.uri).length, 2);
  });

  it('sends nothing from a workspace that is not trusted', async () => {
    const server = await start({ modes: 'ok-empty' }, { isTrusted: () => false });
    await scanned();
    assert.equal(server.requests.length, 0);
    assert.equal(fresh.dialogs.consentAsked, 0);
    assert.match(statusText(), /2 findings · partial: not trusted/);
  });

  it('sends nothing that the settings exclude', async () => {
    await setSetting('palisade.exclude', ['orders.py']);
    const server = await start({ modes: 'ok-empty' });
    await scanned();
    assert.equal(server.requests.length, 0);
    assert.match(statusText(), /2 findings · partial: excluded/);
  });

  it('keeps a secret of the file out of every byte that is sent, shown and copied', async () => {
    const server = await start({ modes: 'ok-empty' });
    const document = await scanned(WITH_SECRET);
    assert.equal(server.requests.length, 1);
    const { body = '', headers, path } = server.requests[0] ?? {};
    assert.ok(body.includes('DB_PASSWORD'), 'the line itself was sent');
    assert.ok(!`${body}${JSON.stringify(headers)}${path}`.includes(PASSWORD));
    const records = fresh.instance.store.records(document.uri.toString());
    const problems = problemsOf(fresh.instance, document.uri);
    assert.equal(problems.length, 3, 'the secret is a finding of its own');
    const tree = fresh.instance.view.getChildren();
    assert.ok(!JSON.stringify([records, problems, tree, fresh.dialogs.said]).includes(PASSWORD));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      problems[0]?.range.start,
    );
    assert.ok(hovers.length > 0);
    assert.ok(!JSON.stringify(hovers).includes(PASSWORD));
  });

  it('drops and counts what quotes text that is not in the file', async () => {
    await start({ modes: 'hallucinated-quote' });
    const document = await scanned();
    assert.equal(problemsOf(fresh.instance, document.uri).length, 2);
    assert.match(statusText(), /2 findings · partial: answers dropped/);
    assert.match(fresh.instance.status.view?.tooltip ?? '', /Dropped, as the quote is not in the file: 1/);
  });

  it('folds away what Gemini refutes with a guard from the file, until the person restores it', async () => {
    const guarded = ORDERS_PY.replace(
      '    query =',
      '    if not customer.isprintable():\n        return {}\n    query =',
    );
    await start({
      candidateRules: [{ contains: 'sql-injection', verdict: 'refuted', guardContains: 'isprintable' }],
    });
    const document = await scanned(guarded);
    assert.equal(problemsOf(fresh.instance, document.uri).length, 1);
    const group = fresh.instance.view.getChildren().find(({ key }) => key === 'refuted');
    assert.equal(group?.label, 'Refuted by Gemini');
    const [node] = fresh.instance.view.getChildren(group);
    await vscode.commands.executeCommand('palisade.restoreFinding', node);
    assert.equal(problemsOf(fresh.instance, document.uri).length, 2);
    assert.equal(
      fresh.instance.view.getChildren().find(({ key }) => key === 'refuted'),
      undefined,
    );
  });

  it('renders what a model wrote as plain text', async () => {
    const evil =
      '[click](command:workbench.action.terminal.new) ![x](https://evil.example/x.png) <b>bold</b> `code` $(flame)';
    await start({
      patterns: [
        {
          contains: 'def ship_order',
          cwe: '862',
          title: evil,
          severity: 'medium',
          fields: { why: `${evil}\n\n# heading\n\`\`\`\nfence`, fix: evil },
        },
      ],
    });
    const document = await scanned();
    const at = document.positionAt(document.getText().indexOf('def ship_order'));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      at,
    );
    const contents = hovers.flatMap((hover) => hover.contents as vscode.MarkdownString[]);
    const markdown = contents.map(({ value }) => value).find((value) => value.includes('heading')) ?? '';
    assert.ok(markdown.includes('\\[click\\](command\\:workbench'));
    assert.ok(!/(?<!\\)\[click|(?<!\\)<b>|(?<!\\)!\[|^#/m.test(markdown));
    assert.deepEqual(
      markdown.match(/(?<!\\)\]\(/g),
      ['](', ']('],
      'the only links are ours: to the CWE and to the rule',
    );
    assert.ok(contents.every(({ isTrusted, supportHtml }) => isTrusted !== true && supportHtml !== true));
  });

  const failures: readonly (readonly [FakeModeName, ReasonKind, RegExp])[] = [
    ['400-invalid-key', 'key-refused', /partial: key refused/],
    ['429-per-day', 'quota', /partial: quota used up/],
    ['429-long-wait', 'rate-limited', /partial: rate limited/],
    ['404-model', 'model-gone', /partial: model gone/],
    ['prohibited-content', 'blocked', /partial: blocked/],
    ['max-tokens-all-thoughts', 'truncated', /partial: answer cut off/],
    ['prose', 'malformed', /partial: unusable answer/],
    ['html-403', 'key-refused', /partial: /],
  ];
  for (const [mode, kind, words] of failures) {
    it(`loses no finding and says why when Gemini fails: ${mode}`, async () => {
      await start({ modes: mode });
      const document = await scanned();
      assert.equal(problemsOf(fresh.instance, document.uri).length, 2);
      const status = fresh.instance.scans.status(document.uri.toString());
      assert.ok(status?.phase === 'done');
      assert.equal(status.outcome.status, 'partial');
      if (mode !== 'html-403')
        assert.deepEqual(
          status.outcome.reasons.map((reason) => reason.kind),
          [kind],
        );
      assert.match(statusText(), words);
      assert.match(fresh.dialogs.messages[0] ?? '', /Partial: \S/);
    });
  }

  it('cancels on request, keeps what is known, and is not called clean', async () => {
    const server = await start({ modes: 'hang' });
    const { document } = await openFile('orders.py', ORDERS_PY);
    const done = nextOutcome(fresh.instance, document.uri);
    const scan = vscode.commands.executeCommand('palisade.scanFile');
    await server.received(1);
    fresh.instance.renderer.flush();
    assert.equal(fresh.instance.status.view?.command, 'palisade.cancelScan');
    await vscode.commands.executeCommand('palisade.cancelScan');
    assert.equal((await done).status, 'cancelled');
    await scan;
    await server.abandoned();
    assert.equal(problemsOf(fresh.instance, document.uri).length, 2);
    assert.match(statusText(), /2 findings · no finished scan/);
  });

  it('puts a late answer at its place in the text as it is then', async () => {
    const server = await start({
      modes: 'hang',
      patterns: [{ contains: 'def ship_order', cwe: '862', title: 'Anybody can ship', severity: 'medium' }],
    });
    const { document } = await openFile('orders.py', ORDERS_PY);
    const id = document.uri.toString();
    // The first scan hangs in the air; the edit comes while the second one is under way.
    const first = vscode.commands.executeCommand('palisade.scanFile');
    await server.received(1);
    server.setMode('review');
    const edited = new Promise<void>((resolve) => {
      const subscription = fresh.instance.jobs.onDidChangeStatus(() => {
        const status = fresh.instance.scans.status(id);
        if (status?.phase !== 'scanning' || status.stage !== 'review') return;
        subscription.dispose();
        void replace(document, 'import sqlite3', 'import os\nimport sqlite3').then(resolve);
      });
    });
    await vscode.commands.executeCommand('palisade.scanFile');
    await Promise.all([first, edited]);
    const shipped = problemsOf(fresh.instance, document.uri).find(({ message }) => message.includes('ship'));
    assert.ok(shipped);
    assert.match(document.getText(shipped.range), /^def ship_order/);
  });

  it('stops at the daily limit and says so once', async () => {
    const server = await start({ modes: 'ok-empty' });
    const today = new Date().toISOString().slice(0, 10);
    fresh.usage.text = JSON.stringify({ day: today, requests: 200, tokens: 1 });
    await scanned();
    await scanned();
    assert.equal(server.requests.length, 0);
    assert.match(statusText(), /2 findings · partial: daily limit/);
    assert.deepEqual(
      fresh.dialogs.notified.map(({ kind }) => kind),
      ['daily-limit'],
    );
  });

  it('counts what was used', async () => {
    await start({ modes: 'ok-empty' });
    await scanned();
    assert.equal((await fresh.instance.limit.today()).requests, 1);
  });

  it('shows that it is reviewing', async () => {
    const server = await start({ modes: 'hang' });
    const { document } = await openFile('orders.py', ORDERS_PY);
    const scan = vscode.commands.executeCommand('palisade.scanFile');
    await statusIs(fresh.instance, document.uri, (status) => status?.phase === 'scanning' && status.stage === 'review');
    assert.match(statusText(), /Gemini is reviewing/);
    await server.received(1);
    fresh.instance.jobs.cancel();
    await scan;
  });
});

describe('the Gemini API key', () => {
  let gemini: FakeGemini;
  let fresh: Fresh;
  const key = ['AIza', 'SyTestOnly', '0123456789abcdefghijklmno'].join('');

  beforeEach(async () => {
    gemini = await startFakeGemini({ modes: 'ok-empty' });
    fresh = await freshExtension({ geminiEndpoint: gemini.url });
    fresh.dialogs.key = `  ${key}\n`;
    fresh.dialogs.consent = 'granted';
  });
  afterEach(async () => {
    await closeEditors();
    await gemini.stop();
  });

  it('goes into the secret storage, trimmed, and nowhere else; consent is asked for on the way', async () => {
    await vscode.commands.executeCommand('palisade.setGeminiKey');
    assert.deepEqual([...fresh.secrets.values()], [key]);
    assert.equal(fresh.dialogs.consentAsked, 1);
    assert.ok(!JSON.stringify([fresh.dialogs.said, [...fresh.memory.values]]).includes(key));
    assert.equal(vscode.workspace.getConfiguration('palisade').get('gemini.apiKey'), undefined);
  });

  it('wins over the one of the environment, and can be removed', async () => {
    fresh = await freshExtension({ geminiEndpoint: gemini.url, environment: { GEMINI_API_KEY: 'from-environment' } });
    fresh.dialogs.key = key;
    fresh.dialogs.consent = 'granted';
    await vscode.commands.executeCommand('palisade.setGeminiKey');
    await openFile('orders.py', ORDERS_PY);
    await vscode.commands.executeCommand('palisade.scanFile');
    assert.equal(gemini.requests[0]?.headers['x-goog-api-key'], key);
    await vscode.commands.executeCommand('palisade.removeGeminiKey');
    assert.equal(fresh.secrets.size, 0);
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /removed.*GEMINI_API_KEY of the environment is still used/);
  });

  it('says on which machine it is when the extension runs on another one', async () => {
    fresh = await freshExtension({ host: { name: 'Cursor', remote: 'ssh-remote' } });
    fresh.dialogs.key = key;
    await vscode.commands.executeCommand('palisade.setGeminiKey');
    assert.match(fresh.dialogs.messages[0] ?? '', /where its window runs\. It is used on ssh-remote/);
  });

  it('is tested with one tiny request that has nothing of the file in it', async () => {
    await vscode.commands.executeCommand('palisade.setGeminiKey');
    await openFile('orders.py', ORDERS_PY);
    await vscode.commands.executeCommand('palisade.testConnection');
    assert.match(
      fresh.dialogs.messages.at(-1) ?? '',
      /The connection works: gemini-3\.8-flash.*No file content was sent/,
    );
    assert.match(fresh.dialogs.progressed[0] ?? '', /no file content is sent/);
    assert.equal(gemini.requests.length, 1);
    assert.equal((await fresh.instance.limit.today()).requests, 1, 'it counts for the day');
    assert.ok(!(gemini.requests[0]?.body ?? '').includes('find_orders'));
  });

  it('says what is wrong with it when the test fails', async () => {
    gemini.setMode('400-invalid-key');
    await vscode.commands.executeCommand('palisade.setGeminiKey');
    await vscode.commands.executeCommand('palisade.testConnection');
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /Google refused the API key/);
  });

  it('is not tested from a workspace that is not trusted', async () => {
    const overrides = { geminiEndpoint: gemini.url, environment: { GEMINI_API_KEY: 'a-test-key' } };
    fresh = await freshExtension({ ...overrides, isTrusted: () => false });
    await vscode.commands.executeCommand('palisade.testConnection');
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /Nothing was sent to Gemini: this workspace is not trusted/);
    assert.equal(gemini.requests.length, 0);
  });

  it('is asked for when there is none to test', async () => {
    await vscode.commands.executeCommand('palisade.testConnection');
    assert.match(fresh.dialogs.messages[0] ?? '', /There is no Gemini API key/);
    assert.equal(gemini.requests.length, 0);
  });

  it('is not needed: without one the scan is complete for the offline engine, and says why Gemini is absent', async () => {
    const { document } = await openFile('orders.py', ORDERS_PY);
    await vscode.commands.executeCommand('palisade.scanFile');
    const status = fresh.instance.scans.status(document.uri.toString());
    assert.ok(status?.phase === 'done');
    assert.equal(status.outcome.status, 'complete');
    fresh.instance.renderer.flush();
    assert.match(fresh.instance.status.view?.tooltip ?? '', /Gemini took no part: there is no API key/);
  });
});
