// Assignments: to variables, to members of objects, and by patterns.
import type { AssignExpression, Expression, ObjectPattern, Pattern } from '../ir.ts';
import { lastName } from '../irWalk.ts';
import { readProperty, setProperty } from './accessors.ts';
import { showEverywhere } from './aliases.ts';
import type { Analysis } from './analysis.ts';
import { evaluate, memberValue } from './expressions.ts';
import { foldBinary } from './folding.ts';
import type { Frame } from './frame.ts';
import { elementOf, flowsInto, readAny, readMember, writeMember } from './members.ts';
import { placeOf, reportAssign, reportElement } from './reporting.ts';
import type { Value } from './value.ts';
import { anyMember, drawnFrom, join, withoutSlot } from './joining.ts';
import { LITERAL, onlyConstant } from './value.ts';

export function evaluateAssign(analysis: Analysis, frame: Frame, expression: AssignExpression): Value {
  const { target, operator } = expression;
  const name = target.kind === 'name' ? target.name : target.kind === 'member' ? target.property : undefined;
  if (name !== undefined) frame.assigning.push(name);
  if (expression.value.kind === 'function' && target.kind === 'name') analysis.named.add(expression.value.fn);
  let value =
    target.kind === 'member'
      ? memberValue(analysis, frame, expression.value)
      : evaluate(analysis, frame, expression.value);
  if (operator !== undefined && (target.kind === 'name' || target.kind === 'member' || target.kind === 'index')) {
    const before = evaluate(analysis, frame, target);
    if (operator === '||' || operator === '??' || operator === '&&') value = join(before, value);
    else {
      const folded = foldBinary(before, operator, value, expression, analysis.api.family === 'python');
      value = drawnFrom(folded, [before, value]);
      // Lists and sets of Python grow in place.
      if (analysis.api.family === 'python' && before.text === undefined && before.objects !== undefined) {
        value = { ...value, objects: before.objects };
        noteChange(analysis, frame, value, target.kind === 'name' ? target.name : undefined);
      }
    }
  }
  if (name !== undefined) frame.assigning.pop();
  bind(analysis, frame, target, value, expression.declares, expression);
  return value;
}

/**
 * Gives a value to whatever stands left of an assignment.
 *
 * @param site the assignment, where it is one that rules look at
 */
export function bind(
  analysis: Analysis,
  frame: Frame,
  target: Pattern,
  value: Value,
  declares: boolean,
  site?: AssignExpression,
): void {
  switch (target.kind) {
    case 'name':
      frame.assign(target.name, flowsInto(value, target, target.name), declares);
      if (site !== undefined)
        reportAssign(analysis, frame, {
          path: frame.lookup(target.name)?.path,
          property: target.name,
          value,
          range: site,
          valueRange: site.value,
          object: undefined,
          objectName: '',
        });
      return;
    case 'member':
    case 'index': {
      const object = evaluate(analysis, frame, target.object);
      const index = target.kind === 'index' && target.index !== undefined ? target.index : undefined;
      const keyValue = index === undefined ? undefined : evaluate(analysis, frame, index);
      const key = target.kind === 'member' ? target.property : nameOfKey(keyValue);
      const path = object.path === undefined || key === undefined ? undefined : `${object.path}.${key}`;
      if (site !== undefined && key !== undefined) {
        const objectName = lastName(target.object);
        const range = { range: site, valueRange: site.value };
        reportAssign(analysis, frame, { path, property: key, value, ...range, object, objectName });
      }
      if (site !== undefined && index !== undefined && keyValue !== undefined) {
        const element = {
          object,
          objectExpression: target.object,
          key: keyValue,
          keyRange: index,
          valueExpression: site.value,
        };
        reportElement(analysis, { ...placeOf(analysis, frame), ...element, value, range: site });
      }
      frame.holdInside(value);
      const stored = flowsInto(value, target, analysis.shown(target));
      if (key !== undefined && setProperty(analysis, frame, object, key, stored, target)) return;
      store(analysis, frame, target.object, writeMember(object, key, stored));
      return;
    }
    case 'defaultPattern':
      bind(
        analysis,
        frame,
        target.target,
        isThere(value) ? value : join(value, evaluate(analysis, frame, target.value)),
        declares,
      );
      return;
    case 'arrayPattern':
      for (const [position, element] of target.elements.entries()) {
        if (element === undefined) continue;
        const key = String(position);
        // Of a parameter it is remembered which element.
        const slot = isSymbol(value) ? readMember(analysis, value, key, target) : value.slots?.get(key);
        bind(analysis, frame, element, slot ?? elementOf(analysis, value, target, false), declares);
      }
      if (target.rest !== undefined)
        bind(analysis, frame, target.rest, { taints: value.taints, rest: anyMember(value) }, declares);
      return;
    case 'objectPattern':
      for (const entry of target.entries) {
        const member =
          entry.key === undefined
            ? readAny(analysis, value, entry.target)
            : readProperty(analysis, frame, value, entry.key, entry.target, undefined);
        bind(analysis, frame, entry.target, member, declares);
      }
      if (target.rest !== undefined) bind(analysis, frame, target.rest, remaining(value, target), declares);
      return;
  }
}

