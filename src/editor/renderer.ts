import * as vscode from 'vscode';
import type { Clock } from '../app/ports.ts';
import type { ScanJobs } from '../app/scanJobs.ts';
import type { FindingStore } from '../findings/store.ts';
import type { BulkRuns } from './bulkRuns.ts';
import { decorationView, type DecorationView } from './decorationModel.ts';
import { Disposables } from './disposables.ts';
import type { DocumentTracker } from './documentTracker.ts';
import { frontFile, idOf, nameOf } from './documents.ts';
import type { FindingsView } from './findingsView.ts';
import type { LazyPosture } from './lazyPosture.ts';
import type { Marks } from './marks.ts';
import type { Problems } from './problems.ts';
import type { Scans } from './scans.ts';
import type { Settings } from './settings.ts';
import type { StatusItem } from './statusItem.ts';
import { statusView } from './statusModel.ts';
import { tallyOf } from './tally.ts';
import { LineIndex } from '../findings/lineIndex.ts';

export interface RendererParts {
  readonly store: FindingStore;
  readonly jobs: ScanJobs;
  readonly scans: Scans;
  readonly bulk: Pick<BulkRuns, 'isRunning' | 'onDidChange'>;
  readonly tracker: DocumentTracker;
  readonly settings: Settings;
  readonly problems: Problems;
  readonly marks: Marks;
  readonly view: FindingsView;
  readonly status: StatusItem;
  readonly clock: Pick<Clock, 'now'>;
  readonly posture: Pick<LazyPosture, 'status' | 'onDidChange'>;
}

/**
 * While many files are scanned the tree changes with nearly each of them, and each time VS Code asks for all of
 * it again. It is read by a person, who does not need it faster than this.
 */
const TREE_PAUSE_MS = 500;
const TREE_PAUSE_MS_PER_FINDING = 5;

/** What the status bar says of the AWS account is this old at most. */
const ACCOUNT_PAUSE_MS = 300;

/** Drawing the tree takes at most this share of the time, whatever there is in it. */
const TREE_SHARE = 0.1;

/**
 * Draws the store, and nothing but the store: so the Problems view, the text, the tree and the status
 * bar cannot disagree. However much happens in one turn of the event loop, it draws once.
 */
export class Renderer {
  readonly #parts: RendererParts;
  readonly #subscriptions = new Disposables();
  readonly #dirty = new Set<string>();
  #editorsDirty = true;
  #scheduled: NodeJS.Immediate | undefined;
  #treeScheduled: NodeJS.Timeout | undefined;
  #accountScheduled: NodeJS.Timeout | undefined;
  /** When the tree may be drawn again; see performance.now(). */
  #treeNotBefore = 0;
  #scanning: boolean | undefined;

