import type { CodeFinding } from '../findings/finding.ts';
import { maskSecrets } from '../outbound/masking.ts';
import { detectSecrets, maskValue } from '../outbound/secrets.ts';

/**
 * A file's text as it may be shown: every secret in it masked at the same length, so that all offsets
 * still hold. What a finding masked is masked too, as a model may recognise a secret that no rule knows.
 *
 * @param path as the engine was given it
 * @param findings all of the file, those that are not shown too: their lines stand beside others
 */
export async function maskedView(text: string, path: string, findings: readonly CodeFinding[]): Promise<string> {
  const masked = maskSecrets(text, await detectSecrets(text, path)).text;
  return findings.filter((finding) => finding.evidence.masked).reduce(withMaskOf, masked);
}

function withMaskOf(text: string, { subject, evidence }: CodeFinding): string {
  const { start, end } = subject.range;
  const shown = text.slice(start, end);
  // A quote that was cut or joined does not say where its masks stand: then all of the place is masked.
  const mask = evidence.quote.length === shown.length ? overlay(shown, evidence.quote) : maskValue(shown);
  return text.slice(0, start) + mask + text.slice(end);
}

/** Masked where either is. */
function overlay(shown: string, quote: string): string {
  return shown
    .split('')
    .map((unit, index) => (quote[index] === unit ? unit : maskValue(unit)))
    .join('');
}
