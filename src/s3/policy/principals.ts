// Whom a statement names.
import type { PrincipalElement } from './policyDocument.ts';
import { hasVariable, hasWildcard } from './wildcards.ts';

export type PrincipalKind =
  /** Anybody, with or without an AWS account. */
  | 'everyone'
  | 'account'
  | 'canonical'
  | 'service'
  /** An identity provider that anybody can sign in to. */
  | 'federated'
  /** A CloudFront origin access identity: it belongs to a distribution, not to an account. */
  | 'cloudfront'
  /** An identity that is gone: AWS shows its id where its ARN was. */
  | 'deleted'
  | 'unclear';

export interface Principal {
  readonly kind: PrincipalKind;
  /** Account id, canonical id, service name, or what was written. */
  readonly id: string;
  /** The whole account, as opposed to one identity in it. */
  readonly wholeAccount: boolean;
}

/** The principals of `Principal`; of `NotPrincipal`, everyone (but some), for an Allow. */
export function principalsOf(element: PrincipalElement): readonly Principal[] {
  if (element.negated || element.everyone) return [EVERYONE];
  return element.named.map(({ kind, value }) => principalOf(kind, value));
}

const EVERYONE: Principal = { kind: 'everyone', id: '*', wholeAccount: false };
const ARN = /^arn:[^:]*:(?:iam|sts):[^:]*:([^:]*):(.+)$/;

function principalOf(kind: string, value: string): Principal {
  const of = (principal: PrincipalKind, id: string, wholeAccount = false): Principal => ({
    kind: principal,
    id,
    wholeAccount,
  });
  if (value === '*') return EVERYONE;
  switch (kind.toLowerCase()) {
    case 'aws':
      return awsPrincipal(value, of);
    case 'canonicaluser':
      return hasWildcard(value) || hasVariable(value) ? EVERYONE : of('canonical', value.toLowerCase());
    case 'service':
      return hasWildcard(value) || hasVariable(value) ? EVERYONE : of('service', value.toLowerCase());
    case 'federated': {
      const account = ARN.exec(value)?.[1];
      return account !== undefined && /^\d{12}$/.test(account) ? of('account', account) : of('federated', value);
    }
    default:
      return of('unclear', value);
  }
}

function awsPrincipal(value: string, of: (kind: PrincipalKind, id: string, whole?: boolean) => Principal): Principal {
  if (/^\d{12}$/.test(value)) return of('account', value, true);
  const [, account, rest = ''] = ARN.exec(value) ?? [];
  if (account === 'cloudfront') return of('cloudfront', rest);
  if (account !== undefined && /^\d{12}$/.test(account)) return of('account', account, rest === 'root' || rest === '*');
  if (/^(?:AIDA|AROA|AKIA|ASIA|AGPA|ANPA|AIPA|ANVA|ABIA|ACCA)[A-Z0-9]{8,}$/.test(value)) return of('deleted', value);
  if (/^[0-9a-f]{64}$/i.test(value)) return of('canonical', value.toLowerCase());
  // S3 takes no such principal; whoever it is meant for, it is no fixed one.
  return hasWildcard(value) || hasVariable(value) ? EVERYONE : of('unclear', value);
}
