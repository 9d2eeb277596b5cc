import type { SampleFamily } from './sample.ts';
import { WEAK_HASH_TYPESCRIPT } from './weakHashTypeScript.ts';
import { safe, vulnerable } from './sample.ts';

export const WEAK_HASH_SAMPLES: SampleFamily = {
  ruleId: 'weak-hash',
  samples: [
    vulnerable(
      'python',
      'high',
      'password with MD5',
      `
      import hashlib

      def store(user, password):
          user.secret = hashlib.md5(password.encode()).hexdigest()  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'high',
      'password with a fast hash that is not broken',
      `
      from hashlib import sha256

      def check(account, given_password):
          return sha256(given_password.encode('utf-8')).hexdigest() == account.hash  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'high',
      'password that is fed in later',
      `
      import hashlib

      def digest(request):
          h = hashlib.sha1()  # FINDING
          h.update(request.form['password'].encode())
          return h.hexdigest()
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'token with SHA-1',
      `
      import hashlib

      def session_token(user):
          return hashlib.new('sha1', user.email.encode()).hexdigest()  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'low',
      'MD5 of something',
      `
      import hashlib

      def label(row):
          return hashlib.md5(repr(row).encode()).hexdigest()  # FINDING
    `,
    ),
    safe(
      'python',
      'declared to be no protection',
      `
      import hashlib

      def label(row):
          return hashlib.md5(repr(row).encode(), usedforsecurity=False).hexdigest()
    `,
    ),
    safe(
      'python',
      'key of a cache, sum of a file',
      `
      import hashlib

      def cache_key(url):
          return hashlib.md5(url.encode()).hexdigest()

      def file_checksum(path):
          with open(path, 'rb') as handle:
              return hashlib.sha1(handle.read()).hexdigest()
    `,
    ),
    safe(
      'python',
      'strong hashes and slow ones',
      `
      import hashlib
      import hmac

      def sign(key, body):
          return hmac.new(key, body, hashlib.sha256).hexdigest()

      def label(row):
          return hashlib.sha256(repr(row).encode()).hexdigest()

      def store(password, salt):
          return hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'password with MD5',
      `
      const crypto = require('crypto');

      function hashPassword(password) {
        return crypto.createHash('md5').update(password).digest('hex'); // FINDING
      }
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'reset token with SHA-1',
      `
      import { createHash } from 'node:crypto';

      export const resetToken = (user) => createHash('sha1').update(user.email + Date.now()).digest('hex'); // FINDING
    `,
    ),
    vulnerable(
      'javascript',
      'low',
      'MD5 of something',
      `
      const crypto = require('node:crypto');

      const ALGORITHM = 'md5';

      module.exports = (row) => crypto.createHash(ALGORITHM).update(JSON.stringify(row)).digest('hex'); // FINDING
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'crypto-js',
      `
      import CryptoJS from 'crypto-js';

      export function login(name, password) {
        return CryptoJS.MD5(password).toString(); // FINDING
      }
    `,
    ),
    safe(
      'javascript',
      'an ETag and an avatar',
      `
      const crypto = require('crypto');

      function etagOf(body) {
        return crypto.createHash('md5').update(body).digest('base64');
      }

      const avatarUrl = (email) => 'https://avatars.example/' + crypto.createHash('md5').update(email).digest('hex');
    `,
    ),
    safe(
      'javascript',
      'strong hashes and slow ones',
      `
      const crypto = require('crypto');

      const label = (row) => crypto.createHash('sha256').update(row).digest('hex');
      const store = (password, salt) => crypto.scryptSync(password, salt, 64);
    `,
    ),
    safe(
      'javascript',
      'signature that a service asks for',
      `
      const crypto = require('crypto');

      function isFromService(body, header, key) {
        const expected = crypto.createHmac('sha1', key).update(body).digest('hex');
        return crypto.timingSafeEqual(Buffer.from(expected), Buffer.from(header));
      }
    `,
    ),
    ...WEAK_HASH_TYPESCRIPT,
  ],
};
