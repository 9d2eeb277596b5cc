// What is not as it was, as rows: new, worsened, fixed, not verified, gone, carried. Ignored ones are counted, not shown.
import { baselineInWords } from '../../app/monitoring/differenceText.ts';
import { isIgnoredReference, type IsIgnored } from '../../app/monitoring/exposures.ts';
import type { NetChanges } from '../../app/monitoring/monitorProtocol.ts';
import { compareSeverity } from '../../findings/severity.ts';
import type { Difference, MonitorReport, Reference } from '../../monitor/report/reportShape.ts';
import type { ScanOnlyWords } from '../../app/monitoring/scanOnly.ts';
import { SEVERITY_WORDS } from '../severityWords.ts';
import { titleOf } from '../posture/resultNodes.ts';
import { count, dotted, figure, oneLine, spokenList } from '../posture/postureWords.ts';
import { type MonitoringIcon, type MonitoringNode, row } from './monitoringNode.ts';

export interface DifferenceContext {
  readonly account: MonitorReport['account'];
  readonly isIgnored: IsIgnored;
  /** Of the report that they are in; undefined where they are of several. */
  readonly scanOnly?: ScanOnlyWords;
}

/** More are in the report. */
const MOST_ROWS = 100;

interface Group {
  readonly name: string;
  readonly icon: MonitoringIcon;
  readonly label: string;
  readonly references: readonly (Reference & { readonly before?: Reference['severity'] })[];
  /** What it means, where the word alone does not say it. */
  readonly meaning?: string;
}

function groupsOf(changes: NetChanges): readonly Group[] {
  const { worsened, fixed, notVerified, verifiedAgain, retired, unknown } = changes;
  return [
    { name: 'new', icon: 'new', label: 'New', references: changes.new },
    { name: 'worsened', icon: 'worsened', label: 'Worsened', references: worsened },
    {
      name: 'not-verified',
      icon: 'not-verified',
      label: 'Not verified',
      references: notVerified,
      meaning: 'was found before, and could not be told any more',
    },
    { name: 'fixed', icon: 'fixed', label: 'Fixed', references: fixed, meaning: 'was read, and passes' },
    {
      name: 'again',
      icon: 'note',
      label: 'Verified again',
      references: verifiedAgain,
      meaning: 'could not be told for a while, and is still there',
    },
    {
      name: 'retired',
      icon: 'note',
      label: 'Retired',
      references: retired,
      meaning: 'is not checked any more, or nothing is left to check',
    },
    { name: 'unknown', icon: 'unknown', label: 'Newly unknown', references: unknown.new },
    { name: 'resolved', icon: 'note', label: 'Not unknown any more', references: unknown.resolved },
  ];
}

/** Counts without what is ignored. */
export interface ChangeCounts {
  readonly new: number;
  readonly worsened: number;
  readonly fixed: number;
  readonly notVerified: number;
  readonly gone: number;
  readonly ignored: number;
}

export function countsOf(changes: NetChanges, context: DifferenceContext): ChangeCounts {
  const shown = (all: readonly Reference[]): number => all.filter((one) => !isHidden(one, context)).length;
  const counts = {
    new: shown(changes.new),
    worsened: shown(changes.worsened),
    fixed: shown(changes.fixed),
    notVerified: shown(changes.notVerified),
  };
  const all = [changes.new, changes.worsened, changes.fixed, changes.notVerified].flat().length;
  const { fixed, notVerified, worsened } = counts;
  const ignored = all - counts.new - worsened - fixed - notVerified;
  return { ...counts, gone: changes.gone.length, ignored };
}

/** `2 new, 1 fixed`; empty where nothing is another. */
export function countsInWords(counts: Omit<ChangeCounts, 'worsened'> & { readonly worsened?: number }): string {
  const { worsened = 0, fixed, notVerified, gone, ignored } = counts;
  return [
    ...(counts.new > 0 ? [`${figure(counts.new)} new`] : []),
    ...(worsened > 0 ? [`${figure(worsened)} worsened`] : []),
    ...(notVerified > 0 ? [`${figure(notVerified)} not verified`] : []),
    ...(fixed > 0 ? [`${figure(fixed)} fixed`] : []),
    ...(gone > 0 ? [`${figure(gone)} gone`] : []),
    ...(ignored > 0 ? [`${figure(ignored)} ignored`] : []),
  ].join(', ');
}

/** @param under key of the row that they stand in */
export function changeNodes(changes: NetChanges, under: string, context: DifferenceContext): MonitoringNode[] {
  const groups = groupsOf(changes).flatMap((group) => groupNode(group, under, context));
  const { gone } = changes;
  const goneNode =
    gone.length === 0
      ? []
      : [
          row({
            key: `${under} gone`,
            icon: 'gone',
            label: `Gone (${figure(gone.length)})`,
            spoken: `Gone: ${count(gone.length, 'bucket')} not there any more`,
            children: limited(
              gone.map(({ bucket, findings }) =>
                row({
                  key: `${under} gone ${bucket}`,
                  icon: 'gone',
                  label: oneLine(bucket, 120),
                  description:
                    findings.length === 0 ? 'does not exist any more' : `with ${count(findings.length, 'finding')}`,
                }),
              ),
              `${under} gone`,
            ),
          }),
        ];
  return [...groups, ...goneNode];
}

