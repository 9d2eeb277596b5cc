// Visiting the representation without a case for every kind: it is plain data.
import type { Expression, Statement } from './ir.ts';

export function isExpressionOrStatement(node: object): node is Statement | Expression {
  return 'kind' in node && 'start' in node;
}

/**
 * The objects directly inside.
 *
 * @param children they are added to this list, which is returned
 */
export function childrenOf(node: object, children: object[] = []): object[] {
  // Called for every node of a file, several times: no lists but the one that is returned.
  for (const key in node) {
    const value = (node as Readonly<Record<string, unknown>>)[key];
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) children.push(value);
    else for (const child of value as unknown[]) if (typeof child === 'object' && child !== null) children.push(child);
  }
  return children;
}

/** The last name in a chain: `cursor` in `self.cursor`, `query` in `db.query(sql)`; empty where there is none. */
export function lastName(expression: Expression | undefined): string {
  switch (expression?.kind) {
    case 'name':
      return expression.name;
    case 'member':
      return expression.property;
    case 'call':
      return lastName(expression.callee);
    case 'index':
      return lastName(expression.object);
    case 'unary':
      return lastName(expression.operand);
    default:
      return '';
  }
}
