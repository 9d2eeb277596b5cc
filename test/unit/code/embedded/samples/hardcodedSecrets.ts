import { HARDCODED_SECRETS_TYPESCRIPT } from './hardcodedSecretsTypeScript.ts';
import type { SampleFamily } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

// Put together here so that no scanner takes this file for a leak.
const GITHUB = 'ghp_' + 'b7Qz3mXc91LkTfVwR5yHs2NdJ8uGpEa40oKi';
const PASSWORD = 'tr0ub' + '4dor-Und-K1o';
const AWS = 'AKIA' + 'Q3EGT7ZLMW5NRB2Y';

export const HARDCODED_SECRETS_SAMPLES: SampleFamily = {
  ruleId: 'hardcoded-secret',
  samples: [
    vulnerable(
      'python',
      'high',
      'password of a database',
      `
      DB = {'host': 'db', 'password': '${PASSWORD}'}  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'critical',
      'token of a provider',
      `
      GITHUB_TOKEN = '${GITHUB}'  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'high',
      'connection string',
      `
      URL = 'postgresql://app:${PASSWORD}@db.internal/app'  # FINDING
    `,
    ),
    safe(
      'python',
      'read from the environment',
      `
      import os

      PASSWORD = os.environ['DB_PASSWORD']
      TOKEN = os.getenv('GITHUB_TOKEN', '')
    `,
    ),
    safe(
      'python',
      'place holder',
      `
      password = 'changeme'
      api_key = '<your-api-key>'
      secret = ''
    `,
    ),
    safe(
      'python',
      'name of a key and text for people',
      `
      PASSWORD_FIELD = 'password'
      PASSWORD_LABEL = 'Please enter your password'
      token_header = 'X-Auth-Token'
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'password of a mailer',
      `
      const transport = { host: 'mail', auth: { user: 'app', password: '${PASSWORD}' } }; // FINDING
    `,
    ),
    vulnerable(
      'javascript',
      'critical',
      'token of a provider',
      `
      fetch('https://api.github.com/user', { headers: { Authorization: 'token ${GITHUB}' } }); // FINDING
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'access key id alone',
      `
      const accessKeyId = '${AWS}'; // FINDING
    `,
    ),
    safe(
      'javascript',
      'read from the environment',
      `
      const password = process.env.DB_PASSWORD;
      const apiKey = process.env.API_KEY ?? '';
    `,
    ),
    safe(
      'javascript',
      'place holder',
      `
      const config = { password: 'xxxxxxxx', apiKey: 'your-api-key-here', secret: '\${SECRET}' };
    `,
    ),
    safe(
      'javascript',
      'name of a key and text for people',
      `
      const passwordLabel = 'Password';
      const tokenKey = 'token';
      const message = 'The password must have 12 characters';
    `,
    ),
    ...HARDCODED_SECRETS_TYPESCRIPT,
  ],
};
