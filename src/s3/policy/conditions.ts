// What a condition does to a statement: whether it leaves only fixed requesters, as AWS counts them.
// Source: "The meaning of public", Amazon S3 user guide, Blocking public access (2026); operators from the IAM guide.
import type { ConditionEntry } from './policyDocument.ts';
import { hasVariable, hasWildcard, isFixed } from './wildcards.ts';

/** An operator taken apart: `ForAnyValue:StringLikeIfExists`. */
interface Operator {
  readonly quantifier: 'any' | 'all' | undefined;
  /** Lower case, without quantifier and `IfExists`. */
  readonly name: string;
  /** Holds where the key is absent. */
  readonly ifExists: boolean;
}

function operatorOf(spelling: string): Operator {
  const lower = spelling.trim().toLowerCase();
  const quantifier = lower.startsWith('foranyvalue:') ? 'any' : lower.startsWith('forallvalues:') ? 'all' : undefined;
  const plain = lower.replace(/^for(?:any|all)values?:/, '');
  return { quantifier, name: plain.replace(/ifexists$/, ''), ifExists: plain.endsWith('ifexists') };
}

/** Keys that limit who may ask, when their values are fixed. AWS names these. */
const LIMITING = new Set([
  'aws:sourcearn',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceowner',
  'aws:sourceaccount',
  'aws:userid',
  'aws:principalorgid',
  's3:dataaccesspointaccount',
]);

/** Not in AWS's list, but a fixed value leaves fixed principals. What the service itself says of a policy goes before. */
const LIMITING_BY_NATURE = new Set([
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principalorgpaths',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:principalservicename',
]);

const TEXT_OPERATORS = new Set(['stringequals', 'stringequalsignorecase', 'stringlike', 'arnequals', 'arnlike']);

/**
 * Whether the condition alone leaves only fixed requesters.
 *
 * @param all the conditions of the statement, for `ForAllValues` needs another one beside it
 */
export function isLimiting(entry: ConditionEntry, all: readonly ConditionEntry[]): boolean {
  const { quantifier, name, ifExists } = operatorOf(entry.operator);
  if (ifExists || entry.values.length === 0) return false;
  const key = entry.key.toLowerCase();
  // Of no values all are equal to anything: only `Null: false` makes sure that there is one.
  if (quantifier === 'all' && !isRequired(key, all)) return false;
  if (key === 'aws:sourceip') return name === 'ipaddress' && entry.values.every(isNarrow);
  if (!TEXT_OPERATORS.has(name)) return false;
  if (key === 's3:dataaccesspointarn') return entry.values.every(namesAccount);
  if (!LIMITING.has(key) && !LIMITING_BY_NATURE.has(key)) return false;
  // StringEquals takes `*` for itself, but a value with one is none that AWS counts as fixed.
  return entry.values.every(isFixed);
}

function isRequired(key: string, all: readonly ConditionEntry[]): boolean {
  return all.some(
    (other) =>
      operatorOf(other.operator).name === 'null' &&
      other.key.toLowerCase() === key &&
      other.values.length > 0 &&
      other.values.every((value) => value.toLowerCase() === 'false'),
  );
}

/** The name of an access point may be open; all before it, the account above all, is fixed. */
function namesAccount(value: string): boolean {
  const [arn, partition = '', service, region = '', account = ''] = value.split(':');
  return (
    arn === 'arn' &&
    service === 's3' &&
    /^\d{12}$/.test(account) &&
    !hasVariable(value) &&
    !hasWildcard(partition + region)
  );
}

/** A block of addresses no broader than /8 (IPv4) or /32 (IPv6). */
function isNarrow(block: string): boolean {
  const [address = '', length, ...more] = block.split('/');
  if (more.length > 0 || (length !== undefined && !/^\d{1,3}$/.test(length))) return false;
  const bits = length === undefined ? undefined : Number(length);
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(address)) {
    return address.split('.').every((part) => Number(part) <= 255) && (bits ?? 32) >= 8 && (bits ?? 32) <= 32;
  }
  return isIpv6(address) && (bits ?? 128) >= 32 && (bits ?? 128) <= 128;
}

function isIpv6(address: string): boolean {
  const groups = address.split('::');
  if (groups.length > 2 || !/^[0-9a-fA-F:.]+$/.test(address)) return false;
  const parts = groups.flatMap((group) => (group === '' ? [] : group.split(':')));
  const count = parts.reduce((sum, part) => sum + (part.includes('.') ? 2 : 1), 0);
  const fits = parts.every((part) => /^[0-9a-fA-F]{1,4}$/.test(part) || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(part));
  return fits && (groups.length === 2 ? count < 8 : count === 8);
}

/** Account ids that a condition names as those of the requester, or of the access points that requests come through. */
export function accountsNamed(conditions: readonly ConditionEntry[]): readonly string[] {
  return conditions
    .filter((entry) => isLimiting(entry, conditions))
    .flatMap(({ key, values }) => {
      const name = key.toLowerCase();
      if (name === 'aws:principalaccount' || name === 's3:dataaccesspointaccount')
        return values.filter((value) => /^\d{12}$/.test(value));
      if (name === 's3:dataaccesspointarn') return values.map((value) => value.split(':')[4] ?? '');
      if (name !== 'aws:principalarn') return [];
      return values.flatMap((value) => /^arn:[^:]*:(?:iam|sts)::(\d{12}):/.exec(value)?.[1] ?? []);
    });
}

/** How a Deny statement looks at `aws:SecureTransport`. */
export interface TransportCondition {
  /** It holds for every request over plain HTTP. */
  readonly holdsForHttp: boolean;
  /** Why not. */
  readonly missing: string | undefined;
}

/** Whether a Deny with these conditions catches every request over plain HTTP. */
export function transportOf(conditions: readonly ConditionEntry[]): TransportCondition {
  const others = conditions.filter((entry) => !isHttpOnly(entry));
  if (others.length === 0) return { holdsForHttp: true, missing: undefined };
  const [first] = others;
  const hasTransport = others.length < conditions.length;
  const mentions = others.find((entry) => entry.key.toLowerCase() === 'aws:securetransport');
  const old = others.find((entry) => entry.key.toLowerCase() === 's3:tlsversion');
  const missing =
    mentions !== undefined
      ? 'its condition on aws:SecureTransport does not hold for plain HTTP'
      : hasTransport
        ? `it holds only where ${first?.key ?? 'another condition'} holds, too`
        : old !== undefined
          ? 'it looks at s3:TlsVersion, which a request over plain HTTP does not have'
          : 'it has no condition on aws:SecureTransport';
  return { holdsForHttp: false, missing };
}

/** `Bool aws:SecureTransport false` in all the ways it can be said, or a test of the TLS version that plain HTTP passes. */
function isHttpOnly({ operator, key, values }: ConditionEntry): boolean {
  const { name, quantifier, ifExists } = operatorOf(operator);
  const lower = key.toLowerCase();
  const texts = values.map((value) => value.toLowerCase());
  if (lower === 's3:tlsversion') return ifExists && name.startsWith('numeric');
  if (lower !== 'aws:securetransport' || quantifier === 'all') return false;
  if (name === 'bool' || name === 'stringequals' || name === 'stringequalsignorecase' || name === 'stringlike')
    return texts.includes('false');
  if (name === 'stringnotequals' || name === 'stringnotequalsignorecase' || name === 'stringnotlike')
    return texts.length > 0 && texts.every((value) => value === 'true');
  return false;
}
