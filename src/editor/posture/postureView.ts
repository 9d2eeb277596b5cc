import * as vscode from 'vscode';
import type { AccountChange, AccountState } from '../../app/posture/accountState.ts';
import { isSameSource } from '../../app/posture/accountState.ts';
import type { BucketFindings } from '../../findings/bucketFindings.ts';
import type { Emitter } from '../../findings/events.ts';
import { bucketKey } from './bucketNodes.ts';
import { Matcher, NO_FILTER, type PostureFilter } from './postureFilter.ts';
import { postureItem } from './postureItem.ts';
import { isSameNode, type PostureNode } from './postureNode.ts';
import { BUCKET_LIMIT, type PostureGroupBy, PostureTree } from './treeModel.ts';
import {
  postureDescription,
  postureMessage,
  postureViewState,
  type PostureViewState,
  type Surroundings,
} from './postureViewWords.ts';
import { count } from './postureWords.ts';
import { type RedrawPorts, Redraws } from './redraws.ts';

const VIEW_ID = 'palisade.posture';
const GROUP_BY_KEY = 'palisade.posture.groupBy';
const MINUTE_MS = 60_000;
/** How long rows are on their way from us to the screen. */
const HEAD_MS = 100;
const INTERVAL_MS = 250;
/** For what nobody sees, and for what takes longer to draw. */
const LONG_INTERVAL_MS = 1000;
const MANY_ROWS = 100;
/** More than these are drawn faster all together. */
const MOST_SINGLE_NODES = 20;

export interface PostureViewPorts extends RedrawPorts {
  readonly session: { readonly state: AccountState; readonly onDidChange: Emitter<AccountChange>['event'] };
  readonly findings: Pick<BucketFindings, 'records' | 'onDidChange'>;
  readonly settings: () => { readonly oldAfterMs: number; readonly checks: 'core' | 'all' };
  /** Call {@link PostureView.render} when they change. */
  readonly surroundings: () => Surroundings;
  /** How the tree is grouped. */
  readonly memory: vscode.Memento;
  /** The view is before the person's eyes: once in the constructor, if it is by then. */
  readonly onShown: () => void;
}

