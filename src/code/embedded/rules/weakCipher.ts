import type { TextRange } from '../../../findings/finding.ts';
import type { Severity } from '../../../findings/severity.ts';
import type { Value } from '../flow/value.ts';
import { anyMember } from '../flow/joining.ts';
import { onlyConstant, onlyString } from '../flow/value.ts';
import type { ArgumentValue, CallSite, FactHit, FactRule } from './rule.ts';
import { argumentOf } from './rule.ts';

interface Weakness {
  readonly name: string;
  readonly severity: Severity;
  readonly why: string;
}

const BROKEN_KEY = 'Its key has 56 bits: a computer of our days tries all of them.';
const BIASED = 'What it adds to the text is not evenly distributed, and from enough ciphertexts the text comes out.';
const SMALL_BLOCK =
  'It works on blocks of 64 bits: after some gigabytes under one key blocks repeat and give the text away (Sweet32).';

const DES: Weakness = { name: 'DES', severity: 'high', why: BROKEN_KEY };
const TRIPLE_DES: Weakness = { name: '3DES', severity: 'medium', why: SMALL_BLOCK };
const RC2: Weakness = { name: 'RC2', severity: 'high', why: 'It is broken for keys that are related to each other.' };
const RC4: Weakness = { name: 'RC4', severity: 'high', why: BIASED };
const BLOWFISH: Weakness = { name: 'Blowfish', severity: 'medium', why: SMALL_BLOCK };
const CAST5: Weakness = { name: 'CAST5', severity: 'medium', why: SMALL_BLOCK };
const IDEA: Weakness = { name: 'IDEA', severity: 'medium', why: SMALL_BLOCK };
const XOR: Weakness = { name: 'XOR', severity: 'high', why: 'Two texts under the same key give each other away.' };
const RABBIT: Weakness = {
  name: 'Rabbit',
  severity: 'medium',
  why: 'It comes without any protection against changes and is hardly examined.',
};
const ECB: Weakness = {
  name: 'ECB mode',
  severity: 'medium',
  why: 'Equal blocks of text give equal blocks of ciphertext: patterns stay visible, and blocks can be exchanged.',
};
const NO_IV: Weakness = {
  name: 'createCipher',
  severity: 'medium',
  why: 'Key and initialisation vector both come from the password by one round of MD5, so that every text is encrypted in the same way. Node.js 22 has removed the function.',
};

const BY_NAME: ReadonlyMap<string, Weakness> = new Map([
  ['DES', DES],
  ['DES3', TRIPLE_DES],
  ['TRIPLEDES', TRIPLE_DES],
  ['ARC2', RC2],
  ['RC2', RC2],
  ['ARC4', RC4],
  ['RC4', RC4],
  ['RC4DROP', RC4],
  ['BLOWFISH', BLOWFISH],
  ['CAST', CAST5],
  ['CAST5', CAST5],
  ['IDEA', IDEA],
  ['XOR', XOR],
  ['RABBIT', RABBIT],
  ['RABBITLEGACY', RABBIT],
]);

/** Names as OpenSSL and node-forge spell them: `des-ede3-cbc`, `RC4`, `bf-cfb`, `AES-ECB`. */
function byCipherName(name: string): Weakness | undefined {
  const spelled = name.toLowerCase();
  if (/^(?:des3|des-?ede3?|3des|tripledes)(?:$|[-_])/.test(spelled)) return TRIPLE_DES;
  if (/^des(?:x|$|[-_])/.test(spelled)) return DES;
  if (/^(?:rc2|arc2)(?:$|[-_])/.test(spelled)) return RC2;
  if (/^(?:rc4|arc4|arcfour)(?:$|[-_])/.test(spelled)) return RC4;
  if (/^(?:bf|blowfish)(?:$|[-_])/.test(spelled)) return BLOWFISH;
  if (/^cast5?(?:$|[-_])/.test(spelled)) return CAST5;
  if (/^idea(?:$|[-_])/.test(spelled)) return IDEA;
  return /[-_]ecb$/.test(spelled) ? ECB : undefined;
}

/** Of all the names that it can be, the worst. */
function byCipherNames(value: Value | undefined): Weakness | undefined {
  const found = (value?.constants ?? []).flatMap((one) => (typeof one === 'string' ? [byCipherName(one)] : []));
  return found.find((one) => one?.severity === 'high') ?? found.find((one) => one !== undefined);
}

