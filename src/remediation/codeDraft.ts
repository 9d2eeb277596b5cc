import type { CodeFinding } from '../findings/finding.ts';
import { isRuleId } from '../findings/ruleEntry.ts';
import { compareSeverity } from '../findings/severity.ts';
import { type ChosenLines, CodeLines, type LineWish } from './codeLines.ts';
import type { CodeFixRequest, FixPrompt, PromptOptions } from './fixPrompt.ts';
import { isPathIdentifier, isSymbolIdentifier } from './identifiers.ts';
import { cleanCode, cleanValue } from './inertData.ts';
import type { CodePlaybook } from './playbook.ts';
import { playbookText } from './playbookText.ts';
import { type BlockState, datumOf, type Draft } from './promptDraft.ts';
import { promptParts } from './promptTemplate.ts';

const LONGEST_LINE = 300;
const LONGEST_NAME = 300;
const LONGEST_WORDS = 160;
const LONGEST_NOTE = 400;

/** What is left at each size: least important first. */
const SIZES: readonly (LineWish & { readonly words: boolean; readonly notes: boolean })[] = [
  { around: 60, words: true, notes: true, way: true, evidence: 'whole' },
  { around: 20, words: true, notes: true, way: true, evidence: 'whole' },
  { around: 7, words: true, notes: true, way: true, evidence: 'whole' },
  { around: 0, words: true, notes: true, way: true, evidence: 'whole' },
  { around: 0, words: false, notes: true, way: true, evidence: 'whole' },
  { around: 0, words: false, notes: true, way: false, evidence: 'whole' },
  { around: 0, words: false, notes: true, way: false, evidence: 'first lines' },
  { around: 0, words: false, notes: false, way: false, evidence: 'first lines' },
  { around: 0, words: false, notes: false, way: false, evidence: 'first finding' },
  { around: 0, words: false, notes: false, way: false, evidence: 'none' },
];

/** A whole function, however long, is what nothing was left out of. */
const WHOLE = { around: Infinity, words: true, notes: true, way: true, evidence: 'whole' } as const;

interface Chosen {
  readonly finding: CodeFinding;
  readonly playbook: CodePlaybook;
  readonly overridden: boolean;
}

/** The draft, or in words why there is none. */
export function codeDraft(request: CodeFixRequest, { playbookOf, templates }: PromptOptions): Draft | string {
  const chosen: Chosen[] = [];
  for (const finding of inOrder(request.findings)) {
    const found = isRuleId(finding.ruleId) ? playbookOf(finding.ruleId) : undefined;
    if (found?.playbook.kind !== 'code')
      return 'There is no playbook for one of the findings, so nothing can be said about how to repair it.';
    chosen.push({ finding, playbook: found.playbook, overridden: found.overridden });
  }
  if (chosen.length === 0) return 'There is no finding to repair.';
  // Playbooks may serve several rules: each is in the text once, under the first of them.
  const once = chosen.filter((one, at) => chosen.findIndex(({ playbook }) => playbook === one.playbook) === at);
  const path = isPathIdentifier(request.path) ? request.path : undefined;
  const parts = promptParts(templates.code, ['prompt', 'path-in-data']);
  const lines = new CodeLines(request.masked, request.comments ?? [], inOrder(request.findings));
  return {
    template: parts.get('prompt') ?? '',
    values: {
      file: path ?? parts.get('path-in-data') ?? '',
      findings: chosen.map((one, at) => listed(one, at + 1, lines)).join('\n'),
      playbooks: once.map(({ playbook, finding }) => playbookText(playbook, finding.ruleId, undefined)).join('\n\n'),
    },
    blockAt: (size) => (size < SIZES.length ? blockOf(request, lines, SIZES[size] ?? WHOLE) : undefined),
    playbooks: once.map(({ finding, playbook, overridden }) => ({
      id: finding.ruleId,
      version: playbook.version,
      overridden,
    })),
    identifiers: [...(path === undefined ? [] : [{ name: 'path', value: path }]), ...ofFindings(chosen, lines)],
  };
}

/** The worst first, and by place. */
function inOrder(findings: readonly CodeFinding[]): readonly CodeFinding[] {
  return [...findings].sort(
    (a, b) => compareSeverity(a.severity, b.severity) || a.subject.range.start - b.subject.range.start,
  );
}

function listed({ finding, playbook }: Chosen, number: number, lines: CodeLines): string {
  const { subject, trace, cwe, ruleId, severity } = finding;
  const weakness = cwe.filter((one) => Number.isSafeInteger(one) && one > 0).map((one) => `CWE-${one}`);
  const way = [...new Set(trace.map(({ range }) => lines.linesOf(range).first + 1))];
  return [
    `${number}. ${playbook.title}: ${[`rule ${ruleId}`, ...weakness, `severity ${severity}`].join(', ')}.`,
    `   Place: ${linesInWords(finding, lines)}, ${functionInWords(subject.symbol.name, number)}.`,
    ...(way.length === 0
      ? []
      : [`   Way of the data, from its source to where it does harm: line ${way.join(', then line ')}.`]),
    `   Reported by: ${REPORTERS[finding.provenance.engine]}.`,
  ].join('\n');
}