  constructor(parts: RendererParts) {
    this.#parts = parts;
    const { store, jobs, scans, bulk, tracker, posture } = parts;
    const touch = (id: string): void => {
      this.#dirty.add(id);
      this.#schedule();
    };
    const redraw = (): void => {
      this.#editorsDirty = true;
      this.#schedule();
    };
    const restate = (): void => this.#schedule();
    for (const subscription of [
      store.onDidChange(touch),
      jobs.onDidChangeStatus(restate),
      scans.onDidChangeStatus(restate),
      bulk.onDidChange(() => {
        this.#treeNotBefore = 0;
        restate();
      }),
      tracker.onDidChangeClosed(restate),
      posture.onDidChange(() => this.#restateSoon()),
      store.buckets.onDidChange(() => this.#restateSoon()),
      vscode.window.onDidChangeVisibleTextEditors(redraw),
      vscode.window.onDidChangeActiveTextEditor(restate),
      vscode.window.onDidChangeActiveNotebookEditor(restate),
      vscode.window.onDidChangeNotebookEditorSelection(restate),
      vscode.window.tabGroups.onDidChangeTabs(restate),
      vscode.window.tabGroups.onDidChangeTabGroups(restate),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        // The store is silent where there are no findings, but "no findings" is said of a text.
        if (this.#parts.scans.status(idOf(document.uri))) this.#schedule();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('palisade.decorations')) redraw();
      }),
    ]) {
      this.#subscriptions.add(subscription);
    }
    this.#schedule();
  }

  async dispose(): Promise<void> {
    clearImmediate(this.#scheduled);
    clearTimeout(this.#treeScheduled);
    clearTimeout(this.#accountScheduled);
    await this.#subscriptions.dispose();
  }

  /** Draws now what is waiting to be drawn. */
  flush(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    this.#treeNotBefore = 0;
    this.#render();
  }

  /** What is drawn in the editors of a document. */
  decorations(documentId: string): DecorationView {
    const { store, tracker, settings } = this.#parts;
    const lines = tracker.linesOf(documentId) ?? new LineIndex('');
    return decorationView(store.records(documentId), lines, settings.decorations());
  }

  /** While an account is read it changes many times in a second. */
  #restateSoon(): void {
    this.#accountScheduled ??= setTimeout(() => {
      this.#accountScheduled = undefined;
      this.#parts.status.render(this.#statusView());
    }, ACCOUNT_PAUSE_MS);
  }

  #schedule(): void {
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = undefined;
      this.#render();
    });
  }

  #render(): void {
    const { marks, status } = this.#parts;
    const dirty = new Set(this.#dirty);
    this.#dirty.clear();
    for (const id of dirty) this.#renderProblems(id);
    for (const editor of vscode.window.visibleTextEditors) {
      const id = idOf(editor.document.uri);
      if (this.#editorsDirty || dirty.has(id)) marks.render(editor, this.decorations(id));
    }
    this.#editorsDirty = false;
    status.render(this.#statusView());
    this.#setScanning();
    this.#renderTree();
  }

  /** Of all documents together, so it cannot be drawn with each change of one of thousands. */
  #renderTree(): void {
    const startedAt = performance.now();
    if (startedAt < this.#treeNotBefore) {
      this.#treeScheduled ??= setTimeout(() => {
        this.#treeScheduled = undefined;
        this.#renderTree();
      }, this.#treeNotBefore - startedAt);
      return;
    }
    clearTimeout(this.#treeScheduled);
    this.#treeScheduled = undefined;
    const { view, bulk } = this.#parts;
    view.render();
    const now = performance.now();
    const whileMany = bulk.isRunning ? Math.max(TREE_PAUSE_MS, view.shown * TREE_PAUSE_MS_PER_FINDING) : 0;
    this.#treeNotBefore = now + Math.max((now - startedAt) / TREE_SHARE, whileMany);
  }

  #renderProblems(id: string): void {
    const { problems, store, tracker } = this.#parts;
    const uri = vscode.Uri.parse(id);
    const records = store.records(id);
    const lines = tracker.linesOf(id);
    if (records.length === 0 || !lines) problems.remove(uri);
    else problems.render(uri, records, lines);
  }

  #statusView() {
    const { scans, store, tracker, clock, posture } = this.#parts;
    const front = frontFile();
    const now = clock.now();
    const account = posture.status();
    if (!front)
      return statusView({ name: undefined, status: undefined, tally: tallyOf([]), changed: false, now, account });
    const uri = front.kind === 'document' ? front.document.uri : front.uri;
    const id = idOf(uri);
    return statusView({
      name: nameOf(uri),
      status: scans.status(id),
      tally: tallyOf(store.records(id)),
      changed: tracker.isChanged(id),
      now,
      account,
    });
  }

  #setScanning(): void {
    const { jobs, bulk } = this.#parts;
    const running = bulk.isRunning || jobs.running().length > 0;
    if (running === this.#scanning) return;
    this.#scanning = running;
    void vscode.commands.executeCommand('setContext', 'palisade.scanning', running);
  }
}
