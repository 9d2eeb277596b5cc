// Constant folding and the building of text by operators and format strings.
import type { TextRange } from '../../../findings/finding.ts';
import { isComparison } from '../adapters/lowering.ts';
import type { Constant } from '../ir.ts';
import type { Value } from './value.ts';
import { builtText } from './builtText.ts';
import { anyMember, deepTaints, join, joinTaints } from './joining.ts';
import { constant, LITERAL, ofConstants, onlyConstant, onlyString, unknownAt } from './value.ts';

/** True, false, or undefined when the value does not tell. */
export function truthOf(value: Value): boolean | undefined {
  const { constants } = value;
  if (constants === undefined || constants.length === 0) return undefined;
  const truths = new Set(constants.map((one) => (typeof one === 'object' && one !== null ? true : Boolean(one))));
  return truths.size === 1 ? truths.values().next().value : undefined;
}

/** `left operator right` in the language's own meaning of `+` and `%`. */
export function foldBinary(
  left: Value,
  operator: string,
  right: Value,
  range: TextRange,
  percentFormats: boolean,
): Value {
  if (isComparison(operator)) return compare(left, operator, right);
  const folded = foldConstants(left, operator, right);
  if (folded !== undefined) return folded;
  if (operator === '+') return addition(left, right, range);
  if (operator === '%' && percentFormats && left.text !== undefined) return percentFormat(left, right, range);
  if (operator === '*') return repetition(left, right, percentFormats);
  // pathlib's `base / name` builds a path; a number divided is not text.
  if (operator === '/' && percentFormats && (deepTaints(left).length > 0 || deepTaints(right).length > 0)) {
    return { ...builtText([left, constant('/'), right], range), text: undefined, path: left.path };
  }
  if (operator === '|' || operator === '||') return join(left, right);
  return LITERAL;
}

function addition(left: Value, right: Value, range: TextRange): Value {
  const containers =
    left.slots !== undefined || right.slots !== undefined || left.rest !== undefined || right.rest !== undefined;
  if (containers && left.text === undefined && right.text === undefined) {
    return { taints: joinTaints(left.taints, right.taints), rest: join(anyMember(left), anyMember(right)) };
  }
  // Two numbers that are not known add up to a number; only text makes text.
  if (left.text === undefined && right.text === undefined && left.taints.length === 0 && right.taints.length === 0)
    return LITERAL;
  return builtText([left, right], range);
}

function repetition(left: Value, right: Value, repeatsText: boolean): Value {
  const count = onlyConstant(right);
  const text = onlyString(left);
  if (text !== undefined && typeof count === 'number' && count >= 0 && text.length * count < 2_000)
    return constant(text.repeat(Math.floor(count)));
  if (left.slots !== undefined || left.rest !== undefined) return { taints: left.taints, rest: anyMember(left) };
  return repeatsText && right.taints.length === 0 ? { taints: left.taints, text: left.text } : LITERAL;
}

function foldConstants(left: Value, operator: string, right: Value): Value | undefined {
  if (left.constants === undefined || right.constants === undefined) return undefined;
  if (left.constants.length * right.constants.length > 16) return undefined;
  const results: Constant[] = [];
  for (const a of left.constants) {
    for (const b of right.constants) {
      const result = foldPair(a, operator, b);
      if (result === undefined) return undefined;
      results.push(result);
    }
  }
  return ofConstants(results);
}

function foldPair(a: Constant, operator: string, b: Constant): Constant | undefined {
  if (operator === '+' && (typeof a === 'string' || typeof b === 'string')) {
    if (typeof a === 'object' || typeof b === 'object') return undefined;
    return String(a) + String(b);
  }
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : a / b;
    case '//':
      return b === 0 ? undefined : Math.floor(a / b);
    case '%':
      return b === 0 ? undefined : ((a % b) + b) % b;
    case '**':
      return a ** b;
    case '&':
      return a & b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    default:
      return undefined;
  }
}

