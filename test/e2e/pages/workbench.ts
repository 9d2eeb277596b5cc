import type { Locator, Page } from 'playwright-core';
import { Dialogs } from './dialogs.ts';
import { EditorPane } from './editorPane.ts';
import { ProblemsPanel } from './problemsPanel.ts';
import { QuickInput } from './quickInput.ts';
import { TreeView } from './treeView.ts';

/** The window as a whole. Every method waits until what it did can be seen. */
export class Workbench {
  readonly page: Page;
  readonly quickInput: QuickInput;
  readonly editor: EditorPane;
  readonly problems: ProblemsPanel;
  readonly dialogs: Dialogs;

  constructor(page: Page) {
    this.page = page;
    this.quickInput = new QuickInput(page);
    this.editor = new EditorPane(page);
    this.problems = new ProblemsPanel(page, (title) => this.runCommand(title));
    this.dialogs = new Dialogs(page, (title) => this.runCommand(title));
  }

  /** @param path relative to the workspace, or enough of it to be found first */
  async openFile(path: string): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+P');
    await this.quickInput.accept(path, path.split('/').at(-1) ?? path);
    await this.editor.waitForFile(path.split('/').at(-1) ?? path);
  }

  /** @param title as the palette shows it, e.g. `Palisade: Scan File` */
  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.quickInput.accept(`>${title}`, title);
  }

  /** Saves the file in front, and waits until it is on disk. */
  async save(): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+S');
    await this.page.locator('.tab.active:not(.dirty)').waitFor();
  }

  /** Waits until Palisade has started: what is saved before is not scanned. */
  async ready(): Promise<void> {
    await this.statusBarItem('Palisade').waitFor();
  }

  /** Loads the page anew, as "Developer: Reload Window" does, and waits until Palisade has started again. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.page.locator('.monaco-workbench .statusbar').waitFor();
    await this.ready();
  }

  /** Opens a file, saves it, and waits until what Palisade says of it in the status bar contains `said`. */
  async saveAndSee(path: string, said: string | RegExp): Promise<void> {
    await this.openFile(path);
    await this.save();
    await this.statusBarItem(said).waitFor();
  }

  /** What a screen reader says of Palisade's item in the status bar: its text and its tooltip. */
  async spokenStatus(): Promise<string> {
    return (await this.statusBarItem('Palisade').getAttribute('aria-label')) ?? '';
  }

  /** Ends what an earlier test may have left: open files, edits, findings, notifications. */
  async startOver(): Promise<void> {
    while ((await this.page.locator('.tab.dirty').count()) > 0) await this.runCommand('File: Revert File');
    await this.runCommand('View: Close All Editors');
    await this.runCommand('Palisade: Clear Findings');
    await this.runCommand('Notifications: Clear All Notifications');
    const panel = this.page.locator('.part.panel');
    if (await panel.isVisible()) await this.page.keyboard.press('ControlOrMeta+J');
    await panel.waitFor({ state: 'hidden' });
  }

  /** @param text (part of) what the item says */
  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item:visible', { hasText: text });
  }

  /** @param title of the view container in the activity bar, e.g. `Palisade` */
  async openViewContainer(title: string): Promise<void> {
    const icon = this.page.locator('.activitybar .action-item', {
      has: this.page.locator(`a[aria-label^="${title}"]`),
    });
    if ((await icon.getAttribute('aria-expanded')) !== 'true') await icon.click();
    await this.page.locator('.sidebar .composite.title', { hasText: title }).waitFor();
  }

  /** @param title of the view, e.g. `Findings` */
  tree(title: string): TreeView {
    return new TreeView(this.page, title);
  }
}
