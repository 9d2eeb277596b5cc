import type {
  Argument,
  ComprehensionClause,
  Constant,
  Expression,
  FunctionIr,
  ObjectEntry,
  Parameter,
  Pattern,
} from '../ir.ts';
import type { SyntaxNode } from '../syntaxTree.ts';
import { childOf, childrenOf, hasToken, namedChildren } from '../syntaxTree.ts';
import { asPattern, lowerChain, opaque, operatorName, rangeOf, unescape } from './lowering.ts';

/** Lowers one expression of tree-sitter-python's tree. */
export function pythonExpression(node: SyntaxNode | undefined, text: string): Expression {
  if (node === undefined) return opaque({ start: 0, end: 0 });
  const lower = (child: SyntaxNode | undefined): Expression => pythonExpression(child, text);
  const range = rangeOf(node);
  const spelled = (child: SyntaxNode): string => text.slice(child.start, child.end);
  switch (node.type) {
    case 'identifier':
      return { kind: 'name', ...range, name: spelled(node) };
    case 'integer':
    case 'float':
      return { kind: 'constant', ...range, value: numberOf(spelled(node)) };
    case 'true':
      return { kind: 'constant', ...range, value: true };
    case 'false':
      return { kind: 'constant', ...range, value: false };
    case 'none':
      return { kind: 'constant', ...range, value: null };
    case 'string':
      return pythonString(node, text);
    case 'concatenated_string': {
      const parts = namedChildren(node).map(lower);
      return { kind: 'text', ...range, parts };
    }
    case 'parenthesized_expression':
    case 'type':
    case 'expression_statement': {
      const inner = namedChildren(node);
      return inner.length === 1 ? lower(inner[0]) : tupleOf(node, text);
    }
    case 'attribute': {
      const property = childOf(node, 'attribute');
      if (property === undefined) return opaque(node, namedChildren(node).map(lower));
      return {
        kind: 'member',
        ...range,
        object: lower(childOf(node, 'object')),
        property: spelled(property),
        propertyRange: rangeOf(property),
      };
    }
    case 'subscript': {
      const indexes = childrenOf(node, 'subscript');
      return { kind: 'index', ...range, object: lower(childOf(node, 'value')), index: indexOf(node, indexes, text) };
    }
    // A type with arguments.
    case 'generic_type': {
      const [object, given] = namedChildren(node);
      const index = indexOf(node, given === undefined ? [] : namedChildren(given), text);
      return { kind: 'index', ...range, object: lower(object), index };
    }
    case 'call':
      return {
        kind: 'call',
        ...range,
        callee: lower(childOf(node, 'function')),
        args: pythonArguments(childOf(node, 'arguments'), text),
      };
    case 'binary_operator':
    case 'boolean_operator':
      return lowerChain(node, text, lower);
    case 'comparison_operator':
      return comparison(node, text);
    case 'not_operator':
      return { kind: 'unary', ...range, operator: 'not', operand: lower(childOf(node, 'argument')) };
    case 'unary_operator': {
      const sign = childOf(node, 'operator');
      const operator = sign === undefined ? '' : spelled(sign);
      return {
        kind: 'unary',
        ...range,
        operator: operator === '-' || operator === '+' || operator === '~' ? operator : 'other',
        operand: lower(childOf(node, 'argument')),
      };
    }
    case 'await':
      return { kind: 'unary', ...range, operator: 'await', operand: lower(namedChildren(node)[0]) };
    case 'conditional_expression': {
      const [then, test, otherwise] = namedChildren(node);
      return { kind: 'conditional', ...range, test: lower(test), then: lower(then), otherwise: lower(otherwise) };
    }
    case 'list':
    case 'tuple':
    case 'set':
    case 'expression_list':
    case 'pattern_list':
    case 'tuple_pattern':
    case 'list_pattern':
      return tupleOf(node, text);
    case 'dictionary':
      return { kind: 'object', ...range, entries: dictionaryEntries(node, text) };
    case 'list_comprehension':
    case 'set_comprehension':
    case 'generator_expression':
    case 'dictionary_comprehension':
      return comprehension(node, text);
    case 'lambda':
      return { kind: 'function', ...range, fn: lambda(node, text) };
    case 'named_expression':
    case 'assignment': {
      const left = childOf(node, node.type === 'assignment' ? 'left' : 'name');
      const value = childOf(node, node.type === 'assignment' ? 'right' : 'value');
      const target = left === undefined ? undefined : pythonPattern(left, text);
      // A bare annotation (`x: int`) assigns nothing.
      if (value === undefined || target === undefined) return opaque(node, value === undefined ? [] : [lower(value)]);
      return { kind: 'assign', ...range, target, operator: undefined, value: lower(value), declares: true };
    }
    case 'augmented_assignment': {
      const left = childOf(node, 'left');
      const target = left === undefined ? undefined : pythonPattern(left, text);
      const sign = childOf(node, 'operator');
      const value = lower(childOf(node, 'right'));
      if (target === undefined || sign === undefined) return opaque(node, [value]);
      return { kind: 'assign', ...range, target, operator: spelled(sign).slice(0, -1), value, declares: true };
    }
    case 'yield': {
      const value = namedChildren(node)[0];
      return {
        kind: 'yield',
        ...range,
        value: value === undefined ? undefined : lower(value),
        each: hasToken(node, 'from'),
      };
    }
    case 'as_pattern':
      return lower(namedChildren(node)[0]);
    default:
      return opaque(node, namedChildren(node).map(lower));
  }
}

