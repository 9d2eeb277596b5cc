// What a rule is. Rules speak the shared representation and API paths, never a parser's nodes.
import type { Severity } from '../../../findings/severity.ts';
import type { Confidence, TextRange } from '../../../findings/finding.ts';
import type { LanguageFamily } from '../adapters/adapter.ts';
import type { CallExpression, ClassIr, Expression, FunctionIr, Statement } from '../ir.ts';
import type { TextShape } from '../flow/patterns.ts';
import type { FileTraits } from '../flow/traits.ts';
import type { Value } from '../flow/value.ts';

export interface RuleText {
  readonly id: string;
  /** The most specific first. */
  readonly cwe: readonly number[];
  readonly title: string;
  readonly explanation: string;
  readonly remediation: string;
  /** For the catalogue: in whose code it looks. Default: every language that has an adapter. */
  readonly families?: readonly LanguageFamily[];
  /** For the catalogue: what it may report, worst first. Default: what `severity` says; without that, nothing. */
  readonly severities?: readonly Severity[];
}

export interface ArgumentValue {
  readonly value: Value;
  readonly range: TextRange;
  /** The keyword included. */
  readonly whole: TextRange;
  readonly name: string | undefined;
  readonly spread: boolean;
  /** As it stands in the file; absent for what a framework or a library passes. */
  readonly expression?: Expression;
}

/** A test that control has come through, and how it came out. */
export interface Gate {
  readonly test: Expression;
  readonly holds: boolean;
}

/** What a rule may know of the file around. */
export interface FileFacts extends FileTraits {
  /** With forward slashes. */
  readonly path: string;
  readonly body: readonly Statement[];
  /** Whether a name, a key, a module or a short text occurs in the code, wherever. */
  readonly mentions: (word: string) => boolean;
}

/** Where in the file a rule is looking. */
export interface Place {
  readonly family: LanguageFamily;
  /** Names around that tell what it is for: the function, and the variable that gets the result. */
  readonly surroundings: readonly string[];
  /** The tests under which control gets here, as far as the function shows. */
  readonly gates: readonly Gate[];
  readonly file: FileFacts;
}

/** One call as a rule sees it. */
export interface CallSite extends Place {
  readonly node: CallExpression;
  /** The function of this file that is called, where it is one. */
  readonly called: FunctionIr | undefined;
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
  /** The function that the call stands in. */
  readonly fn: FunctionIr | undefined;
}

/** A value that arrives where it must not be under an attacker's control. */
export interface SinkUse {
  readonly value: Value;
  /** The argument, for the evidence. */
  readonly range: TextRange;
  /** Where the finding stands, when it is not where the rule was asked: a response is made before it is returned. */
  readonly place?: TextRange;
  /**
   * When a value that is not proven to be an attacker's is worth a finding: `always` when it is not
   * constant, `built` when text is put together from it here, `doubtful` when it comes from a client
   * through something that may have made it harmless, `never` when only proof counts.
   */
  readonly unproven: 'always' | 'built' | 'doubtful' | 'never';
  /** It does harm only where this does, too: both have to be somebody else's choice. */
  readonly also?: Value;
  /** Text does no harm here, only an object or a list of the client's making does. */
  readonly onlyStructures?: boolean;
  /** What the literal pieces must look like where nothing else tells that this is the sink. */
  readonly looksLike?: RegExp;
  /**
   * Whether a value does harm where it stands in a text: `https://fixed.example/` in front of it settles the
   * host. Default: it does anywhere.
   *
   * @param before the text in front of it, with HOLE for what is not literal
   * @param source the expression that brought the value in, as far as it is shown in traces
   */
  readonly position?: (before: string, source: string) => boolean;
  /** What comes out is made of what goes in: the call only looks at it, or takes it apart. */
  readonly transparent?: boolean;
  /** Not worth a finding where the same input reaches another sink of the rule: `exists` in front of `open`. */
  readonly minor?: boolean;
  /** Where this sink is worse, or less bad, than the rule's others. */
  readonly severity?: TaintSeverity;
  readonly words?: SinkWords;
}

/** What is said of a sink that is not what the rule says of itself. */
export interface SinkWords {
  readonly cwe?: readonly number[];
  readonly title?: string;
  readonly unprovenTitle?: string;
  readonly explanation?: string;
  readonly remediation?: string;
}

export interface TaintSeverity {
  /** A source in the file reaches the sink. */
  readonly proven: Severity;
  /** The value is merely not constant. */
  readonly unproven: Severity;
}

/** `object[key] = value` with any key. */
export interface ElementSite extends Place {
  readonly object: Value;
  readonly objectExpression: Expression;
  readonly key: Value;
  readonly keyRange: TextRange;
  readonly value: Value;
  readonly valueExpression: Expression;
  /** The assignment. */
  readonly range: TextRange;
}

