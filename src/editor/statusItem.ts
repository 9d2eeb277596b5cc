import * as vscode from 'vscode';
import type { StatusView } from './statusModel.ts';

/** The one item in the status bar. */
export class StatusItem {
  readonly #item = vscode.window.createStatusBarItem('palisade.status', vscode.StatusBarAlignment.Left, 10);
  #view: StatusView | undefined;

  constructor() {
    this.#item.name = 'Palisade';
  }

  dispose(): void {
    this.#item.dispose();
  }

  get view(): StatusView | undefined {
    return this.#view;
  }

  render(view: StatusView): void {
    if (JSON.stringify(view) === JSON.stringify(this.#view)) return;
    this.#view = view;
    this.#item.text = view.text;
    this.#item.tooltip = view.tooltip;
    this.#item.command =
      view.command === 'workbench.action.openSettings'
        ? { command: view.command, title: 'Open Settings', arguments: ['palisade.gemini'] }
        : view.command;
    this.#item.accessibilityInformation = { label: view.label, role: 'button' };
    this.#item.show();
  }
}
