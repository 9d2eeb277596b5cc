import type { Confidence, TextRange } from '../../../findings/finding.ts';
import type { Severity } from '../../../findings/severity.ts';
import { compareSeverity } from '../../../findings/severity.ts';
import type { LanguageApi, ParameterSeed } from '../api/languageApi.ts';
import type { ClassIr, FunctionIr } from '../ir.ts';
import type { FileFacts, Rule, RuleText, SinkUse, SinkWords, TaintRule, TaintSeverity } from '../rules/rule.ts';
import type { ParameterUses } from './following.ts';
import type { Predicate, Told } from './guardFunctions.ts';
import type { TextShape } from './patterns.ts';
import { isPlain } from './patterns.ts';
import type { Taint, Trail, Value } from './value.ts';
import { IS_TEXT } from './value.ts';

/** Where a rule hits. */
export interface HitSite extends TextRange {
  /** Where the part that matters begins: the name of the callee in a long chain of calls. */
  readonly anchor: number;
}

/** A sink that a parameter of a function reaches. */
export interface ParameterFlow {
  readonly rule: TaintRule;
  readonly use: SinkUse;
  readonly site: HitSite;
  readonly index: number;
  readonly access: readonly string[];
  /** From the parameter to the sink. */
  readonly trail: Trail;
  readonly taint: Taint;
}

/** What a caller has to know of a function. */
export interface Summary {
  readonly returns: Value | undefined;
  readonly flows: Map<string, ParameterFlow>;
  /** Values that it may leave in variables of the functions around it. */
  readonly writes: ReadonlyMap<string, Value>;
  readonly self: Value | undefined;
  /** What it does to objects that it is passed; by object, see aliases.ts. */
  readonly effects: ReadonlyMap<string, Value>;
  readonly cls: ClassIr | undefined;
  /** By parameter: the rules for which it is harmless once the function has come back, as a bit set. */
  readonly checked: Told;
}

/** The parameter flows of one function, as they are found. */
export interface FunctionFlows {
  readonly fn: FunctionIr;
  readonly flows: Map<string, ParameterFlow>;
}

export interface TaintHit {
  readonly kind: 'taint';
  readonly rule: TaintRule;
  readonly proven: boolean;
  /** Default: the rule's. */
  readonly severity?: TaintSeverity;
  /** Where this sink is not what the rule says of itself. */
  readonly words?: SinkWords;
  readonly taint: Taint;
  /** Dropped where the same input reaches a sink of the rule that is not. */
  readonly minor?: boolean;
  /** The call, the assignment, the property or the returned expression. */
  readonly site: HitSite;
  /** The dangerous argument. */
  readonly argument: TextRange;
  readonly trail: Trail;
}

export interface FactRuleHit {
  readonly kind: 'fact';
  readonly rule: RuleText;
  readonly severity: Severity;
  readonly confidence: Confidence;
  readonly site: HitSite;
  readonly argument: TextRange | undefined;
  readonly title: string;
  readonly explanation: string;
  readonly cwe: readonly number[];
}

/** Thrown where a bound is reached, caught by whoever analyses the function or the module. */
export class LimitReached extends Error {
  constructor() {
    super('a bound of the analysis was reached');
  }
}

export interface Limits {
  /** Expressions and statements evaluated per function and for the whole file: what ends a pathological file. */
  readonly stepsPerFunction: number;
  readonly stepsPerFile: number;
  /** Nested evaluations, calls included: keeps the recursion off the end of the stack. */
  readonly depth: number;
}

export const DEFAULT_LIMITS: Limits = { stepsPerFunction: 300_000, stepsPerFile: 2_500_000, depth: 600 };