/** How many of all that is listed under a difference an ignore entry hides. */
export function ignoredIn(changes: NetChanges, context: DifferenceContext): number {
  return groupsOf(changes).flatMap(({ references }) => references.filter((one) => isHidden(one, context))).length;
}

/** @param isWhole the run looked at all that it was to look at */
export function differenceNodes(
  difference: Difference,
  under: string,
  context: DifferenceContext,
  isWhole: boolean,
): MonitoringNode[] {
  const { baseline, carried, superseded } = difference;
  const changes = changeNodes(difference, under, context);
  const ignored = ignoredIn(difference, context);
  const nothing =
    baseline.kind === 'none' && baseline.why !== 'first-run'
      ? 'Nothing to compare with'
      : `Nothing new, worse, fixed or gone${isWhole ? '' : ' in what was read'}${besides(ignored)}`;
  const carriedPlaces = carried.buckets.length + (carried.account ? 1 : 0);
  return [
    ...(changes.length === 0 ? [row({ key: `${under} same`, icon: 'note', label: nothing })] : changes),
    ...(carriedPlaces === 0
      ? []
      : [
          row({
            key: `${under} carried`,
            icon: 'carried',
            label: `Carried (${figure(carriedPlaces)})`,
            description: `not read in this run; ${count(carried.findings, 'earlier failure')} kept`,
            children: limited(
              [...(carried.account ? ['the account itself'] : []), ...carried.buckets].map((name) =>
                row({ key: `${under} carried ${name}`, icon: 'carried', label: oneLine(name, 120) }),
              ),
              `${under} carried`,
            ),
          }),
        ]),
    ...(superseded.length === 0
      ? []
      : [
          row({
            key: `${under} overtaken`,
            icon: 'note',
            label: `Overtaken (${figure(superseded.length)})`,
            description: 'read anew by a later run',
          }),
        ]),
    row({ key: `${under} baseline`, icon: 'note', label: 'Compared', description: baselineInWords(baseline) }),
  ];
}

/** Nobody is told that there is nothing where something is hidden. */
export function besides(ignored: number): string {
  return ignored === 0 ? '' : ` besides ${figure(ignored)} ignored`;
}

function groupNode(
  { name, icon, label, references, meaning }: Group,
  under: string,
  context: DifferenceContext,
): MonitoringNode[] {
  const shown = references.filter((one) => !isHidden(one, context));
  if (shown.length === 0) return [];
  const sorted = [...shown].sort((a, b) => compareSeverity(a.severity, b.severity));
  const key = `${under} ${name}`;
  const [worst] = sorted;
  const isProblem = name === 'new' || name === 'worsened';
  const words = `${label} (${figure(shown.length)})`;
  return [
    row({
      key,
      icon,
      label: words,
      description: isProblem && worst !== undefined ? `${worst.severity} at worst` : '',
      tooltip: meaning === undefined ? words : `${words}: ${meaning}`,
      spoken: spokenList(
        `${label}, ${count(shown.length, 'finding')}`,
        meaning,
        isProblem ? `${worst?.severity ?? ''} at worst` : undefined,
      ),
      folding: isProblem ? 'open' : 'folded',
      children: limited(
        sorted.map((one) => referenceNode(one, key, label, context)),
        key,
      ),
    }),
  ];
}

function referenceNode(
  one: Reference & { readonly before?: Reference['severity'] },
  under: string,
  group: string,
  { scanOnly }: DifferenceContext,
): MonitoringNode {
  const { checkId, resource, severity, fingerprint, before } = one;
  const waits = scanOnly?.(one);
  const title = titleOf(checkId);
  const place = oneLine(resource, 120);
  const was = before === undefined ? undefined : `was ${before}`;
  return row({
    key: `${under} ${fingerprint}`,
    icon: severity,
    label: place,
    description: dotted(severity, title, was, waits === undefined ? undefined : 'scan only'),
    tooltip: `${group}: ${place}\n${SEVERITY_WORDS[severity]}: ${title} (${oneLine(checkId, 80)})${[was, waits].flatMap((said) => (said === undefined ? [] : [`\n${said}`])).join('')}`,
    spoken: spokenList(`${group}, ${severity}: ${title}`, place, was, waits),
    contextValue: 'reference',
  });
}

function limited(nodes: readonly MonitoringNode[], under: string): readonly MonitoringNode[] {
  if (nodes.length <= MOST_ROWS) return nodes;
  const left = nodes.length - MOST_ROWS;
  return [
    ...nodes.slice(0, MOST_ROWS),
    row({ key: `${under} more`, icon: 'note', label: `${figure(left)} more in the report` }),
  ];
}

function isHidden(one: Reference, { account, isIgnored }: DifferenceContext): boolean {
  return isIgnoredReference(one, account, isIgnored);
}
