// What makes a cookie safe, and what of it a cookie lacks.
import type { TextRange } from '../../../findings/finding.ts';
import type { Severity } from '../../../findings/severity.ts';
import { worseOf } from '../../../findings/severity.ts';
import type { Value } from '../flow/value.ts';
import { onlyConstant } from '../flow/value.ts';
import type { Expression } from '../ir.ts';
import { isPlain } from './literals.ts';
import type { FactHit } from './rule.ts';
import { isSecretName } from './secretNames.ts';
import { wordsOf } from './words.ts';

/** `unset`: nobody has said anything, and the default is off. `unknown`: it cannot be seen here, or the default is on. */
export type Flag = 'on' | 'off' | 'unset' | 'unknown';

export interface Cookie {
  /** Its name, the name of the variable that holds the name, or of what is kept in it. */
  readonly names: readonly string[];
  readonly secure: Flag;
  readonly httpOnly: Flag;
  readonly sameSite: Flag;
  readonly range?: TextRange;
}

const SESSION_WORDS = new Set([
  'sess',
  'session',
  'sessions',
  'sid',
  'auth',
  'authentication',
  'authorization',
  'login',
  'jwt',
  'remember',
  'rememberme',
  'identity',
  'sso',
  'logged',
]);

export function isCsrfName(name: string): boolean {
  return /csrf|xsrf/i.test(name);
}

function isSessionName(name: string): boolean {
  return isSecretName(name) || wordsOf(name).some((word) => SESSION_WORDS.has(word));
}

/** What a page has to read, or what nobody gains anything from. */
const PREFERENCE =
  /theme|lang|locale|consent|banner|sidebar|timezone|\btz\b|dark|currency|layout|seen|dismiss|visited|tour|\bui\b|prefer/i;

/** Whether an option is switched on, of options that may or may not be known. */
export function flagOf(value: Value | undefined, expression: Expression | undefined, whole: Value | undefined): Flag {
  if (value === undefined) return whole !== undefined && isOpen(whole) ? 'unknown' : 'unset';
  const given = onlyConstant(value);
  if (given === undefined) return 'unknown';
  if (given === false || given === 0) return isPlain(expression) ? 'off' : 'unknown';
  // `secure=None` and `secure: undefined` say as little as nothing.
  return given === null ? 'unset' : 'on';
}

/** SameSite: `none` is off, any other text is on. */
export function sameSiteOf(value: Value | undefined, whole: Value | undefined): Flag {
  if (value === undefined) return whole !== undefined && isOpen(whole) ? 'unknown' : 'unset';
  const given = onlyConstant(value);
  if (given === undefined) return 'unknown';
  if (given === null) return 'unset';
  return given === false || (typeof given === 'string' && given.toLowerCase() === 'none') ? 'off' : 'on';
}

/** Entries may be in it that the file does not show. */
export function isOpen(options: Value): boolean {
  return options.taints.length > 0 || options.rest !== undefined || options.slots === undefined;
}

const WORDS: Readonly<Record<'secure' | 'httpOnly' | 'sameSite', { name: string; cwe: number; why: string }>> = {
  secure: {
    name: 'Secure',
    cwe: 614,
    why: 'Without Secure the browser sends it over connections that are not encrypted, too, where others can read it.',
  },
  httpOnly: {
    name: 'HttpOnly',
    cwe: 1004,
    why: 'Without HttpOnly any script in the page can read it: one hole for scripts is enough to take the session over.',
  },
  sameSite: {
    name: 'SameSite',
    cwe: 1275,
    why: 'Without SameSite other websites can send requests with it in the name of the user; some browsers, not all, then take Lax for granted.',
  },
};

/** What is to be said of a cookie; undefined when nothing is. */
export function judge(cookie: Cookie): FactHit | undefined {
  const csrf = cookie.names.some(isCsrfName);
  const session = !csrf && cookie.names.some(isSessionName);
  const lacks = (flag: Flag): boolean => flag === 'off' || flag === 'unset';
  const missing: (keyof typeof WORDS)[] = [];
  let severity: Severity | undefined;
  const raise = (to: Severity): void => {
    severity = severity === undefined ? to : worseOf(severity, to);
  };
  if (session ? lacks(cookie.secure) : cookie.secure === 'off') {
    missing.push('secure');
    raise(session && (cookie.secure === 'off' || lacks(cookie.httpOnly)) ? 'medium' : 'low');
  }
  if (session ? lacks(cookie.httpOnly) : cookie.httpOnly === 'off' && !csrf) {
    const harmless = !session && cookie.names.some((name) => PREFERENCE.test(name));
    if (!harmless) {
      missing.push('httpOnly');
      raise(session ? 'medium' : 'informational');
    }
  }
  if (session && lacks(cookie.sameSite)) {
    missing.push('sameSite');
    raise(cookie.sameSite === 'off' ? 'low' : 'informational');
  }
  if (severity === undefined) return undefined;
  const names = missing.map((one) => WORDS[one].name);
  const list = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}` : (names[0] ?? '');
  return {
    ...(cookie.range === undefined ? {} : { argument: cookie.range }),
    severity,
    cwe: missing.map((one) => WORDS[one].cwe),
    title: `${session ? 'Session cookie' : 'Cookie'} without ${list}`,
    explanation: missing.map((one) => WORDS[one].why).join(' '),
    ...(session || severity === 'low' ? {} : { confidence: 'medium' as const }),
  };
}
