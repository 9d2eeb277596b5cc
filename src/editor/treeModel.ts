import type { LineIndex } from '../findings/lineIndex.ts';
import { type FindingRecord, isRefuted, isShown, isUnconfirmed } from '../findings/reconcile.ts';
import { compareSeverity, SEVERITIES, type Severity } from '../findings/severity.ts';
import { cleanModelText } from '../findings/modelText.ts';
import type { FindingRef } from './commandIds.ts';
import { codeOf, SEVERITY_WORDS, stateInWords, titleOf } from './severityWords.ts';

export type GroupBy = 'severity' | 'file';

/** What can be done with a finding depends on this; it is part of the tree item's context value. */
export type FindingPlace = 'shown' | 'refuted' | 'unconfirmed';

export interface FindingNode {
  readonly kind: 'finding';
  /** Unique in the tree, and the same after a rebuild: folding and selection hang on it. */
  readonly key: string;
  readonly ref: FindingRef;
  readonly place: FindingPlace;
  readonly severity: Severity;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  /** For screen readers: severity, state and name in words. */
  readonly spoken: string;
}

export interface GroupNode {
  readonly kind: 'group';
  readonly key: string;
  readonly icon: Severity | 'file' | 'refuted' | 'unconfirmed';
  /** Of a group that is a file. */
  readonly documentId?: string;
  readonly label: string;
  readonly description: string;
  readonly spoken: string;
  readonly folded: boolean;
  readonly children: readonly FindingNode[];
}

export type TreeNode = GroupNode | FindingNode;

export interface TreeSource {
  readonly records: readonly FindingRecord[];
  pathOf(documentId: string): string;
  linesOf(documentId: string): LineIndex | undefined;
}

/**
 * The nodes of one tree, each made once: a record is never changed, only replaced. A replaced one whose node
 * would look the same keeps it, so that what is new can be told from what is not by identity.
 */
export class TreeNodes {
  readonly #byRecord = new WeakMap<FindingRecord, FindingNode>();
  #byKey = new Map<string, FindingNode>();
  #next = new Map<string, FindingNode>();

  /** Forgets the nodes that the tree before this one did not have. Call when a tree is made. */
  begin(): void {
    this.#byKey = this.#next;
    this.#next = new Map();
  }

  /** @param isLasting whether the node depends on nothing that can change without the record */
  nodeOf(record: FindingRecord, isLasting: boolean, make: () => FindingNode): FindingNode {
    const node = this.#byRecord.get(record) ?? this.#sameAsBefore(make());
    if (isLasting) this.#byRecord.set(record, node);
    this.#next.set(node.key, node);
    return node;
  }

  #sameAsBefore(node: FindingNode): FindingNode {
    const before = this.#byKey.get(node.key);
    return before && JSON.stringify(before) === JSON.stringify(node) ? before : node;
  }
}

/** Whether two trees look the same, given that their nodes came from the same {@link TreeNodes}. */
export function isSameTree(a: readonly GroupNode[], b: readonly GroupNode[]): boolean {
  return sameList(a, b, (one, other) => {
    const isSameGroup = one.key === other.key && one.label === other.label && one.folded === other.folded;
    return isSameGroup && sameList(one.children, other.children, (node, otherNode) => node === otherNode);
  });
}

function sameList<T>(a: readonly T[], b: readonly T[], same: (one: T, other: T) => boolean): boolean {
  return a.length === b.length && a.every((one, index) => same(one, b[index] as T));
}

/**
 * The groups of the Findings view; empty when there is nothing to be seen in it.
 *
 * @param nodes of earlier trees with the same `groupBy`
 */
export function findingTree(source: TreeSource, groupBy: GroupBy, nodes = new TreeNodes()): GroupNode[] {
  nodes.begin();
  const records = inOrder(source);
  const shown = records.filter(isShown);
  const refuted = records.filter(
    (record) => isRefuted(record) && !record.state.ignored && record.state.lifecycle !== 'fixed',
  );
  const unconfirmed = records.filter((record) => isUnconfirmed(record) && !record.state.ignored && !isRefuted(record));
  const nodeOf = (record: FindingRecord, place: FindingPlace, where: () => string): FindingNode =>
    nodes.nodeOf(record, source.linesOf(record.documentId) !== undefined, () =>
      findingNode(record, place, source, where()),
    );
  const groups = groupBy === 'severity' ? bySeverity(shown, source, nodeOf) : byFile(shown, source, nodeOf);
  return [
    ...groups,
    ...folded('refuted', 'Refuted by Gemini', refuted, source, nodeOf),
    ...folded('unconfirmed', 'Not confirmed any more', unconfirmed, source, nodeOf),
  ];
}

type NodeOf = (record: FindingRecord, place: FindingPlace, where: () => string) => FindingNode;

