import type { Expression } from '../ir.ts';
import { lastName } from '../irWalk.ts';
import type { Value } from '../flow/value.ts';
import { CONTENT_TYPE } from '../flow/told.ts';
import { asHtml, contentKind, isData, typeAmong } from './html.ts';
import type { ArgumentValue, AssignSite, CallSite, ReturnSite, SinkUse } from './rule.ts';
import { argumentOf } from './rule.ts';

interface ResponseApi {
  /** Keywords of the body; it is the first argument otherwise. */
  readonly body: readonly string[];
  readonly types: readonly string[];
  /** Without a type it is HTML. */
  readonly html: boolean;
  /** Position of the type among the arguments. */
  readonly typeAt?: number;
}

const DJANGO: ResponseApi = { body: ['content'], types: ['content_type', 'mimetype'], html: true, typeAt: 1 };
const FLASK: ResponseApi = { body: ['response'], types: ['mimetype', 'content_type'], html: true };
const STARLETTE: ResponseApi = { body: ['content'], types: ['media_type'], html: false };
const WEBOB: ResponseApi = { body: ['body', 'text'], types: ['content_type'], html: true };
const STARLETTE_HTML: ResponseApi = { ...STARLETTE, html: true };

/** Responses that are complete where they are made. */
const MADE: ReadonlyMap<string, ResponseApi> = new Map<string, ResponseApi>([
  ...['', 'BadRequest', 'NotFound', 'Forbidden', 'ServerError', 'Gone', 'NotAllowed'].map(
    (kind): [string, ResponseApi] => [`django.http.HttpResponse${kind}`, DJANGO],
  ),
  ['django.http.response.HttpResponse', DJANGO],
  ['starlette.responses.HTMLResponse', STARLETTE_HTML],
  ['fastapi.responses.HTMLResponse', STARLETTE_HTML],
  ['starlette.responses.Response', STARLETTE],
  ['fastapi.responses.Response', STARLETTE],
  ['fastapi.Response', STARLETTE],
  ['sanic.response.html', { body: ['body'], types: [], html: true }],
  ['sanic.html', { body: ['body'], types: [], html: true }],
  ['aiohttp.web.Response', { body: ['text', 'body'], types: ['content_type'], html: false }],
  ...['response', 'request'].map((module): [string, ResponseApi] => [`pyramid.${module}.Response`, WEBOB]),
  ['webob.Response', WEBOB],
  ['bottle.HTTPResponse', { body: ['body'], types: [], html: true }],
]);

/** Responses whose headers can still be set before they are returned. */
const RETURNED: ReadonlyMap<string, ResponseApi> = new Map<string, ResponseApi>([
  ['flask.make_response()', FLASK],
  ['quart.make_response()', FLASK],
  ['flask.Response()', FLASK],
  ['quart.Response()', FLASK],
  ['flask.wrappers.Response()', FLASK],
  ['werkzeug.wrappers.Response()', { ...FLASK, html: false }],
]);

/** Functions that declare text to be HTML that needs no escaping. */
const DECLARED_SAFE = new Set([
  'django.utils.safestring.mark_safe',
  'django.utils.safestring.SafeString',
  'django.utils.safestring.SafeText',
  'django.utils.html.mark_safe',
  'markupsafe.Markup',
  'flask.Markup',
  'jinja2.Markup',
  'jinja2.utils.markupsafe.Markup',
  'wtforms.widgets.HTMLString',
]);
const FORMATTED_SAFE = new Set(['django.utils.html.format_html', 'django.utils.html.format_html_join']);

const DECLARED_WORDS = {
  title: 'Client input declared to be safe HTML',
  unprovenTitle: 'Text with unknown parts declared to be safe HTML',
} as const;

/** Calls that send HTML, or make text count as such. */
export function pythonSinks(site: CallSite): readonly SinkUse[] {
  const { path = '', name } = site;
  const made = MADE.get(path);
  if (made !== undefined) return responseUses(site, made, undefined);
  const [first] = site.args;
  if (first === undefined) return [];
  if (DECLARED_SAFE.has(path)) return [declaredSafe(first)];
  if (FORMATTED_SAFE.has(path)) {
    // What is handed over apart from the format is escaped.
    const format = argumentOf(site, name === 'format_html' ? 0 : 1);
    return format === undefined ? [] : [declaredSafe(format)];
  }
  if (name === 'write' || name === 'finish') return writtenUses(site, first);
  return [];
}

function declaredSafe({ value, range }: ArgumentValue): SinkUse {
  return { value, range, unproven: 'built', words: DECLARED_WORDS };
}

/** @param response the response as it is sent, where that is known */
function responseUses(site: CallSite, api: ResponseApi, response: Value | undefined): readonly SinkUse[] {
  const body = firstOf(site, api.body) ?? argumentOf(site, 0);
  if (body === undefined || isBuiltOfOthers(body.value)) return [];
  const type = typeOf(site, api, response);
  const kind = contentKind(type) ?? (api.html ? 'html' : 'other');
  return kind === 'other' || isData(body.value) ? [] : [asHtml(body.value, body.range)];
}

/** `make_response(render_template(…))`, `make_response(jsonify(…))` */
function isBuiltOfOthers({ path }: Value): boolean {
  return path !== undefined && /^(?:flask|quart)\.\w+\(\)$/.test(path);
}

function firstOf(site: CallSite, keywords: readonly string[]): ArgumentValue | undefined {
  return site.args.find((argument) => argument.name !== undefined && keywords.includes(argument.name));
}

