import type { Value } from '../flow/value.ts';
import { deepDrawn } from '../flow/joining.ts';
import { HOLE, onlyString } from '../flow/value.ts';
import { lastName } from '../irWalk.ts';
import { isDevelopmentFile } from './gates.ts';
import { namesIn } from './names.ts';
import type { ArgumentValue, AssignSite, CallSite, ElementSite, FactHit, FactRule, ReturnSite } from './rule.ts';
import { argumentOf } from './rule.ts';
import { isSecretName } from './secretNames.ts';
import { wordsOf } from './words.ts';

/** A better generator is asked for first, and this one is what old browsers get. */
const BETTER_GENERATOR = /^(?:crypto|webcrypto|msCrypto|getRandomValues|randomUUID|randomBytes|secrets|SystemRandom)$/;

/** The draw that counts; undefined when all of them are harmless. */
function drawOf(value: Value): CallSite | undefined {
  return value.drawn?.find((draw) => !isFallback(draw) && !isPick(draw) && !isDevelopmentFile(draw.file.path));
}

function isFallback({ gates }: CallSite): boolean {
  return gates.some(({ test }) => namesIn(test).some((name) => BETTER_GENERATOR.test(name)));
}

/** `random.choice(api_tokens)`: one of several that exist is taken, none is made. */
function isPick(draw: CallSite): boolean {
  if (!/^(?:choice|choices|sample)$/.test(draw.name)) return false;
  return isSecretName(lastName(draw.node.args[0]?.value));
}

function hit(draw: CallSite, use: string, name: string): FactHit {
  const salt = wordsOf(name).includes('salt');
  const isClock = /^uuid\b|^node-uuid/.test(draw.path ?? '');
  const generator = isClock
    ? 'The identifier is made of the time and of the address of the machine.'
    : 'The generator is made for games and statistics: whoever has seen a few of its numbers can compute those before and after.';
  return {
    range: { start: draw.node.start, end: draw.node.end },
    severity: salt ? 'low' : 'medium',
    confidence: 'medium',
    ...(isClock ? { title: 'Secret from an identifier that can be guessed', cwe: [340, 330] } : {}),
    explanation: `${generator} Here the result ${use}.`,
  };
}

/** Names come from the file: nothing but a name gets into the words. */
function shown(name: string): string {
  return /^[\w$-]{1,60}$/.test(name) ? `"${name}"` : 'something that nobody may guess';
}

function becomes(value: Value, name: string): FactHit | undefined {
  const draw = drawOf(value);
  if (draw === undefined || isAddress(value) || !isSecretName(name)) return undefined;
  return hit(draw, `becomes ${shown(name)}`, name);
}

/** `'/session?_=' + Math.random()` only keeps caches away. */
function isAddress({ text }: Value): boolean {
  return text !== undefined && /[?&]\w*=[^&]*$|^https?:/.test(text.split(HOLE, 1)[0] ?? '');
}

/** Text for people that has the number in it: "Your verification code is …". */
const ANNOUNCED =
  /\b(?:verification|confirmation|security|login|sign-?in|reset|access|auth\w*|activation|one[- ]?time|otp|2fa|temporary|new)\s+(?:code|pin|password|passcode|token)\b|\botp\b/i;

/** Functions of cryptography, and which of their arguments must not be guessed. */
const CRYPTO_ARGUMENTS: ReadonlyMap<string, readonly number[]> = new Map([
  ['crypto.createCipheriv', [1, 2]],
  ['crypto.createHmac', [1]],
  ['crypto.scryptSync', [1]],
  ['crypto.pbkdf2Sync', [1]],
  ['jsonwebtoken.sign', [1]],
  ['Crypto.Cipher.AES.new', [0, 2]],
  ['Cryptodome.Cipher.AES.new', [0, 2]],
  ['cryptography.fernet.Fernet', [0]],
  ['hmac.new', [0]],
  ['jwt.encode', [1]],
]);

