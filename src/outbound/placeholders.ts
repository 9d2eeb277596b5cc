/** Words that say "put your own value here", at the start of a word so that `MyExample7!` still counts as a value. */
const STAND_IN =
  /(?:^|[^a-z])(?:change[\s_-]?(?:me|it|this)|replace[\s_-]?(?:me|with|this)|your(?![a-z]{12})|placeholder|example|dummy|todo|fixme|redacted|masked|hidden|removed|insert[\s_-]|enter[\s_-]|put[\s_-]|fill[\s_-]|goes[\s_-]here|some[\s_-]?(?:password|secret|token|key)|(?:my|the|a|an|put|add)?[\s_-]?(?:secret|password|token|key)[\s_-]here|not[\s_-]?(?:set|used|a[\s_-]?(?:secret|real))|fake|mock(?:ed)?(?![a-z]))/i;

/** Whole values that mean nothing is there, or name a type. */
const NOTHING = new Set(
  (
    'none null nil undefined true false yes no on off n/a na tbd string str text varchar char bool boolean int integer ' +
    'number float object array bytes any unknown void required optional nullable default password passwd passphrase ' +
    'secret token key apikey api_key api-key pwd pass username user value empty blank test foo bar baz foobar qwe'
  ).split(' '),
);

/** Template syntax that fills the whole value: the secret comes from elsewhere. */
const TEMPLATE_ONLY =
  /^(?:\$\{[^}]{0,200}\}|\$\([^)]{0,200}\)|\$[A-Za-z_]\w{0,80}|%[A-Za-z_]\w{0,80}%|<[^<>]{0,200}>|\[[^[\]]{0,200}\]|@[A-Za-z_][\w.-]{0,80}@|__\w{1,80}__|\*{1,2}[^*]{0,80}\*{1,2})$/;

/** A slot that is filled at run time: format strings and interpolation. */
export const SLOT =
  /\$\{[^}]{0,200}\}|\{\{[^}]{0,200}\}\}|#\{[^}]{0,200}\}|\{[A-Za-z_][\w.]{0,60}\}|\{\d?\}|%\([\w.]{1,60}\)[sdr]|%[sdrv](?![A-Za-z0-9])|<%[^%]{0,200}%>/;

/** References to a place that holds the secret, not the secret. */
const REFERENCE =
  /^(?:arn:|vault:|secret:|ssm:|op:\/\/|keyvault:|env[:.]|process\.env|os\.environ|import\.meta|ENC\[|file:|projects\/[\w-]{1,80}\/secrets\/|https?:\/\/|wss?:\/\/|urn:|\/(?:run|etc|var|home|opt|usr|mnt|tmp|Users|root|app|workspace|secrets?)\/|\.{1,2}\/|~\/|[A-Za-z]:\\)/i;

/**
 * True when a value that stands where a secret would stand is no secret: empty, masked, a stand-in, a
 * template slot, or a reference to where the secret is kept.
 */
export function isPlaceholder(value: string): boolean {
  const trimmed = value.trim();
  if (trimmed.length < 4) return true;
  if (new Set(trimmed.replace(/[^\p{L}\p{N}]/gu, '')).size <= 1) return true;
  if (/^[~^<>=]{0,2}v?\d{1,6}(?:\.\d{1,9}){1,3}(?:[-+][\w.]{1,40})?$/.test(trimmed)) return true;
  if (/^(?:x{3,}|X{3,}|\.{3}|\*{3})/.test(trimmed) || /(?:\.{3}|…|\*{3,}|x{6,}|X{6,})$/.test(trimmed)) return true;
  return (
    NOTHING.has(trimmed.toLowerCase()) ||
    STAND_IN.test(trimmed) ||
    /^[A-Z]+(?:_[A-Z]+)+$|EXAMPLE|(.)\1{7}|X{6}|x{6}/.test(trimmed) ||
    /^\/[a-z][a-z0-9._-]*(?:\/[a-z0-9._{}:-]+)+\/?$/.test(trimmed) ||
    TEMPLATE_ONLY.test(trimmed) ||
    SLOT.test(trimmed) ||
    REFERENCE.test(trimmed)
  );
}

/** Bits per UTF-16 unit. */
export function shannonEntropy(value: string): number {
  const counts = new Map<string, number>();
  for (const unit of value.split('')) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  let entropy = 0;
  for (const count of counts.values()) entropy -= (count / value.length) * Math.log2(count / value.length);
  return entropy;
}

/** True for the words of `user-session-2` or `OAuth2TokenRequest`: few pieces for the length, and few of them numbers. */
export function isMadeOfWords(value: string): boolean {
  const pieces = value.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g) ?? [];
  const letters = pieces.filter((piece) => !/^\d/.test(piece)).join('').length;
  const digits = pieces.filter((piece) => /^\d/.test(piece)).join('').length;
  const pronounceable = pieces.filter(
    (piece) => /^\d/.test(piece) || piece.length <= 3 || /[aeiouyAEIOUY]/.test(piece),
  ).length;
  return digits <= letters / 5 && letters >= pieces.length * 3 && pronounceable === pieces.length;
}

