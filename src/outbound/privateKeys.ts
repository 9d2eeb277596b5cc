import type { SecretCandidate } from './secretCandidate.ts';
import { isSampleToken } from './secretFormats.ts';

const BEGIN = '-----BEGIN ';
const HEADER = /-----BEGIN (?:[A-Z0-9]{2,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----/y;
const END = '-----END ';
/** A PEM body is far below this; a key without an end is masked up to here. */
const LONGEST_KEY = 20_000;

/**
 * The bodies of PEM private keys (RFC 7468), also with `\n` escapes, as pieces of a concatenation, or cut
 * off before their end. A body without a line of key material is a placeholder or a constant of a parser.
 */
export function findPrivateKeys(text: string): SecretCandidate[] {
  const found: SecretCandidate[] = [];
  let at = text.indexOf(BEGIN);
  while (at >= 0) {
    HEADER.lastIndex = at;
    const header = HEADER.exec(text);
    let next = at + BEGIN.length;
    if (header) {
      const bodyStart = at + header[0].length;
      const window = text.slice(bodyStart, bodyStart + LONGEST_KEY);
      const marker = window.indexOf(END);
      const body = window.slice(0, marker >= 0 ? marker : cutOffBodyLength(window));
      next = bodyStart + body.length;
      const material = body.replace(/\\+[nr]|[\s"'`+,]/g, '');
      if (/[A-Za-z0-9+/]{32}/.test(body) && !isSampleToken(material.slice(0, 200))) {
        const leading = /^(?:\\{1,4}[nr]|[\s"'`+])*/.exec(body)?.[0].length ?? 0;
        const tail = body.slice(-80);
        const trailing = tail.length - tail.replace(/(?:\\{1,4}[nr]|[\s"'`+,;)])+$/, '').length;
        found.push({
          start: bodyStart + leading,
          end: bodyStart + body.length - trailing,
          kind: 'provider',
          label: 'private key',
          severity: 'critical',
          cwe: 798,
        });
      }
    }
    at = text.indexOf(BEGIN, next);
  }
  return found;
}

/** Lines of key material with what a source file puts between them: line ends, escapes, quotes, plus signs. */
function cutOffBodyLength(window: string): number {
  const piece = /(?:\\{1,4}[nr]|[\s"'`,]|\+(?=[\s"'`])){0,60}[A-Za-z0-9+/=]{20,}/y;
  let length = 0;
  while (piece.test(window)) length = piece.lastIndex;
  return length;
}
