import type { AnalysisRequest, AnalysisResponse } from './protocol.ts';

/** From the host to the worker. */
export interface ToWorker {
  readonly id: number;
  readonly request: AnalysisRequest;
}

/** From the worker to the host. */
export type FromWorker =
  /** It listens. */
  | { readonly kind: 'ready' }
  /** What is known before the slow part: kept when the request takes too long. */
  | { readonly kind: 'stage'; readonly id: number; readonly response: AnalysisResponse }
  | { readonly kind: 'done'; readonly id: number; readonly response: AnalysisResponse }
  /** A bug in the engine. The detail holds no text of the file. */
  | { readonly kind: 'error'; readonly id: number; readonly detail: string };
