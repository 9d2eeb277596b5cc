import assert from 'node:assert/strict';
import { rm, symlink } from 'node:fs/promises';
import * as vscode from 'vscode';
import { closeEditors, type Fresh, freshExtension, problemsOf, replace, setSetting } from './freshExtension.ts';
import { details, hideOtherFiles, lastMessage, many, showOtherFiles, writeFiles } from './manyFiles.ts';
import { CLEAN_PY, ORDERS_PY } from './samples.ts';

const scan = (): Thenable<unknown> => vscode.commands.executeCommand('palisade.scanWorkspace');

/** Content of a file that no editor takes for text. */
const BINARY = Uint8Array.from({ length: 600 }, (_, index) => index % 7);

/** As a person would: a document that an extension opens stays open for minutes after its tab was closed. */
async function open(path: string): Promise<vscode.TextDocument> {
  await vscode.commands.executeCommand('vscode.open', many(path));
  const document = vscode.window.activeTextEditor?.document;
  assert.equal(document?.uri.toString(), many(path).toString());
  return document;
}

describe('Palisade: Scan Workspace', () => {
  let fresh: Fresh;

  before(hideOtherFiles);
  // In a browser VS Code would save after a second.
  before(() => setSetting('files.autoSave', 'off'));
  beforeEach(async () => {
    fresh = await freshExtension();
  });
  afterEach(async () => {
    await closeEditors();
    await rm(many('').fsPath, { recursive: true, force: true });
  });
  after(() => setSetting('files.autoSave', undefined));
  after(showOtherFiles);

  const statusOf = (path: string): string | undefined => {
    const status = fresh.instance.scans.status(many(path).toString());
    return status?.phase === 'done' ? status.outcome.status : status?.phase;
  };

  it('finds what is in files that are not open, and opens none', async () => {
    await writeFiles({ 'a/orders.py': ORDERS_PY, 'b/orders.py': ORDERS_PY, 'clean.py': CLEAN_PY });
    const opened: string[] = [];
    const subscription = vscode.workspace.onDidOpenTextDocument(({ uri }) => opened.push(uri.path));
    await scan();
    subscription.dispose();
    assert.deepEqual(opened, []);
    for (const path of ['a/orders.py', 'b/orders.py']) {
      const [query, verification, ...others] = problemsOf(fresh.instance, many(path));
      assert.match(query?.message ?? '', /SQL/);
      assert.equal(verification?.range.start.line, 17);
      assert.deepEqual(others, []);
    }
    assert.match(
      lastMessage(fresh),
      /^Palisade: 4 findings in 3 files: 2 critical, 2 high\. Files: 3 complete\. [\d.]+ m?s\.$/,
    );
    assert.equal(fresh.instance.view.getChildren().flatMap((node) => fresh.instance.view.getChildren(node)).length, 4);
    assert.deepEqual(fresh.dialogs.said.at(-1)?.buttons, ['Show Findings', 'Details']);
    assert.deepEqual(fresh.dialogs.asked, [], 'without a key there is nothing to choose');
  });

  it('says that there is nothing only when everything was looked at', async () => {
    await writeFiles({ 'a.py': CLEAN_PY, 'b.py': CLEAN_PY });
    await scan();
    assert.match(lastMessage(fresh), /^Palisade: The offline engine has no findings in 2 files\. Files: 2 complete\./);
    assert.equal(fresh.dialogs.said.at(-1)?.level, 'info');
    await writeFiles({ 'c.rb': 'puts 1\n' });
    await scan();
    assert.match(
      lastMessage(fresh),
      /^Palisade: Nothing found so far in 3 files\. Files: 2 complete, 1 partial \(no offline engine\); 2 of them unchanged since an earlier scan\. Not everything was looked at\./,
    );
    assert.equal(fresh.dialogs.said.at(-1)?.level, 'warning');
  });

  it('leaves out what ignore files, settings and folders of others say, and tells which', async () => {
    await writeFiles({
      '.gitignore': 'dist/\n*.log\n',
      'dist/orders.py': ORDERS_PY,
      'sub/.gitignore': '/local.py\n!keep.log\n',
      'sub/local.py': ORDERS_PY,
      'sub/keep.log': 'kept\n',
      'x.log': 'left out\n',
      '.cursorignore': 'private/\n',
      'private/orders.py': ORDERS_PY,
      'node_modules/left/orders.py': ORDERS_PY,
      'env/pyvenv.cfg': 'home = /usr/bin\n',
      'env/lib/orders.py': ORDERS_PY,
      'sub/clean.py': CLEAN_PY,
    });
    const report = await details(fresh, scan);
    assert.match(lastMessage(fresh), /Nothing found so far in 5 files/);
    assert.match(report, /^Skipped, ignored by many\/\.gitignore: dist\/: 1 file\n {4}many\/dist\/orders\.py$/m);
    assert.match(report, /^Skipped, ignored by many\/\.gitignore: \*\.log: 1 file\n {4}many\/x\.log$/m);
    assert.match(report, /^Skipped, ignored by many\/sub\/\.gitignore: \/local\.py: 1 file\n/m);
    assert.match(report, /^Skipped, ignored by many\/\.cursorignore: private\/: 1 file\n/m);
    assert.match(report, /^Skipped, in a virtual environment: 2 files$/m);
    assert.match(report, /Never listed, and not counted: what is below .*node_modules.*files\.exclude hides/);
    for (const path of ['dist/orders.py', 'node_modules/left/orders.py', 'env/lib/orders.py', 'private/orders.py']) {
      assert.deepEqual(problemsOf(fresh.instance, many(path)), []);
    }
  });

  it('leaves out what holds no text, or too much, and says of source code that is none that it failed', async () => {
    await writeFiles({
      'clean.py': CLEAN_PY,
      'logo.png': BINARY,
      'data.bin': BINARY,
      'empty.py': '  \n',
      'huge.py': new Uint8Array(4 * 1024 * 1024 + 1).fill(35),
      'broken.js': BINARY,
    });
    const report = await details(fresh, scan);
    assert.match(
      lastMessage(fresh),
      /Files: 1 complete, 1 failed \(not text\), 4 skipped \(not text, (?:empty, larger than 4 MB|larger than 4 MB, empty)\)\. Not everything was looked at\./,
    );
    assert.match(report, /^Failed, not text: 1 file\n {2}The file is not text\.\n.*\n {4}many\/broken\.js$/m);
    assert.match(report, /^Skipped, not text: 2 files\n(?: {4}many\/(?:logo\.png|data\.bin)\n?){2}$/m);
    assert.match(report, /^Skipped, larger than 4 MB: 1 file\n {4}many\/huge\.py$/m);
    assert.match(report, /^Skipped, empty: 1 file\n {4}many\/empty\.py$/m);
    assert.equal(statusOf('broken.js'), 'failed');
  });

  it('does not call clean what is not in the encoding that it is read in, open or not', async () => {
    const latin1 = Buffer.from(CLEAN_PY.replace('total', 'größe'), 'latin1');
    // In UTF-8 the character that stands for what cannot be decoded can be meant.
    await writeFiles({ 'closed.py': latin1, 'open.py': latin1, 'meant.py': `# \ufffd\n${CLEAN_PY}` });
    await open('open.py');
    await scan();
    assert.match(lastMessage(fresh), /Files: 1 complete, 2 partial \(encoding[^)]*\)\. Not everything was looked at\./);
    assert.deepEqual(
      [statusOf('closed.py'), statusOf('open.py'), statusOf('meant.py')],
      ['partial', 'partial', 'complete'],
    );
  });

  it('reads a file in the encoding that the settings say', async () => {
    await setSetting('files.encoding', 'iso88591');
    await writeFiles({ 'a.py': Buffer.from(CLEAN_PY.replace('total', 'größe'), 'latin1') });
    await scan();
    await setSetting('files.encoding', undefined);
    assert.match(lastMessage(fresh), /no findings in 1 file\. Files: 1 complete\./);
  });

  it('reads UTF-16 with its mark, and UTF-8 with one', async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(ORDERS_PY, 'utf16le')]);
    await writeFiles({ 'wide.py': utf16, 'marked.py': `\ufeff${ORDERS_PY}` });
    await scan();
    assert.match(lastMessage(fresh), /4 findings in 2 files: .*Files: 2 complete\./);
    const document = await open('marked.py');
    assert.match(document.getText(problemsOf(fresh.instance, document.uri)[0]?.range), /^db\.execute\(query\)/);
    assert.equal(fresh.instance.tracker.isChanged(document.uri.toString()), false);
  });

  if (process.platform === 'linux') {
    it('says of a file that cannot be read that it failed, and goes on', async () => {
      await writeFiles({ 'a.py': CLEAN_PY, 'z.py': ORDERS_PY });
      // It is a file that may only be written, even by root.
      await symlink('/proc/sys/vm/compact_memory', many('m.py').fsPath);
      await scan();
      assert.match(
        lastMessage(fresh),
        /2 findings in 3 files: .* 2 complete, 1 failed \(unreadable\)\. Not everything/,
      );
      assert.equal(statusOf('m.py'), 'failed');
      assert.equal(problemsOf(fresh.instance, many('z.py')).length, 2);
    });

    it('does not wait for what is no file, such as a pipe or a device', async () => {
      await writeFiles({ 'a.py': CLEAN_PY });
      await symlink('/dev/zero', many('m.py').fsPath);
      await scan();
      assert.match(lastMessage(fresh), /no findings in 1 file\. Files: 1 complete/);
    });
  }

  it('takes the text of the editor where a file is open, saved or not', async () => {
    await writeFiles({ 'orders.py': ORDERS_PY });
    const document = await open('orders.py');
    await replace(document, 'verify=False', 'verify=True');
    assert.ok(document.isDirty);
    await scan();
    assert.match(lastMessage(fresh), /^Palisade: 1 finding in 1 file: 1 critical\./);
    assert.equal(fresh.instance.tracker.isChanged(document.uri.toString()), false);
  });

  it('leaves out a file that is deleted while others are scanned', async () => {
    await writeFiles(Object.fromEntries('a b c d e f g h i j'.split(' ').map((name) => [`${name}.py`, CLEAN_PY])));
    let deleted: Promise<void> | undefined;
    fresh.dialogs.onReport = () => {
      deleted ??= rm(many('j.py').fsPath);
    };
    await scan();
    await deleted;
    assert.match(lastMessage(fresh), /no findings in 9 files\. Files: 9 complete, 1 skipped \(deleted\)/);
  });

  it('ends with a cancel, keeps what was found so far, and is not called clean', async () => {
    await writeFiles(Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`${n + 10}.py`, ORDERS_PY])));
    fresh.dialogs.onReport = (message, cancel) => {
      if (/^[1-9]\d* of 40 files/.test(message)) cancel();
    };
    await scan();
    assert.match(
      lastMessage(fresh),
      /^Palisade: Scan Workspace was cancelled\. .* not reached.*Not everything was looked at\./,
    );
    assert.equal(fresh.instance.bulk.isRunning, false);
    const first = [10, 11, 12, 13].flatMap((n) => problemsOf(fresh.instance, many(`${n}.py`)));
    assert.ok(first.length > 0);
    assert.equal(statusOf('49.py'), undefined);
    fresh.dialogs.onReport = () => undefined;
    await scan();
    assert.match(lastMessage(fresh), /80 findings in 40 files: .*unchanged since an earlier scan/);
  });

  it('is ended by Cancel Scan and by Clear Findings, too', async () => {
    await writeFiles(Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`${n + 10}.py`, ORDERS_PY])));
    for (const command of ['palisade.cancelScan', 'palisade.clearFindings']) {
      let sent: Thenable<unknown> | undefined;
      fresh.dialogs.onReport = (message) => {
        if (/^[1-9]\d* of 40/.test(message)) sent ??= vscode.commands.executeCommand(command);
      };
      await vscode.commands.executeCommand('palisade.clearFindings');
      await scan();
      await sent;
      assert.match(lastMessage(fresh), /was cancelled/, command);
    }
    assert.deepEqual(problemsOf(fresh.instance, many('10.py')), []);
  });

  it('is not started twice: who tries is told how far it is, and may end it', async () => {
    await writeFiles(Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`${n + 10}.py`, CLEAN_PY])));
    fresh.dialogs.press = { on: 'is running', button: 'Stop It' };
    let second: Thenable<unknown> | undefined;
    fresh.dialogs.onReport = (message) => {
      if (/^[1-9]\d* of 40/.test(message)) second ??= vscode.commands.executeCommand('palisade.scanChangedFiles');
    };
    await scan();
    await second;
    const running = fresh.dialogs.said.find(({ message }) => message.includes('is running'));
    assert.match(running?.message ?? '', /^Palisade: Scan Workspace is running: \d+ of 40 files, 0 findings\.$/);
    assert.match(lastMessage(fresh), /was cancelled/);
  });

  it('says how far it is', async () => {
    await writeFiles({ 'a.py': CLEAN_PY, 'orders.py': ORDERS_PY });
    await scan();
    assert.deepEqual(fresh.dialogs.progressed, [
      'Palisade: Scan Workspace: looking for files',
      'Palisade: Scan Workspace',
    ]);
    assert.deepEqual(fresh.dialogs.reported.at(-1), { message: '2 of 2 files, 2 findings', share: 1 });
  });

  it('says so when there are no files', async () => {
    await scan();
    assert.match(lastMessage(fresh), /There are no files in this workspace/);
  });

  it('works offline in a workspace that is not trusted', async () => {
    fresh = await freshExtension({ isTrusted: () => false, environment: { GEMINI_API_KEY: 'a-test-key' } });
    await writeFiles({ 'orders.py': ORDERS_PY });
    await scan();
    assert.match(lastMessage(fresh), /2 findings in 1 file/);
    assert.deepEqual(fresh.dialogs.asked, []);
    assert.equal(fresh.dialogs.consentAsked, 0);
  });

  describe('files that it has scanned and that are not open', () => {
    const id = (path: string): string => many(path).toString();
    /** Resolves when another text was seen on disk: news of the first writing may come late. */
    const seenChanged = (path: string): Promise<void> =>
      new Promise((resolve) => {
        const { tracker } = fresh.instance;
        const subscription = tracker.onDidChangeClosed((changed) => {
          if (changed !== id(path) || !tracker.isChanged(changed)) return;
          subscription.dispose();
          resolve();
        });
      });

    it('keep no text where nothing was found, and are known again when they are opened', async () => {
      await writeFiles({ 'clean.py': CLEAN_PY });
      await scan();
      assert.equal(fresh.instance.tracker.linesOf(id('clean.py')), undefined);
      const document = await open('clean.py');
      assert.equal(fresh.instance.tracker.isChanged(id('clean.py')), false);
      await replace(document, 'total', 'sum_of');
      assert.equal(fresh.instance.tracker.isChanged(id('clean.py')), true);
      await replace(document, 'sum_of', 'total');
      assert.equal(fresh.instance.tracker.isChanged(id('clean.py')), false);
    });

    for (const [name, text] of [
      ['clean.py', CLEAN_PY],
      ['orders.py', ORDERS_PY],
    ] as const) {
      it(`are seen to change on disk: ${name}`, async () => {
        await writeFiles({ [name]: text });
        await scan();
        assert.equal(fresh.instance.tracker.isChanged(id(name)), false);
        const seen = seenChanged(name);
        await writeFiles({ [name]: `# A line more.\n${text}` });
        await seen;
        assert.equal(fresh.instance.tracker.isChanged(id(name)), true);
        await scan();
        assert.equal(fresh.instance.tracker.isChanged(id(name)), false);
        assert.equal(statusOf(name), 'complete');
      });
    }

    it('have their findings in the right place after another scan of a text that moved them', async () => {
      await writeFiles({ 'orders.py': ORDERS_PY });
      await scan();
      const seen = seenChanged('orders.py');
      await writeFiles({ 'orders.py': `# A line more.\n${ORDERS_PY}` });
      await seen;
      await scan();
      assert.deepEqual(
        problemsOf(fresh.instance, many('orders.py')).map(({ range, message }) => [
          range.start.line,
          message.includes('changed'),
        ]),
        [
          [13, false],
          [18, false],
        ],
      );
    });

    it('have their findings in the right place where line ends are mixed', async () => {
      const mixed = ORDERS_PY.replaceAll('\n', '\r\n').replace('\r\n', '\n');
      await writeFiles({ 'orders.py': mixed });
      await scan();
      const document = await open('orders.py');
      const problems = problemsOf(fresh.instance, document.uri);
      assert.match(document.getText(problems[0]?.range), /^db\.execute\(query\)/);
      assert.match(document.getText(problems[1]?.range), /verify=False/);
      assert.ok(problems.every(({ message }) => !message.includes('changed')));
      assert.equal(fresh.instance.tracker.isChanged(id('orders.py')), false);
    });

    it('lose their findings when they are deleted', async () => {
      await writeFiles({ 'orders.py': ORDERS_PY });
      await scan();
      const gone = new Promise<void>((resolve) => {
        const subscription = fresh.instance.store.onDidChange(() => {
          if (fresh.instance.store.records(id('orders.py')).length > 0) return;
          subscription.dispose();
          resolve();
        });
      });
      await rm(many('orders.py').fsPath);
      await gone;
      assert.deepEqual(problemsOf(fresh.instance, many('orders.py')), []);
    });

    it('are in the language that the settings say', async () => {
      await setSetting('files.associations', { '*.orders': 'python' });
      await writeFiles({ 'today.orders': ORDERS_PY });
      await scan();
      await setSetting('files.associations', undefined);
      assert.equal(problemsOf(fresh.instance, many('today.orders')).length, 2);
    });
  });
});
