// What goes back to the client, errors among it, in the form that each service has.
import { type FakeApi, speaksJson } from './apis.ts';
import type { FakeAccount, FakePrincipal } from './account.ts';
import { CLOUDFRONT_NAMESPACE, S3_CONTROL_NAMESPACE, STS_NAMESPACE, type XmlValue, xmlDocument } from './xml.ts';

/** One request, understood. */
export interface Call {
  readonly api: FakeApi;
  readonly method: string;
  /** The region that the request was signed for; undefined when it is not signed. */
  readonly region: string | undefined;
  /** Undefined: anonymous. */
  readonly caller: FakePrincipal | undefined;
  readonly account: FakeAccount | undefined;
  readonly bucket: string | undefined;
  /** The key of an object, or the name of an access point. */
  readonly key: string | undefined;
  readonly query: URLSearchParams;
  readonly header: (name: string) => string | undefined;
  readonly body: string;
  readonly requestId: string;
}

export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ApiError {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further elements of the body, e.g. `Region`. */
  readonly more?: Readonly<Record<string, XmlValue>>;
}

export function xmlAnswer(body: string, headers?: Readonly<Record<string, string>>): Answer {
  return { status: 200, contentType: 'application/xml', body, ...(headers ? { headers } : {}) };
}

export function jsonAnswer(body: object): Answer {
  return { status: 200, contentType: 'application/x-amz-json-1.1', body: JSON.stringify(body) };
}

/** A HEAD request gets no body, so that nobody learns the code from it. */
export function errorAnswer(call: Pick<Call, 'api' | 'method' | 'requestId'>, error: ApiError): Answer {
  const { code, status, message, headers = {}, more = {} } = error;
  if (speaksJson(call.api)) {
    const body = JSON.stringify({ __type: code, message });
    return {
      status,
      contentType: 'application/x-amz-json-1.1',
      headers: { 'x-amzn-errortype': code, ...headers },
      body,
    };
  }
  const inside = { Code: code, Message: message, ...more };
  const ids = { RequestId: call.requestId, HostId: 'fake' };
  let body: string;
  if (call.method === 'HEAD') body = '';
  else if (/^(sts|cloudfront):/.test(call.api)) {
    const namespace = call.api.startsWith('sts:') ? STS_NAMESPACE : CLOUDFRONT_NAMESPACE;
    body = xmlDocument('ErrorResponse', namespace, {
      Error: { Type: status < 500 ? 'Sender' : 'Receiver', ...inside },
      RequestId: call.requestId,
    });
  } else if (call.api.startsWith('s3control:')) {
    body = xmlDocument('ErrorResponse', S3_CONTROL_NAMESPACE, { Error: inside, ...ids });
  } else body = xmlDocument('Error', undefined, { ...inside, ...ids });
  return { status, contentType: call.api.startsWith('sts:') ? 'text/xml' : 'application/xml', headers, body };
}

/** Which policy denies, as the message says it. `unexplained`: "Access Denied", as to strangers. */
export type Denial =
  | 'unexplained'
  | {
      readonly how: 'explicit' | 'implicit';
      readonly by:
        | 'identity-based policy'
        | 'resource-based policy'
        | 'service control policy'
        | 'resource control policy'
        | 'permissions boundary'
        | 'session policy'
        | 'VPC endpoint policy';
    };

export const NOT_ALLOWED: Denial = { how: 'implicit', by: 'identity-based policy' };

/** @param action undefined where nothing but a fault denies */
export function denialOf(call: Call, action: string | undefined, denial: Denial = NOT_ALLOWED): ApiError {
  const json = speaksJson(call.api);
  const code = json ? 'AccessDeniedException' : 'AccessDenied';
  return { code, status: json ? 400 : 403, message: denialMessage(call, action ?? call.api, denial) };
}

function denialMessage(call: Call, action: string, denial: Denial): string {
  if (denial === 'unexplained' || call.caller === undefined) return 'Access Denied';
  const resource = resourceOf(call);
  const start = `User: ${call.caller.arn} is not authorized to perform: ${action} on resource: "${resource}"`;
  if (denial.how === 'implicit') return `${start} because no ${denial.by} allows the ${action} action`;
  return `${start} with an explicit deny in ${denial.by.startsWith('i') ? 'an' : 'a'} ${denial.by}`;
}

function resourceOf({ api, account, bucket, key, region }: Call): string {
  const partition = account?.partition ?? 'aws';
  if (api.startsWith('cloudtrail:')) return `arn:${partition}:cloudtrail:${region ?? ''}:${account?.id ?? ''}:trail/*`;
  if (api.startsWith('kms:')) return `arn:${partition}:kms:${region ?? ''}:${account?.id ?? ''}:key/*`;
  if (api.startsWith('cloudfront:')) return '*';
  if (api.startsWith('s3control:') && key !== undefined) {
    return `arn:${partition}:s3:${region ?? ''}:${account?.id ?? ''}:accesspoint/${key}`;
  }
  if (bucket === undefined) return `arn:${partition}:s3:::*`;
  return `arn:${partition}:s3:::${bucket}${key === undefined ? '' : `/${key}`}`;
}
