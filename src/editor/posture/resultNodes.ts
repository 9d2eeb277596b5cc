// What the checks say of one place, as nodes: made when the place is unfolded.
import type { ReportedFigures } from '../../app/posture/accountState.ts';
import type { BucketRecord } from '../../findings/bucketFindings.ts';
import { SEVERITIES, type Severity } from '../../findings/severity.ts';
import { checkOf } from '../../s3/checks/catalogue.ts';
import type { CheckResult } from '../../s3/posture.ts';
import { postureFinding } from '../../s3/postureFinding.ts';
import { missingInWords } from '../../s3/reports/postureSummary.ts';
import { SEVERITY_WORDS } from '../severityWords.ts';
import { isRecordMatching, isResultMatching, kindOf, type PlaceData } from './placeDigest.ts';
import type { Matcher } from './postureFilter.ts';
import { keyOf, leaf, type PostureIcon, type PostureNode, type ResultKind, type Suffix } from './postureNode.ts';
import type { PostureRef } from '../postureCommandIds.ts';
import { count, dotted, figure, lines, oneLine, plainText, spokenList } from './postureWords.ts';

/** One result of a check, or what the store of findings remembers where there is none any more. */
export interface Entry {
  readonly kind: ResultKind;
  readonly checkId: string;
  /** The bucket, or the part of the account that it speaks of. */
  readonly resource: string;
  readonly severity: Severity | undefined;
  readonly evidence: string;
  readonly result: CheckResult | undefined;
  readonly record: BucketRecord | undefined;
  /** Of what passes now: the failures that are gone. */
  readonly fixed: readonly BucketRecord[];
}

/** Where results belong: how their nodes are named. */
export interface Subject {
  /** Key of the node that they are under. */
  readonly key: string;
  /** Undefined: the account itself. */
  readonly bucket: string | undefined;
  readonly place: string;
  /** Whose name need not be said of a result. */
  readonly resource: string;
  /** E.g. `Read at 2026-11-27 04:36 UTC`. */
  readonly read: string;
  /** Ends its words for menus. */
  readonly suffix: Suffix;
}

const GROUPS: readonly { readonly kind: ResultKind; readonly label: string; readonly icon: PostureIcon }[] = [
  { kind: 'fail', label: 'Fails', icon: 'group' },
  { kind: 'unknown', label: 'Unknown', icon: 'unknown' },
  { kind: 'pass', label: 'Passed', icon: 'pass' },
  { kind: 'fixed', label: 'Fixed', icon: 'fixed' },
  { kind: 'not-applicable', label: 'Not applicable', icon: 'not-applicable' },
  { kind: 'ignored', label: 'Ignored', icon: 'ignored' },
];

const KIND_WORDS: Readonly<Record<ResultKind, string>> = {
  fail: 'fails',
  unknown: 'unknown',
  pass: 'passed',
  fixed: 'fixed',
  'not-applicable': 'not applicable',
  ignored: 'ignored',
};

/**
 * All that a filter leaves of a place, the worst first and in the order of the catalogue.
 *
 * @param records of the place, see `Digests.records`
 */
export function entriesOf(
  data: Pick<PlaceData, 'results' | 'identity' | 'texts'>,
  records: ReadonlyMap<string, BucketRecord>,
  matcher: Matcher,
): Entry[] {
  const isSubject = data.texts.some((text) => matcher.holds(text));
  const left = new Map(records);
  const entries: Entry[] = [];
  for (const result of data.results) {
    const { checkId, resource, outcome } = result;
    const { evidence } = outcome;
    if (outcome.kind === 'pass' || outcome.kind === 'not-applicable') {
      const fixed = [...left.values()].filter(
        ({ finding, state }) =>
          state.lifecycle === 'fixed' && finding.ruleId === checkId && finding.subject.bucket === resource,
      );
      for (const { finding } of fixed) left.delete(finding.fingerprint);
      if (!isResultMatching(result, isSubject, matcher)) continue;
      const nothing = { severity: undefined, record: undefined };
      entries.push({ kind: outcome.kind, checkId, resource, evidence, result, fixed, ...nothing });
      continue;
    }
    const finding = data.identity && postureFinding(result, data.identity);
    const record = finding && left.get(finding.fingerprint);
    if (finding !== undefined) left.delete(finding.fingerprint);
    if (!isResultMatching(result, isSubject, matcher) && !(record && isRecordMatching(record, isSubject, matcher))) {
      continue;
    }
    const kind = record?.state.ignored === undefined ? outcome.kind : 'ignored';
    entries.push({ kind, checkId, resource, severity: outcome.severity, evidence, result, record, fixed: [] });
  }
  for (const record of left.values()) {
    if (!isRecordMatching(record, isSubject, matcher)) continue;
    const { ruleId: checkId, subject, severity, evidence } = record.finding;
    const known = { checkId, resource: subject.bucket, severity, evidence: evidence.quote, record };
    entries.push({ kind: kindOf(record), result: undefined, fixed: [], ...known });
  }
  return entries.sort((a, b) => severityRank(a.severity) - severityRank(b.severity));
}

