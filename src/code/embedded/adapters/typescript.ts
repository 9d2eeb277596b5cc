// What TypeScript adds to JavaScript and is there at run time: enums, namespaces, imports by assignment;
// and the types of parameters, which tell what frameworks hand in.
import type { Constant, Expression, ImportBinding, ObjectEntry, Statement } from '../ir.ts';
import type { SyntaxNode } from '../syntaxTree.ts';
import { childOf, namedChildren } from '../syntaxTree.ts';
import type { JavaScriptLowering } from './javascriptExpressions.ts';
import { javaScriptExpression } from './javascriptExpressions.ts';
import { opaque, rangeOf, unescape } from './lowering.ts';

/** Declarations that leave nothing behind when the types are taken off. */
export const TYPE_DECLARATIONS: ReadonlySet<string> = new Set([
  'interface_declaration',
  'type_alias_declaration',
  'function_signature',
]);

/** A type as an expression; see Parameter.annotation. */
export function typeExpression(node: SyntaxNode, text: string): Expression {
  const range = rangeOf(node);
  const inner = namedChildren(node);
  switch (node.type) {
    case 'type_annotation':
    case 'parenthesized_type':
    case 'readonly_type':
      return inner[0] === undefined ? opaque(node) : typeExpression(inner[0], text);
    case 'identifier':
    case 'type_identifier':
    case 'predefined_type':
    case 'this_type':
      return { kind: 'name', ...range, name: text.slice(node.start, node.end) };
    case 'nested_identifier':
    case 'nested_type_identifier':
    case 'member_expression': {
      const [object, property] = inner;
      if (object === undefined || property === undefined) return opaque(node);
      return {
        kind: 'member',
        ...range,
        object: typeExpression(object, text),
        property: text.slice(property.start, property.end),
        propertyRange: rangeOf(property),
      };
    }
    case 'generic_type': {
      const name = childOf(node, 'name');
      const given = childOf(node, 'type_arguments');
      const first = given === undefined ? undefined : namedChildren(given)[0];
      if (name === undefined) return opaque(node);
      return {
        kind: 'index',
        ...range,
        object: typeExpression(name, text),
        index: first === undefined ? undefined : typeExpression(first, text),
      };
    }
    // `Request & { user: User }` is a request, `Request | undefined` is one when it is anything.
    case 'intersection_type':
    case 'union_type': {
      const parts = inner.map((part) => typeExpression(part, text)).filter((part) => part.kind !== 'opaque');
      const [first] = parts;
      return first !== undefined && (node.type === 'intersection_type' || parts.length === 1) ? first : opaque(node);
    }
    default:
      return opaque(node);
  }
}

/** An enum is an object of constants. */
export function enumDeclaration(node: SyntaxNode, lowering: JavaScriptLowering): Statement[] {
  const name = childOf(node, 'name');
  if (name === undefined) return [];
  const known = new Map<string, Constant>();
  const entries: ObjectEntry[] = [];
  // A member without a value counts on from the one before.
  let next: number | undefined = 0;
  for (const member of namedChildren(childOf(node, 'body') ?? node)) {
    const holder = member.type === 'enum_assignment' ? childOf(member, 'name') : member;
    if (holder === undefined) continue;
    const key = memberName(holder, lowering.text);
    const given = member.type === 'enum_assignment' ? childOf(member, 'value') : undefined;
    const value: Expression =
      given === undefined
        ? next === undefined
          ? opaque(member)
          : { kind: 'constant', ...rangeOf(member), value: next }
        : withMembers(javaScriptExpression(given, lowering), known);
    if (value.kind === 'constant') known.set(key, value.value);
    next = value.kind === 'constant' && typeof value.value === 'number' ? value.value + 1 : undefined;
    entries.push({ key: { kind: 'constant', ...rangeOf(holder), value: key }, value });
  }
  return [declaration(node, name, { kind: 'object', ...rangeOf(node), entries }, lowering)];
}

