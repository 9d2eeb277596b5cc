import type { CodeFinding } from '../finding.ts';
import { IGNORES_PATH } from '../ignores.ts';
import { LineIndex } from '../lineIndex.ts';
import { SEVERITIES, type Severity } from '../severity.ts';
import { codeMarkdown, inlineMarkdown, proseMarkdown, visibleCode } from './markdownText.ts';
import { provenanceInWords } from './provenanceWords.ts';
import { type DescribeReason, reasonInWords } from './reasonWords.ts';
import { cweLinks } from './rulePage.ts';
import {
  type FileReport,
  isLookedAt,
  PROVISO_WORDS,
  type ScanReport,
  type ScanSummary,
  type Standing,
  summarise,
  worstFirst,
} from './scanReport.ts';

const LONGEST_LINE = 300;
const LONGEST_TEXT = 4_000;
const LONGEST_QUOTE = 1_500;

/**
 * The report as Markdown for people: the counts, each finding with its evidence and what to do, how far each
 * file was looked at, and what was left out of the counts. Nothing from a file or a model becomes a link, a
 * picture, a heading or HTML: the only links are to the CWE.
 */
export function markdownReport(report: ScanReport, describe: DescribeReason): string {
  const summary = summarise(report);
  return `${[
    '# Palisade report',
    origin(report),
    ...result(report, summary),
    ...counts(summary),
    ...report.files.flatMap(findingsOf),
    ...coverage(report, describe),
    ...usage(summary),
    ...setApart(report),
  ].join('\n\n')}\n`;
}

function origin({ toolVersion, startedAt, origin: from }: ScanReport): string {
  const what = from === 'editor' ? 'What an editor knew of these files' : 'A scan of these files';
  return `${what}, ${timeInWords(startedAt)}. Palisade ${inlineMarkdown(toolVersion, LONGEST_LINE)}.`;
}

/** Clean is said only when everything was looked at. */
function result(report: ScanReport, summary: ScanSummary): string[] {
  const total = SEVERITIES.reduce((sum, severity) => sum + summary.findings[severity], 0);
  const found = total === 0 ? 'Nothing found' : plural(total, 'finding');
  const where = ` in ${plural(report.files.length, 'file')}`;
  if (report.interrupted) return [`**${found}${where}, but the run was interrupted: this is no clean result.**`];
  if (!summary.complete) return [`**${found}${where}, but not everything was looked at: this is no clean result.**`];
  if (summary.clean) return [`**Clean: everything was looked at${where}, and nothing was found.**`];
  if (total === 0) return [`**Nothing found${where} besides what is set apart below. Everything was looked at.**`];
  return [`**${found}${where}. Everything was looked at.**`];
}

function counts(summary: ScanSummary): string[] {
  const rows = SEVERITIES.map((severity) => `| ${capital(severity)} | ${summary.findings[severity]} |`);
  const { ignored, refuted, unconfirmed, stale } = summary;
  const apart = [
    ...(ignored > 0 ? [`${ignored} ignored`] : []),
    ...(refuted > 0 ? [`${refuted} refuted by Gemini`] : []),
    ...(unconfirmed > 0 ? [`${unconfirmed} not confirmed any more`] : []),
  ];
  return [
    ['| Severity | Findings |', '| --- | ---: |', ...rows].join('\n'),
    ...(apart.length === 0 ? [] : [`Not counted, and listed at the end: ${apart.join(', ')}.`]),
    ...(stale === 0 ? [] : [`The text of ${stale} of them was changed since they were found.`]),
  ];
}

function findingsOf(file: FileReport): string[] {
  if (file.findings.length === 0) return [];
  const lines = new LineIndex(file.text);
  return [
    `## ${inlineMarkdown(file.path, LONGEST_LINE)}`,
    ...worstFirst(file.findings).flatMap((finding) => findingBlock(finding, file, lines)),
  ];
}

