// Functions that send a request to whatever address they are given.

/** Where the address is among the arguments. */
export interface AddressPlace {
  readonly at: number;
  readonly keyword?: string;
  /** The argument is a host, not a URL. */
  readonly isHost?: boolean;
}

const METHODS = 'get post put patch delete head options';

function all(objects: readonly string[], names: string, place: AddressPlace): [string, AddressPlace][] {
  return objects.flatMap((object) =>
    names.split(' ').map((name): [string, AddressPlace] => [`${object}.${name}`, place]),
  );
}

const PYTHON_CLIENTS = [
  'requests',
  'requests.Session()',
  'requests.session()',
  'requests.sessions.Session()',
  'requests.api',
  'httpx',
  'httpx.Client()',
  'httpx.AsyncClient()',
  'aiohttp.ClientSession()',
  'niquests',
  'niquests.Session()',
  'requests_html.HTMLSession()',
  'cloudscraper.create_scraper()',
  'curl_cffi.requests',
  'grequests',
  'treq',
];

export const PYTHON_REQUESTS: ReadonlyMap<string, AddressPlace> = new Map([
  ...all(PYTHON_CLIENTS, METHODS, { at: 0, keyword: 'url' }),
  ...all(PYTHON_CLIENTS, 'request stream', { at: 1, keyword: 'url' }),
  ['aiohttp.request', { at: 1, keyword: 'url' }],
  ['aiohttp.ClientSession().ws_connect', { at: 0, keyword: 'url' }],
  ...all(
    ['urllib.request', 'urllib', 'urllib2', 'six.moves.urllib.request'],
    'urlopen urlretrieve Request URLopener().open FancyURLopener().open',
    {
      at: 0,
      keyword: 'url',
    },
  ),
  ['urllib.request.build_opener().open', { at: 0, keyword: 'fullurl' }],
  ...all(['urllib3', 'urllib3.PoolManager()', 'urllib3.ProxyManager()'], 'request urlopen', { at: 1, keyword: 'url' }),
  ['urllib3.connection_from_url', { at: 0, keyword: 'url' }],
  ...all(['urllib3'], 'HTTPConnectionPool HTTPSConnectionPool', { at: 0, keyword: 'host', isHost: true }),
  ...all(['http.client', 'httplib'], 'HTTPConnection HTTPSConnection', { at: 0, keyword: 'host', isHost: true }),
  ['httplib2.Http().request', { at: 0, keyword: 'uri' }],
  ['tornado.httpclient.AsyncHTTPClient().fetch', { at: 0 }],
  ['tornado.httpclient.HTTPClient().fetch', { at: 0 }],
  ['tornado.httpclient.HTTPRequest', { at: 0, keyword: 'url' }],
  ['websocket.create_connection', { at: 0, keyword: 'url' }],
  ['websockets.connect', { at: 0, keyword: 'uri' }],
  ['wget.download', { at: 0 }],
  ['feedparser.parse', { at: 0 }],
  ['pdfkit.from_url', { at: 0 }],
]);

const NODE_CLIENTS = [
  'axios',
  'axios.default',
  'axios.create()',
  'axios.default.create()',
  'got',
  'got.default',
  'got.extend()',
  'ky',
  'ky.default',
  'ky.create()',
  'superagent',
  'superagent.agent()',
  'request',
  'request.defaults()',
  'request-promise',
  'request-promise-native',
  'needle',
  'wreck',
  '@hapi/wreck',
  'phin',
  'bent',
  'urllib',
  'http',
  'https',
  'follow-redirects.http',
  'follow-redirects.https',
];
/** Called as they are. */
const NODE_FUNCTIONS = [
  'fetch',
  'globalThis.fetch',
  'global.fetch',
  'node-fetch',
  'node-fetch.default',
  'cross-fetch',
  'cross-fetch.fetch',
  'isomorphic-fetch',
  'isomorphic-unfetch',
  'make-fetch-happen',
  'undici.fetch',
  'undici.request',
  'undici.stream',
  'undici.Client',
  'undici.Pool',
  'ofetch',
  'ofetch.ofetch',
  'ofetch.$fetch',
  '$fetch',
  'axios',
  'axios.default',
  'axios.create()',
  'got',
  'got.stream',
  'ky',
  'request',
  'request.defaults()',
  'request-promise',
  'request-promise-native',
  'phin',
  'http2.connect',
  'ws',
  'ws.WebSocket',
  'jsdom.JSDOM.fromURL',
  'wkhtmltopdf',
  'wkhtmltoimage.generate',
];

/** The first argument is an address, or an object with one. */
export const NODE_REQUESTS: ReadonlyMap<string, AddressPlace> = new Map([
  ...NODE_FUNCTIONS.map((path): [string, AddressPlace] => [path, { at: 0 }]),
  ...all(NODE_CLIENTS, `${METHODS} del request stream paginate getUri postForm putForm patchForm`, { at: 0 }),
  ['superagent', { at: 1 }],
  ['superagent.request', { at: 1 }],
  ['needle', { at: 1 }],
  ['needle.request', { at: 1 }],
  ['urllib.request', { at: 0 }],
  ['@hapi/wreck.request', { at: 1 }],
  ['next/server.NextResponse.rewrite', { at: 0 }],
]);

/** Members of an options object that hold the beginning of an address. */
export const BASE_KEYS = ['baseURL', 'baseUrl', 'prefixUrl'];
/** Members of an options object that hold a whole address, or its beginning. */
export const ADDRESS_KEYS = ['url', 'uri', 'href', 'target', ...BASE_KEYS];
/** Those that hold only the server. */
export const HOST_KEYS = ['hostname', 'host', 'socketPath'];
