import * as vscode from 'vscode';
import { type BulkFile, type BulkProgress, type BulkResult, type ReviewWishes, scanMany } from '../app/bulkScan.ts';
import { summarise } from '../app/bulkSummary.ts';
import type { Clock, Log } from '../app/ports.ts';
import { Emitter } from '../findings/events.ts';
import type { Reason } from '../findings/outcome.ts';
import type { FindingStore } from '../findings/store.ts';
import type { BulkListing, NoListing } from './bulkListing.ts';
import { bulkReport } from './bulkReport.ts';
import { BULK, BULK_TITLES, type BulkKind } from './bulkTexts.ts';
import { bulkMessage, type BulkOutcome, isWhole, offerInWords } from './bulkWords.ts';
import type { EditorDialogs, ReportProgress } from './dialogs.ts';
import type { FileLooks } from './fileLooks.ts';
import type { ReportDocuments } from './reportDocuments.ts';
import { type ReviewOffer, reviewOffer, type ReviewOfferParts } from './reviewOffer.ts';
import { tallyOf } from './tally.ts';
import { ACTIONS } from './texts.ts';

export interface BulkRunParts extends ReviewOfferParts {
  readonly store: FindingStore;
  readonly looks: FileLooks;
  readonly reports: ReportDocuments;
  readonly dialogs: EditorDialogs;
  readonly clock: Clock;
  readonly log: Log;
}

interface Running {
  readonly kind: BulkKind;
  readonly abort: AbortController;
  progress: BulkProgress | undefined;
}

/** Gemini is news in a summary only where the person could have expected it. */
const EXPECTED_OFF: ReadonlySet<Reason['kind']> = new Set(['no-key', 'no-consent', 'untrusted-workspace']);

/** A notification that changes more often than that is not read. */
const REPORT_EVERY_MS = 100;

/** Scans many files in one go: finds them, asks whether Gemini shall take part, scans, and says how it went. */
export class BulkRuns {
  readonly #parts: BulkRunParts;
  readonly #changed = new Emitter<boolean>();
  #running: Running | undefined;
  #isDisposed = false;

  /** Fires when a run begins or ends. */
  readonly onDidChange = this.#changed.event;

  constructor(parts: BulkRunParts) {
    this.#parts = parts;
  }

  dispose(): void {
    this.#isDisposed = true;
    this.cancel();
    this.#changed.dispose();
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** @returns whether there was something to give up */
  cancel(): boolean {
    this.#running?.abort.abort();
    return this.#running !== undefined;
  }

  /** Resolves when the run has ended. Where one is under way already, says so and offers to end it. */
  async start(kind: BulkKind, list: (signal: AbortSignal) => Promise<BulkListing | NoListing>): Promise<void> {
    if (this.#running) {
      this.#tellRunning(this.#running);
      return;
    }
    const running: Running = { kind, abort: new AbortController(), progress: undefined };
    this.#running = running;
    this.#changed.fire(true);
    try {
      await this.#run(running, list);
    } catch (error) {
      // A cancel before anything was looked at needs no word.
      if (!running.abort.signal.aborted) throw error;
    } finally {
      this.#running = undefined;
      this.#changed.fire(false);
    }
  }

  async #run(
    { kind, abort: { signal } }: Running,
    list: (signal: AbortSignal) => Promise<BulkListing | NoListing>,
  ): Promise<void> {
    const listing = await this.#progress(BULK.listing(kind), () => list(signal));
    if ('problem' in listing) {
      this.#tellProblem(listing);
      return;
    }
    const offer = await this.#offer(kind, listing.files, signal);
    signal.throwIfAborted();
    const wishes = await this.#wishes(offer);
    signal.throwIfAborted();
    if (!wishes) return;

    const startedAt = this.#parts.clock.now();
    const scanned = await this.#progress(BULK.scanning(kind), (report) =>
      this.#scan(listing.files, wishes, report, signal),
    );
    const results = [...scanned, ...listing.skipped];
    const looked = scanned.flatMap(({ file, look }) => (look.kind === 'looked' ? [file.id] : []));
    const geminiOff = offer.kind === 'off' && !EXPECTED_OFF.has(offer.reason.kind) ? offer.reason : undefined;
    this.#tellOutcome(
      {
        kind,
        summary: summarise(results, wishes),
        tally: tallyOf(looked.flatMap((id) => this.#parts.store.records(id))),
        isCancelled: signal.aborted,
        gaps: listing.gaps,
        geminiOff,
        elapsedMs: this.#parts.clock.now() - startedAt,
      },
      results,
      listing.notes,
    );
  }

