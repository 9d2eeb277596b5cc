import type { TextRange } from '../findings/finding.ts';
import { lowered, worseOf } from '../findings/severity.ts';
import type { Severity } from '../findings/severity.ts';
import { findCredentials } from './credentialsInText.ts';
import { findNamedSecrets } from './namedSecrets.ts';
import { findPairedSecrets } from './pairedSecrets.ts';
import { findPrivateKeys } from './privateKeys.ts';
import { isDistinctive, MOST_REPEATED_VALUES } from './repeatedValues.ts';
import type { SecretCandidate } from './secretCandidate.ts';
import { findKnownFormats, findSplitFormats } from './secretFormats.ts';
import { runSecretlint } from './secretlintRules.ts';
import { isTestPath } from './testPath.ts';

export interface SecretMatch {
  /** The secret's value alone. */
  readonly range: TextRange;
  /** `provider`: a provider's own format, live unless somebody revoked it. `generic`: a name or a place gives it away. */
  readonly kind: 'provider' | 'generic';
  /** What it is, e.g. "GitHub token" or "password"; never the value. */
  readonly label: string;
  readonly severity: Severity;
  readonly cwe: number;
}

/**
 * Finds hard-coded secrets in any text: source of any language, configuration, prose. Takes time linear in
 * the length of the text, and no comment in the text can switch it off.
 *
 * A distinctive value is reported wherever it stands in the text, also where nothing but its first place
 * gives it away. Masking hides more than is reported: see `maskSecrets`.
 *
 * @param path with forward slashes; decides how unquoted values are read and whether it is a test
 * @returns in the order of their place, without overlaps
 */
export async function detectSecrets(text: string, path: string): Promise<readonly SecretMatch[]> {
  const candidates = [
    ...findPrivateKeys(text),
    ...(await runSecretlint(text)),
    ...findKnownFormats(text),
    ...findSplitFormats(text),
    ...findCredentials(text),
    ...findNamedSecrets(text, path),
    ...findPairedSecrets(text, path),
  ];
  const direct = merged(candidates);
  const all = merged([...direct, ...repeats(text, direct)]);
  const inTest = isTestPath(path);
  return all.map(({ start, end, kind, label, severity, cwe }) => ({
    range: { start, end },
    kind,
    label,
    severity: inTest && kind === 'generic' ? lowered(severity) : severity,
    cwe,
  }));
}

/** Same length in UTF-16 units; line ends stay where they are, so that lines and columns still resolve. */
export function maskValue(value: string): string {
  return value.replace(/[^\r\n]/g, '*');
}

function repeats(text: string, direct: readonly SecretCandidate[]): SecretCandidate[] {
  const found: SecretCandidate[] = [];
  const byValue = new Map<string, SecretCandidate>();
  for (const candidate of direct) {
    const value = text.slice(candidate.start, candidate.end);
    if (isDistinctive(value) && byValue.size < MOST_REPEATED_VALUES && !byValue.has(value))
      byValue.set(value, candidate);
  }
  for (const [value, candidate] of byValue) {
    for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
      found.push({ ...candidate, start: at, end: at + value.length });
    }
  }
  return found;
}

/** Overlapping candidates become one that covers them all; a provider's format names it, the worse severity stays. */
function merged(candidates: readonly SecretCandidate[]): SecretCandidate[] {
  const result: SecretCandidate[] = [];
  for (const candidate of [...candidates].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1);
    if (!last || candidate.start >= last.end) {
      result.push(candidate);
      continue;
    }
    const named = last.kind === 'generic' && candidate.kind === 'provider' ? candidate : last;
    result[result.length - 1] = {
      ...named,
      start: last.start,
      end: Math.max(last.end, candidate.end),
      severity: worseOf(last.severity, candidate.severity),
    };
  }
  return result;
}