const REPORTERS: Readonly<Record<CodeFinding['provenance']['engine'], string>> = {
  embedded: "Palisade's offline engine",
  gemini: 'a model that read the file, so check first whether it is right',
  both: "Palisade's offline engine and a model",
  posture: 'Palisade',
};

function linesInWords({ subject }: CodeFinding, lines: CodeLines): string {
  const { first, last } = lines.linesOf(subject.range);
  return first === last ? `line ${first + 1}` : `lines ${first + 1} to ${last + 1}`;
}

function functionInWords(name: string, number: number): string {
  if (name === '') return 'at the top level of the file';
  return isSymbolIdentifier(name) ? `in ${name}` : `in the function that the data names for finding ${number}`;
}

function ofFindings(chosen: readonly Chosen[], lines: CodeLines): FixPrompt['identifiers'] {
  const all = chosen.flatMap(({ finding }) => [
    { name: 'rule', value: finding.ruleId },
    { name: 'line', value: String(lines.linesOf(finding.subject.range).first + 1) },
    ...(isSymbolIdentifier(finding.subject.symbol.name)
      ? [{ name: 'function', value: finding.subject.symbol.name }]
      : []),
  ]);
  return all.filter((one, at) => all.findIndex(({ name, value }) => name === one.name && value === one.value) === at);
}

function blockOf(request: CodeFixRequest, lines: CodeLines, size: (typeof SIZES)[number]): BlockState {
  const findings = inOrder(request.findings);
  const names = namesOf(request, findings);
  const hasLines = request.comments !== undefined;
  const shown = hasLines ? lines.chosen(size) : undefined;
  const whole = hasLines ? lines.chosen(WHOLE) : undefined;
  const words = wordsOf(findings, lines);
  const notes = notesOf(findings);
  const numbered = (of: ReadonlySet<number> | undefined): readonly string[] =>
    [...(of ?? [])]
      .sort((a, b) => a - b)
      .map((line) => `${line + 1}|${cleanCode(lines.textOf(line) ?? '', LONGEST_LINE)}`);
  return {
    fields: {
      ...names,
      ...(size.words && words.length > 0 ? { way: words } : {}),
      ...(size.notes && notes.length > 0 ? { notes } : {}),
      ...(shown === undefined ? {} : { lines: numbered(all(shown)) }),
    },
    data: [
      ...datumOf('path of the file', 'the workspace', names['path'], names['path']),
      ...datumOf('names of functions', 'the file', names['functions'], names['functions']),
      ...datumOf('lines of the findings', 'the file', numbered(shown?.evidence), numbered(whole?.evidence)),
      ...datumOf('lines on the way of the data', 'the file', numbered(shown?.way), numbered(whole?.way)),
      ...datumOf('lines around them', 'the file', numbered(shown?.around), numbered(whole?.around)),
      ...datumOf('words on the way of the data', 'the engines', size.words ? words : [], words),
      ...datumOf('what the model says', 'Gemini', size.notes ? notes : [], notes),
    ],
  };
}

function all({ evidence, way, around }: ChosenLines): ReadonlySet<number> {
  return new Set([...evidence, ...way, ...around]);
}

/** What has not the form of an identifier. It is never dropped: without it nobody knows what is meant. */
function namesOf(request: CodeFixRequest, findings: readonly CodeFinding[]): Readonly<Record<string, unknown>> {
  const functions = findings.flatMap(({ subject: { symbol } }, at) =>
    symbol.name === '' || isSymbolIdentifier(symbol.name)
      ? []
      : [{ finding: at + 1, function: cleanValue(symbol.name, LONGEST_NAME) }],
  );
  return {
    ...(isPathIdentifier(request.path) ? {} : { path: cleanValue(request.path, LONGEST_NAME) }),
    ...(functions.length === 0 ? {} : { functions }),
  };
}

function wordsOf(findings: readonly CodeFinding[], lines: CodeLines): readonly unknown[] {
  return findings.flatMap(({ trace }, at) =>
    trace.map(({ range, message }) => ({
      finding: at + 1,
      line: lines.linesOf(range).first + 1,
      says: cleanValue(message, LONGEST_WORDS),
    })),
  );
}

/** Of what only a model reports: our own words know the kind of problem, but not what it is about. */
function notesOf(findings: readonly CodeFinding[]): readonly unknown[] {
  return findings.flatMap(({ provenance, title, explanation }, at) =>
    provenance.engine === 'gemini'
      ? [{ finding: at + 1, title: cleanValue(title, LONGEST_WORDS), says: cleanValue(explanation, LONGEST_NOTE) }]
      : [],
  );
}
