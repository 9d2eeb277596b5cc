import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

// Put together here so that no scanner takes this file for a leak.
const SLACK = 'xox' + 'b-318274659102-4091827364512-' + 'Zk3vQ9tLmX7cRb2WnD5sHy8P';
const PASSWORD = 'Gr4u' + 'p3l-Zw1rn!';
const KEY = 'pR7wX2mK' + '9vT4hL6nQ8sB3cD5';

export const HARDCODED_SECRETS_TYPESCRIPT: readonly Sample[] = [
  vulnerable(
    'typescript',
    'high',
    'options of a data source',
    `
    import { DataSource, type DataSourceOptions } from 'typeorm';

    const options: DataSourceOptions = {
      type: 'postgres',
      username: 'shop',
      password: '${PASSWORD}', // FINDING
    };

    export const source = new DataSource(options);
  `,
  ),
  vulnerable(
    'typescript',
    'critical',
    'token of a provider',
    `
    export class Notifier {
      private readonly slackToken: string = '${SLACK}'; // FINDING
    }
  `,
  ),
  vulnerable(
    'typescript',
    'high',
    'key that signs',
    `
    import { JwtModule } from '@nestjs/jwt';

    export const auth = JwtModule.register({
      secret: '${KEY}', // FINDING
      signOptions: { expiresIn: '15m' },
    });
  `,
  ),
  safe(
    'typescript',
    'read from the environment',
    `
    import { z } from 'zod';

    const schema = z.object({ DATABASE_PASSWORD: z.string().min(12), JWT_SECRET: z.string() });

    export const { DATABASE_PASSWORD: password, JWT_SECRET: secret } = schema.parse(process.env);
    export const apiKey: string = process.env['API_KEY'] ?? '';
  `,
  ),
  safe(
    'typescript',
    'types and names',
    `
    export interface Credentials {
      readonly password: string;
      readonly apiKey?: string;
      readonly token: 'access' | 'refresh';
    }

    export enum SecretName {
      Password = 'database-password',
      Token = 'access-token',
    }
  `,
  ),
  safe(
    'typescript',
    'place holder and text for people',
    `
    import type { Credentials } from './credentials';

    export const EXAMPLE: Credentials = { password: '<password>', apiKey: 'your-api-key', token: 'access' };
    export const passwordHint: string = 'At least twelve characters, please';
  `,
  ),
];
