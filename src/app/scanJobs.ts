import { createHash } from 'node:crypto';
import type { SourceDocument } from '../code/document.ts';
import type { CodeFinding } from '../findings/finding.ts';
import type { Scanner, ScanPlan, ScanResult } from '../code/scanner.ts';
import { type Disposable, Emitter } from '../findings/events.ts';
import { EMPTY_RECEIPT, type Reason, type ScanOutcome } from '../findings/outcome.ts';
import type { FindingStore, ScanTicket } from '../findings/store.ts';
import type { Clock, Log } from './ports.ts';
import { describeReason } from './reasons.ts';
import type { ReviewGate, ReviewOff, Trigger } from './reviewGate.ts';

export interface ScanRequest {
  readonly document: SourceDocument;
  readonly trigger: Trigger;
  /** Whether Gemini is wanted; whether it may take part is the gate's decision. */
  readonly review: boolean;
  /** Why Gemini is not even asked, although it is wanted: what it said of another file holds for this one, too. */
  readonly reviewRefused?: Reason;
  /** Fingerprints of findings of this document that Gemini is to be asked about by themselves. Needs `review`. */
  readonly ask?: readonly string[];
  /** Gives the scan up, unless somebody else has asked for it, too. */
  readonly signal?: AbortSignal;
}

/** How it stands with one document. The status bar and the views render this and the store, nothing else. */
export type ScanStatus =
  | { readonly phase: 'scanning'; readonly stage: 'offline' | 'waiting' | 'review'; readonly startedAt: number }
  | {
      readonly phase: 'done';
      readonly outcome: ScanOutcome;
      /** Why Gemini took no part in a scan that wanted it. */
      readonly reviewOff?: ReviewOff;
      readonly finishedAt: number;
      /** The look was taken before this window was opened; `by-others`: with other engines than those of today. */
      readonly earlier?: 'same-engines' | 'by-others';
    };

/** What is to be known of a document's last scan in another session. */
export interface LastLook {
  readonly outcome: ScanOutcome;
  readonly reviewOff?: ReviewOff;
  readonly finishedAt: number;
  /** What the scan was made of and under; absent when the same text may well have another outcome. */
  readonly settled?: SettledKeys;
}

interface SettledKeys {
  readonly key: string;
  /** The same text for the offline engine alone. */
  readonly offlineKey: string;
}

/** What makes two requests the same: the text, and whether Gemini is wanted. */
interface ContentKeys {
  readonly own: string;
  /** The same text for the offline engine alone, and with Gemini. */
  readonly offline: string;
  readonly full: string;
}

interface Job {
  readonly keys: ContentKeys;
  /** What the model is asked about by itself. */
  readonly ask: readonly CodeFinding[];
  readonly abort: AbortController;
  /** Goes on even if the one who asked first gives it up. */
  readonly keep: () => void;
  promise: Promise<ScanOutcome | undefined>;
}

interface Slot {
  running?: Job;
  status?: ScanStatus;
  /** The picture of the last scan that ended, to go back to when one is cancelled. */
  lastDone?: ScanStatus;
  /** What the last settled scan was of, to leave unchanged content alone. */
  settled?: SettledKeys & { readonly outcome: ScanOutcome };
}

/** One scan per document at a time, the newest wins. Editor-free: documents come in as snapshots. */
export class ScanJobs implements Disposable {
  readonly #scanner: Scanner;
  readonly #store: FindingStore;
  readonly #gate: ReviewGate;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #slots = new Map<string, Slot>();
  readonly #changed = new Emitter<string>();
  readonly #finished = new Emitter<{ documentId: string; outcome: ScanOutcome }>();

  /** Fires with the document's id when its status changed. */
  readonly onDidChangeStatus = this.#changed.event;
  /** Fires once per scan that ran to its end (cancelled ones too). */
  readonly onDidFinish = this.#finished.event;

  constructor(scanner: Scanner, store: FindingStore, gate: ReviewGate, clock: Clock, log: Log) {
    this.#scanner = scanner;
    this.#store = store;
    this.#gate = gate;
    this.#clock = clock;
    this.#log = log;
  }

  dispose(): void {
    this.cancel();
    this.#changed.dispose();
    this.#finished.dispose();
  }

