import type { FunctionIr, Parameter } from '../ir.ts';
import type { LanguageApi, ParameterSeed, SourceApi } from './languageApi.ts';

const REMOTE: SourceApi = { kind: 'remote', label: 'controlled by the client' };
const ARGUMENTS: SourceApi = { kind: 'local', label: 'given by whoever starts the program' };
const LAMBDA_EVENT: SourceApi = { kind: 'remote', label: 'sent by the caller of the Lambda function' };

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

const LINK: SourceApi = { kind: 'remote', label: 'chosen by whoever made the link' };

/** What a page learns of its own address: somebody else may have made the link that led to it. */
const BROWSER_SOURCES: readonly [string, SourceApi][] = [
  ...[
    'location',
    'window.location',
    'document.location',
    'self.location',
    'top.location',
    'globalThis.location',
  ].flatMap((place) => ['href', 'search', 'hash'].map((part): [string, SourceApi] => [`${place}.${part}`, LINK])),
  ...['URL', 'documentURI', 'baseURI', 'referrer'].map((part): [string, SourceApi] => [`document.${part}`, LINK]),
  ['window.name', LINK],
];

const SOURCES: ReadonlyMap<string, SourceApi> = new Map([
  ...BROWSER_SOURCES,
  ...members(['js.request', 'js.context', 'js.request.raw', 'js.context.request', 'js.context.req'], REQUEST_MEMBERS),
  ...members(['js.context'], 'cookies.get()'),
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
  path.join() path.resolve() path.normalize() path.basename() path.dirname() path.extname() path.relative() path.parse() path.format() path.posix.join() path.posix.normalize() path.posix.resolve() path.posix.basename() path.win32.join() path.win32.basename() path.toNamespacedPath() fs.realpathSync() fs.realpathSync.native() fs.promises.realpath() fs/promises.realpath() url.fileURLToPath() url.resolve() zlib.inflateSync() zlib.gunzipSync() lodash.trim() lodash.get() lodash.toString() lodash.template() he.decode() he.encode()
  *.toString() *.trim() *.trimStart() *.trimEnd() *.toLowerCase() *.toUpperCase() *.replace() *.replaceAll() *.split() *.join() *.concat() *.slice() *.substring() *.substr() *.padStart() *.padEnd() *.repeat() *.normalize() *.charAt() *.at() *.match() *.matchAll() *.exec()
  *.get() *.getAll() *.entries() *.keys() *.values() *.pop() *.shift() *.filter() *.sort() *.reverse() *.flat() *.fill() *.splice() *.find() *.toJSON()`);

const PREDICTABLE = words(`
  Math.random() window.Math.random() lodash.random() lodash.sample() lodash.sampleSize() lodash/random() lodash/sample() lodash/sampleSize() lodash-es.random() lodash-es.sample() lodash-es.sampleSize()
  underscore.random() underscore.sample() _.random() _.sample() _.sampleSize() uuid.v1() uuid.v6() uuid/v1() node-uuid.v1() seedrandom()() random-seed.create()() random-seed.create().range() random-seed.create().string() randomatic()`);

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

/** Frameworks tell handlers apart by position, people by name: the names are a convention nearly as firm. */
function seeds(fn: FunctionIr): readonly (ParameterSeed | undefined)[] {
  const [first, second] = fn.parameters;
  const firstName = first?.name ?? '';
  const secondName = second?.name ?? '';
  if (fn.exported && HTTP_EXPORT.test(fn.name) && first !== undefined) return [REQUEST, { path: 'js.context' }];
  if (firstName === 'event' && /^_?(context|ctx)$/.test(secondName)) return [{ source: LAMBDA_EVENT }];
  if (/^(exports\.)?(lambda)?handler$/i.test(fn.name) && firstName === 'event') return [{ source: LAMBDA_EVENT }];
  const at = /^_?(err|error|e)$/.test(firstName) && REQUEST_NAME.test(secondName) ? 1 : 0;
  const request = fn.parameters[at];
  const response = fn.parameters[at + 1];
  if (request === undefined) return [];
  const hasResponse = RESPONSE_NAME.test(response?.name ?? '');
  if (REQUEST_NAME.test(request.name ?? '') || (hasResponse && request.pattern.kind === 'objectPattern')) {
    return [...Array<undefined>(at), REQUEST];
  }
  if (CONTEXT_NAME.test(request.name ?? '') && /^_?next$/.test(response?.name ?? '')) return [CONTEXT];
  return [];
}

function registrationSeeds(
  calleeName: string,
  calleePath: string | undefined,
  firstArgument: string | undefined,
  parameters: readonly Parameter[],
): readonly (ParameterSeed | undefined)[] | undefined {
  if (calleePath === 'http.createServer' || calleePath === 'https.createServer') return [REQUEST];
  if (!ROUTE_METHOD.test(calleeName) || firstArgument?.startsWith('/') !== true) return undefined;
  const [first] = parameters;
  if (CONTEXT_NAME.test(first?.name ?? '')) return [CONTEXT];
  if (parameters.length === 4) return [undefined, REQUEST];
  return parameters.length >= 1 ? [REQUEST] : [];
}

export const JAVASCRIPT_API: LanguageApi = {
  family: 'javascript',
  sources: SOURCES,
  trusted: TRUSTED,
  trustedMembers: UPLOADED,
  numeric: NUMERIC,
  propagators: PROPAGATORS,
  predictable: PREDICTABLE,
  noReturn: NO_RETURN,
  safePredicates: SAFE_PREDICATES,
  functionWrappers: words(
    'util.promisify() promisify() util.callbackify() express-async-handler() asyncHandler() catchAsync() wrapAsync() asyncWrapper() bluebird.promisify() bluebird.promisifyAll() pify()',
  ),
  seeds,
  registrationSeeds,
};
