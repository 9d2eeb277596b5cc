import { JAVASCRIPT_ARCHIVES } from './archives.ts';
import { BROWSER_SOURCES, BROWSER_TRUSTED } from './browser.ts';
import { JAVASCRIPT_HIGHER_ORDER } from './higherOrder.ts';
import { javaScriptRegistrationSeeds, javaScriptSeeds } from './javascriptSeeds.ts';
import type { LanguageApi, SourceApi } from './languageApi.ts';

const REMOTE: SourceApi = { kind: 'remote', label: 'controlled by the client' };
const ARGUMENTS: SourceApi = { kind: 'local', label: 'given by whoever starts the program' };
const LAMBDA_TEXT: SourceApi = {
  kind: 'remote',
  label: 'sent by the caller of the Lambda function',
  text: true,
};
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
  ...JAVASCRIPT_ARCHIVES,
  ...members(['js.context', 'js.context.request', 'js.context.req'], 'header', TEXT),
  ...members(['js.context.req'], 'valid()'),
  ...members(['js.page'], 'searchParams params', TEXT),
  ...members(['js.request', 'js.request.raw', 'js.context.req'], '[] read() trailers', TEXT),
  ['next/headers.cookies()', TEXT],
  ['next/headers.headers()', TEXT],
  ...members(['h3'], 'readBody()'),
  ...members(
    ['h3'],
    'readRawBody() readFormData() readMultipartFormData() getQuery() getRouterParam() getRouterParams() getHeader() getHeaders() getRequestHeader() getCookie() parseCookies()',
    TEXT,
  ),
  ['process.argv', ARGUMENTS],
  ['yargs.argv', ARGUMENTS],
  ['readline-sync.question()', ARGUMENTS],
  ['prompt()', ARGUMENTS],
]);

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ''));

const TRUSTED = words(`
  process.env process.cwd() process.pid process.ppid process.platform process.arch process.execPath process.version process.versions process.uptime() process.hrtime() process.argv0
  js.request.file.filename js.request.file.size __dirname __filename module.exports require.main os.tmpdir() os.homedir() os.hostname() os.EOL os.platform() os.arch() os.cpus() path.sep path.delimiter
  Date.now() Date() performance.now() crypto.randomUUID() crypto.randomBytes() crypto.randomInt() Math.random() uuid.v4() uuid.v1() nanoid.nanoid() *.digest() *.getTime() *.toISOString() *.valueOf()
  fs.mkdtempSync() Symbol() undefined NaN Infinity`);

/** Where an upload is put is the server's choice, whatever the client calls it: multer, formidable, express-fileupload. */
const UPLOADED: ReadonlyMap<string, string> = new Map(
  ['path', 'filepath', 'tempFilePath', 'destination'].map((name) => [name, 'js.request.file']),
);

const NUMERIC = words(`
  Number() parseInt() parseFloat() BigInt() Boolean() isNaN() isFinite() Number.parseInt() Number.parseFloat() Number.isInteger() Number.isSafeInteger() Number.isFinite() Number.isNaN()
  Math.floor() Math.ceil() Math.round() Math.trunc() Math.abs() Math.min() Math.max() Math.pow() Math.sqrt() Array.isArray() Buffer.byteLength() fs.existsSync()
  *.indexOf() *.lastIndexOf() *.search() *.includes() *.startsWith() *.endsWith() *.test() *.has() *.hasOwnProperty() *.localeCompare() *.charCodeAt() *.codePointAt() *.findIndex() *.every() *.some() *.toFixed() *.getFullYear() *.getMonth() *.getDate()`);

