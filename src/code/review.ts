import { randomBytes } from 'node:crypto';
import type { CodeFinding, EnclosingSymbol, TextRange } from '../findings/finding.ts';
import { LineIndex } from '../findings/lineIndex.ts';
import type { Reason } from '../findings/outcome.ts';
import type { Answer } from '../findings/reconcile.ts';
import {
  createGeminiClient,
  type GeminiAnswer,
  type GeminiClient,
  type GeminiFailure,
  type GeminiUsage,
} from '../gemini/client.ts';
import { geminiReason } from '../gemini/failure.ts';
import { PromptFile } from '../gemini/promptFile.ts';
import { systemTimers, type Timers } from '../gemini/timers.ts';
import type { ThinkingLevel } from '../gemini/transport.ts';
import type { MaskedText } from '../outbound/masking.ts';
import { CONNECTION_TEST_PROMPT, type OutboundText, prepareReview } from '../outbound/outboundText.ts';
import { QuoteFinder } from './anchor.ts';
import type { SourceDocument } from './document.ts';
import { readReviewAnswer, type ReviewAnswer, salvageReviewAnswer } from './reviewAnswer.ts';
import { classTitle } from './reviewClasses.ts';
import { groundFindings } from './reviewFindings.ts';
import { REVIEW_SCHEMA } from './reviewSchema.ts';
import { answersTo, type NamedCandidate, verdictsOn } from './reviewVerdicts.ts';

export interface ReviewRequest {
  readonly document: SourceDocument;
  /** What the embedded engine found, for the model to confirm or refute. */
  readonly candidates: readonly CodeFinding[];
  readonly outline: readonly EnclosingSymbol[];
  /** What was found earlier, where it is now: the model is asked about it in the same way. */
  readonly ask?: readonly CodeFinding[];
  /** Comments and strings of the document, where the offline engine knows them. */
  readonly notCode?: readonly TextRange[];
  /** `quick` on save, `thorough` on command: how long the model may think. */
  readonly depth: 'quick' | 'thorough';
}

/** What the model says of one embedded finding. Only `refuted` carries a guard, and the guard is in the file. */
export interface CandidateVerdict {
  readonly fingerprint: string;
  readonly verdict: 'confirmed' | 'refuted' | 'cannot-tell';
  readonly guard?: { readonly quote: string; readonly range: TextRange };
}

export interface ReviewUsage {
  readonly model: string;
  readonly promptVersion: string;
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly costUsd: number;
  readonly maskedSecrets: number;
}

export interface ReviewResult {
  /** `failed`: no usable answer. `partial`: some of the answer was dropped. Never `complete` with anything left out. */
  readonly status: 'complete' | 'partial' | 'failed' | 'cancelled';
  readonly reasons: readonly Reason[];
  /** Anchored in the document, fingerprints assigned, provenance `gemini`. */
  readonly findings: readonly CodeFinding[];
  readonly verdicts: readonly CandidateVerdict[];
  /** On what was asked about, by fingerprint. What was left out of the question, or of the answer, cannot be told. */
  readonly answers?: ReadonlyMap<string, Answer>;
  /** Titles of what could not be anchored, for the log; cleaned, plain text. */
  readonly droppedTitles: readonly string[];
  readonly usage: ReviewUsage;
}

export interface ReviewerOptions {
  readonly apiKey: string;
  readonly model: string;
  readonly fallbackModel: string;
  /** The content of `prompts/review.md`, read by the caller from where the product's resources are. */
  readonly promptText: string;
  /** Replaced only by tests. Default: Google's endpoint. */
  readonly endpoint?: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** One line about what happened (attempts, waits, dropped titles). Never file text, never a key. */
  readonly log: (line: string) => void;
  /** Replaced only by tests. Default: the system's. */
  readonly timers?: Timers;
  /** The random part of the fence around the file. Replaced only by tests. */
  readonly nonce?: () => string;
  /** Everything that one review may take, in milliseconds. Default: TOTAL_DEADLINE_MS of the client. */
  readonly deadlineMs?: number;
}