export function severityRank(severity: Severity | undefined): number {
  return severity === undefined ? SEVERITIES.length : SEVERITIES.indexOf(severity);
}

/** The groups under a place. What is wrong is open, the rest is folded. */
export function groupNodes(entries: readonly Entry[], subject: Subject): PostureNode[] {
  return GROUPS.flatMap(({ kind, label, icon }) => {
    const ofKind = entries.filter((entry) => entry.kind === kind);
    const worst = ofKind[0]?.severity;
    if (ofKind.length === 0) return [];
    const key = keyOf(subject.key, kind);
    return [
      {
        kind: 'group' as const,
        key,
        icon: kind === 'fail' && worst !== undefined ? worst : icon,
        label: `${label} (${figure(ofKind.length)})`,
        description: '',
        tooltip: `${label} (${figure(ofKind.length)})`,
        spoken: `${label}, ${figure(ofKind.length)} ${ofKind.length === 1 ? 'check' : 'checks'}`,
        contextValue: `group:${kind}${subject.suffix}`,
        folding: kind === 'fail' ? ('open' as const) : ('folded' as const),
        ref: refOf(subject),
        basis: [entries],
        children: () => resultNodes(ofKind, { ...subject, key }),
      },
    ];
  });
}

/** Of a report: what passed is a figure in it. */
export function figureNodes(
  { passed, notApplicable, notMade }: ReportedFigures,
  under: string,
  ref: PostureRef,
): PostureNode[] {
  const figures = `${figure(passed)} passed, ${figure(notApplicable)} not applicable`;
  const titles = notMade.map(titleOf);
  return [
    leaf({
      key: keyOf(under, 'figures'),
      icon: 'group',
      label: figures,
      description: 'of these a report has figures alone',
      ref,
    }),
    ...(notMade.length === 0
      ? []
      : [
          leaf({
            key: keyOf(under, 'not made'),
            icon: 'not-read',
            label: `${count(notMade.length, 'check')} not made in this run`,
            description: 'they need buckets that it did not read',
            tooltip: lines(`Not made in this run, as they need buckets that it did not read:`, ...titles),
            ref,
          }),
        ]),
  ];
}

function refOf({ bucket, place }: Subject): PostureRef {
  return { place, ...(bucket === undefined ? {} : { bucket }) };
}

function resultNodes(entries: readonly Entry[], subject: Subject): PostureNode[] {
  const keys = new UniqueKeys();
  return entries.map((entry) => {
    const title = titleOf(entry.checkId);
    const resource = entry.resource === subject.resource ? undefined : oneLine(entry.resource, 120);
    return resultNode(
      entry,
      subject,
      keys.of(subject.key, identityOf(entry)),
      title,
      dotted(...saidOf(entry), resource),
      [title, resource],
    );
  });
}

/** Keys of siblings: should two be the same, the later ones are numbered. */
export class UniqueKeys {
  readonly #seen = new Map<string, number>();

  of(...parts: readonly string[]): string {
    const key = keyOf(...parts);
    const times = this.#seen.get(key) ?? 0;
    this.#seen.set(key, times + 1);
    return times === 0 ? key : keyOf(...parts, String(times));
  }
}

/** What tells an entry from others of its place and kind. */
export function identityOf({ checkId, resource, record }: Entry): string {
  return record?.finding.fingerprint ?? keyOf(checkId, resource);
}

/** What passes and what fails at once, in words: severity first, then what is special about its state. */
export function saidOf(entry: Entry): readonly (string | undefined)[] {
  const { kind, severity, record, fixed } = entry;
  const may = record?.says === 'unknown' || kind === 'unknown' ? 'at worst ' : '';
  return [
    severity === undefined ? undefined : `${may}${severity}`,
    record?.state.lifecycle === 'handed-off' ? 'handed to the agent' : undefined,
    record?.state.lifecycle === 'still-present' ? 'still present after a fix' : undefined,
    record?.state.freshness === 'stale' ? 'not verified: it could not be told again' : undefined,
    kind === 'ignored' && record?.state.ignored ? `ignored on ${oneLine(record.state.ignored.date, 20)}` : undefined,
    kind === 'fixed' ? 'not found any more' : undefined,
    fixed.length > 0 ? 'fixed' : undefined,
  ];
}

/**
 * @param label what the node is called: the check, or the bucket where buckets are listed under a check
 * @param names what a voice calls it
 */
