import type { Value } from '../flow/value.ts';
import { ADDRESS_KEYS, BASE_KEYS, HOST_KEYS, NODE_REQUESTS, PYTHON_REQUESTS } from './requestApis.ts';
import type { ArgumentValue, CallSite, SinkUse, TaintRule } from './rule.ts';
import { argumentOf } from './rule.ts';
import { cannotNameHost, choosesHost, HOST_PARTS, hostGuard, isOwnPath } from './urlGuards.ts';

const METHOD = /^(?:get|post|put|patch|delete|head|options|request)$/;
/** Names of clients where their making cannot be seen: nothing else is called so and has such methods. */
const CLIENT_NAME = /^_?(?:axios\w*|http_?(?:service|client)?|rest_?client|requests|fetcher|got|superagent)$/i;
const BROWSER_TAB = /^_?(?:page|tab|frame|browser|driver)\d?$/i;
const AGENT = /^(?:ssrf-req-filter|request-filtering-agent|ssrf-agent)\b/;
/** What the browser knows of its own address: a request from there is no server's. */
const IN_BROWSER = /\b(?:window|document|location|navigator|localStorage|sessionStorage)\b/;
function addressUse(value: Value, argument: ArgumentValue): SinkUse {
  return { value, range: argument.range, unproven: 'doubtful', position: isServerChoice };
}

function isServerChoice(before: string, source: string): boolean {
  if (IN_BROWSER.test(source)) return false;
  return choosesHost(before) && !isOwnPath(before, source);
}

function hostUse(value: Value, argument: ArgumentValue): readonly SinkUse[] {
  // `${name}.internal.example`: the end is fixed, and a name is all that fits in front of it.
  if (/\.[a-z]{2,}$/i.test(value.text ?? '')) return [];
  return [
    { value, range: argument.range, unproven: 'doubtful', position: (_before, source) => !IN_BROWSER.test(source) },
  ];
}

function sinks(site: CallSite): readonly SinkUse[] {
  return site.family === 'python' ? pythonSinks(site) : javaScriptSinks(site);
}

function pythonSinks(site: CallSite): readonly SinkUse[] {
  const place = PYTHON_REQUESTS.get(site.path ?? '');
  if (place !== undefined) {
    const argument = argumentOf(site, place.at, place.keyword);
    if (argument === undefined) return [];
    return place.isHost === true ? hostUse(argument.value, argument) : [addressUse(argument.value, argument)];
  }
  if (site.receiver === undefined) return [];
  if (isNavigation(site)) return site.args.slice(0, 1).map((argument) => addressUse(argument.value, argument));
  // A session that was handed in: dictionaries have a `get`, too, but none is asked for an address.
  if (!METHOD.test(site.name) || !/(?:session|client|http|requests)$/i.test(site.receiverName)) return [];
  const address = argumentOf(site, site.name === 'request' ? 1 : 0, 'url');
  return address === undefined ? [] : [{ ...addressUse(address.value, address), looksLike: ADDRESS }];
}

const ADDRESS = /^(?:https?|wss?|ftp):\/\//i;

function isNavigation(site: CallSite): boolean {
  if (site.name === 'goto' || site.name === 'navigate')
    return BROWSER_TAB.test(site.receiverName) || /newPage\(\)|new_page\(\)/.test(site.receiverPath ?? '');
  return site.name === 'get' && /^_?driver$|webdriver/i.test(`${site.receiverName} ${site.receiverPath ?? ''}`);
}

function javaScriptSinks(site: CallSite): readonly SinkUse[] {
  const path = site.path ?? '';
  const place = NODE_REQUESTS.get(path);
  const [first] = site.args;
  if (place === undefined) {
    if (site.receiver === undefined || first === undefined) return [];
    if (isNavigation(site)) return addressesIn(first);
    if (site.name === 'web' && /http-proxy/.test(site.receiverPath ?? ''))
      return site.args.slice(2).flatMap(addressesIn);
    const isClient =
      METHOD.test(site.name) && CLIENT_NAME.test(site.receiverName) && site.receiver.closure === undefined;
    return isClient ? addressesIn(first) : [];
  }
  if (site.args.some((argument) => isFiltered(argument.value))) return [];
  // The method in front may be left out.
  const address = site.args[Math.min(place.at, site.args.length - 1)];
  if (address === undefined) return [];
  const hasBody = /^(?:post|put|patch)$/.test(site.name);
  const options = site.args.slice(place.at + (hasBody ? 2 : 1));
  return [...addressesIn(address), ...options.flatMap((argument) => membersOf(argument, BASE_KEYS, HOST_KEYS))];
}

/** An address as text or URL, or in an object of options. */
function addressesIn(argument: ArgumentValue): readonly SinkUse[] {
  const { slots, rest, text } = argument.value;
  if (slots === undefined || text !== undefined) return [addressUse(argument.value, argument)];
  const uses = membersOf(argument, ADDRESS_KEYS, HOST_KEYS);
  // `{ ...url.parse(address), method: 'GET' }`
  return uses.length === 0 && rest !== undefined ? [addressUse(rest, argument)] : uses;
}

function membersOf(
  argument: ArgumentValue,
  addressKeys: readonly string[],
  hostKeys: readonly string[],
): readonly SinkUse[] {
  const { slots } = argument.value;
  const held = (key: string): readonly Value[] => {
    const value = slots?.get(key);
    return value === undefined ? [] : [value];
  };
  return [
    ...addressKeys.flatMap(held).map((address) => addressUse(address, argument)),
    ...hostKeys.flatMap(held).flatMap((host) => hostUse(host, argument)),
  ];
}

/** An agent that refuses addresses of the inner network. */
function isFiltered(options: Value): boolean {
  return ['agent', 'httpAgent', 'httpsAgent', 'dispatcher'].some((key) =>
    AGENT.test(options.slots?.get(key)?.path ?? ''),
  );
}

export const SERVER_SIDE_REQUEST: TaintRule = {
  kind: 'taint',
  id: 'ssrf',
  cwe: [918],
  title: 'Request to an address that client input chooses',
  unprovenTitle: 'Request to an address that may not be checked',
  severity: { proven: 'high', unproven: 'medium' },
  explanation:
    'The server that this program sends a request to is not fixed. Whoever controls it can make the program talk to machines that only it can reach, such as the metadata service of the cloud, which hands out credentials, or databases and consoles of the inner network, and often reads the answer as well.',
  remediation:
    'Fix scheme and host in the program and let input choose no more than path and query, encoded. Where the host has to vary, parse the address (urllib.parse.urlsplit, new URL) and compare its host with a list of allowed ones; do not follow redirects unchecked. Where any public address must work, resolve the name, refuse private and link-local addresses, and connect to the address that was checked.',
  sinkWords: 'the address of a request',
  sanitizers: {
    python: [],
    javascript: [],
  },
  sinks,
  guard: (site) => hostGuard(site, choosesHost),
  guardParts: HOST_PARTS,
  harmlessText: cannotNameHost,
};
