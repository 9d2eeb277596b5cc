import type { CodeFinding } from '../findings/finding.ts';
import { LineIndex } from '../findings/lineIndex.ts';
import { type CodeEngine, EMPTY_RECEIPT, type Reason, type Receipt, type ScanOutcome } from '../findings/outcome.ts';
import type { Coverage } from '../findings/reconcile.ts';
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
  /** `false` only when a person asked for Gemini alone: the offline engine still runs, as its candidates and outline are part of a review, but reports nothing of its own. */
  readonly reportEmbedded: boolean;
  /** Absent: Gemini takes no part. */
  readonly review?: {
    readonly reviewer: Pick<Reviewer, 'review'>;
    readonly depth: ReviewRequest['depth'];
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
    const review = await plan.review.reviewer.review(
      { document, candidates: embedded.findings, outline: embedded.outline, depth: plan.review.depth },
      signal,
    );
    return this.#reviewedResult(document, plan.reportEmbedded, embedded, review, startedAt);
  }

  #embeddedResult(document: SourceDocument, plan: ScanPlan, embedded: AnalysisResponse, startedAt: number): ScanResult {
    const reasons = [
      ...(plan.reportEmbedded ? embedded.reasons : []),
      ...(plan.reviewRefused ? [plan.reviewRefused] : []),
    ];
    const looked = plan.reportEmbedded && embedded.status !== 'failed';
    return {
      outcome: {
        status: !looked ? 'failed' : embedded.status === 'complete' && !plan.reviewRefused ? 'complete' : 'partial',
        reasons,
        receipt: this.#receipt(document, plan.reportEmbedded ? ['embedded'] : [], embedded, undefined, startedAt),
      },
      findings: plan.reportEmbedded ? embedded.findings : [],
      coverage: plan.reportEmbedded ? { embedded: coverageOf(embedded.status) } : {},
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
      : merged.findings.filter((finding) => finding.provenance.engine !== 'embedded');
    const engines: CodeEngine[] = reportEmbedded ? ['embedded', 'gemini'] : ['gemini'];
    const receipt = this.#receipt(document, engines, embedded, review, startedAt);
    return {
      outcome: {
        status: statusOf(reportEmbedded ? embedded.status : undefined, review.status),
        reasons: [...(reportEmbedded ? embedded.reasons : []), ...review.reasons],
        receipt: { ...receipt, refuted: merged.refutations.size },
      },
      findings,
      coverage: {
        ...(reportEmbedded ? { embedded: coverageOf(embedded.status) } : {}),
        // A review that failed has not looked: nothing of what was known may rest on its silence.
        ...(review.status === 'failed' ? {} : { gemini: coverageOf(review.status) }),
      },
      refutations: merged.refutations,
      droppedTitles: review.droppedTitles,
    };
  }

  #receipt(
    document: SourceDocument,
    engines: readonly CodeEngine[],
    embedded: AnalysisResponse,
    review: ReviewResult | undefined,
    startedAt: number,
  ): Receipt {
    const totalLines = new LineIndex(document.text).lineCount;
    // An answer whose quotes were dropped still read the whole file; one that was cut off did not.
    const reviewed =
      review && review.status !== 'failed' && review.reasons.every((reason) => reason.kind === 'ungrounded');
    const receipt: Receipt = {
      ...EMPTY_RECEIPT,
      engines,
      totalLines,
      coveredLines: reviewed ? totalLines : engines.includes('embedded') ? embedded.coveredLines : 0,
      elapsedMs: this.#now() - startedAt,
    };
    return review ? { ...receipt, ...review.usage, dropped: review.droppedTitles.length } : receipt;
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

function coverageOf(status: AnalysisResponse['status'] | ReviewResult['status']): 'complete' | 'incomplete' {
  return status === 'complete' ? 'complete' : 'incomplete';
}

/** Complete only when every engine that was asked is; failed only when none of them saw anything. */
function statusOf(
  embedded: AnalysisResponse['status'] | undefined,
  review: ReviewResult['status'],
): ScanOutcome['status'] {
  if (review === 'cancelled') return 'cancelled';
  const statuses = embedded === undefined ? [review] : [embedded, review];
  if (statuses.every((status) => status === 'complete')) return 'complete';
  return statuses.every((status) => status === 'failed') ? 'failed' : 'partial';
}

/** A fresh look at the signal: an `await` may have passed since the last one. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
