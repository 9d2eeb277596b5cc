import * as vscode from 'vscode';
import type { IsIgnored } from '../../app/monitoring/exposures.ts';
import type { MonitoringSession } from '../../app/monitoring/monitoringSession.ts';
import type { MonitoringState } from '../../app/monitoring/monitoringState.ts';
import { isSeverity } from '../../findings/severity.ts';
import { ago, dotted, oneLine } from '../posture/postureWords.ts';
import { type RedrawPorts, Redraws } from '../posture/redraws.ts';
import { SEVERITY_ICONS } from '../severityWords.ts';
import { isSameRow, type MonitoringIcon, type MonitoringNode } from './monitoringNode.ts';
import { monitoringRoots, monitoringViewState, type MonitoringViewState } from './monitoringTree.ts';
import { failedNode } from './runNodes.ts';

const VIEW_ID = 'palisade.monitoring';
const MINUTE_MS = 60_000;
const INTERVAL_MS = 200;

export interface MonitoringViewPorts extends RedrawPorts {
  readonly session: MonitoringSession;
  readonly isTrusted: () => boolean;
  readonly isIgnored: IsIgnored;
  /** Runs are listed without anybody asking. */
  readonly isPolling: () => boolean;
  /** Takes what nobody expected. */
  readonly report: (error: unknown) => void;
}

