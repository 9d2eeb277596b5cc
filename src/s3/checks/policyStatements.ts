// The statements of a bucket's policy as the checks look at them: whom they name, what is left of what they allow.
import type { AccountFacts, BucketFacts, Unreadable } from '../facts.ts';
import { type Capability, coversAllActions, includesAction, S3_ACTIONS } from '../policy/actions.ts';
import { evaluatePolicy, type PolicyVerdict } from '../policy/evaluatePolicy.ts';
import { allowedActions, audienceOf, capabilitiesOf, isEveryone, isNarrowed, type Verdict } from '../policy/grants.ts';
import {
  type ConditionEntry,
  parsePolicy,
  type PolicyProblem,
  type PolicyStatement,
} from '../policy/policyDocument.ts';
import { type Principal, principalsOf } from '../policy/principals.ts';
import { coversTargets, scopeOf } from '../policy/scope.ts';
import type { CheckOutcome } from './check.ts';
import { notApplicable, shown, unknown } from './outcomes.ts';
import type { Severity } from '../../findings/severity.ts';
import type { Truth } from './threeValued.ts';

/** An Allow that gives somebody something. */
export interface Allowed {
  /** By its Sid, or its place. */
  readonly name: string;
  readonly principals: readonly Principal[];
  readonly conditions: readonly ConditionEntry[];
  readonly public: Verdict;
  /** Without the service prefix; what Deny statements to everyone take away is not among them. */
  readonly actions: readonly string[];
  readonly gives: readonly Capability[];
  /** All actions of S3, or all but some. */
  readonly wildcard: boolean;
  /** A Deny with a condition takes away from it, nobody can say here how much. */
  readonly narrowed: boolean;
}

/** A Deny that holds for everyone. */
export interface Denied {
  readonly name: string;
  readonly conditions: readonly ConditionEntry[];
  readonly allActions: boolean;
  readonly includes: (action: string) => boolean;
  /** The bucket itself, all of its objects. */
  readonly bucket: boolean;
  readonly objects: boolean;
}

export interface PolicyView {
  readonly verdict: PolicyVerdict;
  readonly allows: readonly Allowed[];
  readonly denies: readonly Denied[];
  readonly statements: readonly PolicyStatement[];
  readonly problems: readonly PolicyProblem[];
}

/** Judged once for each pair of bucket and account: many checks ask. */
const views = new WeakMap<BucketFacts, { readonly account: string; readonly view: PolicyView }>();

/** Undefined when there is no policy, or none could be read. */
export function policyView(bucket: BucketFacts, accountId: string): PolicyView | undefined {
  if (bucket.policy.kind !== 'known') return undefined;
  const before = views.get(bucket);
  if (before?.account === accountId) return before.view;
  const view = viewOf(bucket.policy.value, bucket.name, accountId);
  views.set(bucket, { account: accountId, view });
  return view;
}

function viewOf(text: string, bucket: string, accountId: string): PolicyView {
  const verdict = evaluatePolicy(text, { account: accountId, bucket });
  const parsed = parsePolicy(text);
  if (parsed.kind === 'broken') return { verdict, allows: [], denies: [], statements: [], problems: [parsed.problem] };
  const { document } = parsed;
  const scope = scopeOf(document, bucket);
  const allows = document.statements.flatMap((statement): Allowed[] => {
    if (statement.effect !== 'Allow') return [];
    const actions = allowedActions(statement, document, scope);
    // An action that we do not know is an action all the same; one that is denied, or of another bucket, is none.
    const known = S3_ACTIONS.some(({ name }) => includesAction(statement.action, name));
    if (actions.length === 0 && known) return [];
    return [
      {
        name: nameOf(statement),
        principals: principalsOf(statement.principal),
        conditions: statement.conditions,
        public: audienceOf(statement).public,
        actions,
        gives: capabilitiesOf(actions),
        wildcard: statement.action.negated || coversAllActions(statement.action),
        narrowed: isNarrowed(statement, document),
      },
    ];
  });
  const denies = document.statements
    .filter(({ effect, principal }) => effect === 'Deny' && !principal.negated && isEveryone(principal))
    .map((statement): Denied => ({
      name: nameOf(statement),
      conditions: statement.conditions,
      allActions: coversAllActions(statement.action),
      includes: (action) => includesAction(statement.action, action),
      bucket: coversTargets(statement.resource, [bucket]),
      objects: coversTargets(statement.resource, [`${bucket}/*`]),
    }));
  return { verdict, allows, denies, statements: document.statements, problems: document.problems };
}

export function nameOf({ sid, index }: { readonly sid: string | undefined; readonly index: number }): string {
  return sid === undefined ? `statement ${index + 1}` : `statement "${shown(sid)}"`;
}

/** That a part of the policy is not understood, said as what could not be read is said. */
export function notUnderstood(view: PolicyView): Unreadable {
  const message = view.problems[0]?.message;
  return {
    cause: 'malformed',
    api: 'GetBucketPolicy',
    action: 's3:GetBucketPolicy',
    error: 'PolicyNotUnderstood',
    ...(message === undefined ? {} : { message }),
  };
}

/** Whether some statement is of this kind; unknown where the policy is, or a part of it. */
export function policyHas(bucket: BucketFacts, accountId: string, test: (view: PolicyView) => boolean): Truth {
  const { policy } = bucket;
  if (policy.kind === 'absent') return { is: false };
  const view = policyView(bucket, accountId);
  if (view === undefined) return { is: 'unknown', missing: policy.kind === 'unreadable' ? [policy.reason] : [] };
  if (test(view)) return { is: true };
  return view.problems.length > 0 ? { is: 'unknown', missing: [notUnderstood(view)] } : { is: false };
}

/** For checks of statements: what they have to say before they look at one. */
export function judgeStatements(
  bucket: BucketFacts,
  account: AccountFacts,
  severity: Severity,
  words: {
    /** There is no policy. */
    readonly absent: CheckOutcome;
    readonly unknown: string;
    readonly pass: string;
    /** What is wrong; empty when nothing is. */
    readonly faults: (view: PolicyView) => readonly CheckOutcome[];
  },
): CheckOutcome | readonly CheckOutcome[] {
  const { policy } = bucket;
  // Their ARNs are those of another service, s3express.
  if (bucket.kind === 'directory' && policy.kind !== 'absent')
    return unknown(severity, 'policies of directory buckets are not judged', []);
  if (policy.kind === 'absent') return words.absent;
  const view = policyView(bucket, account.identity.accountId);
  if (view === undefined) return unknown(severity, words.unknown, policy.kind === 'unreadable' ? [policy.reason] : []);
  const faults = words.faults(view);
  if (faults.length > 0) return faults;
  if (view.problems.length > 0) return unknown(severity, words.unknown, [notUnderstood(view)]);
  return { kind: 'pass', evidence: words.pass };
}

export const NO_POLICY = notApplicable('there is no bucket policy');
