// A report as events of a log stream: parts that fit, and an event that closes them.
import { createHash } from 'node:crypto';
import type { MonitorReport } from './reportShape.ts';

/** Of the format of the events, not of the report in them. */
export const PARTS_VERSION = 1;

/** Bytes of one event in UTF-8. Less than what CloudWatch Logs takes, so that whatever reads logs shows it whole. */
export const LARGEST_PART = 200 * 1024;

/** What a list of runs shows, without reading the parts. */
export interface RunSummary extends Pick<
  MonitorReport,
  'kind' | 'status' | 'eventAt' | 'startedAt' | 'finishedAt' | 'lagMs' | 'summary'
> {
  readonly trigger: MonitorReport['trigger']['kind'];
  readonly everythingRead: boolean;
  readonly read: number;
  readonly listed: number;
  readonly unknown: number;
  readonly new: number;
  readonly fixed: number;
  readonly notVerified: number;
  readonly gone: number;
  readonly usd: number;
}

export interface PartEvent {
  readonly palisade: 'report-part';
  readonly version: number;
  readonly run: string;
  /** Each attempt at the same run has its own: its parts are not those of the one before. */
  readonly attempt: string;
  /** From 1. */
  readonly part: number;
  readonly data: string;
}

export interface ClosingEvent {
  readonly palisade: 'report-end';
  readonly version: number;
  readonly run: string;
  readonly attempt: string;
  readonly parts: number;
  /** Of the whole text, in UTF-8; hexadecimal. */
  readonly sha256: string;
  readonly summary: RunSummary;
}

export interface ReportEvents {
  /** Messages, in their order. */
  readonly parts: readonly string[];
  readonly closing: string;
}

/**
 * @param attempt letters, digits and hyphens
 * @param largest bytes of one event
 */
export function reportEvents(report: MonitorReport, attempt: string, largest = LARGEST_PART): ReportEvents {
  const text = JSON.stringify(report);
  const head = { palisade: 'report-part', version: PARTS_VERSION, run: report.runId, attempt } as const;
  const overhead = bytes(JSON.stringify({ ...head, part: 999_999, data: '' } satisfies PartEvent));
  // A unit takes six bytes at most, a pair of them twelve.
  if (overhead + 12 > largest) throw new Error('a part has no room for anything but its head');
  const parts = chunks(text, largest - overhead).map((data, index) =>
    JSON.stringify({ ...head, part: index + 1, data } satisfies PartEvent),
  );
  const closing = JSON.stringify({
    palisade: 'report-end',
    version: PARTS_VERSION,
    run: report.runId,
    attempt,
    parts: parts.length,
    sha256: sha256(text),
    summary: summaryOf(report),
  } satisfies ClosingEvent);
  return { parts, closing };
}

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function summaryOf({ coverage, difference, trigger, cost, ...report }: MonitorReport): RunSummary {
  const { kind, status, eventAt, startedAt, finishedAt, lagMs, summary } = report;
  return {
    ...{ kind, status, eventAt, startedAt, finishedAt, lagMs, summary },
    trigger: trigger.kind,
    everythingRead: coverage.everythingRead,
    read: coverage.read,
    listed: coverage.listed,
    unknown: coverage.unknown,
    new: difference.new.length,
    fixed: difference.fixed.length,
    notVerified: difference.notVerified.length,
    gone: difference.gone.length,
    usd: cost.usd,
  };
}

function bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** @param room bytes that a piece may take as a string in JSON */
function chunks(text: string, room: number): string[] {
  const pieces: string[] = [];
  let from = 0;
  while (from < text.length) {
    let to = Math.min(text.length, from + room);
    // In proportion, and a little less, since it is not the same everywhere: two or three tries.
    for (let size = escaped(text, from, to); size > room; size = escaped(text, from, to)) {
      to = Math.min(to - 1, from + Math.floor(((to - from) * room * 0.995) / size));
    }
    // Not through the middle of a surrogate pair.
    if (to < text.length && /[\ud800-\udbff]/.test(text[to - 1] ?? '') && to - from > 1) to -= 1;
    pieces.push(text.slice(from, to));
    from = to;
  }
  return pieces;
}

/** Bytes that this piece takes as a string in JSON. */
function escaped(text: string, from: number, to: number): number {
  return bytes(JSON.stringify(text.slice(from, to))) - 2;
}
