// What an expression is worth at its point of the program.
import { isComparison } from '../adapters/lowering.ts';
import type { ArrayExpression, Expression, ObjectExpression, TextExpression } from '../ir.ts';
import type { PropertySite } from '../rules/rule.ts';
import { readProperty } from './accessors.ts';
import { madeAt } from './aliases.ts';
import type { Analysis } from './analysis.ts';
import { LimitReached } from './analysis.ts';
import { bind, evaluateAssign, remove } from './assignments.ts';
import { evaluateCall, evaluateTagged } from './calls.ts';
import { defineClass, setterKey } from './classes.ts';
import { pieceOf } from './cleaning.ts';
import type { Environment } from './environment.ts';
import { joinEnvironments } from './environment.ts';
import { foldBinary, truthOf } from './folding.ts';
import type { Frame } from './frame.ts';
import { closureOf } from './functions.ts';
import { refine } from './guards.ts';
import { elementOf, isConstantName, readAny, readMember, sourceAt } from './members.ts';
import { placeOf, reportProperty } from './reporting.ts';
import type { Value } from './value.ts';
import { builtText } from './builtText.ts';
import {
  anyMember,
  closuresOf,
  deepTaints,
  drawnFrom,
  join,
  joinTaints,
  partOfDrawn,
  withRest,
  withSlot,
} from './joining.ts';
import { constant, LITERAL, onlyConstant, unknownAt, withTaints } from './value.ts';

/** @throws LimitReached when the file asks for more than the bounds of the analysis allow */
export function evaluate(analysis: Analysis, frame: Frame, expression: Expression): Value {
  analysis.step();
  if (analysis.depth >= analysis.limits.depth) throw new LimitReached();
  analysis.depth++;
  const value = valueOf(analysis, frame, expression);
  analysis.depth--;
  return value;
}

function valueOf(analysis: Analysis, frame: Frame, expression: Expression): Value {
  switch (expression.kind) {
    case 'constant':
      return constant(expression.value);
    case 'name':
      return evaluateName(analysis, frame, expression.name, expression);
    case 'member': {
      const object = evaluate(analysis, frame, expression.object);
      const member = readProperty(analysis, frame, object, expression.property, expression, expression.object);
      return partOfDrawn(member, object);
    }
    case 'index': {
      const object = evaluate(analysis, frame, expression.object);
      // A slice is made of what the whole is made of.
      if (expression.index === undefined)
        return drawnFrom({ taints: object.taints, text: undefined, rest: object.rest ?? memberOf(object) }, [object]);
      const index = evaluate(analysis, frame, expression.index);
      return drawnFrom(readPiece(analysis, object, index, expression), [index]);
    }
    case 'call':
      return evaluateCall(analysis, frame, expression);
    case 'text':
      return evaluateText(analysis, frame, expression);
    case 'binary': {
      let value = evaluate(analysis, frame, expression.first);
      for (let at = 0; at < expression.rest.length; at++) {
        const step = expression.rest[at];
        if (step === undefined) break;
        if (step.operator === '+' && value.text !== undefined) {
          // What is added to a text makes one text, built once: generated code adds up thousands of pieces.
          const pieces = [value];
          for (; expression.rest[at]?.operator === '+'; at++) {
            const piece = expression.rest[at]?.right;
            if (piece !== undefined) pieces.push(evaluate(analysis, frame, piece));
          }
          at--;
          value = builtText(pieces, { start: expression.start, end: expression.rest[at]?.right.end ?? expression.end });
          continue;
        }
        const right = evaluate(analysis, frame, step.right);
        const range = { start: expression.start, end: step.right.end };
        const folded = foldBinary(value, step.operator, right, range, analysis.api.family === 'python');
        // Whether a number is above another says little of it.
        value = isComparison(step.operator) ? folded : drawnFrom(folded, [value, right]);
      }
      return value;
    }
    case 'logical':
      return evaluateLogical(analysis, frame, expression.operator, expression.parts);
    case 'unary': {
      if (expression.operator === 'delete') return remove(analysis, frame, expression.operand);
      const operand = evaluate(analysis, frame, expression.operand);
      if (expression.operator === 'await') return operand;
      if (expression.operator === 'not') {
        const truth = truthOf(operand);
        return truth === undefined ? LITERAL : constant(!truth);
      }
      const number = onlyConstant(operand);
      if (typeof number === 'number' && expression.operator === '-') return constant(-number);
      if (typeof number === 'number' && expression.operator === '+') return operand;
      return expression.operator === 'other' ? operand : drawnFrom(LITERAL, [operand]);
    }
    case 'conditional':
      return evaluateConditional(analysis, frame, expression.test, expression.then, expression.otherwise);
    case 'array':
      return evaluateArray(analysis, frame, expression);
    case 'object':
      return evaluateObject(analysis, frame, expression);
    case 'function':
      return closureOf(frame, expression.fn);
    case 'class':
      return defineClass(analysis, frame, expression.cls);
    case 'assign':
      return evaluateAssign(analysis, frame, expression);
    case 'comprehension': {
      const before = frame.env;
      frame.env = before?.fork();
      for (const clause of expression.clauses) {
        bind(
          analysis,
          frame,
          clause.target,
          elementOf(analysis, evaluate(analysis, frame, clause.iterable), clause.iterable, false),
          true,
        );
        for (const condition of clause.conditions) {
          evaluate(analysis, frame, condition);
          refine(analysis, frame, condition, true);
        }
      }
      const element = evaluate(analysis, frame, expression.element);
      frame.env = before;
      return { taints: [], rest: element, objects: madeAt(expression.start) };
    }
    case 'yield': {
      const value = expression.value === undefined ? LITERAL : evaluate(analysis, frame, expression.value);
      const given = expression.each ? elementOf(analysis, value, expression, false) : value;
      frame.yielded = frame.yielded === undefined ? given : join(frame.yielded, given);
      return value;
    }
    case 'opaque': {
      let taints = LITERAL.taints;
      let last: Value | undefined;
      for (const part of expression.parts) {
        last = evaluate(analysis, frame, part);
        taints = joinTaints(taints, deepTaints(last));
      }
      if (expression.parts.length === 1 && last !== undefined) return last;
      return { taints };
    }
  }
}

