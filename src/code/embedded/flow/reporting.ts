// Where the analysis meets the rules: every call, assignment and property is shown to them once its
// values are known.
import type { TextRange } from '../../../findings/finding.ts';
import type {
  AssignSite,
  CallSite,
  ElementSite,
  FactChecks,
  FactHit,
  Place,
  PropertySite,
  ReturnSite,
  Rule,
  RuleText,
  SinkUse,
  SinkWords,
  TaintRule,
  TaintSeverity,
} from '../rules/rule.ts';
import type { Analysis, HitSite, ParameterFlow } from './analysis.ts';
import type { Frame } from './frame.ts';
import type { Taint, Trail, Value } from './value.ts';
import { deepTaints, placed } from './joining.ts';
import { concluded, HOLE, IS_TEXT, isProof as isProven, NO_DOUBT, onward, SELF } from './value.ts';

/** @returns true when some rule sees a sink in the call */
export function reportCall(analysis: Analysis, site: CallSite): boolean {
  let isSink = false;
  for (const rule of analysis.rules) {
    const hit = factsOf(rule)?.call?.(site);
    if (hit !== undefined) addFact(analysis, rule, hit, siteOf(site));
    if (rule.kind === 'fact') continue;
    for (const use of rule.sinks(site)) {
      if (fits(use) && use.transparent !== true) isSink = true;
      reportUse(analysis, rule, use, siteOf(site));
    }
  }
  return isSink;
}

export function placeOf(analysis: Analysis, frame: Frame): Place {
  return {
    family: analysis.api.family,
    surroundings: frame.surroundings(),
    gates: frame.gatesHere(),
    file: analysis.file,
  };
}

export function reportAssign(analysis: Analysis, frame: Frame, part: Omit<AssignSite, keyof Place>): void {
  const site: AssignSite = { ...part, ...placeOf(analysis, frame) };
  for (const rule of analysis.rules) {
    const hit = factsOf(rule)?.assign?.(site);
    if (hit !== undefined) addFact(analysis, rule, hit, site.range);
    if (rule.kind === 'taint') reportUses(analysis, rule, rule.assignSinks?.(site), site.range);
  }
}

export function reportProperty(analysis: Analysis, site: PropertySite): void {
  for (const rule of analysis.rules) {
    const hit = factsOf(rule)?.property?.(site);
    if (hit !== undefined) addFact(analysis, rule, hit, site.range);
    if (rule.kind === 'taint') reportUses(analysis, rule, rule.propertySinks?.(site), site.range);
  }
}

export function reportElement(analysis: Analysis, site: ElementSite): void {
  for (const rule of analysis.rules) {
    const hit = factsOf(rule)?.element?.(site);
    if (hit !== undefined) addFact(analysis, rule, hit, site.range);
    if (rule.kind === 'taint') reportUses(analysis, rule, rule.elementSinks?.(site), site.range);
  }
}

export function reportReturn(analysis: Analysis, site: ReturnSite): void {
  for (const rule of analysis.rules) {
    const hit = factsOf(rule)?.returned?.(site);
    if (hit !== undefined) addFact(analysis, rule, hit, site.range);
    if (rule.kind === 'taint') reportUses(analysis, rule, rule.returnSinks?.(site), site.range);
  }
}

function factsOf(rule: Rule): FactChecks | undefined {
  return rule.kind === 'fact' ? rule : rule.facts;
}

function addFact(analysis: Analysis, rule: RuleText, hit: FactHit, site: TextRange | HitSite): void {
  const { start, end } = hit.range ?? site;
  analysis.addFactHit({
    kind: 'fact',
    rule,
    severity: hit.severity,
    confidence: hit.confidence ?? 'high',
    site: hit.range === undefined && 'anchor' in site ? site : { start, end, anchor: start },
    argument: hit.argument,
    title: hit.title ?? rule.title,
    explanation: hit.explanation ?? rule.explanation,
    cwe: hit.cwe ?? rule.cwe,
  });
}

function reportUses(
  analysis: Analysis,
  rule: TaintRule,
  uses: readonly SinkUse[] | undefined,
  { start, end }: TextRange,
): void {
  for (const use of uses ?? []) reportUse(analysis, rule, use, { start, end, anchor: start });
}

function siteOf({ node }: CallSite): HitSite {
  const anchor = node.callee.kind === 'member' ? node.callee.propertyRange.start : node.start;
  return { start: node.start, end: node.end, anchor };
}

