import type { CodeFinding } from '../findings/finding.ts';
import { LineIndex } from '../findings/lineIndex.ts';
import { type CodeEngine, EMPTY_RECEIPT, type Reason, type Receipt, type ScanOutcome } from '../findings/outcome.ts';
import { HARDCODED_SECRET } from '../findings/problemClass.ts';
import type { Answer, Coverage } from '../findings/reconcile.ts';
import type { Refutation } from '../findings/state.ts';
import type { SourceDocument } from './document.ts';
import type { AnalysisRequest, AnalysisResponse } from './embedded/protocol.ts';
import { mergeReview } from './merge.ts';
import type { Reviewer, ReviewRequest, ReviewResult } from './review.ts';

/** The offline engine as the scanner sees it; in practice a worker thread. */
export interface Analyser {
  analyse(request: AnalysisRequest, signal: AbortSignal): Promise<AnalysisResponse | { readonly status: 'cancelled' }>;
}

/** What a scan is to do. */
export interface ScanPlan {
  /**
   * `false` only when a person asked for Gemini alone: the offline engine still runs, as its candidates and
   * outline are part of a review, but of its own it reports only what is masked for Gemini. Nobody else
   * could: the model does not see it and is told not to speak of masks.
   */
  readonly reportEmbedded: boolean;
  /** Absent: Gemini takes no part. */
  readonly review?: {
    readonly reviewer: Pick<Reviewer, 'review'>;
    readonly depth: ReviewRequest['depth'];
    /** Findings of an earlier look that the model is asked about by themselves, where they are now. */
    readonly ask?: readonly CodeFinding[];
    /** Asked when the offline engine is done. A reason keeps the text on this machine and makes the scan partial. */
    readonly admit: (signal: AbortSignal) => Promise<Reason | undefined>;
  };
  /** Why Gemini takes no part although it was asked for; makes the scan partial. */
  readonly reviewRefused?: Reason;
}

export interface ScanResult {
  readonly outcome: ScanOutcome;
  readonly findings: readonly CodeFinding[];
  readonly coverage: Coverage;
  readonly refutations: ReadonlyMap<string, Refutation>;
  /** What the model answered about findings that it was asked about by themselves, by fingerprint. */
  readonly answers?: ReadonlyMap<string, Answer>;
  /** Titles of model findings that were dropped, for the log. */
  readonly droppedTitles: readonly string[];
}

/** Runs the engines over one document and joins what they say. Knows nothing of editors or stores. */
export class Scanner {
  readonly #analyser: Analyser;
  readonly #now: () => number;

  /** @param now milliseconds since the epoch */
  constructor(analyser: Analyser, now: () => number) {
    this.#analyser = analyser;
    this.#now = now;
  }

  /**
   * Never rejects for what a file or a service does: that is in the outcome.
   *
   * @param onStage called once, when the offline engine is done and a review follows
   */
  async scan(
    document: SourceDocument,
    plan: ScanPlan,
    signal: AbortSignal,
    onStage?: (embedded: ScanResult) => void,
  ): Promise<ScanResult> {
    const { doubt } = document;
    if (!doubt) return this.#scan(document, plan, signal, onStage);
    const stage = onStage && ((embedded: ScanResult) => onStage(doubted(embedded, doubt)));
    return doubted(await this.#scan(document, plan, signal, stage), doubt);
  }

  async #scan(
    document: SourceDocument,
    plan: ScanPlan,
    signal: AbortSignal,
    onStage: ((embedded: ScanResult) => void) | undefined,
  ): Promise<ScanResult> {
    const startedAt = this.#now();
    const embedded = await this.#analyser.analyse(
      { path: document.path, languageId: document.languageId, text: document.text },
      signal,
    );
    if (embedded.status === 'cancelled' || signal.aborted) return this.#cancelled(startedAt);
    const stage = this.#embeddedResult(document, plan, embedded, startedAt);
    if (!plan.review) return stage;