function memberName(node: SyntaxNode, text: string): string {
  const inner = node.type === 'computed_property_name' ? (namedChildren(node)[0] ?? node) : node;
  const spelling = text.slice(inner.start, inner.end);
  return /^['"`]/.test(spelling) ? unescape(spelling.slice(1, -1)) : spelling;
}

/** Inside an enum its earlier members go by their bare names. */
function withMembers(expression: Expression, known: ReadonlyMap<string, Constant>): Expression {
  if (expression.kind === 'name') {
    const value = known.get(expression.name);
    return value === undefined ? expression : { ...rangeOf(expression), kind: 'constant', value };
  }
  if (expression.kind !== 'binary') return expression;
  return {
    ...expression,
    first: withMembers(expression.first, known),
    rest: expression.rest.map((step) => ({ ...step, right: withMembers(step.right, known) })),
  };
}

/** `namespace A.B { … }`: a function that runs at once and gives an object of what it exports. */
export function namespaceDeclaration(node: SyntaxNode, lowering: JavaScriptLowering): Statement[] {
  const name = childOf(node, 'name');
  const body = childOf(node, 'body');
  // `declare module 'name'` says what another file holds.
  if (name === undefined || body === undefined || name.type === 'string') return [];
  const parts = lowering.text.slice(name.start, name.end).split('.');
  const [outermost] = parts;
  if (outermost === undefined) return [];
  let value = contentsOf(body, lowering);
  for (const inner of parts.slice(1).reverse()) value = objectOf(node, [[inner, value]]);
  if (!lowering.declared.has(outermost))
    return [declaration(node, { ...name, end: name.start + outermost.length }, value, lowering)];
  // The name stands for something already, which the namespace adds to.
  const range = rangeOf(node);
  const object: Expression = { kind: 'name', ...rangeOf(name), name: outermost };
  const added = parts[1] === undefined ? exportedNamesIn(body, lowering.text) : [parts[1]];
  return added.map((exported): Statement => {
    const member = (holder: Expression): Extract<Expression, { kind: 'member' }> => ({
      kind: 'member',
      ...range,
      object: holder,
      property: exported,
      propertyRange: range,
    });
    const assign: Expression = {
      kind: 'assign',
      ...range,
      target: member(object),
      operator: undefined,
      value: member(value),
      declares: false,
    };
    return { kind: 'expression', ...range, expression: assign };
  });
}

function contentsOf(body: SyntaxNode, lowering: JavaScriptLowering): Expression {
  const range = rangeOf(body);
  const exported = exportedNamesIn(body, lowering.text).map((name): [string, Expression] => [
    name,
    { kind: 'name', ...range, name },
  ]);
  return {
    kind: 'call',
    ...range,
    callee: {
      kind: 'function',
      ...range,
      fn: {
        ...range,
        name: '',
        parameters: [],
        body: [
          ...lowering.statements(namedChildren(body)),
          { kind: 'return', start: body.end, end: body.end, value: objectOf(body, exported) },
        ],
        decorators: [],
        outerNames: [],
        receiver: false,
        exported: false,
      },
    },
    args: [],
  };
}

function objectOf(node: SyntaxNode, members: readonly (readonly [string, Expression])[]): Expression {
  const range = rangeOf(node);
  const entries = members.map(([key, value]) => ({ key: { kind: 'constant', ...range, value: key } as const, value }));
  return { kind: 'object', ...range, entries };
}

function exportedNamesIn(body: SyntaxNode, text: string): string[] {
  return namedChildren(body)
    .filter((child) => child.type === 'export_statement')
    .flatMap((statement) => {
      const declared = childOf(statement, 'declaration');
      if (declared === undefined || TYPE_DECLARATIONS.has(declared.type) || declared.type === 'ambient_declaration')
        return [];
      const declarators = namedChildren(declared).filter((child) => child.type === 'variable_declarator');
      const holders = declarators.length > 0 ? declarators : [declared];
      return holders.flatMap((holder) => {
        const name = childOf(holder, 'name');
        const spelling = name === undefined ? '' : text.slice(name.start, name.end);
        return /^[\w$]+$/.test(spelling) ? [spelling] : [];
      });
    });
}

function declaration(
  node: SyntaxNode,
  name: SyntaxNode,
  value: Expression,
  { text, declared }: JavaScriptLowering,
): Statement {
  const range = rangeOf(node);
  const target = { kind: 'name', ...rangeOf(name), name: text.slice(name.start, name.end) } as const;
  declared.add(target.name);
  return {
    kind: 'expression',
    ...range,
    expression: { kind: 'assign', ...range, target, operator: undefined, value, declares: true },
  };
}

/** `import x = require('y')`; undefined for any other import. */
export function requiredImport(
  node: SyntaxNode,
  text: string,
  moduleName: (specifier: string) => string,
): ImportBinding | undefined {
  const clause = namedChildren(node).find((child) => child.type === 'import_require_clause');
  const name = clause === undefined ? undefined : namedChildren(clause)[0];
  const source = clause === undefined ? undefined : childOf(clause, 'source');
  if (name === undefined || source === undefined) return undefined;
  const path = moduleName(text.slice(source.start + 1, source.end - 1));
  return { local: text.slice(name.start, name.end), path, ...rangeOf(node) };
}

/** `import A = N.B` */
export function importAlias(node: SyntaxNode, lowering: JavaScriptLowering): Statement[] {
  const [name, aliased] = namedChildren(node);
  if (name === undefined || aliased === undefined) return [];
  return [declaration(node, name, typeExpression(aliased, lowering.text), lowering)];
}
