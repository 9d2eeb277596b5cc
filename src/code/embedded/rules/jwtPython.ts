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
import type { CallSite, FactHit } from './rule.ts';
import { argumentOf } from './rule.ts';

/** PyJWT, python-jose, and what has the same functions; Google's and Authlib's verify unless they are told not to. */
const PYJWT = /^(?:jwt|jwt\.PyJWT\(\)|jwt\.api_jwt|jwt\.api_jws|jose\.jwt|jose\.jws|jose|google\.auth\.jwt)$/;
const AUTHLIB = /^authlib\.jose\.(?:jwt|JsonWebToken\(\))$/;

export function pythonCall(site: CallSite): FactHit | undefined {
  const holder = site.path?.slice(0, Math.max(0, site.path.length - site.name.length - 1)) ?? '';
  switch (site.name) {
    case 'decode':
    case 'decode_complete':
    case 'verify':
      return PYJWT.test(holder) ? decoded(site, holder) : undefined;
    case 'get_unverified_claims':
      return /^jose\b/.test(holder) && !isVerifiedToo(site, argumentExpression(site, 0), verifies)
        ? unverified(site.args[0]?.value)
        : undefined;
    case 'encode':
    case 'sign': {
      if (!PYJWT.test(holder)) return undefined;
      const algorithm = argumentOf(site, 2, 'algorithm');
      return algorithm !== undefined &&
        (isNoneText(algorithm.value) || (onlyConstant(algorithm.value) === null && site.name === 'encode'))
        ? signedWithNone(algorithm.whole)
        : undefined;
    }
    case 'JsonWebToken':
    case 'JsonWebSignature':
      return /^authlib\./.test(holder) && acceptsNone(argumentOf(site, 0, 'algorithms')?.value)
        ? noneAccepted(site.args[0]?.whole)
        : undefined;
    default:
      return AUTHLIB.test(holder) && site.name === 'encode' ? authlibEncode(site) : undefined;
  }
}

/** Authlib takes the algorithm from the header that it is given first. */
function authlibEncode(site: CallSite): FactHit | undefined {
  const header = site.args[0];
  return isNoneText(header?.value.slots?.get('alg')) ? signedWithNone(header?.range) : undefined;
}

function decoded(site: CallSite, holder: string): FactHit | undefined {
  const token = argumentOf(site, 0, 'jwt') ?? argumentOf(site, 0, 'token');
  const algorithms = argumentOf(site, 2, 'algorithms');
  const verify = site.args.find((argument) => argument.name === 'verify');
  const options =
    site.args.find((argument) => argument.name === 'options') ??
    (holder.startsWith('jose') ? undefined : argumentOf(site, 3));
  const entry = (key: string): FactHit['argument'] => entryOf(argumentExpression(site, 3, 'options'), key);
  // Old versions of PyJWT: decode(token, key, False).
  const positional = holder === 'jwt' && algorithms?.name === undefined && isFalse(algorithms?.value);
  const isOff = isFalse(verify?.value) || positional || isFalse(options?.value.slots?.get('verify_signature'));
  if (isOff) {
    if (isVerifiedToo(site, argumentExpression(site, 0, 'jwt'), verifies)) return undefined;
    return unverified(token?.value, verify?.whole ?? entry('verify_signature') ?? options?.whole);
  }
  if (acceptsNone(algorithms?.value)) return noneAccepted(algorithms?.whole);
  if (isFromHeader(algorithms?.value))
    return weaker(
      'high',
      'The token chooses how it is verified',
      'The algorithm is taken from the header of the token itself. Whoever writes a token can choose one for which the public key counts as the secret, or none at all.',
      algorithms?.whole,
    );
  if (isFalse(options?.value.slots?.get('verify_exp'))) return expiryIgnored(entry('verify_exp') ?? options?.whole);
  const isOpen = site.args.some((argument) => argument.spread);
  if (
    algorithms === undefined &&
    !isOpen &&
    holder !== 'google.auth.jwt' &&
    site.name !== 'verify' &&
    site.args.length > 1
  )
    return {
      ...weaker(
        'low',
        'Algorithms of the token are not fixed',
        'Which algorithms are accepted is not said. Old versions of the library then take the one that the token names; new ones refuse the call.',
      ),
      confidence: 'medium',
    };
  return undefined;
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
