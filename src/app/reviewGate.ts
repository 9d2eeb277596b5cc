import type { SourceDocument } from '../code/document.ts';
import type { Reviewer } from '../code/review.ts';
import type { Reason } from '../findings/outcome.ts';
import type { Exclusion } from '../outbound/exclusions.ts';
import type { Consent } from './consent.ts';
import type { DailyLimit, Usage } from './dailyLimit.ts';
import type { Clock } from './ports.ts';
import { Turns } from './turns.ts';

/** Two reviews of one file on save are at least this far apart (issue: at most once per file in 15 s). */
const SAVE_INTERVAL_MS = 15_000;

/** "Save all" must not become a burst of requests: free keys allow 5 to 15 a minute (facts/gemini.md §1.1). */
export const REVIEWS_AT_ONCE = 2;

export interface ReviewSettings {
  readonly model: string;
  readonly fallbackModel: string;
  readonly dailyRequests: number;
  readonly dailyTokens: number;
  /** Patterns of `palisade.exclude` for the document's folder: those of each level (user, workspace, folder). */
  readonly exclude: readonly (readonly string[])[];
}

/** Where the gate gets what it decides on; asked anew each time, since all of it can change. */
export interface ReviewSources {
  apiKey(): Promise<string | undefined>;
  isTrusted(): boolean;
  settings(documentId: string): ReviewSettings;
  /** What keeps the document here: its names, `exclude`, and the ignore files above it. */
  exclusion(document: SourceDocument, signal: AbortSignal): Promise<Exclusion | undefined>;
  /** Loads the Gemini bundle on first use. */
  reviewer(apiKey: string, settings: ReviewSettings): Promise<Reviewer>;
}

/**
 * `bulk`: one of many files, whose sending a person has confirmed together. `recheck`: a file in which a finding was
 * handed to the agent has changed.
 */
export type Trigger = 'save' | 'command' | 'bulk' | 'recheck';

/** Why a review was not even considered. Not a fault: the scan is complete for the engines it used. */
export type ReviewOff = 'no-key' | 'no-consent' | 'untrusted-workspace';

export type GateAnswer =
  | { readonly kind: 'open'; readonly review: AdmittedReview }
  | { readonly kind: 'off'; readonly why: ReviewOff }
  | { readonly kind: 'refused'; readonly reason: Reason };

/** The way of one document to the model. */
export interface AdmittedReview {
  readonly reviewer: Pick<Reviewer, 'review'>;
  /**
   * May the text be sent now? Waits until its turn comes, then looks at every condition again.
   *
   * @returns why not; undefined when it may (or when the signal aborted)
   */
  admit(signal: AbortSignal): Promise<Reason | undefined>;
}

/** A place among those who may ask the model now, with the key that was there when it was given. */
interface Turn {
  readonly apiKey: string;
  /** Gives the place up. Calling it again does nothing. */
  release(): void;
}

/** Every condition under which source may leave the machine, in one place. */
export class ReviewGate {
  readonly #sources: ReviewSources;
  readonly #consent: Consent;
  readonly #limit: DailyLimit;
  readonly #clock: Clock;
  readonly #turns = new Turns(REVIEWS_AT_ONCE);
  readonly #lastReview = new Map<string, number>();
  /** Admitted, not counted yet. */
  #underWay = 0;

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

  /** Why nothing at all could be sent now, whatever the document; undefined when something could. Asks nobody. */
  async refusalOfAll(): Promise<Reason | undefined> {
    return this.#refusal('', await this.#sources.apiKey(), await this.#usedToday());
  }

