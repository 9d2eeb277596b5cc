import { isLabel, isMadeOfWords, isName, isNameOfSecret, isPlaceholder, looksGenerated } from './placeholders.ts';
import type { SecretCandidate } from './secretCandidate.ts';
import { readSecretName } from './secretNames.ts';
import type { SecretName } from './secretNames.ts';
import { readValue } from './secretValues.ts';
import type { LiteralValue } from './secretValues.ts';

/** Every name of a secret holds one of these. No repeats: finding them is linear. */
const HINT = /pass|pwd|pw\b|secret|token|key|credential|auth|bearer|senha|kennwort|contrase/gi;

const LONGEST_NAME = 80;

/** Formats where a value needs no quotes. */
const BARE_VALUES =
  /(?:\.(?:env|ya?ml|properties|ini|cfg|conf|config|toml|sh|bash|zsh|fish|ps1|bat|cmd|service|txt|npmrc|netrc|pypirc|pgpass|tfvars|http|rest)|(?:^|\/)(?:\.env[^/]*|[^/]*\.env\.[^/]+|Dockerfile[^/]*|Containerfile|Makefile|Procfile|[^/.]+))$/i;

/**
 * Secrets that only the name beside them gives away: `password = "…"`, `api_key: '…'`, `SECRET_KEY=…`,
 * `"Password=…;"` inside a string, fallbacks such as `process.env.SECRET || '…'`. Works on any text, without
 * a grammar, in time linear in its length.
 */
export function findNamedSecrets(text: string, path: string): SecretCandidate[] {
  const found: SecretCandidate[] = [];
  const bareValues = BARE_VALUES.test(path);
  const quotes = new QuoteTracker(text);
  const hint = new RegExp(HINT);
  let done = 0;
  for (let match = hint.exec(text); match !== null; match = hint.exec(text)) {
    const start = nameStart(text, match.index, done);
    const end = nameEnd(text, hint.lastIndex);
    done = end;
    hint.lastIndex = end;
    if (end - start > LONGEST_NAME) continue;
    const written = text.slice(start, end);
    const name = readSecretName(written);
    if (!name) continue;
    for (const value of readValue(text, start, end, {
      bareValues,
      isFlag: written.startsWith('--'),
      insideString: () => quotes.isInside(isQuote(text.charCodeAt(end)) ? end + 1 : start),
    })) {
      if (!isSecret(written, name, value) || isProse(text, value)) continue;
      found.push({
        start: value.start,
        end: value.end,
        kind: 'generic',
        label: name.label,
        severity: isStrong(name, value) ? 'high' : 'medium',
        cwe: name.cwe,
      });
      // Resume after the value: what it holds is masked already.
      if (value.end > done) hint.lastIndex = done = value.end;
    }
  }
  return found;
}

function isSecret(written: string, name: SecretName, value: LiteralValue): boolean {
  const content = value.content;
  if (value.place === 'bare-in-code' && EXPRESSION.test(content)) return false;
  if (isPlaceholder(content) || isLabel(content)) return false;
  if (name.label === 'secret' ? isNameOfSecret(content) : isName(content)) return false;
  if (plain(content) === plain(written)) return false;
  const generated = looksGenerated(content);
  switch (value.place) {
    case 'quoted':
      return name.values === 'chosen' || generated;
    case 'bare-in-config':
      return name.values === 'chosen' ? !CALL.test(content) : generated;
    case 'bare-in-string':
      return name.values === 'chosen' ? !EXPRESSION_IN_STRING.test(content) : generated;
    case 'bare-in-comment':
      // Prose around it: only what is no word.
      return (
        generated ||
        (name.values === 'chosen' &&
          /^(?=.*\d)(?=.*\p{L}).{6,}$/u.test(content) &&
          !isMadeOfWords(content) &&
          !CALL.test(content))
      );
    case 'bare-in-code':
      return generated;
  }
}

const CALL = /^[\w.$]{1,60}[([]/;
/** A call, an index, an interpolation. */
const EXPRESSION_IN_STRING = /^[\w.$]{1,60}[([]|[{}]/;
/** What begins like a name, or holds an operator of a language, is an expression. */
const EXPRESSION = /^[!&*~^-]?[A-Za-z_$]|[()[\]{}?<>|]|::/;

/** A plain word in the middle of a string, as in `"pwd: expected bytes"`; in a connection string a semicolon would follow. */
function isProse(text: string, value: LiteralValue): boolean {
  return value.place === 'bare-in-string' && /^\p{L}+$/u.test(value.content) && !/[;&]/.test(text[value.end] ?? '');
}

function isStrong(name: SecretName, value: LiteralValue): boolean {
  if (value.place !== 'quoted') return looksGenerated(value.content);
  return name.values === 'chosen' || value.content.length >= 20;
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
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