function hit(weakness: Weakness, site: CallSite, argument?: TextRange): FactHit {
  const decrypts = /decrypt|decipher/i.test(site.name);
  return {
    ...(argument === undefined ? {} : { argument }),
    // Old data has to be read somehow.
    severity: decrypts ? 'low' : weakness.severity,
    title: weakness === NO_IV ? 'Cipher without an initialisation vector of its own' : `Weak cipher: ${weakness.name}`,
    explanation: `${weakness.why}${decrypts ? ' Here it only decrypts: as long as old data is around, that may have to stay.' : ''}`,
  };
}

const FIXED_IV =
  'The initialisation vector stands in the program. With the same key it makes equal texts equal ciphertexts, and in the modes CTR and GCM two ciphertexts under the same vector give both texts away.';

function fixedVector(argument: ArgumentValue | undefined): FactHit | undefined {
  if (argument === undefined || !isFixedBytes(argument)) return undefined;
  return {
    argument: argument.range,
    severity: 'medium',
    cwe: [329, 327],
    title: 'Fixed initialisation vector',
    explanation: FIXED_IV,
  };
}

/** A text, bytes of one, or zeros that are made on the spot: those in a variable may be filled in later. */
function isFixedBytes({ value, range }: ArgumentValue): boolean {
  if (value.taints.length > 0) return false;
  const text = onlyString(value);
  if (text !== undefined) return text !== '';
  const maker = value.madeBy;
  const given = maker?.args[0]?.value;
  switch (maker?.path) {
    case 'Buffer.from':
    case 'bytes.fromhex':
    case 'binascii.unhexlify':
    case 'crypto-js.enc.Hex.parse':
    case 'crypto-js.enc.Utf8.parse':
    case 'CryptoJS.enc.Hex.parse':
    case 'CryptoJS.enc.Utf8.parse':
      return (
        (onlyString(given) ?? '') !== '' ||
        (given?.length !== undefined && given.length > 0 && typeof onlyConstant(anyMember(given)) === 'number')
      );
    case 'bytes':
    case 'Buffer.alloc':
      return maker.node.start === range.start && typeof onlyConstant(given) === 'number';
    default:
      return false;
  }
}

const PY_NEW = /^Crypto(?:dome)?\.Cipher\.(\w+)\.new$/;
const PY_CIPHER = /^cryptography\.hazmat\.primitives\.ciphers\.(?:base\.)?Cipher$/;
const PY_ALGORITHM = /(?:^|\.)algorithms\.(\w+)(?:\(\))?$/;
const PY_ECB = /(?:^|\.)(?:MODE_ECB|modes\.ECB(?:\(\))?)$/;

function pythonCall(site: CallSite): FactHit | undefined {
  const path = site.path ?? '';
  switch (site.name) {
    case 'new': {
      const algorithm = PY_NEW.exec(path)?.[1];
      if (algorithm === undefined) return undefined;
      const weak = BY_NAME.get(algorithm.toUpperCase());
      if (weak !== undefined) return hit(weak, site);
      if (algorithm !== 'AES') return undefined;
      const mode = argumentOf(site, 1, 'mode');
      if (mode === undefined) return site.args.length === 1 ? hit(ECB, site) : undefined;
      if (PY_ECB.test(mode.value.path ?? '') || onlyConstant(mode.value) === 1) return hit(ECB, site, mode.range);
      return fixedVector(argumentOf(site, 2, 'iv') ?? argumentOf(site, 2, 'nonce') ?? argumentOf(site, 2, 'IV'));
    }
    case 'Cipher': {
      if (path === 'M2Crypto.EVP.Cipher') {
        const weak = byCipherNames(argumentOf(site, 0, 'alg')?.value);
        return weak === undefined ? undefined : hit(weak, site);
      }
      if (!PY_CIPHER.test(path)) return undefined;
      const algorithm = argumentOf(site, 0, 'algorithm');
      const mode = argumentOf(site, 1, 'mode');
      const weak = BY_NAME.get(PY_ALGORITHM.exec(algorithm?.value.path ?? '')?.[1]?.toUpperCase() ?? '');
      if (weak !== undefined) return hit(weak, site, algorithm?.range);
      return PY_ECB.test(mode?.value.path ?? '') ? hit(ECB, site, mode?.range) : undefined;
    }
    case 'CBC':
    case 'CTR':
    case 'GCM':
    case 'CFB':
    case 'OFB':
      return /(?:^|\.)ciphers\.modes\.\w+$/.test(path) ? fixedVector(argumentOf(site, 0)) : undefined;
    case 'des':
    case 'triple_des':
      return path.startsWith('pyDes.') ? hit(site.name === 'des' ? DES : TRIPLE_DES, site) : undefined;
    default:
      return undefined;
  }
}

