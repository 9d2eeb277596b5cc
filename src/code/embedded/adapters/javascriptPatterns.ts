import type { Expression, Parameter, Pattern, Statement } from '../ir.ts';
import type { SyntaxNode } from '../syntaxTree.ts';
import { childOf, hasToken, namedChildren } from '../syntaxTree.ts';
import type { JavaScriptLowering } from './javascriptExpressions.ts';
import { javaScriptExpression } from './javascriptExpressions.ts';
import { decoratorsIn } from './javascriptFunctions.ts';
import { rangeOf } from './lowering.ts';
import { typeExpression } from './typescript.ts';

/** The left side of an assignment or declaration, or a parameter; undefined for what cannot be one. */
export function javaScriptPattern(node: SyntaxNode, lowering: JavaScriptLowering): Pattern | undefined {
  const range = rangeOf(node);
  const spelled = (child: SyntaxNode): string => lowering.text.slice(child.start, child.end);
  switch (node.type) {
    case 'identifier':
    case 'shorthand_property_identifier_pattern':
    case 'shorthand_property_identifier':
      return { kind: 'name', ...range, name: spelled(node) };
    case 'member_expression':
    case 'subscript_expression': {
      const value = javaScriptExpression(node, lowering);
      return value.kind === 'member' || value.kind === 'index' ? value : undefined;
    }
    case 'parenthesized_expression':
    case 'non_null_expression':
    case 'as_expression':
    case 'satisfies_expression': {
      const inner = namedChildren(node)[0];
      return inner === undefined ? undefined : javaScriptPattern(inner, lowering);
    }
    case 'type_assertion': {
      const inner = namedChildren(node)[1];
      return inner === undefined ? undefined : javaScriptPattern(inner, lowering);
    }
    case 'assignment_pattern':
    case 'object_assignment_pattern': {
      const left = childOf(node, 'left');
      const target = left === undefined ? undefined : javaScriptPattern(left, lowering);
      if (target === undefined) return undefined;
      return {
        kind: 'defaultPattern',
        ...range,
        target,
        value: javaScriptExpression(childOf(node, 'right'), lowering),
      };
    }
    case 'array_pattern': {
      const elements: (Pattern | undefined)[] = [];
      let rest: Pattern | undefined;
      let pending = true;
      for (const child of node.children) {
        // A comma with nothing before it is a hole: `const [, second] = pair`.
        if (child.type === ',') {
          if (pending) elements.push(undefined);
          pending = true;
        } else if (child.named && child.type !== 'comment') {
          pending = false;
          if (child.type === 'rest_pattern') rest = restTarget(child, lowering);
          else elements.push(javaScriptPattern(child, lowering));
        }
      }
      return { kind: 'arrayPattern', ...range, elements, ...(rest === undefined ? {} : { rest }) };
    }
    case 'object_pattern': {
      const entries: { key: string | undefined; target: Pattern }[] = [];
      let rest: Pattern | undefined;
      for (const child of namedChildren(node)) {
        if (child.type === 'rest_pattern') rest = restTarget(child, lowering);
        else entries.push(...entryPattern(child, lowering));
      }
      return { kind: 'objectPattern', ...range, entries, ...(rest === undefined ? {} : { rest }) };
    }
    default:
      return undefined;
  }
}

function restTarget(node: SyntaxNode, lowering: JavaScriptLowering): Pattern | undefined {
  const inner = namedChildren(node)[0];
  return inner === undefined ? undefined : javaScriptPattern(inner, lowering);
}

function entryPattern(node: SyntaxNode, lowering: JavaScriptLowering): { key: string | undefined; target: Pattern }[] {
  if (node.type === 'pair_pattern') {
    const key = childOf(node, 'key');
    const value = childOf(node, 'value');
    const target = value === undefined ? undefined : javaScriptPattern(value, lowering);
    if (target === undefined || key === undefined) return [];
    const spelling = lowering.text.slice(key.start, key.end);
    const computed = key.type === 'computed_property_name';
    return [{ key: computed ? undefined : spelling.replace(/^['"]|['"]$/g, ''), target }];
  }
  const target = javaScriptPattern(node, lowering);
  if (target === undefined) return [];
  const name = target.kind === 'defaultPattern' ? target.target : target;
  return [{ key: name.kind === 'name' ? name.name : undefined, target }];
}

/** @param node formal_parameters, or an arrow function with one bare parameter */
export function javaScriptParameters(node: SyntaxNode | undefined, lowering: JavaScriptLowering): Parameter[] {
  return parameterNodes(node).flatMap((child): Parameter[] => {
    const holder = childOf(child, 'pattern') ?? child;
    // `this: Type` is there for the compiler alone.
    if (holder.type === 'this') return [];
    const isRest = holder.type === 'rest_pattern';
    const pattern = isRest ? restTarget(holder, lowering) : javaScriptPattern(holder, lowering);
    if (pattern === undefined) return [];
    const inner = pattern.kind === 'defaultPattern' ? pattern.target : pattern;
    const type = childOf(child, 'type');
    const decorators = decoratorsIn(child.children, lowering);
    const given = childOf(child, 'value');
    const value = pattern.kind === 'defaultPattern' ? pattern.value : undefined;
    const byDefault = given === undefined ? value : javaScriptExpression(given, lowering);
    return [
      {
        pattern: inner,
        range: rangeOf(inner),
        name: inner.kind === 'name' ? inner.name : undefined,
        ...(type === undefined ? {} : { annotation: typeExpression(type, lowering.text) }),
        ...(decorators.length === 0 ? {} : { decorators }),
        ...(byDefault === undefined ? {} : { value: byDefault }),
        ...(isRest ? { rest: 'positional' } : {}),
      },
    ];
  });
}

function parameterNodes(node: SyntaxNode | undefined): readonly SyntaxNode[] {
  if (node === undefined) return [];
  const bare = childOf(node, 'parameter');
  return bare === undefined ? namedChildren(node) : [bare];
}

/** `constructor(private readonly db: Pool)` also says `this.db = db`. */
export function parameterProperties(node: SyntaxNode | undefined, lowering: JavaScriptLowering): Statement[] {
  return parameterNodes(node).flatMap((child): Statement[] => {
    const name = childOf(child, 'pattern');
    const isProperty =
      hasToken(child, 'readonly') ||
      child.children.some(({ type }) => type === 'accessibility_modifier' || type === 'override_modifier');
    if (!isProperty || name?.type !== 'identifier') return [];
    const range = rangeOf(name);
    const property = lowering.text.slice(name.start, name.end);
    const target: Pattern = {
      kind: 'member',
      ...range,
      object: { kind: 'name', ...range, name: 'this' },
      property,
      propertyRange: range,
    };
    const value: Expression = { kind: 'name', ...range, name: property };
    const assign: Expression = { kind: 'assign', ...range, target, operator: undefined, value, declares: false };
    return [{ kind: 'expression', ...range, expression: assign }];
  });
}
