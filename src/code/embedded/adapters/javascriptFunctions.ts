// Functions of any spelling, and classes.
import type { ClassIr, Expression, FunctionIr, Statement } from '../ir.ts';
import type { SyntaxNode } from '../syntaxTree.ts';
import { childOf, childrenOf, hasToken, namedChildren } from '../syntaxTree.ts';
import type { JavaScriptLowering } from './javascriptExpressions.ts';
import { javaScriptExpression } from './javascriptExpressions.ts';
import { javaScriptParameters, parameterProperties } from './javascriptPatterns.ts';
import { rangeOf } from './lowering.ts';
import { typeExpression } from './typescript.ts';

/** Gives a function or class without a name the name that it is assigned to. */
export function named(expression: Expression, name: string): Expression {
  if (expression.kind === 'function' && expression.fn.name === '') {
    return { ...expression, fn: { ...expression.fn, name: symbolName(name) } };
  }
  if (expression.kind === 'class' && expression.cls.name === '') {
    return { ...expression, cls: { ...expression.cls, name: symbolName(name) } };
  }
  return expression;
}

/** Notes the type that a variable, a field or an `as` says a function has. */
export function typed(expression: Expression, type: SyntaxNode | undefined, lowering: JavaScriptLowering): Expression {
  if (expression.kind !== 'function' || type === undefined) return expression;
  return { ...expression, fn: { ...expression.fn, type: typeExpression(type, lowering.text) } };
}

/** Marks a function as callable from other files. */
export function exportedAs(expression: Expression, exported: boolean): Expression {
  return exported && expression.kind === 'function'
    ? { ...expression, fn: { ...expression.fn, exported } }
    : expression;
}

function symbolName(spelling: string): string {
  const cleaned = spelling.replace(/^(module\.)?exports\.|^this\./, '');
  return /^[\w$.#]{1,80}$/.test(cleaned) ? cleaned : '';
}

export function decoratorsIn(nodes: readonly SyntaxNode[], lowering: JavaScriptLowering): Expression[] {
  return nodes
    .filter((child) => child.type === 'decorator')
    .map((child) => javaScriptExpression(namedChildren(child)[0], lowering));
}

/**
 * A function of any spelling: declaration, expression, arrow, method.
 *
 * @param decorators those that stand before the node instead of in it
 */
export function functionOf(
  node: SyntaxNode,
  lowering: JavaScriptLowering,
  exported: boolean,
  decorators: readonly Expression[] = [],
): FunctionIr {
  const name = childOf(node, 'name');
  const body = childOf(node, 'body');
  const single = childOf(node, 'parameter');
  const list = single === undefined ? childOf(node, 'parameters') : node;
  const isMethod = node.type === 'method_definition';
  const accessor = isMethod ? (['get', 'set'] as const).find((token) => hasToken(node, token)) : undefined;
  return {
    ...rangeOf(node),
    name: name === undefined ? '' : symbolName(lowering.text.slice(name.start, name.end)),
    parameters: javaScriptParameters(list, lowering),
    body: [...parameterProperties(list, lowering), ...bodyOf(body, lowering)],
    decorators: [...decorators, ...decoratorsIn(node.children, lowering)],
    outerNames: [],
    receiver: false,
    exported,
    ...(node.type === 'arrow_function' ? { lexicalThis: true } : {}),
    ...(accessor === undefined ? {} : { accessor }),
  };
}

function bodyOf(body: SyntaxNode | undefined, lowering: JavaScriptLowering): Statement[] {
  if (body === undefined) return [];
  if (body.type === 'statement_block') return lowering.statements(namedChildren(body));
  const value = javaScriptExpression(body, lowering);
  return [{ kind: 'return', start: body.start, end: body.end, value }];
}

/** @param before decorators that stand before the node instead of in it */
export function classOf(node: SyntaxNode, lowering: JavaScriptLowering, before: readonly Expression[] = []): ClassIr {
  const name = childOf(node, 'name');
  const methods: FunctionIr[] = [];
  const body: Statement[] = [];
  // In TypeScript's tree a decorator stands before the method that it belongs to.
  let decorators: Expression[] = [];
  for (const member of namedChildren(childOf(node, 'body') ?? node)) {
    switch (member.type) {
      case 'decorator':
        decorators.push(...decoratorsIn([member], lowering));
        continue;
      case 'method_definition':
        methods.push(functionOf(member, lowering, false, decorators));
        break;
      case 'field_definition':
      case 'public_field_definition':
        fieldOf(member, lowering, methods, body);
        break;
      case 'class_static_block': {
        const block = childOf(member, 'body');
        if (block !== undefined) body.push(...lowering.statements(namedChildren(block)));
        break;
      }
    }
    decorators = [];
  }
  return {
    ...rangeOf(node),
    name: name === undefined ? '' : lowering.text.slice(name.start, name.end),
    bases: basesOf(node, lowering),
    methods,
    decorators: [...before, ...decoratorsIn(node.children, lowering)],
    body,
    constructorName: 'constructor',
  };
}

/** `extends Base<T>`; what a class only implements leaves nothing in it. */
function basesOf(node: SyntaxNode, lowering: JavaScriptLowering): Expression[] {
  const heritage = namedChildren(node).find((child) => child.type === 'class_heritage');
  if (heritage === undefined) return [];
  const clause = namedChildren(heritage).find((child) => child.type === 'extends_clause');
  const isTyped = clause !== undefined || namedChildren(heritage).some((child) => child.type === 'implements_clause');
  const bases = isTyped ? (clause === undefined ? [] : childrenOf(clause, 'value')) : namedChildren(heritage);
  return bases.map((base) => javaScriptExpression(base, lowering));
}

function fieldOf(member: SyntaxNode, lowering: JavaScriptLowering, methods: FunctionIr[], body: Statement[]): void {
  const property = childOf(member, 'property') ?? childOf(member, 'name');
  const value = childOf(member, 'value');
  const range = rangeOf(member);
  for (const decorator of decoratorsIn(member.children, lowering)) {
    body.push({ kind: 'expression', start: decorator.start, end: decorator.end, expression: decorator });
  }
  if (property === undefined || value === undefined) return;
  const spelling = lowering.text.slice(property.start, property.end);
  const assigned = typed(named(javaScriptExpression(value, lowering), spelling), childOf(member, 'type'), lowering);
  if (assigned.kind === 'function') {
    // The instance is `this` in an arrow function, too.
    methods.push({ ...assigned.fn, lexicalThis: false });
    return;
  }
  body.push({
    kind: 'expression',
    ...range,
    expression: {
      kind: 'assign',
      ...range,
      target: { kind: 'name', ...rangeOf(property), name: spelling },
      operator: undefined,
      value: assigned,
      declares: true,
    },
  });
}
