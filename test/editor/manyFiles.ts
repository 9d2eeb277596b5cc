import { rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Fresh } from './freshExtension.ts';
import { inFolder, setSetting } from './freshExtension.ts';

/** Everything that other tests, or the playground, have put into the folder that is open. */
const OTHERS = ['*.py', '*.js', '*.ts', '*.md', '.palisade', '.vscode', 'cases'];

/** Leaves nothing for a scan of the workspace but the folder `many`. */
export async function hideOtherFiles(): Promise<void> {
  const defaults = { '**/.git': true };
  await setSetting('files.exclude', { ...defaults, ...Object.fromEntries(OTHERS.map((pattern) => [pattern, true])) });
}

export async function showOtherFiles(): Promise<void> {
  await setSetting('files.exclude', undefined);
  await rm(inFolder('many').fsPath, { recursive: true, force: true });
}

/** @param files their content by path below `many` */
export async function writeFiles(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    await vscode.workspace.fs.writeFile(many(path), bytes);
  }
}

export function many(path: string): vscode.Uri {
  return inFolder(`many/${path}`);
}

/** What the scan that has just ended said. */
export function lastMessage({ dialogs }: Fresh): string {
  return dialogs.messages.at(-1) ?? '';
}

/** The text that the button Details opens. */
export async function details(fresh: Fresh, run: () => Thenable<unknown>): Promise<string> {
  fresh.dialogs.press = { on: 'Palisade', button: 'Details' };
  const shown = new Promise<string>((resolve) => {
    const subscription = vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (editor?.document.uri.scheme !== 'palisade-report') return;
      subscription.dispose();
      resolve(editor.document.getText());
    });
  });
  await run();
  return shown;
}
