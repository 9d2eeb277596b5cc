/** The page of MITRE about a weakness, e.g. 89; undefined for what is no number of one. */
export function cwePage(cwe: number): string | undefined {
  return Number.isSafeInteger(cwe) && cwe > 0 ? `https://cwe.mitre.org/data/definitions/${cwe}.html` : undefined;
}
