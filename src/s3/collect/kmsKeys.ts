// The state of the keys that buckets are encrypted with. Many buckets have the same key: it is asked of once.
import { DescribeKeyCommand, type DescribeKeyResponse } from '@aws-sdk/client-kms';
import type { Clients } from '../account/clients.ts';
import { isManagedAlias, keyArn } from '../checks/kmsKeyNames.ts';
import { known, NOT_READ, type BucketFacts, type Fact, type KmsKey } from '../facts.ts';
import { taken, type Caller } from './caller.ts';

export class KmsKeys {
  readonly #clients: Clients;
  readonly #caller: Caller;
  readonly #asked = new Map<string, Promise<Fact<KmsKey>>>();

  constructor(clients: Clients, caller: Caller) {
    this.#clients = clients;
    this.#caller = caller;
  }

  /**
   * @param region of the bucket: S3 uses keys of this region only
   */
  async of(encryption: BucketFacts['encryption'], region: string | undefined): Promise<Fact<KmsKey>> {
    const key = encryption.kind === 'known' ? encryption.value.kmsKey : undefined;
    if (key === undefined || region === undefined || isManagedAlias(key)) return NOT_READ;
    if ((keyArn(key)?.region ?? region) !== region) return NOT_READ;
    const id = `${region} ${key}`;
    const before = this.#asked.get(id);
    if (before !== undefined) return await before;
    const asked = this.#ask(key, region);
    this.#asked.set(id, asked);
    return await asked;
  }

  async #ask(key: string, region: string): Promise<Fact<KmsKey>> {
    const answer = await this.#caller.call('DescribeKey', (options) =>
      this.#clients.kms(region).send(new DescribeKeyCommand({ KeyId: key }), options),
    );
    return taken(answer, 'DescribeKey', keyOf);
  }
}

export function keyOf({ KeyMetadata: key }: DescribeKeyResponse): Fact<KmsKey> | undefined {
  if (key?.KeyState === undefined) return undefined;
  return known({
    arn: key.Arn,
    account: key.AWSAccountId,
    managedByAws: key.KeyManager === 'AWS',
    state: key.KeyState,
    deletedAt: key.DeletionDate?.toISOString(),
  });
}