/** What a function gives back, where it does. */
export interface ReturnSite extends Place {
  readonly value: Value;
  /** The returned expression. */
  readonly range: TextRange;
  readonly fn: FunctionIr;
  readonly cls: ClassIr | undefined;
  /** The API path of a decorator or base class; undefined when it is not known. */
  readonly pathOf: (expression: Expression) => string | undefined;
  /** The function is registered with a framework, or follows the convention of one: a client's request leads to it. */
  readonly isHandler: boolean;
}

/** A test that came out one way or the other: a call, or `a in b` as the call `b.__contains__(a)`. */
export interface GuardSite {
  readonly family: LanguageFamily;
  readonly name: string;
  readonly path: string | undefined;
  readonly receiver: Value | undefined;
  readonly receiverExpression: Expression | undefined;
  readonly args: readonly Value[];
  readonly argumentExpressions: readonly Expression[];
  readonly outcome: boolean;
}

/** What a test has made harmless for one rule. */
export interface Guarded {
  /** The receiver of the call, the argument at a position, or a value that one of them was made from. */
  readonly subject: 'receiver' | number | Value;
  /** `value`: what the expression names. `origins`: everything that comes from where it comes from, too. */
  readonly reach: 'value' | 'origins';
}

export interface TaintRule extends RuleText {
  readonly kind: 'taint';
  /** The title where no attacker is proven. */
  readonly unprovenTitle: string;
  readonly severity: TaintSeverity;
  /**
   * API paths of functions whose result is harmless for this rule; a leading `*.` matches the name on any
   * receiver. A function that is a propagator, too, keeps its effect for the other rules.
   */
  readonly sanitizers: Readonly<Record<LanguageFamily, readonly string[]>>;
  /** What completes "… reaches", in the last step of the trace. */
  readonly sinkWords: string;
  readonly sinks: (site: CallSite) => readonly SinkUse[];
  /**
   * Only what comes straight from its source proves anything: of what a function that is not in this
   * file made of it, nobody can tell whether it still is the client's text or, say, a row of a table.
   */
  readonly direct?: boolean;
  /** The address bar and messages of other windows are an attacker's way in: the rule holds in a browser, too. */
  readonly inBrowser?: boolean;
  /** Calls that show that the result is harmless: a replacement of the dangerous character, a function of the file that is made for it. */
  readonly cleans?: (site: CallSite) => boolean;
  /** The argument, by position, that is harmless once the call has come back: a schema has looked at it. */
  readonly settles?: (site: CallSite) => number | undefined;
  readonly assignSinks?: (site: AssignSite) => readonly SinkUse[];
  readonly propertySinks?: (site: PropertySite) => readonly SinkUse[];
  readonly elementSinks?: (site: ElementSite) => readonly SinkUse[];
  readonly returnSinks?: (site: ReturnSite) => readonly SinkUse[];
  /** What must be harmless where this test came out so, beyond what is harmless for every rule. */
  readonly guard?: (site: GuardSite) => Guarded | undefined;
  /** What must be harmless once this call has come back: a check that throws. The outcome is always true. */
  readonly checks?: (site: GuardSite) => Guarded | undefined;
  /**
   * Whether a text that is known to be made of some characters only is harmless for this rule. Default:
   * when it is made of letters, digits and signs that mean nothing to a shell, to SQL or to markup.
   */
  readonly harmlessText?: (text: TextShape) => boolean;
  /**
   * Members that decide: where `x.hostname` is one of the program's own values, all that comes from where
   * `x` comes from is harmless for this rule.
   */
  readonly guardParts?: RegExp;
  /** What is wrong by itself, without any flow of data. */
  readonly facts?: FactChecks;
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

export interface AssignSite extends Place {
  /** The API path of the target, where known. */
  readonly path: string | undefined;
  readonly property: string;
  readonly value: Value;
  readonly range: TextRange;
  /** The value alone, without the target, as it is written. */
  readonly valueRange: Expression;
  /** What the property is set on; undefined for a plain variable. */
  readonly object: Value | undefined;
  /** How that is spelled: the last name in it; empty for a plain variable. */
  readonly objectName: string;
}

export interface PropertySite extends Place {
  readonly key: string;
  readonly value: Value;
  readonly range: TextRange;
  /** The value alone, without the key, as it is written. */
  readonly valueRange: Expression;
  /** Other entries of the same object by key. */
  readonly siblings: ReadonlyMap<string, Value>;
}

export interface FactChecks {
  readonly call?: (site: CallSite) => FactHit | undefined;
  readonly assign?: (site: AssignSite) => FactHit | undefined;
  readonly property?: (site: PropertySite) => FactHit | undefined;
  readonly element?: (site: ElementSite) => FactHit | undefined;
  readonly returned?: (site: ReturnSite) => FactHit | undefined;
}

export interface FactRule extends RuleText, FactChecks {
  readonly kind: 'fact';
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
