import type { SampleFamily } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const WEAK_CIPHER_SAMPLES: SampleFamily = {
  ruleId: 'weak-cipher',
  samples: [
    vulnerable(
      'python',
      'high',
      'DES of PyCryptodome',
      `
      from Crypto.Cipher import DES
      from Crypto.Random import get_random_bytes

      def seal(key, text):
          iv = get_random_bytes(8)
          cipher = DES.new(key, DES.MODE_CBC, iv)  # FINDING
          return iv + cipher.encrypt(text)
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'AES in ECB mode',
      `
      from Crypto.Cipher import AES
      from Crypto.Util.Padding import pad

      def seal(key, text):
          return AES.new(key, AES.MODE_ECB).encrypt(pad(text, 16))  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'high',
      'RC4 of cryptography',
      `
      from cryptography.hazmat.primitives.ciphers import Cipher, algorithms

      def stream(key):
          return Cipher(algorithms.ARC4(key), mode=None).encryptor()  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'medium',
      '3DES of cryptography, with the mode in a variable',
      `
      from cryptography.hazmat.primitives.ciphers import Cipher, modes
      from cryptography.hazmat.primitives.ciphers.algorithms import TripleDES

      def seal(key, iv, text):
          mode = modes.CBC(iv)
          encryptor = Cipher(TripleDES(key), mode).encryptor()  # FINDING
          return encryptor.update(text) + encryptor.finalize()
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'ECB of cryptography',
      `
      from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

      def seal(key, block):
          encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # FINDING
          return encryptor.update(block)
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'the same vector for every text',
      `
      from Crypto.Cipher import AES

      IV = b'0123456789abcdef'

      def seal(key, text):
          return AES.new(key, AES.MODE_CBC, IV).encrypt(text)  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'a vector of zeros',
      `
      from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

      def seal(key, text):
          cipher = Cipher(algorithms.AES(key), modes.CTR(b'\\\\0' * 16))  # FINDING
          return cipher.encryptor().update(text)
    `,
    ),
    safe(
      'python',
      'authenticated encryption with a fresh nonce',
      `
      import os
      from cryptography.hazmat.primitives.ciphers.aead import AESGCM
      from cryptography.fernet import Fernet

      def seal(key, text):
          nonce = os.urandom(12)
          return nonce + AESGCM(key).encrypt(nonce, text, None)

      def box(key, text):
          return Fernet(key).encrypt(text)
    `,
    ),
    safe(
      'python',
      'AES with GCM and a nonce that comes with the text',
      `
      from Crypto.Cipher import AES

      def unseal(key, blob):
          cipher = AES.new(key, AES.MODE_GCM, nonce=blob[:16])
          return cipher.decrypt_and_verify(blob[32:], blob[16:32])
    `,
    ),
    safe(
      'python',
      'AES with CBC and a random vector',
      `
      import os
      from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

      def seal(key, text):
          iv = os.urandom(16)
          encryptor = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
          return iv + encryptor.update(text) + encryptor.finalize()
    `,
    ),
    safe(
      'python',
      'functions of other things with such names',
      `
      from shop.catalogue import Cipher, des

      def puzzle(words):
          return Cipher(words, des(words), 'ECB')
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'triple DES',
      `
      const crypto = require('crypto');

      function seal(key, text) {
        const iv = crypto.randomBytes(8);
        const cipher = crypto.createCipheriv('des-ede3-cbc', key, iv); // FINDING
        return Buffer.concat([iv, cipher.update(text), cipher.final()]);
      }
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'RC4, named in a constant',
      `
      import { createCipheriv } from 'node:crypto';

      const ALGORITHM = 'rc4';

      export const seal = (key, text) => createCipheriv(ALGORITHM, key, '').update(text, 'utf8', 'hex'); // FINDING
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'AES in ECB mode',
      `
      const crypto = require('crypto');

      exports.seal = (key, text) => {
        const cipher = crypto.createCipheriv('aes-128-ecb', key, null); // FINDING
        return cipher.update(text, 'utf8', 'base64') + cipher.final('base64');
      };
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'a cipher without a vector',
      `
      const crypto = require('crypto');

      function seal(text) {
        const cipher = crypto.createCipher('aes-256-cbc', process.env.PHRASE); // FINDING
        return cipher.update(text, 'utf8', 'hex') + cipher.final('hex');
      }
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'DES of crypto-js',
      `
      import CryptoJS from 'crypto-js';

      export function seal(text, key) {
        return CryptoJS.DES.encrypt(text, key).toString(); // FINDING
      }
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'ECB of crypto-js',
      `
      const CryptoJS = require('crypto-js');

      function seal(text, key) {
        const options = { mode: CryptoJS.mode.ECB, padding: CryptoJS.pad.Pkcs7 };
        return CryptoJS.AES.encrypt(text, key, options).toString(); // FINDING
      }
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'the same vector for every text',
      `
      const crypto = require('crypto');

      const VECTOR = Buffer.from('00112233445566778899aabbccddeeff', 'hex');

      function seal(key, text) {
        const cipher = crypto.createCipheriv('aes-256-cbc', key, VECTOR); // FINDING
        return cipher.update(text, 'utf8', 'hex') + cipher.final('hex');
      }
    `,
    ),
    vulnerable(
      'javascript',
      'low',
      'old data that is only decrypted',
      `
      const crypto = require('crypto');

      function unseal(key, iv, blob) {
        const decipher = crypto.createDecipheriv('bf-cbc', key, iv); // FINDING
        return decipher.update(blob, 'hex', 'utf8') + decipher.final('utf8');
      }
    `,
    ),
    safe(
      'javascript',
      'GCM with a fresh nonce',
      `
      const crypto = require('crypto');

      function seal(key, text) {
        const nonce = crypto.randomBytes(12);
        const cipher = crypto.createCipheriv('aes-256-gcm', key, nonce);
        const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
        return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
      }
    `,
    ),
    safe(
      'javascript',
      'a vector that is filled in after it is made',
      `
      const crypto = require('crypto');

      function seal(key, text) {
        const vector = Buffer.alloc(16);
        crypto.randomFillSync(vector);
        return crypto.createCipheriv('aes-256-cbc', key, vector).update(text);
      }
    `,
    ),
    safe(
      'javascript',
      'an algorithm that the settings name',
      `
      const crypto = require('crypto');
      const settings = require('./settings');

      exports.seal = (key, iv, text) => crypto.createCipheriv(settings.algorithm, key, iv).update(text);
    `,
    ),
    safe(
      'javascript',
      'the web API',
      `
      export async function seal(key, text) {
        const iv = crypto.getRandomValues(new Uint8Array(12));
        return crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, new TextEncoder().encode(text));
      }
    `,
    ),
    vulnerable(
      'typescript',
      'high',
      'DES in a service',
      `
      import { createCipheriv, randomBytes, type Cipher } from 'node:crypto';
      import { Injectable } from '@nestjs/common';

      @Injectable()
      export class VaultService {
        constructor(private readonly key: Buffer) {}

        seal(text: string): Buffer {
          const iv: Buffer = randomBytes(8);
          const cipher: Cipher = createCipheriv('des-cbc', this.key, iv); // FINDING
          return Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()]);
        }
      }
    `,
    ),
    vulnerable(
      'typescript',
      'medium',
      'ECB from an enum',
      `
      import * as crypto from 'crypto';

      enum Mode {
        Blocks = 'aes-256-ecb',
      }

      export function seal(key: Buffer, text: string): string {
        const cipher = crypto.createCipheriv(Mode.Blocks, key, null); // FINDING
        return cipher.update(text, 'utf8', 'base64') + cipher.final('base64');
      }
    `,
    ),
    vulnerable(
      'typescript',
      'medium',
      'ECB of crypto-js',
      `
      import CryptoJS from 'crypto-js';

      export const seal = (text: string, key: string): string =>
        CryptoJS.AES.encrypt(text, key, { mode: CryptoJS.mode.ECB } as const).toString(); // FINDING
    `,
    ),
    vulnerable(
      'typescript',
      'medium',
      'the same vector for every text',
      `
      import { createCipheriv } from 'crypto';

      const VECTOR = 'abcdef0123456789' as const;

      export class Envelope {
        public static seal(key: string, text: string): string {
          return createCipheriv('aes-256-cbc', key, VECTOR).update(text, 'utf8', 'hex'); // FINDING
        }
      }
    `,
    ),
    safe(
      'typescript',
      'GCM with a fresh nonce',
      `
      import { createCipheriv, randomBytes } from 'node:crypto';

      export interface Sealed {
        readonly nonce: string;
        readonly data: string;
      }

      export function seal(key: Buffer, text: string): Sealed {
        const nonce = randomBytes(12);
        const cipher = createCipheriv('aes-256-gcm', key, nonce);
        return { nonce: nonce.toString('hex'), data: cipher.update(text, 'utf8', 'hex') + cipher.final('hex') };
      }
    `,
    ),
    safe(
      'typescript',
      'a vector that comes with the text',
      `
      import { createDecipheriv } from 'node:crypto';

      export function unseal(key: Buffer, blob: Buffer): string {
        const decipher = createDecipheriv('aes-256-cbc', key, blob.subarray(0, 16));
        return decipher.update(blob.subarray(16)).toString('utf8') + decipher.final('utf8');
      }
    `,
    ),
    safe(
      'typescript',
      'a table of names that are not used',
      `
      export const RETIRED: ReadonlyArray<string> = ['des-cbc', 'rc4', 'bf-cbc'];

      export const isRetired = (name: string): boolean => RETIRED.includes(name.toLowerCase());
    `,
    ),
  ],
};
