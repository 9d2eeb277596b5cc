// The calls about one bucket: where to ask, whose it must be, and whether it is still there.
import { HeadBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { isDirectoryBucket } from '../bucketNames.ts';
import type { Clients } from '../account/clients.ts';
import type { ApiName } from '../apis.ts';
import { regionToldBy } from '../errors.ts';
import { NOT_READ, unreadable, type Fact, type Unreadable } from '../facts.ts';
import { notAsked, type RegionHealth } from './regionHealth.ts';
import type { KmsKeys } from './kmsKeys.ts';
import { asFact, taken, type Answer, type Caller, type SendOptions } from './caller.ts';

/** A name may have been taken by somebody else since the bucket was listed: nothing of his is read as ours. */
export interface BucketInput {
  readonly Bucket: string;
  /** Not for directory buckets, which answer it with 501. */
  readonly ExpectedBucketOwner?: string;
}

export type Send<T> = (client: S3Client, input: BucketInput, options: SendOptions) => Promise<T>;

export interface BucketSetting {
  readonly clients: Clients;
  readonly caller: Caller;
  readonly accountId: string;
  readonly regions: RegionHealth;
  readonly keys: KmsKeys;
  /** Where to ask when nothing tells the region. */
  readonly homeRegion: string;
  /** Whether an API may be called; what may not is not read. */
  readonly wants: (api: ApiName) => boolean;
}

export class BucketCalls {
  readonly #setting: BucketSetting;
  readonly #input: BucketInput;
  readonly #directory: boolean;
  #region: string | undefined;
  #head: Promise<boolean> | undefined;
  #confirmed: Promise<boolean> | undefined;
  #gone = false;
  #calls = 0;

  constructor(name: string, region: string | undefined, setting: BucketSetting) {
    this.#setting = setting;
    this.#directory = isDirectoryBucket(name);
    this.#input = { Bucket: name, ...(this.#directory ? {} : { ExpectedBucketOwner: setting.accountId }) };
    this.#region = region;
  }

  get region(): string | undefined {
    return this.#region;
  }

  /** It was there when it was listed, and two calls say that it is not any more. */
  get gone(): boolean {
    return this.#gone;
  }

  get calls(): number {
    return this.#calls;
  }

  /** Finds out the region of a bucket that came without one. Needs no permission: a refusal tells it too. */
  async findRegion(): Promise<void> {
    // A directory bucket answers only where it is.
    if (this.#region === undefined && !this.#directory) await this.#askHead();
  }

  async read<T extends object, U>(
    api: ApiName,
    send: Send<T>,
    take: (output: T) => Fact<U> | undefined,
  ): Promise<Fact<U>> {
    if (!this.#setting.wants(api)) return NOT_READ;
    const at = this.#region ?? this.#setting.homeRegion;
    let answer = await this.#askAt(at, api, send);
    if (answer.kind === 'wrong-region') {
      const right = await this.#rightRegion(at, answer.region);
      if (right === undefined) return unreadable(answer.reason);
      // Once: a service that sends us round and round is not followed.
      answer = await this.#askAt(right, api, send);
    }
    if (answer.kind === 'gone') this.#gone = await this.#isGone();
    return taken(asFact(answer), api, take);
  }

  async #askAt<T extends object>(region: string, api: ApiName, send: Send<T>): Promise<Answer<T>> {
    const { clients, caller, regions } = this.#setting;
    this.#calls += 1;
    const directory = this.#directory;
    const answer = await caller.ask(api, (options) => send(clients.s3(region), this.#input, options), {
      directory,
      // It may have died while this call waited for its turn.
      unless: () => (regions.isDead(region) ? notAsked(api, region) : undefined),
    });
    if (answer.kind === 'unreadable' && isSilence(answer.reason)) regions.silent(region);
    else if (answer.kind !== 'unreadable' || answer.reason.httpStatus !== undefined) regions.answered(region);
    return answer;
  }

  /** Undefined when nothing tells a better one. */
  async #rightRegion(wrong: string, told: string | undefined): Promise<string | undefined> {
    if (this.#region !== undefined && this.#region !== wrong) return this.#region;
    if (told !== undefined) this.#region = told;
    else await this.#askHead();
    return this.#region === undefined || this.#region === wrong ? undefined : this.#region;
  }

  /** A bucket that was just made may not be known everywhere: HeadBucket is asked once as well. */
  #isGone(): Promise<boolean> {
    this.#confirmed ??= this.#sendHead();
    return this.#confirmed;
  }

  /** Sets the region where the answer has it. Once for all the calls of this bucket. */
  #askHead(): Promise<boolean> {
    this.#head ??= this.#sendHead();
    return this.#head;
  }

  /** @returns it is not there */
  async #sendHead(): Promise<boolean> {
    const { clients, caller, homeRegion } = this.#setting;
    this.#calls += 1;
    const answer = await caller.ask(
      'HeadBucket',
      (options) => clients.s3(this.#region ?? homeRegion).send(new HeadBucketCommand(this.#input), options),
      {
        errorSeen: (error) => {
          this.#region = regionToldBy(error) ?? this.#region;
        },
      },
    );
    if (answer.kind === 'known') this.#region = answer.value.BucketRegion ?? this.#region;
    return answer.kind === 'gone';
  }
}

/** Nobody answered at all. */
function isSilence({ cause, httpStatus }: Unreadable): boolean {
  return httpStatus === undefined && (cause === 'timeout' || cause === 'network');
}
