// One run over an account: identity, list, facts and what the checks say of them, each told as soon as it is known.
import { isDeepStrictEqual } from 'node:util';
import { LIMITS, type Limits } from './account/clients.ts';
import type { CredentialPorts } from './account/credentials.ts';
import type { Environment } from './account/environment.ts';
import { readIdentity } from './account/identity.ts';
import { openAccount, type OpenAccount } from './account/openAccount.ts';
import { isRunStopped, RunStopped } from './account/runFailure.ts';
import { isBucketName, isDirectoryBucket } from './bucketNames.ts';
import { tagProblem } from './bucketTags.ts';
import type { ApiName } from './apis.ts';
import { Caller } from './collect/caller.ts';
import { KmsKeys } from './collect/kmsKeys.ts';
import { Pace } from './collect/pace.ts';
import { readAccount, withRegions } from './collect/readAccount.ts';
import { readBucket, type BucketRead } from './collect/readBucket.ts';
import { RegionHealth } from './collect/regionHealth.ts';
import type { Siblings } from './checks/check.ts';
import { NOT_READ, type AccountFacts, type BucketFacts, type Fact, type Identity, type Unreadable } from './facts.ts';
import { listBuckets, listDirectoryBuckets, named, type ListedBucket } from './inventory.ts';
import type {
  BucketPosture,
  CheckResult,
  PostureEvent,
  PostureReport,
  PostureRunOptions,
  RunFailure,
} from './posture.ts';

/** The checks: pure functions, given so that the reader knows none of them. */
export interface Judges {
  readonly judgeBucket: (
    bucket: BucketFacts,
    account: AccountFacts,
    options: PostureRunOptions,
    siblings: Siblings,
  ) => readonly CheckResult[];
  readonly judgeAccount: (
    account: AccountFacts,
    buckets: ReadonlyMap<string, BucketFacts>,
    options: PostureRunOptions,
  ) => readonly CheckResult[];
}

export interface PosturePorts {
  readonly environment: Environment;
  readonly credentials: CredentialPorts;
  readonly judges: Judges;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly platform: NodeJS.Platform;
  /** Of this program, for the user agent. */
  readonly version: string;
  readonly limits?: Partial<Limits>;
}

/**
 * Never rejects for what the account, the network or a person does: that is in the report.
 *
 * @param onEvent told of everything in the order in which it becomes known; must not throw
 * @param signal cancels: what was read by then is in the report, what was not is named
 */
export async function runPosture(
  options: PostureRunOptions,
  ports: PosturePorts,
  onEvent: (event: PostureEvent) => void,
  signal: AbortSignal,
): Promise<PostureReport> {
  const run = new Run(options, ports, onEvent, signal);
  return await run.report();
}

class Run {
  readonly #options: PostureRunOptions;
  readonly #ports: PosturePorts;
  readonly #onEvent: (event: PostureEvent) => void;
  readonly #cancelled: AbortSignal;
  readonly #limits: Limits;
  /** Cancelled by the caller, or stopped by something that no call would survive. */
  readonly #stop = new AbortController();
  readonly #buckets = new Map<string, BucketPosture>();
  readonly #facts = new Map<string, BucketFacts>();
  #toRead: readonly ListedBucket[] = [];
  #identity: Identity | undefined;
  #account: readonly CheckResult[] = [];
  #failure: RunFailure | undefined;
  /** All buckets were asked for, and only those that somebody had named could be read. */
  #isPinned = false;
  #caller: Caller | undefined;

  constructor(
    options: PostureRunOptions,
    ports: PosturePorts,
    onEvent: (event: PostureEvent) => void,
    signal: AbortSignal,
  ) {
    this.#options = options;
    this.#ports = ports;
    this.#onEvent = onEvent;
    this.#cancelled = signal;
    this.#limits = { ...LIMITS, ...ports.limits };
  }

