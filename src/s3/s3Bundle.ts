// What the bundle dist/s3.cjs gives to the command line and the editor. Types only: nothing is loaded here.
import type { CredentialPorts } from './account/credentials.ts';
import type { Environment } from './account/environment.ts';
import type { CheckMapping } from './checks/check.ts';
import type { PostureEvent, PostureReport, PostureRunOptions } from './posture.ts';
import type { Severity } from '../findings/severity.ts';

/** A check without what judges. */
export interface CheckDescription {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly profile: 'core' | 'all';
  readonly subject: 'bucket' | 'account';
  readonly mapping: CheckMapping;
  readonly apis: readonly string[];
}

/** Reads accounts one after the other, and keeps in memory what credentials it got on the way. */
export interface Reader {
  /** Never rejects for what the account, the network or a person does: that is in the report. */
  readonly read: (
    options: PostureRunOptions,
    /** Who answers for codes, and which AWS CLI may be run: never what a workspace says. */
    credentials: Pick<CredentialPorts, 'awsExecutable' | 'mfaCode'>,
    onEvent: (event: PostureEvent) => void,
    signal: AbortSignal,
  ) => Promise<PostureReport>;
}

export interface S3Bundle {
  /** @param version of Palisade, for the user agent */
  readonly openReader: (environment: Environment, version: string) => Reader;
  /** Never rejects for what the account, the network or a person does: that is in the report. */
  readonly runPosture: (
    options: PostureRunOptions,
    onEvent: (event: PostureEvent) => void,
    signal: AbortSignal,
    around: {
      /** Who answers for codes, and which AWS CLI may be run: never what a workspace says. */
      readonly credentials: CredentialPorts;
      /** Of Palisade, for the user agent. */
      readonly version: string;
    },
  ) => Promise<PostureReport>;
  /** The IAM policy with which nothing stays unknown. */
  readonly iamPolicy: (
    checks: 'core' | 'all',
    partition?: string,
  ) => {
    readonly Statement: readonly { readonly Action: readonly string[] }[];
  };
  readonly checkDescriptions: () => readonly CheckDescription[];
  /** The table of the checks with the ids that others have for them. */
  readonly checkTable: (format: 'markdown' | 'json') => string;
}
