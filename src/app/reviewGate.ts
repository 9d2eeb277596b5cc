import type { SourceDocument } from '../code/document.ts';
import type { Reviewer } from '../code/review.ts';
import type { Reason } from '../findings/outcome.ts';
import { exclusionOf, type IgnoreFileReader } from '../outbound/exclusions.ts';
import type { Consent } from './consent.ts';
import type { DailyLimit } from './dailyLimit.ts';
import type { Clock } from './ports.ts';
import { Turns } from './turns.ts';

/** Two reviews of one file on save are at least this far apart (issue: at most once per file in 15 s). */
const SAVE_INTERVAL_MS = 15_000;

/** "Save all" must not become a burst of requests: free keys allow 5 to 15 a minute (facts/gemini.md §1.1). */
const REVIEWS_AT_ONCE = 2;

export interface ReviewSettings {
  readonly model: string;
  readonly fallbackModel: string;
  readonly dailyRequests: number;
  readonly dailyTokens: number;
  /** Patterns of `palisade.exclude` for the document's folder. */
  readonly exclude: readonly string[];
}

/** Where the gate gets what it decides on; asked anew each time, since all of it can change. */
export interface ReviewSources {
  apiKey(): Promise<string | undefined>;
  isTrusted(): boolean;
  settings(documentId: string): ReviewSettings;
  /** Undefined for documents outside any folder. */
  ignoreFiles(documentId: string): IgnoreFileReader | undefined;
  /** Loads the Gemini bundle on first use. */
  reviewer(apiKey: string, settings: ReviewSettings): Promise<Reviewer>;
}

export type Trigger = 'save' | 'command';

/** Why a review was not even considered. Not a fault: the scan is complete for the engines it used. */
export type ReviewOff = 'no-key' | 'no-consent' | 'untrusted-workspace';

export type GateAnswer =
  | { readonly kind: 'open'; readonly reviewer: Reviewer }
  | { readonly kind: 'off'; readonly why: ReviewOff }
  | { readonly kind: 'refused'; readonly reason: Reason };

/** Every condition under which source may leave the machine, in one place. */
export class ReviewGate {
  readonly #sources: ReviewSources;
  readonly #consent: Consent;
  readonly #limit: DailyLimit;
  readonly #clock: Clock;
  readonly #turns = new Turns(REVIEWS_AT_ONCE);
  readonly #lastReview = new Map<string, number>();

  constructor(sources: ReviewSources, consent: Consent, limit: DailyLimit, clock: Clock) {
    this.#sources = sources;
    this.#consent = consent;
    this.#limit = limit;
    this.#clock = clock;
  }

  /** Changes whenever the gate could answer otherwise than before: part of what "unchanged" means. */
  async signature(documentId: string): Promise<string> {
    const { model, fallbackModel, exclude } = this.#sources.settings(documentId);
    const hasKey = (await this.#sources.apiKey()) !== undefined;
    return JSON.stringify([hasKey, this.#sources.isTrusted(), this.#consent.state, model, fallbackModel, exclude]);
  }

  /** May this document be reviewed at all? Asks for consent if that was never decided. */
  async open(documentId: string, trigger: Trigger, signal: AbortSignal): Promise<GateAnswer> {
    const apiKey = await this.#sources.apiKey();
    if (apiKey === undefined) return { kind: 'off', why: 'no-key' };
    if (!this.#sources.isTrusted()) return notAllowed('untrusted-workspace', trigger);
    const { state } = this.#consent;
    if ((state === 'undecided' ? await this.#consent.ask() : state) !== 'granted')
      return notAllowed('no-consent', trigger);
    if (signal.aborted) return { kind: 'off', why: 'no-consent' };
    const reviewer = await this.#sources.reviewer(apiKey, this.#sources.settings(documentId));
    return { kind: 'open', reviewer: this.#counted(reviewer) };
  }

  /**
   * May this text be sent now? On save it waits until the file's turn comes.
   *
   * @returns why not; undefined when it may (or when the signal aborted)
   */
  async admit(document: SourceDocument, trigger: Trigger, signal: AbortSignal): Promise<Reason | undefined> {
    const settings = this.#sources.settings(document.id);
    const reader = this.#sources.ignoreFiles(document.id);
    const exclusion = await exclusionOf(document.path, {
      userPatterns: settings.exclude,
      signal,
      ...(reader ? { reader } : {}),
    });
    if (exclusion) return { kind: 'excluded', engine: 'gemini', detail: exclusion.by };
    if (trigger === 'save') {
      const wait = (this.#lastReview.get(document.id) ?? -Infinity) + SAVE_INTERVAL_MS - this.#clock.now();
      if (wait > 0) await this.#clock.delay(wait, signal);
    }
    if (signal.aborted) return undefined;
    // Trust and consent may have been withdrawn while waiting.
    if (!this.#sources.isTrusted()) return { kind: 'untrusted-workspace', engine: 'gemini' };
    if (this.#consent.state !== 'granted') return { kind: 'no-consent', engine: 'gemini' };
    const used = await this.#limit.today().catch((error: unknown) => {
      const detail = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
      return { unreadable: detail };
    });
    if ('unreadable' in used) return { kind: 'limit-unknown', engine: 'gemini', detail: used.unreadable };
    const { requests, tokens } = used;
    if (requests >= settings.dailyRequests || tokens >= settings.dailyTokens) {
      const what = requests >= settings.dailyRequests ? `${requests} requests` : `${tokens} tokens`;
      return { kind: 'daily-limit', engine: 'gemini', detail: what, retryAt: this.#limit.resetsAt() };
    }
    this.#lastReview.set(document.id, this.#clock.now());
    return undefined;
  }

  forget(documentId: string): void {
    this.#lastReview.delete(documentId);
  }

  #counted(reviewer: Reviewer): Reviewer {
    return {
      review: async (request, signal) => {
        const pass = await this.#turns.take(signal);
        try {
          const result = await reviewer.review(request, signal);
          const { requests, inputTokens, outputTokens } = result.usage;
          await this.#limit.add({ requests, tokens: inputTokens + outputTokens });
          return result;
        } finally {
          pass?.();
        }
      },
      testConnection: (signal) => reviewer.testConnection(signal),
    };
  }
}

/** A person who asked by command is told; a save goes on quietly with the offline engine. */
function notAllowed(why: 'untrusted-workspace' | 'no-consent', trigger: Trigger): GateAnswer {
  return trigger === 'save' ? { kind: 'off', why } : { kind: 'refused', reason: { kind: why, engine: 'gemini' } };
}