  async report(): Promise<PostureReport> {
    const startedAt = this.#ports.now();
    const onCancel = (): void => this.#stop.abort();
    this.#cancelled.addEventListener('abort', onCancel, { once: true });
    if (this.#cancelled.aborted) onCancel();
    try {
      await this.#run();
    } catch (error) {
      if (!isRunStopped(error)) throw error;
      this.#fail(error.failure);
    } finally {
      this.#cancelled.removeEventListener('abort', onCancel);
    }
    const buckets = [...this.#buckets].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, posture]) => posture);
    const notRead = this.#toRead.map(({ name }) => name).filter((name) => !this.#buckets.has(name));
    return {
      status: this.#status(notRead),
      identity: this.#identity,
      account: this.#account,
      buckets,
      notRead,
      failure: this.#cancelled.aborted ? undefined : this.#failure,
      calls: this.#caller?.calls ?? 0,
      startedAt,
      elapsedMs: this.#ports.now() - startedAt,
    };
  }

  /** The first failure counts; those that it causes do not. */
  #fail(failure: RunFailure): void {
    this.#failure ??= failure;
    this.#stop.abort();
  }

  #status(notRead: readonly string[]): PostureReport['status'] {
    if (this.#cancelled.aborted) return 'cancelled';
    if (this.#failure !== undefined) return 'failed';
    const results = [
      ...this.#account,
      ...[...this.#buckets.values()].flatMap((one) => (one.kind === 'read' ? one.results : [])),
    ];
    const unsure = this.#isPinned || notRead.length > 0 || results.some(({ outcome }) => outcome.kind === 'unknown');
    return unsure ? 'partial' : 'complete';
  }

  async #run(): Promise<void> {
    const { buckets, pinned = [] } = this.#options;
    const wrong = [...buckets, ...pinned].find((name) => !isBucketName(name));
    if (wrong !== undefined) {
      throw new RunStopped({ kind: 'other', message: `${JSON.stringify(wrong.slice(0, 80))} is no name of a bucket.` });
    }
    const { publicTags = [], sensitiveTags = [] } = this.#options;
    const namedTags = [...publicTags, ...sensitiveTags];
    const noTag = namedTags.map(tagProblem).find((problem) => problem !== undefined);
    if (noTag !== undefined) throw new RunStopped({ kind: 'other', message: noTag });
    const { environment, credentials, platform, version } = this.#ports;
    const accountPorts = { environment, credentials, platform, version, limits: this.#limits };
    const account = await openAccount(this.#options, accountPorts, this.#stop.signal);
    try {
      await this.#read(account);
    } finally {
      account.clients.destroy();
    }
  }

  async #read({ clients, region, context }: OpenAccount): Promise<void> {
    const caller = new Caller(new Pace(this.#limits.calls), this.#limits.callMs, this.#stop.signal, () => context);
    this.#caller = caller;
    const identity = needed(await readIdentity(clients, caller, region), 'who you are');
    this.#identity = identity;
    this.#onEvent({ kind: 'identity', identity });

    const { only } = this.#options;
    const listed = this.#wants('ListBuckets') ? await listBuckets(clients, caller, region) : NOT_READ;
    const directoryBuckets = this.#wantsDirectoryBuckets(listed)
      ? await listDirectoryBuckets(clients, caller, new Set([region, ...listedIn(listed).flatMap(regionIn)]))
      : new Map<string, Fact<readonly ListedBucket[]>>();
    const toRead = this.#chosen(listed, [...directoryBuckets.values()].flatMap(listedIn));
    this.#toRead = toRead;
    this.#onEvent({ kind: 'listed', buckets: toRead.map((one) => ({ name: one.name, region: one.region })) });

    const regions = new Set(
      only?.accountRegions ?? [region, ...(listed.kind === 'known' ? listed.value : toRead).flatMap(regionIn)],
    );
    const account = readAccount(clients, caller, identity, listed, regions, {
      checks: this.#options.checks,
      directoryBuckets,
      wants: (api) => this.#wants(api),
    });
    // Whoever awaits it is told; this is for the case that all of them have ended before.
    account.catch(() => undefined);
    const setting = {
      clients,
      caller,
      accountId: identity.accountId,
      homeRegion: region,
      regions: new RegionHealth(),
      keys: new KmsKeys(clients, caller),
      wants: (api: ApiName) => this.#wants(api),
    };
    const { checks, publicTags = [], sensitiveTags = [] } = this.#options;
    const wanted = { checks, tags: publicTags.length + sensitiveTags.length > 0 };
    await this.#each(toRead, async (bucket) => {
      const read = await readBucket(bucket, setting, wanted);
      const facts = await account;
      if (!this.#stop.signal.aborted) this.#judgeBucket(read, facts);
    });
    // Where the list gives no regions they are known only now.
    const found = [...this.#facts.values()].flatMap(regionIn);
    const facts = only ? await account : await withRegions(clients, caller, await account, new Set(found));
    if (this.#stop.signal.aborted) return;
    this.#judgeAgain(facts, listed.kind === 'known' && this.#options.buckets.length === 0);
    this.#judgeAccount(facts);
  }

  /** Whether this run may call it. */
  #wants(api: ApiName): boolean {
    return this.#options.only?.apis.includes(api) ?? true;
  }

  /** Where names are given, they are looked for only if one of these is of that kind. */
  #wantsDirectoryBuckets(listed: Fact<unknown>): boolean {
    const { checks, buckets } = this.#options;
    if (checks === 'core' || !this.#wants('ListDirectoryBuckets')) return false;
    return buckets.length === 0 ? listed.kind === 'known' : buckets.some(isDirectoryBucket);
  }

  /** Without the account's list only names that somebody gave can be read. */
  #chosen(listed: Fact<readonly ListedBucket[]>, directory: readonly ListedBucket[]): readonly ListedBucket[] {
    const asked = [...new Set(this.#options.buckets)];
    const { only } = this.#options;
    if (only) {
      const none: ReadonlyMap<string, ListedBucket> = new Map();
      return asked.map((name) => ({ ...named(name, none), region: only.bucketRegions.get(name) }));
    }
    const byName = new Map([...listedIn(listed), ...directory].map((bucket) => [bucket.name, bucket]));
    if (listed.kind === 'known') {
      if (asked.length === 0) return [...byName.values()];
      return asked.map((name) => named(name, byName));
    }
    const names = asked.length > 0 ? asked : [...new Set(this.#options.pinned)];
    this.#isPinned = asked.length === 0 && names.length > 0;
    if (names.length === 0 || (listed.kind === 'unreadable' && listed.reason.cause === 'cancelled')) {
      return needed(listed, 'which buckets there are');
    }
    return names.map((name) => named(name, byName));
  }

  /** So many at once that calls never wait for buckets, and so few that the first are done soon. */
  async #each(buckets: readonly ListedBucket[], work: (bucket: ListedBucket) => Promise<void>): Promise<void> {
    const waiting = buckets.values();
    const worker = async (): Promise<void> => {
      for (const bucket of waiting) {
        if (this.#stop.signal.aborted) return;
        try {
          await work(bucket);
        } catch (error) {
          if (!isRunStopped(error)) throw error;
          this.#fail(error.failure);
          return;
        }
      }
    };
    await Promise.all(Array.from({ length: Math.max(1, this.#limits.buckets) }, worker));
  }

  #judgeBucket(read: BucketRead, account: AccountFacts): void {
    if (read.kind === 'gone') {
      this.#tell(read.name, { kind: 'gone', name: read.name, region: read.region });
      return;
    }
    const { facts, calls } = read;
    this.#facts.set(facts.name, facts);
    const siblings = { buckets: this.#facts, complete: false };
    const results = this.#ports.judges.judgeBucket(facts, account, this.#options, siblings);
    this.#tell(facts.name, { kind: 'read', facts, results, calls });
  }

  /** Some of what is said of a bucket depends on the others, which were not all read when it was judged. */
  #judgeAgain(account: AccountFacts, complete: boolean): void {
    const siblings = { buckets: this.#facts, complete };
    for (const [name, posture] of this.#buckets) {
      if (posture.kind === 'gone') continue;
      const results = this.#ports.judges.judgeBucket(posture.facts, account, this.#options, siblings);
      if (!isDeepStrictEqual(results, posture.results)) this.#tell(name, { ...posture, results });
    }
  }

  #tell(name: string, posture: BucketPosture): void {
    this.#buckets.set(name, posture);
    this.#onEvent({ kind: 'bucket', posture });
  }

  #judgeAccount(account: AccountFacts): void {
    const results = this.#ports.judges.judgeAccount(account, this.#facts, this.#options);
    this.#account = results;
    this.#onEvent({ kind: 'account', facts: account, results });
  }
}

function listedIn(fact: Fact<readonly ListedBucket[]>): readonly ListedBucket[] {
  return fact.kind === 'known' ? fact.value : [];
}

function regionIn({ region }: Pick<ListedBucket, 'region'>): string[] {
  return region === undefined ? [] : [region];
}

/** A fact without which nothing can be read. @throws RunStopped */
function needed<T>(fact: Fact<T>, what: string): T {
  if (fact.kind === 'known') return fact.value;
  if (fact.kind !== 'unreadable') throw new Error(`No answer can say that it does not know ${what}`);
  throw new RunStopped({ kind: failureKind(fact.reason), message: words(fact.reason, what), reason: fact.reason });
}

function failureKind({ cause, api }: Unreadable): RunFailure['kind'] {
  if (cause === 'network' || cause === 'timeout') return cause;
  return cause === 'access-denied' && api === 'ListBuckets' ? 'list-denied' : 'other';
}

function words({ cause, api, action, error, message }: Unreadable, what: string): string {
  const said = message === undefined ? error : `${error}: ${message}`;
  if (cause === 'access-denied' && api === 'ListBuckets') {
    return `Your identity may not list the account's buckets (${action}). Name the buckets that you want to read. ${said}`;
  }
  return `AWS does not say ${what} (${api}): ${said}`;
}
