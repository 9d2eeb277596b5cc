import type { Capability } from './actions.ts';
import { accountsNamed } from './conditions.ts';
import { allowedActions, audienceOf, capabilitiesOf, either, isNarrowed, type Verdict } from './grants.ts';
import { parsePolicy, type PolicyDocument, type PolicyProblem, type PolicyStatement } from './policyDocument.ts';
import { principalsOf } from './principals.ts';
import { scopeOf, type BucketScope } from './scope.ts';
import { tlsOnly } from './tlsOnly.ts';

/** What one statement does, and why that counts as it does. */
export interface StatementVerdict {
  /** Position in the document, from 0. */
  readonly index: number;
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  /** AWS counts it as public; always false for a Deny. */
  readonly public: Verdict;
  /** What it lets its principals do with the bucket, after the Deny statements that hold for everyone. */
  readonly grants: readonly Capability[];
  readonly why: string;
}

/** What a bucket policy means, by the policy alone: block public access and ACLs are not part of it. */
export interface PolicyVerdict {
  /** By AWS's own meaning: some Allow is not limited to fixed values. */
  readonly public: Verdict;
  /** Everyone can read the data of objects. */
  readonly publicRead: Verdict;
  /** Everyone can list keys. */
  readonly publicList: Verdict;
  /** Everyone can write, delete or configure. */
  readonly publicWrite: Verdict;
  /** Everyone can change who may do what. */
  readonly publicAdmin: Verdict;
  readonly tlsOnly: Verdict;
  /** What is missing to TLS-only. */
  readonly tlsMissing: readonly string[];
  /** Accounts and canonical ids that are allowed something and are not the owner's, sorted. */
  readonly foreign: readonly string[];
  readonly statements: readonly StatementVerdict[];
  /** What could not be understood; where there is something, nothing is called not public. */
  readonly problems: readonly PolicyProblem[];
}

export interface PolicyContext {
  /** Twelve digits: the owner. Without it every account that is named counts as foreign. */
  readonly account?: string | undefined;
  readonly bucket?: string | undefined;
}

/**
 * Judges a bucket policy as AWS does: a policy is public unless every Allow names fixed principals or is
 * limited to fixed values. Never throws: a text that is no policy gives `unknown` and a problem.
 */
export function evaluatePolicy(text: string, context: PolicyContext = {}): PolicyVerdict {
  const parsed = parsePolicy(text);
  if (parsed.kind === 'broken') return unreadable(parsed.problem);
  const { document } = parsed;
  const scope = scopeOf(document, context.bucket);
  const statements = document.statements.map((statement) => judge(statement, document, scope));
  const start: Verdict = document.problems.length > 0 ? 'unknown' : false;
  const publicly = (capability?: Capability): Verdict =>
    statements
      .filter(({ grants }) => capability === undefined || grants.includes(capability))
      .reduce<Verdict>((sum, statement) => either(sum, statement.public), start);
  const tls = tlsOnly(document, scope);
  return {
    public: publicly(),
    publicRead: publicly('read'),
    publicList: publicly('list'),
    publicWrite: publicly('write'),
    publicAdmin: publicly('admin'),
    tlsOnly: tls.tlsOnly,
    tlsMissing: tls.missing,
    foreign: foreignOf(document, context.account),
    statements,
    problems: document.problems,
  };
}

function unreadable(problem: PolicyProblem): PolicyVerdict {
  return {
    public: 'unknown',
    publicRead: 'unknown',
    publicList: 'unknown',
    publicWrite: 'unknown',
    publicAdmin: 'unknown',
    tlsOnly: 'unknown',
    tlsMissing: ['the policy is not understood'],
    foreign: [],
    statements: [],
    problems: [problem],
  };
}

function judge(statement: PolicyStatement, document: PolicyDocument, scope: BucketScope): StatementVerdict {
  const { index, sid, effect } = statement;
  if (effect === 'Deny') {
    const why = statement.conditions.length === 0 ? 'denies' : 'denies where its conditions hold';
    return { index, sid, effect, public: false, grants: [], why };
  }
  const audience = audienceOf(statement);
  const grants = capabilitiesOf(allowedActions(statement, document, scope));
  const narrowed = audience.public !== false && isNarrowed(statement, document, scope);
  const why = narrowed ? `${audience.why}; a Deny with a condition narrows it` : audience.why;
  return { index, sid, effect, public: audience.public, grants, why };
}

function foreignOf(document: PolicyDocument, account: string | undefined): readonly string[] {
  const ids = new Set<string>();
  for (const { effect, principal, conditions } of document.statements) {
    if (effect !== 'Allow') continue;
    for (const one of principalsOf(principal)) {
      if (one.kind === 'account' || one.kind === 'canonical') ids.add(one.id);
      else if (one.kind === 'everyone') for (const id of accountsNamed(conditions)) ids.add(id);
    }
  }
  if (account !== undefined) ids.delete(account);
  return [...ids].sort();
}
