// Policies that let everybody in.
import type { TextRange } from '../../../findings/finding.ts';
import type { Severity } from '../../../findings/severity.ts';
import type { Value } from '../flow/value.ts';
import type { PolicyStatement } from './awsPolicies.ts';
import { statementsInJson, textsOf } from './awsPolicies.ts';
import type { CallSite, FactHit } from './rule.ts';

export function hit(severity: Severity, title: string, explanation: string, argument?: TextRange): FactHit {
  return { severity, title, explanation, ...(argument === undefined ? {} : { range: argument }) };
}

/** Keys of conditions that everybody can fulfil, or that say nothing of who it is. */
const OPEN_KEY =
  /^(?:aws:(?:SecureTransport|Referer|UserAgent|CurrentTime|EpochTime|TokenIssueTime|RequestedRegion|username|ResourceAccount|ViaAWSService)|s3:(?:x-amz-[\w-]+|prefix|delimiter|max-keys|TlsVersion|authType|signatureversion|signatureAge|VersionId|ExistingObjectTag\/.*|ResourceAccount))$/i;
/** `StringNotEquals`, and operators that hold where the key is missing. */
const OPEN_OPERATOR = /Not|IfExists$|^ForAllValues:|^Null$/i;

/** Whether a condition leaves in only some. What is not written out, or not known, may do so. */
function limits(condition: Value | undefined): boolean {
  if (condition === undefined) return false;
  if (condition.slots === undefined || condition.taints.length > 0 || condition.rest !== undefined) return true;
  for (const [operator, keys] of condition.slots) {
    if (keys.slots === undefined) return true;
    if (OPEN_OPERATOR.test(operator)) continue;
    for (const [key, value] of keys.slots) if (!OPEN_KEY.test(key) && !textsOf(value).some(isOpenValue)) return true;
  }
  return false;
}

function isOpenValue(text: string): boolean {
  return text === '*' || text === '0.0.0.0/0' || text === '::/0';
}

function isEverybody({ principal, notPrincipal }: PolicyStatement): boolean {
  if (notPrincipal) return true;
  if (principal === undefined) return false;
  if (principal.slots === undefined || principal.length !== undefined) return textsOf(principal).includes('*');
  return ['AWS', 'CanonicalUser'].some((kind) => textsOf(principal.slots?.get(kind)).includes('*'));
}

/** Services whose own policies say * for the one resource that they belong to. */
const NAMES_NO_RESOURCE = /^(?:kms|sqs|sns|secretsmanager|es|ecr|lambda):/i;

/** What a policy lets everybody do; undefined where that is nothing, or meant so. */
export function statementHit(statement: PolicyStatement, argument?: TextRange): FactHit | undefined {
  if (!statement.allows || !isEverybody(statement) || limits(statement.condition)) return undefined;
  const { actions } = statement;
  // The policy of a network endpoint looks like that by default; APIs are there to be called.
  if (statement.resources.includes('*') && !actions.some((action) => NAMES_NO_RESOURCE.test(action))) return undefined;
  if (actions.length > 0 && actions.every((action) => /^execute-api:/i.test(action))) return undefined;
  if (actions.some((action) => /^sts:AssumeRole/i.test(action)))
    return hit(
      'high',
      'Everybody may assume the role',
      'The principal is * without a condition that leaves in only some: everybody with an AWS account may take the rights of the role.',
      argument,
    );
  const reads = actions.length > 0 && actions.every((action) => /^s3:(?:Get|List|Head)\w*$/i.test(action));
  return hit(
    reads ? 'medium' : 'high',
    reads ? 'Policy lets everybody read' : 'Policy lets everybody in',
    reads
      ? 'The principal is * without a condition that leaves in only some: everybody on the Internet may read. That is right for a public website and for nothing else.'
      : 'The principal is * without a condition that leaves in only some: everybody on the Internet may do what the statement allows.',
    argument,
  );
}

export function inJson(text: string | undefined, argument?: TextRange): FactHit | undefined {
  if (text === undefined) return undefined;
  const hits = statementsInJson(text).flatMap((statement) => statementHit(statement, argument) ?? []);
  return hits.find((one) => one.severity === 'high') ?? hits[0];
}

/** `new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], … })` */
export function cdkStatement(site: CallSite): FactHit | undefined {
  const given = (camel: string, snake: string): Value | undefined =>
    site.args.find((one) => one.name === snake)?.value ?? site.args[0]?.value.slots?.get(camel);
  const principals = given('principals', 'principals');
  const anybody = [...(principals?.slots?.values() ?? [])].some((one) =>
    /(?:^|\.)(?:AnyPrincipal|StarPrincipal)\(\)$/.test(one.path ?? ''),
  );
  if (!anybody || given('effect', 'effect')?.path?.endsWith('Effect.DENY') === true) return undefined;
  return statementHit({
    allows: true,
    principal: undefined,
    notPrincipal: true,
    actions: textsOf(given('actions', 'actions')),
    notActions: [],
    resources: textsOf(given('resources', 'resources')),
    notResources: [],
    condition: given('conditions', 'conditions'),
  });
}
