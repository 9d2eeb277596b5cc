import { hasBareValues } from './namedSecrets.ts';
import { judgedSecret } from './namedValue.ts';
import type { SecretCandidate } from './secretCandidate.ts';
import { readSecretName } from './secretNames.ts';
import { readPiece, skip } from './stringLiterals.ts';
import type { LiteralValue } from './stringLiterals.ts';

/** `- name: DB_PASSWORD`, then `value: …`; also as JSON and in Terraform. Group 1 is the name. */
const PAIR =
  /\b(?:name|key|ParameterKey|OptionName)["']?[ \t]{0,8}[:=][ \t]{0,8}["']?([\w.:-]{2,128})["']?[ \t]{0,8},?\s{0,80}["']?(?:value|ParameterValue)["']?[ \t]{0,8}[:=][ \t]{0,8}/gi;

/**
 * Secrets whose name stands in one field and whose value in the next, as in the environment of a container.
 * Linear in the length of the text.
 */
export function findPairedSecrets(text: string, path: string): SecretCandidate[] {
  const found: SecretCandidate[] = [];
  const bareValues = hasBareValues(path);
  for (const match of text.matchAll(PAIR)) {
    const written = match[1] ?? '';
    const name = readSecretName(written);
    if (!name) continue;
    // A variable of the environment holds whatever it holds; `name: 'password'` is often a form's field.
    const isVariable = /^[A-Z][A-Z0-9_]*$/.test(written);
    const value = readValue(text, match.index + match[0].length, bareValues);
    if (!value) continue;
    const secret = judgedSecret(text, written, name, isVariable ? value : { ...value, place: 'choice' });
    if (secret) found.push(secret);
  }
  return found;
}

function readValue(text: string, at: number, bareValues: boolean): LiteralValue | undefined {
  const piece = readPiece(text, at);
  if (piece)
    return { start: piece.start, end: piece.end, content: text.slice(piece.start, piece.end), place: 'quoted' };
  if (!bareValues) return undefined;
  const content = text
    .slice(at, skip(/[^\r\n]{1,256}/y, text, at))
    .replace(/\s#.*$/, '')
    .trimEnd();
  if (content === '' || /^[|>!&*[{%]/.test(content)) return undefined;
  return { start: at, end: at + content.length, content, place: 'bare-in-config' };
}
