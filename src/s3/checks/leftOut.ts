// Rows of the table of checks that no check is made of: said, so that nobody takes their absence for a pass.

export interface LeftOut {
  /** The id that the check has, or would have. */
  readonly id: string;
  /** A sentence. Plain text. */
  readonly why: string;
}

export const LEFT_OUT: readonly LeftOut[] = [
  {
    id: 's3-bucket-transfer-acceleration',
    why: 'Transfer acceleration is a matter of speed: a bucket without it is no less safe, and nearly every bucket would fail.',
  },
  {
    id: 's3-policy-change-alarm',
    why: 'It rests on metric filters and alarms of CloudWatch, which is the configuration of other services; CIS 4.8 leaves it to a person.',
  },
  {
    id: 's3-macie-coverage',
    why: 'It rests on the jobs of Amazon Macie, which is the configuration of another service; CIS 2.1.3 leaves it to a person.',
  },
];
