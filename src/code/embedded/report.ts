// From what the rules hit to findings: places, quotes, words.
import type { Confidence, EnclosingSymbol, TextRange, TraceStep } from '../../findings/finding.ts';
import type { FindingDraft } from '../../findings/fingerprint.ts';
import type { LineIndex } from '../../findings/lineIndex.ts';
import { problemClassOf } from '../../findings/problemClass.ts';
import { lowered } from '../../findings/severity.ts';
import type { MaskedText } from '../../outbound/masking.ts';
import type { SecretMatch } from '../../outbound/secrets.ts';
import { isTestPath } from '../../outbound/testPath.ts';
import type { FactRuleHit, HitSite, TaintHit } from './flow/analysis.ts';
import type { Trail } from './flow/value.ts';
import { NO_DOUBT } from './flow/value.ts';
import { enclosingSymbol } from './outline.ts';
import { HARDCODED_SECRETS, secretTitle } from './rules/hardcodedSecrets.ts';

/** What every finding of one file needs. */
export interface ReportContext {
  readonly path: string;
  readonly masked: MaskedText;
  readonly lines: LineIndex;
  readonly outline: readonly EnclosingSymbol[];
}

const MOST_LINES = 4;
const MOST_UNITS = 400;

export function taintDraft(hit: TaintHit, context: ReportContext): FindingDraft {
  const { rule, proven } = hit;
  const said = { ...rule, ...hit.words };
  const { [proven ? 'proven' : 'unproven']: severity } = hit.severity ?? rule.severity;
  return {
    ruleId: rule.id,
    ...commonParts(said.cwe, context, regionOf(hit.site, hit.argument, context)),
    title: proven ? said.title : said.unprovenTitle,
    explanation: proven ? said.explanation : `${said.explanation} ${unprovenWords(hit)}`,
    remediation: said.remediation,
    severity: isTestPath(context.path) ? lowered(severity) : severity,
    confidence: taintConfidence(hit),
    basis: 'taint',
    trace: traceOf(hit.trail),
  };
}

function unprovenWords(hit: TaintHit): string {
  switch (hit.taint.kind) {
    case 'remote':
      return 'The value passes through code that may make it harmless; this file does not show whether it does.';
    case 'local':
      return 'The value is chosen by whoever starts the program, which matters where that is somebody with fewer rights.';
    case 'parameter':
      return 'The value is a parameter: whether an attacker can choose it depends on the callers, which this file does not show.';
    case 'unknown':
      return 'Where the value comes from cannot be seen in this file.';
  }
}

function taintConfidence(hit: TaintHit): Confidence {
  if (hit.proven) return hit.taint.doubt === NO_DOUBT ? 'high' : 'medium';
  return hit.taint.kind === 'unknown' || hit.taint.doubt !== NO_DOUBT ? 'low' : 'medium';
}

function traceOf(trail: Trail): TraceStep[] {
  const steps: TraceStep[] = [];
  for (let step: Trail | undefined = trail; step !== undefined; step = step.previous) {
    steps.push({ range: { start: step.range.start, end: step.range.end }, message: step.message });
  }
  return steps.reverse();
}

export function factDraft(hit: FactRuleHit, context: ReportContext): FindingDraft {
  return {
    ruleId: hit.rule.id,
    ...commonParts(hit.cwe, context, regionOf(hit.site, hit.argument, context)),
    title: hit.title,
    explanation: hit.explanation,
    remediation: hit.rule.remediation,
    severity: isTestPath(context.path) ? lowered(hit.severity) : hit.severity,
    confidence: hit.confidence,
    basis: 'fact',
    trace: [],
  };
}

/** Test paths are already in the severity that the detection gives. */
export function secretDraft(match: SecretMatch, context: ReportContext): FindingDraft {
  const { lines } = context;
  const first = lines.positionAt(match.range.start).line;
  const last = lines.positionAt(Math.max(match.range.start, match.range.end - 1)).line;
  const whole = { start: lines.lineRange(first).start, end: lines.lineRange(last).end };
  return {
    ruleId: HARDCODED_SECRETS.id,
    ...commonParts([match.cwe], context, match.range, shortened(whole, match.range, context)),
    title: secretTitle(match),
    explanation: HARDCODED_SECRETS.explanation,
    remediation: HARDCODED_SECRETS.remediation,
    severity: match.severity,
    confidence: match.kind === 'provider' ? 'high' : 'medium',
    basis: 'fact',
    trace: [],
  };
}

/** The line around a secret, unless the line is a wall of text. */
function shortened(line: TextRange, secret: TextRange, context: ReportContext): TextRange {
  if (line.end - line.start <= 2 * MOST_UNITS) return line;
  const { start } = context.lines.lineRange(context.lines.positionAt(secret.start).line);
  return { start: Math.max(start, secret.start - MOST_UNITS / 2), end: Math.min(line.end, secret.start + MOST_UNITS) };
}

type CommonParts = Pick<FindingDraft, 'problemClass' | 'cwe' | 'provenance' | 'subject' | 'evidence'>;

function commonParts(
  cwe: readonly number[],
  context: ReportContext,
  range: TextRange,
  quoted: TextRange = range,
): CommonParts {
  const { masked, outline } = context;
  return {
    problemClass: problemClassOf(cwe[0] ?? 0),
    cwe,
    provenance: { engine: 'embedded' },
    subject: {
      kind: 'code',
      range: { start: range.start, end: range.end },
      symbol: enclosingSymbol(outline, range, masked.text.length),
    },
    evidence: {
      quote: masked.text.slice(quoted.start, quoted.end),
      masked: masked.ranges.some((secret) => secret.start < quoted.end && secret.end > quoted.start),
    },
  };
}

/** The call if it is short, else as much of it as shows what is wrong: from its name to the dangerous argument. */
function regionOf(site: HitSite, argument: TextRange | undefined, context: ReportContext): TextRange {
  const candidates: TextRange[] = [site];
  if (argument !== undefined && argument.start >= site.anchor && argument.end <= site.end)
    candidates.push({ start: site.anchor, end: argument.end }, argument);
  const fitting = candidates.find((range) => fits(range, context));
  if (fitting !== undefined) return { start: fitting.start, end: fitting.end };
  const line = context.lines.lineRange(context.lines.positionAt(site.anchor).line);
  return { start: site.anchor, end: Math.min(line.end, site.end, site.anchor + MOST_UNITS) };
}

function fits(range: TextRange, context: ReportContext): boolean {
  const { lines } = context;
  return (
    range.end - range.start <= MOST_UNITS &&
    lines.positionAt(range.end).line - lines.positionAt(range.start).line < MOST_LINES
  );
}