const PROPAGATORS = words(`
  String() Array() Object() Array.from() Array.of() Object.assign() Object.keys() Object.values() Object.entries() Object.fromEntries() Object.freeze() Object.create() structuredClone() JSON.parse() JSON.stringify() Buffer.from() Buffer.concat()
  encodeURIComponent() decodeURIComponent() encodeURI() decodeURI() escape() unescape() atob() btoa() URL() URLSearchParams() url.URL() url.parse() url.format() querystring.parse() querystring.stringify() qs.parse() qs.stringify() Set() Map() Promise.resolve() Promise.all() util.format() util.inspect() util.promisify()
  path.join() path.resolve() path.normalize() path.basename() path.dirname() path.extname() path.relative() path.parse() path.format() path.posix.join() path.posix.normalize() path.posix.resolve() path.posix.basename() path.win32.join() path.win32.basename() path.toNamespacedPath() fs.realpathSync() fs.realpathSync.native() fs.promises.realpath() fs/promises.realpath() url.fileURLToPath() url.resolve() zlib.inflateSync() zlib.gunzipSync() lodash.trim() lodash.get() lodash.toString() lodash.template() he.decode() he.encode() marked() marked.parse() marked.marked() snarkdown() showdown.Converter().makeHtml() sprintf-js.sprintf() sprintf-js.vsprintf() printf()
  *.toString() *.trim() *.trimStart() *.trimEnd() *.toLowerCase() *.toUpperCase() *.replace() *.replaceAll() *.split() *.join() *.concat() *.slice() *.substring() *.substr() *.padStart() *.padEnd() *.repeat() *.normalize() *.charAt() *.at() *.match() *.matchAll() *.exec()
  stream/consumers.text() stream/consumers.json() stream/consumers.buffer() raw-body() raw-body.default() get-stream() co-body() co-body.json() co-body.form() co-body.text() micro.json() micro.text() micro.buffer()
  *.get() *.getAll() *.entries() *.keys() *.values() *.pop() *.shift() *.filter() *.sort() *.reverse() *.flat() *.fill() *.splice() *.find() *.toJSON()`);

const PREDICTABLE = words(`
  Math.random() window.Math.random() lodash.random() lodash.sample() lodash.sampleSize() lodash/random() lodash/sample() lodash/sampleSize() lodash-es.random() lodash-es.sample() lodash-es.sampleSize()
  underscore.random() underscore.sample() _.random() _.sample() _.sampleSize() uuid.v1() uuid.v6() uuid/v1() node-uuid.v1() seedrandom()() random-seed.create()() random-seed.create().range() random-seed.create().string() randomatic()`);
const TEXTS = words(`
  String() encodeURIComponent() decodeURIComponent() encodeURI() decodeURI() escape() unescape() atob() btoa() JSON.stringify() util.format() util.inspect() path.join() path.resolve() path.normalize() path.basename() path.dirname() path.extname() path.relative() lodash.toString() lodash.trim() lodash.escape()
  *.toString() *.trim() *.trimStart() *.trimEnd() *.toLowerCase() *.toUpperCase() *.replace() *.replaceAll() *.split() *.join() *.substring() *.substr() *.padStart() *.padEnd() *.normalize() *.charAt() *.match() *.exec() *.toISOString() *.toFixed() *.digest()`);

const PARSERS = words(
  'JSON.parse() json5.parse() qs.parse() js-yaml.load() yaml.parse() bson.EJSON.parse() mongodb.EJSON.parse() body-parser.json()',
);

const NO_RETURN = words('process.exit() process.abort()');

const SAFE_PREDICATES = words(`
  Number.isInteger() Number.isSafeInteger() Number.isFinite() isFinite() validator.isInt() validator.isNumeric() validator.isAlphanumeric() validator.isAlpha() validator.isUUID() validator.isMongoId() validator.isHexadecimal() validator.isDecimal() validator.isFloat() validator.isIP() validator.isPort() validator.isISO8601() uuid.validate()`);

export const JAVASCRIPT_API: LanguageApi = {
  family: 'javascript',
  sources: SOURCES,
  trusted: new Set([...TRUSTED, ...BROWSER_TRUSTED]),
  trustedMembers: UPLOADED,
  numeric: NUMERIC,
  propagators: PROPAGATORS,
  predictable: PREDICTABLE,
  texts: TEXTS,
  parsers: PARSERS,
  noReturn: NO_RETURN,
  safePredicates: SAFE_PREDICATES,
  higherOrder: JAVASCRIPT_HIGHER_ORDER,
  functionWrappers: words(
    'util.promisify() promisify() util.callbackify() express-async-handler() asyncHandler() catchAsync() wrapAsync() asyncWrapper() bluebird.promisify() bluebird.promisifyAll() pify()',
  ),
  seeds: javaScriptSeeds,
  registrationSeeds: javaScriptRegistrationSeeds,
};
