// An account as a history: what each bucket was at any moment. Read as the posture core reads, in virtual time.
import type { AccountFacts } from '../../../../src/s3/facts.ts';
import { known } from '../../../../src/s3/facts.ts';
import type {
  BucketPosture,
  CheckResult,
  PostureEvent,
  PostureReport,
  PostureRunOptions,
} from '../../../../src/s3/posture.ts';
import { checksOf } from '../../../../src/s3/checks/catalogue.ts';
import { newAccount, newBucket } from '../../../support/s3Facts.ts';
import { OWN } from '../events/sampleEvents.ts';
import type { VirtualClock } from './virtualClock.ts';

/** Some of the catalogue: what is judged is not what is tested here. */
export const CHECKS = checksOf('core')
  .filter(({ subject }) => subject === 'bucket')
  .slice(0, 3)
  .map(({ id }) => id);

/** What fails; undefined: there is no such bucket. */
export type State = ReadonlySet<string> | undefined;

interface Moment {
  readonly at: number;
  readonly state: State;
}

/** As it was measured with all checks, at the memory that is the default. */
const BUCKET_MS = 26;
const BUCKET_CALLS = 14.4;
const ACCOUNT_MS = 1_500;
const ACCOUNT_CALLS = 30;
/** So long a read may still see what was before a change. */
const STALE_MS = 3_000;

export class AccountModel {
  readonly #history = new Map<string, Moment[]>();
  readonly #clock: VirtualClock;
  /** Whether S3 answers this read. */
  isThrottled: (bucket: string, at: number) => boolean = () => false;
  isStale: () => boolean = () => false;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  set(bucket: string, state: State): void {
    const moments = this.#history.get(bucket) ?? [];
    this.#history.set(bucket, moments);
    moments.push({ at: this.#clock.time, state });
  }

  stateAt(bucket: string, at: number): State {
    return this.#history.get(bucket)?.findLast((moment) => moment.at <= at)?.state;
  }

  namesAt(at: number): readonly string[] {
    return [...this.#history.keys()].filter((name) => this.stateAt(name, at) !== undefined);
  }

  async read(
    { buckets }: PostureRunOptions,
    onEvent: (event: PostureEvent) => void,
    signal: AbortSignal,
  ): Promise<PostureReport> {
    const startedAt = this.#clock.time;
    const listed = this.namesAt(startedAt);
    const wanted = buckets.length > 0 ? buckets : listed;
    await this.#clock.delay(ACCOUNT_MS + wanted.length * BUCKET_MS);
    const postures = wanted.map((name, index) => this.#posture(name, startedAt + ACCOUNT_MS + index * BUCKET_MS));
    const facts: AccountFacts = newAccount({ buckets: known(new Map(listed.map((name) => [name, 'us-east-1']))) });
    onEvent({ kind: 'account', facts, results: [] });
    const isUnsure = postures.some((one) => one.kind === 'read' && one.results.some(isUnknown));
    return {
      status: signal.aborted ? 'cancelled' : isUnsure ? 'partial' : 'complete',
      identity: {
        partition: 'aws',
        accountId: OWN,
        arn: `arn:aws:sts::${OWN}:assumed-role/palisade`,
        region: 'us-east-1',
      },
      account: [],
      buckets: postures,
      notRead: [],
      failure: undefined,
      calls: Math.ceil(ACCOUNT_CALLS + wanted.length * BUCKET_CALLS),
      startedAt,
      elapsedMs: this.#clock.time - startedAt,
    };
  }

  #posture(name: string, at: number): BucketPosture {
    const state = this.stateAt(name, this.isStale() ? at - STALE_MS : at);
    if (state === undefined) return { kind: 'gone', name, region: 'us-east-1' };
    const throttled = this.isThrottled(name, at);
    const results = CHECKS.map((checkId): CheckResult => {
      const severity = 'high';
      if (throttled) {
        const missing = [
          { cause: 'throttled', api: 'GetBucketPolicy', action: 's3:GetBucketPolicy', error: 'SlowDown' },
        ];
        return {
          checkId,
          resource: name,
          outcome: { kind: 'unknown', severity, evidence: 'not read', missing: missing as never },
        };
      }
      return state.has(checkId)
        ? { checkId, resource: name, outcome: { kind: 'fail', severity, evidence: 'it is open' } }
        : { checkId, resource: name, outcome: { kind: 'pass', evidence: 'it is closed' } };
    });
    return { kind: 'read', facts: newBucket({ name, region: 'us-east-1' }), results, calls: 14 };
  }
}

function isUnknown({ outcome }: CheckResult): boolean {
  return outcome.kind === 'unknown';
}
