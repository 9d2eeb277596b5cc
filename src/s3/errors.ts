// What an error of the SDK means for what we know. The rows are those of `ROWS` in its test, one test each.
import { cleanLine } from '../outbound/cleaning.ts';
import { apiRow, type ApiName, type ApiRow } from './apis.ts';
import type { Unreadable } from './facts.ts';
import type { RunFailure } from './posture.ts';

export type ErrorMeaning =
  /** The service says that there is none: an answer. */
  | { readonly kind: 'absent' }
  /** The bucket does not exist any more, if HeadBucket agrees. */
  | { readonly kind: 'gone'; readonly reason: Unreadable }
  /** Asked at the wrong place. `region`: the right one, where the answer says so. */
  | { readonly kind: 'wrong-region'; readonly region: string | undefined; readonly reason: Unreadable }
  | { readonly kind: 'unreadable'; readonly reason: Unreadable }
  /** It would be the same for every other call: the run as a whole ends. */
  | { readonly kind: 'stops'; readonly failure: StopKind; readonly reason: Unreadable };

export type StopKind = Extract<RunFailure['kind'], 'expired' | 'wrong-credentials' | 'no-credentials' | 'clock'>;

const LONGEST_MESSAGE = 400;

const STOPS: ReadonlyMap<string, StopKind> = new Map([
  ['ExpiredToken', 'expired'],
  ['ExpiredTokenException', 'expired'],
  ['TokenRefreshRequired', 'expired'],
  ['TokenProviderError', 'expired'],
  ['InvalidToken', 'wrong-credentials'],
  ['InvalidAccessKeyId', 'wrong-credentials'],
  ['InvalidClientTokenId', 'wrong-credentials'],
  ['UnrecognizedClientException', 'wrong-credentials'],
  ['SignatureDoesNotMatch', 'wrong-credentials'],
  ['InvalidSignatureException', 'wrong-credentials'],
  ['CredentialsProviderError', 'no-credentials'],
  ['RequestTimeTooSkewed', 'clock'],
  ['RequestExpired', 'clock'],
]);

const WRONG_REGION: ReadonlySet<string> = new Set([
  'PermanentRedirect',
  'TemporaryRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
]);

const UNSUPPORTED: ReadonlySet<string> = new Set([
  'AllAccessDisabled',
  'MethodNotAllowed',
  'NotImplemented',
  'UnsupportedOperation',
  'UnsupportedOperationException',
]);

const THROTTLED =
  /^(SlowDown|Throttl.*|RequestLimitExceeded|TooManyRequests(Exception)?|RequestThrottled(Exception)?|BandwidthLimitExceeded)$/;

/** By name, as services that speak JSON refuse with 400. */
const DENIED = /^AccessDenied(Exception)?$/;

function isJson(service: ApiRow['service']): boolean {
  return service === 'cloudtrail' || service === 'kms';
}

const NETWORK: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'EPROTO',
]);

/** Something is wrong with the account itself; the name is enough to say what. */
const ACCOUNT_TROUBLE: ReadonlySet<string> = new Set([
  'NotSignedUp',
  'AccountProblem',
  'OptInRequired',
  'InvalidAccessPointAliasError',
]);

/** An error of the SDK as far as we look at it: nothing of it is certain to be there. */
interface SdkError {
  readonly name: string;
  readonly code: string | undefined;
  readonly message: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly region: string | undefined;
}

export interface Circumstances {
  /** The run was cancelled, which is why. */
  readonly cancelled?: boolean;
  /** Our own limit for the call was over, which is why. */
  readonly timedOut?: boolean;
  /** It was asked of a directory bucket. */
  readonly directory?: boolean;
}

/**
 * What an error means to the one fact that the call was for. By name where the name says it; else by the HTTP
 * status: an answer of HeadBucket has no body, and that of a proxy is a page of HTML.
 *
 * @param error whatever was thrown
 */
export function meaningOf(
  error: unknown,
  api: ApiName,
  { cancelled = false, timedOut = false, directory = false }: Circumstances = {},
): ErrorMeaning {
  const seen = look(error);
  const because = (cause: Unreadable['cause']): Unreadable => reasonOf(seen, api, cause, directory);
  const unreadable = (cause: Unreadable['cause']): ErrorMeaning => ({ kind: 'unreadable', reason: because(cause) });
  const { name, status } = seen;

  if (cancelled) return unreadable('cancelled');
  if (timedOut) return unreadable('timeout');
  const stop = STOPS.get(name);
  if (stop !== undefined) return { kind: 'stops', failure: stop, reason: because('other') };
  const { absent, service } = apiRow(api);
  // Services that speak JSON have 400 for all that is the caller's matter.
  if (status === (isJson(service) ? 400 : 404) && absent.includes(name)) return { kind: 'absent' };
  if (isGone(name, api, status)) return { kind: 'gone', reason: because('other') };
  if (WRONG_REGION.has(name) || status === 301 || status === 307) {
    return { kind: 'wrong-region', region: seen.region, reason: because('region') };
  }
  const cause = causeOf(seen);
  // HeadBucket in a foreign region answers 400 without a word besides the header.
  if (api === 'HeadBucket' && status === 400 && (cause === 'malformed' || cause === 'other')) {
    return { kind: 'wrong-region', region: seen.region, reason: because('region') };
  }
  return unreadable(cause);
}