const JS_CIPHERS = new Set(['createCipheriv', 'createDecipheriv', 'createCipher', 'createDecipher']);
const CRYPTO_JS =
  /^(?:crypto-js|CryptoJS)[./](DES|TripleDES|RC4|RC4Drop|Rabbit|RabbitLegacy|Blowfish|AES|tripledes|rc4|rabbit|rabbit-legacy|blowfish|aes)\.(?:encrypt|decrypt)$/;
const FORGE_RC2 = /^node-forge\.rc2\.create(?:Encryption|Decryption)Cipher$/;
const FORGE_DES = /^node-forge\.des\.(?:create(?:Encryption|Decryption)Cipher|start(?:Encrypting|Decrypting))$/;
const FORGE_AES = /^node-forge\.aes\.create(?:Encryption|Decryption)Cipher$/;

function javaScriptCall(site: CallSite): FactHit | undefined {
  const path = site.path ?? '';
  if (JS_CIPHERS.has(site.name)) return nodeCipher(site, path);
  const library = CRYPTO_JS.exec(path)?.[1];
  if (library !== undefined) {
    const weak = BY_NAME.get(library.replace('-', '').toUpperCase());
    if (weak !== undefined) return hit(weak, site);
    const options = argumentOf(site, 2);
    const mode = options?.value.slots?.get('mode');
    if (/(?:^|[./])mode[.-](?:ECB|ecb)$/.test(mode?.path ?? '')) return hit(ECB, site, options?.range);
    const vector = options?.value.slots?.get('iv');
    return vector === undefined || options === undefined || site.name === 'decrypt'
      ? undefined
      : fixedVector({ ...options, value: vector });
  }
  if (FORGE_RC2.test(path)) return hit(RC2, site);
  if (FORGE_DES.test(path)) return hit(DES, site);
  if (FORGE_AES.test(path))
    return onlyString(site.args[1]?.value)?.toUpperCase() === 'ECB' ? hit(ECB, site) : undefined;
  if (/(?:^aes-js|^aesjs)\.ModeOfOperation\.ecb$/.test(path)) return hit(ECB, site);
  return undefined;
}

function nodeCipher(site: CallSite, path: string): FactHit | undefined {
  const isForge = /^(?:node-forge|forge)\.cipher\./.test(path);
  if (!isForge && !/^(?:crypto|crypto-browserify|browserify-cipher|browserify-aes)\./.test(path)) return undefined;
  const algorithm = argumentOf(site, 0);
  const weak = byCipherNames(algorithm?.value);
  if (weak !== undefined) return hit(weak, site, algorithm?.range);
  if (isForge) return undefined;
  if (site.name === 'createCipher' || site.name === 'createDecipher') return hit(NO_IV, site);
  return site.name === 'createCipheriv' ? fixedVector(argumentOf(site, 2)) : undefined;
}

export const WEAK_CIPHER: FactRule = {
  kind: 'fact',
  id: 'weak-cipher',
  cwe: [327],
  title: 'Weak cipher',
  severities: ['high', 'medium', 'low'],
  explanation: 'The cipher, its mode or its initialisation vector does not keep the text secret.',
  remediation:
    'Encrypt with an authenticated mode and a fresh random nonce for every text: AESGCM or ChaCha20Poly1305 of cryptography.hazmat.primitives.ciphers.aead (or Fernet) in Python, crypto.createCipheriv("aes-256-gcm", key, crypto.randomBytes(12)) in Node.js, crypto.subtle with AES-GCM in a browser. Data that is already encrypted has to be decrypted once and encrypted anew.',
  call: (site) => (site.family === 'python' ? pythonCall(site) : javaScriptCall(site)),
};
