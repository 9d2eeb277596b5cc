import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';

/** Documents that exist in the editor alone: prompts and policies that were made. */
export const MADE_SCHEME = 'palisade-made';

/** More than a person has open. The oldest are forgotten first. */
export const MOST_MADE = 50;

/** Read-only documents of text that was made, and that stays as it was shown. */
export class MadeDocuments implements vscode.TextDocumentContentProvider {
  readonly #texts = new Map<string, string>();
  readonly #registration: vscode.Disposable;
  /** An earlier window may have left tabs behind, whose texts are not kept: no new one has the address of those. */
  readonly #window = randomUUID().slice(0, 8);
  #made = 0;

  readonly #scheme: string;

  /** @param scheme one for each bundle that makes documents: the editor asks one provider for each */
  constructor(scheme = MADE_SCHEME) {
    this.#scheme = scheme;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#texts.clear();
  }

  provideTextDocumentContent({ path }: vscode.Uri): string {
    return this.#texts.get(path) ?? 'This is not kept any more. Make it again.\n';
  }

  /**
   * @param name with the extension that tells its language
   * @returns its address
   */
  add(name: string, text: string): vscode.Uri {
    const path = `/${this.#window}-${++this.#made}/${name}`;
    this.#texts.set(path, text);
    const [oldest] = this.#texts.keys();
    if (this.#texts.size > MOST_MADE && oldest !== undefined) this.#texts.delete(oldest);
    return vscode.Uri.from({ scheme: this.#scheme, path });
  }

  async show(name: string, text: string): Promise<vscode.Uri> {
    const uri = this.add(name, text);
    await vscode.window.showTextDocument(uri, { preview: true });
    return uri;
  }

  /** As people read it, where the editor has its preview of Markdown. */
  async showPage(name: string, markdown: string): Promise<void> {
    const uri = this.add(name, markdown);
    try {
      await vscode.commands.executeCommand('markdown.showPreview', uri);
    } catch {
      await vscode.window.showTextDocument(uri);
    }
  }
}
