import type { TextRange } from '../../../findings/finding.ts';
import type { Severity } from '../../../findings/severity.ts';
import { compareSeverity, lowered } from '../../../findings/severity.ts';
import type { Value } from '../flow/value.ts';
import { onlyString } from '../flow/value.ts';
import type { PolicyStatement } from './awsPolicies.ts';
import { POLICY_KEYS, statementOf, statementsInJson, textsOf } from './awsPolicies.ts';
import type { CallSite, FactHit, FactRule, PropertySite } from './rule.ts';

interface Grade {
  readonly severity: Severity;
  readonly what: string;
}

/** Whoever may do anything there may give himself the rest, too. */
const RULES_THE_REST = new Set(['iam', 'sts', 'organizations', 'sso', 'identitystore']);
/** Writing what happens is little harm. */
const TELLS_ONLY = new Set(['logs', 'cloudwatch', 'xray', 'ec2messages', 'ssmmessages', 'synthetics', 'rum', 'events']);
/** Reading everything there is reading what is worth most. */
const HOLDS_DATA = new Set(['s3', 'dynamodb', 'secretsmanager', 'ssm', 'kms', 'sqs', 'kinesis', 'rds-data', 'ecr']);

/** Each of them leads from few rights to all of them when it is allowed on everything. */
const ESCALATES = new Set([
  'iam:passrole',
  'iam:createaccesskey',
  'iam:createloginprofile',
  'iam:updateloginprofile',
  'iam:attachuserpolicy',
  'iam:attachgrouppolicy',
  'iam:attachrolepolicy',
  'iam:putuserpolicy',
  'iam:putgrouppolicy',
  'iam:putrolepolicy',
  'iam:createpolicyversion',
  'iam:setdefaultpolicyversion',
  'iam:addusertogroup',
  'iam:updateassumerolepolicy',
  'sts:assumerole',
]);

function gradeOf(action: string): Grade | undefined {
  if (action === '*' || action === '*:*') return { severity: 'high', what: 'everything on everything' };
  const [service, operation] = action.toLowerCase().split(':');
  if (service === undefined || operation === undefined) return undefined;
  if (operation === '*') {
    if (RULES_THE_REST.has(service))
      return { severity: 'high', what: `everything of ${service}, which is enough to get all other rights` };
    return {
      severity: TELLS_ONLY.has(service) ? 'low' : 'medium',
      what: `everything of ${shown(service)} on every resource`,
    };
  }
  if (ESCALATES.has(`${service}:${operation}`))
    return {
      severity: 'medium',
      what: `${shown(action)} on every resource, which is a way to rights that nobody gave`,
    };
  // The operations of a key that a service needs, as its manual names them.
  if (service === 'kms' && /^(?:generatedatakey|reencrypt)\*$/.test(operation)) return undefined;
  if (operation.startsWith('*') || operation.endsWith('*')) {
    const prefix = operation.replaceAll('*', '');
    if (/^(?:list|describe|head|batchget|query|scan|search|lookup|view)/.test(prefix)) return undefined;
    if (prefix.startsWith('get'))
      return HOLDS_DATA.has(service) ? { severity: 'low', what: `reading everything in ${shown(service)}` } : undefined;
    if (service === 'iam')
      return {
        severity: 'medium',
        what: `${shown(action)} on every resource, which is a way to rights that nobody gave`,
      };
    return TELLS_ONLY.has(service) ? undefined : { severity: 'low', what: `${shown(action)} on every resource` };
  }
  return action.toLowerCase() === 'secretsmanager:getsecretvalue'
    ? { severity: 'low', what: 'reading every secret' }
    : undefined;
}

/** Policies are text of the file: only what looks like an action gets into the words. */
function shown(action: string): string {
  return /^[\w-]+(?::[\w*?-]+)?$/.test(action) ? action : 'these actions';
}

/** `*`, or all of one kind. */
function isEverything(resource: string): boolean {
  return (
    resource === '*' ||
    /^arn:aws[\w-]*:(?:s3:::(?:\*|\*\/\*)|[\w-]+:[^:]*:[^:]*:(?:\*|ALL[/:]\*))$/.test(resource.replace(KIND, 'ALL'))
  );
}

const KIND =
  /(?<=:)(?:table|role|user|group|policy|function|secret|key|stream|instance|parameter|repository|cluster|db|log-group)(?=[/:]\*$)/;

/** Conditions that say whom a role may be handed to take the sting out of that. */
function isPassedOnlyTo(condition: Value | undefined): boolean {
  return [...(condition?.slots?.values() ?? [])].some((keys) => keys.slots?.has('iam:PassedToService') === true);
}