export interface Reviewer {
  review(request: ReviewRequest, signal: AbortSignal): Promise<ReviewResult>;
  /** One tiny request. `undefined` when the key and the model work. */
  testConnection(signal: AbortSignal): Promise<Reason | undefined>;
}

/**
 * How long a model may think and how much it may write, thinking included. HIGH is left out: its
 * thoughts alone can outlast the deadline of 30 s; MEDIUM is what 3.8 Flash does by default. Chosen from
 * facts/gemini.md §1 and §2, not measured.
 */
const EFFORT: Readonly<Record<ReviewRequest['depth'], { thinking: ThinkingLevel; maxOutputTokens: number }>> = {
  quick: { thinking: 'LOW', maxOutputTokens: 16_384 },
  thorough: { thinking: 'MEDIUM', maxOutputTokens: 32_768 },
};

/** More candidates than that drown the review. The others stay as the embedded engine reports them. */
const MOST_CANDIDATES = 60;

/** Enough for a thought and a word. */
const TEST_OUTPUT_TOKENS = 1_024;

/** @throws when `promptText` is not a prompt file of ours */
export function createReviewer(options: ReviewerOptions): Reviewer {
  const client = createGeminiClient({ ...options, timers: options.timers ?? systemTimers() });
  return new GeminiReviewer(client, PromptFile.parse(options.promptText), options);
}

class GeminiReviewer implements Reviewer {
  readonly #client: GeminiClient;
  readonly #prompt: PromptFile;
  readonly #options: ReviewerOptions;

  constructor(client: GeminiClient, prompt: PromptFile, options: ReviewerOptions) {
    this.#client = client;
    this.#prompt = prompt;
    this.#options = options;
  }

  async review(request: ReviewRequest, signal: AbortSignal): Promise<ReviewResult> {
    const candidates = nameCandidates(request);
    const prepared = await prepareReview(
      this.#prompt.template,
      request.document,
      candidates.map(outboundCandidate(request)),
      {
        nonce: this.#options.nonce ?? (() => randomBytes(12).toString('hex')),
      },
    );
    if (isAborted(signal)) return this.#empty('cancelled', [], this.#unused());
    if (prepared.kind === 'refused') return this.#empty('failed', [prepared.reason], this.#unused());

    const answer = await this.#ask(prepared.prompt, request.depth, signal);
    const usage = this.#usage(answer.usage, prepared.maskedSecrets);
    if (answer.kind === 'cancelled') return this.#empty('cancelled', [], usage);
    const { read, reasons } = readAnswer(answer, candidates.length > 0);
    if (!read) return this.#empty('failed', reasons, usage);
    return this.#assemble(request, candidates, prepared.masked, read, reasons, usage);
  }

