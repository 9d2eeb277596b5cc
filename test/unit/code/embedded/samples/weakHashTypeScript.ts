import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const WEAK_HASH_TYPESCRIPT: readonly Sample[] = [
  vulnerable(
    'typescript',
    'high',
    'password of an entity',
    `
    import { createHash } from 'node:crypto';
    import { BeforeInsert, Column, Entity } from 'typeorm';

    @Entity()
    export class Account {
      @Column()
      password!: string;

      @BeforeInsert()
      protect(): void {
        this.password = createHash('sha1').update(this.password).digest('hex'); // FINDING
      }
    }
  `,
  ),
  vulnerable(
    'typescript',
    'medium',
    'signature with MD5',
    `
    import * as crypto from 'crypto';

    export const signatureOf = (fields: ReadonlyArray<string>): string =>
      crypto.createHash('md5').update(fields.join('|'), 'utf8').digest('hex'); // FINDING
  `,
  ),
  vulnerable(
    'typescript',
    'low',
    'SHA-1 of something',
    `
    import { createHash, type Hash } from 'crypto';

    enum Algorithm {
      Short = 'sha1',
    }

    export function label(row: Record<string, unknown>): string {
      const hash: Hash = createHash(Algorithm.Short); // FINDING
      return hash.update(JSON.stringify(row)).digest('hex');
    }
  `,
  ),
  safe(
    'typescript',
    'strong hashes and slow ones',
    `
    import { createHash, scryptSync } from 'node:crypto';
    import * as argon2 from 'argon2';

    export const label = (row: string): string => createHash('sha256').update(row).digest('hex');
    export const store = (password: string): Promise<string> => argon2.hash(password);
    export const derive = (password: string, salt: Buffer): Buffer => scryptSync(password, salt, 64);
  `,
  ),
  safe(
    'typescript',
    'key of a cache',
    `
    import { createHash } from 'node:crypto';

    export class Pages {
      private cacheKey(url: URL): string {
        return createHash('md5').update(url.href).digest('base64url');
      }
    }
  `,
  ),
  safe(
    'typescript',
    'signature that a service asks for',
    `
    import { createHmac, timingSafeEqual } from 'node:crypto';

    export function isFromService(body: Buffer, header: string, key: string): boolean {
      const expected = createHmac('sha1', key).update(body).digest();
      return timingSafeEqual(expected, Buffer.from(header, 'hex'));
    }
  `,
  ),
];
