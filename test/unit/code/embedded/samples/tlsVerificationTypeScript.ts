import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const TLS_VERIFICATION_TYPESCRIPT: readonly Sample[] = [
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
