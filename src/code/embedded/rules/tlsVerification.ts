import type { TextRange } from '../../../findings/finding.ts';
import type { Severity } from '../../../findings/severity.ts';
import type { Value } from '../flow/value.ts';
import { onlyConstant, onlyString } from '../flow/value.ts';
import type { AssignSite, CallSite, FactHit, FactRule, PropertySite } from './rule.ts';

const SEVERITY: Severity = 'high';

/** The machine itself and its containers: nobody sits between. */
const LOCAL_ADDRESS =
  /^(?:\w+:)?(?:\/\/)?(?:[^@/]*@)?(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?|0\.0\.0\.0|host\.docker\.internal)(?:[:/]|$)/i;

function isOff(value: Value | undefined): boolean {
  return value !== undefined && (onlyConstant(value) === false || onlyConstant(value) === 0);
}

function isZero(value: Value): boolean {
  const off = onlyConstant(value);
  return off === '0' || off === 0 || off === false;
}

function isLocal(values: readonly (Value | undefined)[]): boolean {
  return values.some((value) => LOCAL_ADDRESS.test(onlyString(value) ?? value?.text ?? ''));
}

function hit(local: boolean, argument?: TextRange): FactHit {
  const place = argument === undefined ? {} : { argument };
  return local
    ? {
        ...place,
        severity: 'low',
        explanation: `${EXPLANATION} Here the address is the machine itself, so that the risk is small.`,
      }
    : { ...place, severity: SEVERITY };
}

const PY_HTTP =
  /^(?:requests|httpx|aiohttp|urllib3|botocore|boto3|hvac|elasticsearch|opensearchpy|pymongo|redis|ldap3|websocket|websockets|zeep|tornado|niquests|cloudscraper|curl_cffi|ssl|grpc)\b/;
const PY_HTTP_METHOD = /^(?:get|post|put|patch|delete|head|options|request|stream|send|Session|Client|AsyncClient)$/;
const PY_CLIENT_NAME = /session|client|http|requests|^s$|^r$/i;

/** Keyword arguments of which one value switches verification off. */
const PY_KEYWORDS: ReadonlyMap<string, (value: Value) => boolean> = new Map([
  ['verify_ssl', isOff],
  ['verify_certs', isOff],
  ['ssl_verify', isOff],
  ['validate_certs', isOff],
  ['check_hostname', isOff],
  ['assert_hostname', isOff],
  ['ssl_assert_hostname', isOff],
  ['tlsAllowInvalidCertificates', (value: Value) => onlyConstant(value) === true],
  ['tlsAllowInvalidHostnames', (value: Value) => onlyConstant(value) === true],
  ['tlsInsecure', (value: Value) => onlyConstant(value) === true],
  ['cert_reqs', isNoCertificate],
  ['ssl_cert_reqs', (value: Value) => isNoCertificate(value) || onlyConstant(value) === null],
  ['disable_ssl_certificate_validation', (value: Value) => onlyConstant(value) === true],
]);

function isNoCertificate(value: Value | undefined): boolean {
  return (
    value?.path?.endsWith('ssl.CERT_NONE') === true ||
    /^(?:CERT_NONE|none)$/i.test(onlyString(value) ?? '') ||
    onlyConstant(value) === 0
  );
}

function pythonCall(site: CallSite): FactHit | undefined {
  const path = site.path ?? '';
  const addresses = site.args.map((argument) => argument.value);
  if (path === 'ssl._create_unverified_context' || path === 'ssl._create_stdlib_context') return hit(false);
  if (site.name === 'tls_insecure_set' && onlyConstant(site.args[0]?.value) === true) return hit(false);
  if (
    site.name === 'setopt' &&
    /SSL_VERIFY(?:PEER|HOST)$/.test(site.args[0]?.value.path ?? '') &&
    isOff(site.args[1]?.value)
  )
    return hit(false);
  for (const argument of site.args) {
    const { name } = argument;
    if (name === undefined) continue;
    const known = PY_KEYWORDS.get(name)?.(argument.value) === true;
    if (known || (isOff(argument.value) && isClientSwitch(site, name))) return hit(isLocal(addresses), argument.whole);
  }
  return undefined;
}