function compare(left: Value, operator: string, right: Value): Value {
  const a = onlyConstant(left);
  if (a === undefined) return LITERAL;
  if (operator === 'in' || operator === 'not in') {
    const found = contains(right, a);
    return found === undefined ? LITERAL : constant(found === (operator === 'in'));
  }
  const b = onlyConstant(right);
  if (b === undefined || typeof a === 'object' || typeof b === 'object') return LITERAL;
  switch (operator) {
    case '==':
      return constant(a === b);
    case '!=':
      return constant(a !== b);
    default:
      return order(a, operator, b);
  }
}

function order(a: string | number | boolean, operator: string, b: string | number | boolean): Value {
  if (typeof a !== typeof b) return LITERAL;
  switch (operator) {
    case '<':
      return constant(a < b);
    case '<=':
      return constant(a <= b);
    case '>':
      return constant(a > b);
    case '>=':
      return constant(a >= b);
    default:
      return LITERAL;
  }
}

function contains(container: Value, wanted: Constant): boolean | undefined {
  const text = onlyString(container);
  if (text !== undefined && typeof wanted === 'string') return text.includes(wanted);
  if (container.slots === undefined || container.rest !== undefined || container.taints.length > 0) return undefined;
  if (container.length === undefined) return typeof wanted === 'string' ? container.slots.has(wanted) : undefined;
  const members = [...container.slots.values()].map(onlyConstant);
  if (members.includes(wanted)) return true;
  return members.includes(undefined) ? undefined : false;
}

/** `'… %s …' % args`; `%d` and its like accept numbers alone. */
function percentFormat(format: Value, args: Value, range: TextRange): Value {
  const text = onlyString(format) ?? format.text ?? '';
  const pieces: Value[] = [];
  let position = 0;
  let last = 0;
  const tuple = args.length !== undefined;
  for (const match of text.matchAll(/%(?:\(([^)]*)\))?[-#0 +]*(?:\*|\d+)?(?:\.\d+)?([a-zA-Z%])/g)) {
    pieces.push(constant(text.slice(last, match.index)));
    last = match.index + match[0].length;
    const [, key, conversion] = match;
    if (conversion === '%') {
      pieces.push(constant('%'));
      continue;
    }
    const argument =
      key !== undefined
        ? (args.slots?.get(key) ?? anyMember(args))
        : tuple
          ? (args.slots?.get(String(position)) ?? LITERAL)
          : args;
    position++;
    pieces.push(conversion !== undefined && 'diouxXeEfFgGc'.includes(conversion) ? LITERAL : argument);
  }
  pieces.push(constant(text.slice(last)));
  const built = builtText(pieces, range);
  return onlyString(format) === undefined
    ? { ...built, constants: undefined, taints: joinTaints(built.taints, format.taints) }
    : built;
}

/** `'… {} …'.format(a, b, name=c)` */
export function braceFormat(
  format: Value,
  positional: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
  range: TextRange,
): Value {
  const text = onlyString(format) ?? format.text;
  if (text === undefined) return builtText([format, ...positional, ...keywords.values()], range);
  const pieces: Value[] = [];
  let automatic = 0;
  let last = 0;
  for (const match of text.matchAll(/\{\{|\}\}|\{([^{}!:]*)(?:![rsa])?(:[^{}]*)?\}/g)) {
    pieces.push(constant(text.slice(last, match.index)));
    last = match.index + match[0].length;
    if (match[0] === '{{' || match[0] === '}}') {
      pieces.push(constant(match[0].slice(1)));
      continue;
    }
    const field = match[1] ?? '';
    const name = /^[^.[]*/.exec(field)?.[0] ?? '';
    const argument =
      name === '' ? positional[automatic++] : /^\d+$/.test(name) ? positional[Number(name)] : keywords.get(name);
    const numeric = /[bdoxXeEfFgGn%]$/.test(match[2] ?? '');
    pieces.push(numeric ? LITERAL : (argument ?? unknownAt(range, 'a formatted value is not known')));
  }
  pieces.push(constant(text.slice(last)));
  const built = builtText(pieces, range);
  return onlyString(format) === undefined
    ? { ...built, constants: undefined, taints: joinTaints(built.taints, format.taints) }
    : built;
}
