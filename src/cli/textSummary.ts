import { describeReason } from '../app/reasons.ts';
import { IGNORES_PATH } from '../findings/ignores.ts';
import type { Reason } from '../findings/outcome.ts';
import { reasonInWords } from '../findings/reports/reasonWords.ts';
import { type FileReport, type ScanReport, type ScanSummary, summarise } from '../findings/reports/scanReport.ts';
import { SEVERITIES } from '../findings/severity.ts';
import { printable, wrapped } from './printable.ts';
import type { TextStyle } from './textReport.ts';

const LABEL_WIDTH = 10;

/** The end of a text report: how far each file was looked at, the counts, the receipt, the result in words. */
export function summaryAsText(report: ScanReport, style: TextStyle): string {
  const summary = summarise(report);
  return [
    ...report.files.flatMap((file) => fileLines(file, style)),
    ...report.skipped.flatMap(({ path }) =>
      labelled('SKIPPED', style.colours.alarm, `${path}: a directory; name the files in it`, style),
    ),
    ...report.warnings.flatMap((warning) => labelled('WARNING', style.colours.alarm, warning, style)),
    '',
    ...labelled('Findings', style.colours.bold, countsOf(summary), style, colourCounts(summary, style)),
    ...labelled('Receipt', style.colours.bold, receiptOf(report, summary), style),
    ...resultLines(report, summary, style),
    '',
  ].join('\n');
}

function fileLines(file: FileReport, style: TextStyle): string[] {
  const { alarm, good, bold, dim } = style.colours;
  const { status, reasons, receipt } = file.outcome;
  const found = [
    file.findings.length === 0 ? 'nothing found' : plural(file.findings.length, 'finding'),
    ...(file.ignored.length > 0 ? [`${file.ignored.length} ignored`] : []),
    ...(file.refuted.length > 0 ? [`${file.refuted.length} refuted`] : []),
  ].join(', ');
  switch (status) {
    case 'complete': {
      const isClean = file.findings.length + file.ignored.length + file.refuted.length === 0;
      const lines = plural(receipt.totalLines, 'line');
      return labelled(
        isClean ? 'clean' : 'complete',
        isClean ? good : bold,
        `${file.path}: ${found} in ${lines}`,
        style,
      );
    }
    case 'partial':
      return [
        ...labelled('PARTIAL', alarm, `${file.path}: ${found}, but not everything was looked at`, style),
        ...reasonLines(reasons, style),
      ];
    case 'failed':
      return [...labelled('FAILED', alarm, `${file.path}: not scanned`, style), ...reasonLines(reasons, style)];
    case 'cancelled':
      return labelled('NOT DONE', dim, `${file.path}: not scanned, as the run was interrupted`, style);
  }
}

function reasonLines(reasons: readonly Reason[], style: TextStyle): string[] {
  return reasons.flatMap((reason) => labelled('', String, reasonInWords(reason, describeReason), style));
}

function labelled(
  label: string,
  colour: (text: string) => string,
  prose: string,
  style: TextStyle,
  paint: (line: string) => string = String,
): string[] {
  return wrapped(prose, style.width - LABEL_WIDTH).map((line, index) => {
    const start = (index === 0 ? label : '').padEnd(LABEL_WIDTH);
    return `${index === 0 && label !== '' ? colour(start) : start}${paint(line)}`;
  });
}

function countsOf(summary: ScanSummary): string {
  const counts = SEVERITIES.map((severity) => `${summary.findings[severity]} ${severity}`);
  if (summary.ignored > 0) counts.push(`${summary.ignored} ignored by ${IGNORES_PATH}`);
  if (summary.refuted > 0) counts.push(`${summary.refuted} refuted by the model`);
  return counts.join(', ');
}

/** Colours the counts that are not zero. */
function colourCounts(summary: ScanSummary, { colours }: TextStyle): (line: string) => string {
  return (line) =>
    SEVERITIES.reduce((painted, severity) => {
      const count = `${summary.findings[severity]} ${severity}`;
      return summary.findings[severity] === 0 ? painted : painted.replace(count, colours.severity[severity](count));
    }, line);
}

function receiptOf(report: ScanReport, summary: ScanSummary): string {
  const covered = `${summary.coveredLines} of ${plural(summary.totalLines, 'line')} looked at in full`;
  const lines = `${covered} by ${enginesOf(report, summary)}`;
  const parts = [`${lines} in ${seconds(report.elapsedMs)}`];
  if (report.engines.includes('gemini')) {
    const models = [...new Set(report.files.flatMap((file) => file.outcome.receipt.model ?? []))].map(printable);
    parts.push(
      `${plural(summary.requests, 'request')}${models.length === 0 ? '' : ` to ${models.join(' and ')}`}, ` +
        `${summary.inputTokens} tokens in and ${summary.outputTokens} out, about $${summary.costUsd.toFixed(4)}`,
      `${plural(summary.maskedSecrets, 'secret')} masked before sending`,
    );
    if (summary.dropped > 0)
      parts.push(`${plural(summary.dropped, 'answer')} dropped, quoting what is not in the file`);
  }
  return parts.join('; ');
}

/**
 * Who has looked, which is not who was asked. `and` only where each engine has seen everything; else a line
 * counts as looked at when one of them has.
 */
function enginesOf(report: ScanReport, summary: ScanSummary): string {
  const named = (['embedded', 'gemini'] as const).flatMap((engine) => {
    const count = report.files.filter(({ outcome }) => outcome.receipt.engines.includes(engine)).length;
    if (count === 0) return [];
    const name = engine === 'embedded' ? 'the offline engine' : 'Gemini';
    return [count === report.files.length ? name : `${name} (in ${count} of ${plural(report.files.length, 'file')})`];
  });
  if (named.length === 0) return 'no engine';
  const all = summary.files.complete === report.files.length;
  return named.join(all ? ' and ' : ' or ');
}

function resultLines(report: ScanReport, summary: ScanSummary, style: TextStyle): string[] {
  const { alarm, good, bold } = style.colours;
  const total = SEVERITIES.reduce((sum, severity) => sum + summary.findings[severity], 0);
  const say = (colour: (text: string) => string, words: string): string[] =>
    labelled('Result', bold, words, style, colour);
  if (report.interrupted) {
    return say(alarm, `Interrupted: ${plural(summary.files.cancelled, 'file')} not scanned. This is no clean result.`);
  }
  const found =
    total === 0
      ? 'Nothing found'
      : `${plural(total, 'finding')}${report.failOn === 'informational' ? '' : `, ${summary.failing} of them ${report.failOn} or worse`}`;
  if (summary.files.complete + summary.files.partial === 0) {
    return say(alarm, 'Nothing was looked at. This is no clean result.');
  }
  if (!summary.complete) {
    const missing = [
      [summary.files.partial, 'in part'],
      [summary.files.failed, 'failed'],
      [report.skipped.length, 'skipped'],
    ] as const;
    const what = missing.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
    return say(alarm, `${found}, but not everything was looked at (${what.join(', ')}). This is no clean result.`);
  }
  if (summary.clean) return say(good, 'Clean: everything was looked at and nothing was found.');
  if (total === 0) return say(bold, 'Nothing found besides what is ignored or refuted. Everything was looked at.');
  return say(summary.failing > 0 ? alarm : bold, `${found}. Everything was looked at.`);
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
