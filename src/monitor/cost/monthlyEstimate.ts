// What the watcher costs in a month, by item.

export interface MonthlyUse {
  readonly buckets: number;
  readonly changesPerDay: number;
  readonly gemini: boolean;
  /** Defaults: 1,024 MB, 90 days, no topic. */
  readonly memoryMb?: number;
  readonly retentionDays?: number;
  readonly email?: boolean;
  readonly customerKey?: boolean;
  /** Copies of management events beyond the first, which is free: each further trail that logs reads. Default 0. */
  readonly extraTrails?: number;
  /** GuardDuty is on: it reads all management events. Default false. */
  readonly guardDuty?: boolean;
}

export interface MonthlyEstimate {
  readonly usd: number;
  /** Year and month of the price list, e.g. `2026-11`. */
  readonly prices: string;
  readonly region: string;
  readonly items: readonly MonthlyItem[];
}

export interface MonthlyItem {
  /** E.g. `lambda-time`. */
  readonly item: string;
  /** In words, e.g. `Lambda, time of both functions`. */
  readonly title: string;
  readonly quantity: number;
  readonly unit: string;
  readonly usd: number;
  /** Not the watcher's own: what others of the account charge for its calls. Not in `usd` of the whole unless it is on. */
  readonly isOthers: boolean;
}