/** The state of one analysis of one file. */
export class Analysis {
  readonly api: LanguageApi;
  readonly rules: readonly Rule[];
  readonly limits: Limits;
  /** Secrets are masked in it, same length: whatever is quoted from here can be shown. */
  readonly shownText: string;
  readonly file: FileFacts;
  readonly summaries = new Map<FunctionIr, Summary>();
  /** What the results of functions that are used as tests say of their arguments. */
  readonly predicates = new Map<FunctionIr, Predicate>();
  /** What methods were seen to leave in the fields of their class. */
  readonly presetFields: ReadonlyMap<ClassIr, ReadonlyMap<string, Value>>;
  /** The keys by which a function reads, out of what it was passed, what it passes to itself; by parameter. */
  readonly recursions = new Map<FunctionIr, Map<number, readonly Taint[]>>();
  /** What the file says before its first statement: `use server`. */
  readonly directives: ReadonlySet<string>;
  readonly inProgress = new Set<FunctionIr>();
  /** Functions that some call in the file leads to. */
  readonly called = new Set<FunctionIr>();
  /** Functions that are only known by a name of this file. */
  readonly named = new Set<FunctionIr>();
  /** Functions that are handed to a call where they are written. */
  readonly handed = new Set<FunctionIr>();
  /** Functions that are used as values: somebody else may call them. */
  readonly escaped = new Set<FunctionIr>();
  /** What frameworks hand to functions that are registered with them. */
  readonly seeds = new Map<FunctionIr, readonly (ParameterSeed | undefined)[]>();
  readonly factHits = new Map<string, FactRuleHit>();
  /** Functions that could not be followed to their end. */
  readonly abandoned: TextRange[] = [];
  /** A generator that can be foretold has been called: most files have none, and need not look for its numbers. */
  draws = false;
  /** Everything that is known of functions, whoever called them. */
  readonly followed: Summary[] = [];
  /** What promises of this file are resolved with. */
  readonly resolved = new Map<string, Value>();
  readonly parameterUses = new Map<FunctionIr, ParameterUses>();
  /** Calls that were followed through the body of the function, and how deep in one another the ones in hand are. */
  followedCalls = 0;
  nested = 0;
  steps = 0;
  depth = 0;
  functionSteps = 0;
  readonly #taintHits = new Map<string, TaintHit[]>();
  readonly #bits = new Map<string, number>();
  readonly #sanitizers = new Map<string, number>();
  /** Parameter flows of the functions in hand; a stack, for functions are analysed when they are called. */
  readonly flows: FunctionFlows[] = [];

  constructor(options: {
    api: LanguageApi;
    rules: readonly Rule[];
    shownText: string;
    file: FileFacts;
    limits?: Limits;
    presetFields?: ReadonlyMap<ClassIr, ReadonlyMap<string, Value>>;
    directives?: ReadonlySet<string>;
  }) {
    this.directives = options.directives ?? new Set();
    this.presetFields = options.presetFields ?? new Map<ClassIr, ReadonlyMap<string, Value>>();
    this.api = options.api;
    this.rules = options.rules;
    this.shownText = options.shownText;
    this.file = options.file;
    this.limits = options.limits ?? DEFAULT_LIMITS;
    let bit = IS_TEXT * 2;
    for (const rule of options.rules) {
      if (rule.kind !== 'taint') continue;
      this.#bits.set(rule.id, bit);
      for (const path of rule.sanitizers[options.api.family]) {
        this.#sanitizers.set(path, (this.#sanitizers.get(path) ?? 0) | bit);
      }
      bit *= 2;
    }
  }

  bitOf(rule: TaintRule): number {
    return this.#bits.get(rule.id) ?? 0;
  }

