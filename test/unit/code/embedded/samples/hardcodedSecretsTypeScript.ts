import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

// Put together here so that no scanner takes this file for a leak.
const GITHUB = 'ghp_' + 'b7Qz3mXc91LkTfVwR5yHs2NdJ8uGpEa40oKi';
const PASSWORD = 'tr0ub' + '4dor-Und-K1o';

export const HARDCODED_SECRETS_TYPESCRIPT: readonly Sample[] = [
  vulnerable(
    'typescript',
    'high',
    'typed constant',
    `
    const password: string = '${PASSWORD}'; // FINDING
  `,
  ),
  vulnerable(
    'typescript',
    'high',
    'field of a class',
    `
    export class Mailer {
      private readonly password = '${PASSWORD}' as const; // FINDING
    }
  `,
  ),
  vulnerable(
    'typescript',
    'critical',
    'token of a provider in an enum',
    `
    export enum Token {
      Github = '${GITHUB}', // FINDING
    }
  `,
  ),
  safe(
    'typescript',
    'read from the environment',
    `
    const password: string = process.env.DB_PASSWORD!;
    const apiKey = process.env['API_KEY'] as string;
  `,
  ),
  safe(
    'typescript',
    'types, and names of keys',
    `
    interface Login { password: string; token?: 'bearer' | 'cookie' }
    type Secret = \`secret-\${string}\`;
    enum Field { Password = 'password', Token = 'token' }
  `,
  ),
  safe(
    'typescript',
    'place holder',
    `
    const config = { password: 'xxxxxxxx', apiKey: 'your-api-key-here' } satisfies Config;
  `,
  ),
];
