import type { Expression } from '../ir.ts';
import { lastName } from '../irWalk.ts';
import type {
  ArgumentValue,
  AssignSite,
  CallSite,
  ElementSite,
  Guarded,
  GuardSite,
  ReturnSite,
  SinkUse,
  TaintRule,
} from './rule.ts';
import { argumentOf } from './rule.ts';
import { choosesHost, HOST_PARTS, hostGuard, isOwnPath } from './urlGuards.ts';

const PYTHON: ReadonlyMap<string, string> = new Map([
  ...['flask', 'quart', 'werkzeug.utils', 'bottle', 'sanic.response', 'flask.helpers'].map(
    (module): [string, string] => [`${module}.redirect`, 'location'],
  ),
  ['django.shortcuts.redirect', 'to'],
  ['django.http.HttpResponseRedirect', 'redirect_to'],
  ['django.http.HttpResponsePermanentRedirect', 'redirect_to'],
  ['django.http.response.HttpResponseRedirect', 'redirect_to'],
  ['starlette.responses.RedirectResponse', 'url'],
  ['fastapi.responses.RedirectResponse', 'url'],
  ['aiohttp.web.HTTPFound', 'location'],
  ['aiohttp.web.HTTPSeeOther', 'location'],
  ['aiohttp.web.HTTPTemporaryRedirect', 'location'],
  ['aiohttp.web.HTTPPermanentRedirect', 'location'],
  ['aiohttp.web.HTTPMovedPermanently', 'location'],
  ['pyramid.httpexceptions.HTTPFound', 'location'],
  ['falcon.HTTPFound', 'location'],
  ['falcon.HTTPSeeOther', 'location'],
  ['cherrypy.HTTPRedirect', 'urls'],
]);

const NODE: ReadonlySet<string> = new Set([
  'next/navigation.redirect',
  'next/navigation.permanentRedirect',
  'next/server.NextResponse.redirect',
  'NextResponse.redirect',
  'Response.redirect',
  '@remix-run/node.redirect',
  '@remix-run/server-runtime.redirect',
  'react-router.redirect',
  'react-router-dom.redirect',
  'astro.redirect',
  '@sveltejs/kit.redirect',
  'h3.sendRedirect',
]);

/** What sends answers, by the names that everybody gives it. */
const RESPONDER = /^_?(?:res|resp|response|reply|rep|ctx|context|c|h|status|code|cookie|clearCookie|set|header)$/;
const PLACES = [
  'location',
  'window.location',
  'document.location',
  'self.location',
  'top.location',
  'parent.location',
  'globalThis.location',
];
const ASSIGNED: ReadonlySet<string> = new Set(PLACES.flatMap((place) => [place, `${place}.href`]));
const NAVIGATING: ReadonlySet<string> = new Set(PLACES.flatMap((place) => [`${place}.assign`, `${place}.replace`]));

/** What nobody can make the browser of somebody else send, and the address of the program itself. */
const NOT_FROM_A_LINK =
  /\b(?:host|hostname|referr?er|origin|protocol|x-forwarded-\w+|host_url|url_root|base_url|script_root|get_host|build_absolute_uri|get_full_path|path_info|HTTP_HOST|HTTP_REFERER)\b|\brequest\.(?:url|path|full_path)\b/i;

/** Behind a slash a second one makes the name of a server of what follows: `//attacker.example`. */
function choosesTarget(before: string): boolean {
  return choosesHost(before) || /^\s*[\\/]{1,2}$/.test(before);
}

function isTarget(before: string, source: string): boolean {
  return choosesTarget(before) && !NOT_FROM_A_LINK.test(source) && !isOwnPath(before, source);
}

function targetUse(argument: Pick<ArgumentValue, 'value' | 'range'> | undefined): readonly SinkUse[] {
  if (argument === undefined) return [];
  return [{ value: argument.value, range: argument.range, unproven: 'doubtful', position: isTarget }];
}

function sinks(site: CallSite): readonly SinkUse[] {
  return site.family === 'python' ? pythonSinks(site) : javaScriptSinks(site);
}

function pythonSinks(site: CallSite): readonly SinkUse[] {
  const keyword = PYTHON.get(site.path ?? '');
  if (keyword !== undefined) return targetUse(argumentOf(site, 0, keyword));
  // Tornado: `self.redirect(url)`
  if (site.name === 'redirect' && site.receiverName === 'self') return targetUse(argumentOf(site, 0, 'url'));
  return [];
}

function javaScriptSinks(site: CallSite): readonly SinkUse[] {
  const path = site.path ?? '';
  if (NODE.has(path))
    return targetUse(site.args[path === 'h3.sendRedirect' || path === '@sveltejs/kit.redirect' ? 1 : 0]);
  if (path === 'Response') return answered(site.args[1]);
  if (NAVIGATING.has(path)) return targetUse(site.args[0]);
  if (site.receiver === undefined) return [];
  switch (site.name) {
    case 'redirect':
      return RESPONDER.test(site.receiverName) ? targetUse(redirected(site)) : [];
    case 'location':
      return /^_?(?:res|resp|response)$/.test(site.receiverName) ? targetUse(site.args[0]) : [];
    case 'setHeader':
    case 'header':
    case 'set':
    case 'append':
      return isLocation(site.args[0]) ? targetUse(site.args[1]) : [];
    case 'writeHead': {
      const headers = site.args.at(-1);
      const target = headers?.value.slots?.get('Location') ?? headers?.value.slots?.get('location');
      return headers === undefined || target === undefined ? [] : targetUse({ value: target, range: headers.range });
    }
    default:
      return [];
  }
}

