import type { TextRange } from '../../findings/finding.ts';
import type { SyntaxNode, SyntaxTree } from './syntaxTree.ts';

/** Of all grammars. A regular expression is data like a string, and types are gone before anything runs. */
const NOT_CODE = new Set([
  'comment',
  'html_comment',
  'hash_bang_line',
  'string',
  'template_string',
  'regex',
  'jsx_text',
  'type_annotation',
  'type_arguments',
  'type_parameters',
  'type_predicate_annotation',
  'asserts_annotation',
  'interface_declaration',
  'type_alias_declaration',
  'ambient_declaration',
  'function_signature',
  'method_signature',
  'abstract_method_signature',
  'index_signature',
  'union_type',
  'intersection_type',
  'object_type',
  'function_type',
  'tuple_type',
  'generic_type',
  'literal_type',
]);

/** The code inside an f-string or a template. */
const CODE_AGAIN = new Set(['interpolation', 'template_substitution']);

/**
 * What does not run: comments, strings without the expressions in them, text between JSX tags, types, and what
 * the parser did not understand. In file order, without overlaps.
 */
export function notCodeIn({ root, errors, cut }: SyntaxTree): readonly TextRange[] {
  const found: TextRange[] = [...errors, ...cut];
  const pending: SyntaxNode[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (!NOT_CODE.has(node.type)) {
      for (const child of node.children) {
        if (child.children.length > 0 || NOT_CODE.has(child.type)) pending.push(child);
      }
      continue;
    }
    let { start } = node;
    for (const child of node.children.filter(({ type }) => CODE_AGAIN.has(type))) {
      found.push({ start, end: child.start });
      start = child.end;
      pending.push(child);
    }
    found.push({ start, end: node.end });
  }
  return joined(found.filter(({ start, end }) => start < end));
}

const COMMENTS = new Set(['comment', 'html_comment', 'hash_bang_line']);

const LITERALS = new Set(['string', 'concatenated_string', 'template_string']);

/**
 * What is said to people and does nothing: comments, and texts that are statements, as the docstrings of Python
 * are. What the parser did not understand counts too, since a comment may be hidden in it. In file order, without
 * overlaps.
 */
export function commentsIn({ root, errors, cut }: SyntaxTree): readonly TextRange[] {
  const found: TextRange[] = [...errors, ...cut];
  const pending: SyntaxNode[] = [root];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    for (const child of node.children) {
      if (COMMENTS.has(child.type) || isText(child)) found.push({ start: child.start, end: child.end });
      else if (child.children.length > 0) pending.push(child);
    }
  }
  return joined(found.filter(({ start, end }) => start < end));
}

function isText({ type, children }: SyntaxNode): boolean {
  const [only, ...more] = type === 'expression_statement' ? children.filter(({ named }) => named) : [];
  return only !== undefined && more.length === 0 && LITERALS.has(only.type) && !holdsCode(only);
}

function holdsCode({ children }: SyntaxNode): boolean {
  return children.some((child) => CODE_AGAIN.has(child.type) || holdsCode(child));
}

function joined(ranges: readonly TextRange[]): readonly TextRange[] {
  const result: TextRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1);
    if (last && range.start <= last.end)
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else result.push({ start: range.start, end: range.end });
  }
  return result;
}
