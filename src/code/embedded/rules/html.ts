// When what is sent is HTML to the browser, and what a finding about it says.
import type { TextRange } from '../../../findings/finding.ts';
import type { Value } from '../flow/value.ts';
import { onlyString } from '../flow/value.ts';
import type { SinkUse, TaintSeverity } from './rule.ts';

const MARKUP = /<[a-z!/]/i;

/** Types in which a browser runs scripts; short names are those that Express and Koa take. */
const SCRIPTABLE =
  /^(?:text\/html|application\/xhtml\+xml|image\/svg\+xml|text\/xml|application\/xml|\.?(?:x?html?|svg|xml))\s*(?:;|$)/i;

export type ContentKind = 'html' | 'other' | 'unknown';

/** @returns undefined when no type was told at all */
export function contentKind(type: Value | undefined): ContentKind | undefined {
  if (type === undefined) return undefined;
  const { constants } = type;
  // `text/html; charset=${charset}` tells enough.
  if (constants === undefined) return type.text === undefined ? 'unknown' : kindOf(type.text);
  return constants.some((one) => kindOf(one) === 'html') ? 'html' : 'other';
}

function kindOf(type: unknown): ContentKind {
  return typeof type === 'string' && SCRIPTABLE.test(type.trim()) ? 'html' : 'other';
}

/** The content type among headers given as an object or as pairs. */
export function typeAmong(headers: Value | undefined): Value | undefined {
  for (const [name, value] of headers?.slots ?? []) {
    if (name.toLowerCase() === 'content-type') return value;
    const first = onlyString(value.slots?.get('0'));
    if (first?.toLowerCase() === 'content-type') return value.slots?.get('1');
  }
  return undefined;
}

/** An object or a list: frameworks send it as JSON. */
export function isData(value: Value): boolean {
  if (value.text !== undefined || isJsonText(value)) return false;
  return (
    value.slots !== undefined ||
    value.rest !== undefined ||
    value.length !== undefined ||
    /\.(?:split|map|filter|keys|values|entries|parse|items|to_dict|exec|match|matchAll|findall)\(\)$/.test(
      value.path ?? '',
    )
  );
}

/** Quotes keep JSON together, but nothing in it keeps a browser from reading its texts as HTML. */
const JSON_TEXT = /^(?:JSON\.stringify|(?:simple|u)?json\.dumps|flask\.json\.dumps)\(\)$/;
const JSON_AS_HTML: TaintSeverity = { proven: 'medium', unproven: 'low' };

export function isJsonText({ path }: Value): boolean {
  return path !== undefined && JSON_TEXT.test(path);
}

/** Text that the browser takes for HTML; unless a client is proven, only what shows markup is worth a finding. */
export function asHtml(value: Value, range: TextRange, severity?: TaintSeverity): SinkUse {
  const own = severity ?? (isJsonText(value) ? JSON_AS_HTML : undefined);
  return {
    value,
    range,
    unproven: value.text !== undefined && MARKUP.test(value.text) ? 'built' : 'never',
    ...(own === undefined ? {} : { severity: own }),
  };
}