  /** The button of the notification ends the whole run. */
  #progress<T>(title: string, task: (report: ReportProgress) => Promise<T>): Promise<T> {
    return this.#parts.dialogs.progress(title, (signal, report) => {
      signal.addEventListener('abort', () => this.cancel(), { once: true });
      return task(report);
    });
  }

  async #offer(kind: BulkKind, files: readonly BulkFile[], signal: AbortSignal): Promise<ReviewOffer> {
    // Where Gemini can take no part there is nothing to reckon, nor to show.
    const reason = await this.#parts.gate.refusalOfAll();
    if (reason) return { kind: 'off', reason };
    return this.#progress(BULK.estimating(kind), (report) => {
      const said = this.#atIntervals(report);
      return reviewOffer(
        files,
        this.#parts,
        (done) => said(BULK.estimated(done, files.length), done / Math.max(1, files.length)),
        signal,
      );
    });
  }

  /** What Gemini may get; undefined when the person does not want the scan at all. */
  async #wishes(offer: ReviewOffer): Promise<ReviewWishes | undefined> {
    if (offer.kind === 'off' || offer.words.estimate.all.files === 0) return new Map();
    const { question, detail } = offerInWords(offer.words);
    const withGemini = BULK.withGemini(offer.words.estimate.all.files);
    const answer = await this.#parts.dialogs.choose(question, detail, [BULK.offline, withGemini]);
    if (answer === undefined) return undefined;
    return answer === withGemini ? offer.wishes : new Map();
  }

  #scan(
    files: readonly BulkFile[],
    review: ReviewWishes,
    report: ReportProgress,
    signal: AbortSignal,
  ): Promise<BulkResult[]> {
    const { looks, log } = this.#parts;
    const said = this.#atIntervals(report);
    const options = {
      look: (file: BulkFile, wish: Parameters<FileLooks['look']>[1], look: AbortSignal) => looks.look(file, wish, look),
      review,
      log,
      onProgress: (progress: BulkProgress) => {
        if (this.#running) this.#running.progress = progress;
        const { done, total, findings } = progress;
        said(BULK.progress(done, total, findings), done / total);
      },
    };
    said(BULK.progress(0, files.length, 0), 0);
    return scanMany(files, options, signal);
  }

  #atIntervals(report: ReportProgress): ReportProgress {
    let last = -Infinity;
    return (message, share) => {
      const now = this.#parts.clock.now();
      if (now - last < REPORT_EVERY_MS && share < 1) return;
      last = now;
      report(message, share);
    };
  }

  // Notifications are not awaited: one may stay for as long as the person likes.

  #tellRunning(running: Running): void {
    const { kind, progress } = running;
    const words = progress ? BULK.progress(progress.done, progress.total, progress.findings) : '';
    void this.#parts.dialogs.tell('info', BULK.running(kind, words), [BULK.stop]).then((pressed) => {
      // By then it may have ended, and another may have begun.
      if (pressed === BULK.stop && this.#running === running) this.cancel();
    });
  }

  #tellProblem({ problem, button }: NoListing): void {
    void this.#parts.dialogs
      .tell('info', `Palisade: ${problem}`, button ? [button.label] : [])
      .then(async (pressed) => {
        if (!button || pressed !== button.label) return;
        const { command, argument } = button;
        await vscode.commands.executeCommand(command, ...(argument === undefined ? [] : [argument]));
      });
  }

  #tellOutcome(outcome: BulkOutcome, results: readonly BulkResult[], notes: readonly string[]): void {
    // Nobody is left to read it.
    if (this.#isDisposed) return;
    const { dialogs, reports, clock, log } = this.#parts;
    const message = bulkMessage(outcome);
    const at = clock.now();
    log.info(message);
    const buttons = [...(outcome.tally.shown > 0 ? [ACTIONS.showFindings] : []), BULK.details];
    void dialogs.tell(isWhole(outcome) ? 'info' : 'warning', message, buttons).then(async (pressed) => {
      if (pressed === ACTIONS.showFindings) await vscode.commands.executeCommand('palisade.showFindings');
      if (pressed === BULK.details) {
        await reports.show(`Palisade ${BULK_TITLES[outcome.kind]}`, () => bulkReport(outcome, results, notes, at));
      }
    });
  }
}
