import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { Disposables } from './disposables.ts';

const SCHEME = 'palisade-report';

/** Read-only texts in an editor's tab. They are kept nowhere: with the window they are gone. */
export class ReportDocuments {
  readonly #texts = new Map<string, () => Promise<string>>();
  readonly #owned = new Disposables();

  constructor() {
    this.#owned.add(
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
        provideTextDocumentContent: (uri) =>
          this.#texts.get(uri.toString())?.() ?? 'This report was of an earlier session. Run the command again.\n',
      }),
    );
    this.#owned.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())));
  }

  dispose(): Promise<void> {
    return this.#owned.dispose();
  }

  /** @param text asked for once, when the tab opens */
  async show(name: string, text: () => Promise<string>): Promise<void> {
    // A document of its own each time: what somebody is reading does not change under them.
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}.txt`, query: randomUUID() });
    this.#texts.set(uri.toString(), text);
    await vscode.window.showTextDocument(uri);
  }
}
