// What names say of a value that nobody may guess.
import { wordsOf } from './words.ts';

/** One word is enough. */
const SECRET = new Set([
  'password',
  'passwords',
  'passwd',
  'pwd',
  'passphrase',
  'passcode',
  'secret',
  'secrets',
  'otp',
  'totp',
  'csrf',
  'xsrf',
  'csrftoken',
  'nonce',
  'salt',
  'credential',
  'credentials',
  'apikey',
  'authtoken',
  'accesstoken',
  'sessionid',
  'sessid',
  'sessiontoken',
  'sid',
  'jwt',
]);

/** `token` alone is a secret unless the words around it speak of language or of money. */
const TOKENS_OF_TEXT = new Set([
  'tokenizer',
  'tokenize',
  'vocab',
  'vocabulary',
  'logits',
  'embedding',
  'embeddings',
  'next',
  'prev',
  'previous',
  'mask',
  'masked',
  'special',
  'pad',
  'eos',
  'bos',
  'unk',
  'max',
  'min',
  'num',
  'n',
  'total',
  'count',
  'counts',
  'length',
  'limit',
  'usage',
  'budget',
  'price',
  'amount',
  'supply',
  'balance',
  'type',
  'types',
  'index',
  'position',
  'ids',
  'mint',
  'nft',
  'erc',
  'word',
  'words',
  'text',
  'prompt',
  'completion',
  'parser',
  'lexer',
  'design',
  'model',
  'sample',
  'bucket',
  'expiry',
  'expires',
  'expired',
  'lifetime',
  'ttl',
  'age',
]);

/** The second word makes a secret of it only after one of these. */
const KINDS_OF_KEY = new Set([
  'api',
  'private',
  'secret',
  'encryption',
  'crypto',
  'cipher',
  'signing',
  'signature',
  'access',
  'auth',
  'license',
  'licence',
  'master',
  'aes',
  'hmac',
  'des',
  'session',
  'recovery',
  'activation',
  'security',
]);
const KINDS_OF_CODE = new Set([
  'reset',
  'verification',
  'verify',
  'confirmation',
  'confirm',
  'activation',
  'activate',
  'auth',
  'authentication',
  'authorization',
  'security',
  'login',
  'recovery',
  'access',
  'sms',
  '2fa',
  'mfa',
  'onetime',
  'one',
  'pairing',
  'unlock',
  'secret',
  'email',
  'phone',
  'invite',
  'invitation',
  'pin',
  'passwordless',
]);
const CODES = new Set(['code', 'codes', 'hash', 'link', 'pin']);
const KEYS = new Set(['key', 'keys']);
const SESSIONS = new Set(['id', 'ids', 'identifier', 'key', 'token']);

/**
 * What the value is not, whatever else the name says: the name of a field, how often it is asked for,
 * where it is to be had; and the number that a game lets people guess.
 */
const NOT_THE_VALUE =
  /(?:^|_)(?:delay|jitter|interval|timeout|retry|retries|backoff|attempts?|length|size|count|index|field|label|placeholder|hint|strength|score|color|colour|animation|position|offset|width|height|url|uri|href|endpoint|path|file|filename|image|img|icon|src|element|el|node|div|input|button|row|santa|number|word)(?:$|_)/;

/** Whether a value of that name must not be guessed. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  if (words.length === 0 || words.length > 8 || NOT_THE_VALUE.test(words.join('_'))) return false;
  for (const [at, word] of words.entries()) {
    if (SECRET.has(word)) return true;
    if (word === 'token' || word === 'tokens') return !words.some((other) => TOKENS_OF_TEXT.has(other));
    const before = words[at - 1] ?? '';
    if (KEYS.has(word) && KINDS_OF_KEY.has(before)) return true;
    if (CODES.has(word) && words.slice(0, at).some((other) => KINDS_OF_CODE.has(other))) return true;
    if (SESSIONS.has(word) && before === 'session') return true;
    if (word === 'pin' && /^(?:generate|gen|make|create|new|random|user|card|door|temp|temporary)$/.test(before))
      return true;
    if (word === 'me' && (before === 'remember' || before === 'remembers')) return true;
    if (word === 'rememberme') return true;
  }
  return false;
}
