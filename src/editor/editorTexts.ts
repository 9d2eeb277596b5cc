import { readFile, stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { DocumentTexts, KnownTexts } from '../app/cache/documentTexts.ts';
import type { TextMark } from '../app/cache/textMark.ts';
import { LARGEST_READ, readText } from './diskText.ts';
import type { DocumentTracker } from './documentTracker.ts';
import { canBeScanned, idOf, openDocument, pathOf } from './documents.ts';
import { asDocumentText } from './editorText.ts';
import type { IgnoreLists } from './ignoreLists.ts';

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** Names of these mean another document in another session. */
const PASSING_SCHEMES: ReadonlySet<string> = new Set(['untitled', 'vscode-notebook-cell']);

/** The texts of documents, for what is kept of them. */
export class EditorTexts implements DocumentTexts {
  readonly #tracker: DocumentTracker;
  readonly #ignores: IgnoreLists;

  constructor(tracker: DocumentTracker, ignores: IgnoreLists) {
    this.#tracker = tracker;
    this.#ignores = ignores;
  }

  known(documentId: string): KnownTexts | undefined {
    return this.#tracker.textsOf(documentId);
  }

  open(): readonly string[] {
    return vscode.workspace.textDocuments.filter(({ uri }) => canBeScanned(uri)).map(({ uri }) => idOf(uri));
  }

  textOf(documentId: string): string | undefined {
    return openDocument(documentId)?.getText();
  }

  /** Past the editor, which would hand each file through two processes. */
  async likely(documentId: string): Promise<string | undefined> {
    const { scheme, fsPath } = vscode.Uri.parse(documentId);
    if (scheme !== 'file') return undefined;
    try {
      const file = await stat(fsPath);
      if (!file.isFile() || file.size > LARGEST_READ) return undefined;
      return asDocumentText(UTF_8.decode(await readFile(fsPath)));
    } catch {
      return undefined;
    }
  }

  async onDisk(documentId: string): Promise<{ readonly text: string } | 'gone' | 'unreadable'> {
    const found = await readText(vscode.Uri.parse(documentId));
    if (found.kind === 'text') return found;
    return found.kind === 'gone' ? 'gone' : 'unreadable';
  }

  pathOf(documentId: string): string {
    return pathOf(vscode.Uri.parse(documentId));
  }

  isFile(documentId: string): boolean {
    return !PASSING_SCHEMES.has(vscode.Uri.parse(documentId).scheme);
  }

  ready(documentId: string): Promise<void> {
    return this.#ignores.ensure(vscode.Uri.parse(documentId));
  }

  adopt(documentId: string, text: string, scanned: TextMark | undefined): void {
    this.#tracker.adopt(documentId, text, scanned);
  }
}
