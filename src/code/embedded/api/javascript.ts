import type { FunctionIr, Parameter } from '../ir.ts';
import { BROWSER_SOURCES, BROWSER_TRUSTED, messageSeeds } from './browser.ts';
import type { LanguageApi, ParameterSeed, SourceApi } from './languageApi.ts';

const REMOTE: SourceApi = { kind: 'remote', label: 'controlled by the client' };
const ARGUMENTS: SourceApi = { kind: 'local', label: 'given by whoever starts the program' };
const LAMBDA_EVENT: SourceApi = { kind: 'remote', label: 'sent by the caller of the Lambda function' };
const LAMBDA_TEXT: SourceApi = { ...LAMBDA_EVENT, text: true };
const TEXT: SourceApi = { ...REMOTE, text: true };

function members(objects: readonly string[], names: string, source = REMOTE): [string, SourceApi][] {
  return objects.flatMap((object) =>
    names.split(' ').flatMap((name): [string, SourceApi][] => [
      [`${object}.${name}`, source],
      // Hono and others have methods where Express has fields.
      ...(name.endsWith('()') ? [] : [[`${object}.${name}()`, source] satisfies [string, SourceApi]]),
    ]),
  );
}

/** Express, Fastify, Koa, Hono, Next.js and node:http hand in objects of much the same shape: one table for all. */
const REQUEST_MEMBERS =
  'query params body headers cookies signedCookies url originalUrl path hostname host ip ips subdomains files file rawBody rawHeaders get() header() param() queries() json() text() formData() blob() arrayBuffer() parseBody() nextUrl searchParams querystring search href payload xhr baseUrl';

/** Of these what cannot be an object: parts of the path and the address, headers, the raw body. */
const TEXT_MEMBERS =
  'params headers url originalUrl path hostname host ip ips subdomains rawBody rawHeaders get() header() queries() text() formData() blob() parseBody() nextUrl searchParams querystring search href baseUrl';

const SOURCES: ReadonlyMap<string, SourceApi> = new Map<string, SourceApi>([
  ...members(['js.request', 'js.context', 'js.request.raw', 'js.context.request', 'js.context.req'], REQUEST_MEMBERS),
  ...members(
    ['js.request', 'js.context', 'js.request.raw', 'js.context.request', 'js.context.req'],
    TEXT_MEMBERS,
    TEXT,
  ),
  // Koa takes the query string apart into texts; in Hono each of these is a method that gives one text.
  ...members(['js.context', 'js.context.request'], 'query', TEXT),
  ...members(['js.request', 'js.context.req'], 'query() param()', TEXT),
  ['js.request.param()', REMOTE],
  ...members(['js.context'], 'cookies.get()', TEXT),
  ...members(
    ['lambda.event'],
    'queryStringParameters multiValueQueryStringParameters pathParameters headers multiValueHeaders rawPath rawQueryString path cookies',
    LAMBDA_TEXT,
  ),
  ...BROWSER_SOURCES,
  ['process.argv', ARGUMENTS],
  ['yargs.argv', ARGUMENTS],
  ['readline-sync.question()', ARGUMENTS],
  ['prompt()', ARGUMENTS],
]);

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ''));

const TRUSTED = words(`
  process.env process.cwd() process.pid process.ppid process.platform process.arch process.execPath process.version process.versions process.uptime() process.hrtime() process.argv0
  __dirname __filename module.exports require.main os.tmpdir() os.homedir() os.hostname() os.EOL os.platform() os.arch() os.cpus() path.sep path.delimiter
  Date.now() Date() performance.now() crypto.randomUUID() crypto.randomBytes() crypto.randomInt() Math.random() uuid.v4() uuid.v1() nanoid.nanoid() *.digest() *.getTime() *.toISOString() *.valueOf()
  fs.mkdtempSync() Symbol() undefined NaN Infinity`);

