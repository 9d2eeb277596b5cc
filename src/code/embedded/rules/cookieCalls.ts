// Calls that set a cookie, read into what rules have to know of the cookie.
import type { Value } from '../flow/value.ts';
import { HOLE, onlyConstant, onlyString } from '../flow/value.ts';
import type { Expression } from '../ir.ts';
import { lastName } from '../irWalk.ts';
import type { Cookie, Flag } from './cookieFlags.ts';
import { flagOf, sameSiteOf } from './cookieFlags.ts';
import { argumentExpression, entryOf } from './literals.ts';
import { namesIn } from './names.ts';
import type { ArgumentValue, CallSite } from './rule.ts';
import { argumentOf } from './rule.ts';
import { isSecretName } from './secretNames.ts';

/** @returns undefined when the call sets no cookie, or takes one away */
export function cookieSetBy(site: CallSite): Cookie | undefined {
  return site.family === 'python' ? pythonCookie(site) : javaScriptCookie(site);
}

/** The names that tell what it is for: its own, the variable that holds that, and what is kept in it. */
function namesOf(name: Value | undefined, written: Expression | undefined, kept: Expression | undefined): string[] {
  const known = onlyString(name) ?? (name?.text?.includes(HOLE) === true ? name.text.replaceAll(HOLE, '') : undefined);
  const own = known === undefined ? (written === undefined ? [] : namesIn(written)) : [known];
  const inside = kept === undefined ? [] : namesIn(kept).filter((one) => isSecretName(one) && one !== 'JSON');
  return [...own, ...inside];
}

const EPOCH = /^(?:0|-1|-\d+|Thu, 0?1[- ]Jan[- ]1970.*)$/i;

/** A cookie that ends at once is taken away. */
function isOver(value: Value | undefined): boolean {
  if (value === undefined) return false;
  const given = onlyConstant(value);
  if (typeof given === 'number' && given <= 0) return true;
  if (typeof given === 'string' && EPOCH.test(given)) return true;
  const maker = value.madeBy;
  const first = onlyConstant(maker?.args[0]?.value);
  return (
    (maker?.path === 'Date' && typeof first === 'number' && first <= 0) ||
    (maker?.name === 'datetime' && typeof first === 'number' && first <= 1970)
  );
}

function isEmpty(argument: ArgumentValue | undefined): boolean {
  const given = onlyConstant(argument?.value);
  return argument !== undefined && (given === '' || given === null);
}

const PY_SETTERS = new Set(['set_cookie', 'set_signed_cookie', 'set_secure_cookie']);
/** Frameworks whose cookies are SameSite=Lax when nothing is said. */
const LAX_BY_DEFAULT = ['fastapi', 'starlette', 'litestar'];

function pythonCookie(site: CallSite): Cookie | undefined {
  if (!PY_SETTERS.has(site.name) || site.receiver === undefined) return undefined;
  const name = argumentOf(site, 0, 'key') ?? argumentOf(site, 0, 'name');
  const value = argumentOf(site, 1, 'value');
  if (name === undefined) return undefined;
  const spread = site.args.find((argument) => argument.spread && argument.name === undefined)?.value;
  const open: Value | undefined = spread;
  const given = (keyword: string, index: number): ArgumentValue | undefined => {
    const named = site.args.find((argument) => argument.name === keyword);
    if (named !== undefined) return named;
    const held = spread?.slots?.get(keyword);
    if (held !== undefined && spread !== undefined) {
      const whole = site.args.find((argument) => argument.value === spread);
      return whole === undefined ? undefined : { ...whole, value: held };
    }
    const positional = site.args.filter((argument) => argument.name === undefined);
    return spread === undefined && site.name === 'set_cookie' && positional.length > index
      ? positional[index]
      : undefined;
  };
  if (isEmpty(value) || isOver(given('max_age', 2)?.value) || isOver(given('expires', 3)?.value)) return undefined;
  const written = (argument: ArgumentValue | undefined): Expression | undefined =>
    site.node.args.find((one) => one.value.start === argument?.range.start)?.value;
  const flag = (argument: ArgumentValue | undefined): Flag => flagOf(argument?.value, written(argument), open);
  const lax = LAX_BY_DEFAULT.some((framework) => site.file.mentions(framework));
  const sameSite = sameSiteOf(given('samesite', 8)?.value, open);
  return {
    names: namesOf(name.value, written(name), written(value)),
    secure: flag(given('secure', 6)),
    httpOnly: flag(given('httponly', 7)),
    sameSite: sameSite === 'unset' && lax ? 'unknown' : sameSite,
  };
}

/** How a function of JavaScript takes a cookie. */
interface CookieApi {
  /** Where the name is; the value and the options follow. */
  readonly first: number;
  /** Nothing is off unless somebody switches it off. */
  readonly careful?: boolean;
  /** It runs in the page, where no cookie can be HttpOnly. */
  readonly inPage?: boolean;
}

