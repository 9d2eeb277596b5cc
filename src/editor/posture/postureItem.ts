import * as vscode from 'vscode';
import { isSeverity } from '../../findings/severity.ts';
import { SEVERITY_ICONS } from '../severityWords.ts';
import type { PostureIcon, PostureNode } from './postureNode.ts';

/** Shows the buckets beyond the limit; without arguments. */
export const SHOW_MORE_BUCKETS = 'palisade.showMoreBuckets';

const FOLDINGS: Readonly<Record<PostureNode['folding'], vscode.TreeItemCollapsibleState>> = {
  leaf: vscode.TreeItemCollapsibleState.None,
  folded: vscode.TreeItemCollapsibleState.Collapsed,
  open: vscode.TreeItemCollapsibleState.Expanded,
};

type OtherIcon = Exclude<PostureIcon, keyof typeof SEVERITY_ICONS>;

const ICONS: Readonly<Record<OtherIcon, string>> = {
  account: 'account',
  sample: 'beaker',
  unknown: 'question',
  pass: 'pass',
  'not-applicable': 'circle-slash',
  ignored: 'eye-closed',
  fixed: 'check-all',
  old: 'history',
  'not-read': 'circle-large-outline',
  group: 'list-unordered',
  evidence: 'quote',
  missing: 'key',
  'to-do': 'tools',
  note: 'filter',
  more: 'more',
};

export function postureItem(node: PostureNode): vscode.TreeItem {
  const item = new vscode.TreeItem(node.label, FOLDINGS[node.folding]);
  item.id = node.key;
  item.description = node.description;
  // A string: a tooltip is never Markdown here.
  item.tooltip = node.tooltip;
  item.contextValue = node.contextValue;
  item.accessibilityInformation = { label: node.spoken };
  item.iconPath = iconOf(node.icon);
  if (node.kind === 'more') item.command = { command: SHOW_MORE_BUCKETS, title: 'Show More Buckets' };
  return item;
}

function iconOf(icon: PostureIcon): vscode.ThemeIcon {
  if (!isSeverity(icon)) return new vscode.ThemeIcon(ICONS[icon]);
  return new vscode.ThemeIcon(SEVERITY_ICONS[icon], new vscode.ThemeColor(`palisade.severity.${icon}`));
}
