// Visiting the representation without a case for every kind: it is plain data.
import type { Expression, Statement } from './ir.ts';

export function isExpressionOrStatement(node: object): node is Statement | Expression {
  return 'kind' in node && 'start' in node;
}

/** The objects directly inside. */
export function childrenOf(node: object): object[] {
  const children: object[] = [];
  for (const value of Object.values(node) as unknown[]) {
    const inner: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const child of inner) if (typeof child === 'object' && child !== null) children.push(child);
  }
  return children;
}
