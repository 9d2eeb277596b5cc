// What a file hands to others under names of its own.
import type { Expression } from '../ir.ts';
import type { SyntaxNode } from '../syntaxTree.ts';
import { childOf, hasToken, namedChildren } from '../syntaxTree.ts';
import { exportedAs } from './javascriptFunctions.ts';

/** Left of an assignment that exports: `module.exports`, `exports.name`. */
const EXPORTS = /^(module\.)?exports(\.[\w$]+)*$/;

/** Names that are exported apart from their declaration: `export { a }`, `export default a`, `module.exports = { a }`. */
export function exportedNamesOf(root: SyntaxNode, text: string): ReadonlySet<string> {
  const names = new Set<string>();
  const add = (node: SyntaxNode | undefined): void => {
    if (node?.type.includes('identifier') === true) names.add(text.slice(node.start, node.end));
    else if (node?.type === 'object')
      for (const child of namedChildren(node)) add(child.type === 'pair' ? childOf(child, 'value') : child);
  };
  for (const statement of namedChildren(root)) {
    if (statement.type === 'export_statement') {
      const clause = namedChildren(statement).find((child) => child.type === 'export_clause');
      if (clause !== undefined) for (const one of namedChildren(clause)) add(childOf(one, 'name'));
      else add(childOf(statement, 'value') ?? (hasToken(statement, '=') ? namedChildren(statement)[0] : undefined));
    } else if (statement.type === 'expression_statement') {
      const assignment = namedChildren(statement)[0];
      if (assignment?.type === 'assignment_expression' && isExport(childOf(assignment, 'left'), text))
        add(childOf(assignment, 'right'));
    }
  }
  return names;
}

/** Whether what is assigned to this is exported. */
export function isExport(left: SyntaxNode | undefined, text: string): boolean {
  return left !== undefined && left.end - left.start < 200 && EXPORTS.test(text.slice(left.start, left.end));
}

/** Functions that are exported where they are written, alone or in an object. */
export function markExported(value: Expression): Expression {
  if (value.kind !== 'object') return exportedAs(value, true);
  return { ...value, entries: value.entries.map((entry) => ({ ...entry, value: exportedAs(entry.value, true) })) };
}
