import { PYTHON_ARCHIVES } from './archives.ts';
import { PYTHON_HIGHER_ORDER } from './higherOrder.ts';
import type { LanguageApi, SourceApi } from './languageApi.ts';
import { pythonRegistrationSeeds, pythonSeeds } from './pythonSeeds.ts';

const REMOTE: SourceApi = { kind: 'remote', label: 'controlled by the client' };
const TEXT: SourceApi = { ...REMOTE, text: true };
const LAMBDA_EVENT: SourceApi = { kind: 'remote', label: 'sent by the caller of the Lambda function' };
const ARGUMENTS: SourceApi = { kind: 'local', label: 'given by whoever starts the program' };

function members(objects: readonly string[], names: string, source: SourceApi = REMOTE): [string, SourceApi][] {
  return objects.flatMap((object) =>
    names.split(' ').map((name): [string, SourceApi] => [`${object}.${name}`, source]),
  );
}

const DJANGO_REQUEST =
  'GET POST COOKIES META FILES body headers path path_info data query_params query_string content_params get_full_path() get_raw_uri() build_absolute_uri() read() readline() get_signed_cookie() encoding';

const SOURCES: ReadonlyMap<string, SourceApi> = new Map([
  ...PYTHON_ARCHIVES,
  ...members(
    ['flask.request', 'quart.request', 'bottle.request', 'sanic.request'],
    'args form values cookies headers json data files query query_string query_args params forms body path full_path url base_url url_root host host_url environ view_args stream referrer user_agent remote_user mimetype authorization raw_args GET POST get_json() get_data() get_cookie() get_header() get_args()',
  ),
  ...members(['django.request', 'django.view.request'], DJANGO_REQUEST),
  ...members(['django.view'], 'args kwargs', TEXT),
  // Of these what cannot be an object: forms and addresses are texts, JSON is what it says.
  ...members(
    ['flask.request', 'quart.request', 'bottle.request', 'sanic.request'],
    'args form values cookies headers data query query_string query_args params forms path full_path url base_url url_root host host_url environ view_args referrer user_agent remote_user mimetype raw_args GET POST get_data() get_cookie() get_header() get_args()',
    TEXT,
  ),
  // aiohttp, Starlette, FastAPI, Pyramid, Falcon: one object stands for all of them.
  ...members(
    ['django.request', 'starlette.request'],
    'query match_info rel_url raw_path post() json() text() form() body() stream() args url query_params path_params cookies headers params matchdict json_body media get_param() get_media() bounded_stream',
  ),
  ...members(
    ['django.request', 'django.view.request', 'starlette.request'],
    'GET POST COOKIES META FILES body headers path path_info query_params query_string content_params get_full_path() get_raw_uri() build_absolute_uri() read() readline() get_signed_cookie() encoding query match_info rel_url raw_path post() text() form() body() args url path_params cookies params matchdict get_param()',
    TEXT,
  ),
  ...members(
    ['lambda.event'],
    'queryStringParameters multiValueQueryStringParameters pathParameters headers multiValueHeaders rawPath rawQueryString path cookies',
    { ...LAMBDA_EVENT, text: true },
  ),
  ...members(
    ['*'],
    'get_argument() get_arguments() get_body_argument() get_query_argument() get_query_arguments() get_body_arguments()',
    TEXT,
  ),
  ...members(
    ['tornado.handler.request'],
    'body arguments query_arguments body_arguments query path uri headers cookies files host',
    TEXT,
  ),
  ...members(['tornado.handler'], 'path_args path_kwargs get_cookie()', TEXT),
  ...members(['http.handler'], 'path headers requestline rfile.read() rfile.readline() rfile.readlines() rfile', TEXT),
  ...members(
    ['starlette.websocket'],
    'receive_text() receive_bytes() iter_text() iter_bytes() query_params path_params headers cookies url',
    TEXT,
  ),
  ...members(['starlette.websocket'], 'receive_json() receive() iter_json()'),
  ...members(
    ['wsgi.environ'],
    'PATH_INFO QUERY_STRING REQUEST_METHOD CONTENT_TYPE HTTP_HOST HTTP_COOKIE HTTP_REFERER HTTP_USER_AGENT HTTP_X_FORWARDED_FOR REMOTE_USER REQUEST_URI SCRIPT_NAME get() wsgi.input items() []',
    TEXT,
  ),
  // Powertools and Chalice keep the event of the request in hand.
  ...members(['*'], 'current_event current_request'),
  ['cgi.FieldStorage()', REMOTE],
  ['sys.argv', ARGUMENTS],
  ['sys.stdin', ARGUMENTS],
  ['input()', ARGUMENTS],
  ['raw_input()', ARGUMENTS],
  ['argparse.ArgumentParser().parse_args()', ARGUMENTS],
  ['argparse.ArgumentParser().parse_known_args()', ARGUMENTS],
  ['optparse.OptionParser().parse_args()', ARGUMENTS],
  ['getopt.getopt()', ARGUMENTS],
]);

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ''));

