import { judgedSecret } from './namedValue.ts';
import type { SecretCandidate } from './secretCandidate.ts';
import { readSecretName } from './secretNames.ts';
import { readValue } from './secretValues.ts';

/** Every name of a secret holds one of these. No repeats: finding them is linear. */
const HINT = /pass|pwd|pw\b|secret|token|key|credential|auth|bearer|senha|kennwort|contrase/gi;

const LONGEST_NAME = 80;

/** Formats where a value needs no quotes. */
const BARE_VALUES =
  /(?:\.(?:env|ya?ml|properties|ini|cfg|conf|config|toml|sh|bash|zsh|fish|ps1|bat|cmd|service|txt|npmrc|netrc|pypirc|pgpass|tfvars|http|rest)|(?:^|\/)(?:\.env[^/]*|[^/]*\.env\.[^/]+|Dockerfile[^/]*|Containerfile|Makefile|Procfile|[^/.]+))$/i;

const YAML = /\.ya?ml$/i;

/** Whether values in a file of this name need no quotes. */
export function hasBareValues(path: string): boolean {
  return BARE_VALUES.test(path);
}

/**
 * Secrets that only the name beside them gives away: `password = "…"`, `api_key: '…'`, `SECRET_KEY=…`,
 * `"Password=…;"` inside a string, fallbacks such as `process.env.SECRET || '…'`. Works on any text, without
 * a grammar, in time linear in its length.
 */
export function findNamedSecrets(text: string, path: string): SecretCandidate[] {
  const found: SecretCandidate[] = [];
  const bareValues = hasBareValues(path);
  const quotes = new QuoteTracker(text);
  const hint = new RegExp(HINT);
  let done = 0;
  for (let match = hint.exec(text); match !== null; match = hint.exec(text)) {
    const start = nameStart(text, match.index, done);
    const end = nameEnd(text, hint.lastIndex);
    done = end;
    hint.lastIndex = end;
    // `AWS::IAM::AccessKey` in quotes is a type.
    if (text.startsWith('::', start - 2) && isQuote(text.charCodeAt(end))) continue;
    // What a name means is at its end.
    const written = text.slice(Math.max(start, end - LONGEST_NAME), end);
    const name = readSecretName(written);
    if (!name) continue;
    for (const value of readValue(text, start, end, {
      bareValues,
      isYaml: YAML.test(path),
      isFlag: text.startsWith('--', start),
      insideString: () => quotes.isInside(isQuote(text.charCodeAt(end)) ? end + 1 : start),
    })) {
      const secret = judgedSecret(text, written, name, value);
      if (!secret) continue;
      found.push(secret);
      // Resume after the value: what it holds is masked already.
      if (value.end > done) hint.lastIndex = done = value.end;
    }
  }
  return found;
}

function isQuote(unit: number): boolean {
  return unit === 34 || unit === 39 || unit === 96;
}

function isNameUnit(unit: number): boolean {
  return (
    (unit >= 48 && unit <= 57) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 97 && unit <= 122) ||
    unit === 95 ||
    unit === 45
  );
}

function nameStart(text: string, index: number, floor: number): number {
  let start = index;
  while (start > floor && isNameUnit(text.charCodeAt(start - 1))) start--;
  return start;
}

function nameEnd(text: string, index: number): number {
  let end = index;
  while (end < text.length && isNameUnit(text.charCodeAt(end))) end++;
  // `password-->` and `token--`: trailing dashes belong to what follows.
  while (end > index && text.charCodeAt(end - 1) === 45) end--;
  return end;
}

/** Whether a place is inside a quoted string of its line. Asked in rising order, so the text is walked once. */
class QuoteTracker {
  readonly #text: string;
  #at = 0;
  #open = 0;

  constructor(text: string) {
    this.#text = text;
  }

  isInside(offset: number): boolean {
    for (; this.#at < offset; this.#at++) {
      const unit = this.#text.charCodeAt(this.#at);
      if (unit === 10 || unit === 13) this.#open = 0;
      else if (unit === 92) this.#at++;
      else if (this.#open === unit) this.#open = 0;
      else if (this.#open === 0 && isQuote(unit)) this.#open = unit;
    }
    return this.#open !== 0;
  }
}
