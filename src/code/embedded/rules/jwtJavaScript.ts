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
import type { CallSite, FactHit, PropertySite, SinkUse, SinkWords } from './rule.ts';
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

const SERVICE_NAME = /^(?:_?jwt(?:Service)?|tokenService)$/;

/** What is read without being verified. */
export function javaScriptSinks(site: CallSite): readonly SinkUse[] {
  const path = site.path ?? '';
  if (READERS.has(path)) return read(site, path);
  if (site.name !== 'decode') return [];
  if (path === 'jwt-simple.decode') return isTrue(argumentOf(site, 2)?.value) ? unverified(site.args[0]) : [];
  // Nest and Fastify hand the library in as a service of that name.
  return site.receiver !== undefined && SERVICE_NAME.test(site.receiverName) ? read(site, path) : [];
}

/** What is decided by a token, by the names around. */
const DECIDES =
  /auth|login|verif|permission|role|guard|admin|account|identity|claims|currentuser|whoami|isuser|getuser/i;

/** decode() is right for some tokens; where it is not known which this is, it is worth a look. */
function perhaps(site: CallSite): Pick<SinkUse, 'severity' | 'words'> {
  const decides = site.surroundings.some((name) => DECIDES.test(name));
  return { severity: { proven: 'critical', unproven: decides ? 'medium' : 'low' }, words: PERHAPS };
}

const PERHAPS: SinkWords = {
  explanation:
    'The token is read without a look at its signature: anybody can write one that is accepted, with whatever user and rights in it. That is right only for a token that this program has just got from whoever issues it.',
};

function read(site: CallSite, path: string): readonly SinkUse[] {
  const token = site.args[0];
  if (token === undefined || isVerifiedToo(site, argumentExpression(site, 0), verifies)) return [];
  if (IN_PAGES.test(path) && !isSent(token.value)) return [];
  // `decode(token, { complete: true }).header.kid` is how the key is found.
  if (isTrue(site.args[1]?.value.slots?.get('complete')) && isOnlyHeaderRead(site)) return [];
  return unverified(token, path.includes('Unsecured') ? {} : perhaps(site));
}

export function javaScriptCall(site: CallSite): FactHit | undefined {
  const path = site.path ?? '';
  switch (site.name) {
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