function findingBlock(finding: CodeFinding, { languageId, states }: FileReport, lines: LineIndex): string[] {
  const { title, severity, explanation, remediation, trace } = finding;
  const { name } = finding.subject.symbol;
  const standing = standingInWords(states?.get(finding.fingerprint));
  const facts = [
    `Rule ${inlineMarkdown(finding.ruleId, LONGEST_LINE)}`,
    cweLinks(finding.cwe),
    name === '' ? '' : `in ${inlineMarkdown(name, LONGEST_LINE)}`,
    standing === '' ? '' : `*${standing}*`,
  ];
  return [
    `### ${capital(severity)}: ${inlineMarkdown(title, LONGEST_LINE)} (${placeOf(finding, lines)})`,
    facts.filter((fact) => fact !== '').join(' · '),
    proseMarkdown(explanation, LONGEST_TEXT),
    codeMarkdown(quoteOf(finding), languageId),
    ...(trace.length === 0 ? [] : ['**Path**', pathOf(finding, lines)]),
    '**What to do**',
    proseMarkdown(remediation, LONGEST_TEXT),
    `*${inlineMarkdown(provenanceInWords(finding), LONGEST_LINE)}*`,
  ];
}

function pathOf({ trace }: CodeFinding, lines: LineIndex): string {
  return trace
    .map(({ range, message }, index) => {
      const line = lines.positionAt(range.start).line + 1;
      return `${index + 1}. line ${line}: ${inlineMarkdown(message, LONGEST_LINE)}`;
    })
    .join('\n');
}

/** With the end of lines that Markdown has; what is longer than a reader needs is cut. */
function quoteOf({ evidence }: CodeFinding): string {
  const code = visibleCode(evidence.quote).replace(/\r\n?/g, '\n');
  if (code.length <= LONGEST_QUOTE) return code;
  // Not through the middle of a surrogate pair.
  return `${code.slice(0, LONGEST_QUOTE).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** How far each file was looked at, and why no further. */
function coverage(report: ScanReport, describe: DescribeReason): string[] {
  const { files, skipped, warnings } = report;
  const rows = files.map((file) => {
    const { status, receipt } = file.outcome;
    const { engines, coveredLines, totalLines } = receipt;
    const who = engines.map((engine) => (engine === 'embedded' ? 'offline engine' : 'Gemini')).join(' and ');
    const cells = [inlineMarkdown(file.path, LONGEST_LINE), STATUS_WORDS[status], who === '' ? 'nobody' : who];
    return `| ${[...cells, `${coveredLines} of ${totalLines}`, String(file.findings.length)].join(' | ')} |`;
  });
  const limits = [
    ...files.filter((file) => !isLookedAt(file)).flatMap((file) => limitsOf(file, describe)),
    ...skipped.map(({ path }) => `${inlineMarkdown(path, LONGEST_LINE)}: a directory; name the files in it`),
  ];
  const older = files.filter(({ provisos = [] }) => provisos.includes('earlier-window'));
  return [
    '## What was looked at',
    ['| File | Looked at | By | Lines in full | Findings |', '| --- | --- | --- | ---: | ---: |', ...rows].join('\n'),
    ...(limits.length === 0 ? [] : ['**What was not looked at, and why**', listOf(limits)]),
    ...(older.length === 0 ? [] : ['**Looked at before the window was opened**', listOf(older.map(ageOf))]),
    ...(warnings.length === 0
      ? []
      : ['**Warnings**', listOf(warnings.map((one) => inlineMarkdown(one, LONGEST_LINE)))]),
  ];
}

function usage({ requests, inputTokens, outputTokens, costUsd, maskedSecrets, dropped }: ScanSummary): string[] {
  if (requests === 0) return [];
  const masked = `${plural(maskedSecrets, 'secret')} masked before sending`;
  const lost = dropped === 0 ? '' : `; ${plural(dropped, 'answer')} dropped, quoting what is not in the file`;
  return [
    `Gemini: ${plural(requests, 'request')}, ${inputTokens} tokens in and ${outputTokens} out, about $${costUsd.toFixed(4)}; ${masked}${lost}.`,
  ];
}

const STATUS_WORDS: Readonly<Record<FileReport['outcome']['status'], string>> = {
  complete: 'in full',
  partial: 'in part',
  failed: 'not at all',
  cancelled: 'not at all',
};

function ageOf({ path, lookedAt }: FileReport): string {
  const when = lookedAt === undefined ? 'earlier' : timeInWords(lookedAt);
  return `${inlineMarkdown(path, LONGEST_LINE)}: ${when}`;
}

function limitsOf(file: FileReport, describe: DescribeReason): string[] {
  const { path, outcome } = file;
  const provisos = (file.provisos ?? []).filter((proviso) => proviso !== 'earlier-window');
  const why = [
    ...outcome.reasons.map((reason) => reasonInWords(reason, describe)),
    ...(outcome.status !== 'complete' && outcome.reasons.length + provisos.length === 0
      ? ['The file was not scanned to its end.']
      : []),
    ...provisos.map((proviso) => PROVISO_WORDS[proviso]),
  ];
  return why.map((words) => `${inlineMarkdown(path, LONGEST_LINE)}: ${inlineMarkdown(words, LONGEST_TEXT)}`);
}

/** What is known and not counted: ignored by people, refuted by the model, not found again. */
function setApart({ files }: ScanReport): string[] {
  const ignored = files.flatMap((file) =>
    file.ignored.map(({ finding, by }) => {
      const what = by.scope === 'finding' ? 'this finding' : 'the rule in this file';
      const reason = `ignored (${what}) on ${inlineMarkdown(by.date, LONGEST_LINE)}: ${inlineMarkdown(by.reason, LONGEST_TEXT)}`;
      return `${inOneLine(finding, file)}: ${reason}`;
    }),
  );
  const refuted = files.flatMap((file) =>
    file.refuted.map(({ finding, refutation }) => {
      const { line } = new LineIndex(file.text).positionAt(refutation.guardRange.start);
      const model = inlineMarkdown(refutation.model, LONGEST_LINE);
      return `${inOneLine(finding, file)}: ${model} says that line ${line + 1} prevents it: ${inlineMarkdown(refutation.guard, LONGEST_LINE)}`;
    }),
  );
  const unconfirmed = files.flatMap((file) =>
    (file.unconfirmed ?? []).map((finding) => `${inOneLine(finding, file)}: it may be gone, or be the same, rewritten`),
  );
  return [
    ...(ignored.length === 0 ? [] : [`## Ignored by ${IGNORES_PATH}`, listOf(ignored)]),
    ...(refuted.length === 0 ? [] : ['## Refuted by Gemini', listOf(refuted)]),
    ...(unconfirmed.length === 0 ? [] : ['## Not confirmed any more', listOf(unconfirmed)]),
  ];
}

