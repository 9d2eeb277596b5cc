// A model that can only look for words: enough to answer with quotes that really are in the prompt.

/** A line that the fake reports when it sees it. */
export interface LinePattern {
  /** Reported for every numbered line that contains this. */
  readonly contains: string;
  readonly cwe: string;
  readonly title: string;
  readonly severity: string;
  /** Overrides any field of the finding. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** What the fake says of candidates whose line in the prompt contains some words; the others are confirmed. */
export interface CandidateRule {
  readonly contains: string;
  readonly verdict: string;
  /** The guard is the first numbered line that contains this. */
  readonly guardContains?: string;
}

export interface NumberedLine {
  readonly number: number;
  readonly text: string;
}

/** The lines of the file as the prompt shows them. */
export function numberedLines(prompt: string): NumberedLine[] {
  return [...prompt.matchAll(/^(\d+)\|(.*)$/gm)].map((match) => ({ number: Number(match[1]), text: match[2] ?? '' }));
}

/** The candidates as the prompt lists them: their id and the whole line or object that names them. */
export function listedCandidates(prompt: string): { readonly id: string; readonly text: string }[] {
  return [...prompt.matchAll(/^\{"id":"([^"]+)".*$/gm)].map((match) => ({ id: match[1] ?? '', text: match[0] }));
}

/** An answer in the agreed form. */
export function reviewByPatterns(
  prompt: string,
  patterns: readonly LinePattern[],
  rules: readonly CandidateRule[] = [],
): object {
  const lines = numberedLines(prompt);
  return {
    findings: patterns.flatMap((pattern) =>
      lines.filter((line) => line.text.includes(pattern.contains)).map((line) => findingAt(line, pattern)),
    ),
    candidates: listedCandidates(prompt).map(({ id, text }) => {
      const rule = rules.find(({ contains }) => text.includes(contains));
      const guard =
        rule?.guardContains === undefined
          ? undefined
          : lines.find((line) => line.text.includes(rule.guardContains ?? ''));
      return {
        id,
        guard: guard?.text.trim() ?? rule?.guardContains ?? '',
        guard_line: guard?.number ?? 0,
        why: 'As the rule of the test says.',
        verdict: rule?.verdict ?? 'confirmed',
      };
    }),
  };
}

function findingAt(line: NumberedLine, { cwe, title, severity, fields }: LinePattern): object {
  return {
    code: line.text.trim(),
    line: line.number,
    source_code: '',
    source_line: 0,
    sink: '',
    flow: '',
    guard_seen: 'none',
    other_file_needed: false,
    attacker_controls: 'remote',
    cwe,
    title,
    severity,
    why: `The line does what the title says: ${title}.`,
    fix: 'Use the safe form of this call.',
    ...fields,
  };
}