  async testConnection(signal: AbortSignal): Promise<Reason | undefined> {
    const { model } = this.#options;
    const answer = await this.#client.generate(
      { content: CONNECTION_TEST_PROMPT, model, thinking: 'LOW', maxOutputTokens: TEST_OUTPUT_TOKENS, retries: false },
      signal,
    );
    if (answer.kind === 'answer') return undefined;
    if (answer.kind === 'cancelled') return geminiReason('timed-out', 'the test was cancelled');
    // An answer that was cut off has shown that the key and the model work.
    return answer.reason.kind === 'truncated' ? undefined : answer.reason;
  }

  #ask(
    content: OutboundText,
    depth: ReviewRequest['depth'],
    signal: AbortSignal,
  ): Promise<GeminiAnswer | GeminiFailure> {
    const { model, fallbackModel } = this.#options;
    return this.#client.generate(
      { content, prompt: this.#prompt, model, fallbackModel, ...EFFORT[depth], responseSchema: REVIEW_SCHEMA },
      signal,
    );
  }

  /** Anchors what the model says, and counts what has to be dropped. */
  #assemble(
    request: ReviewRequest,
    candidates: readonly NamedCandidate[],
    masked: MaskedText,
    read: ReviewAnswer,
    reasons: readonly Reason[],
    usage: ReviewUsage,
  ): ReviewResult {
    const quotes = new QuoteFinder(masked.text);
    const { model, promptVersion } = usage;
    const { findings, ungrounded, knownSecrets, shownText } = groundFindings(
      read.findings,
      {
        text: masked.text,
        maskedRanges: masked.ranges,
        quotes,
        candidates: request.candidates,
        outline: request.outline,
      },
      { engine: 'gemini', model, promptVersion },
    );
    for (const title of ungrounded) this.#options.log(`gemini: dropped, as its quote is not in the file: ${title}`);
    if (knownSecrets > 0)
      this.#options.log(`gemini: ${knownSecrets} findings left out: the embedded engine reports these secrets`);
    const verdicts = verdictsOn(candidates, read.verdicts, shownText, quotes, request.notCode);
    const all =
      ungrounded.length === 0 ? reasons : [...reasons, ungroundedReason(ungrounded.length, read.findings.length)];
    return {
      status: all.length === 0 ? 'complete' : 'partial',
      reasons: all,
      findings,
      verdicts: request.candidates.map(
        ({ fingerprint }) =>
          verdicts.find((verdict) => verdict.fingerprint === fingerprint) ?? { fingerprint, verdict: 'cannot-tell' },
      ),
      ...(request.ask === undefined || request.ask.length === 0
        ? {}
        : { answers: answersTo(request.ask, candidates, verdicts, read.verdicts) }),
      droppedTitles: ungrounded,
      usage,
    };
  }

  #empty(status: 'failed' | 'cancelled', reasons: readonly Reason[], usage: ReviewUsage): ReviewResult {
    return { status, reasons, findings: [], verdicts: [], droppedTitles: [], usage };
  }

  #usage(usage: GeminiUsage, maskedSecrets: number): ReviewUsage {
    return { ...usage, promptVersion: this.#prompt.version, maskedSecrets };
  }

  #unused(): ReviewUsage {
    return this.#usage({ model: this.#options.model, requests: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 }, 0);
  }
}

/** What can be used of the answer, and why that is not all of it. */
function readAnswer(
  answer: Exclude<GeminiAnswer | GeminiFailure, { kind: 'cancelled' }>,
  candidatesSent: boolean,
): { readonly read: ReviewAnswer | undefined; readonly reasons: readonly Reason[] } {
  if (answer.kind === 'answer') {
    const read = readReviewAnswer(answer.text, candidatesSent);
    if (!read) return { read, reasons: [geminiReason('malformed', 'the answer is not of the agreed form')] };
    return { read, reasons: read.flaws.length === 0 ? [] : [geminiReason('malformed', read.flaws.join('; '))] };
  }
  const reasons = [answer.reason];
  if (answer.reason.kind !== 'truncated') return { read: undefined, reasons };
  const read = salvageReviewAnswer(answer.partialText);
  return { read: read.findings.length + read.verdicts.length > 0 ? read : undefined, reasons };
}

function ungroundedReason(dropped: number, all: number): Reason {
  return {
    kind: 'ungrounded',
    engine: 'gemini',
    detail: `${dropped} of ${all} findings quote text that is not in the file`,
  };
}

/** What is asked about comes first: it must not be what there is no room for. */
function nameCandidates({ candidates, ask = [] }: ReviewRequest): NamedCandidate[] {
  const asked = new Set(ask.map(({ fingerprint }) => fingerprint));
  const known = candidates.filter(({ fingerprint }) => !asked.has(fingerprint));
  // The engine's own place of what it finds again is better than the one that was followed.
  const questions = ask.map((one) => candidates.find(({ fingerprint }) => fingerprint === one.fingerprint) ?? one);
  return [...questions, ...known].slice(0, MOST_CANDIDATES).map((finding, index) => ({ id: `c${index + 1}`, finding }));
}

function outboundCandidate({ document }: ReviewRequest) {
  const lines = new LineIndex(document.text);
  return ({ id, finding }: NamedCandidate) => ({
    id,
    rule: finding.ruleId,
    cwe: finding.cwe[0],
    line: lines.positionAt(finding.subject.range.start).line + 1,
    // What a model once wrote is not put into the next question.
    title: finding.basis === 'review' ? classTitle(finding.problemClass) : finding.title,
  });
}

/** A fresh look at the signal: an `await` may have passed since the last one. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