/** The Monitoring view: a tree of what is known of the one watcher that is looked at. */
export class MonitoringView implements vscode.TreeDataProvider<MonitoringNode>, vscode.Disposable {
  readonly #ports: MonitoringViewPorts;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<MonitoringNode>;
  readonly #redraws: Redraws;
  readonly #owned: { dispose(): void }[];
  readonly #contexts = new Map<string, string | boolean>();
  #roots: readonly MonitoringNode[] = [];
  readonly #parents = new Map<string, MonitoringNode>();
  #stopAges: (() => void) | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(ports: MonitoringViewPorts) {
    this.#ports = ports;
    this.#redraws = new Redraws(
      ports,
      () => INTERVAL_MS,
      () => this.#draw(),
    );
    this.#view = vscode.window.createTreeView(VIEW_ID, { treeDataProvider: this, showCollapseAll: true });
    this.#owned = [
      ports.session.onDidChange(() => this.#redraws.request()),
      this.#view.onDidChangeVisibility(({ visible }) => this.#visibleIs(visible)),
      this.#redraws,
      this.#changed,
      this.#view,
    ];
    this.#visibleIs(this.#view.visible);
    this.render();
  }

  dispose(): void {
    this.#stopAges?.();
    this.#stopAges = undefined;
    for (const one of this.#owned) one.dispose();
  }

  /** Draws at once. */
  render(): void {
    this.#redraws.now();
  }

  /** For what may come many times in a second, as while an account is read. */
  renderSoon(): void {
    this.#redraws.request();
  }

  /** Which welcome text it would show, and what stands around the tree. */
  stateOf(): {
    readonly state: MonitoringViewState;
    readonly description: string;
    readonly message: string;
    readonly roots: readonly MonitoringNode[];
  } {
    return {
      state: monitoringViewState(this.#ports.session.state, this.#ports.isTrusted()),
      description: this.#view.description ?? '',
      message: this.#view.message ?? '',
      roots: this.#roots,
    };
  }

  async getChildren(element?: MonitoringNode): Promise<MonitoringNode[]> {
    if (element === undefined) return [...this.#roots];
    const children = await this.#childrenOf(element);
    for (const child of children) this.#parents.set(child.key, element);
    return [...children];
  }

  getParent({ key }: MonitoringNode): MonitoringNode | undefined {
    return this.#parents.get(key);
  }

  getTreeItem(node: MonitoringNode): vscode.TreeItem {
    const item = new vscode.TreeItem(node.label, FOLDINGS[node.folding]);
    item.id = node.key;
    item.description = node.description;
    // A string: a tooltip is never Markdown here.
    item.tooltip = node.tooltip;
    item.contextValue = node.contextValue;
    item.accessibilityInformation = { label: node.spoken };
    item.iconPath = iconOf(node.icon);
    if (node.command !== undefined) {
      const given = node.stream === undefined ? [] : [{ stream: node.stream }];
      item.command = { command: node.command, title: node.label, arguments: given };
    }
    return item;
  }

  /** Of a run they may have to be read first; the editor shows that it waits. */
  async #childrenOf(node: MonitoringNode): Promise<readonly MonitoringNode[]> {
    const latest = node.stream === undefined ? node : (this.#roots.find(({ key }) => key === node.key) ?? node);
    if (latest.children !== undefined) return latest.children;
    if (latest.stream === undefined) return [];
    const outcome = await this.#ports.session.digest(latest.stream);
    if (outcome.kind === 'failed') return [failedNode(outcome.failure, latest.key)];
    this.render();
    return this.#roots.find(({ key }) => key === latest.key)?.children ?? [];
  }

  #visibleIs(visible: boolean): void {
    this.#stopAges?.();
    this.#stopAges = undefined;
    // Not now: the editor may be in the middle of asking for rows.
    setImmediate(() => {
      try {
        this.#ports.session.visibleIs(this.#view.visible);
      } catch (error) {
        this.#ports.report(error);
      }
    });
    if (!visible) return;
    // Ages go on without anything that changes.
    const tick = (): void => {
      this.#redraws.request();
      this.#stopAges = this.#ports.startTimer(MINUTE_MS, tick);
    };
    this.#stopAges = this.#ports.startTimer(MINUTE_MS, tick);
  }

  #draw(): void {
    const { session, isTrusted, isIgnored, isPolling, now } = this.#ports;
    const { state } = session;
    const view = monitoringViewState(state, isTrusted());
    const roots = view === 'rows' ? monitoringRoots(state, { isIgnored, now: now() }) : [];
    this.#view.description = descriptionOf(state);
    // VS Code shows no welcome text beside a message.
    this.#view.message = roots.length === 0 ? '' : messageOf(state, isPolling(), now());
    this.#setContext('palisade.monitoring.state', view);
    this.#setContext('palisade.monitoring.refreshing', state.refreshing);
    this.#setContext('palisade.monitoring.deployed', state.list !== undefined);
    const isSame =
      roots.length === this.#roots.length && roots.every((one, index) => isSameRow(one, this.#roots[index] ?? one));
    this.#roots = roots;
    if (!isSame) this.#changed.fire(undefined);
  }

  #setContext(key: string, value: string | boolean): void {
    if (this.#contexts.get(key) === value) return;
    this.#contexts.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}

/** Beside the title: whose watcher this is. */
function descriptionOf({ target, list }: MonitoringState): string {
  if (target === undefined) return '';
  const { profile, region, stack } = target;
  return dotted(
    profile === undefined ? 'keys of the environment' : oneLine(profile, 80),
    oneLine(list?.identity.region ?? region ?? '', 40),
    oneLine(stack, 128),
  );
}

function messageOf(
  { listedAt, answeredAt, failure, refreshing, list }: MonitoringState,
  isPolling: boolean,
  now: number,
): string {
  const when = listedAt === undefined ? '' : ` ${ago(listedAt, now)}`;
  const old =
    list === undefined || answeredAt === undefined ? '' : ` What is below was listed ${ago(answeredAt, now)}.`;
  const looked = refreshing
    ? 'Looking…'
    : failure === undefined
      ? `Looked${when}.`
      : `Could not look${when}: ${sentence(failure.message)}${old}`;
  return isPolling ? looked : `${looked} Polling is off: refresh by hand.`;
}

/** Text of others, with an end. */
function sentence(text: string): string {
  const clean = oneLine(text, 160);
  return /[.!?…]$/.test(clean) ? clean : `${clean}.`;
}

const FOLDINGS: Readonly<Record<MonitoringNode['folding'], vscode.TreeItemCollapsibleState>> = {
  leaf: vscode.TreeItemCollapsibleState.None,
  folded: vscode.TreeItemCollapsibleState.Collapsed,
  open: vscode.TreeItemCollapsibleState.Expanded,
};

type OtherIcon = Exclude<MonitoringIcon, keyof typeof SEVERITY_ICONS>;

/** Shapes of their own, so that colour is never the only difference. */
const ICONS: Readonly<Record<OtherIcon, readonly [name: string, color?: string]>> = {
  watching: ['eye'],
  alarm: ['bell-dot', 'problemsWarningIcon.foreground'],
  complete: ['pass', 'testing.iconPassed'],
  partial: ['warning', 'problemsWarningIcon.foreground'],
  failed: ['error', 'problemsErrorIcon.foreground'],
  missed: ['clock', 'problemsErrorIcon.foreground'],
  running: ['sync'],
  unreadable: ['question'],
  new: ['diff-added'],
  worsened: ['arrow-up'],
  fixed: ['check-all'],
  'not-verified': ['question'],
  gone: ['trash'],
  carried: ['archive'],
  unknown: ['question'],
  note: ['dash'],
  coverage: ['checklist'],
  missing: ['key'],
  since: ['bell'],
  analysis: ['comment'],
  cost: ['credit-card'],
  run: ['play'],
  open: ['go-to-file'],
  copy: ['copy'],
  again: ['refresh'],
  deploy: ['cloud-upload'],
};

function iconOf(icon: MonitoringIcon): vscode.ThemeIcon {
  if (isSeverity(icon)) {
    return new vscode.ThemeIcon(SEVERITY_ICONS[icon], new vscode.ThemeColor(`palisade.severity.${icon}`));
  }
  const [name, color] = ICONS[icon];
  return new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
}
