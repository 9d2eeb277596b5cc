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
  vulnerable(
    'typescript',
    'high',
    'agent that accepts everything',
    `
    import axios, { type AxiosInstance } from 'axios';
    import { Agent } from 'node:https';

    export const client: AxiosInstance = axios.create({
      baseURL: 'https://tides.example',
      httpsAgent: new Agent({ rejectUnauthorized: false }), // FINDING
    });
  `,
  ),
  vulnerable(
    'typescript',
    'high',
    'environment of the whole process',
    `
    export function prepare(): void {
      process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'; // FINDING
    }
  `,
  ),
  vulnerable(
    'typescript',
    'high',
    'database with a switch',
    `
    import { Pool, type PoolConfig } from 'pg';

    const config: PoolConfig = {
      connectionString: process.env.DATABASE,
      ssl: { rejectUnauthorized: false as boolean }, // FINDING
    };

    export const pool = new Pool(config);
  `,
  ),
  vulnerable(
    'typescript',
    'high',
    'name that nobody compares',
    `
    import * as https from 'node:https';
    import type { PeerCertificate } from 'node:tls';

    export const agent = new https.Agent({
      checkServerIdentity: (_host: string, _certificate: PeerCertificate): Error | undefined => undefined, // FINDING
    });
  `,
  ),
  safe(
    'typescript',
    'authority of its own',
    `
    import { readFileSync } from 'node:fs';
    import { Agent, type AgentOptions } from 'node:https';

    const options: AgentOptions = { ca: readFileSync('/etc/ssl/shop.pem'), rejectUnauthorized: true };

    export const agent = new Agent(options);
  `,
  ),
  safe(
    'typescript',
    'option of the environment',
    `
    import { Pool } from 'pg';

    const strict: boolean = process.env.TLS_STRICT !== 'no';

    export const pool = new Pool({ ssl: { rejectUnauthorized: strict } });
  `,
  ),
  safe(
    'typescript',
    'check that compares',
    `
    import { Agent } from 'node:https';
    import { checkServerIdentity, type PeerCertificate } from 'node:tls';

    export const agent = new Agent({
      checkServerIdentity(host: string, certificate: PeerCertificate): Error | undefined {
        if (certificate.fingerprint256 !== process.env.PIN) return new Error('unexpected certificate');
        return checkServerIdentity(host, certificate);
      },
    });
  `,
  ),
];
