import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

describe('the extension in the editor', () => {
  it('activates', async () => {
    const extension = vscode.extensions.getExtension('palisade.palisade');
    assert.ok(extension, 'palisade.palisade is not known to the editor');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers every command that its manifest promises', async () => {
    const extension = vscode.extensions.getExtension('palisade.palisade');
    assert.ok(extension);
    await extension.activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    const promised = (extension.packageJSON as Manifest).contributes.commands.map(({ command }) => command);
    assert.ok(promised.length > 0, 'the manifest has no commands');
    assert.deepEqual(
      promised.filter((command) => !registered.has(command)),
      [],
    );
  });
});
