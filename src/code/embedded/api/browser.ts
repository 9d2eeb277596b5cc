import type { ParameterSeed, SourceApi } from './languageApi.ts';

const ADDRESS: SourceApi = {
  kind: 'remote',
  label: 'part of the address, which whoever made the link chooses',
  text: true,
  inBrowser: true,
};
const REFERRER: SourceApi = { ...ADDRESS, label: 'the address of the page that led here, which its owner chooses' };
const WINDOW_NAME: SourceApi = { ...ADDRESS, label: 'set by whoever opened the window' };
const MESSAGE: SourceApi = {
  kind: 'remote',
  label: 'sent by another window, which anybody can open',
  inBrowser: true,
};

const LOCATIONS = [
  'location',
  'window.location',
  'document.location',
  'self.location',
  'top.location',
  'globalThis.location',
];

/** What a page in a browser gets from outside. */
export const BROWSER_SOURCES: readonly (readonly [string, SourceApi])[] = [
  ...LOCATIONS.flatMap((location): [string, SourceApi][] => [
    [location, ADDRESS],
    ...['search', 'hash', 'href', 'toString()'].map((part): [string, SourceApi] => [`${location}.${part}`, ADDRESS]),
  ]),
  ...['document.URL', 'document.documentURI', 'document.baseURI'].map((path): [string, SourceApi] => [path, ADDRESS]),
  ['document.referrer', REFERRER],
  ['window.name', WINDOW_NAME],
  ['js.message.data', MESSAGE],
  ['react-router-dom.useSearchParams()', ADDRESS],
  ['react-router.useSearchParams()', ADDRESS],
  ['react-router-dom.useLocation()', ADDRESS],
  ['react-router.useLocation()', ADDRESS],
  ['react-router-dom.useParams()', ADDRESS],
  ['react-router.useParams()', ADDRESS],
  ['next/navigation.useSearchParams()', ADDRESS],
  ['next/router.useRouter().query', ADDRESS],
  ['next/router.useRouter().asPath', ADDRESS],
  ['vue-router.useRoute().query', ADDRESS],
  ['vue-router.useRoute().hash', ADDRESS],
];

/** What of the address is the page's own: a link that leads here cannot change it. */
export const BROWSER_TRUSTED: readonly string[] = LOCATIONS.flatMap((location) =>
  ['origin', 'protocol', 'host', 'hostname', 'port', 'pathname'].map((part) => `${location}.${part}`),
);

/** `window.addEventListener('message', listener)` */
export function messageSeeds(
  calleeName: string,
  firstArgument: string | undefined,
): readonly ParameterSeed[] | undefined {
  return calleeName === 'addEventListener' && firstArgument === 'message' ? [{ path: 'js.message' }] : undefined;
}
