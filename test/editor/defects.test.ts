import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeEditors, freshExtension, problemsOf } from './freshExtension.ts';
import { ORDERS_PY } from './samples.ts';

describe('an error that nobody expected', () => {
  it('becomes one message with the way to the log, and does not reach the caller', async () => {
    const { dialogs } = await freshExtension({
      secrets: {
        get: () => Promise.reject(new Error('the keychain is locked')),
        store: () => Promise.reject(new Error('the keychain is locked')),
        delete: () => Promise.reject(new Error('the keychain is locked')),
      },
    });
    dialogs.key = 'some-key';
    await vscode.commands.executeCommand('palisade.setGeminiKey');
    assert.deepEqual(
      dialogs.said.map(({ level, buttons }) => [level, buttons]),
      [['error', ['Show Log']]],
    );
    assert.doesNotMatch(dialogs.messages[0] ?? '', /keychain/);
  });

  it('of the secret storage does not stop the offline engine', async () => {
    const { instance, dialogs } = await freshExtension({
      secrets: {
        get: () => Promise.reject(new Error('the keychain is locked')),
        store: () => Promise.resolve(),
        delete: () => Promise.resolve(),
      },
    });
    const document = await vscode.workspace.openTextDocument({ language: 'python', content: ORDERS_PY });
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('palisade.scanFile');
    const problems = problemsOf(instance, document.uri);
    await closeEditors();
    assert.equal(problems.length, 2);
    assert.match(dialogs.messages[0] ?? '', /2 findings .* Offline engine, 19 of 19 lines/);
  });
});
