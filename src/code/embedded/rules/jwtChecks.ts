// What the findings about tokens have in common in both languages.
import type { TextRange } from '../../../findings/finding.ts';
import type { Severity } from '../../../findings/severity.ts';
import type { Value } from '../flow/value.ts';
import { anyMember, deepTaints } from '../flow/joining.ts';
import { onlyConstant, onlyString } from '../flow/value.ts';
import type { CallExpression, Expression } from '../ir.ts';
import { childrenOf, isExpressionOrStatement, lastName } from '../irWalk.ts';
import type { ArgumentValue, CallSite, FactHit, SinkUse } from './rule.ts';

/** A token that nobody verifies. */
export function unverified(token: ArgumentValue | undefined, own: Pick<SinkUse, 'severity' | 'words'> = {}): SinkUse[] {
  return token === undefined
    ? []
    : [{ value: token.value, range: token.range, unproven: 'always', transparent: true, ...own }];
}

/** Whether a client is known to have sent it. */
export function isSent(token: Value | undefined): boolean {
  return token !== undefined && deepTaints(token).some((taint) => taint.kind === 'remote');
}

export function weaker(severity: Severity, title: string, explanation: string, argument?: TextRange): FactHit {
  return { severity, title, explanation, ...(argument === undefined ? {} : { argument }) };
}

/** `none` among the algorithms that are accepted. */
export function acceptsNone(algorithms: Value | undefined): boolean {
  if (algorithms === undefined) return false;
  const isNone = (value: Value): boolean =>
    (value.constants ?? []).some((one) => typeof one === 'string' && one.toLowerCase() === 'none');
  return isNone(algorithms) || [...(algorithms.slots?.values() ?? [])].some(isNone);
}

/** `[header['alg']]`: the token says itself how it is to be verified. */
export function isFromHeader(algorithms: Value | undefined): boolean {
  if (algorithms === undefined) return false;
  const path = algorithms.length === undefined ? algorithms.path : anyMember(algorithms).path;
  return path?.includes('get_unverified_header()') === true;
}

export function noneAccepted(argument?: TextRange): FactHit {
  return weaker(
    'high',
    'Tokens without a signature are accepted',
    'The algorithm "none" is allowed: a token that says so needs no signature, and anybody can write one.',
    argument,
  );
}

export function signedWithNone(argument?: TextRange): FactHit {
  return weaker(
    'high',
    'Token is issued without a signature',
    'With the algorithm "none" the token has no signature: whoever gets it can change what it says, or write another.',
    argument,
  );
}

export function expiryIgnored(argument?: TextRange): FactHit {
  return {
    ...weaker(
      'medium',
      'Expired tokens are accepted',
      'The time after which the token is not valid any more is not looked at: a token that has leaked once opens the door for ever.',
      argument,
    ),
    cwe: [347, 613],
  };
}

/**
 * Whether the function verifies the same token somewhere, as the one that is read unverified: that is
 * how the issuer is found out before the key is.
 *
 * @param verifies whether a call is one that verifies
 */
export function isVerifiedToo(
  site: CallSite,
  token: Expression | undefined,
  verifies: (call: CallExpression) => boolean,
): boolean {
  const name = token === undefined ? '' : spelled(token);
  if (name === '') return false;
  const pending: object[] = [...(site.fn?.body ?? site.file.body)];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (
      isExpressionOrStatement(node) &&
      node.kind === 'call' &&
      node !== site.node &&
      verifies(node) &&
      node.args.some((argument) => spelled(argument.value) === name)
    )
      return true;
    childrenOf(node, pending);
  }
  return false;
}

/** A chain of names as it is written; empty for anything else. */
function spelled(expression: Expression): string {
  switch (expression.kind) {
    case 'name':
      return expression.name;
    case 'member': {
      const object = spelled(expression.object);
      return object === '' ? '' : `${object}.${expression.property}`;
    }
    case 'index': {
      const object = spelled(expression.object);
      const { index } = expression;
      return object === '' || index?.kind !== 'constant' || typeof index.value !== 'string'
        ? ''
        : `${object}[${index.value}]`;
    }
    default:
      return '';
  }
}

/** The members of a result that are read where it is made or, later, of the variable that holds it. */
export function isOnlyHeaderRead(site: CallSite): boolean {
  const body = site.fn?.body ?? site.file.body;
  const pending: object[] = [...body];
  let header = false;
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isExpressionOrStatement(node) && node.kind === 'member') {
      if (node.property === 'payload') return false;
      if (node.property === 'header') header = true;
    } else if ('key' in node && node.key === 'payload') return false;
    else if ('key' in node && node.key === 'header') header = true;
    childrenOf(node, pending);
  }
  return header;
}

export function isTrue(value: Value | undefined): boolean {
  return onlyConstant(value) === true;
}

export function isFalse(value: Value | undefined): boolean {
  return onlyConstant(value) === false;
}

export function calleeName(call: CallExpression): string {
  return lastName(call.callee);
}

export function isNoneText(value: Value | undefined): boolean {
  return onlyString(value)?.toLowerCase() === 'none';
}