  /** May this document be reviewed at all? Asks for consent if that was never decided. */
  async open(document: SourceDocument, trigger: Trigger): Promise<GateAnswer> {
    if ((await this.#sources.apiKey()) === undefined) return { kind: 'off', why: 'no-key' };
    if (!this.#sources.isTrusted()) return notAllowed('untrusted-workspace', trigger);
    const { state } = this.#consent;
    // Nobody is interrupted by what an agent writes.
    const mayAsk = state === 'undecided' && trigger !== 'recheck';
    if ((mayAsk ? await this.#consent.ask() : state) !== 'granted') {
      return notAllowed('no-consent', trigger);
    }
    let turn: Turn | undefined;
    const review: AdmittedReview = {
      admit: async (signal) => {
        const answer = await this.#admit(document, trigger, signal);
        if (answer === undefined || 'kind' in answer) return answer;
        turn = answer;
        return undefined;
      },
      reviewer: {
        review: async (request, signal) => {
          if (!turn) throw new Error('a review was started without being admitted');
          try {
            const reviewer = await this.#sources.reviewer(turn.apiKey, this.#sources.settings(document.id));
            const result = await reviewer.review(request, signal);
            const { requests, inputTokens, outputTokens } = result.usage;
            await this.#limit.add({ requests, tokens: inputTokens + outputTokens });
            return result;
          } finally {
            turn.release();
          }
        },
      },
    };
    return { kind: 'open', review };
  }

  /** An earlier session reviewed the document: the time between two reviews counts from then. */
  remember(documentId: string, reviewedAt: number): void {
    this.#lastReview.set(documentId, reviewedAt);
  }

  forget(documentId: string): void {
    this.#lastReview.delete(documentId);
  }

  async #admit(document: SourceDocument, trigger: Trigger, signal: AbortSignal): Promise<Turn | Reason | undefined> {
    const excluded = await this.#exclusion(document, signal);
    if (excluded) return excluded;
    if (trigger === 'save' || trigger === 'recheck') {
      const wait = (this.#lastReview.get(document.id) ?? -Infinity) + SAVE_INTERVAL_MS - this.#clock.now();
      if (wait > 0) await this.#clock.delay(wait, signal);
    }
    const pass = await this.#turns.take(signal);
    if (!pass) return undefined;
    // Everything may have changed while it waited. Nothing is awaited between the last look and the turn.
    const excludedNow = await this.#exclusion(document, signal);
    const apiKey = await this.#sources.apiKey();
    const used = await this.#usedToday();
    const refused = excludedNow ?? this.#refusal(document.id, apiKey, used);
    if (refused || apiKey === undefined || signal.aborted) {
      pass();
      return signal.aborted ? undefined : refused;
    }
    this.#lastReview.set(document.id, this.#clock.now());
    return this.#turn(apiKey, pass, signal);
  }

  /** A turn is given up with its review, or with the signal if that never starts. */
  #turn(apiKey: string, pass: () => void, signal: AbortSignal): Turn {
    this.#underWay++;
    let held = true;
    const release = (): void => {
      if (!held) return;
      held = false;
      this.#underWay--;
      signal.removeEventListener('abort', release);
      pass();
    };
    signal.addEventListener('abort', release);
    return { apiKey, release };
  }

  async #exclusion(document: SourceDocument, signal: AbortSignal): Promise<Reason | undefined> {
    const exclusion = await this.#sources.exclusion(document, signal);
    return exclusion && { kind: 'excluded', engine: 'gemini', detail: exclusion.by };
  }

  async #usedToday(): Promise<Usage | { readonly unreadable: string }> {
    try {
      return await this.#limit.today();
    } catch (error) {
      return { unreadable: error instanceof Error && 'code' in error ? String(error.code) : 'unreadable' };
    }
  }

  #refusal(
    documentId: string,
    apiKey: string | undefined,
    used: Usage | { readonly unreadable: string },
  ): Reason | undefined {
    if (apiKey === undefined) return { kind: 'no-key', engine: 'gemini' };
    if (!this.#sources.isTrusted()) return { kind: 'untrusted-workspace', engine: 'gemini' };
    if (this.#consent.state !== 'granted') return { kind: 'no-consent', engine: 'gemini' };
    if ('unreadable' in used) return { kind: 'limit-unknown', engine: 'gemini', detail: used.unreadable };
    const { dailyRequests, dailyTokens } = this.#sources.settings(documentId);
    // Each review under way is at least one request that is not counted yet.
    const requests = used.requests + this.#underWay;
    if (requests < dailyRequests && used.tokens < dailyTokens) return undefined;
    const detail = requests >= dailyRequests ? `${used.requests} requests` : `${used.tokens} tokens`;
    return { kind: 'daily-limit', engine: 'gemini', detail, retryAt: this.#limit.resetsAt() };
  }
}

/** A person who asked by command is told; a save goes on quietly with the offline engine. */
function notAllowed(why: 'untrusted-workspace' | 'no-consent', trigger: Trigger): GateAnswer {
  return trigger === 'save' ? { kind: 'off', why } : { kind: 'refused', reason: { kind: why, engine: 'gemini' } };
}
