import { type Disposable, Emitter } from '../../findings/events.ts';
import type { ApiName } from '../../s3/apis.ts';
import type { AccountFacts, BucketFacts, Identity } from '../../s3/facts.ts';
import type { CheckResult, PostureEvent, PostureRunOptions } from '../../s3/posture.ts';
import { postureFingerprint } from '../../s3/postureFingerprint.ts';
import type { Judges } from '../../s3/runPosture.ts';
import type { BucketLookEnd, BucketLookRequest, BucketLooks, CheckSaid } from '../fixes/bucketLooks.ts';
import { optionsOf, type PostureSettings } from './accountReading.ts';
import type { AccountSession } from './accountSession.ts';
import { type AccountSource, isSameSource, type LiveSource } from './accountState.ts';
import { apisOf, withNewAccount, withNewFacts } from './narrowReading.ts';
import type { AccountReader } from './readerThread.ts';

export interface RecheckPorts {
  readonly session: AccountSession;
  readonly reader: AccountReader;
  readonly judges: Judges;
  readonly settings: () => PostureSettings;
}

/** What the session knows of the account that is meant. */
interface Known {
  readonly source: LiveSource;
  readonly identity: Identity;
  readonly account: AccountFacts;
  readonly buckets: ReadonlyMap<string, BucketFacts>;
}

/** What a narrow reading brought. */
interface Read {
  identity: Identity | undefined;
  account: AccountFacts | undefined;
  readonly buckets: Map<string, BucketFacts>;
  readonly gone: Set<string>;
}

/** Short looks at the account that the session shows. They wait for its readings, and give way to them. */
export class AccountRechecks implements BucketLooks, Disposable {
  readonly #ports: RecheckPorts;
  readonly #settled = new Emitter<void>();
  readonly #subscription: Disposable;
  #wasReading = false;

  readonly onDidSettle = this.#settled.event;

  constructor(ports: RecheckPorts) {
    this.#ports = ports;
    const { session } = ports;
    let source = session.state.source;
    this.#subscription = session.onDidChange(() => {
      const { state } = session;
      const isReading = state.reading !== undefined;
      const hasEnded = this.#wasReading && !isReading;
      const isOther = !isSameSource(source, state.source);
      this.#wasReading = isReading;
      source = state.source;
      if (hasEnded || isOther) this.#settled.fire();
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#settled.dispose();
  }

