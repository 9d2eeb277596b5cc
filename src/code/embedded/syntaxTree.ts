import type { Node, Tree } from '@vscode/tree-sitter-wasm';
import type { TextRange } from '../../findings/finding.ts';

/** One node of the syntax tree as a plain object; offsets are UTF-16 units of the parsed text. */
export interface SyntaxNode extends TextRange {
  readonly type: string;
  readonly field: string | undefined;
  /** False for punctuation and keywords. */
  readonly named: boolean;
  readonly children: readonly SyntaxNode[];
}

export interface SyntaxTree {
  readonly root: SyntaxNode;
  /** What the parser could not make sense of, or had to invent; in file order. */
  readonly errors: readonly TextRange[];
  /** Subtrees that were cut off because they nest too deep; in file order. */
  readonly cut: readonly TextRange[];
}

/**
 * How deep a tree may nest. Code written by people stays below 60; the walkers behind this are
 * recursive and must not overflow the stack of a thread.
 */
const MAX_DEPTH = 400;

/** Operators whose left operand may be the same operator: adapters lower those chains without recursion. */
const CHAINS = new Set(['binary_operator', 'binary_expression', 'boolean_operator', 'concatenated_string']);

/** A chain of else-ifs nests in JavaScript's tree; the walkers take it in a loop, too. */
const CHAINED_BRANCH: ReadonlyMap<string, string> = new Map([
  ['else_clause', 'if_statement'],
  ['if_statement', 'else_clause'],
]);

interface OpenNode extends SyntaxNode {
  readonly children: OpenNode[];
  depth: number;
}

/**
 * Copies a parser's tree in one cursor walk. Working on the WASM nodes directly would cross into WASM
 * for every property read, several times per node. What can be known without crossing is not asked.
 */
export function readTree(tree: Tree): SyntaxTree {
  const cursor = tree.walk();
  const { language, rootNode } = tree;
  /** By the number of the node's type. */
  const named: boolean[] = [];
  const suspects: Suspect[] = [];
  const cut: TextRange[] = [];
  const open = (parent: OpenNode | undefined): OpenNode => {
    const typeId = cursor.nodeTypeId;
    const type = language.types[typeId] ?? 'ERROR';
    const chained =
      parent !== undefined &&
      ((parent.type === type && CHAINS.has(type) && parent.children.length === 0) ||
        CHAINED_BRANCH.get(type) === parent.type);
    const node: OpenNode = {
      type,
      field: cursor.currentFieldName ?? undefined,
      named: (named[typeId] ??= cursor.nodeIsNamed),
      start: cursor.startIndex,
      end: cursor.endIndex,
      children: [],
      depth: parent === undefined ? 0 : parent.depth + (chained ? 0 : 1),
    };
    // What the parser had to invent has no length.
    if (type === 'ERROR' || (node.start === node.end && cursor.nodeIsMissing)) suspects.push({ node, parent });
    return node;
  };
  try {
    const root = open(undefined);
    // The nodes from the root to the one that the cursor is at.
    const path: OpenNode[] = [root];
    const enter = (parent: OpenNode): void => {
      const node = open(parent);
      parent.children.push(node);
      path.push(node);
    };
    for (let current: OpenNode | undefined = root; current !== undefined; current = path.at(-1)) {
      const tooDeep = current.depth >= MAX_DEPTH;
      if (cursor.gotoFirstChild()) {
        if (!tooDeep) {
          enter(current);
          continue;
        }
        cut.push({ start: current.start, end: current.end });
        cursor.gotoParent();
      }
      while (!cursor.gotoNextSibling()) {
        path.pop();
        if (!cursor.gotoParent()) return { root, errors: errorsAmong(suspects, rootNode), cut };
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) enter(parent);
    }
    return { root, errors: errorsAmong(suspects, rootNode), cut };
  } finally {
    cursor.delete();
  }
}

/** A node that the parser could not place, or made up. */
interface Suspect {
  readonly node: SyntaxNode;
  readonly parent: SyntaxNode | undefined;
}

function errorsAmong(suspects: readonly Suspect[], rootNode: Node): TextRange[] {
  if (suspects.length === 0) return unseenErrors(rootNode);
  return suspects.filter((suspect) => !isGrammarGap(suspect)).map(({ node: { start, end } }) => ({ start, end }));
}

/**
 * Correct TypeScript that the grammar does not know, where all that it stumbles over is a word of a type: no
 * code can hide in it. `export type * from`, `<in out T>`.
 */
function isGrammarGap({ node, parent }: Suspect): boolean {
  switch (parent?.type) {
    case 'export_statement':
      return node.children.length === 1 && node.children[0]?.type === 'type';
    case 'type_parameter':
    case 'type_parameters':
      return node.children.length > 0 && node.children.every(({ type }) => TYPE_WORDS.has(type));
    default:
      return false;
  }
}

const TYPE_WORDS = new Set(['identifier', 'type_identifier', 'in']);

/**
 * The parser can also invent what has no node of its own, such as the end of a line in Python. Only the nodes
 * around it then know.
 *
 * @returns the innermost of them
 */
function unseenErrors(rootNode: Node): TextRange[] {
  const found: TextRange[] = [];
  const pending = rootNode.hasError ? [rootNode] : [];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const inner = node.children.filter((child) => child?.hasError === true) as Node[];
    if (inner.length === 0) found.push({ start: node.startIndex, end: node.endIndex });
    pending.push(...inner.reverse());
  }
  return found;
}

/** The first child in the named field of the grammar. */
export function childOf(node: SyntaxNode, field: string): SyntaxNode | undefined {
  return node.children.find((child) => child.field === field);
}

/** All children in the named field, without punctuation. */
export function childrenOf(node: SyntaxNode, field: string): readonly SyntaxNode[] {
  return node.children.filter((child) => child.field === field && child.named);
}

/** Children that are more than punctuation; comments are left out, they say nothing to an analysis. */
export function namedChildren(node: SyntaxNode): readonly SyntaxNode[] {
  return node.children.filter((child) => child.named && child.type !== 'comment' && child.type !== 'html_comment');
}

/** True when the node has this keyword or sign directly under it. */
export function hasToken(node: SyntaxNode, token: string): boolean {
  return node.children.some((child) => !child.named && child.type === token);
}