/**
 * The environment is trusted: who can set it can already run what they like. Numbers drawn, clocks,
 * digests and paths of the installation are not chosen by an attacker either.
 */
const TRUSTED = words(`
  os.environ os.getenv() os.getcwd() os.getcwdb() os.getpid() os.getppid() os.getuid() os.cpu_count() os.sep os.pathsep os.linesep os.name os.curdir os.devnull
  os.path.sep sys.executable sys.platform sys.version sys.version_info sys.prefix sys.maxsize sys.byteorder
  __file__ __name__ __doc__ tempfile.gettempdir() tempfile.mkdtemp() tempfile.mkstemp() tempfile.NamedTemporaryFile() tempfile.TemporaryDirectory()
  pathlib.Path.home() pathlib.Path.cwd() platform.system() platform.machine() platform.node() platform.release() socket.gethostname() getpass.getuser()
  uuid.uuid1() uuid.uuid4() secrets.token_hex() secrets.token_urlsafe() secrets.token_bytes() secrets.choice()
  time.time() time.time_ns() time.strftime() datetime.datetime.now() datetime.datetime.utcnow() datetime.datetime.today() datetime.date.today() datetime.now() datetime.utcnow() datetime.timedelta()
  *.hexdigest() shutil.which() string.ascii_letters string.digits string.ascii_lowercase string.ascii_uppercase
  django.conf.settings django.utils.timezone.now() flask.current_app *._meta.db_table *._meta.pk.column *.__tablename__ *.__name__ *.__class__ *.__table__`);

const NUMERIC = words(`
  int() float() complex() bool() len() ord() hash() id() abs() round() sum() isinstance() issubclass() callable() hasattr() any() all() range()
  decimal.Decimal() fractions.Fraction() uuid.UUID() ipaddress.ip_address() ipaddress.ip_network() datetime.datetime.fromisoformat() datetime.datetime.strptime() datetime.date.fromisoformat()
  random.random() random.randint() random.randrange() random.uniform() secrets.randbelow() math.floor() math.ceil() math.sqrt() os.path.exists() os.path.isfile() os.path.isdir() os.path.getsize()
  *.isdigit() *.isnumeric() *.isdecimal() *.isalnum() *.isalpha() *.isidentifier() *.islower() *.isupper() *.isspace() *.startswith() *.endswith() *.count() *.find() *.rfind() *.index() *.rindex()
  *.__len__() *.total_seconds() *.timestamp() *.toordinal()`);