function reportUse(analysis: Analysis, rule: TaintRule, use: SinkUse, asked: HitSite): void {
  const { place } = use;
  const site = place === undefined ? asked : { start: place.start, end: place.end, anchor: place.start };
  const bit = analysis.bitOf(rule);
  if (use.also !== undefined && deepTaints(use.also).every((taint) => (taint.cleaned & bit) !== 0)) return;
  for (const taint of deepTaints(use.value)) {
    if ((taint.cleaned & harmlessBits(use, bit)) !== 0 || isElsewhere(rule, taint) || !isPlaced(use, taint)) continue;
    const trail = concluded(taint.trail, use.range, `${analysis.shown(use.range)} reaches ${rule.sinkWords}`);
    if (taint.kind === 'parameter' && taint.fn !== undefined && taint.index !== undefined) {
      analysis.addFlow({ rule, use, site, index: taint.index, access: taint.access ?? [], trail, taint });
    }
    if (!fits(use)) continue;
    const proven = isProof(rule, taint);
    // What an instance holds is only looked at where an instance is made.
    if (proven || (taint.index !== SELF && isWorthIt(use, use.value, taint))) {
      analysis.addTaintHit({
        kind: 'taint',
        rule,
        proven,
        ...traitsOf(use),
        taint,
        site,
        argument: use.range,
        trail,
      });
    }
  }
}

/** What a hit takes over from the sink. */
function traitsOf({ severity, minor, words }: SinkUse): {
  severity?: TaintSeverity;
  minor?: boolean;
  words?: SinkWords;
} {
  return {
    ...(severity === undefined ? {} : { severity }),
    ...(minor === undefined ? {} : { minor }),
    ...(words === undefined ? {} : { words }),
  };
}

/** The bits of {@link Taint.cleaned} that tell that the value is harmless at this sink. */
function harmlessBits({ onlyStructures }: SinkUse, bit: number): number {
  return onlyStructures === true ? bit | IS_TEXT : bit;
}

/** What a visitor's browser is led to is no input of the programs that run elsewhere. */
function isElsewhere({ inBrowser }: TaintRule, taint: Taint): boolean {
  return taint.inBrowser === true && inBrowser !== true;
}

/** Whether the literal pieces look like what the sink takes, where nothing else tells that it is one. */
function fits({ looksLike, value }: SinkUse): boolean {
  return looksLike === undefined || looksLike.test(value.text ?? HOLE);
}

/** Input that an attacker sends and that nothing on the way may have made harmless. */
function isProof({ direct }: TaintRule, taint: Taint): boolean {
  return isProven(taint) && (direct !== true || taint.doubt === NO_DOUBT);
}

function isWorthIt(use: SinkUse, value: Value, taint: Taint): boolean {
  if (use.unproven === 'always') return true;
  if (use.unproven === 'doubtful') return taint.kind === 'remote';
  return use.unproven === 'built' && isBuilt(value);
}

/** Whether the value can do harm at its place in the text. */
function isPlaced(use: SinkUse, taint: Taint): boolean {
  return use.position === undefined || use.position(taint.before ?? '', originOf(taint.trail));
}

function originOf(trail: Trail): string {
  let step = trail;
  while (step.previous !== undefined) step = step.previous;
  return step.message;
}

/** Literal text with something else in it, as opposed to a value that is merely passed on. */
export function isBuilt(value: Value): boolean {
  return value.text !== undefined && value.text.includes(HOLE) && /[A-Za-z]/.test(value.text);
}

/**
 * A parameter that reaches a sink inside the function, seen from a call: what the caller passes decides.
 *
 * @param passed what the caller passes, already narrowed to the part that reaches the sink
 */
export function reportFlow(
  analysis: Analysis,
  flow: ParameterFlow,
  passed: Value,
  call: TextRange,
  words: string,
): void {
  const bit = analysis.bitOf(flow.rule);
  const { looksLike } = flow.use;
  const text = (flow.use.value.text ?? HOLE).replace(HOLE, () => passed.text ?? HOLE);
  for (const taint of deepTaints(passed)) {
    const [inText = taint] = placed([taint], flow.taint.before ?? '');
    const joined: Taint = {
      ...inText,
      ...onward(taint, flow.taint),
      trail: appended(concluded(taint.trail, call, words), flow.trail),
    };
    if ((joined.cleaned & harmlessBits(flow.use, bit)) !== 0 || isElsewhere(flow.rule, taint)) continue;
    if (taint.kind === 'parameter' && taint.fn !== undefined && taint.index !== undefined) {
      analysis.addFlow({
        ...flow,
        index: taint.index,
        access: taint.access ?? [],
        trail: joined.trail,
        taint: joined,
        use: { ...flow.use, value: { ...flow.use.value, text } },
      });
    }
    if ((looksLike !== undefined && !looksLike.test(text)) || !isPlaced(flow.use, joined)) continue;
    const proven = isProof(flow.rule, joined);
    // Inside the function the parameter was all that could be seen; here more may be.
    if (proven || isWorthIt(flow.use, { taints: [], text }, joined)) {
      analysis.addTaintHit({
        kind: 'taint',
        rule: flow.rule,
        proven,
        ...traitsOf(flow.use),
        taint: joined,
        site: flow.site,
        argument: flow.use.range,
        trail: joined.trail,
      });
    }
  }
}

/** The outer way, then the inner one without its first step, which only says "parameter". */
export function appended(outer: Trail, inner: Trail): Trail {
  const steps: Trail[] = [];
  for (let step = inner; step.previous !== undefined; step = step.previous) steps.push(step);
  let trail = outer;
  for (const step of steps.reverse()) trail = concluded(trail, step.range, step.message);
  return trail;
}
