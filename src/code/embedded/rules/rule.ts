// What a rule is. Rules speak the shared representation and API paths, never a parser's nodes.
import type { Severity } from '../../../findings/severity.ts';
import type { Confidence, TextRange } from '../../../findings/finding.ts';
import type { LanguageFamily } from '../adapters/adapter.ts';
import type { CallExpression } from '../ir.ts';
import type { Value } from '../flow/value.ts';

export interface RuleText {
  readonly id: string;
  /** The most specific first. */
  readonly cwe: readonly number[];
  readonly title: string;
  readonly explanation: string;
  readonly remediation: string;
}

export interface ArgumentValue {
  readonly value: Value;
  readonly range: TextRange;
  /** The keyword included. */
  readonly whole: TextRange;
  readonly name: string | undefined;
  readonly spread: boolean;
}

/** One call as a rule sees it. */
export interface CallSite {
  readonly family: LanguageFamily;
  readonly node: CallExpression;
  /** The last name of the callee: `execute` in `db.cursor().execute(sql)`. */
  readonly name: string;
  /** The API path of the callee, as far as imports and assignments tell. */
  readonly path: string | undefined;
  /** The API path of the object that a method is called on. */
  readonly receiverPath: string | undefined;
  readonly receiver: Value | undefined;
  /** How the receiver is spelled: the last name in it, e.g. `cursor` in `self.cursor`; empty without one. */
  readonly receiverName: string;
  readonly args: readonly ArgumentValue[];
  /** Names around the call that tell what it is for: the function, and the variable that gets the result. */
  readonly surroundings: readonly string[];
}

/** A value that arrives where it must not be under an attacker's control. */
export interface SinkUse {
  readonly value: Value;
  /** The argument, for the evidence. */
  readonly range: TextRange;
  /**
   * When a value that is not proven to be an attacker's is worth a finding: `always` when it is not
   * constant, `built` when text is put together from it here, `never` when only proof counts.
   */
  readonly unproven: 'always' | 'built' | 'never';
  /** What the literal pieces must look like where nothing else tells that this is the sink. */
  readonly looksLike?: RegExp;
}

export interface TaintRule extends RuleText {
  readonly kind: 'taint';
  /** The title where no attacker is proven. */
  readonly unprovenTitle: string;
  readonly severity: {
    /** A source in the file reaches the sink. */
    readonly proven: Severity;
    /** The value is merely not constant. */
    readonly unproven: Severity;
  };
  /** API paths of functions whose result is harmless for this rule. */
  readonly sanitizers: Readonly<Record<LanguageFamily, readonly string[]>>;
  /** What completes "… reaches", in the last step of the trace. */
  readonly sinkWords: string;
  readonly sinks: (site: CallSite) => readonly SinkUse[];
}

export interface FactHit {
  readonly severity: Severity;
  /** Default: the call, the assignment or the property. */
  readonly range?: TextRange;
  /** The part of a call that is wrong, for when the call is too long to quote. */
  readonly argument?: TextRange;
  readonly title?: string;
  readonly explanation?: string;
  readonly cwe?: readonly number[];
  /** Default: high, for a fact is a fact; lower where the rule had to read names. */
  readonly confidence?: Confidence;
}

export interface AssignSite {
  readonly family: LanguageFamily;
  /** The API path of the target, where known. */
  readonly path: string | undefined;
  readonly property: string;
  readonly value: Value;
  readonly range: TextRange;
  readonly surroundings: readonly string[];
}

export interface PropertySite {
  readonly family: LanguageFamily;
  readonly key: string;
  readonly value: Value;
  readonly range: TextRange;
  /** Other entries of the same object by key. */
  readonly siblings: ReadonlyMap<string, Value>;
}

export interface FactRule extends RuleText {
  readonly kind: 'fact';
  readonly call?: (site: CallSite) => FactHit | undefined;
  readonly assign?: (site: AssignSite) => FactHit | undefined;
  readonly property?: (site: PropertySite) => FactHit | undefined;
}

export type Rule = TaintRule | FactRule;

/** The argument at a position or under a keyword. */
export function argumentOf(site: CallSite, index: number, keyword?: string): ArgumentValue | undefined {
  const byName = keyword === undefined ? undefined : site.args.find((argument) => argument.name === keyword);
  if (byName !== undefined) return byName;
  const positional = site.args.filter((argument) => argument.name === undefined);
  const spread = positional.findIndex((argument) => argument.spread);
  return spread >= 0 && spread <= index ? positional[spread] : positional[index];
}