function inOneLine(finding: CodeFinding, file: FileReport): string {
  const { severity, title, ruleId } = finding;
  const place = placeOf(finding, new LineIndex(file.text));
  const what = `${capital(severity)}: ${inlineMarkdown(title, LONGEST_LINE)}`;
  return `${what} (${inlineMarkdown(ruleId, LONGEST_LINE)}) in ${inlineMarkdown(file.path, LONGEST_LINE)}, ${place}`;
}

function standingInWords(standing: Standing | undefined): string {
  if (standing === undefined) return '';
  const lifecycle: Readonly<Record<Standing['lifecycle'], string>> = {
    open: '',
    'handed-off': 'handed to the agent',
    fixed: 'fixed',
    'still-present': 'still present after a fix',
    moved: 'moved by a fix',
    'cannot-tell': 'not confirmed any more',
  };
  const words = [lifecycle[standing.lifecycle], standing.freshness === 'stale' ? 'text changed since the scan' : ''];
  return words.filter((word) => word !== '').join('; ');
}

function placeOf({ subject }: CodeFinding, lines: LineIndex): string {
  const first = lines.positionAt(subject.range.start).line + 1;
  const last = lines.positionAt(Math.max(subject.range.start, subject.range.end - 1)).line + 1;
  return first === last ? `line ${first}` : `lines ${first} to ${last}`;
}

function listOf(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

function capital(severity: Severity): string {
  return severity.charAt(0).toUpperCase() + severity.slice(1);
}

/** @param at milliseconds since the epoch */
function timeInWords(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