  async poll(request: BucketLookRequest, signal: AbortSignal): Promise<BucketLookEnd> {
    const { session } = this.#ports;
    if (session.state.reading !== undefined) return { kind: 'busy' };
    const known = this.#known(request);
    if ('kind' in known) return known;
    const { bucket } = request;
    if (bucket !== undefined && !known.buckets.has(bucket)) return this.#notKnown(bucket);
    const read: Read = { identity: undefined, account: undefined, buckets: new Map(), gone: new Set() };
    const apis = apisOf(request.checkIds, bucket === undefined ? 'account' : 'bucket');
    const meant = this.#bucketsMeant(request, known, apis);
    const options = this.#narrowOptions(request, known, apis, meant);
    const yielding = this.#yielding(known.source, signal);
    try {
      const broken = await this.#read(options, read, yielding.signal);
      if (broken) return broken;
      // Logs may go to another bucket since, of which nothing was asked yet.
      const targets = [...read.buckets.values()]
        .flatMap((facts) => logTargetOf(facts, known, apis))
        .filter((name) => !meant.includes(name));
      if (targets.length > 0) {
        const more = this.#narrowOptions(request, known, apis, targets);
        const brokenNow = await this.#read(more, read, yielding.signal);
        if (brokenNow) return brokenNow;
      }
    } finally {
      yielding.dispose();
    }
    if (read.identity && !isSameAccount(read.identity, request)) return waitFor(request);
    if (bucket !== undefined && read.gone.has(bucket)) return { kind: 'gone' };
    if (!read.account) return { kind: 'failed', why: 'The look ended without an answer.' };
    return { kind: 'read', said: this.#judged(request, known, read, apis, options) };
  }

  /** @returns why nothing is known, where that is so */
  async #read(options: PostureRunOptions, read: Read, signal: AbortSignal): Promise<BucketLookEnd | undefined> {
    const end = await this.#ports.reader.read(
      {
        options,
        awsExecutable: this.#ports.settings().awsExecutable,
        onEvents: (events) => take(events, read),
        // Nobody is asked for a code by something that goes on in the background.
        askCode: () => Promise.resolve(undefined),
      },
      signal,
    );
    if (signal.aborted) return { kind: 'busy' };
    return end.failure && failed(end.failure);
  }

  async confirm(request: BucketLookRequest, signal: AbortSignal): Promise<BucketLookEnd> {
    const { session } = this.#ports;
    await session.idle();
    const known = this.#known(request);
    if ('kind' in known) return known;
    const behind = request.bucket === undefined ? this.#bucketsBehind(request, known) : [request.bucket];
    // A look at any bucket is one at the account as well.
    const meant = behind.length > 0 ? behind : [...known.buckets.keys()].slice(0, 1);
    if (meant.length === 0) return await this.#confirmAll(request);
    const apis = apisOf(request.checkIds, 'bucket');
    const targets = (now: Known): string[] => meant.flatMap((name) => logTargetsOf(name, now, apis));
    // What is said of a bucket is said last, when those that its logs go to are known.
    const names = new Set([...targets(known), ...meant]);
    // Only what was begun for this: a person's reading of the account goes on.
    const cancel = (): void => {
      const { reading } = session.state;
      if (reading?.bucket !== undefined && names.has(reading.bucket)) session.cancel();
    };
    signal.addEventListener('abort', cancel, { once: true });
    const before = this.#facts(request.bucket);
    try {
      for (const name of [...names]) {
        if (signal.aborted) break;
        await session.readBucket(name);
        const { bucketFailure } = session.state;
        if (bucketFailure?.bucket === name && meant.includes(name)) return failed(bucketFailure.failure);
      }
      // Their logs may go to another bucket since: what is read of that one changes what is said of them.
      const now = this.#known(request);
      const others = 'kind' in now ? [] : targets(now).filter((name) => !names.has(name));
      for (const name of others) {
        names.add(name);
        if (!signal.aborted) await session.readBucket(name);
      }
    } finally {
      signal.removeEventListener('abort', cancel);
    }
    return this.#shown(request, before);
  }

  async #confirmAll(request: BucketLookRequest): Promise<BucketLookEnd> {
    const { session } = this.#ports;
    const before = this.#facts(request.bucket);
    await session.readAll();
    const failure = session.state.outcome?.failure;
    return failure ? failed(failure) : this.#shown(request, before);
  }

  /**
   * What the session shows after a whole look.
   *
   * @param before what it showed until then: where that is all there is, the look was given up
   */
  #shown(request: BucketLookRequest, before: AccountFacts | BucketFacts | undefined): BucketLookEnd {
    const { rows, account, identity } = this.#ports.session.state;
    if (!identity || !account || !isSameAccount(identity, request)) return waitFor(request);
    const { bucket } = request;
    const row = bucket === undefined ? undefined : rows.get(bucket);
    if (bucket !== undefined && !row) return { kind: 'gone' };
    if (this.#facts(bucket) === before) return { kind: 'busy' };
    const results = bucket === undefined ? account.results : row?.posture?.results;
    return results ? { kind: 'read', said: saidOf(results, request) } : { kind: 'busy' };
  }

  /** What the last reading of the bucket, or of the account itself, brought. */
  #facts(bucket: string | undefined): AccountFacts | BucketFacts | undefined {
    const { rows, account } = this.#ports.session.state;
    return bucket === undefined ? account?.facts : rows.get(bucket)?.posture?.facts;
  }

  #known(request: BucketLookRequest): Known | BucketLookEnd {
    const { source, identity, account, rows, outcome } = this.#ports.session.state;
    if (source === undefined || source.kind === 'sample' || source.kind === 'report') return waitFor(request);
    if (identity === undefined || account === undefined) {
      return outcome?.failure ? failed(outcome.failure) : waitFor(request);
    }
    if (!isSameAccount(identity, request)) return waitFor(request);
    const facts = [...rows].flatMap(([name, { posture }]) => (posture ? [[name, posture.facts] as const] : []));
    return { source, identity, account: account.facts, buckets: new Map(facts) };
  }

  /** It is in no row, or was never read. */
  #notKnown(bucket: string): BucketLookEnd {
    const { rows, outcome } = this.#ports.session.state;
    const isListed = rows.has(bucket) || outcome === undefined || outcome.status === 'cancelled' || outcome.failure;
    return isListed ? { kind: 'failed', why: 'The bucket was not read yet.' } : { kind: 'gone' };
  }

  /** The bucket, or those that the account's checks speak of; and where their logs go, as far as that is known. */
  #bucketsMeant(request: BucketLookRequest, known: Known, apis: ReadonlySet<ApiName>): readonly string[] {
    const meant = request.bucket === undefined ? this.#bucketsBehind(request, known) : [request.bucket];
    const wantsBuckets = apis.has('GetPublicAccessBlock') || request.bucket !== undefined;
    return wantsBuckets ? [...new Set(meant.flatMap((name) => [name, ...logTargetsOf(name, known, apis)]))] : [];
  }

  #narrowOptions(
    request: BucketLookRequest,
    { source, account, buckets }: Known,
    apis: ReadonlySet<ApiName>,
    names: readonly string[],
  ): PostureRunOptions {
    const regions = names.flatMap((name) => {
      const region = buckets.get(name)?.region;
      return region === undefined ? [] : [[name, region] as const];
    });
    return {
      ...optionsOf(source, undefined, this.#ports.settings()),
      pinned: [],
      buckets: names,
      only: {
        apis: [...apis],
        bucketRegions: new Map(regions),
        accountRegions: regionsOf(request, account),
      },
    };
  }

  /** The buckets of the access points and of the trails that are meant. */
  #bucketsBehind({ resources }: BucketLookRequest, { account, buckets }: Known): string[] {
    const points = [...account.accessPoints.values()].flatMap((some) => (some.kind === 'known' ? some.value : []));
    const trails = account.trails.kind === 'known' ? account.trails.value : [];
    const named = [
      ...points.map(({ region, name, bucket }) => [`${region}/${name}`, bucket] as const),
      ...trails.map(({ homeRegion, name, bucket }) => [`${homeRegion}/${name}`, bucket] as const),
    ];
    return named.flatMap(([name, bucket]) =>
      bucket !== undefined && resources.includes(name) && buckets.has(bucket) ? [bucket] : [],
    );
  }

  #judged(
    request: BucketLookRequest,
    known: Known,
    read: Read,
    apis: ReadonlySet<ApiName>,
    options: PostureRunOptions,
  ): readonly CheckSaid[] {
    const { judges } = this.#ports;
    const account = read.account ? withNewAccount(known.account, read.account, apis) : known.account;
    const buckets = new Map(known.buckets);
    for (const [name, facts] of read.buckets) {
      const before = buckets.get(name);
      if (before) buckets.set(name, withNewFacts(before, facts, apis));
    }
    const bucket = request.bucket === undefined ? undefined : buckets.get(request.bucket);
    const siblings = { buckets, complete: this.#isComplete(known) };
    const results = bucket
      ? judges.judgeBucket(bucket, account, options, siblings)
      : judges.judgeAccount(account, buckets, options);
    return saidOf(results, request);
  }

  #isComplete({ account, buckets }: Known): boolean {
    return account.buckets.kind === 'known' && this.#ports.session.state.rows.size === buckets.size;
  }

  /** Aborts as soon as somebody reads the account, or looks at another. */
  #yielding(source: AccountSource, signal: AbortSignal): Disposable & { readonly signal: AbortSignal } {
    const { session } = this.#ports;
    const abort = new AbortController();
    const end = (): void => abort.abort();
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    const subscription = session.onDidChange(() => {
      const { state } = session;
      if (state.reading !== undefined || !isSameSource(source, state.source)) end();
    });
    return {
      signal: abort.signal,
      dispose: () => {
        subscription.dispose();
        signal.removeEventListener('abort', end);
      },
    };
  }
}

