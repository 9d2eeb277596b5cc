// What the posture tree shows, as plain data. Everything of AWS in it is cleaned: one line of visible text, no icons.
import type { Severity } from '../../findings/severity.ts';
import type { PostureRef } from '../postureCommandIds.ts';

export type PostureIcon =
  | Severity
  | 'account'
  | 'sample'
  | 'unknown'
  | 'pass'
  | 'not-applicable'
  | 'ignored'
  | 'fixed'
  | 'old'
  | 'not-read'
  | 'group'
  | 'evidence'
  | 'missing'
  | 'to-do'
  | 'note'
  | 'more';

/** What became of one result: the groups under a bucket. */
export type ResultKind = 'fail' | 'unknown' | 'pass' | 'fixed' | 'not-applicable' | 'ignored';

export interface PostureNode {
  readonly kind: 'account' | 'summary' | 'bucket' | 'check' | 'group' | 'result' | 'line' | 'more';
  /** Unique in the tree, and the same after a rebuild: folding and selection hang on it. */
  readonly key: string;
  readonly icon: PostureIcon;
  readonly label: string;
  readonly description: string;
  /** Plain text of several lines; never Markdown. */
  readonly tooltip: string;
  /** For screen readers: severity, outcome and age in words. */
  readonly spoken: string;
  /** Words with a blank between them, e.g. `result:fail of:bucket sample`. */
  readonly contextValue: string;
  readonly folding: 'leaf' | 'folded' | 'open';
  /** For commands: as AWS has it, not cleaned. */
  readonly ref: PostureRef;
  /** What its children are made of: another object as soon as they may be others. */
  readonly basis: readonly unknown[];
  /** Makes them, each time. */
  readonly children: () => readonly PostureNode[];
}

/** What menus have to know of the source of a node: nothing is read again, fixed or ignored of what is invented. */
export type Suffix = '' | ' sample' | ' report';

/** A key of parts that may hold anything. */
export function keyOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}

export function leaf(
  parts: Pick<PostureNode, 'key' | 'icon' | 'label' | 'ref'> &
    Partial<Omit<PostureNode, 'children' | 'basis' | 'folding'>>,
): PostureNode {
  const { label, description = '' } = parts;
  return {
    kind: 'line',
    description,
    tooltip: description === '' ? label : `${label}: ${description}`,
    spoken: description === '' ? label : `${label}: ${description}`,
    contextValue: 'line',
    folding: 'leaf',
    basis: [],
    children: () => [],
    ...parts,
  };
}

/** Whether two nodes with the same key look the same, children and all. */
export function isSameNode(a: PostureNode, b: PostureNode): boolean {
  return (
    a.icon === b.icon &&
    a.label === b.label &&
    a.description === b.description &&
    a.tooltip === b.tooltip &&
    a.spoken === b.spoken &&
    a.contextValue === b.contextValue &&
    a.folding === b.folding &&
    a.basis.length === b.basis.length &&
    a.basis.every((part, index) => part === b.basis[index])
  );
}
