import { isLabel, isMadeOfWords, isName, isNameOfSecret, isPlaceholder, looksGenerated, SLOT } from './placeholders.ts';
import type { SecretCandidate } from './secretCandidate.ts';
import type { SecretName } from './secretNames.ts';
import type { LiteralValue } from './stringLiterals.ts';

/**
 * Weighs a literal that stands as the value of a name.
 *
 * @param written the name as it stands in the text
 * @returns `undefined` when the value is none that anybody keeps secret
 */
export function judgedSecret(
  text: string,
  written: string,
  name: SecretName,
  value: LiteralValue,
): SecretCandidate | undefined {
  if (!isSecret(written, name, value) || isProse(text, value)) return undefined;
  return {
    start: value.start,
    end: value.end,
    kind: 'generic',
    label: name.label,
    severity: isStrong(name, value) ? 'high' : 'medium',
    cwe: name.cwe,
  };
}

function isSecret(written: string, name: SecretName, value: LiteralValue): boolean {
  const content = value.place === 'quoted' ? withoutSlots(value.content) : value.content;
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
      return (name.values === 'chosen' || generated) && !EXPRESSION_IN_STRING.test(content);
    case 'bare-in-comment':
    case 'choice':
      return (generated || (name.values === 'chosen' && isOdd(content))) && !CALL.test(content);
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

/** No word and no name: letters and digits mixed. */
export function isOdd(content: string): boolean {
  return /^(?=.*\d)(?=.*\p{L})\S{6,}$/u.test(content) && !isMadeOfWords(content);
}

/** `{prefix}-9f86d081…` holds a secret beside the slot; what is left without one is judged as it stands. */
function withoutSlots(content: string): string {
  const pieces = content.split(new RegExp(SLOT, 'g'));
  // A sentence or a header with slots is not a token with a prefix.
  if (pieces.length === 1 || /\s/.test(content)) return content;
  const generated = pieces
    .flatMap((piece) => piece.match(/[\w.~+/=-]{16,}/g) ?? [])
    .map((piece) => piece.replace(/^[._/-]+|[._/-]+$/g, ''))
    .find((piece) => piece.length >= 16 && looksGenerated(piece));
  return generated ?? content;
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
