import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const WEAK_HASH_TYPESCRIPT: readonly Sample[] = [
  vulnerable(
    'typescript',
    'high',
    'password with MD5',
    `
    import { createHash } from 'node:crypto';

    export function store(user: User, password: string): void {
      user.secret = createHash('md5').update(password).digest('hex'); // FINDING
    }
  `,
  ),
  vulnerable(
    'typescript',
    'medium',
    'reset token with SHA-1 in a service',
    `
    import * as crypto from 'crypto';

    export class ResetService {
      constructor(private readonly seed: string) {}

      resetToken(user: User): string {
        return crypto.createHash('sha1').update(this.seed + user.email).digest('base64url'); // FINDING
      }
    }
  `,
  ),
  vulnerable(
    'typescript',
    'low',
    'name of the hash in an enum',
    `
    import { createHash } from 'node:crypto';

    enum Kind { Short = 'md5', Long = 'sha512' }

    export const label = (row: Row): string => createHash(Kind.Short).update(row.name!).digest('hex'); // FINDING
  `,
  ),
  safe(
    'typescript',
    'strong hashes and slow ones',
    `
    import { createHash, scryptSync } from 'node:crypto';

    export const sum = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
    export const store = (password: string, salt: Buffer): Buffer => scryptSync(password, salt, 64);
  `,
  ),
  safe(
    'typescript',
    'an ETag',
    `
    import crypto = require('crypto');

    export function etag(body: string | Buffer): string {
      return crypto.createHash('md5').update(body as Buffer).digest('hex');
    }
  `,
  ),
  safe(
    'typescript',
    'only a type',
    `
    export type Algorithm = 'md5' | 'sha1' | 'sha256';
    export declare function createHash(algorithm: Algorithm): { update(password: string): string };
  `,
  ),
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
