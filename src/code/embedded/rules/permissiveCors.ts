import type { Value } from '../flow/value.ts';
import { onlyConstant, onlyString } from '../flow/value.ts';
import { corsHit, leakOf } from './corsOrigins.ts';
import { libraryHit, listHit, propertyHit, settingHit } from './corsLibraries.ts';
import { isDevelopmentOnly } from './gates.ts';
import { HEADER_SETTERS } from './headerSetters.ts';
import { namesIn } from './names.ts';
import type {
  AssignSite,
  CallSite,
  FactHit,
  Guarded,
  GuardSite,
  Place,
  PropertySite,
  SinkUse,
  TaintRule,
  TaintSeverity,
} from './rule.ts';

const ALLOW_ORIGIN = 'access-control-allow-origin';
const ALLOW_CREDENTIALS = ['Access-Control-Allow-Credentials', 'access-control-allow-credentials'];

function isAllowOrigin(name: unknown): boolean {
  return typeof name === 'string' && name.length === ALLOW_ORIGIN.length && name.toLowerCase() === ALLOW_ORIGIN;
}

/** The value of the header that a call sets. */
function headerOf(site: CallSite): { value: Value; range: SinkUse['range'] } | undefined {
  if (!HEADER_SETTERS.has(site.name) || !isAllowOrigin(onlyConstant(site.args[0]?.value))) return undefined;
  return site.args[1];
}

const WITH_CREDENTIALS: TaintSeverity = { proven: 'high', unproven: 'low' };

/** Only what is proven to be the client's counts: the value is mostly looked up in a list. */
function use(place: Place, value: Value, range: SinkUse['range']): SinkUse {
  const credentials = ALLOW_CREDENTIALS.some((header) => place.file.mentions(header));
  return { value, range, unproven: 'never', ...(credentials ? { severity: WITH_CREDENTIALS } : {}) };
}

function fixedHeader(place: Place, value: Value, credentials: boolean): FactHit | undefined {
  const given = onlyString(value);
  if (given !== '*' && given !== 'null') return undefined;
  return unlessDevelopment(place, corsHit({ kind: given === '*' ? 'star' : 'null' }, credentials));
}

function unlessDevelopment(place: Place, hit: FactHit | undefined): FactHit | undefined {
  return hit === undefined || isDevelopmentOnly(place) ? undefined : hit;
}

function call(site: CallSite): FactHit | undefined {
  const header = headerOf(site);
  if (header !== undefined) return fixedHeader(site, header.value, false);
  return unlessDevelopment(site, libraryHit(site) ?? checkHit(site));
}

/** What says of a text that it is an origin. */
const ORIGIN_NAME = /^(?:origin|request_?origin|req_?origin|client_?origin|origin_?header|http_?origin)$/i;
const CORS_WORDS = [
  'Access-Control-Allow-Origin',
  'access-control-allow-origin',
  'cors',
  '@koa/cors',
  '@fastify/cors',
  'enableCors',
];

/** `origin.includes('example.com')`, `origin.startsWith('https://example.com')`, `/example.com/.test(origin)` */
function checkHit(site: CallSite): FactHit | undefined {
  const why = weaknessOf(site);
  return why === undefined || !CORS_WORDS.some((word) => site.file.mentions(word))
    ? undefined
    : corsHit({ kind: 'leaky', why }, false);
}

function isOrigin(site: CallSite, subject: 'receiver' | number): boolean {
  const { callee } = site.node;
  const expression =
    subject === 'receiver' ? (callee.kind === 'member' ? callee.object : undefined) : site.node.args[subject]?.value;
  if (expression === undefined) return false;
  // `req.get('origin')`
  const wanted = expression.kind === 'call' ? expression.args[0]?.value : undefined;
  const asked = wanted?.kind === 'constant' && typeof wanted.value === 'string' ? [wanted.value] : [];
  const names = namesIn(expression);
  return [...asked, ...names.slice(0, 1)].some((name) => ORIGIN_NAME.test(name));
}

