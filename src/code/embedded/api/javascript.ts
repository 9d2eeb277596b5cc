import { javaScriptRegistrationSeeds, javaScriptSeeds } from './javascriptSeeds.ts';
import type { LanguageApi, SourceApi } from './languageApi.ts';

const REMOTE: SourceApi = { kind: 'remote', label: 'controlled by the client' };
const ARGUMENTS: SourceApi = { kind: 'local', label: 'given by whoever starts the program' };

function members(objects: readonly string[], names: string): [string, SourceApi][] {
  return objects.flatMap((object) =>
    names.split(' ').flatMap((name): [string, SourceApi][] => [
      [`${object}.${name}`, REMOTE],
      // Hono and others have methods where Express has fields.
      ...(name.endsWith('()') ? [] : [[`${object}.${name}()`, REMOTE] satisfies [string, SourceApi]]),
    ]),
  );
}

/** Express, Fastify, Koa, Hono, Next.js and node:http hand in objects of much the same shape: one table for all. */
const REQUEST_MEMBERS =
  'query params body headers cookies signedCookies url originalUrl path hostname host ip ips subdomains files file rawBody rawHeaders get() header() param() queries() json() text() formData() blob() arrayBuffer() parseBody() nextUrl searchParams querystring search href payload xhr baseUrl';

const SOURCES: ReadonlyMap<string, SourceApi> = new Map([
  ...members(['js.request', 'js.context', 'js.request.raw', 'js.context.request', 'js.context.req'], REQUEST_MEMBERS),
  ...members(['js.context'], 'cookies.get() header parsedUrl req.valid()'),
  ...members(['js.context.request', 'js.context.req'], 'header valid() parameter()'),
  ...members(['js.page'], 'searchParams params'),
  ...members(['js.request', 'js.request.raw', 'js.context.req'], '[] read() httpVersion trailers'),
  ['next/headers.cookies()', REMOTE],
  ['next/headers.headers()', REMOTE],
  ...members(
    ['h3'],
    'readBody() readRawBody() readFormData() readMultipartFormData() getQuery() getRouterParam() getRouterParams() getHeader() getHeaders() getRequestHeader() getCookie() parseCookies()',
  ),
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
  path.join() path.resolve() path.normalize() path.basename() path.dirname() path.extname() path.relative() path.parse() path.format() lodash.trim() lodash.get() lodash.toString() lodash.template() he.decode() he.encode()
  *.toString() *.trim() *.trimStart() *.trimEnd() *.toLowerCase() *.toUpperCase() *.replace() *.replaceAll() *.split() *.join() *.concat() *.slice() *.substring() *.substr() *.padStart() *.padEnd() *.repeat() *.normalize() *.charAt() *.at() *.match() *.matchAll() *.exec()
  stream/consumers.text() stream/consumers.json() stream/consumers.buffer() raw-body() raw-body.default() get-stream() co-body() co-body.json() co-body.form() co-body.text() micro.json() micro.text() micro.buffer()
  *.get() *.getAll() *.entries() *.keys() *.values() *.pop() *.shift() *.filter() *.sort() *.reverse() *.flat() *.fill() *.splice() *.find() *.toJSON()`);

const NO_RETURN = words('process.exit() process.abort()');

const SAFE_PREDICATES = words(`
  Number.isInteger() Number.isSafeInteger() Number.isFinite() isFinite() validator.isInt() validator.isNumeric() validator.isAlphanumeric() validator.isAlpha() validator.isUUID() validator.isMongoId() validator.isHexadecimal() validator.isDecimal() validator.isFloat() validator.isIP() validator.isPort() validator.isISO8601() uuid.validate()`);

export const JAVASCRIPT_API: LanguageApi = {
  family: 'javascript',
  sources: SOURCES,
  trusted: TRUSTED,
  numeric: NUMERIC,
  propagators: PROPAGATORS,
  noReturn: NO_RETURN,
  safePredicates: SAFE_PREDICATES,
  functionWrappers: words(
    'util.promisify() promisify() util.callbackify() express-async-handler() asyncHandler() catchAsync() wrapAsync() asyncWrapper() bluebird.promisify()',
  ),
  seeds: javaScriptSeeds,
  registrationSeeds: javaScriptRegistrationSeeds,
};
