import type { Argument, Constant, Expression, ObjectEntry, Statement } from '../ir.ts';
import type { SyntaxNode } from '../syntaxTree.ts';
import { childOf, hasToken, namedChildren } from '../syntaxTree.ts';
import { isExport, markExported } from './javascriptExports.ts';
import { classOf, functionOf, named, typed } from './javascriptFunctions.ts';
import { javaScriptPattern } from './javascriptPatterns.ts';
import { jsxElement } from './jsx.ts';
import { lowerChain, opaque, rangeOf, unescape } from './lowering.ts';

/** What expressions need of their surroundings: a function expression has statements in it. */
export interface JavaScriptLowering {
  readonly text: string;
  readonly statements: (nodes: readonly SyntaxNode[]) => Statement[];
  /** Names that are exported apart from their declaration. */
  readonly exports: ReadonlySet<string>;
  /** Functions, classes, enums and namespaces so far: what a later namespace of the same name adds to. */
  readonly declared: Set<string>;
}

/** Lowers one expression of the trees of tree-sitter-javascript and tree-sitter-typescript, which are much the same. */
export function javaScriptExpression(node: SyntaxNode | undefined, lowering: JavaScriptLowering): Expression {
  if (node === undefined) return opaque({ start: 0, end: 0 });
  const lower = (child: SyntaxNode | undefined): Expression => javaScriptExpression(child, lowering);
  const range = rangeOf(node);
  const spelled = (child: SyntaxNode): string => lowering.text.slice(child.start, child.end);
  switch (node.type) {
    case 'identifier':
    case 'this':
    case 'super':
    case 'import':
    case 'shorthand_property_identifier':
      return { kind: 'name', ...range, name: spelled(node) };
    case 'undefined':
    case 'null':
      return { kind: 'constant', ...range, value: null };
    case 'true':
      return { kind: 'constant', ...range, value: true };
    case 'false':
      return { kind: 'constant', ...range, value: false };
    case 'number':
      return { kind: 'constant', ...range, value: numberOf(spelled(node)) };
    case 'string':
      return { kind: 'constant', ...range, value: unescape(spelled(node).slice(1, -1)) };
    case 'regex': {
      const pattern = childOf(node, 'pattern');
      const flags = childOf(node, 'flags');
      const value = {
        pattern: pattern === undefined ? '' : spelled(pattern),
        flags: flags === undefined ? '' : spelled(flags),
      };
      return { kind: 'constant', ...range, value };
    }
    case 'template_string':
      return { kind: 'text', ...range, parts: templateParts(node, lowering) };
    case 'parenthesized_expression':
    case 'sequence_expression': {
      const inner = namedChildren(node);
      return inner.length === 1 ? lower(inner[0]) : sequence(node, inner.map(lower));
    }
    case 'member_expression': {
      const property = childOf(node, 'property');
      if (property === undefined) return opaque(node, namedChildren(node).map(lower));
      return {
        kind: 'member',
        ...range,
        object: lower(childOf(node, 'object')),
        property: spelled(property),
        propertyRange: rangeOf(property),
      };
    }
    case 'subscript_expression':
      return { kind: 'index', ...range, object: lower(childOf(node, 'object')), index: lower(childOf(node, 'index')) };
    case 'call_expression':
    case 'new_expression': {
      const callee = lower(childOf(node, node.type === 'new_expression' ? 'constructor' : 'function'));
      const given = childOf(node, 'arguments');
      if (given?.type === 'template_string') {
        return { kind: 'text', ...range, parts: templateParts(given, lowering), tag: callee };
      }
      const isNew = node.type === 'new_expression';
      return { kind: 'call', ...range, callee, args: argumentsOf(given, lowering), ...(isNew ? { isNew } : {}) };
    }
    case 'binary_expression':
      return lowerChain(node, lowering.text, lower);
    // What only the compiler sees.
    case 'non_null_expression':
    case 'instantiation_expression':
      return lower(namedChildren(node)[0]);
    case 'as_expression':
    case 'satisfies_expression': {
      const [value, type] = namedChildren(node);
      return typed(lower(value), type, lowering);
    }
    case 'type_assertion': {
      const [given, value] = namedChildren(node);
      return typed(lower(value), given === undefined ? undefined : namedChildren(given)[0], lowering);
    }
    case 'unary_expression': {
      const token = childOf(node, 'operator');
      const operator = UNARY[token === undefined ? '' : spelled(token)] ?? 'other';
      return { kind: 'unary', ...range, operator, operand: lower(childOf(node, 'argument')) };
    }
    case 'update_expression': {
      const argument = childOf(node, 'argument');
      const target = argument === undefined ? undefined : javaScriptPattern(argument, lowering);
      if (target === undefined) return opaque(node);
      const operator = spelled(node).includes('--') ? '-' : '+';
      const one: Expression = { kind: 'constant', start: node.end, end: node.end, value: 1 };
      return { kind: 'assign', ...range, target, operator, value: one, declares: false };
    }
    case 'ternary_expression':
      return {
        kind: 'conditional',
        ...range,
        test: lower(childOf(node, 'condition')),
        then: lower(childOf(node, 'consequence')),
        otherwise: lower(childOf(node, 'alternative')),
      };
    case 'await_expression':
      return { kind: 'unary', ...range, operator: 'await', operand: lower(namedChildren(node)[0]) };
    case 'array':
      return {
        kind: 'array',
        ...range,
        elements: namedChildren(node).map((child) =>
          child.type === 'spread_element'
            ? { value: lower(namedChildren(child)[0]), spread: true }
            : { value: lower(child) },
        ),
      };
    case 'object':
      return { kind: 'object', ...range, entries: namedChildren(node).flatMap((child) => entryOf(child, lowering)) };
    case 'assignment_expression':
    case 'augmented_assignment_expression': {
      const left = childOf(node, 'left');
      const target = left === undefined ? undefined : javaScriptPattern(left, lowering);
      const token = childOf(node, 'operator');
      const right = named(lower(childOf(node, 'right')), left === undefined ? '' : spelled(left));
      const value = isExport(left, lowering.text) ? markExported(right) : right;
      if (target === undefined) return opaque(node, [value]);
      const operator =
        node.type === 'assignment_expression' || token === undefined ? undefined : spelled(token).slice(0, -1);
      // `using file = open()`
      return { kind: 'assign', ...range, target, operator, value, declares: hasToken(node, 'using') };
    }
    case 'yield_expression': {
      const value = namedChildren(node)[0];
      return {
        kind: 'yield',
        ...range,
        value: value === undefined ? undefined : lower(value),
        each: hasToken(node, '*'),
      };
    }
    case 'arrow_function':
    case 'function_expression':
    case 'generator_function':
      return { kind: 'function', ...range, fn: functionOf(node, lowering, false) };
    case 'class':
      return { kind: 'class', ...range, cls: classOf(node, lowering) };
    case 'jsx_element':
    case 'jsx_self_closing_element':
      return jsxElement(node, lowering);
    case 'jsx_text':
      return { kind: 'constant', ...range, value: spelled(node) };
    default:
      return opaque(
        node,
        namedChildren(node)
          .filter((child) => child.type !== 'property_identifier')
          .map(lower),
      );
  }
}

