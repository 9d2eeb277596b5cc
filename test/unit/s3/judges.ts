import { PUBLIC_EXPOSURE } from '../../../src/s3/checks/publicExposure.ts';
import type { Judges } from '../../../src/s3/runPosture.ts';

/** All checks there are. */
export const judges: Judges = {
  judgeBucket: (bucket, account, options) =>
    PUBLIC_EXPOSURE.map((rule) => ({
      checkId: rule.id,
      resource: bucket.name,
      outcome: rule.judge(bucket, account, options),
    })),
  judgeAccount: () => [],
};
