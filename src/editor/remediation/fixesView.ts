import * as vscode from 'vscode';
import { type Fix, isWatched } from '../../app/fixes/fix.ts';
import { accountPlace, bucketPlace } from '../../findings/bucketFindings.ts';
import { capitalised } from '../receiptWords.ts';
import { SEVERITY_WORDS } from '../severityWords.ts';
import { byInWords, checkInWords, openedInWords, placeOf, statusInWords } from './fixWords.ts';

const VIEW_ID = 'palisade.fixes';
const HAS_FIXES = 'palisade.hasFixes';

/** A row of the view. Plain data of a fix, so that menus can name what is meant. */
export interface FixRow {
  readonly fix: Fix;
  readonly ref: object;
}

/** What was handed off, with what became of it. The editor shows it only while there is any. */
export class FixesView implements vscode.TreeDataProvider<FixRow> {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #view: vscode.TreeView<FixRow>;
  #rows: readonly FixRow[] = [];

  readonly onDidChangeTreeData = this.#changed.event;

  readonly #now: () => number;

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
    this.#view = vscode.window.createTreeView(VIEW_ID, { treeDataProvider: this });
  }

  dispose(): void {
    this.#view.dispose();
    this.#changed.dispose();
    void vscode.commands.executeCommand('setContext', HAS_FIXES, false);
  }

  /** The newest first. */
  render(fixes: readonly Fix[]): void {
    this.#rows = [...fixes].sort((a, b) => b.handedOffAt - a.handedOffAt).map((fix) => ({ fix, ref: refOf(fix) }));
    void vscode.commands.executeCommand('setContext', HAS_FIXES, fixes.length > 0);
    const waiting = fixes.filter((fix) => isWatched(fix, this.#now()) && fix.status !== 'fixed').length;
    this.#view.description = waiting === 0 ? '' : `${waiting} watched`;
    this.#changed.fire(undefined);
  }

  get rows(): readonly FixRow[] {
    return this.#rows;
  }

  getChildren(row?: FixRow): FixRow[] {
    return row === undefined ? [...this.#rows] : [];
  }

  getTreeItem({ fix }: FixRow): vscode.TreeItem {
    const status = statusInWords(fix);
    // The state first: titles are longer than the side bar is wide.
    const item = new vscode.TreeItem(capitalised(status), vscode.TreeItemCollapsibleState.None);
    const opened = fix.check && openedInWords(fix.check);
    item.id = fix.id;
    item.description = [...(opened === undefined ? [] : ['something new']), fix.title, placeOf(fix)].join(' · ');
    // A string: a tooltip is never Markdown here.
    item.tooltip = [
      `${SEVERITY_WORDS[fix.severity]}: ${checkInWords(fix)}`,
      `Handed off at ${new Date(fix.handedOffAt).toLocaleString()}`,
      ...(fix.check === undefined ? [] : [`Last looked at ${new Date(fix.check.at).toLocaleString()}`]),
    ].join('\n');
    item.contextValue = `fix:${fix.status}${isWatched(fix, this.#now()) ? ' watched' : ''} of:${fix.subject.kind}`;
    item.iconPath = fix.paused === undefined ? ICONS[fix.status] : PAUSED;
    item.accessibilityInformation = {
      label: [
        `${SEVERITY_WORDS[fix.severity]}: ${fix.title}`,
        placeOf(fix),
        status,
        ...(fix.check ? [byInWords(fix.check)] : []),
        ...(opened === undefined ? [] : [opened]),
      ].join(', '),
    };
    const show = fix.subject.kind === 'code' ? 'palisade.revealFinding' : 'palisade.showBucket';
    item.command = { command: show, title: 'Show', arguments: [refOf(fix)] };
    return item;
  }
}

const icon = (name: string, color?: string): vscode.ThemeIcon =>
  new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));

/** Shapes of their own, so that colour is never the only difference. */
const ICONS: Readonly<Record<Fix['status'], vscode.ThemeIcon>> = {
  watching: icon('eye'),
  fixed: icon('pass', 'testing.iconPassed'),
  'still-present': icon('error', 'problemsErrorIcon.foreground'),
  moved: icon('arrow-swap', 'problemsWarningIcon.foreground'),
  'cannot-tell': icon('question'),
  stopped: icon('circle-slash'),
};

const PAUSED = icon('debug-pause');

/** As the views' own rows name the same thing. */
export function refOf({ subject, ruleId }: Fix): object {
  const { fingerprint } = subject;
  if (subject.kind === 'code') return { documentId: subject.documentId, fingerprint };
  const { bucket, accountId } = subject;
  const place = bucket === undefined ? accountPlace(accountId) : bucketPlace(bucket);
  return { place, checkId: ruleId, fingerprint, ...(bucket === undefined ? {} : { bucket }) };
}
