import type { SampleFamily } from './sample.ts';
import { TLS_VERIFICATION_TYPESCRIPT } from './tlsVerificationTypeScript.ts';
import { safe, vulnerable } from './sample.ts';

export const TLS_VERIFICATION_SAMPLES: SampleFamily = {
  ruleId: 'tls-verification-off',
  samples: [
    vulnerable(
      'python',
      'high',
      'requests without verification',
      `
      import requests

      def fetch():
          return requests.get('https://tides.example/api', verify=False).json()  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'high',
      'a session that never verifies',
      `
      import requests

      session = requests.Session()
      session.verify = False  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'high',
      'unverified context for every request',
      `
      import ssl

      ssl._create_default_https_context = ssl._create_unverified_context  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'high',
      'context without certificates',
      `
      import ssl

      def context():
          ctx = ssl.create_default_context()
          ctx.verify_mode = ssl.CERT_NONE  # FINDING
          return ctx
    `,
    ),
    vulnerable(
      'python',
      'high',
      'httpx client and a variable',
      `
      import httpx

      VERIFY = False
      client = httpx.AsyncClient(verify=VERIFY)  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'high',
      'aiohttp without ssl',
      `
      import aiohttp

      async def load(url):
          async with aiohttp.ClientSession() as session:
              async with session.get(url, ssl=False) as response:  # FINDING
                  return await response.text()
    `,
    ),
    vulnerable(
      'python',
      'low',
      'the machine itself',
      `
      import requests

      requests.post('https://localhost:8443/reload', verify=False)  # FINDING
    `,
    ),
    safe(
      'python',
      'verification by default, or with a certificate of its own',
      `
      import requests
      import ssl

      requests.get('https://tides.example/api')
      requests.get('https://tides.example/api', verify='/etc/ssl/own-ca.pem')
      requests.get('https://tides.example/api', verify=True)
      ctx = ssl.create_default_context(cafile='own-ca.pem')
      ctx.verify_mode = ssl.CERT_REQUIRED
      ctx.check_hostname = True
    `,
    ),
    safe(
      'python',
      'verify of something else',
      `
      import gnupg

      def read(keyring, text):
          return keyring.decrypt(text, verify=False)

      def store(form):
          form.save(verify=False)
          check(form, check=False)
    `,
    ),
    safe(
      'python',
      'decided at run time',
      `
      import os
      import requests

      def fetch(settings):
          return requests.get('https://tides.example', verify=settings.verify, timeout=5)
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'agent that accepts everything',
      `
      const https = require('https');

      const agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false }); // FINDING
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'switched off for the whole process',
      `
      process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'; // FINDING
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'database connection',
      `
      import { Pool } from 'pg';

      export const pool = new Pool({
        connectionString: process.env.DATABASE_URL,
        ssl: {
          rejectUnauthorized: false, // FINDING
        },
      });
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'a check of the name that never objects',
      `
      const tls = require('tls');

      tls.connect(443, 'tides.example', {
        checkServerIdentity: () => undefined, // FINDING
      });
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'option set later',
      `
      const https = require('https');

      https.globalAgent.options.rejectUnauthorized = false; // FINDING
    `,
    ),
    safe(
      'javascript',
      'verification by default, or with a certificate of its own',
      `
      const https = require('https');
      const fs = require('fs');

      const agent = new https.Agent({ ca: fs.readFileSync('own-ca.pem'), rejectUnauthorized: true });
      https.get('https://tides.example', { agent });
    `,
    ),
    safe(
      'javascript',
      'decided at run time',
      `
      const https = require('https');

      module.exports = (options) => new https.Agent({ rejectUnauthorized: options.verify });
    `,
    ),
    safe(
      'javascript',
      'a check of the name that does check',
      `
      const tls = require('tls');

      tls.connect(443, 'tides.example', {
        checkServerIdentity: (host, certificate) => tls.checkServerIdentity('tides.example', certificate),
      });
      delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    `,
    ),
    ...TLS_VERIFICATION_TYPESCRIPT,
  ],
};