function memberOf(object: Value): Value | undefined {
  return object.slots === undefined ? undefined : anyMember(object);
}

function evaluateName(analysis: Analysis, frame: Frame, name: string, range: Expression): Value {
  const known = frame.lookup(name);
  if (known !== undefined) {
    for (const { fn } of closuresOf(known)) analysis.escaped.add(fn);
    return known;
  }
  const source = sourceAt(analysis, name, '', range);
  if (source !== undefined) return source;
  if (analysis.api.trusted.has(name) || isConstantName(name)) return { ...LITERAL, path: name };
  return unknownAt(range, `${name} is not set in this file`, name);
}

/** `name.split('/')[-1]` */
function readPiece(analysis: Analysis, object: Value, index: Value, range: Expression): Value {
  const piece = readIndex(analysis, object, index, range);
  const bits = pieceOf(analysis, object);
  return bits === 0 ? piece : withTaints(piece, (taint) => ({ ...taint, cleaned: taint.cleaned | bits }));
}

function readIndex(analysis: Analysis, object: Value, index: Value, range: Expression): Value {
  const key = onlyConstant(index);
  const text = onlyConstant(object);
  if (typeof text === 'string' && typeof key === 'number') {
    const character = text.at(key);
    return character === undefined ? LITERAL : constant(character);
  }
  if (typeof key === 'number' && key < 0 && object.length !== undefined) {
    return readMember(analysis, object, String(object.length + key), range);
  }
  if (typeof key === 'string' || typeof key === 'number') return readMember(analysis, object, String(key), range);
  const read = readAny(analysis, object, range);
  const keys = deepTaints(index);
  // Nothing is inherited from an object without a prototype.
  if (analysis.api.family === 'python' || keys.length === 0 || isBare(object)) return read;
  const before = object.keyedBy;
  return { ...read, keyedBy: { taints: joinTaints(before?.taints ?? [], keys), deep: before !== undefined } };
}

/** `Object.create(null)` */
function isBare({ path, madeBy }: Value): boolean {
  return path === 'Object.create()' && onlyConstant(madeBy?.args[0]?.value) === null;
}

function evaluateText(analysis: Analysis, frame: Frame, expression: TextExpression): Value {
  const pieces = expression.parts.map((part) => evaluate(analysis, frame, part));
  if (expression.tag !== undefined) return evaluateTagged(analysis, frame, expression, expression.tag, pieces);
  return builtText(pieces, expression);
}

