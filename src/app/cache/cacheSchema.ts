import * as v from 'valibot';
import { SEVERITIES } from '../../findings/severity.ts';
import type { TextRange } from '../../findings/finding.ts';
import { isReasonKind } from '../reasons.ts';
import type { CachedDocument } from './cachedDocument.ts';

/** Of one document. More of them do not fit into one file anyway. */
const MOST_RECORDS = 1_000;
/** Longer than any text that an engine writes, and than any line it quotes. */
const LONGEST_TEXT = 20_000;
const LONGEST_NAME = 4_000;
const MOST_STEPS = 500;

const text = v.pipe(v.string(), v.maxLength(LONGEST_TEXT));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_NAME));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Milliseconds of a scan and money are no whole numbers. */
const amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const range = v.strictObject({ start: count, end: count });
const mark = v.strictObject({ hash: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{43}=$/)), length: count });
const codeEngine = v.picklist(['embedded', 'gemini']);

const finding = v.strictObject({
  fingerprint: v.pipe(v.string(), v.regex(/^[0-9a-f]{20}$/)),
  ruleId: name,
  problemClass: name,
  cwe: v.pipe(v.array(count), v.maxLength(50)),
  title: text,
  explanation: text,
  remediation: text,
  severity: v.picklist(SEVERITIES),
  confidence: v.picklist(['high', 'medium', 'low']),
  provenance: v.strictObject({
    engine: v.picklist(['embedded', 'gemini', 'both']),
    model: v.exactOptional(name),
    promptVersion: v.exactOptional(name),
  }),
  basis: v.picklist(['fact', 'taint', 'review']),
  subject: v.strictObject({
    kind: v.literal('code'),
    range,
    symbol: v.strictObject({ name: text, range }),
  }),
  evidence: v.strictObject({ quote: text, masked: v.boolean() }),
  trace: v.pipe(v.array(v.strictObject({ range, message: text })), v.maxLength(MOST_STEPS)),
});

const record = v.strictObject({
  finding,
  lifecycle: v.picklist(['open', 'handed-off', 'fixed', 'still-present', 'moved', 'cannot-tell']),
  freshness: v.picklist(['current', 'stale']),
  refutation: v.exactOptional(v.strictObject({ guard: text, guardRange: range, model: name, overruled: v.boolean() })),
});

const outcome = v.strictObject({
  status: v.picklist(['complete', 'partial', 'failed']),
  reasons: v.pipe(
    v.array(
      v.strictObject({
        kind: v.custom<NonNullable<CachedDocument['look']>['outcome']['reasons'][number]['kind']>(isReasonKind),
        engine: codeEngine,
        detail: v.exactOptional(text),
        retryAt: v.exactOptional(amount),
      }),
    ),
    v.maxLength(50),
  ),
  receipt: v.strictObject({
    engines: v.pipe(v.array(codeEngine), v.maxLength(2)),
    coveredLines: count,
    totalLines: count,
    model: v.exactOptional(name),
    promptVersion: v.exactOptional(name),
    cachedUnits: count,
    maskedSecrets: count,
    dropped: count,
    refuted: count,
    requests: count,
    inputTokens: count,
    outputTokens: count,
    costUsd: amount,
    elapsedMs: amount,
  }),
});

const document = v.strictObject({
  documentId: name,
  path: name,
  text: mark,
  scanned: v.exactOptional(mark),
  records: v.pipe(v.array(record), v.maxLength(MOST_RECORDS)),
  look: v.exactOptional(
    v.strictObject({
      outcome,
      reviewOff: v.exactOptional(v.picklist(['no-key', 'no-consent', 'untrusted-workspace'])),
      finishedAt: amount,
      settled: v.exactOptional(v.strictObject({ key: text, offlineKey: text })),
    }),
  ),
  engines: name,
  at: amount,
});

/** @returns undefined for anything that this version would not have written itself */
export function validDocument(value: unknown): CachedDocument | undefined {
  const { success, output } = v.safeParse(document, value, { abortEarly: true });
  return success && rangesOf(output).every((one) => one.start <= one.end && one.end <= output.text.length)
    ? output
    : undefined;
}

function rangesOf({ records }: CachedDocument): TextRange[] {
  return records.flatMap(({ finding: { subject, trace }, refutation }) => [
    subject.range,
    subject.symbol.range,
    ...trace.map((step) => step.range),
    ...(refutation ? [refutation.guardRange] : []),
  ]);
}
