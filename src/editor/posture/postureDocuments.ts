import * as vscode from 'vscode';
import { Disposables } from '../disposables.ts';

const SCHEME = 'palisade-posture';
let documents = 0;

/** Read-only JSON in an editor's tab. It is kept nowhere: with the window it is gone. */
export class PostureDocuments {
  readonly #texts = new Map<string, string>();
  readonly #owned = new Disposables();

  constructor() {
    this.#owned.add(
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
        provideTextDocumentContent: (uri) =>
          this.#texts.get(uri.toString()) ??
          '{ "note": "This was read in an earlier session. Read the account again." }\n',
      }),
    );
    this.#owned.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())));
  }

  dispose(): Promise<void> {
    return this.#owned.dispose();
  }

  async show(name: string, text: string): Promise<void> {
    await vscode.window.showTextDocument(this.#add(name, text));
  }

  async compare(
    title: string,
    before: { name: string; text: string },
    after: { name: string; text: string },
  ): Promise<void> {
    await vscode.commands.executeCommand(
      'vscode.diff',
      this.#add(before.name, before.text),
      this.#add(after.name, after.text),
      title,
    );
  }

  /** A document of its own each time: what somebody is reading does not change under them. */
  #add(name: string, text: string): vscode.Uri {
    documents += 1;
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}.json`, query: String(documents) });
    this.#texts.set(uri.toString(), text);
    return uri;
  }
}