  /** Undefined for a document that was not scanned in this session. */
  status(documentId: string): ScanStatus | undefined {
    return this.#slots.get(documentId)?.status;
  }

  running(): string[] {
    return [...this.#slots].filter(([, slot]) => slot.running).map(([id]) => id);
  }

  /**
   * Scans a snapshot. A running scan of an older one is given up; a save of text that is being scanned
   * joins that scan; a save of text whose scan has settled does nothing. One of many files joins the scan
   * of the same text that somebody waits for already.
   *
   * @returns the outcome, or undefined when a newer request took over
   */
  request(request: ScanRequest): Promise<ScanOutcome | undefined> {
    const slot = this.#slot(request.document.id);
    const keys = keysOf(request);
    if (slot.running && mayJoin(request, keys, slot.running)) {
      if (request.trigger !== 'bulk') slot.running.keep();
      return slot.running.promise;
    }
    slot.running?.abort.abort();
    const { signal } = request;
    const abort = new AbortController();
    const giveUp = (): void => abort.abort();
    signal?.addEventListener('abort', giveUp, { once: true });
    const keep = (): void => signal?.removeEventListener('abort', giveUp);
    const ask: CodeFinding[] = [];
    const job: Job = { keys, ask, abort, keep, promise: Promise.resolve(undefined) };
    slot.running = job;
    // Now, while the snapshot is the document: whatever is awaited below, an edit may happen meanwhile.
    const ticket = this.#store.openTicket(request.document.id, request.document.text);
    for (const fingerprint of request.ask ?? []) {
      const record = this.#store.record(request.document.id, fingerprint);
      if (record) ask.push(record.finding);
    }
    job.promise = this.#run(slot, job, request, ticket).finally(() => {
      ticket.dispose();
      keep();
      if (slot.running === job) delete slot.running;
    });
    return job.promise;
  }

  /**
   * What the last scan of the same text said, if asking again would bring nothing new; undefined otherwise. Where
   * the offline engine alone is asked, one in which Gemini took part has said all of it.
   */
  async settled(request: ScanRequest): Promise<ScanOutcome | undefined> {
    const settled = this.#slots.get(request.document.id)?.settled;
    if (!settled) return undefined;
    const { own, offline } = keysOf(request);
    const same = request.review ? settled.key === (await this.#keyOf(own, request)) : settled.offlineKey === offline;
    return same ? settled.outcome : undefined;
  }

  /** How the scan of a document that is under way ends, whoever takes over from it; without one, how the last did. */
  async latest(documentId: string): Promise<ScanOutcome | undefined> {
    const running = (): Job | undefined => this.#slots.get(documentId)?.running;
    for (let job = running(); job; job = running()) await job.promise;
    const status = this.status(documentId);
    return status?.phase === 'done' ? status.outcome : undefined;
  }

  /** Gives up the scan of one document, or all of them. What was found so far stays. */
  cancel(documentId?: string): void {
    for (const [id, slot] of this.#slots) {
      if (documentId === undefined || id === documentId) slot.running?.abort.abort();
    }
  }

  /** Forgets what is known of a document's last scan, so that the next save scans it again. */
  forget(documentId?: string): void {
    for (const id of documentId === undefined ? [...this.#slots.keys()] : [documentId]) {
      this.cancel(id);
      this.#gate.forget(id);
      const slot = this.#slots.get(id);
      if (!slot) continue;
      delete slot.settled;
      delete slot.status;
      delete slot.lastDone;
      if (!slot.running) this.#slots.delete(id);
      this.#changed.fire(id);
    }
  }

  /** @returns undefined while the document is being scanned, and when no scan of it has ended */
  lastLook(documentId: string): LastLook | undefined {
    const { status, settled } = this.#slots.get(documentId) ?? {};
    if (status?.phase !== 'done') return undefined;
    const { outcome, reviewOff, finishedAt } = status;
    const keys = settled && { key: settled.key, offlineKey: settled.offlineKey };
    return { outcome, ...(reviewOff ? { reviewOff } : {}), finishedAt, ...(keys ? { settled: keys } : {}) };
  }

  /** Takes over what an earlier session knew, unless this one knows of a scan itself. */
  restore(documentId: string, { settled, ...look }: LastLook, earlier: 'same-engines' | 'by-others'): void {
    if (this.#slots.has(documentId)) return;
    const slot = this.#slot(documentId);
    if (look.outcome.receipt.requests > 0) this.#gate.remember(documentId, look.finishedAt);
    if (settled) slot.settled = { ...settled, outcome: look.outcome };
    this.#setStatus(documentId, slot, { phase: 'done', ...look, earlier });
  }

  async #run(slot: Slot, job: Job, request: ScanRequest, ticket: ScanTicket): Promise<ScanOutcome | undefined> {
    const { document, trigger } = request;
    const startedAt = this.#clock.now();
    try {
      const known = await this.#keyOf(job.keys.own, request);
      if (slot.running !== job) return undefined;
      if (trigger === 'save' && slot.settled?.key === known) {
        // It may have taken over from a scan of another text, whose status must not stay.
        this.#restoreStatus(document.id, slot);
        return slot.settled.outcome;
      }
      this.#setStatus(document.id, slot, { phase: 'scanning', stage: 'offline', startedAt });
      return await this.#scan(slot, job, request, ticket, startedAt);
    } catch (error) {
      // Nothing below is meant to throw: this is a defect, and a scan that did not happen is not clean.
      this.#log.error(`${document.path}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      if (slot.running !== job) return undefined;
      const receipt = { ...EMPTY_RECEIPT, elapsedMs: this.#clock.now() - startedAt };
      const reasons = [{ kind: 'engine-crashed', engine: 'embedded' }] as const;
      return this.#finish(document.id, slot, { status: 'failed', reasons, receipt });
    }
  }

  async #scan(
    slot: Slot,
    job: Job,
    request: ScanRequest,
    ticket: ScanTicket,
    startedAt: number,
  ): Promise<ScanOutcome | undefined> {
    const { document } = request;
    const { plan, reviewOff } = await this.#plan(slot, job, request, startedAt);
    // Opening the gate may have settled the consent: this is what the scan is made under.
    const key = await this.#keyOf(job.keys.own, request);
    const result = await this.#scanner.scan(document, plan, job.abort.signal, (stage) => {
      if (slot.running !== job) return;
      // From here on the store speaks of this text: what was said of the one before is over.
      delete slot.settled;
      delete slot.lastDone;
      this.#deliver(ticket, document, stage);
    });
    // A newer request has taken over: it reports, this one is silent.
    if (slot.running !== job) return undefined;
    const { outcome } = result;
    this.#logOutcome(document, result);
    if (outcome.status === 'cancelled') {
      this.#restoreStatus(document.id, slot);
      this.#finished.fire({ documentId: document.id, outcome });
      return outcome;
    }
    this.#deliver(ticket, document, result);
    this.#settle(slot, { key, offlineKey: job.keys.offline }, outcome);
    return this.#finish(document.id, slot, outcome, reviewOff);
  }

  #finish(documentId: string, slot: Slot, outcome: ScanOutcome, reviewOff?: ReviewOff): ScanOutcome {
    const finishedAt = this.#clock.now();
    this.#setStatus(documentId, slot, { phase: 'done', outcome, finishedAt, ...(reviewOff ? { reviewOff } : {}) });
    this.#finished.fire({ documentId, outcome });
    return outcome;
  }

  /** What a scan depends on: the text, and everything that decides whether Gemini takes part. */
  async #keyOf(contentKey: string, { document, review }: ScanRequest): Promise<string> {
    const parts = [contentKey, ...(review ? [await this.#gate.signature(document.id)] : [])];
    // It is kept on disk, and need not say there what is excluded.
    return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
  }

  async #plan(
    slot: Slot,
    job: Job,
    { document, trigger, review, reviewRefused }: ScanRequest,
    startedAt: number,
  ): Promise<{ plan: ScanPlan; reviewOff?: ReviewOff }> {
    if (reviewRefused) return { plan: { reportEmbedded: true, reviewRefused } };
    if (!review) return { plan: { reportEmbedded: true } };
    const answer = await this.#gate.open(document, trigger);
    switch (answer.kind) {
      case 'off':
        return { plan: { reportEmbedded: true }, reviewOff: answer.why };
      case 'refused':
        return { plan: { reportEmbedded: true, reviewRefused: answer.reason } };
      case 'open':
        return {
          plan: {
            reportEmbedded: true,
            review: {
              reviewer: answer.review.reviewer,
              depth: trigger === 'command' ? 'thorough' : 'quick',
              ...(job.ask.length > 0 ? { ask: job.ask } : {}),
              admit: async (signal) => {
                const setStage = (stage: 'waiting' | 'review') => {
                  if (slot.running === job) this.#setStatus(document.id, slot, { phase: 'scanning', stage, startedAt });
                };
                setStage('waiting');
                const refused = await answer.review.admit(signal);
                setStage('review');
                return refused;
              },
            },
          },
        };
    }
  }

  #deliver(ticket: ScanTicket, document: SourceDocument, result: ScanResult): void {
    ticket.apply({
      path: document.path,
      findings: result.findings,
      coverage: result.coverage,
      refutations: result.refutations,
      ...(result.answers ? { answers: result.answers } : {}),
    });
  }

  /** Only an outcome that the same text would have again lets a later save of it be skipped. */
  #settle(slot: Slot, keys: SettledKeys, outcome: ScanOutcome): void {
    const lasting = outcome.reasons.every((reason) => describeReason(reason).kind === 'lasting');
    if (outcome.status === 'complete' || lasting) slot.settled = { ...keys, outcome };
    else delete slot.settled;
  }

  /** A cancelled scan leaves the picture of the last one that ended. */
  #restoreStatus(documentId: string, slot: Slot): void {
    if (slot.lastDone) slot.status = slot.lastDone;
    else delete slot.status;
    this.#changed.fire(documentId);
  }

  #setStatus(documentId: string, slot: Slot, status: ScanStatus): void {
    slot.status = status;
    if (status.phase === 'done') slot.lastDone = status;
    this.#changed.fire(documentId);
  }

  #logOutcome(document: SourceDocument, { outcome, findings, droppedTitles }: ScanResult): void {
    const { receipt } = outcome;
    const why = outcome.reasons.map(
      (reason) => `${reason.kind}${reason.detail === undefined ? '' : ` (${reason.detail})`}`,
    );
    this.#log.info(
      `${document.path}: ${outcome.status}${why.length > 0 ? `: ${why.join(', ')}` : ''}; ${findings.length} findings, ` +
        `${receipt.coveredLines} of ${receipt.totalLines} lines, ${receipt.engines.join(' + ') || 'no engine'}, ` +
        `${receipt.requests} requests, ${receipt.inputTokens + receipt.outputTokens} tokens, ` +
        `${receipt.maskedSecrets} secrets masked, ${receipt.elapsedMs} ms`,
    );
    for (const title of droppedTitles)
      this.#log.warn(`${document.path}: dropped, its quote is not in the file: ${title}`);
  }

  #slot(documentId: string): Slot {
    const known = this.#slots.get(documentId);
    if (known) return known;
    const slot: Slot = {};
    this.#slots.set(documentId, slot);
    return slot;
  }
}

function mayJoin({ trigger, ask = [] }: ScanRequest, keys: ContentKeys, running: Job): boolean {
  if (!ask.every((fingerprint) => running.ask.some((finding) => finding.fingerprint === fingerprint))) return false;
  switch (trigger) {
    case 'save':
      // Who waits for what became of a finding is not to wait for another look at the same text.
      return running.keys.own === keys.own || (running.ask.length > 0 && running.keys.full === keys.full);
    case 'recheck':
      return running.keys.own === keys.own;
    case 'bulk':
      // A scan with Gemini does all that one without it would.
      return running.keys.own === keys.own || running.keys.own === keys.full;
    case 'command':
      return false;
  }
}

function keysOf({ document, review }: ScanRequest): ContentKeys {
  const hash = createHash('sha256').update(document.text).digest('base64');
  const key = (mode: 'full' | 'offline'): string => `${document.path}:${document.languageId}:${mode}:${hash}`;
  return { own: key(review ? 'full' : 'offline'), offline: key('offline'), full: key('full') };
}
