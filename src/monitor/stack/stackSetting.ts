// What a person chooses for the stack. All of it ends up as parameters of the template.

/** Days that CloudWatch Logs knows as a retention, of those that make sense here. */
export const RETENTION_DAYS = [30, 60, 90, 180, 365, 731] as const;
export type RetentionDays = (typeof RETENTION_DAYS)[number];

export interface StackSetting {
  /** Which checks are made: those of `core` need fewer permissions. */
  readonly checks: 'core' | 'all';
  readonly trustedAccounts: readonly string[];
  /** Tags as `key` or `key=value`. */
  readonly publicTags: readonly string[];
  readonly sensitiveTags: readonly string[];
  /** Of the log group of the reports. */
  readonly retentionDays: RetentionDays;
  /** When the stack is removed its reports stay. */
  readonly keepReports: boolean;
  /**
   * Who is told: new high or critical findings and alarms go to a topic that the stack makes with this subscription,
   * and the budget to this address. Undefined: no topic, no budget.
   */
  readonly email: string | undefined;
  /** A topic that is there already, in place of one of the stack; with it `email` is for the budget alone. */
  readonly topicArn: string | undefined;
  /**
   * A customer key. It encrypts the log groups and the topic that the stack makes; for a topic that is there already it
   * is the key which encrypts that.
   */
  readonly keyArn: string | undefined;
  /** Name of the SecureString parameter that holds the Gemini key, e.g. `/palisade/gemini-key`. Undefined: no Gemini. */
  readonly geminiParameter: string | undefined;
  readonly geminiModel: string | undefined;
  readonly permissionsBoundaryArn: string | undefined;
  /** Of both functions: `change` reads the report of a whole scan to compare. */
  readonly memoryMb: number;
}

export const DEFAULT_STACK = 'palisade-monitor';

export const DEFAULT_SETTING: StackSetting = {
  checks: 'all',
  trustedAccounts: [],
  publicTags: [],
  sensitiveTags: [],
  retentionDays: 90,
  keepReports: false,
  email: undefined,
  topicArn: undefined,
  keyArn: undefined,
  geminiParameter: undefined,
  geminiModel: undefined,
  permissionsBoundaryArn: undefined,
  memoryMb: 1_024,
};