function typeOf(site: CallSite, api: ResponseApi, response: Value | undefined): Value | undefined {
  const set = response?.slots;
  const headers = firstOf(site, ['headers'])?.value;
  const positional = api.typeAt === undefined ? undefined : argumentOf(site, api.typeAt);
  return (
    set?.get('mimetype') ??
    set?.get('content_type') ??
    typeAmong(set?.get('headers')) ??
    firstOf(site, api.types)?.value ??
    (positional?.name === undefined ? positional?.value : undefined) ??
    typeAmong(headers)
  );
}

/** Tornado's handlers, and responses of Django that are filled bit by bit. */
function writtenUses(site: CallSite, first: ArgumentValue): readonly SinkUse[] {
  const { receiver, receiverPath = '' } = site;
  if (isData(first.value)) return [];
  const django = MADE.get(receiverPath.replace(/\(\)$/, ''));
  if (django !== undefined && receiver?.madeBy !== undefined) {
    const kind = contentKind(typeOf(receiver.madeBy, django, receiver)) ?? 'html';
    return kind === 'other' ? [] : [asHtml(first.value, first.range)];
  }
  const bases: readonly Expression[] = receiver?.instanceOf?.cls.bases ?? [];
  const isTornado =
    bases.some((base) => lastName(base) === 'RequestHandler') ||
    (site.file.imports.has('tornado') && bases.some((base) => /Handler$/.test(lastName(base))));
  if (!isTornado) return [];
  const kind = contentKind(receiver?.slots?.get(CONTENT_TYPE)) ?? 'html';
  return kind === 'other' ? [] : [asHtml(first.value, first.range)];
}

const BODY = new Set(['text', 'body', 'data']);

/** Falcon: `resp.text = page` after `resp.content_type = falcon.MEDIA_HTML`; Pyramid: `request.response.body = page`. */
export function pythonAssignSinks(site: AssignSite): readonly SinkUse[] {
  if (!BODY.has(site.property) || !/^resp(?:onse)?$/.test(site.objectName)) return [];
  const type = site.object?.slots?.get('content_type');
  const byDefault = type === undefined && site.file.imports.has('pyramid');
  const isHtml = byDefault || contentKind(type) === 'html' || type?.path === 'falcon.MEDIA_HTML';
  return isHtml ? [asHtml(site.value, site.valueRange)] : [];
}

/** What the views of Flask, Quart and Bottle return is sent as HTML. */
export function pythonReturnSinks(site: ReturnSite): readonly SinkUse[] {
  const { value, range } = site;
  const api = RETURNED.get(value.path ?? '');
  if (api !== undefined) {
    const { madeBy } = value;
    // Made in another function it was looked at there.
    if (madeBy === undefined || madeBy.node.start < site.fn.start || madeBy.node.end > site.fn.end) return [];
    return responseUses(madeBy, api, value).map((use) => ({ ...use, place: madeBy.node }));
  }
  if (isBuiltOfOthers(value) || !answersWithHtml(site)) return [];
  const [first, second, third] = ['0', '1', '2'].map((index) => value.slots?.get(index));
  if (value.length !== undefined && first !== undefined) {
    const kind = contentKind(typeAmong(third) ?? typeAmong(second));
    return kind === 'other' || isData(first) ? [] : [asHtml(first, range)];
  }
  return isData(value) ? [] : [asHtml(value, range)];
}

const FRAMEWORK = /^(?:flask|quart|bottle)\b/;
const OTHER_FRAMEWORK = /^(?:fastapi|starlette|sanic|aiohttp|chalice|litestar|falcon|rest_framework|ninja|robyn)\b/;
const OTHER_FRAMEWORKS = ['fastapi', 'starlette', 'sanic', 'aiohttp', 'chalice', 'litestar', 'robyn', 'ninja'];
const ANY_ROUTE = /^(?:route|errorhandler|app_errorhandler|error|before_request|before_app_request)$/;
const METHOD_ROUTE = /^(?:get|post|put|delete|patch)$/;
const VIEW_METHOD = /^(?:get|post|put|delete|patch|dispatch_request)$/;

function answersWithHtml({ fn, cls, pathOf, file }: ReturnSite): boolean {
  if (cls !== undefined && VIEW_METHOD.test(fn.name)) {
    return cls.bases.some((base) => /^(?:flask|quart)\.views\.(?:Method)?View$/.test(pathOf(base) ?? ''));
  }
  const isFlask = file.imports.has('flask') || file.imports.has('quart') || file.imports.has('bottle');
  return fn.decorators.some((decorator) => {
    const callee = decorator.kind === 'call' ? decorator.callee : decorator;
    const path = pathOf(callee) ?? '';
    if (decorator.kind === 'call') {
      const declared = decorator.args.find((argument) => argument.name === 'response_class')?.value;
      if (declared !== undefined) return /(?:^|\.)HTMLResponse$/.test(pathOf(declared) ?? '');
    }
    const name = lastName(callee);
    if (!ANY_ROUTE.test(name) && !METHOD_ROUTE.test(name)) return false;
    if (FRAMEWORK.test(path)) return true;
    if (OTHER_FRAMEWORK.test(path)) return false;
    // The application comes from another file: what else is imported tells whose it is.
    if (METHOD_ROUTE.test(name)) return isFlask;
    return isFlask || (callee.kind === 'member' && !OTHER_FRAMEWORKS.some((other) => file.imports.has(other)));
  });
}