/** The target of an assignment, a loop or a `with`; undefined for what cannot be one. */
export function pythonPattern(node: SyntaxNode, text: string): Pattern | undefined {
  return asPattern(pythonExpression(node, text));
}

function tupleOf(node: SyntaxNode, text: string): Expression {
  const elements = namedChildren(node).map((child) => {
    const spread = child.type === 'list_splat' || child.type === 'list_splat_pattern';
    return spread
      ? { value: pythonExpression(namedChildren(child)[0], text), spread }
      : { value: pythonExpression(child, text) };
  });
  return { kind: 'array', ...rangeOf(node), elements };
}

/** Undefined for a slice; several indexes are a tuple. */
function indexOf(node: SyntaxNode, indexes: readonly SyntaxNode[], text: string): Expression | undefined {
  const [first] = indexes;
  if (first === undefined || first.type === 'slice') return undefined;
  if (indexes.length === 1) return pythonExpression(first, text);
  const elements = indexes.map((index) => ({ value: pythonExpression(index, text) }));
  return { kind: 'array', ...rangeOf(node), elements };
}

function dictionaryEntries(node: SyntaxNode, text: string): ObjectEntry[] {
  return namedChildren(node).map((child) =>
    child.type === 'pair'
      ? { key: pythonExpression(childOf(child, 'key'), text), value: pythonExpression(childOf(child, 'value'), text) }
      : { key: undefined, value: pythonExpression(namedChildren(child)[0] ?? child, text) },
  );
}

function pythonArguments(node: SyntaxNode | undefined, text: string): Argument[] {
  if (node === undefined) return [];
  if (node.type === 'generator_expression') return [{ value: pythonExpression(node, text), range: rangeOf(node) }];
  return namedChildren(node).map((child): Argument => {
    const name = childOf(child, 'name');
    const range = rangeOf(child);
    if (child.type === 'keyword_argument' && name !== undefined) {
      return { name: text.slice(name.start, name.end), value: pythonExpression(childOf(child, 'value'), text), range };
    }
    if (child.type === 'list_splat' || child.type === 'dictionary_splat') {
      return { value: pythonExpression(namedChildren(child)[0], text), spread: true, range };
    }
    return { value: pythonExpression(child, text), range };
  });
}

/** `a < b < c` is `a < b and b < c`. */
function comparison(node: SyntaxNode, text: string): Expression {
  const operands = namedChildren(node).filter((child) => child.field !== 'operators');
  const operators = node.children.filter((child) => child.field === 'operators');
  const parts: Expression[] = [];
  for (const [position, token] of operators.entries()) {
    const first = operands[position];
    const second = operands[position + 1];
    if (first === undefined || second === undefined) break;
    const operator = operatorName(text.slice(token.start, token.end));
    parts.push({
      kind: 'binary',
      start: first.start,
      end: second.end,
      first: pythonExpression(first, text),
      rest: [{ operator, right: pythonExpression(second, text) }],
    });
  }
  const [only] = parts;
  if (only === undefined)
    return opaque(
      node,
      operands.map((operand) => pythonExpression(operand, text)),
    );
  return parts.length === 1 ? only : { kind: 'logical', ...rangeOf(node), operator: 'and', parts };
}

