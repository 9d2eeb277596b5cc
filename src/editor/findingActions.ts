import * as vscode from 'vscode';
import type { FindingRecord } from '../findings/reconcile.ts';
import { isShown } from '../findings/reconcile.ts';
import type { FindingStore } from '../findings/store.ts';
import { type CommandId, type FindingRef, SHOW_RULE } from './commandIds.ts';
import { codeOf, SEVERITY_WORDS, titleOf } from './severityWords.ts';
import { positionsOf } from './diagnosticModel.ts';
import type { DocumentTracker } from './documentTracker.ts';
import { idOf } from './documents.ts';
import { DIAGNOSTIC_SOURCE } from './problems.ts';
import { rangeOf } from './vscodeRanges.ts';

/** The light bulb on a finding. */
export class FindingActions implements vscode.CodeActionProvider {
  static readonly kinds: vscode.CodeActionProviderMetadata = {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  };
  readonly #store: FindingStore;
  readonly #tracker: DocumentTracker;

  constructor(store: FindingStore, tracker: DocumentTracker) {
    this.#store = store;
    this.#tracker = tracker;
  }

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const id = idOf(document.uri);
    const lines = this.#tracker.linesOf(id);
    if (!lines) return [];
    const records = this.#store.records(id);
    const shown = records.filter(isShown).length;
    return records.flatMap((record) => {
      const own = rangeOf(positionsOf(record.finding.subject.range, lines));
      if (!isShown(record) || !own.intersection(range)) return [];
      const diagnostics = context.diagnostics.filter((diagnostic) => isOf(diagnostic, record, own));
      const title = titleOf(record.finding);
      return [
        action(`Fix with AI agent (${title})`, 'palisade.fixWithAgent', record, diagnostics),
        ...(shown > 1 ? [fileAction(shown, record, diagnostics)] : []),
        action(`Preview the prompt (${title})`, 'palisade.previewPrompt', record, diagnostics),
        action(`Copy the prompt (${title})`, 'palisade.copyPrompt', record, diagnostics),
        action(`Explain (${title})`, 'palisade.explainFinding', record, diagnostics),
        action(`Verify now (${title})`, 'palisade.verifyNow', record, diagnostics),
        action(`Ignore this finding… (${title})`, 'palisade.ignoreFinding', record, diagnostics),
        ruleAction(record, diagnostics),
        action(`Ignore "${record.finding.ruleId}" in this file…`, 'palisade.ignoreRuleInFile', record, diagnostics),
      ];
    });
  }
}

/** All that is shown of the file, in one prompt. */
function fileAction(shown: number, { documentId }: FindingRecord, diagnostics: vscode.Diagnostic[]): vscode.CodeAction {
  const title = `Fix all ${shown} findings of this file with AI agent`;
  const made = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  made.command = { command: 'palisade.fixWithAgent' satisfies CommandId, title, arguments: [{ documentId }] };
  made.diagnostics = diagnostics;
  return made;
}

function ruleAction({ finding }: FindingRecord, diagnostics: vscode.Diagnostic[]): vscode.CodeAction {
  const title = `Show the rule "${finding.ruleId}"`;
  const made = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  made.command = { command: SHOW_RULE, title, arguments: [finding.ruleId] };
  made.diagnostics = diagnostics;
  return made;
}

/** The editor hands out copies of our diagnostics: they are recognised by what they say and where. */
function isOf(diagnostic: vscode.Diagnostic, { finding }: FindingRecord, range: vscode.Range): boolean {
  const code = typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code;
  const prefix = `${SEVERITY_WORDS[finding.severity]}: ${titleOf(finding)}`;
  return (
    diagnostic.source === DIAGNOSTIC_SOURCE &&
    code === codeOf(finding) &&
    diagnostic.range.isEqual(range) &&
    diagnostic.message.startsWith(prefix)
  );
}

function action(
  title: string,
  command: CommandId,
  { documentId, finding }: FindingRecord,
  diagnostics: vscode.Diagnostic[],
): vscode.CodeAction {
  const ref: FindingRef = { documentId, fingerprint: finding.fingerprint };
  const made = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  made.command = { command, title, arguments: [ref] };
  made.diagnostics = diagnostics;
  return made;
}
