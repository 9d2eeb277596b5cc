// Libraries that answer cross-origin requests, and the options that they take.
import type { TextRange } from '../../../findings/finding.ts';
import type { Value } from '../flow/value.ts';
import { onlyConstant, onlyString } from '../flow/value.ts';
import type { Statement } from '../ir.ts';
import type { Anchors, Origins } from './corsOrigins.ts';
import { corsHit, LEAKY, originsOf } from './corsOrigins.ts';
import { argumentExpression, entryOf } from './literals.ts';
import type { AssignSite, CallSite, FactHit, PropertySite } from './rule.ts';

interface Library {
  /** Where the options are. */
  readonly options: number;
  readonly origin: string;
  readonly credentials: string;
  /** What happens without options: everybody is let in. */
  readonly open: boolean;
  /** With credentials `*` is answered with the origin that asks. */
  readonly starReflects?: boolean;
}

const EXPRESS: Library = { options: 0, origin: 'origin', credentials: 'credentials', open: true };
const FASTIFY: Library = { ...EXPRESS, options: 1 };

const JAVASCRIPT: ReadonlyMap<string, Library> = new Map([
  ['cors', EXPRESS],
  ['@koa/cors', { ...EXPRESS, starReflects: true }],
  ['koa-cors', { ...EXPRESS, starReflects: true }],
  ['koa2-cors', { ...EXPRESS, starReflects: true }],
  ['kcors', { ...EXPRESS, starReflects: true }],
  ['hono/cors.cors', EXPRESS],
  ['restify-cors-middleware', { ...EXPRESS, origin: 'origins', open: false }],
  ['restify-cors-middleware2', { ...EXPRESS, origin: 'origins', open: false }],
]);
const PLUGINS: ReadonlyMap<string, Library> = new Map([
  ['@fastify/cors', FASTIFY],
  ['fastify-cors', FASTIFY],
]);

export function libraryHit(site: CallSite): FactHit | undefined {
  return site.family === 'python' ? pythonHit(site) : javaScriptHit(site);
}

function javaScriptHit(site: CallSite): FactHit | undefined {
  const library =
    JAVASCRIPT.get(site.path ?? '') ??
    (site.name === 'enableCors' && site.receiver !== undefined ? EXPRESS : undefined) ??
    (site.name === 'register' ? PLUGINS.get(site.args[0]?.value.path ?? '') : undefined);
  if (library === undefined) return undefined;
  const argument = site.args[library.options];
  if (argument === undefined) return library.open ? corsHit({ kind: 'star' }, false) : undefined;
  if (argument.value.closure !== undefined) return undefined;
  const found = optionsHit(argument.value, library);
  if (found === undefined) return undefined;
  const written = entryOf(argumentExpression(site, library.options), library.origin);
  // The patterns have been looked at where they are listed.
  if (found.title === LEAKY && written?.kind === 'name' && ORIGIN_LIST.test(written.name)) return undefined;
  return { ...found, argument: written ?? argument.range };
}

/** What people call the list of origins that they let in. */
const ORIGIN_LIST = /cors|(?:^|[a-z_])origins?(?:$|_?(?:patterns?|list|regex(?:es)?))|^origins?$/i;

/** A list of patterns, wherever it is used. */
export function listHit(site: AssignSite): FactHit | undefined {
  if (site.object !== undefined || !ORIGIN_LIST.test(site.property)) return undefined;
  const origins = originsOf(site.value);
  return origins.kind === 'leaky' ? corsHit(origins, false) : undefined;
}

/** Options as an object, of which not all need be known. */
function optionsHit(options: Value, library: Library): FactHit | undefined {
  const { slots } = options;
  const isClosed = slots !== undefined && options.taints.length === 0 && options.rest === undefined;
  const credentials = onlyConstant(slots?.get(library.credentials)) === true;
  const origin = slots?.get(library.origin);
  if (origin === undefined)
    return isClosed && library.open ? corsHit(starOf(library, credentials), credentials) : undefined;
  // `origin: undefined` is no origin; `false` switches the whole off.
  if (onlyConstant(origin) === null) return corsHit(starOf(library, credentials), credentials);
  const origins = originsOf(origin);
  return corsHit(origins.kind === 'star' ? starOf(library, credentials) : origins, credentials);
}

function starOf(library: Library, credentials: boolean): Origins {
  return { kind: library.starReflects === true && credentials ? 'reflected' : 'star' };
}

/** `cors: { origin: true }` for Socket.IO, Nest, hapi, Apollo; rules of buckets and gateways. */
export function propertyHit({ key, value, siblings }: PropertySite): FactHit | undefined {
  switch (key) {
    case 'cors':
      if (onlyConstant(value) === true) return corsHit({ kind: 'star' }, false);
      return value.slots?.has('origin') === true && value.length === undefined
        ? optionsHit(value, { ...EXPRESS, open: false })
        : undefined;
    case 'AllowedOrigins':
    case 'allowedOrigins': {
      const methods = siblings.get('AllowedMethods') ?? siblings.get('allowedMethods');
      if (methods === undefined || originsOf(value).kind !== 'star') return undefined;
      const writes = [...(methods.slots?.values() ?? [])].some((method) =>
        /^(?:PUT|POST|DELETE|\*)$|\.(?:PUT|POST|DELETE)$/.test(onlyString(method) ?? method.path ?? ''),
      );
      return {
        severity: writes ? 'low' : 'informational',
        title: writes
          ? 'Every website may write to the bucket from a browser'
          : 'Every website may read the bucket from a browser',
        explanation:
          'The rule gives nobody a permission: whoever has one, a signed address for example, can use it from a page of any website.',
      };
    }
    case 'allowOrigins': {
      const credentials = onlyConstant(siblings.get('allowCredentials')) === true;
      return corsHit(originsOf(value), credentials);
    }
    default:
      return undefined;
  }
}

