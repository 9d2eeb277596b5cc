// What a test that came out one way says of the values that it looked at: how variables are narrowed.
import type { Expression } from '../ir.ts';
import type { CallSite, Guarded, GuardSite, TaintRule } from '../rules/rule.ts';
import type { Analysis } from './analysis.ts';
import { evaluate } from './expressions.ts';
import type { Frame } from './frame.ts';
import { writeMember } from './members.ts';
import type { Taint, Value } from './value.ts';
import { deepTaints } from './joining.ts';
import { asText, onlyConstant, partNamed, withTaints } from './value.ts';

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

/** The value is harmless for some rules, given as a bit set. */
export function makeHarmless(analysis: Analysis, frame: Frame, expression: Expression, bits: number): void {
  const value = evaluate(analysis, frame, expression);
  change(analysis, frame, expression, (one) => cleanedFor(one, bits, undefined));
  cleanOrigins(analysis, frame, value, bits);
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
    if (rule.kind === 'taint') settle(analysis, frame, rule, rule.guard?.(site), site);
  }
}

/** Calls that throw where something is not as it should be: what is true once they have come back. */
export function refineAfterCall(analysis: Analysis, frame: Frame, call: CallSite): void {
  const checking = analysis.rules.filter((rule) => rule.kind === 'taint' && rule.checks !== undefined);
  if (checking.length === 0) return;
  const { callee } = call.node;
  const site: GuardSite = {
    family: call.family,
    name: call.name,
    path: call.path,
    receiver: call.receiver,
    receiverExpression: callee.kind === 'member' ? callee.object : undefined,
    args: call.args.map((argument) => argument.value),
    argumentExpressions: call.node.args.map((argument) => argument.value),
    outcome: true,
  };
  for (const rule of checking) {
    if (rule.kind === 'taint') settle(analysis, frame, rule, rule.checks?.(site), site);
  }
}

function settle(
  analysis: Analysis,
  frame: Frame,
  rule: TaintRule,
  guarded: Guarded | undefined,
  site: GuardSite,
): void {
  if (guarded === undefined) return;
  const at = guarded.subject;
  if (typeof at === 'object') {
    cleanOrigins(analysis, frame, at, analysis.bitOf(rule));
    return;
  }
  const subject = at === 'receiver' ? site.receiverExpression : site.argumentExpressions[at];
  const value = at === 'receiver' ? site.receiver : site.args[at];
  if (subject === undefined || value === undefined) return;
  const bit = analysis.bitOf(rule);
  change(analysis, frame, subject, (one) => cleanedFor(one, bit, undefined));
  if (guarded.reach === 'origins') cleanOrigins(analysis, frame, value, bit);
}

/** `parsed.hostname` is one of the program's own: for some rules that settles the whole that it is a part of. */
function settleWhole(analysis: Analysis, frame: Frame, part: Expression): void {
  const rules = analysis.rules.filter((rule) => rule.kind === 'taint' && rule.guardParts !== undefined);
  if (rules.length === 0) return;
  const named = unwrapped(part);
  const value = named.kind === 'member' ? undefined : evaluate(analysis, frame, named);
  // `const { hostname } = new URL(address)`: the path tells what it was a part of.
  const property = named.kind === 'member' ? named.property : partNamed(value?.path);
  if (property === undefined) return;
  let bits = 0;
  for (const rule of rules) {
    if (rule.kind === 'taint' && rule.guardParts?.test(property) === true) bits |= analysis.bitOf(rule);
  }
  if (bits === 0) return;
  if (value !== undefined) {
    cleanOrigins(analysis, frame, value, bits);
    return;
  }
  if (named.kind !== 'member') return;
  const whole = evaluate(analysis, frame, named.object);
  change(analysis, frame, named.object, (one) => cleanedFor(one, bits, undefined));
  cleanOrigins(analysis, frame, whole, bits);
}

/** Without what changes nothing that matters: `host.toLowerCase()`. */
function unwrapped(expression: Expression): Expression {
  let inner = expression;
  while (inner.kind === 'call' && inner.callee.kind === 'member' && TRANSPARENT.has(inner.callee.property))
    inner = inner.callee.object;
  return inner;
}

/** Every variable that holds something from the same origins, and the sources where they are read again. */
function cleanOrigins(analysis: Analysis, frame: Frame, value: Value, bits: number): void {
  const keys = new Set(deepTaints(value).flatMap((taint) => (taint.kind === 'unknown' ? [] : [taint.key])));
  if (keys.size === 0) return;
  for (const [name, held] of frame.env?.changesSince(undefined) ?? []) {
    if (deepTaints(held).some((taint) => keys.has(taint.key))) frame.env?.set(name, cleanedFor(held, bits, keys));
  }
  for (const taint of deepTaints(value)) {
    const source = taint.kind === 'remote' ? sourceExpression(analysis, taint) : undefined;
    if (source !== undefined) change(analysis, frame, source, (one) => cleanedFor(one, bits, undefined));
  }
}

/** `req.query.url` as it stands in the file, where the value was read by such a path. */
function sourceExpression(analysis: Analysis, taint: Taint): Expression | undefined {
  let origin = taint.trail;
  while (origin.previous !== undefined) origin = origin.previous;
  const { start, end } = origin.range;
  const text = analysis.shownText.slice(start, Math.min(end, start + 100));
  if (end - start > 100 || !/^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*){2,4}$/.test(text)) return undefined;
  const [root = '', ...properties] = text.split('.');
  const range = { start, end };
  let expression: Expression = { kind: 'name', ...range, name: root };
  for (const property of properties)
    expression = { kind: 'member', ...range, object: expression, property, propertyRange: range };
  return expression;
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