const PROPAGATORS = words(`
  str() repr() bytes() bytearray() list() tuple() set() frozenset() dict() sorted() reversed() iter() next() enumerate() zip() min() max() format() getattr() vars() type() super()
  os.path.join() os.path.abspath() os.path.relpath() os.path.commonpath() os.path.commonprefix() os.path.normcase() os.path.normpath() os.path.basename() os.path.dirname() os.path.realpath() os.path.expanduser() os.path.splitext() os.fspath() os.fsencode() os.fsdecode() pathlib.Path() pathlib.PurePath() pathlib.PosixPath() pathlib.PurePosixPath() pathlib.PureWindowsPath() pathlib.WindowsPath()
  *.resolve() *.absolute() *.joinpath() *.expanduser() *.with_name() *.with_suffix() *.with_stem() *.relative_to() posixpath.join() posixpath.normpath() posixpath.basename() ntpath.basename()
  urllib.parse.urljoin() urllib.parse.quote() urllib.parse.quote_plus() urllib.parse.unquote() urllib.parse.unquote_plus() urllib.parse.urlparse() urllib.parse.urlsplit() urllib.parse.urlunparse() urllib.parse.urlunsplit() urllib.parse.urlencode() urllib.parse.parse_qs() base64.b64decode() base64.urlsafe_b64decode() base64.b64encode() codecs.decode() binascii.unhexlify() zlib.decompress() gzip.decompress()
  urllib.parse.unquote() urllib.parse.unquote_plus() urllib.parse.quote() urllib.parse.quote_plus() urllib.parse.urlparse() urllib.parse.urlsplit() urllib.parse.urljoin() urllib.parse.parse_qs() urllib.parse.parse_qsl() urllib.parse.urlencode()
  base64.b64encode() base64.b64decode() base64.urlsafe_b64encode() base64.urlsafe_b64decode() base64.b32encode() base64.b32decode() base64.b16encode() base64.b16decode() binascii.hexlify() binascii.unhexlify() codecs.encode() codecs.decode()
  json.loads() json.dumps() markdown.markdown() markdown2.markdown() mistune.html() mistune.markdown() html.escape() html.unescape() markupsafe.escape() markupsafe.Markup() textwrap.dedent() copy.copy() copy.deepcopy() string.Template() io.StringIO() io.BytesIO() itertools.chain() functools.partial() collections.OrderedDict() collections.defaultdict() collections.deque() typing.cast()
  re.sub() re.subn() re.findall() re.split() re.escape() re.match() re.search() re.fullmatch() yaml.safe_load() ast.literal_eval() django.utils.encoding.force_str() django.utils.encoding.smart_str() werkzeug.utils.secure_filename() shlex.split() shlex.join() shlex.quote() pipes.quote()
  sqlalchemy.text() sqlalchemy.sql.text() sqlalchemy.sql.expression.text()
  *.strip() *.lstrip() *.rstrip() *.lower() *.upper() *.title() *.capitalize() *.casefold() *.swapcase() *.replace() *.translate() *.encode() *.decode() *.split() *.rsplit() *.splitlines() *.partition() *.rpartition() *.join() *.format() *.format_map() *.zfill() *.ljust() *.rjust() *.center() *.expandtabs() *.removeprefix() *.removesuffix() *.substitute() *.safe_substitute()
  operator.add() operator.concat() operator.mod() operator.getitem() *.result()
  *.get_query_string_value() *.get_multi_value_query_string_values() *.get_header_value()
  *.get() *.getlist() *.get_list() *.getone() *.getall() *.items() *.keys() *.values() *.pop() *.popitem() *.copy() *.setdefault() *.to_dict() *.dict() *.model_dump() *.group() *.groups() *.groupdict() *.getvalue() *.getfirst() *.read() *.readline() *.readlines() *.tobytes() *.hex() *.as_posix() *.decode_header() *.multi_items()`);

const GENERATORS = [
  'random',
  'random.Random()',
  'numpy.random',
  'numpy.random.RandomState()',
  'numpy.random.default_rng()',
];
const DRAWS =
  'random randint randrange choice choices sample getrandbits randbytes uniform triangular gauss normalvariate betavariate expovariate gammavariate lognormvariate paretovariate vonmisesvariate weibullvariate rand randn random_sample random_integers integers bytes permutation standard_normal normal';
const PREDICTABLE: ReadonlySet<string> = new Set([
  ...GENERATORS.flatMap((generator) => DRAWS.split(' ').map((draw) => `${generator}.${draw}()`)),
  'uuid.uuid1()',
]);
const TEXTS = words(`
  str() repr() html.escape() markupsafe.escape() urllib.parse.unquote() urllib.parse.quote() urllib.parse.urlencode() json.dumps() re.sub() re.escape() os.path.join() os.path.basename() os.path.normpath()
  *.strip() *.lstrip() *.rstrip() *.lower() *.upper() *.title() *.capitalize() *.casefold() *.replace() *.encode() *.decode() *.split() *.rsplit() *.splitlines() *.join() *.format() *.zfill() *.removeprefix() *.removesuffix() *.isoformat() *.hexdigest()`);

const PARSERS = words(
  'json.loads() json.load() simplejson.loads() ujson.loads() orjson.loads() flask.json.loads() yaml.safe_load() ast.literal_eval() bson.json_util.loads()',
);

const NO_RETURN = words(
  'sys.exit() exit() quit() os._exit() os.abort() flask.abort() abort() bottle.abort() werkzeug.exceptions.abort() pytest.fail() pytest.skip()',
);

const SAFE_PREDICATES = words('*.isdigit() *.isnumeric() *.isdecimal() *.isalnum() *.isalpha() *.isidentifier()');

export const PYTHON_API: LanguageApi = {
  family: 'python',
  sources: SOURCES,
  trusted: TRUSTED,
  trustedMembers: new Map(),
  numeric: NUMERIC,
  propagators: PROPAGATORS,
  predictable: PREDICTABLE,
  texts: TEXTS,
  parsers: PARSERS,
  noReturn: NO_RETURN,
  safePredicates: SAFE_PREDICATES,
  higherOrder: PYTHON_HIGHER_ORDER,
  functionWrappers: words('functools.wraps()'),
  seeds: pythonSeeds,
  registrationSeeds: pythonRegistrationSeeds,
};
