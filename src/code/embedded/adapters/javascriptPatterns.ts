import type { Parameter, Pattern } from '../ir.ts';
import type { SyntaxNode } from '../syntaxTree.ts';
import { childOf, namedChildren } from '../syntaxTree.ts';
import type { JavaScriptLowering } from './javascriptExpressions.ts';
import { javaScriptExpression } from './javascriptExpressions.ts';
import { rangeOf } from './lowering.ts';

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
    case 'parenthesized_expression': {
      const inner = namedChildren(node)[0];
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
  if (node === undefined) return [];
  const bare = childOf(node, 'parameter');
  const nodes = bare === undefined ? namedChildren(node) : [bare];
  return nodes.flatMap((child): Parameter[] => {
    const isRest = child.type === 'rest_pattern';
    const pattern = isRest ? restTarget(child, lowering) : javaScriptPattern(child, lowering);
    if (pattern === undefined) return [];
    const inner = pattern.kind === 'defaultPattern' ? pattern.target : pattern;
    return [
      {
        pattern: inner,
        range: rangeOf(inner),
        name: inner.kind === 'name' ? inner.name : undefined,
        ...(pattern.kind === 'defaultPattern' ? { value: pattern.value } : {}),
        ...(isRest ? { rest: 'positional' } : {}),
      },
    ];
  });
}