function statementHit(statement: PolicyStatement, argument?: TextRange): FactHit | undefined {
  // A policy of a resource says * for the resource itself.
  if (!statement.allows || statement.principal !== undefined || statement.notPrincipal) return undefined;
  const everywhere = statement.resources.some(isEverything);
  const grades: Grade[] = [];
  if (statement.notActions.length > 0 && everywhere)
    grades.push({ severity: 'high', what: 'everything but the few actions that are named, on everything' });
  if (statement.notResources.length > 0 && statement.actions.some((action) => /\*$/.test(action)))
    grades.push({ severity: 'medium', what: 'whole groups of actions on everything but what is named' });
  if (everywhere) {
    for (const action of statement.actions) {
      const grade = gradeOf(action);
      if (grade === undefined || (/passrole/i.test(action) && isPassedOnlyTo(statement.condition))) continue;
      grades.push(grade);
    }
  }
  const [first, ...others] = grades;
  if (first === undefined) return undefined;
  const worst = others.reduce((one, other) => (compareSeverity(other.severity, one.severity) < 0 ? other : one), first);
  if (statement.condition !== undefined && worst.severity === 'low') return undefined;
  return {
    ...(argument === undefined ? {} : { range: argument }),
    severity: statement.condition === undefined ? worst.severity : lowered(worst.severity),
    title: worst.severity === 'high' ? 'Policy allows everything' : 'Policy allows more than one task needs',
    explanation: `Whoever gets this policy, or gets into the program that has it, may do ${worst.what}.`,
  };
}

function inJson(text: string | undefined, argument?: TextRange): FactHit | undefined {
  if (text === undefined) return undefined;
  const hits = statementsInJson(text).flatMap((statement) => statementHit(statement, argument) ?? []);
  return hits.sort((a, b) => compareSeverity(a.severity, b.severity))[0];
}

const MANAGED: ReadonlyMap<string, Severity> = new Map([
  ['AdministratorAccess', 'high'],
  ['IAMFullAccess', 'high'],
  ['PowerUserAccess', 'medium'],
]);

function managedHit(name: string | undefined, argument?: TextRange): FactHit | undefined {
  const policy = name?.split('/').at(-1) ?? '';
  const severity = MANAGED.get(policy);
  if (severity === undefined) return undefined;
  return {
    ...(argument === undefined ? {} : { range: argument }),
    severity,
    title: `${policy} is attached`,
    explanation:
      'The policy that AWS keeps ready allows nearly everything in the account, which no program needs: whoever gets into it has the account.',
  };
}

const ATTACH_KEYS = new Set(['PolicyArn', 'policy_arn', 'policyArn']);

function call(site: CallSite): FactHit | undefined {
  for (const { name, value, whole } of site.args) {
    if (name === undefined) continue;
    if (POLICY_KEYS.has(name)) {
      const found = inJson(value.text, whole);
      if (found !== undefined) return found;
    } else if (ATTACH_KEYS.has(name) && /attach/i.test(site.name)) return managedHit(onlyString(value), whole);
  }
  switch (site.name) {
    case 'fromAwsManagedPolicyName':
    case 'from_aws_managed_policy_name':
      return managedHit(onlyString(site.args[0]?.value), site.args[0]?.range);
    case 'PolicyStatement':
      return cdkStatement(site);
    default:
      return undefined;
  }
}

/** The CDK allows unless it is told to deny. */
function cdkStatement(site: CallSite): FactHit | undefined {
  const given = (camel: string, snake: string): Value | undefined =>
    site.args.find((one) => one.name === snake)?.value ?? site.args[0]?.value.slots?.get(camel);
  if (given('effect', 'effect')?.path?.endsWith('Effect.DENY') === true) return undefined;
  return statementHit({
    allows: true,
    principal: given('principals', 'principals'),
    notPrincipal: given('notPrincipals', 'not_principals') !== undefined,
    actions: textsOf(given('actions', 'actions')),
    notActions: textsOf(given('notActions', 'not_actions')),
    resources: textsOf(given('resources', 'resources')),
    notResources: textsOf(given('notResources', 'not_resources')),
    condition: given('conditions', 'conditions'),
  });
}

function property(site: PropertySite): FactHit | undefined {
  const { key, value, siblings } = site;
  switch (key) {
    case 'Action':
    case 'NotAction':
      return siblings.has('Effect') ? statementHit(statementOf((name) => siblings.get(name))) : undefined;
    case 'actions':
    case 'notActions':
      // Pulumi and the CDK for Terraform spell the effect as AWS does.
      return onlyString(siblings.get('effect')) === 'Allow'
        ? statementHit(
            statementOf(
              (name) => siblings.get(LOWER[name] ?? '') ?? (name === 'Effect' ? siblings.get('effect') : undefined),
            ),
          )
        : undefined;
    case 'PolicyArn':
      return siblings.has('RoleName') || siblings.has('UserName') || siblings.has('GroupName')
        ? managedHit(onlyString(value))
        : undefined;
    default:
      return POLICY_KEYS.has(key) ? inJson(value.text) : undefined;
  }
}

const LOWER: Readonly<Record<string, string>> = {
  Action: 'actions',
  NotAction: 'notActions',
  Resource: 'resources',
  NotResource: 'notResources',
  Principal: 'principals',
  NotPrincipal: 'notPrincipals',
  Condition: 'conditions',
};

export const AWS_WILDCARD_IAM: FactRule = {
  kind: 'fact',
  id: 'aws-wildcard-iam',
  cwe: [732, 269],
  title: 'Policy allows more than one task needs',
  severities: ['high', 'medium', 'low', 'informational'],
  explanation: 'Whoever gets this policy, or gets into the program that has it, may do far more than its task.',
  remediation:
    'Name the actions that are needed and the resources that they are needed on: "s3:GetObject" on "arn:aws:s3:::reports/*" instead of "s3:*" on "*". IAM Access Analyzer writes such a policy from what was used. For iam:PassRole name the role and add the condition iam:PassedToService. In the CDK use the grant methods, such as bucket.grantRead(fn).',
  call,
  property,
};