  /** The rules for which this call's result is harmless, as a bit set. */
  sanitizes(path: string | undefined, name: string): number {
    return (path === undefined ? 0 : (this.#sanitizers.get(path) ?? 0)) | (this.#sanitizers.get(`*.${name}`) ?? 0);
  }

  /** The rules for which a text of this shape is harmless, as a bit set. */
  harmlessFor(shape: TextShape): number {
    const plain = isPlain(shape);
    let bits = 0;
    for (const rule of this.rules) {
      if (rule.kind === 'taint' && (rule.harmlessText?.(shape) ?? plain)) bits |= this.bitOf(rule);
    }
    return bits;
  }

  /**
   * Notes a flow with the function whose parameter it is: a function in it may be where the sink is. What is
   * said of functions that are looked at for another reason is not noted.
   */
  addFlow(flow: ParameterFlow): void {
    const { fn } = flow.taint;
    if (fn === undefined) return;
    const flows = this.flows.findLast((one) => one.fn === fn)?.flows ?? this.summaries.get(fn)?.flows;
    const key = keyOf(flow);
    if (flows?.has(key) === false) flows.set(key, flow);
  }

  /** Counts one step; every loop of the analysis passes here. */
  step(): void {
    this.spend(1);
  }

  /** Counts work that grows with the size of the values in hand. */
  spend(steps: number): void {
    this.steps += steps;
    this.functionSteps += steps;
    if (this.steps > this.limits.stepsPerFile || this.functionSteps > this.limits.stepsPerFunction)
      throw new LimitReached();
  }

  /** A short piece of the file on one line, for words in a trace. */
  shown(range: TextRange): string {
    const text = this.shownText.slice(range.start, Math.min(range.end, range.start + 200)).replace(/\s+/g, ' ');
    return text.length > 60 ? `${text.slice(0, 57)}…` : text;
  }

  addTaintHit(hit: TaintHit): void {
    const key = `${hit.rule.id}:${hit.site.start}:${hit.site.end}`;
    const hits = this.#taintHits.get(key);
    if (hits === undefined) {
      this.#taintHits.set(key, [hit]);
      return;
    }
    const same = hits.findIndex(
      (other) => other.proven === hit.proven && other.taint.kind === hit.taint.kind && other.taint.fn === hit.taint.fn,
    );
    const other = hits[same];
    if (other === undefined) hits.push(hit);
    else if (hit.taint.doubt < other.taint.doubt) hits[same] = hit;
  }

  /** The most telling hit at each place, once all functions have been looked at. */
  taintHits(): readonly TaintHit[] {
    const strongest = [...this.#taintHits.values()].flatMap((hits) => {
      const [first, ...others] = hits.filter((hit) => hit.taint.fn === undefined || !this.#isClosed(hit.taint.fn));
      return first === undefined ? [] : [others.reduce((best, hit) => (isStronger(hit, best) ? hit : best), first)];
    });
    const major = new Set(
      strongest.filter((hit) => hit.minor !== true).map((hit) => `${hit.rule.id} ${hit.taint.key}`),
    );
    return strongest.filter((hit) => hit.minor !== true || !major.has(`${hit.rule.id} ${hit.taint.key}`));
  }

  /** All calls of it have been seen: what its parameters hold is known from them, not open. */
  #isClosed(fn: FunctionIr): boolean {
    return this.called.has(fn) && !this.escaped.has(fn) && (this.named.has(fn) || this.handed.has(fn));
  }

  addFactHit(hit: FactRuleHit): void {
    const key = `${hit.rule.id}:${hit.site.start}:${hit.site.end}`;
    const before = this.factHits.get(key);
    if (before === undefined || compareSeverity(hit.severity, before.severity) < 0) this.factHits.set(key, hit);
  }
}

/** Two flows with the same key say the same to every caller. */
function keyOf({ rule, use, site, index, access, taint }: ParameterFlow): string {
  const place = `${site.start}:${site.end}:${use.range.start}:${index}:${access.join('.')}`;
  return `${rule.id}:${place}:${taint.doubt}:${taint.cleaned}:${taint.before ?? ''}:${use.value.text ?? ''}`;
}

const KIND_ORDER = ['remote', 'local', 'parameter', 'unknown'];

function isStronger(a: TaintHit, b: TaintHit): boolean {
  if (a.proven !== b.proven) return a.proven;
  if (a.taint.kind !== b.taint.kind) return KIND_ORDER.indexOf(a.taint.kind) < KIND_ORDER.indexOf(b.taint.kind);
  return a.taint.doubt < b.taint.doubt;
}