/**
 * True when a value looks generated: long enough, mixed, and not words. Tokens and keys must pass this,
 * passwords need not, because people choose those.
 */
export function looksGenerated(value: string): boolean {
  if (value.length < 8 || /\s/.test(value)) return false;
  const hasDigit = /\d/.test(value);
  const hasLetter = /[A-Za-z]/.test(value);
  const mixedCase = /[a-z]/.test(value) && /[A-Z]/.test(value);
  if (!hasLetter && value.length < 16) return false;
  if (isMadeOfWords(value))
    return mixedCase && value.length >= 20 && !/[\s._:/-]/.test(value) && shannonEntropy(value) >= 4;
  if (!hasDigit) return mixedCase && value.length >= 16 && shannonEntropy(value) >= 3.5;
  return shannonEntropy(value) >= (value.length >= 16 ? 2.8 : 2.5);
}

const SECRET_WORD = /pass(?:word|wd|phrase|code)?|pwd|secret|token|credential|api[\s_-]?key|auth/i;

const LABEL_WORDS =
  /\b(?:enter|your|required|invalid|forgot(?:ten)?|reset|confirm|must|please|show|hide|new|current|match(?:es)?|incorrect|wrong|the|is|are|for|and|or|of|to|repeat|choose|missing|expired|cannot|failed|not|with|set|use|in|on|an?|this|that|be|was|has|have|can|from)\b/gi;

/**
 * True when the text is something that a person reads on a screen (`Enter your password:`), not something
 * that a machine checks.
 */
export function isLabel(value: string): boolean {
  if (!/\s/.test(value.trim())) return /^\p{L}+\s?[:?*…]$/u.test(value.trim());
  const said = value.match(LABEL_WORDS)?.length ?? 0;
  if (/\d/.test(value)) return said >= 3;
  return said > 0 || SECRET_WORD.test(value);
}

/**
 * True when the value names a thing instead of being it: `user_password`, `X-Auth-Token`, `auth.password.label`,
 * `DB_PASSWORD`. Only names made of words and holding a secret's word count.
 */
export function isName(value: string): boolean {
  if (/\s/.test(value) || !SECRET_WORD.test(value)) return false;
  if (/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(value)) return true;
  return /^[-_#.@/$]{0,2}[A-Za-z]+(?:[._:/-][A-Za-z]+)*$/.test(value) && !/(?:^|[._-])(?:p[a4]ss|passw)$/i.test(value);
}

/** Names that a secret's own name makes likely as values: other settings, headers, catalogue keys. */
const NAME_OF_SECRET =
  /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|^x-|[.:/@#]|[a-z][A-Z]|^(?:client|app|api|consumer|oauth|auth|jwt|session|cookie|shared|webhook|db|aws|user|access|refresh|id)[_-]?(?:secret|token|key|password)/;

/** As {@link isName}, for signing secrets: there `my-secret-key` is what somebody really chose. */
export function isNameOfSecret(value: string): boolean {
  return isName(value) && NAME_OF_SECRET.test(value);
}
