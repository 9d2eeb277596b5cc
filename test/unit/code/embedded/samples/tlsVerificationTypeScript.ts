import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const TLS_VERIFICATION_TYPESCRIPT: readonly Sample[] = [
  vulnerable(
    'typescript',
    'high',
    'options with a type',
    `
    import https, { type AgentOptions } from 'node:https';

    const options: AgentOptions = { keepAlive: true, rejectUnauthorized: false }; // FINDING
    export const agent = new https.Agent(options);
  `,
  ),
  vulnerable(
    'typescript',
    'high',
    'options that are asserted',
    `
    import { Pool } from 'pg';

    export const pool = new Pool({
      connectionString: process.env.DATABASE_URL!,
      ssl: {
        rejectUnauthorized: false as boolean, // FINDING
      },
    } satisfies PoolConfig);
  `,
  ),
  vulnerable(
    'typescript',
    'high',
    'switched off in a static block',
    `
    export class Setup {
      static {
        process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // FINDING
      }
    }
  `,
  ),
  safe(
    'typescript',
    'verification by default, or with a certificate of its own',
    `
    import https from 'node:https';
    import { readFileSync } from 'node:fs';

    export const agent: https.Agent = new https.Agent({ ca: readFileSync('own-ca.pem'), rejectUnauthorized: true });
  `,
  ),
  safe(
    'typescript',
    'decided at run time',
    `
    import https from 'node:https';

    export const agentFor = ({ verify }: { verify: boolean }) => new https.Agent({ rejectUnauthorized: verify });
  `,
  ),
  safe(
    'typescript',
    'only a type',
    `
    export interface Unsafe { readonly rejectUnauthorized: false }
    export type Switch = { rejectUnauthorized: false } | { rejectUnauthorized?: true };
  `,
  ),
];
