import { CREDENTIAL_SHAPES } from './credentialShapes.ts';
import { isOdd } from './namedValue.ts';
import { isPlaceholder, looksGenerated } from './placeholders.ts';
import type { SecretCandidate } from './secretCandidate.ts';

/** Linear in the length of the text: every repeat is bounded. */
export function findCredentials(text: string): SecretCandidate[] {
  const found: SecretCandidate[] = [];
  for (const { pattern, mustBe, label, severity, cwe } of CREDENTIAL_SHAPES) {
    for (const match of text.matchAll(pattern)) {
      const groups: readonly (string | undefined)[] = match.slice(1);
      const value = groups.findLast((group) => group !== undefined);
      if (value === undefined || isPlaceholder(value)) continue;
      if (mustBe !== undefined && !looksGenerated(value) && (mustBe === 'generated' || !isOdd(value))) continue;
      const start = match.index + match[0].lastIndexOf(value);
      found.push({ start, end: start + value.length, kind: 'generic', label, severity, cwe });
    }
  }
  return found;
}
