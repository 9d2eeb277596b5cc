import * as vscode from 'vscode';
import type { PromptHost } from '../remediation/handOff.ts';

/** The editor that Palisade runs in, as something that takes prompts. */
export class EditorPromptHost implements PromptHost {
  readonly kind: PromptHost['kind'];

  constructor(kind: PromptHost['kind'] = detectedKind()) {
    this.kind = kind;
  }

  async commands(): Promise<ReadonlySet<string>> {
    return new Set(await vscode.commands.getCommands(true));
  }

  async execute(command: string, argument: unknown): Promise<unknown> {
    return await vscode.commands.executeCommand(command, argument);
  }

  async openLink(address: string): Promise<boolean> {
    // A string on purpose: an Uri is encoded again on its way, which breaks the text (facts §1.1).
    return await vscode.env.openExternal(address as unknown as vscode.Uri);
  }

  async copy(text: string): Promise<void> {
    await vscode.env.clipboard.writeText(text);
  }

  async showDocument(text: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument({ content: text, language: 'markdown' });
    await vscode.window.showTextDocument(document);
  }
}

/** By the scheme of its own links and by its name: forks keep neither. */
function detectedKind(): PromptHost['kind'] {
  const { uriScheme, appName } = vscode.env;
  if (uriScheme === 'cursor' || appName === 'Cursor') return 'cursor';
  const isVSCode = uriScheme === 'vscode' || uriScheme === 'vscode-insiders';
  return isVSCode && appName.startsWith('Visual Studio Code') ? 'vscode' : 'other';
}
