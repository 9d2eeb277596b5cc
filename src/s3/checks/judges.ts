import type { Judges } from '../runPosture.ts';
import { judgeAccount, judgeBucket } from './judge.ts';

/** All checks, as a run over an account asks for them. */
export const JUDGES: Judges = {
  judgeBucket: (bucket, account, options, siblings) => judgeBucket(bucket, account, options, options.checks, siblings),
  judgeAccount: (account, buckets, options) => judgeAccount(account, buckets, options, options.checks),
};
