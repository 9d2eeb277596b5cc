import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withoutIcons, withoutLinks } from '../../../src/editor/plainWords.ts';
import { resultMessage } from '../../../src/editor/receiptWords.ts';
import { statusView } from '../../../src/editor/statusModel.ts';
import { tallyOf } from '../../../src/editor/tally.ts';
import { IGNORE, SCAN } from '../../../src/editor/texts.ts';
import { EMPTY_RECEIPT, type ScanOutcome } from '../../../src/findings/outcome.ts';
import { parseIgnores } from '../../../src/findings/ignoreFile.ts';
import { repository } from '../../support/repository.ts';

/** What VS Code makes a link of: a copy of its rule. */
const LINK = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)[^)\s]+(?: (?:["'])(?:.+?)(?:["']))?\)/i;
const NAME = '[app](command:workbench.action.quit).py';
const OUTCOME: ScanOutcome = { status: 'complete', reasons: [], receipt: EMPTY_RECEIPT };

describe('words without links', () => {
  const messages: readonly (readonly [string, string])[] = [
    ['the result of a scan', resultMessage(NAME, OUTCOME, tallyOf([]))],
    ['the title of the progress', SCAN.progress(NAME)],
    ['problems of an ignore file', IGNORE.problems([`entry [1](command:workbench.action.quit): is not a map`])],
    ['a link with a title', '[a](https://evil.example "b")'],
    ['a link in a link', '[[a](command:b)](command:c)'],
  ];
  for (const [what, message] of messages) {
    it(`has none in ${what}`, () => {
      assert.match(message, LINK, 'without this the test would show nothing');
      assert.doesNotMatch(withoutLinks(message), LINK);
    });
  }

  it('leaves everything else as it is', () => {
    const text = 'Palisade: 2 findings in [slug].tsx (1 critical, 1 high).';
    assert.equal(withoutLinks(text), text);
  });
});

describe('words without icons', () => {
  it('show what would be an icon', () => {
    assert.equal(
      withoutIcons('Critical: $(check) all fine $(sync~spin)'),
      'Critical: $ (check) all fine $ (sync~spin)',
    );
  });

  it('are what the status bar has behind its own icon', () => {
    const tally = tallyOf([]);
    const { text } = statusView({ name: '$(check).py', status: undefined, tally, changed: false, now: 0 });
    assert.deepEqual(text.match(/\$\(/g), ['$(']);
  });
});

describe('the boxes of the editor', () => {
  it('are opened in one file, where every word goes through these functions', async () => {
    const folder = join(repository, 'src', 'editor');
    const opening: string[] = [];
    for (const name of await readdir(folder, { recursive: true })) {
      if (!name.endsWith('.ts')) continue;
      const source = await readFile(join(folder, name), 'utf8');
      if (/window\.(show\w*Message|showInputBox|showQuickPick|withProgress|createQuickPick)/.test(source))
        opening.push(name);
    }
    assert.deepEqual(opening, ['dialogs.ts']);
  });
});

describe('what is wrong with an ignore file', () => {
  it('is said without a word of the file', () => {
    const evil = '[Repair](command:workbench.action.quit)';
    for (const text of [
      `%YAML ${evil}\n---\nignores: []\n`,
      `ignores: [${evil}`,
      `ignores: *${evil}\n`,
      `${evil}: |x ${evil}\n`,
    ]) {
      const { problems } = parseIgnores(text);
      assert.ok(problems.length > 0, text);
      assert.ok(!problems.join().includes('command'), problems.join());
    }
  });
});
