import type { Value } from '../flow/value.ts';
import { onlyConstant } from '../flow/value.ts';
import { cookieInHeader, cookieSetBy } from './cookieCalls.ts';
import { flagOf, judge, sameSiteOf } from './cookieFlags.ts';
import { sessionHit, settingHit } from './cookieSettings.ts';
import { isDevelopmentOnly } from './gates.ts';
import { HEADER_SETTERS } from './headerSetters.ts';
import { argumentExpression } from './literals.ts';
import type { AssignSite, CallSite, FactHit, FactRule, Place, PropertySite } from './rule.ts';

/** What is set only where nobody attacks is nobody's business. */
function unlessDevelopment(place: Place, hit: FactHit | undefined): FactHit | undefined {
  return hit === undefined || isDevelopmentOnly(place) ? undefined : hit;
}

const SETTING_KEEPERS = new Set(['update', 'from_mapping', 'configure', 'dict']);

function call(site: CallSite): FactHit | undefined {
  const cookie = cookieSetBy(site);
  if (cookie !== undefined) return unlessDevelopment(site, judge(cookie));
  if (HEADER_SETTERS.has(site.name) && isSetCookie(onlyConstant(site.args[0]?.value))) {
    const argument = site.args[1];
    return argument === undefined
      ? undefined
      : unlessDevelopment(site, headerHit(argument.value, { argument: argument.range }));
  }
  if (SETTING_KEEPERS.has(site.name)) {
    for (const argument of site.args) {
      if (argument.name === undefined) continue;
      const found = settingHit(argument.name, argument.value, argumentExpression(site, 99, argument.name));
      if (found !== undefined) return unlessDevelopment(site, { ...found, range: argument.whole });
    }
  }
  return unlessDevelopment(site, sessionHit(site));
}

function isSetCookie(name: unknown): boolean {
  return typeof name === 'string' && name.toLowerCase() === 'set-cookie';
}

/** One header, or a list of them. */
function headerHit(value: Value, place: { argument?: FactHit['argument'] }): FactHit | undefined {
  const headers = value.length === undefined ? [value] : [...(value.slots?.values() ?? [])];
  for (const header of headers) {
    const cookie = cookieInHeader(header);
    const found = cookie === undefined ? undefined : judge(cookie);
    if (found !== undefined) return { ...found, ...(place.argument === undefined ? {} : { argument: place.argument }) };
  }
  return undefined;
}

function assign(site: AssignSite): FactHit | undefined {
  const { property, value } = site;
  if (property === 'cookie' && site.objectName === 'document') {
    const cookie = cookieInHeader(value);
    // No script can set HttpOnly, which is one more reason not to keep a session there.
    return cookie === undefined ? undefined : unlessDevelopment(site, judge({ ...cookie, httpOnly: 'unknown' }));
  }
  if (property.length === 10 && isSetCookie(property)) return unlessDevelopment(site, headerHit(value, {}));
  if (site.object?.path === 'http.cookies.SimpleCookie()') return unlessDevelopment(site, morselHit(site));
  return unlessDevelopment(site, settingHit(property, value, site.valueRange));
}

/** `cookie['session'] = x` gets its attributes afterwards, one by one. */
function morselHit(site: AssignSite): FactHit | undefined {
  const flag = (...words: readonly string[]): 'on' | 'unset' =>
    words.some((word) => site.file.mentions(word)) ? 'on' : 'unset';
  return judge({
    names: [site.property],
    secure: flag('secure', 'Secure'),
    httpOnly: flag('httponly', 'HttpOnly'),
    sameSite: flag('samesite', 'SameSite'),
  });
}

function property(site: PropertySite): FactHit | undefined {
  const { key, value } = site;
  switch (key) {
    // iron-session and others: the options of the cookie that holds the session.
    case 'cookieOptions':
      return value.slots === undefined
        ? undefined
        : unlessDevelopment(
            site,
            judge({
              names: ['session'],
              secure: explicit(value.slots.get('secure')),
              httpOnly: explicit(value.slots.get('httpOnly')),
              sameSite: value.slots.has('sameSite') ? sameSiteOf(value.slots.get('sameSite'), value) : 'unknown',
            }),
          );
    case 'useSecureCookies':
      return explicit(value) === 'off'
        ? unlessDevelopment(site, judge({ names: ['session'], secure: 'off', httpOnly: 'on', sameSite: 'unknown' }))
        : undefined;
    // hapi spells them so.
    case 'isSecure':
    case 'isHttpOnly':
      return explicit(value) === 'off' && HAPI_OPTIONS.some((one) => one !== key && site.siblings.has(one))
        ? unlessDevelopment(
            site,
            judge({
              names: ['session'],
              secure: key === 'isSecure' ? 'off' : 'unknown',
              httpOnly: key === 'isHttpOnly' ? 'off' : 'unknown',
              sameSite: 'unknown',
            }),
          )
        : undefined;
    default:
      if (key.length === 10 && isSetCookie(key)) return unlessDevelopment(site, headerHit(value, {}));
      return unlessDevelopment(site, settingHit(key, value, site.valueRange));
  }
}

const HAPI_OPTIONS = ['isSecure', 'isHttpOnly', 'isSameSite', 'ttl', 'encoding', 'password', 'strictHeader'];

function explicit(value: Value | undefined): 'off' | 'unknown' {
  return value !== undefined && flagOf(value, undefined, undefined) === 'off' ? 'off' : 'unknown';
}

export const INSECURE_COOKIE: FactRule = {
  kind: 'fact',
  id: 'insecure-cookie',
  cwe: [614, 1004, 1275],
  title: 'Cookie without protection',
  severities: ['medium', 'low', 'informational'],
  explanation: 'A cookie that stands for a session is not protected as far as browsers can protect it.',
  remediation:
    'Set all three: Secure, HttpOnly and SameSite=Lax or Strict. In Flask and Django response.set_cookie(…, secure=True, httponly=True, samesite="Lax") and SESSION_COOKIE_SECURE = True; in Express res.cookie(name, value, { secure: true, httpOnly: true, sameSite: "lax" }) and session({ cookie: { secure: true } }) with app.set("trust proxy", 1) behind a proxy. Take secure from the environment where development has no TLS.',
  call,
  assign,
  property,
};
