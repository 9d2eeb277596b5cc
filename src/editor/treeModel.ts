import type { LineIndex } from '../findings/lineIndex.ts';
import { type FindingRecord, isRefuted, isShown } from '../findings/reconcile.ts';
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

/** The groups of the Findings view; empty when there is nothing to be seen in it. */
export function findingTree(source: TreeSource, groupBy: GroupBy): GroupNode[] {
  const shown = source.records.filter(isShown);
  const refuted = source.records.filter(
    (record) => isRefuted(record) && !record.state.ignored && record.state.lifecycle !== 'fixed',
  );
  const unconfirmed = source.records.filter(
    (record) => record.state.lifecycle === 'cannot-tell' && !record.state.ignored && !isRefuted(record),
  );
  const groups = groupBy === 'severity' ? bySeverity(shown, source) : byFile(shown, source);
  return [
    ...groups,
    ...folded('refuted', 'Refuted by Gemini', refuted, source),
    ...folded('unconfirmed', 'Not confirmed any more', unconfirmed, source),
  ];
}

function bySeverity(records: readonly FindingRecord[], source: TreeSource): GroupNode[] {
  return SEVERITIES.flatMap((severity) => {
    const children = inOrder(
      records.filter(({ finding }) => finding.severity === severity),
      source,
    ).map((record) => findingNode(record, 'shown', source, placeInWords(record, source)));
    if (children.length === 0) return [];
    const label = SEVERITY_WORDS[severity];
    return [group({ key: `severity:${severity}`, icon: severity, label, folded: false, children })];
  });
}

function byFile(records: readonly FindingRecord[], source: TreeSource): GroupNode[] {
  const documents = [...new Set(records.map(({ documentId }) => documentId))].sort((a, b) =>
    source.pathOf(a).localeCompare(source.pathOf(b)),
  );
  return documents.map((documentId) => {
    const children = records
      .filter((record) => record.documentId === documentId)
      .sort((a, b) => compareSeverity(a.finding.severity, b.finding.severity))
      .map((record) =>
        findingNode(
          record,
          'shown',
          source,
          `${SEVERITY_WORDS[record.finding.severity]}, ${lineInWords(record, source)}`,
        ),
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
): GroupNode[] {
  if (records.length === 0) return [];
  const children = inOrder(records, source).map((record) =>
    findingNode(record, place, source, `${SEVERITY_WORDS[record.finding.severity]}, ${placeInWords(record, source)}`),
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

function inOrder(records: readonly FindingRecord[], source: TreeSource): FindingRecord[] {
  return [...records].sort(
    (a, b) =>
      source.pathOf(a.documentId).localeCompare(source.pathOf(b.documentId)) ||
      a.finding.subject.range.start - b.finding.subject.range.start,
  );
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
