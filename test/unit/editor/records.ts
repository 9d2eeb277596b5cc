import type { FindingDraft } from '../../../src/findings/fingerprint.ts';
import { LineIndex } from '../../../src/findings/lineIndex.ts';
import type { FindingRecord } from '../../../src/findings/reconcile.ts';
import { findingAt } from '../findings/samples.ts';

export const TEXT = `def find(name):
    query = "SELECT * FROM t WHERE n = '" + name + "'"
    db.execute(query)
    os.system("ls " + name); requests.get(url, verify=False)
`;

export const LINES = new LineIndex(TEXT);

/** A record of the first occurrence of `quote` in the sample. */
export function recordAt(
  quote: string,
  finding: Partial<FindingDraft> = {},
  rest: Partial<Omit<FindingRecord, 'finding'>> = {},
): FindingRecord {
  return {
    documentId: 'file:///project/app.py',
    finding: findingAt(TEXT, quote, finding),
    state: { lifecycle: 'open', freshness: 'current' },
    ...rest,
  };
}

export const IGNORED = {
  lifecycle: 'open',
  freshness: 'current',
  ignored: { scope: 'finding', reason: 'Known.', date: '2026-01-15' },
} as const;

export const REFUTATION = {
  guard: 'if not name.isalnum():\n    return',
  guardRange: { start: 0, end: 3 },
  model: 'gemini-3.8-flash',
  overruled: false,
};
