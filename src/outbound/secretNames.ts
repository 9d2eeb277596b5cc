/** What the name beside a value promises about the value. */
export interface SecretName {
  /** `chosen`: people choose such values, any will do. `generated`: only what looks generated counts. */
  readonly values: 'chosen' | 'generated';
  /** The name in words, e.g. `password`. */
  readonly label: string;
  readonly cwe: number;
}

/** Words after the secret's word that do not change what it is. */
const NEUTRAL_TAIL = new Set(
  'value default prod production dev development test testing staging live local base64 b64 raw str string plain text old new current literal const hardcoded or'.split(
    ' ',
  ),
);

/** Words after the secret's word that make the name that of something else. */
const NOT_SECRET = new Set(
  (
    'hash hashed digest salt length len size min max regex pattern ' +
    'policy label placeholder hint title message msg error prompt field column table selector expiry expires expiration ' +
    'expire ttl timeout lifetime age count limit format prefix suffix issuer audience endpoint url uri path file filename ' +
    'dir scope grant type types algorithm alg enabled disabled required visible visibility strength button form reset icon help ' +
    'description provider manager store arn ref version env header param parameter query validator validation symbol ' +
    'name names id ids kind class state status event action mode index idx position pos offset separator delimiter'
  ).split(' '),
);

const SECRET_WORD = /pass|pwd|pw$|senha|kennwort|contrasena|secret|token|bearer|credential|auth|key/;

/** Names of what everybody may see, or that lives for one page. */
const OPEN = new Set(['public', 'publishable', 'csrf', 'xsrf', 'nonce', 'design', 'syntax']);

const PASSWORD =
  /(?:password|passwords|passwd|passwort|passphrase|passcode|pwd|senha|kennwort|contrasena)$|(?:^|_)(?:pass|pw)$|(?:^|_)(?:db|smtp|mysql|postgres|pg|redis|mongo|ftp|root|admin|user|my|mail|email|login|auth)pass$/;
const SECRET = /(?:^|_)[a-z0-9]*secrets?(?:_?(?:access_?)?(?:key|token|or_?key)s?)?$/;
const TOKEN = /(?:token|tokens|bearer|credential|credentials|authorization)$|(?:^|_)auth$/;
const KEY =
  /(?:^|_|[a-z])(?:api|access|private|signing|sign|encryption|encrypt|crypto|cipher|master|auth|account|storage|service|app|consumer|subscription|jwt|aes|des|hmac|session|cookie|license|admin|deploy|server|webhook|client|integration|write|ssh|security|sas|shared|root)_?keys?$/;

/**
 * Reads a name in any style (`dbPassword`, `DB_PASSWORD`, `x-api-key`, `apikey`).
 *
 * @returns `undefined` when a value beside this name is no secret
 */
export function readSecretName(name: string): SecretName | undefined {
  const words = wordsOf(name);
  const last = words.findLastIndex((word) => SECRET_WORD.test(word));
  if (last < 0 || words.some((word) => OPEN.has(word))) return undefined;
  if (words.slice(last + 1).some((word) => NOT_SECRET.has(word))) return undefined;
  while (words.length > 1 && (NEUTRAL_TAIL.has(words.at(-1) ?? '') || /^\d+$/.test(words.at(-1) ?? ''))) words.pop();
  const joined = words.join('_').replace(/\d+$/, '');
  if (PASSWORD.test(joined)) return { values: 'chosen', label: 'password', cwe: 259 };
  if (SECRET.test(joined)) return { values: 'chosen', label: 'secret', cwe: 798 };
  if (TOKEN.test(joined)) return { values: 'generated', label: 'token', cwe: 798 };
  if (KEY.test(joined)) return { values: 'generated', label: 'key', cwe: 798 };
  // `password_for_reports`: a secret's word with an unknown one after it.
  if (words.some((word) => /^(?:password|passwd|pwd|secret|token|apikey)$/.test(word))) {
    return { values: 'generated', label: 'secret', cwe: 798 };
  }
  return undefined;
}

/** `APIKeyOld-2` → api, key, old, 2. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}
