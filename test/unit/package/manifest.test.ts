import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestProblems, type Manifest } from '../../support/manifestLint.ts';
import { repository } from '../../support/repository.ts';

const SOUND: Manifest = {
  main: './dist/extension.cjs',
  engines: { vscode: '^1.105.0' },
  extensionKind: ['workspace'],
  activationEvents: ['onStartupFinished'],
  capabilities: { untrustedWorkspaces: { supported: 'limited', description: 'Nothing is sent.' } },
  contributes: {
    commands: [{ command: 'palisade.scan', title: 'Scan File', category: 'Palisade' }],
    configuration: {
      properties: { 'palisade.gemini.model': { scope: 'machine', description: 'Which one.', default: 'x' } },
    },
    menus: {
      'view/item/context': [{ command: 'palisade.scan' }],
      commandPalette: [{ command: 'palisade.scan', when: 'false' }],
    },
    views: { palisade: [{ id: 'palisade.findings' }] },
    viewsWelcome: [{ view: 'palisade.findings' }],
    colors: [
      { id: 'palisade.high', defaults: { dark: '#1', light: '#2', highContrast: '#3', highContrastLight: '#4' } },
    ],
  },
};

describe('the manifest', () => {
  it('holds to the rules', async () => {
    const manifest = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as Manifest;
    assert.deepEqual(manifestProblems(manifest), []);
  });
});

describe('the rules for manifests', () => {
  const { contributes } = SOUND;

  const setting = (name: string, scope?: string): Partial<Manifest> => ({
    contributes: {
      ...contributes,
      configuration: {
        properties: { [name]: { ...(scope === undefined ? {} : { scope }), description: 'x', default: 1 } },
      },
    },
  });

  it('accept a sound one', () => {
    assert.deepEqual(manifestProblems(SOUND), []);
  });

  it('accept a limit of tokens, which is no secret', () => {
    assert.deepEqual(manifestProblems({ ...SOUND, ...setting('palisade.dailyTokenLimit', 'machine') }), []);
  });

  const broken: readonly (readonly [string, Partial<Manifest>, RegExp])[] = [
    ['ES modules', { type: 'module' }, /type is module/],
    ['another engine', { engines: { vscode: '^1.120.0' } }, /engines/],
    ['activation on everything', { activationEvents: ['*'] }, /activates on \*/],
    ['dependencies', { dependencies: { x: '1' } }, /bundled/],
    ['a running place other than the workspace', { extensionKind: ['ui'] }, /extensionKind/],
    ['full support of untrusted workspaces', { capabilities: { untrustedWorkspaces: { supported: true } } }, /limited/],
    ['no commands', { contributes: { ...contributes, commands: [], menus: {} } }, /no commands/],
    [
      'a command without category',
      { contributes: { ...contributes, commands: [{ command: 'palisade.scan', title: 'Scan' }] } },
      /category/,
    ],
    [
      'a command of a tree row without a palette rule',
      { contributes: { ...contributes, menus: { 'view/item/context': [{ command: 'palisade.scan' }] } } },
      /takes a tree row/,
    ],
    [
      'a menu entry without a command',
      { contributes: { ...contributes, menus: { 'view/title': [{ command: 'palisade.gone' }] } } },
      /not a command/,
    ],
    ['a setting without scope', setting('palisade.scanOnSave'), /no scope/],
    ['a model that a workspace can choose', setting('palisade.gemini.model', 'resource'), /scope has to be machine/],
    ['… or override', setting('palisade.gemini.model', 'machine-overridable'), /scope has to be machine/],
    ['a limit that a workspace can lift', setting('palisade.gemini.dailyLimit', 'window'), /scope has to be machine/],
    ['a profile that a workspace can choose', setting('palisade.aws.profile', 'window'), /scope has to be machine/],
    ['a secret', setting('palisade.gemini.apiKey', 'machine'), /secret/],
    ['a view that says nothing when empty', { contributes: { ...contributes, viewsWelcome: [] } }, /nothing to say/],
    [
      'a colour without high contrast',
      {
        contributes: {
          ...contributes,
          colors: [{ id: 'palisade.low', defaults: { dark: '#1', light: '#2', highContrast: '#3' } }],
        },
      },
      /highContrastLight/,
    ],
  ];
  for (const [title, change, expected] of broken) {
    it(`refuse ${title}`, () => {
      const problems = manifestProblems({ ...SOUND, ...change });
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? '', expected);
    });
  }
});
