import type { Reason } from '../findings/outcome.ts';
import { LineIndex } from '../findings/lineIndex.ts';
import { cleanLine, inertJson, looksLikeText } from './cleaning.ts';
import { fenced, freshNonce } from './fencing.ts';
import { maskSecrets } from './masking.ts';
import type { MaskedText } from './masking.ts';
import { MOST_REPEATED_VALUES, rangesOfValues, showsThrough } from './repeatedValues.ts';
import { detectSecrets } from './secrets.ts';
import type { SecretMatch } from './secrets.ts';
import { LARGEST_DOCUMENT } from './sendingLimit.ts';

const SEAL = Symbol('outbound');
let sealed: (text: string) => OutboundText;

/**
 * Text that may leave the machine: masked, fenced, capped. Only this file can make one: the constructor
 * is private and asks for a symbol that is not exported, and the private field makes it nominal.
 */
export class OutboundText {
  readonly #text: string;

  private constructor(seal: symbol, text: string) {
    if (seal !== SEAL) throw new TypeError('an OutboundText is only made where text is masked');
    this.#text = text;
  }

  static {
    sealed = (text) => new OutboundText(SEAL, text);
  }

  /** Holds at run time too, for callers that the type checker did not see. */
  static is(value: unknown): value is OutboundText {
    return typeof value === 'object' && value !== null && #text in value;
  }

  /** The text to send. */
  toString(): string {
    return this.#text;
  }
}

/** A fixed text, so that testing a connection sends nothing of the user's. */
export const CONNECTION_TEST_PROMPT: OutboundText = sealed(
  'This is a connection test. Answer with the single word: ready',
);

export interface OutboundDocument {
  readonly path: string;
  readonly languageId: string;
  readonly text: string;
}

/** What the model is told of a finding of the embedded engine. */
export interface OutboundCandidate {
  /** The model answers with it: letters, digits, `_`, `.`, `:` and `-` only, at most 64. */
  readonly id: string;
  readonly rule: string;
  readonly cwe: number | undefined;
  /** One-based. */
  readonly line: number;
  readonly title: string;
}

export type Prepared =
  | {
      readonly kind: 'ready';
      readonly prompt: OutboundText;
      /** The document as the model sees it, for anchoring quotes: same length, same offsets. */
      readonly masked: MaskedText;
      readonly maskedSecrets: number;
    }
  /** Nothing may be sent: `too-large`, `not-text` or `excluded`. */
  | { readonly kind: 'refused'; readonly reason: Reason };

export interface PrepareOptions {
  /** Fresh and random on each call, at least eight letters or digits. */
  readonly nonce: () => string;
  /** Default {@link LARGEST_DOCUMENT}. */
  readonly maxChars?: number;
}

/**
 * Builds the one text that may be sent about a document.
 *
 * The document is masked, numbered (`12|code`, one-based) and put between lines that carry a nonce which
 * occurs nowhere in it; otherwise its characters stay as they are, so that quotes from it resolve. Path and
 * candidates are cleaned, masked and written as JSON.
 *
 * @param template trusted text with `{{path}}`, `{{language}}`, `{{candidates}}` and `{{code}}`
 * @throws when the template lacks `{{code}}` or names anything else, or the nonce is no nonce: bugs
 */
export async function prepareReview(
  template: string,
  document: OutboundDocument,
  candidates: readonly OutboundCandidate[],
  options: PrepareOptions,
): Promise<Prepared> {
  const { text } = document;
  const largest = options.maxChars ?? LARGEST_DOCUMENT;
  if (text.length > largest) return refused('too-large', `${text.length} of at most ${largest} characters`);
  if (!looksLikeText(text)) return refused('not-text');

  const secrets = await detectSecrets(text, document.path);
  if (valuesOf(text, secrets).size > MOST_REPEATED_VALUES)
    return refused('excluded', `more than ${MOST_REPEATED_VALUES} different secrets`);
  const searched = await maskedUntilNoneIsLeft(text, document.path, secrets);
  if (!searched) return refused('excluded', 'a secret in it could not be masked');
  const { masked } = searched;

  const values = [...valuesOf(text, searched.secrets)];
  const clean = (data: string, longest: number): Promise<string> => cleanAndMask(data, longest, values);
  const listed = await Promise.all(
    candidates.map(async ({ id, rule, cwe, line, title }) => ({
      id: checkedId(id),
      rule: await clean(rule, 80),
      cwe: cwe ?? null,
      line,
      title: await clean(title, 200),
    })),
  );
  const data = {
    path: inertJson(await clean(document.path, 300)),
    language: document.languageId.replace(/[^\w+#.-]/g, '').slice(0, 40),
    candidates: `[${listed.map((candidate) => `\n${inertJson(candidate)}`).join(',')}\n]`,
    code: numbered(masked.text),
  };
  const nonce = freshNonce(options.nonce, Object.values(data).join('\n'));
  const prompt = filled(template, {
    path: data.path,
    language: data.language,
    candidates: fenced('CANDIDATES', nonce, data.candidates),
    code: fenced('FILE', nonce, data.code),
  });
  // The last belt: whatever went wrong above, no value that was recognised is in what is sent.
  const sent = `${data.path}\n${data.candidates}\n${data.code}`;
  if (values.some((value) => showsThrough(prompt, sent, value)))
    return refused('excluded', 'a secret in it could not be masked');
  return { kind: 'ready', prompt: sealed(prompt), masked, maskedSecrets: masked.count };
}

function refused(kind: 'too-large' | 'not-text' | 'excluded', detail?: string): Prepared {
  return { kind: 'refused', reason: { kind, engine: 'gemini', ...(detail === undefined ? {} : { detail }) } };
}

const MOST_ROUNDS = 3;

/** A mask can lay bare what the value before it hid (an unbalanced quote), so the masked text is looked at again. */
async function maskedUntilNoneIsLeft(
  text: string,
  path: string,
  secrets: readonly SecretMatch[],
): Promise<{ masked: MaskedText; secrets: readonly SecretMatch[] } | undefined> {
  let all = secrets;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const masked = maskSecrets(text, all);
    const left = await detectSecrets(masked.text, path);
    if (left.length === 0) return { masked, secrets: all };
    all = [...all, ...left];
  }
  return undefined;
}

function valuesOf(text: string, secrets: readonly SecretMatch[]): Set<string> {
  return new Set(secrets.map(({ range }) => text.slice(range.start, range.end)));
}

async function cleanAndMask(data: string, longest: number, secretValues: readonly string[]): Promise<string> {
  const known = rangesOfValues(data, secretValues).map((range) => ({ range }));
  return cleanLine(maskSecrets(data, [...known, ...(await detectSecrets(data, ''))]).text, longest);
}

function checkedId(id: string): string {
  if (!/^[\w.:-]{1,64}$/.test(id)) throw new Error('the id of a candidate holds more than letters and digits');
  return id;
}

function numbered(text: string): string {
  const lines = new LineIndex(text);
  return Array.from({ length: lines.lineCount }, (_, line) => `${line + 1}|${lines.lineText(line)}`).join('\n');
}

/** In one pass and through a function, so that nothing in the data is taken for a placeholder. */
function filled(template: string, values: Readonly<Record<string, string>>): string {
  if (!template.includes('{{code}}')) throw new Error('the template has no place for the code');
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`the template asks for ${name}`);
    return value;
  });
}