function weaknessOf(site: CallSite): string | undefined {
  const wanted = onlyString(site.args[0]?.value);
  switch (site.name) {
    case 'startsWith':
    case 'startswith':
      return wanted !== undefined && /^https?:\/\/[\w.-]+\.[a-z]+$/i.test(wanted) && isOrigin(site, 'receiver')
        ? 'It looks only at how the address begins, which is also how addresses of others can begin.'
        : undefined;
    case 'endsWith':
    case 'endswith':
      return wanted !== undefined && /^\w[\w-]*\.[a-z.]+$/i.test(wanted) && isOrigin(site, 'receiver')
        ? 'It does not begin at a dot, so that domains of others end like that, too.'
        : undefined;
    case 'includes':
    case 'indexOf':
    case 'find':
      return wanted !== undefined && /^(?:https?:\/\/)?[\w-]+\.[\w.-]+$/.test(wanted) && isOrigin(site, 'receiver')
        ? 'The name of the domain can stand anywhere in the address, in the path or in the name of another domain.'
        : undefined;
    case 'test': {
      const regex = onlyConstant(site.receiver);
      return typeof regex === 'object' && regex !== null && isOrigin(site, 0) ? leakOf(regex.pattern) : undefined;
    }
    case 'match': {
      const regex = onlyConstant(site.args[0]?.value);
      if (typeof regex === 'object' && regex !== null && isOrigin(site, 'receiver')) return leakOf(regex.pattern);
      return site.path === 're.match' && wanted !== undefined && isOrigin(site, 1)
        ? leakOf(wanted, { start: true, end: false })
        : undefined;
    }
    case 'search':
      return site.path === 're.search' && wanted !== undefined && isOrigin(site, 1) ? leakOf(wanted) : undefined;
    case 'fullmatch':
      return site.path === 're.fullmatch' && wanted !== undefined && isOrigin(site, 1)
        ? leakOf(wanted, { start: true, end: true })
        : undefined;
    default:
      return undefined;
  }
}

/** Any look at the origin counts: where it does not look well enough, that is a finding of its own. */
function guard(site: GuardSite): Guarded | undefined {
  if (!site.outcome) return undefined;
  switch (site.name) {
    case 'endsWith':
    case 'endswith':
    case 'startsWith':
    case 'startswith':
    case 'includes':
      return onlyString(site.args[0]) === undefined ? undefined : { subject: 'receiver', reach: 'origins' };
    case 'test':
    case 'exec':
      return { subject: 0, reach: 'origins' };
    case 'match':
      return site.path?.startsWith('re.') === true
        ? { subject: site.args.length > 1 ? 1 : 0, reach: 'origins' }
        : { subject: 'receiver', reach: 'origins' };
    case 'fullmatch':
    case 'search':
      return { subject: site.args.length > 1 ? 1 : 0, reach: 'origins' };
    default:
      return undefined;
  }
}

function sinks(site: CallSite): readonly SinkUse[] {
  const header = headerOf(site);
  return header === undefined ? [] : [use(site, header.value, header.range)];
}

function assign(site: AssignSite): FactHit | undefined {
  if (isAllowOrigin(site.property)) return fixedHeader(site, site.value, false);
  const isSetting = site.family === 'python' && site.property.startsWith('CORS_');
  return unlessDevelopment(site, isSetting ? settingHit(site) : listHit(site));
}

function property(site: PropertySite): FactHit | undefined {
  if (!isAllowOrigin(site.key)) return unlessDevelopment(site, propertyHit(site));
  const credentials = ALLOW_CREDENTIALS.map((header) => onlyConstant(site.siblings.get(header)));
  return fixedHeader(
    site,
    site.value,
    credentials.some((one) => one === true || one === 'true'),
  );
}

export const PERMISSIVE_CORS: TaintRule = {
  kind: 'taint',
  id: 'permissive-cors',
  cwe: [942, 346],
  title: 'Every website is allowed by the origin that it sends',
  severities: ['high', 'medium', 'low', 'informational'],
  unprovenTitle: 'Allowed origin that is not fixed',
  severity: { proven: 'medium', unproven: 'informational' },
  explanation:
    'The server answers with whatever origin asks. If cookies are allowed as well, any page that a user visits can read, and do, what only the user may.',
  remediation:
    'Compare the origin with a list of complete origins (scheme, host, port) and send the header only for those, with Vary: Origin: cors({ origin: ["https://app.example.com"], credentials: true }) in Express, CORS(app, origins=[…]) in Flask, allow_origins=[…] in FastAPI, CORS_ALLOWED_ORIGINS in Django. A pattern has to be anchored at both ends, with its dots escaped.',
  sinkWords: 'the header that says which websites may read the answer',
  sanitizers: { python: [], javascript: [] },
  sinks,
  assignSinks: (site) => (isAllowOrigin(site.property) ? [use(site, site.value, site.valueRange)] : []),
  propertySinks: (site) => (isAllowOrigin(site.key) ? [use(site, site.value, site.valueRange)] : []),
  guard,
  facts: { call, assign, property },
};
