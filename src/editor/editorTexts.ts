import * as vscode from 'vscode';
import type { DocumentTexts, KnownTexts } from '../app/cache/documentTexts.ts';
import { type DocumentTracker, textOnDisk } from './documentTracker.ts';
import { canBeScanned, idOf, openDocument, pathOf } from './documents.ts';
import type { IgnoreLists } from './ignoreLists.ts';

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

  onDisk(documentId: string): Promise<{ readonly text: string } | 'gone' | 'unreadable'> {
    return textOnDisk(vscode.Uri.parse(documentId));
  }

  isFile(documentId: string): boolean {
    return !PASSING_SCHEMES.has(vscode.Uri.parse(documentId).scheme);
  }

  ready(documentId: string): Promise<void> {
    return this.#ignores.ensure(vscode.Uri.parse(documentId));
  }

  adopt(documentId: string, texts: KnownTexts): string {
    this.#tracker.adopt(documentId, texts);
    return pathOf(vscode.Uri.parse(documentId));
  }
}
