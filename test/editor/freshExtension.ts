import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ExtensionInstance } from '../../src/editor/createExtension.ts';
import type { Ports } from '../../src/editor/ports.ts';
import type { TestApi } from '../../src/extension.ts';
import type { ScanOutcome } from '../../src/findings/outcome.ts';
import { MapMemento, MapMemory, StringStorage } from '../support/memory.ts';
import { MemoryFolder } from '../support/memoryFolder.ts';
import { ScriptedDialogs } from './scriptedDialogs.ts';

export interface Fresh {
  readonly instance: ExtensionInstance;
  readonly dialogs: ScriptedDialogs;
  readonly memory: MapMemory;
  readonly usage: StringStorage;
  readonly secrets: ReadonlyMap<string, string>;
}

/**
 * A new instance of the extension that remembers nothing of other tests, with a scripted person before it.
 * Its engine, its worker and its bundles are the real ones.
 */
export async function freshExtension(overrides: Partial<Ports> = {}): Promise<Fresh> {
  const extension = vscode.extensions.getExtension<TestApi | undefined>('palisade.palisade');
  const api = await extension?.activate();
  assert.ok(api, 'outside production the extension hands out its test API');
  const dialogs = new ScriptedDialogs();
  const memory = new MapMemory();
  const usage = new StringStorage();
  const secrets = new Map<string, string>();
  const instance = await api.recreate({
    dialogs,
    memory,
    workspaceMemory: new MapMemento(),
    usage,
    secrets: {
      get: (name) => Promise.resolve(secrets.get(name)),
      store: (name, value) => Promise.resolve(void secrets.set(name, value)),
      delete: (name) => Promise.resolve(void secrets.delete(name)),
    },
    environment: {},
    aws: { variables: {}, homeFolder: '/nonexistent' },
    runInTerminal: () => assert.fail('no test has asked for a terminal'),
    isTrusted: () => true,
    findings: new MemoryFolder(),
    engines: () => Promise.resolve('the engines of the tests'),
    ...overrides,
  });
  return { instance, dialogs, memory, usage, secrets };
}

/** The folder that is open. */
export function workspaceFolder(): vscode.WorkspaceFolder {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'the tests need an open folder');
  return folder;
}

export function inFolder(path: string): vscode.Uri {
  return vscode.Uri.joinPath(workspaceFolder().uri, ...path.split('/'));
}

let files = 0;

/** A file of its own for one test, on disk and in front. `name` may have folders. */
export async function openFile(name: string, text: string): Promise<vscode.TextEditor> {
  const uri = inFolder(`cases/${++files}/${name}`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return vscode.window.showTextDocument(uri);
}

/** Resolves when the editor has let go of the document. Ask before it is closed. */
export function closed(uri: vscode.Uri): Promise<void> {
  return new Promise((resolve) => {
    const subscription = vscode.workspace.onDidCloseTextDocument((document) => {
      if (document.uri.toString() !== uri.toString()) return;
      subscription.dispose();
      resolve();
    });
  });
}

/** Replaces the first `from` in the document. */
export async function replace(document: vscode.TextDocument, from: string, to: string): Promise<void> {
  const at = document.getText().indexOf(from);
  assert.ok(at >= 0, `not in the document: ${from}`);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(document.positionAt(at), document.positionAt(at + from.length)), to);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

/** Resolves with the outcome of the next scan of this document that ends. Ask before what sets it off. */
export function nextOutcome(instance: ExtensionInstance, uri: vscode.Uri): Promise<ScanOutcome> {
  return new Promise((resolve) => {
    const subscription = instance.jobs.onDidFinish(({ documentId, outcome }) => {
      if (documentId !== uri.toString()) return;
      subscription.dispose();
      resolve(outcome);
    });
  });
}

/** Resolves when the status of the document's scan is as wanted. */
export function statusIs(
  { scans, jobs }: ExtensionInstance,
  uri: vscode.Uri,
  wanted: (status: ReturnType<ExtensionInstance['scans']['status']>) => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const check = (): void => {
      if (!wanted(scans.status(uri.toString()))) return;
      subscription.dispose();
      resolve();
    };
    const subscription = jobs.onDidChangeStatus(check);
    check();
  });
}

/** Our diagnostics of a file as they are in the Problems view, in the order of place. */
export function problemsOf({ renderer }: ExtensionInstance, uri: vscode.Uri): vscode.Diagnostic[] {
  renderer.flush();
  return vscode.languages
    .getDiagnostics(uri)
    .filter(({ source }) => source === 'Palisade')
    .sort((a, b) => a.range.start.compareTo(b.range.start));
}

export async function setSetting(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration().update(name, value, vscode.ConfigurationTarget.Workspace);
}

export async function closeEditors(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