/** `verify=False` and `ssl=False` mean this only for HTTP clients: a token library has a `verify`, too. */
function isClientSwitch(site: CallSite, keyword: string): boolean {
  const path = site.path ?? '';
  if (/\bjwt\b|jose/.test(path)) return false;
  if (keyword === 'verify')
    return PY_HTTP.test(path) || (PY_HTTP_METHOD.test(site.name) && PY_CLIENT_NAME.test(site.receiverName));
  return (
    keyword === 'ssl' &&
    (/^aiohttp\b/.test(path) || (PY_HTTP_METHOD.test(site.name) && /session|client/i.test(site.receiverName)))
  );
}

function assign(site: AssignSite): FactHit | undefined {
  const { property, value, path } = site;
  if (site.family === 'python') {
    if (property === '_create_default_https_context' && value.path?.includes('_create_unverified_context') === true)
      return hit(false);
    if (property === 'verify_mode' && isNoCertificate(value)) return hit(false);
    if (property === 'check_hostname' && isOff(value)) return hit(false);
    if (property === 'verify' && isOff(value) && /\b(?:requests|httpx|niquests)\b/.test(path ?? '')) return hit(false);
    return property === 'PYTHONHTTPSVERIFY' && /^0$/.test(onlyString(value) ?? '') ? hit(false) : undefined;
  }
  if (property === 'NODE_TLS_REJECT_UNAUTHORIZED') {
    return isZero(value) ? hit(false) : undefined;
  }
  return (property === 'rejectUnauthorized' || property === 'strictSSL') && isOff(value) ? hit(false) : undefined;
}

const JS_ADDRESS_KEYS = ['host', 'hostname', 'url', 'uri', 'baseURL', 'server', 'address'];

function property(site: PropertySite): FactHit | undefined {
  if (site.family === 'python') {
    return site.key === 'verify_ssl' && isOff(site.value) ? hit(false) : undefined;
  }
  const local = isLocal(JS_ADDRESS_KEYS.map((key) => site.siblings.get(key)));
  if ((site.key === 'rejectUnauthorized' || site.key === 'strictSSL') && isOff(site.value)) return hit(local);
  if (site.key === 'NODE_TLS_REJECT_UNAUTHORIZED' && isZero(site.value)) return hit(false);
  if (site.key === 'checkServerIdentity' && acceptsEverything(site.value)) return hit(local);
  return undefined;
}

/** `() => undefined`, `() => {}`, `() => null`: the check that reports no error. */
function acceptsEverything(value: Value): boolean {
  const fn = value.closure?.fn;
  if (fn === undefined) return false;
  const [statement] = fn.body;
  if (statement === undefined) return true;
  if (fn.body.length > 1 || statement.kind !== 'return') return false;
  const result = statement.value;
  return (
    result === undefined ||
    (result.kind === 'constant' && (result.value === null || result.value === true)) ||
    (result.kind === 'object' && result.entries.length === 0)
  );
}

const EXPLANATION =
  "The check of the server's certificate or of its name is switched off. Anybody on the way can then pose as the server, read what is sent, credentials included, and change what comes back.";

export const TLS_VERIFICATION: FactRule = {
  kind: 'fact',
  id: 'tls-verification-off',
  cwe: [295],
  title: 'TLS certificate verification is switched off',
  severities: ['high', 'low'],
  explanation: EXPLANATION,
  remediation:
    'Leave verification on, which is the default. For a private certificate authority, add its certificate to the trust store or hand it over (verify="/path/ca.pem", ssl.create_default_context(cafile=…), the ca option of https.Agent) instead of accepting every certificate.',
  call: (site) => (site.family === 'python' ? pythonCall(site) : undefined),
  assign,
  property,
};