    onStage?.(stage);
    const refused = await plan.review.admit(signal);
    if (isAborted(signal)) return this.#cancelled(startedAt);
    if (refused) {
      return this.#embeddedResult(
        document,
        { reportEmbedded: plan.reportEmbedded, reviewRefused: refused },
        embedded,
        startedAt,
      );
    }
    const { findings: candidates, outline, notCode } = embedded;
    const review = await plan.review.reviewer.review(
      {
        document,
        candidates,
        outline,
        ...(notCode ? { notCode } : {}),
        depth: plan.review.depth,
        ask: plan.review.ask ?? [],
      },
      signal,
    );
    return this.#reviewedResult(document, plan.reportEmbedded, embedded, review, startedAt);
  }

  #embeddedResult(document: SourceDocument, plan: ScanPlan, embedded: AnalysisResponse, startedAt: number): ScanResult {
    const { reportEmbedded, reviewRefused } = plan;
    const findings = reportEmbedded ? embedded.findings : embedded.findings.filter(isMasked);
    const looked = reportEmbedded ? embedded.status : findings.length > 0 ? 'partial' : 'failed';
    return {
      outcome: {
        status: looked === 'complete' && reviewRefused ? 'partial' : looked,
        reasons: [...reasonsOf(reportEmbedded, embedded), ...(reviewRefused ? [reviewRefused] : [])],
        receipt: this.#receipt(document, reportEmbedded, embedded, undefined, startedAt),
      },
      findings,
      coverage: coverageOf(reportEmbedded ? embedded.status : undefined, undefined),
      refutations: new Map(),
      droppedTitles: [],
    };
  }

  #reviewedResult(
    document: SourceDocument,
    reportEmbedded: boolean,
    embedded: AnalysisResponse,
    review: ReviewResult,
    startedAt: number,
  ): ScanResult {
    const merged = mergeReview(document.text, embedded.findings, review);
    const findings = reportEmbedded
      ? merged.findings
      : merged.findings.filter((finding) => finding.provenance.engine !== 'embedded' || isMasked(finding));
    const status = statusOf(reportEmbedded, embedded.status, review.status);
    return {
      outcome: {
        // What is reported was looked at, although not by the engine that was asked.
        status: !reportEmbedded && status === 'failed' && findings.length > 0 ? 'partial' : status,
        reasons: [...reasonsOf(reportEmbedded, embedded), ...review.reasons],
        receipt: {
          ...this.#receipt(document, reportEmbedded, embedded, review, startedAt),
          refuted: merged.refutations.size,
        },
      },
      findings,
      coverage: coverageOf(reportEmbedded ? embedded.status : undefined, review.status),
      refutations: merged.refutations,
      ...(review.answers ? { answers: review.answers } : {}),
      droppedTitles: review.droppedTitles,
    };
  }

  #receipt(
    document: SourceDocument,
    reportEmbedded: boolean,
    embedded: AnalysisResponse,
    review: ReviewResult | undefined,
    startedAt: number,
  ): Receipt {
    // Only who has looked: one that was asked and failed has not.
    const engines: CodeEngine[] = [];
    if (reportEmbedded && embedded.status !== 'failed') engines.push('embedded');
    if (review?.status === 'complete' || review?.status === 'partial') engines.push('gemini');
    const totalLines = new LineIndex(document.text).lineCount;
    // An answer whose quotes were dropped still read the whole file; one that was cut off did not.
    const reviewed =
      engines.includes('gemini') && review?.reasons.every((reason) => reason.kind === 'ungrounded') === true;
    const receipt: Receipt = {
      ...EMPTY_RECEIPT,
      engines,
      totalLines,
      coveredLines: reviewed ? totalLines : engines.includes('embedded') ? embedded.coveredLines : 0,
      elapsedMs: this.#now() - startedAt,
    };
    if (!review) return receipt;
    const { model, promptVersion, ...usage } = review.usage;
    // A model that was never asked has no part in this.
    const asked = usage.requests > 0 ? { model, promptVersion } : {};
    return { ...receipt, ...usage, ...asked, dropped: review.droppedTitles.length };
  }

  #cancelled(startedAt: number): ScanResult {
    return {
      outcome: { status: 'cancelled', reasons: [], receipt: { ...EMPTY_RECEIPT, elapsedMs: this.#now() - startedAt } },
      findings: [],
      coverage: {},
      refutations: new Map(),
      droppedTitles: [],
    };
  }
}

/** Nothing is clean, and nothing fixed, by a look at a text that may not be that of the file. */
function doubted(result: ScanResult, doubt: Reason): ScanResult {
  const { outcome, coverage } = result;
  if (outcome.status === 'cancelled') return result;
  return {
    ...result,
    outcome: {
      ...outcome,
      status: outcome.status === 'complete' ? 'partial' : outcome.status,
      reasons: [doubt, ...outcome.reasons],
    },
    coverage: Object.fromEntries(Object.keys(coverage).map((engine) => [engine, 'incomplete'])),
  };
}

/** What a model is not shown: secrets, and what stands in the same code as one. */
function isMasked(finding: CodeFinding): boolean {
  return finding.problemClass === HARDCODED_SECRET || finding.evidence.masked;
}

/**
 * Of an engine that was not asked only what kept it from looking for secrets: that part of the look is
 * always its own. A `partial` analysis has looked for them everywhere.
 */
function reasonsOf(reportEmbedded: boolean, embedded: AnalysisResponse): readonly Reason[] {
  return reportEmbedded || embedded.status === 'failed' ? embedded.reasons : [];
}

/** @param embedded,review undefined when it was not asked for */
function coverageOf(
  embedded: AnalysisResponse['status'] | undefined,
  review: ReviewResult['status'] | undefined,
): Coverage {
  const extent = (status: string): 'complete' | 'incomplete' => (status === 'complete' ? 'complete' : 'incomplete');
  return {
    ...(embedded === undefined ? {} : { embedded: extent(embedded) }),
    // A review that failed has not looked: nothing of what was known may rest on its silence.
    ...(review === undefined || review === 'failed' ? {} : { gemini: extent(review) }),
  };
}

/** Complete only when every engine that was asked is; failed only when none of them saw anything. */
function statusOf(
  reportEmbedded: boolean,
  embedded: AnalysisResponse['status'],
  review: ReviewResult['status'],
): ScanOutcome['status'] {
  if (review === 'cancelled') return 'cancelled';
  // Without the search for secrets even a review alone has not looked at everything.
  if (!reportEmbedded) return review === 'complete' && embedded === 'failed' ? 'partial' : review;
  if (embedded === 'complete' && review === 'complete') return 'complete';
  return embedded === 'failed' && review === 'failed' ? 'failed' : 'partial';
}

/** A fresh look at the signal: an `await` may have passed since the last one. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