const BY_PATH: ReadonlyMap<string, CookieApi> = new Map([
  ['cookie.serialize', { first: 0 }],
  ['next/headers.cookies().set', { first: 0 }],
  ['hono/cookie.setCookie', { first: 1 }],
  ['hono/cookie.setSignedCookie', { first: 1, careful: true }],
  ['h3.setCookie', { first: 1 }],
  ['cookies-next.setCookie', { first: 0, careful: true }],
  ['nookies.set', { first: 1 }],
  ['nookies.setCookie', { first: 1 }],
  ['js-cookie.set', { first: 0, inPage: true }],
  ['universal-cookie().set', { first: 0, inPage: true }],
]);

const RESPONSE_NAME = /^(?:res|resp|response|reply|rep|h|nextresponse|status)$/i;
const CONTEXT_NAME = /^(?:ctx|context|c)$/;

function apiOf(site: CallSite): CookieApi | undefined {
  const known = BY_PATH.get(site.path ?? '');
  if (known !== undefined) return known;
  if (site.receiver === undefined) return undefined;
  switch (site.name) {
    case 'cookie':
      return RESPONSE_NAME.test(site.receiverName) ? { first: 0 } : undefined;
    case 'setCookie':
      if (!RESPONSE_NAME.test(site.receiverName)) return undefined;
      // Fastify takes defaults for all cookies where its plugin is registered.
      return { first: 0, careful: site.file.mentions('parseOptions') };
    case 'set': {
      if (site.receiverName !== 'cookies') return undefined;
      const { callee } = site.node;
      const holder = callee.kind === 'member' && callee.object.kind === 'member' ? callee.object.object : undefined;
      const owner = lastName(holder);
      // Koa's cookies are HttpOnly, and Secure on a secure connection, unless somebody says otherwise.
      if (CONTEXT_NAME.test(owner)) return { first: 0, careful: true };
      return RESPONSE_NAME.test(owner) ? { first: 0 } : { first: 0, careful: true };
    }
    default:
      return undefined;
  }
}

function javaScriptCookie(site: CallSite): Cookie | undefined {
  const api = apiOf(site);
  if (api === undefined) return undefined;
  const first = argumentOf(site, api.first);
  if (first === undefined || first.spread) return undefined;
  const inOne = first.value.slots !== undefined && first.value.length === undefined;
  const firstWritten = argumentExpression(site, api.first);
  const value = inOne ? undefined : argumentOf(site, api.first + 1);
  // A name alone reads a cookie, or is no cookie at all.
  if (!inOne && value === undefined) return undefined;
  const options = inOne ? first : argumentOf(site, api.first + 2);
  const written = argumentExpression(site, inOne ? api.first : api.first + 2);
  const given = (key: string): Value | undefined =>
    options?.value.slots?.get(key) ?? options?.value.slots?.get(key.toLowerCase());
  const name = inOne ? given('name') : first.value;
  if (isEmpty(value) || onlyString(inOne ? given('value') : undefined) === '') return undefined;
  if (isOver(given('maxAge')) || isOver(given('expires'))) return undefined;
  const flag = (key: string): Flag => {
    const entry = entryOf(written, key) ?? entryOf(written, key.toLowerCase());
    const found = flagOf(given(key), entry, options?.value);
    return found === 'unset' && api.careful === true ? 'unknown' : found;
  };
  const sameSite = sameSiteOf(given('sameSite'), options?.value);
  return {
    names: namesOf(
      name,
      inOne ? entryOf(firstWritten, 'name') : firstWritten,
      inOne ? entryOf(firstWritten, 'value') : argumentExpression(site, api.first + 1),
    ),
    secure: flag('secure'),
    httpOnly: api.inPage === true ? 'unknown' : flag('httpOnly'),
    sameSite: sameSite === 'unset' && api.careful === true ? 'unknown' : sameSite,
  };
}

/**
 * A header as it is sent: `sid=…; Path=/; HttpOnly`.
 *
 * @returns undefined where there is no telling what is in it
 */
export function cookieInHeader(value: Value): Cookie | undefined {
  const { text } = value;
  const [, name, kept, attributes] = /^([\w.$-]+)=([^;]*)(.*)$/s.exec(text ?? '') ?? [];
  if (name === undefined || kept === undefined || attributes === undefined || kept === '') return undefined;
  // The last piece, or what is among the attributes, may be any of them.
  if (attributes.includes(HOLE) && !/(?:max-age|expires|domain|path)=[^;]*\uFFFC/i.test(attributes)) return undefined;
  if (/max-age=(?:0|-)|expires=thu, 01[- ]jan[- ]1970/i.test(attributes)) return undefined;
  const has = (pattern: RegExp): Flag => (pattern.test(attributes) ? 'on' : 'unset');
  const none = /;\s*samesite\s*=\s*none/i.test(attributes);
  return {
    names: [name],
    secure: has(/;\s*secure\b/i),
    httpOnly: has(/;\s*httponly\b/i),
    sameSite: none ? 'off' : has(/;\s*samesite\b/i),
  };
}
