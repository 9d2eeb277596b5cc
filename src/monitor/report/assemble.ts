// From the events of a log stream back to the report. A stream may hold parts of attempts that ended in the middle,
// events that were put twice, and whatever else somebody wrote there.
import * as v from 'valibot';
import { PARTS_VERSION, sha256, type ClosingEvent } from './parts.ts';
import { readReport, summaryShape, type MonitorReport } from './reportShape.ts';

export type Assembled =
  | { readonly kind: 'report'; readonly report: MonitorReport }
  /** The stream has no event of ours: the run claimed it and wrote nothing. */
  | { readonly kind: 'empty' }
  /** There are parts and nothing closes them: the run is under way, or ended in the middle. */
  | { readonly kind: 'unfinished'; readonly parts: number }
  /** It was closed, and parts of it are not there any more. */
  | { readonly kind: 'cut-off'; readonly missing: readonly number[]; readonly parts: number }
  | { readonly kind: 'other-version'; readonly version: unknown }
  | { readonly kind: 'damaged'; readonly problem: string };

/** More would be no report: 10,000 buckets take some hundred. */
const MOST_PARTS = 10_000;

/** Attempts at one run that are looked at: each can be as long as a report, and there are hardly ever two. */
const MOST_CLOSINGS = 20;

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(2_000));
const number = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_PARTS));
const partShape = v.object({ run: name, attempt: name, part: number, data: v.string() });
const closingShape = v.object({
  run: name,
  attempt: name,
  parts: number,
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

const listedShape = v.object({
  palisade: v.literal('report-end'),
  version: v.literal(PARTS_VERSION),
  ...closingShape.entries,
  summary: summaryShape,
});

type Part = v.InferOutput<typeof partShape>;
type Closing = v.InferOutput<typeof closingShape>;

/** @param messages of one stream, in any order */
export function assemble(messages: readonly string[]): Assembled {
  const parts: Part[] = [];
  const closings = new Map<string, Closing>();
  let otherVersion: { readonly version: unknown } | undefined;
  for (const message of messages) {
    const event = ours(message);
    if (event === undefined) continue;
    if (event['version'] !== PARTS_VERSION) {
      otherVersion = { version: event['version'] };
      continue;
    }
    const part = v.safeParse(partShape, event);
    const closing = v.safeParse(closingShape, event);
    if (event['palisade'] === 'report-part' && part.success) parts.push(part.output);
    if (event['palisade'] === 'report-end' && closing.success) {
      closings.set(JSON.stringify(closing.output), closing.output);
    }
  }
  // Two attempts can both have got to the end, each without seeing the other's: either of them will do.
  let first: Assembled | undefined;
  for (const closing of [...closings.values()].slice(0, MOST_CLOSINGS)) {
    const outcome = closed(closing, parts);
    if (outcome.kind === 'report') return outcome;
    first ??= outcome;
  }
  if (first !== undefined) return first;
  if (parts.length > 0) return { kind: 'unfinished', parts: parts.length };
  return otherVersion === undefined ? { kind: 'empty' } : { kind: 'other-version', ...otherVersion };
}

/** The event that closes a report, if the message is one: all that a list of runs needs. */
export function closingOf(message: string): ClosingEvent | undefined {
  const closing = v.safeParse(listedShape, ours(message));
  return closing.success ? closing.output : undefined;
}

/** Of any version, and whatever else is in it. */
export function saysItCloses(message: string): boolean {
  return ours(message)?.['palisade'] === 'report-end';
}

function closed({ run, attempt, parts: wanted, sha256: hash }: Closing, parts: readonly Part[]): Assembled {
  const byNumber = new Map<number, string>();
  for (const part of parts) {
    if (part.run !== run || part.attempt !== attempt) continue;
    const before = byNumber.get(part.part);
    if (before !== undefined && before !== part.data) {
      return { kind: 'damaged', problem: `part ${part.part} stands there twice, and differs` };
    }
    byNumber.set(part.part, part.data);
  }
  const numbers = Array.from({ length: wanted }, (_, index) => index + 1);
  const missing = numbers.filter((one) => !byNumber.has(one));
  if (missing.length > 0) return { kind: 'cut-off', missing, parts: wanted };
  const text = numbers.map((one) => byNumber.get(one) ?? '').join('');
  if (sha256(text) !== hash) return { kind: 'damaged', problem: 'its hash is not the one that was written with it' };
  const read = readReport(text);
  if (read.kind === 'report' && read.report.runId !== run) {
    return { kind: 'damaged', problem: 'it is the report of another run' };
  }
  return read;
}

/** An event of ours, of any version; undefined for everything else, such as what the platform logs. */
function ours(message: string): Readonly<Record<string, unknown>> | undefined {
  if (!message.includes('"palisade"')) return undefined;
  try {
    const value: unknown = JSON.parse(message);
    if (typeof value !== 'object' || value === null) return undefined;
    const event = value as Readonly<Record<string, unknown>>;
    return event['palisade'] === 'report-part' || event['palisade'] === 'report-end' ? event : undefined;
  } catch {
    return undefined;
  }
}
