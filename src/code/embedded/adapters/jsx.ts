// JSX: an element calls its component with an object of attributes.
import type { CallExpression, Expression, ObjectEntry } from '../ir.ts';
import type { SyntaxNode } from '../syntaxTree.ts';
import { childOf, childrenOf, namedChildren } from '../syntaxTree.ts';
import type { JavaScriptLowering } from './javascriptExpressions.ts';
import { javaScriptExpression } from './javascriptExpressions.ts';
import { rangeOf } from './lowering.ts';

/** Lowers an element, a self-closing one or a fragment, as CallExpression says. */
export function jsxElement(node: SyntaxNode, lowering: JavaScriptLowering): CallExpression {
  const opening = childOf(node, 'open_tag') ?? node;
  const range = rangeOf(node);
  const entries = childrenOf(opening, 'attribute').flatMap((child) => attributeOf(child, lowering));
  const children = opening === node ? [] : childrenIn(node, lowering);
  const [only] = children;
  if (only !== undefined) {
    const inside = { start: only.start, end: children.at(-1)?.end ?? only.end };
    const value: Expression =
      children.length === 1 ? only : { kind: 'array', ...inside, elements: children.map((one) => ({ value: one })) };
    entries.push({ key: { kind: 'constant', ...inside, value: 'children' }, value });
  }
  return {
    kind: 'call',
    ...range,
    callee: tagOf(opening, lowering),
    args: [{ value: { kind: 'object', ...rangeOf(opening), entries }, range: rangeOf(opening) }],
    element: true,
  };
}

/** A name in lower case is the page's own tag, any other is a component; a fragment has none. */
function tagOf(opening: SyntaxNode, lowering: JavaScriptLowering): Expression {
  const name = childOf(opening, 'name');
  const spelling = name === undefined ? '' : lowering.text.slice(name.start, name.end);
  if (name === undefined || name.type === 'jsx_namespace_name' || /^[a-z][\w-]*$/.test(spelling))
    return { kind: 'constant', ...rangeOf(name ?? opening), value: spelling };
  return javaScriptExpression(name, lowering);
}

function attributeOf(node: SyntaxNode, lowering: JavaScriptLowering): ObjectEntry[] {
  if (node.type === 'jsx_expression') {
    const spread = namedChildren(node)[0];
    return spread === undefined
      ? []
      : [{ key: undefined, value: javaScriptExpression(namedChildren(spread)[0] ?? spread, lowering) }];
  }
  const [name, given] = namedChildren(node);
  if (name === undefined) return [];
  const key: Expression = { kind: 'constant', ...rangeOf(name), value: lowering.text.slice(name.start, name.end) };
  if (given === undefined) return [{ key, value: { kind: 'constant', ...rangeOf(name), value: true } }];
  // Backslashes mean nothing in the strings of JSX.
  if (given.type === 'string')
    return [
      {
        key,
        value: { kind: 'constant', ...rangeOf(given), value: lowering.text.slice(given.start + 1, given.end - 1) },
      },
    ];
  return contentOf(given, lowering).map((value) => ({ key, value }));
}

function childrenIn(node: SyntaxNode, lowering: JavaScriptLowering): Expression[] {
  return namedChildren(node)
    .filter((child) => child.field === undefined)
    .flatMap((child) => {
      if (child.type !== 'jsx_text') return contentOf(child, lowering);
      const value = lowering.text.slice(child.start, child.end);
      return value.trim() === '' ? [] : [{ kind: 'constant', ...rangeOf(child), value } satisfies Expression];
    });
}

/** What stands in braces, or the node itself; nothing for a comment in braces. */
function contentOf(node: SyntaxNode, lowering: JavaScriptLowering): Expression[] {
  if (node.type !== 'jsx_expression') return [javaScriptExpression(node, lowering)];
  const inner = namedChildren(node)[0];
  if (inner === undefined) return [];
  return [javaScriptExpression(inner.type === 'spread_element' ? namedChildren(inner)[0] : inner, lowering)];
}
