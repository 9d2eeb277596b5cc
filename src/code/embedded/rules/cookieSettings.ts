// Cookies that a framework sets by itself, as its settings say.
import type { TextRange } from '../../../findings/finding.ts';
import type { Severity } from '../../../findings/severity.ts';
import type { Value } from '../flow/value.ts';
import { onlyConstant } from '../flow/value.ts';
import type { Expression } from '../ir.ts';
import type { Cookie } from './cookieFlags.ts';
import { flagOf, isOpen, judge, sameSiteOf } from './cookieFlags.ts';
import { argumentExpression, entryOf } from './literals.ts';
import type { CallSite, FactHit } from './rule.ts';
import { argumentOf } from './rule.ts';

interface Setting {
  readonly severity: Severity;
  readonly cwe: number;
  readonly title: string;
}

const UNENCRYPTED: Setting = { severity: 'medium', cwe: 614, title: 'Session cookie is sent without encryption, too' };
const READABLE: Setting = { severity: 'medium', cwe: 1004, title: 'Session cookie can be read by scripts' };
const CROSS_SITE: Setting = {
  severity: 'low',
  cwe: 1275,
  title: 'Session cookie is sent with requests of other websites',
};

/** Flask, Django and their extensions; each is harmful when it is switched off. */
const SETTINGS: ReadonlyMap<string, Setting> = new Map([
  ['SESSION_COOKIE_SECURE', UNENCRYPTED],
  ['SESSION_COOKIE_HTTPONLY', READABLE],
  ['SESSION_COOKIE_SAMESITE', CROSS_SITE],
  ['REMEMBER_COOKIE_SECURE', UNENCRYPTED],
  ['REMEMBER_COOKIE_HTTPONLY', READABLE],
  ['CSRF_COOKIE_SECURE', { ...UNENCRYPTED, severity: 'low', title: 'CSRF cookie is sent without encryption, too' }],
  ['JWT_COOKIE_SECURE', UNENCRYPTED],
  ['JWT_AUTH_SECURE', UNENCRYPTED],
  ['JWT_AUTH_HTTPONLY', READABLE],
  ['JWT_COOKIE_SAMESITE', CROSS_SITE],
]);

/** `SESSION_COOKIE_SECURE = False`, however it gets into the settings. */
export function settingHit(name: string, value: Value, written?: Expression): FactHit | undefined {
  const setting = SETTINGS.get(name);
  if (setting === undefined) return undefined;
  const off = setting.cwe === 1275 ? isSameSiteOff(value) : flagOf(value, written, undefined) === 'off';
  return off ? { severity: setting.severity, cwe: [setting.cwe], title: setting.title } : undefined;
}

function isSameSiteOff(value: Value): boolean {
  const given = onlyConstant(value);
  return given === false || (typeof given === 'string' && given.toLowerCase() === 'none');
}

/** Middleware that keeps sessions, with the options that its cookie gets. */
interface SessionApi {
  /** Where the options are. */
  readonly options: number;
  /** The key of the cookie's own options among them; undefined where they are the cookie's. */
  readonly cookie?: string;
  /** Off when nothing is said. */
  readonly unset: readonly ('secure' | 'httpOnly')[];
}

const SESSIONS: ReadonlyMap<string, SessionApi> = new Map([
  ['express-session', { options: 0, cookie: 'cookie', unset: ['secure'] }],
  ['cookie-session', { options: 0, unset: [] }],
  ['koa-session', { options: 0, unset: [] }],
  ['koa-generic-session', { options: 0, cookie: 'cookie', unset: [] }],
  ['@remix-run/node.createCookieSessionStorage', { options: 0, cookie: 'cookie', unset: ['secure', 'httpOnly'] }],
  ['@remix-run/node.createSessionStorage', { options: 0, cookie: 'cookie', unset: ['secure', 'httpOnly'] }],
]);
const PLUGINS: ReadonlyMap<string, SessionApi> = new Map([
  ['@fastify/session', { options: 1, cookie: 'cookie', unset: [] }],
  ['fastify-session', { options: 1, cookie: 'cookie', unset: [] }],
  ['@fastify/secure-session', { options: 1, cookie: 'cookie', unset: [] }],
  ['fastify-secure-session', { options: 1, cookie: 'cookie', unset: [] }],
]);

/** `session({ cookie: { secure: false } })` and what is like it. */
export function sessionHit(site: CallSite): FactHit | undefined {
  if (site.family === 'python') return pythonSession(site);
  const api =
    SESSIONS.get(site.path ?? '') ??
    (site.name === 'register' ? PLUGINS.get(site.args[0]?.value.path ?? '') : undefined);
  if (api === undefined) return undefined;
  const options = argumentOf(site, api.options);
  const cookie = options === undefined ? undefined : cookieOf(api, site, options.value);
  return cookie === undefined ? undefined : judge({ ...cookie, ...placed(site, api) });
}

function cookieOf(api: SessionApi, site: CallSite, options: Value): Cookie | undefined {
  const inner = api.cookie === undefined ? options : options.slots?.get(api.cookie);
  if (inner === undefined && isOpen(options)) return undefined;
  const written = writtenOptions(api, site);
  const flag = (key: 'secure' | 'httpOnly'): Cookie['secure'] => {
    const entry = entryOf(written, key);
    const found = inner === undefined ? 'unset' : flagOf(inner.slots?.get(key), entry, inner);
    return found === 'unset' && !api.unset.includes(key) ? 'unknown' : found;
  };
  const sameSite = inner === undefined ? 'unset' : sameSiteOf(inner.slots?.get('sameSite'), inner);
  return {
    names: ['session'],
    secure: flag('secure'),
    httpOnly: flag('httpOnly'),
    // Nobody has asked for None: the browser's default holds.
    sameSite: sameSite === 'unset' ? 'unknown' : sameSite,
  };
}

function writtenOptions(api: SessionApi, site: CallSite): Expression | undefined {
  const options = argumentExpression(site, api.options);
  return api.cookie === undefined ? options : entryOf(options, api.cookie);
}

function placed(site: CallSite, api: SessionApi): { range?: TextRange } {
  const written = writtenOptions(api, site);
  return written === undefined ? {} : { range: written };
}

/** Cookies of sessions that are protected only as far as the keywords say. */
const PYTHON_SESSIONS = new Set([
  'pyramid.authentication.AuthTktCookieHelper',
  'pyramid.authentication.AuthTktAuthenticationPolicy',
  'pyramid.session.SignedCookieSessionFactory',
]);

function pythonSession(site: CallSite): FactHit | undefined {
  if (site.args.some((argument) => argument.spread)) return undefined;
  const flag = (keyword: string): Cookie['secure'] => {
    const given = site.args.find((argument) => argument.name === keyword);
    return flagOf(given?.value, argumentExpression(site, 99, keyword), undefined);
  };
  if (PYTHON_SESSIONS.has(site.path ?? ''))
    return judge({ names: ['session'], secure: flag('secure'), httpOnly: flag('httponly'), sameSite: 'unknown' });
  // Starlette's sessions are Secure only where `https_only` says so.
  const isAdded = site.name === 'add_middleware' || site.name === 'Middleware';
  if (!isAdded || !STARLETTE_SESSIONS.test(site.args[0]?.value.path ?? '')) return undefined;
  return judge({ names: ['session'], secure: flag('https_only'), httpOnly: 'on', sameSite: 'unknown' });
}

const STARLETTE_SESSIONS = /^(?:starlette|fastapi)\.middleware\.sessions\.SessionMiddleware$/;