const NUMERIC = words(`
  Number() parseInt() parseFloat() BigInt() Boolean() isNaN() isFinite() Number.parseInt() Number.parseFloat() Number.isInteger() Number.isSafeInteger() Number.isFinite() Number.isNaN()
  Math.floor() Math.ceil() Math.round() Math.trunc() Math.abs() Math.min() Math.max() Math.pow() Math.sqrt() Array.isArray() Buffer.byteLength() fs.existsSync()
  *.indexOf() *.lastIndexOf() *.search() *.includes() *.startsWith() *.endsWith() *.test() *.has() *.hasOwnProperty() *.localeCompare() *.charCodeAt() *.codePointAt() *.findIndex() *.every() *.some() *.toFixed() *.getFullYear() *.getMonth() *.getDate()`);

const PROPAGATORS = words(`
  String() Array() Object() Array.from() Array.of() Object.assign() Object.keys() Object.values() Object.entries() Object.fromEntries() Object.freeze() Object.create() structuredClone() JSON.parse() JSON.stringify() Buffer.from() Buffer.concat()
  encodeURIComponent() decodeURIComponent() encodeURI() decodeURI() escape() unescape() atob() btoa() URL() URLSearchParams() url.URL() url.parse() url.format() querystring.parse() querystring.stringify() qs.parse() qs.stringify() Set() Map() Promise.resolve() Promise.all() util.format() util.inspect() util.promisify()
  path.join() path.resolve() path.normalize() path.basename() path.dirname() path.extname() path.relative() path.parse() path.format() lodash.trim() lodash.get() lodash.toString() lodash.template() he.decode() he.encode() marked() marked.parse() marked.marked() snarkdown() showdown.Converter().makeHtml() sprintf-js.sprintf() sprintf-js.vsprintf() printf()
  *.toString() *.trim() *.trimStart() *.trimEnd() *.toLowerCase() *.toUpperCase() *.replace() *.replaceAll() *.split() *.join() *.concat() *.slice() *.substring() *.substr() *.padStart() *.padEnd() *.repeat() *.normalize() *.charAt() *.at() *.match() *.matchAll() *.exec()
  *.get() *.getAll() *.entries() *.keys() *.values() *.pop() *.shift() *.filter() *.sort() *.reverse() *.flat() *.fill() *.splice() *.find() *.toJSON()`);

const TEXTS = words(`
  String() encodeURIComponent() decodeURIComponent() encodeURI() decodeURI() escape() unescape() atob() btoa() JSON.stringify() util.format() util.inspect() path.join() path.resolve() path.normalize() path.basename() path.dirname() path.extname() path.relative() lodash.toString() lodash.trim() lodash.escape()
  *.toString() *.trim() *.trimStart() *.trimEnd() *.toLowerCase() *.toUpperCase() *.replace() *.replaceAll() *.split() *.join() *.substring() *.substr() *.padStart() *.padEnd() *.normalize() *.charAt() *.match() *.exec() *.toISOString() *.toFixed() *.digest()`);

const PARSERS = words(
  'JSON.parse() json5.parse() qs.parse() js-yaml.load() yaml.parse() bson.EJSON.parse() mongodb.EJSON.parse() body-parser.json()',
);

const NO_RETURN = words('process.exit() process.abort()');

const SAFE_PREDICATES = words(`
  Number.isInteger() Number.isSafeInteger() Number.isFinite() isFinite() validator.isInt() validator.isNumeric() validator.isAlphanumeric() validator.isAlpha() validator.isUUID() validator.isMongoId() validator.isHexadecimal() validator.isDecimal() validator.isFloat() validator.isIP() validator.isPort() validator.isISO8601() uuid.validate()`);

const REQUEST_NAME = /^_?(req|request)$/;
const RESPONSE_NAME = /^_?(res|resp|response|reply|rep|h)$/;
const CONTEXT_NAME = /^(ctx|context|c)$/;
const ROUTE_METHOD = /^(get|post|put|patch|delete|del|all|head|options|use|route|any|on)$/;
const HTTP_EXPORT = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)$/;
const REQUEST: ParameterSeed = { path: 'js.request' };
const CONTEXT: ParameterSeed = { path: 'js.context' };
const EVENT: ParameterSeed = { source: LAMBDA_EVENT, path: 'lambda.event' };

