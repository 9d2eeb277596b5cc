// Type arguments of calls, which the grammar of TypeScript gets wrong: it takes `await f<T>(x)` for a call of
// `await f`, `'a' + f<T>(x)` for a call of a sum, `f<A, B>(x)` behind `await` for two comparisons, and
// ``sql<Row[]>`…` `` for an error. Without the types all of these are plain.
import type { TextRange } from '../../../findings/finding.ts';
import type { SyntaxNode, SyntaxTree } from '../syntaxTree.ts';

interface Leaf {
  readonly node: SyntaxNode;
  /** The nodes around it, innermost first. */
  readonly parent: SyntaxNode | undefined;
  readonly grandparent: SyntaxNode | undefined;
}

/** More than anybody writes between two angle brackets. */
const MOST_TOKENS = 300;

const GENERIC_CALL = /[^=]>\s*[(`]/;

/** What can stand before the type arguments of a call. */
const CALLABLE_END = /^(identifier|property_identifier|private_property_identifier|super|import|this|[)\]!]|\?\.)$/;
/** What a call with type arguments cannot be a call of. */
const NO_CALLEE =
  /^(await|unary|binary|update|yield|as|satisfies|ternary|assignment|augmented_assignment)_expression$|^type_assertion$/;
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const TYPE_TOKEN = /^(?:[\w$#]+|[.,|&?:;]|=>|\.\.\.|["'`]|\$\{|unique symbol)$/;

/** @returns the text with blanks for the type arguments that the parser got wrong; undefined when there are none */
export function withoutTypeArguments({ root }: SyntaxTree, text: string): string | undefined {
  if (!GENERIC_CALL.test(text)) return undefined;
  const leaves = leavesOf(root);
  const found: TextRange[] = [];
  let wrong = false;
  for (const [index, leaf] of leaves.entries()) {
    const { node, parent, grandparent } = leaf;
    if (node.type !== '<' || parent?.type === 'type_parameters') continue;
    const before = leaves[index - 1]?.node;
    if (before === undefined || !CALLABLE_END.test(before.type)) continue;
    const closing = closingOf(leaves, index, text);
    const next = closing === undefined ? undefined : leaves[closing + 1]?.node.type;
    const end = closing === undefined ? undefined : leaves[closing]?.node.end;
    if (end === undefined || (next !== '(' && next !== '`')) continue;
    if (node.start >= (found.at(-1)?.end ?? 0)) found.push({ start: node.start, end });
    if (parent?.type !== 'type_arguments' || next === '`' || NO_CALLEE.test(grandparent?.children[0]?.type ?? ''))
      wrong = true;
  }
  // All of them: what is right now can be wrong when what is in front of it is put right.
  if (!wrong) return undefined;
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of found) {
    parts.push(text.slice(at, start), text.slice(start, end).replace(/[^\n]/g, ' '));
    at = end;
  }
  return parts.join('') + text.slice(at);
}

/** All tokens in the order of the text. */
function leavesOf(root: SyntaxNode): Leaf[] {
  const leaves: Leaf[] = [];
  const pending: Leaf[] = [{ node: root, parent: undefined, grandparent: undefined }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, parent } = next;
    if (node.children.length === 0) {
      // What the parser made up has no text.
      if (node.end > node.start && node.type !== 'comment') leaves.push(next);
      continue;
    }
    for (let index = node.children.length - 1; index >= 0; index--) {
      const child = node.children[index];
      if (child !== undefined) pending.push({ node: child, parent: node, grandparent: parent });
    }
  }
  return leaves;
}

/** The token that closes the angle bracket at `opening`, when what is between can be types. */
function closingOf(leaves: readonly Leaf[], opening: number, text: string): number | undefined {
  // What is still open, as the signs that close it.
  const open: string[] = ['>'];
  let conditional = false;
  for (let index = opening + 1; index < opening + MOST_TOKENS; index++) {
    const leaf = leaves[index]?.node;
    if (leaf === undefined) return undefined;
    const token = text.slice(leaf.start, leaf.end);
    if (leaf.type === 'string_fragment' || leaf.type === 'escape_sequence' || leaf.type === 'number') continue;
    const closes = CLOSING[token];
    if (token === '<') open.push('>');
    else if (closes !== undefined) open.push(closes);
    else if (/^>+$/.test(token)) {
      for (let count = 0; count < token.length; count++) if (open.pop() !== '>') return undefined;
      if (open.length === 0) return index;
    } else if (token === open.at(-1)) open.pop();
    else if (!TYPE_TOKEN.test(token)) return undefined;
    else if (token === 'extends') conditional = true;
    else if ((token === '?' && open.at(-1) === '>' && !conditional) || (token === ';' && open.at(-1) !== '}'))
      return undefined;
    if (open.length === 0) return undefined;
  }
  return undefined;
}
