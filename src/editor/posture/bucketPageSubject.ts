import { type AccountSource, type AccountState, isSameSource } from '../../app/posture/accountState.ts';
import type { BucketPageSubject } from './bucketPage.ts';

/** Of which account a page was opened. */
export interface OpenedOf {
  readonly source: AccountSource | undefined;
  /** Undefined until it is known. */
  readonly accountId: string | undefined;
  readonly bucket: string;
}

/** What a page shows of its bucket now. Of another account than it was opened of it shows nothing. */
export function subjectOf(state: AccountState, { source, accountId, bucket }: OpenedOf): BucketPageSubject {
  const { identity } = state;
  const isOther = accountId !== undefined && identity !== undefined && identity.accountId !== accountId;
  if (isOther || !isSameSource(state.source, source)) return { kind: 'another-account' };
  const row = state.rows.get(bucket);
  // Chosen again, or read for the first time: an account without rows is one that was not listed.
  if (row === undefined)
    return state.outcome === undefined && state.rows.size === 0 ? { kind: 'waiting' } : { kind: 'gone' };
  return {
    kind: 'row',
    row,
    identity: identity ?? state.account?.facts.identity,
    account: state.account,
    sample: source?.kind === 'sample',
    reading: state.reading?.bucket === bucket,
    failure: state.bucketFailure?.bucket === bucket ? state.bucketFailure.failure.message : undefined,
  };
}