/** What holds for the errors of all services alike. */
function causeOf({ name, code, status, message }: SdkError): Unreadable['cause'] {
  if (THROTTLED.test(name) || status === 429) return 'throttled';
  if (UNSUPPORTED.has(name) || status === 405 || status === 501) return 'unsupported';
  if (ACCOUNT_TROUBLE.has(name)) return 'other';
  if (status === 401 || status === 403 || DENIED.test(name)) return 'access-denied';
  // To the SDK a connection that breaks off is a TimeoutError as well; its code tells.
  if (name === 'TimeoutError' && (code ?? 'ETIMEDOUT') === 'ETIMEDOUT') return 'timeout';
  if (NETWORK.has(name) || (code !== undefined && NETWORK.has(code))) return 'network';
  if (name === 'AbortError') return 'cancelled';
  if (status !== undefined && status >= 500) return 'network';
  // What is not XML, or not the XML of this answer: a proxy speaks.
  if (status === 200 || /deserializ|unexpected|parse|char/i.test(message)) return 'malformed';
  return 'other';
}

/** An error of any service, for whoever has no row in the table of APIs. */
export interface Trouble {
  /** It would be the same for every other call. */
  readonly stop: StopKind | undefined;
  readonly cause: Unreadable['cause'];
  /** The service's own name for it. */
  readonly name: string;
  /** What the service says: plain text, cleaned and cut. */
  readonly message: string;
}

/** @param error whatever was thrown */
export function troubleOf(error: unknown): Trouble {
  const seen = look(error);
  const { name, message } = seen;
  return { stop: STOPS.get(name), cause: causeOf(seen), name, message: cleanLine(message, LONGEST_MESSAGE) };
}

/** HeadBucket knows only the status; a 404 of anything else is believed only with the name, as a proxy has its own. */
function isGone(name: string, api: ApiName, status: number | undefined): boolean {
  if (status !== 404) return false;
  return name === 'NoSuchBucket' || (api === 'HeadBucket' && (name === 'NotFound' || name === 'Unknown'));
}

/** The reason for a call whose answer could be read and makes no sense. */
export function malformed(api: ApiName, message: string): Unreadable {
  return { cause: 'malformed', api, action: apiRow(api).action ?? '', error: 'MalformedAnswer', message };
}

function reasonOf(seen: SdkError, api: ApiName, cause: Unreadable['cause'], directory: boolean): Unreadable {
  const message = cleanLine(seen.message, LONGEST_MESSAGE);
  return {
    cause,
    api,
    action: actionOf(api, directory),
    error: nameShown(seen),
    ...(seen.status === undefined ? {} : { httpStatus: seen.status }),
    ...(seen.requestId === undefined ? {} : { requestId: cleanLine(seen.requestId, 80) }),
    ...(message === '' ? {} : { message }),
  };
}

function actionOf(api: ApiName, directory: boolean): string {
  const { action, directoryAction } = apiRow(api);
  return (directory ? directoryAction : undefined) ?? action ?? '';
}

/** The SDK calls an error without a body `Unknown`, and one that it could not parse by the parser's own name. */
function nameShown({ name, code, status }: SdkError): string {
  const known = /^(Error|TypeError|SyntaxError|Unknown|UnknownError)$/.test(name) ? code : name;
  return known ?? (status === undefined ? name : `HTTP ${status}`);
}

function look(error: unknown): SdkError {
  const thrown = asRecord(error);
  const metadata = asRecord(thrown['$metadata']);
  const response = asRecord(thrown['$response']);
  const headers = asRecord(response['headers']);
  const message = asText(thrown['message']) ?? '';
  const status = asNumber(metadata['httpStatusCode']) ?? asNumber(response['statusCode']);
  const region = asText(headers['x-amz-bucket-region']) ?? asText(thrown['Region']) ?? asText(thrown['BucketRegion']);
  return {
    name: shownName(asText(thrown['name']), asText(thrown['Code'])),
    code: asText(thrown['code']),
    message: message === 'UnknownError' ? '' : message,
    status,
    requestId: asText(metadata['requestId']) ?? asText(headers['x-amz-request-id']),
    // It becomes part of a host name.
    region: region !== undefined && /^[a-z0-9-]{1,40}$/.test(region) ? region : undefined,
  };
}

function shownName(name: string | undefined, code: string | undefined): string {
  const own = name === undefined || name === 'Error' ? (code ?? name) : name;
  return cleanLine(own ?? 'Unknown', 80);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The region that the answer names, whatever else it says: a refused call says it too. */
export function regionToldBy(error: unknown): string | undefined {
  return look(error).region;
}
