// A look at a document for the sake of findings that were handed to the agent.
import type { SourceDocument } from '../../code/document.ts';
import type { ScanOutcome } from '../../findings/outcome.ts';
import type { ReviewOff } from '../reviewGate.ts';
import type { ScanJobs, ScanRequest } from '../scanJobs.ts';

export interface CodeLookRequest {
  /** Fingerprints of findings that Gemini is to be asked about; empty: it takes no part. */
  readonly ask: readonly string[];
  /** `command`: a person waits for it. */
  readonly trigger: 'command' | 'recheck';
}

export type CodeLook =
  | { readonly kind: 'looked'; readonly outcome: ScanOutcome; readonly reviewOff?: ReviewOff }
  | { readonly kind: 'gone' }
  /** In words. */
  | { readonly kind: 'unreadable'; readonly why: string }
  /** Given up. */
  | { readonly kind: 'cancelled' };

/** Looks at documents: in the text of the editor where they are open, else in that of the disk. */
export interface CodeLooks {
  look(documentId: string, request: CodeLookRequest, signal: AbortSignal): Promise<CodeLook>;
}

export interface DocumentSource {
  /** The document as it is now, its edits followed from here on. `gone`: there is no such file any more. */
  snapshot(documentId: string, signal: AbortSignal): Promise<SourceDocument | 'gone' | { readonly unreadable: string }>;
  /** Starts a scan, as {@link ScanJobs.request} does. */
  request(request: ScanRequest): Promise<ScanOutcome | undefined>;
}

/** Scans of others take over now and then: so often it is tried again. */
const MOST_TRIES = 3;

/** Looks through the jobs of the scans, so that a document is never scanned twice at once. */
export class JobLooks implements CodeLooks {
  readonly #jobs: Pick<ScanJobs, 'status' | 'latest'>;
  readonly #source: DocumentSource;

  constructor(jobs: Pick<ScanJobs, 'status' | 'latest'>, source: DocumentSource) {
    this.#jobs = jobs;
    this.#source = source;
  }

  async look(documentId: string, { ask, trigger }: CodeLookRequest, signal: AbortSignal): Promise<CodeLook> {
    for (let tries = 0; tries < MOST_TRIES && !signal.aborted; tries++) {
      const document = await this.#source.snapshot(documentId, signal);
      if (document === 'gone') return { kind: 'gone' };
      if ('unreadable' in document) return { kind: 'unreadable', why: document.unreadable };
      const request = { document, trigger, review: ask.length > 0, ...(ask.length > 0 ? { ask } : {}), signal };
      const outcome = await this.#source.request(request);
      if (outcome && outcome.status !== 'cancelled') {
        const status = this.#jobs.status(documentId);
        const reviewOff = status?.phase === 'done' ? status.reviewOff : undefined;
        return { kind: 'looked', outcome, ...(reviewOff ? { reviewOff } : {}) };
      }
      // A newer scan took over: what it says is of another text, or it was not asked what we want to know.
      if (!outcome) await this.#jobs.latest(documentId);
    }
    return { kind: 'cancelled' };
  }
}
