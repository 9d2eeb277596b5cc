import * as vscode from 'vscode';
import type { LoadReports } from './reportsBundle.ts';
import { RULE_SCHEME, ruleOfUri, ruleUri } from './ruleLinks.ts';

/** Makes a page of Markdown as people read it, where the editor has its preview. */
const PREVIEW = 'markdown.showPreview';

/** The pages of rules, as read-only documents. */
export class RulePages implements vscode.TextDocumentContentProvider {
  readonly #load: LoadReports;
  readonly #preview: string;
  readonly #registration: vscode.Disposable;

  /** @param preview the command that shows a page, replaced only by tests */
  constructor(load: LoadReports, preview = PREVIEW) {
    this.#load = load;
    this.#preview = preview;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(RULE_SCHEME, this);
  }

  dispose(): void {
    this.#registration.dispose();
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const id = ruleOfUri(uri);
    const { pageOfRule } = await this.#load();
    return (id === undefined ? undefined : pageOfRule(id)) ?? '# No such rule\n\nPalisade has no rule of this name.\n';
  }

  /** @returns false when there is no such rule */
  async show(id: string): Promise<boolean> {
    const { pageOfRule } = await this.#load();
    if (pageOfRule(id) === undefined) return false;
    try {
      await vscode.commands.executeCommand(this.#preview, ruleUri(id));
    } catch {
      // The extension with the preview can be switched off. Whether it is cannot be asked: as long as it was not
      // used, its commands are not among those that are registered.
      await vscode.window.showTextDocument(ruleUri(id));
    }
    return true;
  }
}
