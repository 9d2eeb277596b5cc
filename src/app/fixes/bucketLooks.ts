// A look at a bucket, or at the account, for the sake of findings that were handed to the agent.
import type { FixPause } from './fix.ts';

/** What a check said of a place. */
export interface CheckSaid {
  readonly checkId: string;
  /** Name of the bucket, or of the part of the account. */
  readonly resource: string;
  /** Of a result of that kind. */
  readonly fingerprint: string;
  readonly kind: 'pass' | 'fail' | 'not-applicable' | 'unknown';
  readonly evidence: string;
  /** What could not be read, in words. */
  readonly missing: readonly string[];
}

export interface BucketLookRequest {
  readonly partition: string;
  readonly accountId: string;
  /** Undefined: the account itself. */
  readonly bucket: string | undefined;
  /** Names of the parts of the account that are meant. */
  readonly resources: readonly string[];
  readonly checkIds: readonly string[];
}

export type BucketLookEnd =
  | { readonly kind: 'read'; readonly said: readonly CheckSaid[] }
  | { readonly kind: 'gone' }
  /** The account was, or is being, read for another reason: that counts, too. */
  | { readonly kind: 'busy' }
  /** It is not the account that is looked at, or it was not read yet, or nobody is signed in. */
  | { readonly kind: 'paused'; readonly pause: FixPause }
  /** Nothing was learned this time, in words. */
  | { readonly kind: 'failed'; readonly why: string };

/** Looks at the account that is chosen, and at no other. */
export interface BucketLooks {
  /** Reads what these checks need and nothing else. Changes nothing of what is shown. */
  poll(request: BucketLookRequest, signal: AbortSignal): Promise<BucketLookEnd>;
  /** Reads all of the bucket, or of the account with one bucket, and shows it. */
  confirm(request: BucketLookRequest, signal: AbortSignal): Promise<BucketLookEnd>;
  /** Fires when another account may have been chosen, or a reading has ended. */
  readonly onDidSettle: (listener: () => void) => { dispose(): void };
}
