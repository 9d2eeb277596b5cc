import type { Value } from '../flow/value.ts';
import { HOLE, onlyConstant } from '../flow/value.ts';
import { CONTENT_TYPE } from '../flow/told.ts';
import type { ContentKind } from './html.ts';
import { asHtml, contentKind, isData, isJsonText, typeAmong } from './html.ts';
import type { ArgumentValue, AssignSite, CallSite, ReturnSite, SinkUse, TaintSeverity } from './rule.ts';

const SENDING = new Set(['send', 'end', 'write']);
const RESPONSE_PATH = /^(?:js\.response|js\.context\.res(?:ponse)?|fastify\.reply(?:\.raw)?)$/;
const RESPONSE_NAME = /^_?(?:res|resp|response)$/;
/** The whole of what came in is an object. */
const WHOLE_INPUT =
  /^js\.(?:request|context(?:\.req(?:uest)?)?)\.(?:body|query|params|headers|cookies|signedCookies|files?)$/;
/** Without a type the browser looks at how the text begins. */
const BEGINS_AS_HTML = new RegExp(`^\\s*(?:<|${HOLE})`);
const PERHAPS: TaintSeverity = { proven: 'medium', unproven: 'low' };

/** Calls that send text. */
export function serverSinks(site: CallSite): readonly SinkUse[] {
  const { path = '', name } = site;
  const [first] = site.args;
  if (first === undefined) return [];
  if (SENDING.has(name)) return sendingUses(site);
  if (name === 'html' && site.receiverPath === 'js.context') return [asHtml(first.value, first.range)];
  if (path === 'Response' || path === 'next/server.NextResponse' || path === 'NextResponse')
    return fetchUses(site, first);
  return [];
}

function sendingUses(site: CallSite): readonly SinkUse[] {
  const { receiver, receiverPath, name } = site;
  if (receiver === undefined) return [];
  const isResponse =
    receiverPath === undefined
      ? name === 'send' && RESPONSE_NAME.test(site.receiverName)
      : RESPONSE_PATH.test(receiverPath);
  const body = isResponse ? bodyOf(site) : undefined;
  if (body === undefined || isData(body.value) || /^Buffer\./.test(body.value.path ?? '')) return [];
  const kind = contentKind(receiver.slots?.get(CONTENT_TYPE));
  if (name === 'send' && receiverPath !== 'fastify.reply') return sentByExpress(body, kind);
  return sentAsIs(body, kind, receiverPath === 'fastify.reply');
}

/** `res.send(404, text)` of old: the status comes first. */
function bodyOf(site: CallSite): ArgumentValue | undefined {
  const [first, second] = site.args;
  const isStatus = typeof onlyConstant(first?.value) === 'number';
  return site.name === 'send' && isStatus && second !== undefined ? second : first;
}

/** Express says that a text is HTML unless it was told otherwise. */
function sentByExpress({ value, range }: ArgumentValue, kind: ContentKind | undefined): readonly SinkUse[] {
  if (kind === 'other' || WHOLE_INPUT.test(value.path ?? '')) return [];
  return [asHtml(value, range, kind === 'unknown' ? PERHAPS : undefined)];
}

/** node:http says nothing of the type by itself, Fastify says that a text is plain. */
function sentAsIs(
  { value, range }: ArgumentValue,
  kind: ContentKind | undefined,
  plainByDefault: boolean,
): readonly SinkUse[] {
  if (kind === 'html') return [asHtml(value, range)];
  if (kind === 'other' || plainByDefault || isJsonText(value)) return [];
  const begins = kind === undefined && BEGINS_AS_HTML.test(value.text ?? HOLE);
  return [asHtml(value, range, begins ? undefined : PERHAPS)];
}

/** `new Response(text, { headers })`: plain text unless the headers say that it is HTML. */
function fetchUses(site: CallSite, body: ArgumentValue): readonly SinkUse[] {
  const given = site.args[1]?.value.slots?.get('headers');
  const headers = given?.path === 'Headers()' ? (withSet(given) ?? given.madeBy?.args[0]?.value) : given;
  return contentKind(typeAmong(headers)) === 'html' ? [asHtml(body.value, body.range)] : [];
}

/** `headers.set('Content-Type', 'text/html')` */
function withSet(headers: Value): Value | undefined {
  return typeAmong(headers) === undefined ? undefined : headers;
}

const KOA_BODY = /^js\.context(?:\.response)?\.body$/;

/** Koa takes a text for HTML when it begins with `<`, unless it was told what it is. */
export function bodySinks(site: AssignSite): readonly SinkUse[] {
  if (site.property !== 'body' || !KOA_BODY.test(site.path ?? '') || isData(site.value)) return [];
  const slots = site.object?.slots;
  const kind = contentKind(
    slots?.get(CONTENT_TYPE) ?? slots?.get('type') ?? slots?.get('response')?.slots?.get('type'),
  );
  const { value } = site;
  if (kind === 'other' || WHOLE_INPUT.test(value.path ?? '')) return [];
  if (kind !== 'html' && !BEGINS_AS_HTML.test(value.text ?? HOLE)) return [];
  return [asHtml(value, site.valueRange, kind === 'unknown' ? PERHAPS : undefined)];
}

const NEST_ROUTE = /^@nestjs\/common\.(?:Get|Post|Put|Patch|Delete|All)$/;

/** A text that a handler of NestJS or Hapi returns is sent as HTML. */
export function javaScriptReturnSinks({ fn, value, range, pathOf, isHandler }: ReturnSite): readonly SinkUse[] {
  if (isData(value) || WHOLE_INPUT.test(value.path ?? '')) return [];
  if (fn.decorators.length > 0) {
    const calls = fn.decorators.flatMap((decorator) =>
      decorator.kind === 'call' ? [{ path: pathOf(decorator.callee) ?? '', args: decorator.args }] : [],
    );
    if (!calls.some(({ path }) => NEST_ROUTE.test(path))) return [];
    if (calls.some(({ path }) => path === '@nestjs/common.Render')) return [];
    const told = calls.find(
      ({ path, args }) =>
        path === '@nestjs/common.Header' && args[0]?.value.kind === 'constant' && isTypeName(args[0].value.value),
    );
    const type = told?.args[1]?.value;
    const isHtml = type?.kind !== 'constant' || typeof type.value !== 'string' || /html|xml|svg/i.test(type.value);
    return isHtml ? [asHtml(value, range)] : [];
  }
  if (isHandler && fn.parameters[1]?.name === 'h') return [asHtml(value, range)];
  return [];
}

function isTypeName(name: unknown): boolean {
  return typeof name === 'string' && name.toLowerCase() === 'content-type';
}