const UNARY: Readonly<Record<string, 'not' | '-' | '+' | '~' | 'typeof' | 'void' | 'delete'>> = {
  '!': 'not',
  '-': '-',
  '+': '+',
  '~': '~',
  typeof: 'typeof',
  void: 'void',
  delete: 'delete',
};

function sequence(node: SyntaxNode, parts: readonly Expression[]): Expression {
  return opaque(node, parts);
}

function templateParts(node: SyntaxNode, lowering: JavaScriptLowering): Expression[] {
  return namedChildren(node).map((child): Expression => {
    if (child.type === 'template_substitution') return javaScriptExpression(namedChildren(child)[0], lowering);
    return { kind: 'constant', ...rangeOf(child), value: unescape(lowering.text.slice(child.start, child.end)) };
  });
}

function argumentsOf(node: SyntaxNode | undefined, lowering: JavaScriptLowering): Argument[] {
  if (node === undefined) return [];
  return namedChildren(node).map((child): Argument =>
    child.type === 'spread_element'
      ? { value: javaScriptExpression(namedChildren(child)[0], lowering), spread: true, range: rangeOf(child) }
      : { value: javaScriptExpression(child, lowering), range: rangeOf(child) },
  );
}

function keyOf(node: SyntaxNode | undefined, lowering: JavaScriptLowering): Expression {
  if (node === undefined) return opaque({ start: 0, end: 0 });
  if (node.type === 'computed_property_name') return javaScriptExpression(namedChildren(node)[0], lowering);
  if (node.type === 'string' || node.type === 'number') return javaScriptExpression(node, lowering);
  return { kind: 'constant', ...rangeOf(node), value: lowering.text.slice(node.start, node.end) };
}

function entryOf(node: SyntaxNode, lowering: JavaScriptLowering): ObjectEntry[] {
  switch (node.type) {
    case 'pair': {
      const key = keyOf(childOf(node, 'key'), lowering);
      const name = key.kind === 'constant' && typeof key.value === 'string' ? key.value : '';
      return [{ key, value: named(javaScriptExpression(childOf(node, 'value'), lowering), name) }];
    }
    case 'shorthand_property_identifier':
      return [{ key: keyOf(node, lowering), value: javaScriptExpression(node, lowering) }];
    case 'method_definition': {
      const fn = functionOf(node, lowering, false);
      return [{ key: keyOf(childOf(node, 'name'), lowering), value: { kind: 'function', ...rangeOf(node), fn } }];
    }
    case 'spread_element':
      return [{ key: undefined, value: javaScriptExpression(namedChildren(node)[0], lowering) }];
    default:
      return [{ key: undefined, value: javaScriptExpression(node, lowering) }];
  }
}

function numberOf(spelling: string): Constant {
  const value = Number(spelling.replace(/_/g, '').replace(/n$/, ''));
  return Number.isNaN(value) ? { pattern: spelling, flags: 'number' } : value;
}