/** The posture view: a tree of what is known of the one account that is looked at. */
export class PostureView implements vscode.TreeDataProvider<PostureNode>, vscode.Disposable {
  readonly #ports: PostureViewPorts;
  readonly #changed = new vscode.EventEmitter<PostureNode[] | undefined>();
  readonly #view: vscode.TreeView<PostureNode>;
  readonly #redraws: Redraws;
  readonly #owned: { dispose(): void }[];
  readonly #contexts = new Map<string, string | boolean>();
  #tree = new PostureTree();
  #filter = NO_FILTER;
  #matcher = new Matcher(NO_FILTER);
  #limit = BUCKET_LIMIT;
  #drawnSource: AccountState['source'];
  #drawnAccount: string | undefined;
  #roots = new Map<string, PostureNode>();
  #names: readonly string[] = [];
  /** As the editor knows them: a single one can be drawn again only as the object that it was given. */
  #given = new Map<string, PostureNode>();
  #parents = new WeakMap<PostureNode, PostureNode>();
  #stopAges: (() => void) | undefined;
  /** What stands beside the title and above the rows, as soon as the rows are those that it speaks of. */
  #head = { description: '', message: '' };
  #stopHead: (() => void) | undefined;
  #waitsForRows = false;
  /** Of the reading that is under way. */
  #hasDrawnFirst = false;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(ports: PostureViewPorts) {
    this.#ports = ports;
    this.#redraws = new Redraws(
      ports,
      () => this.#interval(),
      () => this.#draw(),
    );
    this.#view = vscode.window.createTreeView(VIEW_ID, {
      treeDataProvider: this,
      showCollapseAll: true,
      canSelectMany: false,
    });
    this.#owned = [
      ports.session.onDidChange(() => this.#sessionChanged()),
      ports.findings.onDidChange(() => this.#redraws.request()),
      this.#view.onDidChangeVisibility(({ visible }) => this.#visibleIs(visible)),
      this.#redraws,
      this.#changed,
      this.#view,
    ];
    this.#visibleIs(this.#view.visible);
    this.render();
  }

  dispose(): void {
    this.#stopHead?.();
    this.#stopAges?.();
    this.#stopAges = undefined;
    for (const one of this.#owned) one.dispose();
  }

  get groupBy(): PostureGroupBy {
    return this.#ports.memory.get(GROUP_BY_KEY) === 'check' ? 'check' : 'bucket';
  }

  get filter(): PostureFilter {
    return this.#filter;
  }

  async setGroupBy(groupBy: PostureGroupBy): Promise<void> {
    await this.#ports.memory.update(GROUP_BY_KEY, groupBy);
    this.#limit = BUCKET_LIMIT;
    this.render();
  }

  setFilter(filter: PostureFilter): void {
    this.#filter = filter;
    this.#matcher = new Matcher(filter);
    this.#limit = BUCKET_LIMIT;
    this.render();
  }

  clearFilter(): void {
    this.setFilter(NO_FILTER);
  }

  showMore(): void {
    this.#limit += BUCKET_LIMIT;
    this.render();
  }

  /**
   * Selects a bucket, and gets out of the way what hides it: the other grouping, the filter, the limit.
   *
   * @returns whether it is in the account
   */
  async reveal(bucket: string): Promise<boolean> {
    if (!this.#ports.session.state.rows.has(bucket)) return false;
    if (this.groupBy === 'check') await this.setGroupBy('bucket');
    this.#renderWhole();
    if (!this.#names.includes(bucket)) {
      this.clearFilter();
      this.#renderWhole();
    }
    const place = this.#names.indexOf(bucket);
    if (place >= this.#limit) {
      this.#limit = Math.ceil((place + 1) / BUCKET_LIMIT) * BUCKET_LIMIT;
      this.render();
    }
    const node = this.#given.get(bucketKey(bucket)) ?? this.#roots.get(bucketKey(bucket));
    if (node === undefined) return false;
    await this.#view.reveal(node, { select: true, focus: true, expand: true });
    return true;
  }

  /** Draws all there is, however many buckets have to be looked at for it. */
  #renderWhole(): void {
    const { session, findings } = this.#ports;
    while (!this.#tree.prepare(session.state, findings, this.#matcher));
    this.render();
  }

  /** Draws at once. */
  render(): void {
    this.#redraws.now();
  }

  /** Which welcome text it would show, and what stands around the tree. */
  stateOf(): {
    readonly state: PostureViewState;
    readonly description: string;
    readonly message: string;
    readonly badge: number;
    readonly roots: readonly PostureNode[];
  } {
    return {
      state: postureViewState(this.#ports.session.state, this.#ports.surroundings()),
      ...this.#head,
      badge: this.#view.badge?.value ?? 0,
      roots: [...this.#roots.values()],
    };
  }

  getChildren(element?: PostureNode): PostureNode[] {
    if (element === undefined) {
      this.#given = new Map(this.#roots);
      this.#stopHead?.();
      this.#stopHead = this.#ports.startTimer(HEAD_MS, () => {
        this.#waitsForRows = false;
        this.#drawHead(this.#head);
      });
      return [...this.#roots.values()];
    }
    // One that is gone shows nothing more: it may be of another account.
    const isGone = this.#given.get(element.key) === element && !this.#roots.has(element.key);
    const children = isGone ? [] : [...this.#latest(element).children()];
    for (const child of children) this.#parents.set(child, element);
    return children;
  }

  getParent(element: PostureNode): PostureNode | undefined {
    return this.#parents.get(element);
  }

  getTreeItem(element: PostureNode): vscode.TreeItem {
    return postureItem(this.#latest(element));
  }

  /** A node at the top may have been replaced since the editor was given it. */
  #latest(element: PostureNode): PostureNode {
    return this.#given.get(element.key) === element ? (this.#roots.get(element.key) ?? element) : element;
  }

  #interval(): number {
    return this.#view.visible && this.#roots.size <= MANY_ROWS ? INTERVAL_MS : LONG_INTERVAL_MS;
  }

  /** Ages go on without anything that changes. */
  #visibleIs(visible: boolean): void {
    this.#stopAges?.();
    this.#stopAges = undefined;
    // Nobody asks for rows that nobody sees.
    if (!visible) this.#waitsForRows = false;
    if (!visible) return;
    this.#ports.onShown();
    this.#redraws.request();
    const tick = (): void => {
      this.#redraws.request();
      this.#stopAges = this.#ports.startTimer(MINUTE_MS, tick);
    };
    this.#stopAges = this.#ports.startTimer(MINUTE_MS, tick);
  }

  /** Another account must not wait: nothing of the one before may be seen for a moment longer. */
  #sessionChanged(): void {
    const { source, identity, reading } = this.#ports.session.state;
    const isOther =
      !isSameSource(source, this.#drawnSource) ||
      (this.#drawnAccount !== undefined && identity?.accountId !== this.#drawnAccount);
    if (isOther) this.#limit = BUCKET_LIMIT;
    const isReading = this.#contexts.get('palisade.posture.reading') === true;
    // The first row shows that something is happening: it does not wait either.
    const isFirst = reading !== undefined && reading.bucket === undefined && reading.read > 0 && !this.#hasDrawnFirst;
    this.#hasDrawnFirst = reading !== undefined && (reading.read > 0 || this.#hasDrawnFirst);
    if (isOther || isFirst || isReading !== (reading !== undefined)) this.#redraws.now();
    else this.#redraws.request();
  }

  #draw(): void {
    const { session, findings, settings, now, surroundings } = this.#ports;
    const { state } = session;
    const { oldAfterMs, checks } = settings();
    const isOther = !isSameSource(state.source, this.#drawnSource) || state.identity?.accountId !== this.#drawnAccount;
    if (isOther) this.#tree = new PostureTree();
    this.#drawnSource = state.source;
    this.#drawnAccount = state.identity?.accountId;
    // What is shown of another account goes at once.
    const mayWait = !isOther || this.#roots.size === 0;
    if (mayWait && !this.#tree.prepare(state, findings, this.#matcher)) {
      this.#redraws.after(0);
      return;
    }
    const { nodes, totals, names } = this.#tree.roots(state, findings, {
      groupBy: this.groupBy,
      matcher: this.#matcher,
      now: now(),
      oldAfterMs,
      limit: this.#limit,
      checks,
    });
    this.#names = names;
    this.#head = {
      description: postureDescription(state, this.#matcher.isActive),
      // VS Code shows no welcome text beside a message.
      message: nodes.length === 0 ? '' : postureMessage(state, totals, now()),
    };
    const isLive = state.source?.kind !== 'sample' && state.source?.kind !== 'report';
    const serious = !isLive ? 0 : totals.failing.critical + totals.failing.high;
    const tooltip = `Palisade: ${count(serious, 'critical or high failure')} in the S3 posture`;
    this.#view.badge = serious === 0 ? undefined : { value: serious, tooltip };
    this.#setContext('palisade.posture.state', postureViewState(state, surroundings()));
    this.#setContext('palisade.posture.reading', state.reading !== undefined);
    this.#setContext('palisade.posture.groupBy', this.groupBy);
    this.#setContext('palisade.posture.filtered', this.#matcher.isActive);
    this.#setContext('palisade.posture.sample', state.source?.kind === 'sample');
    this.#setContext('palisade.posture.report', state.source?.kind === 'report');
    const hadRows = this.#roots.size > 0;
    const isAsked = this.#show(nodes);
    // The editor takes a moment to ask: until then the rows of the account before have no name of another above them.
    if (isOther && hadRows && isAsked && this.#view.visible) {
      // Rows that were asked for before are those of the other account.
      this.#stopHead?.();
      this.#waitsForRows = true;
    }
    this.#drawHead(this.#waitsForRows ? { description: '', message: '' } : this.#head);
  }

  #drawHead({ description, message }: { readonly description: string; readonly message: string }): void {
    this.#view.description = description;
    this.#view.message = message;
  }

  /** @returns whether the editor is told to ask for all rows again */
  #show(nodes: readonly PostureNode[]): boolean {
    const before = this.#roots;
    this.#roots = new Map(nodes.map((node) => [node.key, node]));
    const keys = [...before.keys()];
    const isSameOrder = keys.length === nodes.length && nodes.every(({ key }, index) => key === keys[index]);
    const changed = nodes.filter((node) => {
      const old = before.get(node.key);
      return old === undefined || !isSameNode(old, node);
    });
    if (isSameOrder && changed.length === 0) return false;
    const given = changed.flatMap(({ key }) => this.#given.get(key) ?? []);
    const isWhole = !isSameOrder || given.length < changed.length || changed.length > MOST_SINGLE_NODES;
    this.#changed.fire(isWhole ? undefined : given);
    return isWhole;
  }

  #setContext(key: string, value: string | boolean): void {
    if (this.#contexts.get(key) === value) return;
    this.#contexts.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}
