import * as vscode from 'vscode';
import type { FindingStore } from '../findings/store.ts';
import type { DocumentTracker } from './documentTracker.ts';
import type { IgnoreLists } from './ignoreLists.ts';
import type { Scans } from './scans.ts';
import { SEVERITY_ICONS } from './severityWords.ts';
import { findingsInWords, tallyOf } from './tally.ts';
import {
  type FindingNode,
  findingTree,
  type GroupBy,
  type GroupNode,
  isSameTree,
  type TreeNode,
  TreeNodes,
} from './treeModel.ts';
import { viewMessage, viewState } from './viewState.ts';

const VIEW_ID = 'palisade.findings';
const GROUP_BY_KEY = 'palisade.groupBy';

/** The Findings view: a tree of everything that is in the store. */
export class FindingsView implements vscode.TreeDataProvider<TreeNode> {
  readonly #store: FindingStore;
  readonly #tracker: DocumentTracker;
  readonly #scans: Scans;
  readonly #ignores: Pick<IgnoreLists, 'areUnapplied'>;
  readonly #memory: vscode.Memento;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<TreeNode>;
  #nodes = new TreeNodes();
  #roots: readonly GroupNode[] = [];
  #drawn = '';
  #shown = 0;

  readonly onDidChangeTreeData = this.#changed.event;

  /** @param memory of the workspace: how the tree is grouped */
  constructor(
    store: FindingStore,
    tracker: DocumentTracker,
    scans: Scans,
    ignores: Pick<IgnoreLists, 'areUnapplied'>,
    memory: vscode.Memento,
  ) {
    this.#store = store;
    this.#tracker = tracker;
    this.#scans = scans;
    this.#ignores = ignores;
    this.#memory = memory;
    this.#view = vscode.window.createTreeView(VIEW_ID, { treeDataProvider: this, showCollapseAll: true });
    this.#setContext(GROUP_BY_KEY, this.groupBy);
  }

  dispose(): void {
    this.#view.dispose();
    this.#changed.dispose();
  }

  get groupBy(): GroupBy {
    return this.#memory.get(GROUP_BY_KEY) === 'file' ? 'file' : 'severity';
  }

  async setGroupBy(groupBy: GroupBy): Promise<void> {
    await this.#memory.update(GROUP_BY_KEY, groupBy);
    this.#setContext(GROUP_BY_KEY, groupBy);
    this.#nodes = new TreeNodes();
    this.render();
  }

  render(): void {
    const records = this.#store.allRecords();
    const source = {
      records,
      pathOf: (id: string) => this.#store.pathOf(id),
      linesOf: (id: string) => this.#tracker.linesOf(id),
    };
    const roots = findingTree(source, this.groupBy, this.#nodes);
    const tally = tallyOf(records);
    this.#shown = tally.shown;
    const documents = this.#scans
      .known()
      .map((id) => ({ status: this.#scans.status(id), changed: this.#tracker.isChanged(id) }));
    const state = viewState(documents);
    const message = viewMessage(documents, tally, this.#ignores.areUnapplied);
    // Typing in a file draws often and seldom changes anything here.
    const drawn = JSON.stringify([state, message, tally.shown]);
    const isSame = isSameTree(roots, this.#roots);
    if (isSame && drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#roots = roots;
    this.#setContext('palisade.viewState', state);
    this.#setContext('palisade.hasFindings', tally.shown > 0);
    this.#setContext('palisade.hasRefuted', tally.refuted > 0);
    this.#view.message = message ?? '';
    this.#view.badge =
      tally.shown === 0 ? undefined : { value: tally.shown, tooltip: `Palisade: ${findingsInWords(tally.shown)}` };
    if (!isSame) this.#changed.fire(undefined);
  }

  /** How many findings it shows. */
  get shown(): number {
    return this.#shown;
  }

  get message(): string | undefined {
    return this.#view.message;
  }

  /** Unfolds and selects the group of refuted findings. */
  async showRefuted(): Promise<boolean> {
    const group = this.#roots.find(({ key }) => key === 'refuted');
    if (group) await this.#view.reveal(group, { focus: true, select: true, expand: true });
    return group !== undefined;
  }

  getChildren(node?: TreeNode): TreeNode[] {
    if (!node) return [...this.#roots];
    return node.kind === 'group' ? [...node.children] : [];
  }

  getParent(node: TreeNode): GroupNode | undefined {
    return node.kind === 'group' ? undefined : this.#roots.find(({ children }) => children.includes(node));
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return node.kind === 'group' ? groupItem(node) : findingItem(node);
  }

  #setContext(key: string, value: string | boolean): void {
    void vscode.commands.executeCommand('setContext', key, value);
  }
}

function groupItem(node: GroupNode): vscode.TreeItem {
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(node.label, node.folded ? Collapsed : Expanded);
  item.id = node.key;
  item.description = node.description;
  item.contextValue = `group:${node.icon}`;
  item.accessibilityInformation = { label: node.spoken };
  switch (node.icon) {
    case 'file':
      item.iconPath = vscode.ThemeIcon.File;
      if (node.documentId !== undefined) item.resourceUri = vscode.Uri.parse(node.documentId);
      break;
    case 'refuted':
      item.iconPath = new vscode.ThemeIcon('comment-discussion');
      break;
    case 'unconfirmed':
      item.iconPath = new vscode.ThemeIcon('question');
      break;
    default:
      item.iconPath = severityIcon(node.icon);
  }
  return item;
}

function findingItem(node: FindingNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.label, vscode.TreeItemCollapsibleState.None);
  item.id = node.key;
  item.description = node.description;
  // A string: a tooltip is never Markdown here.
  item.tooltip = node.tooltip;
  item.contextValue = `finding:${node.place}`;
  item.accessibilityInformation = { label: node.spoken };
  item.iconPath = severityIcon(node.severity);
  item.command = { command: 'palisade.revealFinding', title: 'Reveal Finding', arguments: [node.ref] };
  return item;
}

function severityIcon(severity: FindingNode['severity']): vscode.ThemeIcon {
  return new vscode.ThemeIcon(SEVERITY_ICONS[severity], new vscode.ThemeColor(`palisade.severity.${severity}`));
}
