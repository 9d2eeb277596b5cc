import type { Severity } from '../../../../../src/findings/severity.ts';

export type SampleLanguage = 'python' | 'javascript' | 'typescript' | 'typescriptreact';

/** The languages that every rule has samples in, unless its family says otherwise. */
export const SAMPLE_LANGUAGES = ['python', 'javascript', 'typescript'] as const;

/** A piece of code of our own, with what one rule has to say about it. */
export interface Sample {
  readonly name: string;
  readonly language: SampleLanguage;
  /** In a positive sample the line of the finding ends with the comment `FINDING`. */
  readonly code: string;
  /** Undefined for negative samples: the rule must be silent. */
  readonly severity?: Severity;
}

/** All samples of one rule. */
export interface SampleFamily {
  readonly ruleId: string;
  /** Default: all of {@link SAMPLE_LANGUAGES}. */
  readonly languages?: readonly SampleLanguage[];
  readonly samples: readonly Sample[];
}

export function vulnerable(language: SampleLanguage, severity: Severity, name: string, code: string): Sample {
  return { name, language, severity, code: dedent(code) };
}

export function safe(language: SampleLanguage, name: string, code: string): Sample {
  return { name, language, code: dedent(code) };
}

/** Takes the indentation of the first line off all lines. */
function dedent(code: string): string {
  const body = code.replace(/^\n/, '').replace(/\s+$/, '\n');
  const indentation = /^ */.exec(body)?.[0] ?? '';
  return body
    .split('\n')
    .map((line) => (line.startsWith(indentation) ? line.slice(indentation.length) : line.trimStart()))
    .join('\n');
}
