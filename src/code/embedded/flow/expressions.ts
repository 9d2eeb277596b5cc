// What an expression is worth at its point of the program.
import { isComparison } from '../adapters/lowering.ts';
import type {
  ArrayExpression,
  AssignExpression,
  Expression,
  ObjectExpression,
  Pattern,
  TextExpression,
} from '../ir.ts';
import { lastName } from '../irWalk.ts';
import type { PropertySite } from '../rules/rule.ts';
import type { Analysis } from './analysis.ts';
import { LimitReached } from './analysis.ts';
import { pieceOf } from './cleaning.ts';
import { evaluateCall, evaluateTagged } from './calls.ts';
import { foldBinary, truthOf } from './folding.ts';
import type { Environment } from './environment.ts';
import type { Frame } from './frame.ts';
import { joinEnvironments } from './environment.ts';
import { closureOf, defineClass } from './functions.ts';
import { refine } from './guards.ts';
import { elementOf, flowsInto, isConstantName, readAny, readMember, sourceAt, writeMember } from './members.ts';
import { placeOf, reportAssign, reportElement, reportProperty } from './reporting.ts';
import type { Value } from './value.ts';
import {
  anyMember,
  builtText,
  constant,
  deepTaints,
  drawnFrom,
  join,
  joinTaints,
  LITERAL,
  onlyConstant,
  partOfDrawn,
  unknownAt,
  withRest,
  withSlot,
  withTaints,
} from './value.ts';

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
      return partOfDrawn(readMember(analysis, object, expression.property, expression), object);
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
      return { taints: [], rest: element };
    }
    case 'yield': {
      const value = expression.value === undefined ? LITERAL : evaluate(analysis, frame, expression.value);
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
    if (known.closure !== undefined) analysis.escaped.add(known.closure.fn);
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
  let array: Value = { taints: [], slots: new Map(), length: 0 };
  for (const element of expression.elements) {
    const value = evaluate(analysis, frame, element.value);
    if (element.spread === true)
      array = withRest({ ...array, taints: joinTaints(array.taints, value.taints) }, anyMember(value));
    else if (array.length === undefined) array = withRest(array, value);
    else array = withSlot(array, String(array.length), value);
  }
  return array;
}

function evaluateObject(analysis: Analysis, frame: Frame, expression: ObjectExpression): Value {
  let object: Value = { taints: [], slots: new Map() };
  const sites: PropertySite[] = [];
  const place = placeOf(analysis, frame);
  for (const entry of expression.entries) {
    const key = entry.key === undefined ? undefined : onlyConstant(evaluate(analysis, frame, entry.key));
    const name = typeof key === 'string' || typeof key === 'number' ? String(key) : undefined;
    if (name !== undefined) frame.assigning.push(name);
    const value = evaluate(analysis, frame, entry.value);
    if (name !== undefined) frame.assigning.pop();
    if (name === undefined) {
      // A spread brings its members along; what it does not tell stays unknown.
      for (const [inner, slot] of entry.key === undefined ? (value.slots ?? []) : [])
        object = withSlot(object, inner, slot);
      if (value.taints.length > 0 || value.rest !== undefined) object = withRest(object, value);
      continue;
    }
    object = withSlot(object, name, value);
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

function evaluateAssign(analysis: Analysis, frame: Frame, expression: AssignExpression): Value {
  const { target, operator } = expression;
  const name = target.kind === 'name' ? target.name : target.kind === 'member' ? target.property : undefined;
  if (name !== undefined) frame.assigning.push(name);
  if (expression.value.kind === 'function' && target.kind === 'name') analysis.named.add(expression.value.fn);
  let value = evaluate(analysis, frame, expression.value);
  if (operator !== undefined && (target.kind === 'name' || target.kind === 'member' || target.kind === 'index')) {
    const before = evaluate(analysis, frame, target);
    if (operator === '||' || operator === '??' || operator === '&&') value = join(before, value);
    else {
      const folded = foldBinary(before, operator, value, expression, analysis.api.family === 'python');
      value = drawnFrom(folded, [before, value]);
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
      store(analysis, frame, target.object, writeMember(object, key, flowsInto(value, target, analysis.shown(target))));
      return;
    }
    case 'defaultPattern':
      bind(analysis, frame, target.target, join(value, evaluate(analysis, frame, target.value)), declares);
      return;
    case 'arrayPattern':
      for (const [position, element] of target.elements.entries()) {
        if (element === undefined) continue;
        const slot = value.slots?.get(String(position));
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
            : readMember(analysis, value, entry.key, entry.target);
        bind(analysis, frame, entry.target, member, declares);
      }
      if (target.rest !== undefined) bind(analysis, frame, target.rest, value, declares);
      return;
  }
}

/** Puts a changed container back where the expression got it from: `a.b.c = x` changes `a.b`, and so `a`. */
export function store(analysis: Analysis, frame: Frame, holder: Expression, value: Value): void {
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
