// A fix with what has to be remembered of the moment of the hand-off, to tell later what became of the finding.
import * as v from 'valibot';
import { SEVERITIES } from '../../findings/severity.ts';
import type { Fix } from './fix.ts';

/** Of code, at the hand-off. */
export interface CodeAnchor {
  /** By this name the store follows the finding. */
  readonly as: string;
  readonly problemClass: string;
  /** Name of the enclosing symbol. */
  readonly symbol: string;
  /** Of its text. */
  readonly mark: string;
  /** Fingerprints of what was known of the file. */
  readonly known: readonly string[];
  /** Class and symbol of each of these: rewritten evidence has another fingerprint. */
  readonly kinds: readonly string[];
  /** The same problem stood there too, before anybody could have moved it. */
  readonly twins: readonly string[];
}

/** Of a bucket or of the account, at the hand-off. */
export interface BucketAnchor {
  /** Fingerprints of what failed in this place and in the account. */
  readonly known: readonly string[];
}

export interface FixEntry {
  readonly fix: Fix;
  /** Of two that other windows wrote, the later one counts. */
  readonly changedAt: number;
  readonly code?: CodeAnchor;
  readonly bucket?: BucketAnchor;
}

const LONGEST_TEXT = 4_000;
const text = v.pipe(v.string(), v.maxLength(LONGEST_TEXT));
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_TEXT));
const time = v.pipe(v.number(), v.finite(), v.minValue(0));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const severity = v.picklist(SEVERITIES);
const names = v.pipe(v.array(text), v.maxLength(5_000));
const outcome = v.picklist(['fixed', 'still-present', 'moved', 'cannot-tell']);

const subject = v.variant('kind', [
  v.strictObject({ kind: v.literal('code'), documentId: name, path: text, fingerprint: name }),
  v.strictObject({
    kind: v.literal('bucket'),
    partition: name,
    accountId: v.pipe(v.string(), v.regex(/^\d{12}$/)),
    place: name,
    bucket: v.optional(name),
    fingerprint: name,
  }),
]);

const check = v.strictObject({
  at: time,
  outcome,
  why: text,
  by: v.picklist(['deterministic', 'model', 'both']),
  movedTo: v.exactOptional(v.strictObject({ path: text, line: count })),
  opened: v.pipe(v.array(v.strictObject({ ruleId: name, title: text, severity, where: text })), v.maxLength(1_000)),
  checksDone: count,
});

const fix = v.strictObject({
  id: name,
  subject,
  ruleId: name,
  severity,
  title: text,
  engine: v.picklist(['embedded', 'gemini', 'both', 'posture']),
  handedOffAt: time,
  watchUntil: time,
  status: v.picklist(['watching', 'fixed', 'still-present', 'moved', 'cannot-tell', 'stopped']),
  check: v.exactOptional(check),
  paused: v.exactOptional(v.strictObject({ why: text, command: v.exactOptional(text) })),
  fixedAt: v.exactOptional(time),
  reopenedAt: v.exactOptional(time),
});

const code = v.strictObject({
  as: name,
  problemClass: name,
  symbol: text,
  mark: text,
  known: names,
  kinds: names,
  twins: names,
});

const entry = v.pipe(
  v.strictObject({
    fix,
    changedAt: time,
    code: v.exactOptional(code),
    bucket: v.exactOptional(v.strictObject({ known: names })),
  }),
  v.check((one) => (one.fix.subject.kind === 'code' ? one.code !== undefined : one.bucket !== undefined)),
);

/** Undefined for what is none of ours, or not whole. Takes anything and never throws. */
export function entryOf(value: unknown): FixEntry | undefined {
  const read = v.safeParse(entry, value);
  if (!read.success) return undefined;
  const { output } = read;
  const { subject: parsed } = output.fix;
  if (parsed.kind === 'code') return { ...output, fix: { ...output.fix, subject: parsed } };
  return { ...output, fix: { ...output.fix, subject: { ...parsed, bucket: parsed.bucket } } };
}
