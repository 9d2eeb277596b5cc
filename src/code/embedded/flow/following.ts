// Functions whose summary says too little: they call what they are passed, or give back functions that remember
// it. Such a call is followed through the function's body, with what it passes.
import type { TextRange } from '../../../findings/finding.ts';
import type { Expression, FunctionIr } from '../ir.ts';
import { childrenOf, isExpressionOrStatement } from '../irWalk.ts';
import { showEverywhere } from './aliases.ts';
import type { Analysis, Summary } from './analysis.ts';
import { LimitReached } from './analysis.ts';
import { Frame } from './frame.ts';
import type { Applied, BoundArguments } from './functions.ts';
import { finishPending, leave, returnedFrom, writeOuter } from './functions.ts';
import { enterWith } from './parameters.ts';
import { runStatements } from './statements.ts';
import type { Closure, Value } from './value.ts';
import { deepTaints } from './joining.ts';

/** Functions that pass functions on to functions that pass them on. */
const MOST_NESTED = 4;
/** Of one file: what is beyond is followed by summaries alone. */
const MOST_FOLLOWED = 1_500;

/** How a function uses its parameters. */
export interface ParameterUses {
  /** It calls them. */
  readonly called: ReadonlySet<number>;
  /** It passes them on. */
  readonly passedOn: ReadonlySet<number>;
  /** It calls these members of its instance. */
  readonly ownMembers: ReadonlySet<string>;
}

/** Whether it takes the arguments themselves to say what a call comes to. */
export function needsArguments(
  analysis: Analysis,
  fn: FunctionIr,
  { returns, self }: Summary,
  { self: instance, values }: BoundArguments,
): boolean {
  if ((remembers(returns, fn, 2) || remembers(self, fn, 2)) && values.some(isTelling)) return true;
  const uses = usesOf(analysis, fn);
  for (const key of uses.ownMembers) {
    const member = instance?.slots?.get(key);
    if (member !== undefined && (member.closure !== undefined || isApi(member))) return true;
  }
  for (const [index, parameter] of fn.parameters.entries()) {
    const value = values[index];
    // A default is made of other parameters, which the caller passes.
    if (value === undefined) {
      if (parameter.value !== undefined && parameter.value.kind !== 'constant') return true;
      continue;
    }
    const inside = [value, ...(value.slots?.values() ?? [])];
    if (uses.called.has(index) && inside.some((one) => one.closure !== undefined || isApi(one))) return true;
    if (uses.passedOn.has(index) && inside.some((one) => one.closure !== undefined || one.bound !== undefined))
      return true;
  }
  return false;
}

/** What a function that remembers it can hand on: data that somebody chose, or a function. */
function isTelling(value: Value | undefined): boolean {
  if (value === undefined) return false;
  return value.closure !== undefined || isApi(value) || deepTaints(value).some(({ kind }) => kind !== 'unknown');
}

/** What can be a function of a library: a path and nothing that a function has not. */
function isApi({ path, constants, text, slots, instanceOf }: Value): boolean {
  return (
    path !== undefined &&
    constants === undefined &&
    text === undefined &&
    slots === undefined &&
    instanceOf === undefined &&
    !path.endsWith('()')
  );
}

/** Whether the value is, or has in it, a function that was made in this one. */
function remembers(value: Value | undefined, fn: FunctionIr, depth: number): boolean {
  if (value === undefined) return false;
  const closure = value.closure as Closure<Frame> | undefined;
  for (let frame = closure?.frame; frame !== undefined; frame = frame.parent) if (frame.fn === fn) return true;
  if (depth === 0) return false;
  for (const slot of value.slots?.values() ?? []) if (remembers(slot, fn, depth - 1)) return true;
  return remembers(value.rest, fn, depth - 1);
}

function usesOf(analysis: Analysis, fn: FunctionIr): ParameterUses {
  const known = analysis.parameterUses.get(fn);
  if (known !== undefined) return known;
  const indexes = new Map<string, number>();
  const note = (name: string | undefined, index: number): void => {
    if (name !== undefined) indexes.set(name, index);
  };
  for (const [index, { name, pattern }] of fn.parameters.entries()) {
    note(name, index);
    if (pattern.kind !== 'objectPattern') continue;
    for (const { target } of pattern.entries) note(target.kind === 'name' ? target.name : undefined, index);
  }
  const called = new Set<number>();
  const passedOn = new Set<number>();
  const add = (uses: Set<number>, expression: Expression): void => {
    const index = indexes.get(rootOf(expression));
    if (index !== undefined) uses.add(index);
  };
  const ownMembers = new Set<string>();
  const self = fn.receiver ? fn.parameters[0]?.name : 'this';
  const pending: object[] = [{ body: fn.body }];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isExpressionOrStatement(node) && node.kind === 'call') {
      const { callee } = node;
      add(called, callee);
      if (callee.kind === 'member' && callee.object.kind === 'name' && callee.object.name === self)
        ownMembers.add(callee.property);
      for (const { value } of node.args) add(passedOn, value);
    }
    pending.push(...childrenOf(node));
  }
  const uses = { called, passedOn, ownMembers };
  analysis.parameterUses.set(fn, uses);
  return uses;
}

/** `options` in `options.done`, `f` in `f.call`. */
function rootOf(expression: Expression): string {
  let root = expression;
  while (root.kind === 'member' || root.kind === 'index') root = root.object;
  return root.kind === 'name' ? root.name : '';
}

/** @returns undefined where a bound or recursion does not allow it */
export function followWith(
  analysis: Analysis,
  caller: Frame,
  closure: Closure<Frame>,
  bound: BoundArguments,
  call: TextRange,
  words: (index: number) => string,
): Applied | undefined {
  const { fn } = closure;
  const { depth, nested } = analysis;
  if (nested >= MOST_NESTED || analysis.followedCalls >= MOST_FOLLOWED || analysis.inProgress.has(fn)) return undefined;
  if (depth > analysis.limits.depth / 2) return undefined;
  analysis.followedCalls++;
  analysis.nested++;
  analysis.inProgress.add(fn);
  const self = bound.self ?? closure.self;
  const inner = new Frame({ fn, parent: closure.frame, self, gates: closure.gates, summaries: new Map() });
  try {
    enterWith(analysis, inner, fn, { ...bound, self }, words);
    runStatements(analysis, inner, fn.body);
    leave(inner);
    finishPending(analysis, inner);
  } catch (error) {
    if (!(error instanceof LimitReached)) throw error;
    analysis.abandoned.push({ start: call.start, end: call.end });
    analysis.depth = depth;
    return undefined;
  } finally {
    analysis.nested = nested;
    analysis.inProgress.delete(fn);
  }
  for (const [name, value] of inner.outerWrites) writeOuter(analysis, caller, closure.frame, name, value);
  // The objects that it was passed are the caller's own.
  for (const changed of inner.effects.values()) {
    caller.noteEffect(changed);
    showEverywhere(analysis, caller, caller.env, changed);
  }
  return { value: returnedFrom(inner) ?? { taints: [] }, self: inner.selfAtExit };
}
