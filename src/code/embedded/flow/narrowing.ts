// What a test that came out one way says of the values that it looked at: how variables are narrowed.
import type { Expression } from '../ir.ts';
import type { GuardSite } from '../rules/rule.ts';
import type { Analysis } from './analysis.ts';
import { evaluate } from './expressions.ts';
import type { Frame } from './frame.ts';
import { writeMember } from './members.ts';
import type { Value } from './value.ts';
import { asText, deepTaints, onlyConstant, withTaints } from './value.ts';

export function makeSafe(analysis: Analysis, frame: Frame, expression: Expression | undefined): void {
  if (expression === undefined) return;
  settleWhole(analysis, frame, expression);
  change(analysis, frame, expression, (value) => ({ taints: [], constants: value.constants }));
}

/** Harmless for the rules of the bits, whatever it is. */
export function cleanFor(analysis: Analysis, frame: Frame, expression: Expression, bits: number): void {
  change(analysis, frame, expression, (value) => cleanedFor(value, bits, undefined));
}

/** It is text: harmless where only a structure does harm. */
export function makeText(analysis: Analysis, frame: Frame, expression: Expression): void {
  change(analysis, frame, expression, (value) => withTaints(value, asText));
}

export function makeConstant(analysis: Analysis, frame: Frame, expression: Expression, value: Value): void {
  settleWhole(analysis, frame, expression);
  change(analysis, frame, expression, () => value);
}

interface Tested {
  readonly name: string;
  readonly path: string | undefined;
  readonly receiver: Expression | undefined;
  readonly args: readonly Expression[];
}

/** Tests that make a value harmless for one rule and say nothing to the others: a prefix, a host. */
export function refineForRules(analysis: Analysis, frame: Frame, tested: Tested, outcome: boolean): void {
  const guards = analysis.rules.filter((rule) => rule.kind === 'taint' && rule.guard !== undefined);
  if (guards.length === 0) return;
  const { name, path, receiver, args } = tested;
  const site: GuardSite = {
    family: analysis.api.family,
    name,
    path,
    receiver: receiver === undefined ? undefined : evaluate(analysis, frame, receiver),
    receiverExpression: receiver,
    args: args.map((argument) => evaluate(analysis, frame, argument)),
    argumentExpressions: args,
    outcome,
  };
  for (const rule of guards) {
    if (rule.kind !== 'taint') continue;
    const guarded = rule.guard?.(site);
    if (guarded === undefined) continue;
    const subject = guarded.subject === 'receiver' ? receiver : args[guarded.subject];
    if (subject === undefined) continue;
    const bit = analysis.bitOf(rule);
    const value = evaluate(analysis, frame, subject);
    change(analysis, frame, subject, (one) => cleanedFor(one, bit, undefined));
    if (guarded.reach === 'origins') cleanOrigins(frame, value, bit);
  }
}

/** `parsed.hostname` is one of the program's own: for some rules that settles the whole that it is a part of. */
function settleWhole(analysis: Analysis, frame: Frame, part: Expression): void {
  if (part.kind !== 'member') return;
  const { property } = part;
  let bits = 0;
  for (const rule of analysis.rules) {
    if (rule.kind === 'taint' && rule.guardParts?.test(property) === true) bits |= analysis.bitOf(rule);
  }
  if (bits === 0) return;
  const whole = evaluate(analysis, frame, part.object);
  change(analysis, frame, part.object, (one) => cleanedFor(one, bits, undefined));
  cleanOrigins(frame, whole, bits);
}

/** Every variable that holds something from the same origins. */
function cleanOrigins(frame: Frame, value: Value, bits: number): void {
  const keys = new Set(deepTaints(value).flatMap((taint) => (taint.kind === 'unknown' ? [] : [taint.key])));
  if (keys.size === 0) return;
  for (const [name, held] of frame.env?.changesSince(undefined) ?? []) {
    if (deepTaints(held).some((taint) => keys.has(taint.key))) frame.env?.set(name, cleanedFor(held, bits, keys));
  }
}

/** @param keys only what has one of these origins; undefined: everything in the value */
function cleanedFor(value: Value, bits: number, keys: ReadonlySet<string> | undefined, depth = 4): Value {
  const own = withTaints(value, (taint) =>
    keys === undefined || keys.has(taint.key) ? { ...taint, cleaned: taint.cleaned | bits } : taint,
  );
  if (depth === 0 || (own.slots === undefined && own.rest === undefined)) return own;
  const inner = (one: Value): Value => cleanedFor(one, bits, keys, depth - 1);
  return {
    ...own,
    slots: own.slots === undefined ? undefined : new Map([...own.slots].map(([key, slot]) => [key, inner(slot)])),
    rest: own.rest === undefined ? undefined : inner(own.rest),
  };
}

const TRANSPARENT = new Set(['lower', 'upper', 'strip', 'trim', 'toLowerCase', 'toUpperCase', 'toString', 'casefold']);

/** Changes the variable, or the member of one, that the expression names; nothing when it names none. */
export function change(analysis: Analysis, frame: Frame, expression: Expression, how: (value: Value) => Value): void {
  switch (expression.kind) {
    case 'name': {
      const before = frame.lookup(expression.name);
      if (before !== undefined) frame.env?.set(expression.name, how(before));
      return;
    }
    case 'member':
    case 'index': {
      const key =
        expression.kind === 'member'
          ? expression.property
          : expression.index === undefined
            ? undefined
            : onlyConstant(evaluate(analysis, frame, expression.index));
      if (typeof key !== 'string' && typeof key !== 'number') return;
      const value = how(evaluate(analysis, frame, expression));
      change(analysis, frame, expression.object, (object) => writeMember(object, String(key), value));
      return;
    }
    case 'call':
      if (expression.callee.kind === 'member' && TRANSPARENT.has(expression.callee.property))
        change(analysis, frame, expression.callee.object, how);
      else if (
        expression.callee.kind === 'name' &&
        (expression.callee.name === 'String' || expression.callee.name === 'str') &&
        expression.args[0] !== undefined
      )
        change(analysis, frame, expression.args[0].value, how);
      return;
    case 'unary':
      if (expression.operator === 'await') change(analysis, frame, expression.operand, how);
      return;
    default:
      return;
  }
}
