import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const PERMISSIVE_CORS_JAVASCRIPT: readonly Sample[] = [
  vulnerable(
    'javascript',
    'high',
    'origin that is sent back with credentials',
    `
    app.use((req, res, next) => {
      res.setHeader('Access-Control-Allow-Origin', req.headers.origin); // FINDING
      res.setHeader('Access-Control-Allow-Credentials', 'true');
      next();
    });
  `,
  ),
  vulnerable(
    'javascript',
    'medium',
    'origin that goes through a helper',
    `
    function allow(res, origin) {
      res.set('Access-Control-Allow-Origin', origin); // FINDING
    }

    app.get('/prices', (req, res) => {
      const origin = req.get('Origin') || '*';
      allow(res, origin);
      res.json(prices);
    });
  `,
  ),
  vulnerable(
    'javascript',
    'high',
    'cors that lets everybody in by name',
    `
    const cors = require('cors');

    app.use(cors({ origin: true, credentials: true })); // FINDING
  `,
  ),
  vulnerable(
    'javascript',
    'high',
    'function that never says no',
    `
    const cors = require('cors');

    app.use(
      cors({ // FINDING
        origin: (origin, callback) => callback(null, true),
        credentials: true,
      }),
    );
  `,
  ),
  vulnerable(
    'javascript',
    'informational',
    'cors as it comes',
    `
    const cors = require('cors');

    app.use(cors()); // FINDING
  `,
  ),
  vulnerable(
    'javascript',
    'low',
    'everybody and credentials',
    `
    const cors = require('cors');

    app.use(cors({ origin: '*', credentials: true })); // FINDING
  `,
  ),
  vulnerable(
    'javascript',
    'high',
    'plugin of Fastify',
    `
    import cors from '@fastify/cors';

    await fastify.register(cors, { origin: true, credentials: true, maxAge: 600 }); // FINDING
  `,
  ),
  vulnerable(
    'javascript',
    'medium',
    'pattern with dots for anything',
    `
    const cors = require('cors');

    const options = {
      credentials: true,
      origin: [/^https:\\/\\/app.shop.example$/],
    };
    app.use(cors(options)); // FINDING
  `,
  ),
  vulnerable(
    'javascript',
    'low',
    'origin that is only searched',
    `
    app.use((req, res, next) => {
      const origin = req.headers.origin;
      if (origin && origin.includes('shop.example')) { // FINDING
        res.header('Access-Control-Allow-Origin', origin);
      }
      next();
    });
  `,
  ),
  vulnerable(
    'javascript',
    'low',
    'bucket that pages of everybody write to',
    `
    import { PutBucketCorsCommand, S3Client } from '@aws-sdk/client-s3';

    const client = new S3Client({});
    await client.send(
      new PutBucketCorsCommand({
        Bucket: process.env.BUCKET,
        CORSConfiguration: {
          CORSRules: [{ AllowedMethods: ['GET', 'PUT'], AllowedOrigins: ['*'] }], // FINDING
        },
      }),
    );
  `,
  ),
  safe(
    'javascript',
    'looked up in a list',
    `
    const ALLOWED = ['https://shop.example', 'https://admin.shop.example'];

    app.use((req, res, next) => {
      const { origin } = req.headers;
      if (ALLOWED.includes(origin)) {
        res.setHeader('Access-Control-Allow-Origin', origin);
        res.setHeader('Access-Control-Allow-Credentials', 'true');
        res.vary('Origin');
      }
      next();
    });
  `,
  ),
  safe(
    'javascript',
    'list, pattern and function of cors',
    `
    const cors = require('cors');
    const allowed = new Set(process.env.ORIGINS.split(','));

    app.use(cors({ origin: ['https://shop.example', /^https:\\/\\/[a-z]+\\.shop\\.example$/], credentials: true }));
    app.use('/api', cors({
      credentials: true,
      origin(origin, callback) {
        if (!origin || allowed.has(origin)) callback(null, true);
        else callback(new Error('not allowed'));
      },
    }));
  `,
  ),
  safe(
    'javascript',
    'pattern that holds',
    `
    function allow(req, res) {
      const origin = req.headers.origin ?? '';
      if (/^https:\\/\\/(?:[a-z-]+\\.)?shop\\.example$/.test(origin)) {
        res.setHeader('Access-Control-Allow-Origin', origin);
      }
      if (origin.endsWith('.shop.example')) res.setHeader('Access-Control-Allow-Origin', origin);
    }
  `,
  ),
  safe(
    'javascript',
    'for development alone',
    `
    const cors = require('cors');

    if (process.env.NODE_ENV === 'development') {
      app.use(cors({ origin: true, credentials: true }));
    }
  `,
  ),
];
