import { isSeverity, type Severity } from '../findings/severity.ts';
import { list } from '../gemini/jsonValue.ts';
import { parseJson, scanObject } from './looseJson.ts';
import { cleanModelText } from '../findings/modelText.ts';
import { ATTACKER_CONTROLS } from './reviewSchema.ts';

/** One finding as the model gave it, checked and bounded. Texts are cleaned; quotes are raw, as they have to match the file. */
export interface AnswerFinding {
  readonly code: string;
  /** One-based; a claim. */
  readonly line?: number;
  /** Empty when the model names no source. */
  readonly sourceCode: string;
  readonly sourceLine?: number;
  readonly sink: string;
  readonly flow: string;
  /** True when the model says that nothing stands between source and sink. */
  readonly unguarded: boolean;
  readonly otherFileNeeded: boolean;
  readonly attackerControls: (typeof ATTACKER_CONTROLS)[number];
  readonly cwe?: number;
  readonly title: string;
  readonly severity: Severity;
  readonly why: string;
  readonly fix: string;
}

export interface AnswerVerdict {
  readonly id: string;
  /** Raw. Empty when the model names none. */
  readonly guard: string;
  readonly guardLine?: number;
  readonly verdict: 'confirmed' | 'refuted' | 'cannot-tell';
}

export interface ReviewAnswer {
  readonly findings: readonly AnswerFinding[];
  readonly verdicts: readonly AnswerVerdict[];
  /** Why this is not all that the model was asked for, in our words; empty when the answer is whole and valid. */
  readonly flaws: readonly string[];
}

/** More than that is a model that repeats itself. */
const MOST_FINDINGS = 100;
const MOST_VERDICTS = 500;
const LONGEST_RAW_QUOTE = 8_000;

/**
 * Reads a whole answer (finish reason STOP). Tolerates what is harmless: text around the object,
 * `CWE-89` for 89, upper case. Takes any text and never throws.
 *
 * @param candidatesSent whether the request held candidates, so that verdicts are missing without them
 * @returns undefined when there is nothing that can be relied on
 */
export function readReviewAnswer(text: string, candidatesSent: boolean): ReviewAnswer | undefined {
  const scanned = scanObject(text);
  if (scanned?.end === undefined) return undefined;
  // Of two equal keys the parser would silently drop the first.
  if (new Set(scanned.keys).size !== scanned.keys.length) return undefined;
  const value = record(parseJson(text.slice(scanned.start, scanned.end)));
  const findings = value?.['findings'];
  const verdicts = value?.['candidates'];
  if (!Array.isArray(findings)) return undefined;

  const flaws: string[] = [];
  if (!Array.isArray(verdicts) && (candidatesSent || verdicts !== undefined))
    flaws.push('the verdicts on the candidates are missing');
  if (text.indexOf('{', scanned.end) >= 0) flaws.push('the answer goes on after its end');
  return collect(list(findings), list(verdicts), flaws);
}

/**
 * Saves the whole findings and verdicts from an answer that was cut off.
 *
 * @returns always with a flaw, as what came after the cut is unknown
 */
export function salvageReviewAnswer(text: string): ReviewAnswer {
  const scanned = scanObject(text);
  const items = (key: string): unknown[] =>
    (scanned?.items.get(key) ?? []).map(({ start, end }) => parseJson(text.slice(start, end)));
  return collect(items('findings'), items('candidates'), ['the answer was cut off']);
}

function collect(
  rawFindings: readonly unknown[],
  rawVerdicts: readonly unknown[],
  flaws: readonly string[],
): ReviewAnswer {
  const findings = rawFindings.slice(0, MOST_FINDINGS).flatMap((raw) => readFinding(raw) ?? []);
  const verdicts = rawVerdicts.slice(0, MOST_VERDICTS).flatMap((raw) => readVerdict(raw) ?? []);
  const lost = rawFindings.length - findings.length;
  const lostVerdicts = rawVerdicts.length - verdicts.length;
  return {
    findings,
    verdicts,
    flaws: [
      ...flaws,
      ...(lost > 0 ? [`${lost} of ${rawFindings.length} findings are not of the agreed form`] : []),
      ...(lostVerdicts > 0 ? [`${lostVerdicts} of ${rawVerdicts.length} verdicts are not of the agreed form`] : []),
    ],
  };
}

function readFinding(raw: unknown): AnswerFinding | undefined {
  const value = record(raw);
  if (!value) return undefined;
  const code = quoteOf(value['code']);
  const title = line(value['title'], 140);
  const why = paragraph(value['why']);
  const fix = paragraph(value['fix']);
  const severity = lowerCase(value['severity']);
  if (code === '' || title === '' || why === '' || fix === '' || !isSeverity(severity)) return undefined;
  const attackerControls =
    ATTACKER_CONTROLS.find((known) => known === lowerCase(value['attacker_controls'])) ?? 'unknown';
  return {
    code,
    ...optional('line', lineNumber(value['line'])),
    sourceCode: noneIsEmpty(quoteOf(value['source_code'])),
    ...optional('sourceLine', lineNumber(value['source_line'])),
    sink: line(value['sink'], 200),
    flow: line(value['flow'], 300),
    unguarded: noneIsEmpty(line(value['guard_seen'], 200)) === '',
    otherFileNeeded: value['other_file_needed'] !== false,
    attackerControls,
    ...optional('cwe', cweNumber(value['cwe'])),
    title,
    severity,
    why,
    fix,
  };
}

/** An unknown verdict is none: it can neither confirm nor hide anything. */
function readVerdict(raw: unknown): AnswerVerdict | undefined {
  const value = record(raw);
  const id = line(value?.['id'], 20);
  if (!value || id === '' || typeof value['verdict'] !== 'string') return undefined;
  const word = lowerCase(value['verdict']);
  return {
    id,
    guard: noneIsEmpty(quoteOf(value['guard'])),
    ...optional('guardLine', lineNumber(value['guard_line'])),
    verdict: word === 'confirmed' || word === 'refuted' ? word : 'cannot-tell',
  };
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function quoteOf(value: unknown): string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST_RAW_QUOTE ? value : '';
}

function line(value: unknown, maxLength: number): string {
  return typeof value === 'string' ? cleanModelText(value, maxLength, 'one-line') : '';
}

function paragraph(value: unknown): string {
  return typeof value === 'string' ? cleanModelText(value, 1_500, 'multi-line') : '';
}

function lowerCase(value: unknown): string {
  return typeof value === 'string' ? value.trim().toLowerCase() : '';
}

function noneIsEmpty(text: string): string {
  return /^\W*(none|n\/a|null|no guard)\W*$/i.test(text) ? '' : text;
}

function lineNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^ *\d{1,7} *$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 1 ? number : undefined;
}

/** `CWE-89`, `89: SQL Injection` and 89 are 89. */
function cweNumber(value: unknown): number | undefined {
  const digits = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '';
  const number = Number(/^\s*(?:CWE[-_ ]?)?(\d{1,4})(?!\d)/i.exec(digits)?.[1]);
  return number >= 1 ? number : undefined;
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined): Partial<Record<Name, Value>> {
  return value === undefined ? {} : ({ [name]: value } as Record<Name, Value>);
}