const HELPER_RESPONSE = /^(res|response|reply)$/;

/** Where text goes that is sent back: what text means to them is not the same. */
function responseSeed(name: string): ParameterSeed {
  if (/^_?rep(ly)?$/.test(name)) return { path: 'fastify.reply', serves: true };
  return name === 'h' ? { path: 'hapi.h', serves: true } : { path: 'js.response', serves: true };
}

/** Frameworks tell handlers apart by position, people by name: the names are a convention nearly as firm. */
function seeds(fn: FunctionIr): readonly (ParameterSeed | undefined)[] {
  const [first, second] = fn.parameters;
  const firstName = first?.name ?? '';
  const secondName = second?.name ?? '';
  if (fn.exported && HTTP_EXPORT.test(fn.name) && first !== undefined) return [REQUEST, { path: 'js.context' }];
  if (firstName === 'event' && /^_?(context|ctx)$/.test(secondName)) return [EVENT];
  if (/^(exports\.)?(lambda)?handler$/i.test(fn.name) && firstName === 'event') return [EVENT];
  const at = /^_?(err|error|e)$/.test(firstName) && REQUEST_NAME.test(secondName) ? 1 : 0;
  const request = fn.parameters[at];
  const response = fn.parameters[at + 1];
  if (request === undefined) return [];
  const responses = [responseSeed(response?.name ?? '')];
  const hasResponse = RESPONSE_NAME.test(response?.name ?? '');
  if (REQUEST_NAME.test(request.name ?? '') || (hasResponse && request.pattern.kind === 'objectPattern')) {
    return [...Array<undefined>(at), REQUEST, ...responses];
  }
  if (CONTEXT_NAME.test(request.name ?? '') && /^_?next$/.test(response?.name ?? '')) return [CONTEXT];
  // Helpers of handlers are handed the response: by its name they are known.
  const seed = (name: string): ParameterSeed | undefined =>
    HELPER_RESPONSE.test(name) ? responseSeed(name) : undefined;
  return fn.parameters.some((parameter) => HELPER_RESPONSE.test(parameter.name ?? ''))
    ? fn.parameters.map((parameter) => seed(parameter.name ?? ''))
    : [];
}

function registrationSeeds(
  calleeName: string,
  calleePath: string | undefined,
  firstArgument: string | undefined,
  parameters: readonly Parameter[],
): readonly (ParameterSeed | undefined)[] | undefined {
  if (calleePath === 'http.createServer' || calleePath === 'https.createServer') return [REQUEST, responseSeed('')];
  const message = messageSeeds(calleeName, firstArgument);
  if (message !== undefined) return message;
  if (!ROUTE_METHOD.test(calleeName) || firstArgument?.startsWith('/') !== true) return undefined;
  const [first, second] = parameters;
  if (CONTEXT_NAME.test(first?.name ?? '')) return [CONTEXT];
  const response = /^fastify\b/.test(calleePath ?? '') ? responseSeed('reply') : responseSeed(second?.name ?? '');
  if (parameters.length === 4) return [undefined, REQUEST, responseSeed(parameters[2]?.name ?? '')];
  return parameters.length >= 1 ? [REQUEST, response] : [];
}

export const JAVASCRIPT_API: LanguageApi = {
  family: 'javascript',
  sources: SOURCES,
  trusted: new Set([...TRUSTED, ...BROWSER_TRUSTED]),
  numeric: NUMERIC,
  propagators: PROPAGATORS,
  texts: TEXTS,
  parsers: PARSERS,
  noReturn: NO_RETURN,
  safePredicates: SAFE_PREDICATES,
  functionWrappers: words(
    'util.promisify() promisify() util.callbackify() express-async-handler() asyncHandler() catchAsync() wrapAsync() asyncWrapper() bluebird.promisify()',
  ),
  seeds,
  registrationSeeds,
};
