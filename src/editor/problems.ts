import * as vscode from 'vscode';
import type { LineIndex } from '../findings/lineIndex.ts';
import type { FindingRecord } from '../findings/reconcile.ts';
import { type DiagnosticView, diagnosticViews } from './diagnosticModel.ts';
import { rangeOf } from './vscodeRanges.ts';

export const DIAGNOSTIC_SOURCE = 'Palisade';

const LEVELS: Readonly<Record<DiagnosticView['level'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** The Problems view. */
export class Problems {
  readonly #collection = vscode.languages.createDiagnosticCollection('palisade');

  dispose(): void {
    this.#collection.dispose();
  }

  render(uri: vscode.Uri, records: readonly FindingRecord[], lines: LineIndex): void {
    this.#collection.set(
      uri,
      diagnosticViews(records, lines).map((view) => diagnosticOf(uri, view)),
    );
  }

  remove(uri: vscode.Uri): void {
    // Deleting is told to the window, whether there was anything or not: of thousands of files, mostly not.
    if (this.#collection.has(uri)) this.#collection.delete(uri);
  }
}

function diagnosticOf(uri: vscode.Uri, view: DiagnosticView): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(rangeOf(view.range), view.message, LEVELS[view.level]);
  diagnostic.source = DIAGNOSTIC_SOURCE;
  diagnostic.code =
    view.address === undefined ? view.code : { value: view.code, target: vscode.Uri.parse(view.address) };
  diagnostic.relatedInformation = view.related.map(
    ({ range, message }) => new vscode.DiagnosticRelatedInformation(new vscode.Location(uri, rangeOf(range)), message),
  );
  return diagnostic;
}