function bySeverity(records: readonly FindingRecord[], source: TreeSource, nodeOf: NodeOf): GroupNode[] {
  return SEVERITIES.flatMap((severity) => {
    const children = records
      .filter(({ finding }) => finding.severity === severity)
      .map((record) => nodeOf(record, 'shown', () => placeInWords(record, source)));
    if (children.length === 0) return [];
    const label = SEVERITY_WORDS[severity];
    return [group({ key: `severity:${severity}`, icon: severity, label, folded: false, children })];
  });
}

function byFile(records: readonly FindingRecord[], source: TreeSource, nodeOf: NodeOf): GroupNode[] {
  return [...byDocument(records)].map(([documentId, ofDocument]) => {
    const children = ofDocument
      .sort((a, b) => compareSeverity(a.finding.severity, b.finding.severity))
      .map((record) =>
        nodeOf(record, 'shown', () => `${SEVERITY_WORDS[record.finding.severity]}, ${lineInWords(record, source)}`),
      );
    const label = pathLabel(documentId, source);
    return group({ key: `file:${documentId}`, icon: 'file', documentId, label, folded: false, children });
  });
}

function folded(
  place: 'refuted' | 'unconfirmed',
  label: string,
  records: readonly FindingRecord[],
  source: TreeSource,
  nodeOf: NodeOf,
): GroupNode[] {
  if (records.length === 0) return [];
  const children = records.map((record) =>
    nodeOf(record, place, () => `${SEVERITY_WORDS[record.finding.severity]}, ${placeInWords(record, source)}`),
  );
  return [group({ key: place, icon: place, label, folded: true, children })];
}

function group(parts: Omit<GroupNode, 'kind' | 'description' | 'spoken'>): GroupNode {
  const count = parts.children.length;
  return {
    kind: 'group',
    ...parts,
    description: String(count),
    spoken: `${parts.label}, ${count === 1 ? '1 finding' : `${count} findings`}`,
  };
}

function findingNode(record: FindingRecord, place: FindingPlace, source: TreeSource, where: string): FindingNode {
  const { finding, documentId, refutation } = record;
  const title = titleOf(finding);
  const state = stateInWords(record);
  const guard = place === 'refuted' && refutation ? cleanModelText(refutation.guard, 200, 'one-line') : undefined;
  return {
    kind: 'finding',
    key: `${place}:${documentId}#${finding.fingerprint}`,
    ref: { documentId, fingerprint: finding.fingerprint },
    place,
    severity: finding.severity,
    label: title,
    description: [where, ...state].join(', '),
    tooltip: [
      `${SEVERITY_WORDS[finding.severity]}: ${title} (${codeOf(finding)})`,
      placeInWords(record, source),
      ...state,
      ...(guard === undefined ? [] : [`Gemini (${refutation?.model ?? ''}) says that this prevents it: ${guard}`]),
    ].join('\n'),
    spoken: [
      `${SEVERITY_WORDS[finding.severity]}: ${title}`,
      `${pathLabel(documentId, source)}, ${lineInWords(record, source)}`,
      ...(place === 'refuted' ? ['refuted by Gemini'] : []),
      ...state,
    ].join(', '),
  };
}

/** By path, and by place within. Paths are compared once for each document: of findings there are many. */
function inOrder(source: TreeSource): FindingRecord[] {
  const { compare } = new Intl.Collator();
  const documents = [...byDocument(source.records)].map(([id, ofDocument]) => ({
    path: source.pathOf(id),
    ofDocument,
  }));
  documents.sort((a, b) => compare(a.path, b.path));
  return documents.flatMap(({ ofDocument }) =>
    ofDocument.sort((a, b) => a.finding.subject.range.start - b.finding.subject.range.start),
  );
}

function byDocument(records: readonly FindingRecord[]): Map<string, FindingRecord[]> {
  const documents = new Map<string, FindingRecord[]>();
  for (const record of records) {
    const known = documents.get(record.documentId);
    if (known) known.push(record);
    else documents.set(record.documentId, [record]);
  }
  return documents;
}

function placeInWords(record: FindingRecord, source: TreeSource): string {
  const line = source.linesOf(record.documentId)?.positionAt(record.finding.subject.range.start).line;
  return `${pathLabel(record.documentId, source)}${line === undefined ? '' : `:${line + 1}`}`;
}

function lineInWords(record: FindingRecord, source: TreeSource): string {
  const line = source.linesOf(record.documentId)?.positionAt(record.finding.subject.range.start).line;
  return line === undefined ? 'line unknown' : `line ${line + 1}`;
}

/** Paths are data of others: shown as one line of visible text. */
function pathLabel(documentId: string, source: TreeSource): string {
  return cleanModelText(source.pathOf(documentId), 200, 'one-line');
}
