import * as vscode from 'vscode';
import { SEVERITIES, type Severity } from '../findings/severity.ts';
import type { DecorationView, LineMark } from './decorationModel.ts';
import { rangeOf } from './vscodeRanges.ts';

interface Types {
  /** The text of the findings. */
  readonly range: vscode.TextEditorDecorationType;
  /** The gutter icon and the words at the end of the line. */
  readonly line: vscode.TextEditorDecorationType;
}

/** What is drawn in the text. A fixed set of types, every one of them set each time. */
export class Marks {
  readonly #types: ReadonlyMap<Severity, Types>;

  constructor(extensionUri: vscode.Uri) {
    this.#types = new Map(SEVERITIES.map((severity) => [severity, typesOf(severity, extensionUri)]));
  }

  dispose(): void {
    for (const { range, line } of this.#types.values()) {
      range.dispose();
      line.dispose();
    }
  }

  render(editor: vscode.TextEditor, view: DecorationView): void {
    for (const [severity, { range, line }] of this.#types) {
      const { ranges, lines } = view[severity];
      editor.setDecorations(range, ranges.map(rangeOf));
      editor.setDecorations(
        line,
        lines.map((mark) => lineOptions(mark, severity)),
      );
    }
  }
}

function typesOf(severity: Severity, extensionUri: vscode.Uri): Types {
  const icon = (theme: 'dark' | 'light'): vscode.Uri =>
    vscode.Uri.joinPath(extensionUri, 'media', 'gutter', theme, `${severity}.svg`);
  const colour = new vscode.ThemeColor(`palisade.severity.${severity}`);
  return {
    range: vscode.window.createTextEditorDecorationType({
      backgroundColor: new vscode.ThemeColor(`palisade.severity.${severity}Background`),
      overviewRulerColor: colour,
      overviewRulerLane: vscode.OverviewRulerLane.Left,
      // Typing at the border of a finding is not typing in it.
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    }),
    line: vscode.window.createTextEditorDecorationType({
      isWholeLine: true,
      dark: { gutterIconPath: icon('dark') },
      light: { gutterIconPath: icon('light') },
      gutterIconSize: 'contain',
      after: { color: colour, margin: '0 0 0 2em', fontStyle: 'normal' },
    }),
  };
}

function lineOptions({ line, label }: LineMark, severity: Severity): vscode.DecorationOptions {
  const range = new vscode.Range(line, 0, line, 0);
  if (label === undefined) return { range };
  const color = new vscode.ThemeColor(`palisade.severity.${severity}`);
  return { range, renderOptions: { after: { contentText: label, color } } };
}