const PY_MATCHES: Anchors = { start: true, end: false };
const PY_FULL: Anchors = { start: true, end: true };

function pythonHit(site: CallSite): FactHit | undefined {
  const path = site.path ?? '';
  const given = (name: string): Value | undefined => site.args.find((argument) => argument.name === name)?.value;
  const isTrue = (name: string): boolean => onlyConstant(given(name)) === true;
  switch (site.name) {
    case 'CORS':
    case 'cross_origin':
      return /^(?:flask_cors|quart_cors|sanic_cors|flask_cors\.\w+)\.(?:CORS|cross_origin)$/.test(path) ||
        path === 'quart_cors.cors'
        ? flaskHit(site, given)
        : undefined;
    case 'add_middleware':
    case 'Middleware': {
      if (!/(?:^|\.)CORSMiddleware$/.test(site.args[0]?.value.path ?? '')) return undefined;
      const credentials = isTrue('allow_credentials');
      const origins = given('allow_origins');
      const regex = given('allow_origin_regex');
      const listed: Origins = origins === undefined ? { kind: 'fine' } : originsOf(origins);
      // With cookies Starlette answers with the origin that asks.
      const open: Origins = listed.kind === 'star' && credentials ? { kind: 'reflected' } : listed;
      const found =
        corsHit(open, credentials) ??
        (regex === undefined ? undefined : corsHit(originsOf(regex, PY_FULL, true), credentials));
      return found === undefined
        ? undefined
        : { ...found, ...placeOf(site, ['allow_origins', 'allow_origin_regex'], open) };
    }
    case 'CORSMiddleware': {
      if (!/^falcon\b/.test(path)) return undefined;
      const origins = given('allow_origins');
      return origins === undefined ? undefined : corsHit(originsOf(origins), given('allow_credentials') !== undefined);
    }
    case 'setup': {
      const everybody = path === 'aiohttp_cors.setup' ? given('defaults')?.slots?.get('*') : undefined;
      if (everybody === undefined) return undefined;
      const allows = everybody.madeBy?.args.find((argument) => argument.name === 'allow_credentials');
      return corsHit({ kind: 'reflected' }, onlyConstant(allows?.value) === true);
    }
    default:
      return undefined;
  }
}

function placeOf(site: CallSite, names: readonly string[], open: Origins): { argument?: TextRange } {
  const [first, second] = names;
  const name = open.kind === 'fine' ? second : first;
  const argument = site.args.find((one) => one.name === name);
  return argument === undefined ? {} : { argument: argument.whole };
}

function flaskHit(site: CallSite, given: (name: string) => Value | undefined): FactHit | undefined {
  if (site.args.some((argument) => argument.spread)) return undefined;
  const credentials = onlyConstant(given('supports_credentials')) === true;
  const resources = given('resources');
  const parts = resources?.slots === undefined ? [] : [...resources.slots.values()];
  const found = parts.map((part) => {
    const own = onlyConstant(part.slots?.get('supports_credentials')) === true || credentials;
    return flaskOrigins(part.slots?.get('origins') ?? given('origins'), own);
  });
  if (resources !== undefined) return found.find((one) => one !== undefined);
  return flaskOrigins(given('origins') ?? given('allow_origin'), credentials);
}

function flaskOrigins(value: Value | undefined, credentials: boolean): FactHit | undefined {
  if (value === undefined) return corsHit({ kind: credentials ? 'reflected' : 'star' }, credentials);
  const origins = originsOf(value, PY_MATCHES, true);
  // Flask-CORS answers with the origin that asks unless it is told to send the star.
  return corsHit(origins.kind === 'star' && credentials ? { kind: 'reflected' } : origins, credentials);
}

/** django-cors-headers */
export function settingHit(site: AssignSite): FactHit | undefined {
  const { property, value } = site;
  switch (property) {
    case 'CORS_ALLOW_ALL_ORIGINS':
    case 'CORS_ORIGIN_ALLOW_ALL':
      return onlyConstant(value) === true ? corsHit({ kind: 'reflected' }, hasCredentials(site)) : undefined;
    case 'CORS_ALLOWED_ORIGIN_REGEXES':
    case 'CORS_ORIGIN_REGEX_WHITELIST':
      return corsHit(originsOf(value, PY_MATCHES, true), hasCredentials(site));
    case 'CORS_ALLOWED_ORIGINS':
    case 'CORS_ORIGIN_WHITELIST':
      return corsHit(originsOf(value), hasCredentials(site));
    default:
      return undefined;
  }
}

function hasCredentials(site: AssignSite): boolean {
  return site.file.mentions('CORS_ALLOW_CREDENTIALS') && site.file.body.some(allowsCredentials);
}

function allowsCredentials(statement: Statement): boolean {
  if (statement.kind !== 'expression' || statement.expression.kind !== 'assign') return false;
  const { target, value } = statement.expression;
  return (
    target.kind === 'name' &&
    target.name === 'CORS_ALLOW_CREDENTIALS' &&
    value.kind === 'constant' &&
    value.value === true
  );
}
