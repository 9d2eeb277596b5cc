import type { SampleFamily } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const INSECURE_RANDOMNESS_SAMPLES: SampleFamily = {
  ruleId: 'insecure-randomness',
  samples: [
    vulnerable(
      'python',
      'medium',
      'token of letters',
      `
      import random
      import string

      def generate_token(length=32):
          return ''.join(random.choice(string.ascii_letters) for _ in range(length))  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'one-time password in a variable',
      `
      import random

      def start_login(user, mailer):
          number = random.randint(100000, 999999)  # FINDING
          user.otp = str(number)
          mailer.deliver(user)
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'code that is sent to somebody',
      `
      import random

      def confirm(phone, gateway):
          digits = random.randrange(10000, 99999)  # FINDING
          gateway.deliver(phone, f'Your verification code is {digits}')
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'password put together in a loop',
      `
      from random import randint

      CHARS = 'abcdefghijkmnpqrstuvwxyz23456789'

      def new_password(length):
          result = ''
          for _ in range(length):
              result += CHARS[randint(0, len(CHARS) - 1)]  # FINDING
          return result
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'key of a cipher',
      `
      import numpy as np
      from Crypto.Cipher import AES

      def box():
          material = np.random.bytes(32)  # FINDING
          return AES.new(material, AES.MODE_GCM)
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'session under a key that is built',
      `
      import random

      def remember(store, user):
          value = str(random.getrandbits(64))  # FINDING
          store[f'remember_me_{user}'] = value
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'identifier made of the time',
      `
      import uuid

      def reset(user):
          user.reset_token = uuid.uuid1().hex  # FINDING
          user.save()
    `,
    ),
    vulnerable(
      'python',
      'low',
      'salt',
      `
      import random

      def new_salt():
          return '%032x' % random.getrandbits(128)  # FINDING
    `,
    ),
    safe(
      'python',
      'generators of the operating system',
      `
      import random
      import secrets
      import string

      def generate_token():
          return secrets.token_urlsafe(32)

      def new_password(length):
          source = random.SystemRandom()
          return ''.join(source.choice(string.ascii_letters) for _ in range(length))

      def otp():
          return secrets.randbelow(1000000)
    `,
    ),
    safe(
      'python',
      'games, samples and delays',
      `
      import random
      import time

      def roll():
          return random.randint(1, 6)

      def fetch_token(client):
          for attempt in range(5):
              delay = 2 ** attempt + random.random()
              time.sleep(delay)

      def preview(rows):
          return random.sample(rows, 10)
    `,
    ),
    safe(
      'python',
      'tokens of a language model',
      `
      import numpy as np

      def decode(probabilities, vocabulary):
          next_token = np.random.choice(len(vocabulary), p=probabilities)
          num_tokens = np.random.randint(10, 20)
          return vocabulary[next_token], num_tokens
    `,
    ),
    safe(
      'python',
      'one of several that exist',
      `
      import random

      def client(api_tokens):
          token = random.choice(api_tokens)
          return {'Authorization': f'Bearer {token}'}
    `,
    ),
    safe(
      'python',
      'a number to be guessed',
      `
      import random

      secret_number = random.randint(1, 100)
      guess = int(input('Your guess: '))
      print(guess == secret_number)
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'token in base 36',
      `
      function createToken() {
        return Math.random().toString(36).slice(2); // FINDING
      }
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'helper that is called for a session',
      `
      const CHARS = 'ABCDEFGHJKLMNPQRSTUVWXYZ0123456789';

      function makeId(length) {
        let result = '';
        for (let i = 0; i < length; i++) {
          result += CHARS.charAt(Math.floor(Math.random() * CHARS.length)); // FINDING
        }
        return result;
      }

      const sessionId = makeId(32);
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'password of characters',
      `
      const SIGNS = 'abcdefghijkmnpqrstuvwxyz!?%&';

      export const generatePassword = (length) =>
        Array.from({ length }, () => SIGNS[Math.floor(Math.random() * SIGNS.length)]).join(''); // FINDING
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'code for a reset',
      `
      app.post('/forgot', async (req, res) => {
        const user = await User.findByEmail(req.body.email);
        user.resetCode = Math.floor(100000 + Math.random() * 900000); // FINDING
        await user.save();
        res.sendStatus(204);
      });
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'storage of the page',
      `
      const id = Date.now() + '-' + Math.random(); // FINDING
      localStorage.setItem('authToken', id);
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'key of a signature',
      `
      const crypto = require('crypto');

      function seal(body) {
        const key = String(Math.random()); // FINDING
        return crypto.createHmac('sha256', key).update(body).digest('hex');
      }
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'lodash',
      `
      import _ from 'lodash';

      export function invite(user) {
        return { user, inviteCode: _.random(100000, 999999) }; // FINDING
      }
    `,
    ),
    safe(
      'javascript',
      'generators of the operating system',
      `
      const crypto = require('crypto');

      const createToken = () => crypto.randomBytes(32).toString('hex');
      const sessionId = crypto.randomUUID();
      const otp = crypto.randomInt(100000, 1000000);
    `,
    ),
    safe(
      'javascript',
      'what a page shows, shuffles and waits for',
      `
      const color = '#' + Math.floor(Math.random() * 16777215).toString(16);
      const elementId = 'field-' + Math.random().toString(36).slice(2);
      const shuffled = cards.sort(() => Math.random() - 0.5);
      const retryDelay = 100 + Math.random() * 50;
      setTimeout(refreshToken, retryDelay);
    `,
    ),
    safe(
      'javascript',
      'fallback for old browsers',
      `
      function nonce() {
        if (window.crypto && window.crypto.getRandomValues) {
          return window.crypto.getRandomValues(new Uint32Array(4)).join('');
        }
        return String(Math.random()).slice(2);
      }
    `,
    ),
    safe(
      'javascript',
      'address that keeps caches away, and a chance',
      `
      const tokenUrl = '/token?_=' + Math.random();
      const hasPassword = Math.random() < 0.5;
      const tokenIndex = Math.floor(Math.random() * list.length);
    `,
    ),
    vulnerable(
      'typescript',
      'medium',
      'token of a service',
      `
      import { Injectable } from '@nestjs/common';

      @Injectable()
      export class InvitationService {
        private createAccessToken(): string {
          const first: string = Math.random().toString(36).substring(2); // FINDING
          return first;
        }
      }
    `,
    ),
    vulnerable(
      'typescript',
      'medium',
      'property of an entity',
      `
      interface Account {
        email: string;
        apiKey: string;
      }

      export const open = (email: string): Account => ({
        email,
        apiKey: (Math.random() * 1e17).toString(16) as string, // FINDING
      });
    `,
    ),
    vulnerable(
      'typescript',
      'medium',
      'identifier made of the time',
      `
      import { v1 as timeBased } from 'uuid';

      export class Login {
        public sessionToken: string | undefined;

        start(): void {
          this.sessionToken = timeBased(); // FINDING
        }
      }
    `,
    ),
    vulnerable(
      'typescript',
      'medium',
      'cookie of a session',
      `
      import type { Request, Response } from 'express';

      export function enter(req: Request, res: Response): void {
        const visitor = Math.random().toString(16); // FINDING
        res.cookie('sid', visitor, { secure: true, httpOnly: true, sameSite: 'lax' });
        res.redirect('/');
      }
    `,
    ),
    safe(
      'typescript',
      'generators of the operating system',
      `
      import { randomBytes, randomUUID } from 'node:crypto';
      import { v4 } from 'uuid';

      export const accessToken = (): string => randomBytes(32).toString('base64url');
      export const sessionId: string = randomUUID();
      export const csrfToken = v4();
    `,
    ),
    safe(
      'typescript',
      'data for a story book',
      `
      export interface Bar {
        readonly id: number;
        readonly height: number;
      }

      export const bars = (count: number): Bar[] =>
        Array.from({ length: count }, (_unused, id) => ({ id, height: Math.random() * 100 }));
    `,
    ),
    safe(
      'typescript',
      'waiting between attempts',
      `
      export async function withRetries<T>(task: () => Promise<T>, attempts = 3): Promise<T> {
        const jitter: number = Math.random() * 250;
        try {
          return await task();
        } catch (error) {
          if (attempts <= 1) throw error;
          await new Promise((resolve) => setTimeout(resolve, 500 + jitter));
          return withRetries(task, attempts - 1);
        }
      }
    `,
    ),
  ],
};
