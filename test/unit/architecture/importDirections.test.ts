import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ESLint, Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { importDirections } from '../../support/importDirections.mjs';
import { repository } from '../../support/repository.ts';

/** What the rule says of one line of code in a file of the repository; empty when it is allowed. */
function objectionsTo(code: string, file: string): string[] {
  const linter = new Linter({ cwd: repository, configType: 'flat' });
  const config = [{ files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } }, ...importDirections];
  const messages = linter.verify(code, config, { filename: join(repository, file) });
  assert.deepEqual(
    messages.filter(({ fatal }) => fatal === true),
    [],
  );
  return messages.map(({ message }) => message);
}

describe('import directions', () => {
  it('are an error in the configuration that `npm run lint` uses', async function () {
    // ESLint loads all of its plugins for it.
    this.timeout(30_000);
    const eslint = new ESLint({ cwd: repository });
    const config = (await eslint.calculateConfigForFile('src/findings/finding.ts')) as Linter.Config;
    assert.deepEqual(config.rules?.['palisade/import-directions'], [2]);
  });

  const forbidden: readonly (readonly [string, string, string])[] = [
    ['the domain reaches up', 'src/findings/a.ts', `import { x } from '../code/b.ts';`],
    ['a type counts too', 'src/findings/a.ts', `import type { X } from '../code/b.ts';`],
    ['so does passing on', 'src/findings/a.ts', `export { x } from '../code/b.ts';`],
    ['and an inline type', 'src/findings/a.ts', `let x: import('../code/b.ts').X;`],
    ['an import at run time', 'src/findings/a.ts', `await import('../code/b.ts');`],
    ['… with a template', 'src/findings/a.ts', 'await import(`../code/b.ts`);'],
    ['require', 'src/findings/a.ts', `const x = require('../code/b.ts');`],
    ['a detour', 'src/findings/a.ts', `import { x } from './../../src/code/b.ts';`],
    ['from deeper down', 'src/code/embedded/rules/a.ts', `import { x } from '../../../app/b.ts';`],
    ['code and s3 do not know each other', 'src/code/a.ts', `import { x } from '../s3/b.ts';`],
    ['s3 and code do not know each other', 'src/s3/a.ts', `import { x } from '../code/b.ts';`],
    ['the two faces do not know each other', 'src/cli/a.ts', `import { x } from '../editor/b.ts';`],
    ['the Lambda function has no code scanner', 'src/monitor/a.ts', `import { x } from '../code/b.ts';`],
    ['vscode in the use cases', 'src/app/a.ts', `import * as vscode from 'vscode';`],
    ['a vscode type in the use cases', 'src/app/a.ts', `import type { Uri } from 'vscode';`],
    ['vscode at run time', 'src/app/a.ts', `await import('vscode');`],
    ['the Gemini SDK outside its folder', 'src/code/a.ts', `import { X } from '@google/generative-ai';`],
    ['its successor too', 'src/app/a.ts', `import { X } from '@google/genai';`],
    ['the AWS SDK outside its folders', 'src/editor/a.ts', `import { X } from '@aws-sdk/client-s3';`],
    ['the AWS SDK in the composition root', 'src/extension.ts', `import { X } from '@aws-sdk/client-s3';`],
    ['the composition root', 'src/editor/a.ts', `import { activate } from '../extension.ts';`],
    ['tests in what ships', 'src/app/a.ts', `import { x } from '../../test/support/b.ts';`],
    ['a folder without a place', 'src/misc/a.ts', `export const x = 1;`],
  ];
  for (const [title, file, code] of forbidden) {
    it(`refuses: ${title} (${file})`, () => {
      assert.equal(objectionsTo(code, file).length, 1);
    });
  }

  const allowed: readonly (readonly [string, string, string])[] = [
    ['down the direction', 'src/code/a.ts', `import { x } from '../findings/b.ts';`],
    ['far down', 'src/editor/a.ts', `import { x } from '../findings/b.ts';`],
    ['within a folder', 'src/code/embedded/rules/a.ts', `import { x } from '../../document.ts';`],
    ['a sibling that is named like a folder', 'src/findings/a.ts', `import { x } from './code/b.ts';`],
    ['vscode in the editor', 'src/editor/a.ts', `import * as vscode from 'vscode';`],
    ['vscode in the composition root', 'src/extension.ts', `import * as vscode from 'vscode';`],
    ['all parts in the composition root', 'src/extension.ts', `import { x } from './editor/b.ts';`],
    ['the Gemini SDK in its folder', 'src/gemini/a.ts', `import { X } from '@google/generative-ai';`],
    ['the AWS SDK in s3', 'src/s3/a.ts', `import { X } from '@aws-sdk/client-s3';`],
    ['a library', 'src/findings/a.ts', `import { parse } from 'yaml';`],
    ['a bundle by its computed path', 'src/app/a.ts', `await import(pathToFileURL(path).href);`],
  ];
  for (const [title, file, code] of allowed) {
    it(`allows: ${title} (${file})`, () => {
      assert.deepEqual(objectionsTo(code, file), []);
    });
  }
});