function call(site: CallSite): FactHit | undefined {
  const secret = cryptographic(site);
  if (secret !== undefined) return secret;
  const given = site.args.filter((argument) => argument.value.drawn !== undefined);
  for (const argument of given) {
    const named = argument.name === undefined ? undefined : becomes(argument.value, argument.name);
    if (named !== undefined) return named;
    const told = announced(argument);
    if (told !== undefined) return told;
  }
  return given.length === 0 ? undefined : (stored(site, given) ?? handedOver(site, given));
}

function announced({ value }: ArgumentValue): FactHit | undefined {
  const draw = drawOf(value);
  if (draw === undefined || !ANNOUNCED.test(value.text ?? '')) return undefined;
  return hit(draw, 'is sent to somebody as a secret', '');
}

function cryptographic(site: CallSite): FactHit | undefined {
  for (const index of CRYPTO_ARGUMENTS.get(site.path ?? '') ?? []) {
    const argument = argumentOf(site, index);
    const [draw] = argument === undefined ? [] : (deepDrawn(argument.value) ?? []);
    if (draw !== undefined) return hit(draw, `is a key, an initialisation vector or a salt for ${site.name}()`, '');
  }
  return undefined;
}

/** `localStorage.setItem('token', x)`, `res.cookie('session', x)`, `redis.set('otp:' + phone, x)` */
function stored(site: CallSite, given: readonly ArgumentValue[]): FactHit | undefined {
  const key = site.args[0];
  const name = onlyString(key?.value) ?? key?.value.text;
  if (name === undefined || key?.name !== undefined || name.length > 60) return undefined;
  if (!/^(?:set|put|save|store|add|insert|cookie|write|hset|hmset|setex|push|append)/i.test(site.name))
    return undefined;
  const value = given.find((argument) => argument !== key && argument.name === undefined)?.value;
  if (value === undefined) return undefined;
  const session = site.name === 'cookie' || /^set_?cookie$/i.test(site.name) ? /sess|auth|remember/i : undefined;
  const draw = drawOf(value);
  if (draw === undefined || !(isSecretName(name) || session?.test(name) === true)) return undefined;
  return hit(draw, `is kept as ${shown(name)}`, name);
}

/** `user.set_password(x)`, `sendOtp(phone, x)` */
function handedOver(site: CallSite, given: readonly ArgumentValue[]): FactHit | undefined {
  if (!/^(?:set|send|save|store|email|hash|create|issue|encrypt|sign)/i.test(site.name)) return undefined;
  for (const { value, name } of given) {
    const found = name === undefined ? becomes(value, site.name) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function returned(site: ReturnSite): FactHit | undefined {
  if (site.value.drawn === undefined) return undefined;
  const draw = drawOf(site.value);
  if (draw === undefined || !isSecretName(site.fn.name)) return undefined;
  return hit(draw, `is what ${shown(site.fn.name)} gives back`, site.fn.name);
}

/** `session['csrf_token'] = x`, `tokens[user] = x`; a key that is a constant is an assignment, too. */
function element(site: ElementSite): FactHit | undefined {
  if (site.value.drawn === undefined) return undefined;
  const key = site.key.text ?? '';
  return (
    (key.includes(HOLE) ? becomes(site.value, key.replaceAll(HOLE, '')) : undefined) ??
    becomes(site.value, lastName(site.objectExpression))
  );
}

function assign(site: AssignSite): FactHit | undefined {
  return site.value.drawn === undefined ? undefined : becomes(site.value, site.property);
}

export const INSECURE_RANDOMNESS: FactRule = {
  kind: 'fact',
  id: 'insecure-randomness',
  cwe: [338, 330],
  title: 'Secret from a random generator that can be foretold',
  severities: ['medium', 'low'],
  explanation: 'A number that can be foretold becomes something that nobody may guess.',
  remediation:
    'Take the numbers from the operating system: secrets.token_urlsafe(), secrets.token_hex() or secrets.choice() in Python (random.SystemRandom where its methods are needed), crypto.randomBytes(), crypto.randomInt() or crypto.randomUUID() in Node.js, crypto.getRandomValues() in a browser. Secrets that were made this way have to be replaced.',
  call,
  assign,
  property: (site) => (site.value.drawn === undefined ? undefined : becomes(site.value, site.key)),
  element,
  returned,
};