function logTargetsOf(name: string, known: Known, apis: ReadonlySet<ApiName>): readonly string[] {
  const facts = known.buckets.get(name);
  return facts ? logTargetOf(facts, known, apis) : [];
}

/** Where the logs of a bucket go is part of whether they arrive. */
function logTargetOf({ logging }: BucketFacts, { buckets }: Known, apis: ReadonlySet<ApiName>): readonly string[] {
  if (!apis.has('GetBucketLogging') || logging.kind !== 'known') return [];
  return buckets.has(logging.value.targetBucket) ? [logging.value.targetBucket] : [];
}

function take(events: readonly PostureEvent[], read: Read): void {
  for (const event of events) {
    if (event.kind === 'identity') read.identity = event.identity;
    else if (event.kind === 'account') read.account = event.facts;
    else if (event.kind === 'bucket' && event.posture.kind === 'gone') read.gone.add(event.posture.name);
    else if (event.kind === 'bucket' && event.posture.kind === 'read') {
      read.buckets.set(event.posture.facts.name, event.posture.facts);
    }
  }
}

/** What the checks that are meant say, with the identity of each result. */
function saidOf(results: readonly CheckResult[], { checkIds, ...account }: BucketLookRequest): CheckSaid[] {
  return results
    .filter(({ checkId }) => checkIds.includes(checkId))
    .map((result) => ({
      checkId: result.checkId,
      resource: result.resource,
      fingerprint: postureFingerprint(result, account),
      kind: result.outcome.kind,
      evidence: result.outcome.evidence,
      missing:
        result.outcome.kind === 'unknown'
          ? result.outcome.missing.map(({ api, action, error }) => `${api} (${action}): ${error}`)
          : [],
    }));
}

function regionsOf({ resources }: BucketLookRequest, { identity, accessPoints }: AccountFacts): string[] {
  // An access point is named with its region.
  const named = resources.map((one) => one.split('/')[0] ?? '').filter((region) => accessPoints.has(region));
  const all = named.length === resources.length ? named : [...accessPoints.keys(), identity.region];
  return [...new Set(all)];
}

function isSameAccount(identity: Identity, { accountId, partition }: BucketLookRequest): boolean {
  return identity.accountId === accountId && identity.partition === partition;
}

function waitFor({ accountId }: BucketLookRequest): BucketLookEnd {
  return { kind: 'paused', pause: { why: `Waiting until account ${accountId} is looked at again.` } };
}

const SIGN_IN: ReadonlySet<string> = new Set([
  'profile-missing',
  'config-unreadable',
  'expired',
  'wrong-credentials',
  'no-credentials',
  'mfa-refused',
  'clock',
]);

function failed(failure: {
  readonly kind: string;
  readonly message: string;
  readonly command?: string;
}): BucketLookEnd {
  const { kind, message, command } = failure;
  if (!SIGN_IN.has(kind)) return { kind: 'failed', why: message };
  return { kind: 'paused', pause: { why: message, ...(command === undefined ? {} : { command }) } };
}