/** The status may stand in front (Express), or behind (Fastify 5, Hono). */
function redirected(site: CallSite): ArgumentValue | undefined {
  const [first, second] = site.args;
  if (second === undefined || first === undefined) return first;
  const status = first.value.constants?.every((one) => typeof one === 'number') === true;
  return status ? second : first;
}

function isLocation(argument: ArgumentValue | undefined): boolean {
  return argument?.value.constants?.some((one) => typeof one === 'string' && /^location$/i.test(one)) === true;
}

/** `new Response(null, { status: 302, headers: { Location: … } })` */
function answered(options: ArgumentValue | undefined): readonly SinkUse[] {
  const headers = options?.value.slots?.get('headers')?.slots;
  const target = headers?.get('Location') ?? headers?.get('location');
  return options === undefined || target === undefined ? [] : targetUse({ value: target, range: options.range });
}

/** `window.location = …`, `location.href = …` */
function assignSinks(site: AssignSite): readonly SinkUse[] {
  if (site.family === 'python') return [];
  return ASSIGNED.has(site.path ?? '') ? targetUse({ value: site.value, range: site.valueRange }) : [];
}

/** `response['Location'] = …` */
function elementSinks(site: ElementSite): readonly SinkUse[] {
  const isHeader = site.key.constants?.length === 1 && site.key.constants[0] === 'Location';
  return site.family === 'python' && isHeader ? targetUse({ value: site.value, range: site.range }) : [];
}

/** `{ statusCode: 302, headers: { Location: … } }` from a Lambda function, `{ url: … }` from a NestJS route that redirects. */
function returnSinks(site: ReturnSite): readonly SinkUse[] {
  const { slots } = site.value;
  const url = slots?.get('url');
  if (url !== undefined && site.fn.decorators.some((decorator) => lastName(decorator) === 'Redirect'))
    return targetUse({ value: url, range: site.range });
  if (slots?.has('statusCode') !== true && slots?.has('status') !== true) return [];
  const headers = slots.get('headers')?.slots;
  const target = headers?.get('Location') ?? headers?.get('location');
  return target === undefined ? [] : targetUse({ value: target, range: site.range });
}

const LOCAL: Guarded = { subject: 'receiver', reach: 'origins' };
const ARGUMENT: Guarded = { subject: 0, reach: 'origins' };

function guard(site: GuardSite): Guarded | undefined {
  const { name, outcome } = site;
  const [first] = site.args;
  const text = first?.constants?.length === 1 ? first.constants[0] : undefined;
  // With the check for two slashes goes the one for the first.
  if (/^starts_?with$/i.test(name) && !outcome && typeof text === 'string' && /^(?:\/\/|\/\\)/.test(text)) return LOCAL;
  if (/^(?:url_has_allowed_host_and_scheme|is_safe_url|is_safe_redirect_url|isSafeRedirect|isLocalUrl)$/.test(name))
    return outcome ? ARGUMENT : undefined;
  if (name === 'test' && outcome && isLocalPattern(site)) return ARGUMENT;
  if (name === 'isRelativeUrl' || name === 'is-relative-url') return outcome ? ARGUMENT : undefined;
  if (name === '__eq__' && !outcome && text === '/' && isSecondSign(site.receiverExpression)) return LOCAL;
  return hostGuard(site, choosesTarget);
}

/** `/^\/(?!\/)/`, `/^\/[^/\\]/`, `/^\/[a-z]/` */
function isLocalPattern(site: GuardSite): boolean {
  const constant = site.receiver?.constants?.[0];
  const pattern = typeof constant === 'object' && constant !== null ? constant.pattern : '';
  return /^\^\\?\/(?:\(\?!\\?\/|\(\?!\[|\[\^[^\]]*\/|\[\\?w|\[a-z|\\w|\$)/i.test(pattern);
}

/** `next[1]`, `next.charAt(1)` */
function isSecondSign(expression: Expression | undefined): boolean {
  const index =
    expression?.kind === 'index'
      ? expression.index
      : expression?.kind === 'call' && /^(?:charAt|at)$/.test(lastName(expression.callee))
        ? expression.args[0]?.value
        : undefined;
  return index?.kind === 'constant' && index.value === 1;
}

export const OPEN_REDIRECT: TaintRule = {
  kind: 'taint',
  inBrowser: true,
  id: 'open-redirect',
  cwe: [601],
  title: 'Redirect to an address that client input chooses',
  unprovenTitle: 'Redirect to an address that may not be checked',
  severity: { proven: 'medium', unproven: 'low' },
  explanation:
    'The browser is sent to an address that comes from the request. A link to this site then leads, unnoticed, to a page of an attacker that looks like it, which serves to steal passwords, and in logins to steal tokens that are handed on in the address.',
  remediation:
    'Redirect to addresses that the program makes (url_for, reverse, a constant path), or look the target up in a fixed map. Where the target has to come along, accept only paths of this site: one slash at the beginning and neither a second nor a backslash after it, or a host from a fixed list (Django: url_has_allowed_host_and_scheme; JavaScript: new URL(target, base).origin === base).',
  sinkWords: 'the target of a redirect',
  sanitizers: {
    python: [
      'flask.url_for',
      'quart.url_for',
      'django.urls.reverse',
      'django.urls.reverse_lazy',
      'urllib.parse.quote_plus',
      '*.url_for',
      '*.url_path_for',
      '*.reverse_url',
      '*.route_url',
    ],
    javascript: ['encodeURIComponent'],
  },
  sinks,
  assignSinks,
  elementSinks,
  returnSinks,
  guard,
  guardParts: HOST_PARTS,
  harmlessText: (text) => !['/', '\\', ':'].some((sign) => text.allows(sign)),
};
