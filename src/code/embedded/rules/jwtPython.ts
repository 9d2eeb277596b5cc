import { onlyConstant } from '../flow/value.ts';
import type { CallExpression } from '../ir.ts';
import {
  acceptsNone,
  calleeName,
  expiryIgnored,
  isFalse,
  isFromHeader,
  isNoneText,
  isVerifiedToo,
  noneAccepted,
  signedWithNone,
  unverified,
  weaker,
} from './jwtChecks.ts';
import { argumentExpression, entryOf } from './literals.ts';
import type { ArgumentValue, CallSite, FactHit, SinkUse } from './rule.ts';
import { argumentOf } from './rule.ts';

/** PyJWT, python-jose, and what has the same functions; Google's and Authlib's verify unless they are told not to. */
const PYJWT = /^(?:jwt|jwt\.PyJWT\(\)|jwt\.api_jwt|jwt\.api_jws|jose\.jwt|jose\.jws|jose|google\.auth\.jwt)$/;
const AUTHLIB = /^authlib\.jose\.(?:jwt|JsonWebToken\(\))$/;

const DECODERS = new Set(['decode', 'decode_complete', 'verify']);
const READERS = new Set([...DECODERS, 'get_unverified_claims']);
const MAKERS = new Set(['encode', 'sign', 'JsonWebToken', 'JsonWebSignature']);

/** What is read without being verified. */
export function pythonSinks(site: CallSite): readonly SinkUse[] {
  if (!READERS.has(site.name)) return [];
  const holder = holderOf(site);
  const reads =
    site.name === 'get_unverified_claims' ? /^jose\b/.test(holder) : DECODERS.has(site.name) && PYJWT.test(holder);
  if (!reads) return [];
  if (DECODERS.has(site.name) && !isSwitchedOff(site, holder)) return [];
  if (isVerifiedToo(site, argumentExpression(site, 0, 'jwt'), verifies)) return [];
  return unverified(argumentOf(site, 0, 'jwt') ?? argumentOf(site, 0, 'token'));
}

export function pythonCall(site: CallSite): FactHit | undefined {
  if (!DECODERS.has(site.name) && !MAKERS.has(site.name)) return undefined;
  const holder = holderOf(site);
  switch (site.name) {
    case 'decode':
    case 'decode_complete':
    case 'verify':
      return PYJWT.test(holder) && !isSwitchedOff(site, holder) ? decoded(site, holder) : undefined;
    case 'encode':
    case 'sign': {
      if (AUTHLIB.test(holder)) return authlibEncode(site);
      if (!PYJWT.test(holder)) return undefined;
      const algorithm = argumentOf(site, 2, 'algorithm');
      const none = isNoneText(algorithm?.value) || (site.name === 'encode' && onlyConstant(algorithm?.value) === null);
      return none ? signedWithNone(algorithm?.whole) : undefined;
    }
    case 'JsonWebToken':
    case 'JsonWebSignature':
      return /^authlib\./.test(holder) && acceptsNone(argumentOf(site, 0, 'algorithms')?.value)
        ? noneAccepted(site.args[0]?.whole)
        : undefined;
    default:
      return undefined;
  }
}

/** The module or object that the function belongs to. */
function holderOf({ path, name }: CallSite): string {
  return path?.slice(0, Math.max(0, path.length - name.length - 1)) ?? '';
}

/** Authlib takes the algorithm from the header that it is given first. */
function authlibEncode(site: CallSite): FactHit | undefined {
  const header = site.args[0];
  return isNoneText(header?.value.slots?.get('alg')) ? signedWithNone(header?.range) : undefined;
}

function optionsOf(site: CallSite, holder: string): ArgumentValue | undefined {
  const named = site.args.find((argument) => argument.name === 'options');
  return named ?? (holder.startsWith('jose') ? undefined : argumentOf(site, 3));
}

function isSwitchedOff(site: CallSite, holder: string): boolean {
  const algorithms = argumentOf(site, 2, 'algorithms');
  // Old versions of PyJWT: decode(token, key, False).
  const positional = holder === 'jwt' && algorithms?.name === undefined && isFalse(algorithms?.value);
  const verify = site.args.find((argument) => argument.name === 'verify');
  return isFalse(verify?.value) || positional || isFalse(optionsOf(site, holder)?.value.slots?.get('verify_signature'));
}

function decoded(site: CallSite, holder: string): FactHit | undefined {
  const algorithms = argumentOf(site, 2, 'algorithms');
  const options = optionsOf(site, holder);
  if (acceptsNone(algorithms?.value)) return noneAccepted(algorithms?.whole);
  if (isFromHeader(algorithms?.value))
    return weaker(
      'high',
      'The token chooses how it is verified',
      'The algorithm is taken from the header of the token itself. Whoever writes a token can choose one for which the public key counts as the secret, or none at all.',
      algorithms?.whole,
    );
  if (isFalse(options?.value.slots?.get('verify_exp')))
    return expiryIgnored(entryOf(argumentExpression(site, 3, 'options'), 'verify_exp') ?? options?.whole);
  const isOpen = site.args.some((argument) => argument.spread);
  const isOther = holder === 'google.auth.jwt' || site.name === 'verify' || site.args.length < 2;
  if (algorithms !== undefined || isOpen || isOther) return undefined;
  return {
    ...weaker(
      'low',
      'Algorithms of the token are not fixed',
      'Which algorithms are accepted is not said. Old versions of the library then take the one that the token names; new ones refuse the call.',
    ),
    confidence: 'medium',
  };
}

/** A call that reads the token with a key. */
function verifies(call: CallExpression): boolean {
  const name = calleeName(call);
  if (/^verify|^validate/.test(name)) return true;
  if (!/^decode/.test(name)) return false;
  const switchedOff = call.args.some(
    ({ name: keyword, value }) =>
      (keyword === 'verify' && value.kind === 'constant' && value.value === false) ||
      (keyword === 'options' && entryOf(value, 'verify_signature') !== undefined),
  );
  return !switchedOff && call.args.length > 1;
}
