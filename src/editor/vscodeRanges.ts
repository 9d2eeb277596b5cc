import * as vscode from 'vscode';
import type { LineColumnRange } from './diagnosticModel.ts';

export function rangeOf({ start, end }: LineColumnRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
