import type { Value } from '../flow/value.ts';
import { onlyConstant } from '../flow/value.ts';
import type { CallExpression } from '../ir.ts';
import {
  acceptsNone,
  calleeName,
  expiryIgnored,
  isNoneText,
  isOnlyHeaderRead,
  isSent,
  isTrue,
  isVerifiedToo,
  noneAccepted,
  signedWithNone,
  unverified,
  weaker,
} from './jwtChecks.ts';
import { argumentExpression } from './literals.ts';
import type { CallSite, FactHit, PropertySite } from './rule.ts';
import { argumentOf } from './rule.ts';

/** Functions that read a token and say so, but people take what they return for checked. */
const READERS = new Set([
  'jsonwebtoken.decode',
  'jose.decodeJwt',
  'jose.UnsecuredJWT.decode',
  'jose/jwt/unsecured.UnsecuredJWT.decode',
  'jose/jwt/decode.decodeJwt',
  'jose/util/decode_jwt.decodeJwt',
  'jwt-decode',
  'jwt-decode.jwtDecode',
  'jwt-decode.jwt_decode',
  'fast-jwt.createDecoder()',
  'jws.decode',
]);
/** Made for pages in a browser, which have nothing to verify with. */
const IN_PAGES = /^jwt-decode/;

export function javaScriptCall(site: CallSite): FactHit | undefined {
  const path = site.path ?? '';
  if (READERS.has(path)) return read(site, path);
  switch (site.name) {
    case 'decode':
      if (path === 'jwt-simple.decode')
        return isTrue(argumentOf(site, 2)?.value) ? unverified(site.args[0]?.value, site.args[2]?.range) : undefined;
      // Nest and Fastify hand the library in as a service of that name.
      return site.receiver !== undefined &&
        /^(?:_?jwt(?:Service)?|tokenService)$/.test(site.receiverName) &&
        !path.startsWith('jwt-simple')
        ? read(site, path)
        : undefined;
    case 'verify':
    case 'verifyAsync':
      return path === 'jsonwebtoken.verify' || /jwt/i.test(site.receiverName) ? verified(site) : undefined;
    case 'sign':
    case 'signAsync': {
      if (path !== 'jsonwebtoken.sign' && !/jwt/i.test(site.receiverName)) return undefined;
      const options = site.args.find((argument) => isNoneText(argument.value.slots?.get('algorithm')));
      return options === undefined ? undefined : signedWithNone(options.range);
    }
    case 'encode':
      return path === 'jwt-simple.encode' && isNoneText(site.args[2]?.value)
        ? signedWithNone(site.args[2]?.range)
        : undefined;
    case 'UnsecuredJWT':
      return /^jose\b/.test(path) ? signedWithNone() : undefined;
    default:
      return middleware(site, path);
  }
}

function read(site: CallSite, path: string): FactHit | undefined {
  const token = site.args[0];
  if (token === undefined || isVerifiedToo(site, argumentExpression(site, 0), verifies)) return undefined;
  const sent = isSent(token.value);
  if (IN_PAGES.test(path) && !sent) return undefined;
  // `decode(token, { complete: true }).header.kid` is how the key is found.
  if (isTrue(token.value.slots?.get('complete')) || isTrue(site.args[1]?.value.slots?.get('complete')))
    if (isOnlyHeaderRead(site)) return undefined;
  if (sent || path.includes('Unsecured')) return unverified(token.value);
  return {
    ...unverified(token.value),
    severity: 'medium',
    confidence: 'medium',
    explanation:
      'decode() only reads: anybody can write a token that it accepts. That is right for a token that this program has just got from its issuer, and wrong for one that a client has sent.',
  };
}

function verifies(call: CallExpression): boolean {
  return /^(?:verify\w*|jwtVerify|validate\w*)$/i.test(calleeName(call));
}

function verified(site: CallSite): FactHit | undefined {
  const key = site.path === 'jsonwebtoken.verify' ? site.args[1] : undefined;
  const options = site.path === 'jsonwebtoken.verify' ? site.args[2] : site.args[1];
  if (acceptsNone(options?.value.slots?.get('algorithms'))) return noneAccepted(options?.range);
  const given = onlyConstant(key?.value);
  if (key !== undefined && (given === null || given === '' || given === false))
    return weaker(
      'high',
      'Token is verified without a key',
      'There is no key to verify with: what is accepted are tokens without a signature, which anybody can write.',
      key.range,
    );
  return undefined;
}

const MIDDLEWARE = new Set(['express-jwt', 'express-jwt.expressjwt', 'express-jwt.expressJwt', 'koa-jwt', '@hono/jwt']);

function middleware(site: CallSite, path: string): FactHit | undefined {
  if (!MIDDLEWARE.has(path)) return undefined;
  const options = site.args[0];
  const slots = options?.value.slots;
  if (options === undefined || slots === undefined) return undefined;
  const algorithms = slots.get('algorithms');
  if (acceptsNone(algorithms)) return noneAccepted(options.range);
  const isClosed = options.value.taints.length === 0 && options.value.rest === undefined;
  if (algorithms !== undefined || !isClosed || !slots.has('secret')) return undefined;
  return {
    ...weaker(
      'low',
      'Algorithms of the token are not fixed',
      'Which algorithms are accepted is not said. Before version 6 express-jwt then took the one that the token names, with keys from a key set even a public key as a secret (CVE-2020-15084); since then it refuses to start.',
      options.range,
    ),
    confidence: 'medium',
  };
}

/** What is wrong wherever it stands: options of strategies, modules and guards. */
export function javaScriptProperty({ key, value, siblings }: PropertySite): FactHit | undefined {
  switch (key) {
    case 'ignoreExpiration':
      return isTrue(value) ? expiryIgnored() : undefined;
    case 'algorithms':
      return acceptsNone(value) && isOfVerification(siblings) ? noneAccepted() : undefined;
    default:
      return undefined;
  }
}

/** Strategies and verifiers take the key along; calls that do not are looked at as calls. */
function isOfVerification(siblings: ReadonlyMap<string, Value>): boolean {
  return ['secretOrKey', 'secretOrKeyProvider', 'jwtFromRequest', 'key', 'publicKey'].some((one) => siblings.has(one));
}