export function resultNode(
  entry: Entry,
  subject: Subject,
  key: string,
  label: string,
  description: string,
  names: readonly (string | undefined)[],
): PostureNode {
  const { kind, checkId, severity, record } = entry;
  const outcome = severity === undefined ? KIND_WORDS[kind] : `${SEVERITY_WORDS[severity]}, ${KIND_WORDS[kind]}`;
  return {
    kind: 'result',
    key,
    icon: iconOf(entry),
    label,
    description,
    tooltip: tooltipOf(entry, subject),
    spoken: spokenList(
      `${outcome}: ${spokenList(...names)}`,
      ...saidOf(entry).slice(1),
      `evidence: ${oneLine(entry.evidence)}`,
    ),
    contextValue: `result:${kind} of:${subject.bucket === undefined ? 'account' : 'bucket'}${subject.suffix}`,
    folding: 'folded',
    ref: { ...refOf(subject), checkId, ...(record ? { fingerprint: record.finding.fingerprint } : {}) },
    basis: [entry.result, record],
    children: () => evidenceNodes(entry, { ...subject, key }),
  };
}

function iconOf({ kind, severity }: Entry): PostureIcon {
  return kind === 'fail' ? (severity ?? 'unknown') : kind;
}

export function titleOf(checkId: string): string {
  return oneLine(checkOf(checkId)?.title ?? checkId, 160);
}

/** The ids that others have for it: `Prowler: …`, one for each line. */
export function controlsOf(checkId: string): readonly string[] {
  const { prowler = [], fsbp = [], cis = [] } = checkOf(checkId)?.mapping ?? {};
  return [
    ...(prowler.length > 0 ? [`Prowler: ${prowler.join(', ')}`] : []),
    ...(fsbp.length > 0 ? [`Security Hub FSBP: ${fsbp.join(', ')}`] : []),
    ...(cis.length > 0 ? [`CIS: ${cis.join(', ')}`] : []),
  ];
}

function tooltipOf(entry: Entry, subject: Subject): string {
  const { kind, severity, checkId, resource } = entry;
  const rule = checkOf(checkId);
  const said = severity === undefined ? KIND_WORDS[kind] : `${severity}, ${KIND_WORDS[kind]}`;
  return lines(
    `${titleOf(checkId)} (${oneLine(checkId, 80)})`,
    `${oneLine(resource, 120)}: ${said}`,
    ...saidOf(entry).slice(1),
    plainText(entry.evidence),
    rule === undefined ? undefined : `Risk: ${rule.risk}`,
    isOver(kind) ? undefined : `What to do: ${plainText(remediationOf(entry))}`,
    ...controlsOf(checkId),
    subject.read,
  );
}

/** Nothing is to be done. */
function isOver(kind: ResultKind): boolean {
  return kind === 'pass' || kind === 'fixed' || kind === 'not-applicable';
}

function remediationOf({ record, checkId }: Entry): string {
  return record?.finding.remediation ?? checkOf(checkId)?.remediation ?? '';
}

function evidenceNodes(entry: Entry, subject: Subject): PostureNode[] {
  const { kind, record, result, fixed } = entry;
  const ref = {
    ...refOf(subject),
    checkId: entry.checkId,
    ...(record ? { fingerprint: record.finding.fingerprint } : {}),
  };
  const line = (name: string, icon: PostureIcon, label: string, text: string, more?: string): PostureNode =>
    leaf({
      key: keyOf(subject.key, name),
      icon,
      label,
      description: oneLine(text),
      tooltip: lines(`${label}: ${plainText(text)}`, more),
      spoken: spokenList(`${label}: ${oneLine(text)}`, more),
      contextValue: `evidence${subject.suffix}`,
      ref,
    });
  const { ignored, freshness } = record?.state ?? {};
  const missing = result?.outcome.kind === 'unknown' ? result.outcome.missing : [];
  return [
    line('evidence', 'evidence', kind === 'fixed' ? 'Was' : 'Evidence', entry.evidence),
    ...fixed.map(({ finding }, index) => line(`fixed ${index}`, 'fixed', 'Fixed, it was', finding.evidence.quote)),
    ...missing.map((one, index) => {
      const message = one.message === undefined ? undefined : oneLine(one.message, 400);
      return line(`missing ${index}`, 'missing', 'Missing', missingInWords(one), message);
    }),
    ...(freshness === 'stale'
      ? [line('stale', 'old', 'Not verified', 'the last look could not tell whether this is still so')]
      : []),
    ...(ignored === undefined
      ? []
      : [line('ignored', 'ignored', `Ignored on ${oneLine(ignored.date, 20)}`, ignored.reason)]),
    ...(isOver(kind) ? [] : [line('to-do', 'to-do', 'What to do', remediationOf(entry))]),
  ];
}
