import * as vscode from 'vscode';
import type { FixPrompt } from '../../remediation/fixPrompt.ts';
import type { FixTarget } from './fixTargets.ts';
import { MOST_MADE, type MadeDocuments } from './madeDocuments.ts';
import { previewText } from './previewText.ts';

/** The previews that were opened, and what they are of. */
export class PromptPreviews {
  readonly #documents: MadeDocuments;
  readonly #targets = new Map<string, FixTarget>();

  constructor(documents: MadeDocuments) {
    this.#documents = documents;
  }

  async show(target: FixTarget, prompt: FixPrompt): Promise<void> {
    // Plain text: nothing in it is rendered.
    const uri = await this.#documents.show('palisade-prompt.txt', previewText(prompt));
    this.#targets.set(uri.toString(), target);
    const [oldest] = this.#targets.keys();
    if (this.#targets.size > MOST_MADE && oldest !== undefined) this.#targets.delete(oldest);
  }

  /** @param uri undefined: the document in front */
  targetOf(uri: vscode.Uri | undefined): FixTarget | undefined {
    const asked = uri ?? vscode.window.activeTextEditor?.document.uri;
    return asked && this.#targets.get(asked.toString());
  }
}