function evaluateLogical(
  analysis: Analysis,
  frame: Frame,
  operator: 'and' | 'or' | 'nullish',
  parts: readonly Expression[],
): Value {
  const before = frame.env;
  const gates = frame.gates.length;
  // After each operand that decides, the later ones are not looked at.
  let exits: Environment | undefined;
  let result: Value | undefined;
  for (const [position, part] of parts.entries()) {
    const value = evaluate(analysis, frame, part);
    result = result === undefined ? value : join(result, value);
    exits = joinEnvironments(exits, frame.env);
    const truth = operator === 'nullish' ? undefined : truthOf(value);
    if (truth !== undefined && truth === (operator === 'or')) break;
    // `'' || x`: a value that is certainly passed over does not count.
    if (truth !== undefined && result === value && position < parts.length - 1) result = undefined;
    if (position === parts.length - 1) break;
    frame.env = frame.env?.fork();
    if (operator !== 'nullish') refine(analysis, frame, part, operator === 'and');
    frame.gates.push({ test: part, holds: operator === 'and' });
    if (frame.env === undefined) break;
  }
  frame.gates.length = gates;
  frame.env = before === undefined ? exits : before.settle(exits);
  return result ?? LITERAL;
}

function evaluateConditional(
  analysis: Analysis,
  frame: Frame,
  test: Expression,
  then: Expression,
  otherwise: Expression,
): Value {
  const truth = truthOf(evaluate(analysis, frame, test));
  const before = frame.env;
  let after: Environment | undefined;
  const branch = (taken: boolean, part: Expression): Value | undefined => {
    if (truth === !taken || before === undefined) return undefined;
    frame.env = before.fork();
    refine(analysis, frame, test, taken);
    frame.gates.push({ test, holds: taken });
    const value = evaluate(analysis, frame, part);
    frame.gates.pop();
    after = joinEnvironments(after, frame.env);
    return value;
  };
  const first = branch(true, then);
  const second = branch(false, otherwise);
  frame.env = before?.settle(after);
  if (first === undefined || second === undefined) return first ?? second ?? LITERAL;
  return join(first, second);
}

function evaluateArray(analysis: Analysis, frame: Frame, expression: ArrayExpression): Value {
  let array: Value = { taints: [], slots: new Map(), length: 0, objects: madeAt(expression.start) };
  for (const element of expression.elements) {
    const value = evaluate(analysis, frame, element.value);
    frame.holdInside(value);
    if (element.spread === true)
      array = withRest({ ...array, taints: joinTaints(array.taints, value.taints) }, anyMember(value));
    else if (array.length === undefined) array = withRest(array, value);
    else array = withSlot(array, String(array.length), value);
  }
  return array;
}

function evaluateObject(analysis: Analysis, frame: Frame, expression: ObjectExpression): Value {
  let object: Value = { taints: [], slots: new Map(), objects: madeAt(expression.start) };
  const sites: PropertySite[] = [];
  const place = placeOf(analysis, frame);
  for (const entry of expression.entries) {
    const key = entry.key === undefined ? undefined : onlyConstant(evaluate(analysis, frame, entry.key));
    const name = typeof key === 'string' || typeof key === 'number' ? String(key) : undefined;
    if (name !== undefined) frame.assigning.push(name);
    const value = memberValue(analysis, frame, entry.value);
    frame.holdInside(value);
    if (name !== undefined) frame.assigning.pop();
    if (name === undefined) {
      // A spread brings its members along; what it does not tell stays unknown.
      for (const [inner, slot] of entry.key === undefined ? (value.slots ?? []) : [])
        object = withSlot(object, inner, slot);
      if (value.taints.length > 0 || value.rest !== undefined) object = withRest(object, value);
      continue;
    }
    object = withSlot(object, value.closure?.fn.accessor === 'set' ? setterKey(name) : name, value);
    const start = entry.key?.start ?? entry.value.start;
    sites.push({
      ...place,
      key: name,
      value,
      range: { start, end: entry.value.end },
      valueRange: entry.value,
      siblings: object.slots ?? new Map<string, Value>(),
    });
  }
  for (const site of sites) reportProperty(analysis, { ...site, siblings: object.slots ?? site.siblings });
  return object;
}

/** A function that is written as a member has the object for its instance. */
export function memberValue(analysis: Analysis, frame: Frame, expression: Expression): Value {
  if (expression.kind !== 'function' || expression.fn.lexicalThis === true)
    return evaluate(analysis, frame, expression);
  analysis.step();
  return closureOf(frame, expression.fn, { taints: [] });
}