/** A parameter of which nothing else is known. */
function isSymbol({ taints, slots, rest }: Value): boolean {
  return (
    slots === undefined && rest === undefined && taints.length > 0 && taints.every(({ kind }) => kind === 'parameter')
  );
}

/** The default of a pattern is for what is missing. */
function isThere({ constants, text, slots }: Value): boolean {
  if (constants !== undefined) return constants.every((one) => one !== null);
  return text !== undefined || slots !== undefined;
}

/** What a pattern leaves for its rest: a copy without the members that it names. */
function remaining(value: Value, { entries }: ObjectPattern): Value {
  let rest: Value = { ...value, objects: undefined };
  for (const { key } of entries) if (key !== undefined) rest = withoutSlot(rest, key);
  return rest;
}

/** `delete object.key`, `del object[key]` */
export function remove(analysis: Analysis, frame: Frame, operand: Expression): Value {
  if (operand.kind !== 'member' && operand.kind !== 'index') {
    evaluate(analysis, frame, operand);
    return LITERAL;
  }
  const object = evaluate(analysis, frame, operand.object);
  const key = keyOf(analysis, frame, operand);
  if (key !== undefined) store(analysis, frame, operand.object, withoutSlot(object, key));
  return LITERAL;
}

/** Shows what was done to an object under its other names, and to whoever passed it. */
function noteChange(analysis: Analysis, frame: Frame, changed: Value, name: string | undefined): void {
  if (changed.objects === undefined) return;
  frame.noteEffect(changed);
  showEverywhere(analysis, frame, frame.env, changed, { name });
}

/** Puts a changed container back where the expression got it from: `a.b.c = x` changes `a.b`, and so `a`. */
export function store(analysis: Analysis, frame: Frame, holder: Expression, value: Value): void {
  noteChange(analysis, frame, value, holder.kind === 'name' ? holder.name : undefined);
  if (holder.kind === 'name') {
    frame.assign(holder.name, value, frame.lookup(holder.name) === undefined);
    return;
  }
  if (holder.kind !== 'member' && holder.kind !== 'index') return;
  const outer = evaluate(analysis, frame, holder.object);
  const key = keyOf(analysis, frame, holder);
  store(analysis, frame, holder.object, writeMember(outer, key, value));
}

/** Under which name a member or an index is kept; undefined for an index that is not constant. */
function keyOf(
  analysis: Analysis,
  frame: Frame,
  place: Extract<Expression, { kind: 'member' | 'index' }>,
): string | undefined {
  if (place.kind === 'member') return place.property;
  return place.index === undefined ? undefined : nameOfKey(evaluate(analysis, frame, place.index));
}

function nameOfKey(key: Value | undefined): string | undefined {
  const index = onlyConstant(key);
  return typeof index === 'string' || typeof index === 'number' ? String(index) : undefined;
}
