// What goes wrong on demand: for one bucket, one API, after so many requests, so many times.
import type { ApiError, Denial } from './answer.ts';
import type { FakeApi } from './apis.ts';

export type Fault =
  | { readonly kind: 'denied'; readonly denial: Denial }
  | { readonly kind: 'error'; readonly error: ApiError }
  /** To `region`, which only the header tells, where there is one. */
  | { readonly kind: 'redirect'; readonly region: string; readonly header: boolean }
  /** The bucket is deleted just before the request arrives. */
  | { readonly kind: 'bucket-deleted' }
  /** Never answered. */
  | { readonly kind: 'hang' }
  /** Half of the body, and then nothing more. */
  | { readonly kind: 'hang-in-body' }
  | { readonly kind: 'reset' }
  /** Half of the body, and then the connection ends. */
  | { readonly kind: 'cut-connection' }
  /** A whole answer with half of its XML. */
  | { readonly kind: 'truncated' }
  /** What a proxy or a captive portal says. */
  | { readonly kind: 'html'; readonly status: number }
  /** Answered as always, but later. */
  | { readonly kind: 'latency'; readonly ms: number }
  /** Answered as always, once this has settled. */
  | { readonly kind: 'wait'; readonly until: Promise<unknown> };

export interface FaultScope {
  readonly api?: FakeApi;
  /** Every API but HeadBucket, say. */
  readonly notApi?: FakeApi;
  readonly bucket?: string;
  /** Matching requests that are answered as always, before. */
  readonly after?: number;
  /** Default: for ever. */
  readonly times?: number;
}

export interface ActiveFault {
  /** Requests that it has struck. */
  readonly struck: number;
  end(): void;
}

function error(code: string, status: number, message: string): Fault {
  return { kind: 'error', error: { code, status, message } };
}

export const SLOW_DOWN = error('SlowDown', 503, 'Please reduce your request rate.');
export const EXPIRED_TOKEN = error('ExpiredToken', 400, 'The provided token has expired.');
export const INVALID_ACCESS_KEY = error(
  'InvalidAccessKeyId',
  403,
  'The AWS Access Key Id you provided does not exist in our records.',
);
export const SIGNATURE_DOES_NOT_MATCH = error(
  'SignatureDoesNotMatch',
  403,
  'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
);
export const TIME_TOO_SKEWED = error(
  'RequestTimeTooSkewed',
  403,
  'The difference between the request time and the current time is too large.',
);
export const NO_SUCH_BUCKET: ApiError = {
  code: 'NoSuchBucket',
  status: 404,
  message: 'The specified bucket does not exist',
};

export function permanentRedirect(bucket: string, region: string, header: boolean): ApiError {
  return {
    code: 'PermanentRedirect',
    status: 301,
    message:
      'The bucket you are attempting to access must be addressed using the specified endpoint. ' +
      'Please send all future requests to this endpoint.',
    more: { Endpoint: `${bucket}.s3.${region}.amazonaws.com`, Bucket: bucket },
    ...(header ? { headers: { 'x-amz-bucket-region': region } } : {}),
  };
}

export function malformedAuthorization(sent: string, region: string): ApiError {
  return {
    code: 'AuthorizationHeaderMalformed',
    status: 400,
    message: `The authorization header is malformed; the region '${sent}' is wrong; expecting '${region}'`,
    more: { Region: region },
  };
}

export function illegalLocation(region: string): ApiError {
  return {
    code: 'IllegalLocationConstraintException',
    status: 400,
    message: `The ${region} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  };
}

/** All faults that are set, the newest first: it is the one that strikes. */
export class FaultList {
  readonly #rules: { readonly fault: Fault; readonly scope: FaultScope; seen: number; struck: number }[] = [];

  add(fault: Fault, scope: FaultScope): ActiveFault {
    const rule = { fault, scope, seen: 0, struck: 0 };
    this.#rules.unshift(rule);
    return {
      get struck() {
        return rule.struck;
      },
      end: () => {
        const at = this.#rules.indexOf(rule);
        if (at >= 0) this.#rules.splice(at, 1);
      },
    };
  }

  strikes(api: FakeApi, bucket: string | undefined): Fault | undefined {
    for (const rule of this.#rules) {
      const { scope } = rule;
      if (scope.api !== undefined && scope.api !== api) continue;
      if (scope.notApi === api) continue;
      if (scope.bucket !== undefined && scope.bucket !== bucket) continue;
      if (rule.seen++ < (scope.after ?? 0) || rule.struck >= (scope.times ?? Infinity)) continue;
      rule.struck++;
      return rule.fault;
    }
    return undefined;
  }
}
