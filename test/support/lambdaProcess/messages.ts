/** To the process that plays Lambda. */
export interface ToFunction {
  readonly handler: 'scan' | 'change';
  readonly event: unknown;
  readonly limitMs: number;
}

interface Used {
  readonly ms: number;
  /** Of the processor. */
  readonly cpuMs: number;
  /** The most memory that the process has had so far. */
  readonly peakMb: number;
}

export type FromFunction =
  | { readonly kind: 'loaded'; readonly ms: number; readonly rssMb: number }
  | ({ readonly kind: 'value'; readonly value: unknown } & Used)
  | ({ readonly kind: 'error'; readonly name: string; readonly message: string; readonly stack: string } & Used);

export type Answered = Exclude<FromFunction, { readonly kind: 'loaded' }>;
