// What the Monitoring view shows, as plain data. Everything of AWS in it is cleaned: one line of visible text, no icons.
import type { Severity } from '../../findings/severity.ts';
import type { MonitoringCommandId } from '../monitoringCommandIds.ts';

export type MonitoringIcon =
  | Severity
  | 'watching'
  | 'alarm'
  | 'complete'
  | 'partial'
  | 'failed'
  | 'missed'
  | 'running'
  | 'unreadable'
  | 'new'
  | 'worsened'
  | 'fixed'
  | 'not-verified'
  | 'gone'
  | 'carried'
  | 'unknown'
  | 'note'
  | 'coverage'
  | 'missing'
  | 'since'
  | 'analysis'
  | 'cost'
  | 'run'
  | 'open'
  | 'copy'
  | 'again'
  | 'deploy';

export interface MonitoringNode {
  /** Unique in the tree, and the same after a rebuild: folding and selection hang on it. */
  readonly key: string;
  readonly icon: MonitoringIcon;
  readonly label: string;
  readonly description: string;
  /** Plain text of several lines; never Markdown. */
  readonly tooltip: string;
  /** For screen readers: outcome and time in words. */
  readonly spoken: string;
  readonly contextValue: string;
  readonly folding: 'leaf' | 'folded' | 'open';
  /** Of a run. */
  readonly stream?: string;
  /** What a press on the row does. */
  readonly command?: MonitoringCommandId | 'palisade.signInToAws' | 'palisade.chooseAwsProfile' | 'palisade.showLog';
  /** Undefined: they have to be read first. */
  readonly children: readonly MonitoringNode[] | undefined;
}

export function row(parts: Pick<MonitoringNode, 'key' | 'icon' | 'label'> & Partial<MonitoringNode>): MonitoringNode {
  const { label, description = '' } = parts;
  const words = description === '' ? label : `${label}: ${description}`;
  return {
    description,
    tooltip: words,
    spoken: words,
    contextValue: 'line',
    folding: parts.children === undefined || parts.children.length === 0 ? 'leaf' : 'folded',
    children: [],
    ...parts,
  };
}

/** Whether two trees look the same. */
export function isSameRow(a: MonitoringNode, b: MonitoringNode): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