function comprehension(node: SyntaxNode, text: string): Expression {
  const clauses: ComprehensionClause[] = [];
  for (const child of namedChildren(node)) {
    if (child.type === 'for_in_clause') {
      const left = childOf(child, 'left');
      const target = left === undefined ? undefined : pythonPattern(left, text);
      const iterable = pythonExpression(childOf(child, 'right'), text);
      clauses.push({
        target: target ?? { kind: 'arrayPattern', ...rangeOf(child), elements: [] },
        iterable,
        conditions: [],
      });
    } else if (child.type === 'if_clause') {
      const last = clauses.at(-1);
      if (last !== undefined) (last.conditions as Expression[]).push(pythonExpression(namedChildren(child)[0], text));
    }
  }
  const body = childOf(node, 'body');
  const element =
    body?.type === 'pair'
      ? opaque(
          body,
          namedChildren(body).map((part) => pythonExpression(part, text)),
        )
      : pythonExpression(body, text);
  return { kind: 'comprehension', ...rangeOf(node), clauses, element };
}

function lambda(node: SyntaxNode, text: string): FunctionIr {
  const body = pythonExpression(childOf(node, 'body'), text);
  return {
    ...rangeOf(node),
    name: '',
    parameters: pythonParameters(childOf(node, 'parameters'), text),
    body: [{ kind: 'return', start: body.start, end: body.end, value: body }],
    decorators: [],
    outerNames: [],
    receiver: false,
    exported: false,
  };
}

export function pythonParameters(node: SyntaxNode | undefined, text: string): Parameter[] {
  if (node === undefined) return [];
  const parameters: Parameter[] = [];
  for (const child of namedChildren(node)) {
    const holder = childOf(child, 'name') ?? (child.type === 'identifier' ? child : namedChildren(child)[0]);
    if (holder === undefined || child.type === 'keyword_separator' || child.type === 'positional_separator') continue;
    const splat = [child, holder].find(
      (one) => one.type === 'list_splat_pattern' || one.type === 'dictionary_splat_pattern',
    );
    const identifier = splat === undefined ? holder : (namedChildren(splat)[0] ?? holder);
    const pattern = pythonPattern(identifier, text);
    if (pattern === undefined) continue;
    const annotation = childOf(child, 'type');
    const value = childOf(child, 'value');
    parameters.push({
      pattern,
      range: rangeOf(identifier),
      name: pattern.kind === 'name' ? pattern.name : undefined,
      ...(annotation === undefined ? {} : { annotation: pythonExpression(annotation, text) }),
      ...(value === undefined ? {} : { value: pythonExpression(value, text) }),
      ...(splat === undefined ? {} : { rest: splat.type === 'list_splat_pattern' ? 'positional' : 'keyword' }),
    });
  }
  return parameters;
}

function numberOf(spelling: string): Constant {
  const plain = spelling.replace(/_/g, '').toLowerCase();
  const value = Number(plain);
  return Number.isNaN(value) ? { pattern: spelling, flags: 'number' } : value;
}

/** A format specifier that accepts numbers alone raises on text: `{x:d}` cannot carry an injection. */
const NUMERIC_SPECIFIER = /^:[^{}]*[bdoxXeEfFgGn%]$/;

function pythonString(node: SyntaxNode, text: string): Expression {
  const range = rangeOf(node);
  const opening = node.children.find((child) => child.type === 'string_start');
  const prefix = opening === undefined ? '' : text.slice(opening.start, opening.end).toLowerCase();
  const raw = prefix.includes('r');
  const parts: Expression[] = [];
  for (const child of namedChildren(node)) {
    if (child.type === 'string_content') {
      const content = text.slice(child.start, child.end);
      const value = raw ? content : unescape(content);
      const literal = prefix.includes('f') ? value.replace(/\{\{/g, '{').replace(/\}\}/g, '}') : value;
      parts.push({ kind: 'constant', ...rangeOf(child), value: literal });
    } else if (child.type === 'interpolation') {
      parts.push(interpolation(child, text));
    }
  }
  const [only] = parts;
  if (parts.length === 0) return { kind: 'constant', ...range, value: '' };
  if (parts.length === 1 && only?.kind === 'constant') return { ...only, ...range };
  return { kind: 'text', ...range, parts };
}

function interpolation(node: SyntaxNode, text: string): Expression {
  const inner = pythonExpression(childOf(node, 'expression') ?? namedChildren(node)[0], text);
  const specifier = namedChildren(node).find((child) => child.type === 'format_specifier');
  const numeric = specifier !== undefined && NUMERIC_SPECIFIER.test(text.slice(specifier.start, specifier.end));
  return numeric && !hasToken(node, '=') ? { kind: 'unary', ...rangeOf(node), operator: '+', operand: inner } : inner;
}
