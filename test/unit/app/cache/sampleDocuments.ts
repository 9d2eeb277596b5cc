import type { CachedDocument, CachedRecord } from '../../../../src/app/cache/cachedDocument.ts';
import { markOf } from '../../../../src/app/cache/textMark.ts';
import type { FindingDraft } from '../../../../src/findings/fingerprint.ts';
import { EMPTY_RECEIPT } from '../../../../src/findings/outcome.ts';
import { findingAt } from '../../findings/samples.ts';

export const ID = 'file:///w/orders.py';

export const TEXT = `def find(name):
    if not name.isalnum():
        return []
    run("SELECT a" + name)
    return requests.get(url, verify=False)
`;
export const QUERY = 'run("SELECT a" + name)';
export const REQUEST = 'requests.get(url, verify=False)';

export function cachedRecord(
  quote: string,
  rest: Partial<CachedRecord> = {},
  finding: Partial<FindingDraft> = {},
  text = TEXT,
): CachedRecord {
  return { finding: findingAt(text, quote, finding), lifecycle: 'open', freshness: 'current', ...rest };
}

/** One that has everything that can be absent. */
export function fullDocument(overrides: Partial<CachedDocument> = {}): CachedDocument {
  const guardStart = TEXT.indexOf('if not');
  return {
    documentId: ID,
    path: 'orders.py',
    text: markOf(TEXT),
    scanned: markOf(TEXT),
    records: [
      cachedRecord(QUERY, {
        lifecycle: 'still-present',
        freshness: 'stale',
        refutation: {
          guard: 'if not name.isalnum():',
          guardRange: { start: guardStart, end: guardStart + 22 },
          model: 'gemini-3.8-flash',
          overruled: true,
        },
      }),
      cachedRecord(REQUEST, undefined, {
        provenance: { engine: 'both', model: 'gemini-3.8-flash', promptVersion: '1' },
        trace: [{ range: { start: 9, end: 13 }, message: 'the value enters here' }],
        cwe: [],
      }),
    ],
    look: {
      outcome: {
        status: 'partial',
        reasons: [{ kind: 'ungrounded', engine: 'gemini', detail: '1 of 3', retryAt: 1_768_478_400_000 }],
        receipt: {
          ...EMPTY_RECEIPT,
          engines: ['embedded', 'gemini'],
          model: 'gemini-3.8-flash',
          promptVersion: '1',
          costUsd: 0.0012,
          elapsedMs: 12.25,
        },
      },
      reviewOff: 'no-key',
      finishedAt: 1_768_478_400_000,
      settled: { key: 'abc=', offlineKey: 'orders.py:python:offline:abc=' },
    },
    engines: 'engines of a test',
    at: 1_768_478_400_000,
    ...overrides,
  };
}
