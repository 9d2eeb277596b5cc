import * as vscode from 'vscode';
import { isShown } from '../findings/reconcile.ts';
import type { FindingStore } from '../findings/store.ts';
import { SHOW_RULE } from './commandIds.ts';
import type { DocumentTracker } from './documentTracker.ts';
import { idOf } from './documents.ts';
import { positionsOf } from './diagnosticModel.ts';
import { findingMarkdown } from './findingMarkdown.ts';
import { rangeOf } from './vscodeRanges.ts';

/** What is known of the findings under the mouse. */
export class FindingHovers implements vscode.HoverProvider {
  readonly #store: FindingStore;
  readonly #tracker: DocumentTracker;

  constructor(store: FindingStore, tracker: DocumentTracker) {
    this.#store = store;
    this.#tracker = tracker;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const id = idOf(document.uri);
    const lines = this.#tracker.linesOf(id);
    if (!lines) return undefined;
    const under = this.#store.records(id).filter((record) => {
      return isShown(record) && rangeOf(positionsOf(record.finding.subject.range, lines)).contains(position);
    });
    const [first] = under;
    if (!first) return undefined;
    // The hover of a problem lists the path as its related information, unless problems are not shown at all.
    const path = vscode.workspace.getConfiguration('problems', document).get<unknown>('visibility') === false;
    const { languageId } = document;
    const contents = under.map((record) => {
      const markdown = new vscode.MarkdownString(findingMarkdown(record, lines, { languageId, path }));
      // Links to anything else stay dead, should one ever get in.
      markdown.isTrusted = { enabledCommands: [SHOW_RULE] };
      markdown.supportHtml = false;
      return markdown;
    });
    return new vscode.Hover(contents, rangeOf(positionsOf(first.finding.subject.range, lines)));
  }
}
