// What the editor and the thread that reads an account say to each other. Plain data, copied from one to the other.
import type { CredentialPorts } from '../../s3/account/credentials.ts';
import type { Environment } from '../../s3/account/environment.ts';
import type { PostureEvent, PostureReport, PostureRunOptions } from '../../s3/posture.ts';

/** Given once, when the thread starts. */
export interface ReaderSetting {
  /** Absolute path of the folder that holds the bundles. */
  readonly directory: string;
  /** Of Palisade, for the user agent. */
  readonly version: string;
  readonly environment: Environment;
}

/** How a reading ended. The buckets came one by one. */
export type ReadingEnd = Omit<PostureReport, 'buckets' | 'account'>;

export type ToReader =
  | {
      readonly kind: 'read';
      readonly id: number;
      readonly options: PostureRunOptions;
      readonly awsExecutable: CredentialPorts['awsExecutable'];
    }
  | { readonly kind: 'cancel'; readonly id: number }
  /** The events were taken: more may come. */
  | { readonly kind: 'taken'; readonly id: number }
  /** Undefined: the person does not want to give the code. */
  | { readonly kind: 'code'; readonly id: number; readonly code: string | undefined };

export type FromReader =
  | { readonly kind: 'ready' }
  /** A few at a time, and no more before they are taken: else they would keep the receiver busy at a stretch. */
  | { readonly kind: 'events'; readonly id: number; readonly events: readonly PostureEvent[] }
  | { readonly kind: 'ask-code'; readonly id: number; readonly serial: string }
  /** The wait for the code is over without one: the reading was cancelled, or it took too long. */
  | { readonly kind: 'code-not-needed'; readonly id: number }
  | { readonly kind: 'end'; readonly id: number; readonly end: ReadingEnd }
  /** What nobody expected, in words. */
  | { readonly kind: 'crashed'; readonly id: number; readonly message: string };
