// Rewrites of a sample that change its looks and not its meaning, made on the syntax tree: no guess by pattern.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { format } from 'prettier';
import { adapterFor } from '../../../../src/code/embedded/adapters/adapter.ts';
import { Grammars } from '../../../../src/code/embedded/grammars.ts';
import type { SyntaxNode } from '../../../../src/code/embedded/syntaxTree.ts';
import type { Sample } from './samples/sample.ts';

const folder = dirname(createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm'));
const grammars = new Grammars({ read: (name) => readFile(join(folder, name)) });

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

async function rootOf(sample: Sample): Promise<SyntaxNode> {
  const adapter = adapterFor(sample.language);
  if (adapter === undefined) throw new Error(`no adapter for ${sample.language}`);
  return (await grammars.parse(adapter.grammar, sample.code)).root;
}

function edited(code: string, edits: readonly Edit[]): string {
  let result = code;
  for (const { start, end, text } of [...edits].sort((a, b) => b.start - a.start))
    result = result.slice(0, start) + text + result.slice(end);
  return result;
}

function* walk(node: SyntaxNode, parent?: SyntaxNode): Generator<{ node: SyntaxNode; parent: SyntaxNode | undefined }> {
  yield { node, parent };
  for (const child of node.children) yield* walk(child, node);
}

/**
 * Names that tell rules something: what a value is for, what an object is, the frameworks' conventions. To
 * change one of those may change a finding; to change any other must not.
 */
const TELLING =
  /tok|secret|pass|pwd|key|sess|auth|cred|otp|pin|csrf|nonce|salt|code|cookie|sid|iv|jwt|sign|hash|digest|finger|etag|check|cache|cur|conn|db|sql|pool|client|knex|sequel|prisma|coll|users|model|repo|table|req|res|rep|ctx|context|event|app|router|server|http|request|api|env|debug|config|policy|statement|acl|bucket|s3|iam|safe|valid|allow|clean|escap|sanit|exports|module|window|document|location|element|^el$|html|origin|id$/i;

/** By convention set once, by the program. */
const CONSTANT = /^[A-Z_0-9]+$/;

/** The sample once for each local variable that has another name in it. */
export async function withRenamedLocals(sample: Sample): Promise<readonly { name: string; code: string }[]> {
  const places = new Map<string, SyntaxNode[]>();
  const declared = new Set<string>();
  const fixed = new Set<string>();
  for (const { node, parent } of walk(await rootOf(sample))) {
    const name = sample.code.slice(node.start, node.end);
    if (node.type === 'identifier') {
      const isKeyword = parent?.type === 'keyword_argument' && node.field === 'name';
      const isAttribute = parent?.type === 'attribute' && node.field === 'attribute';
      if (isKeyword || isAttribute) continue;
      places.set(name, [...(places.get(name) ?? []), node]);
      if (/import|export_specifier|parameter|lambda|jsx/.test(parent?.type ?? '')) fixed.add(name);
      if (isDeclaration(node, parent)) declared.add(name);
    } else if (/^shorthand_property/.test(node.type)) fixed.add(name);
    // A class keeps its fields under their names.
    else if (node.type === 'class_definition') for (const inner of walk(node)) noteField(inner, sample.code, fixed);
  }
  const taken = 'zz';
  return [...declared]
    .filter((name) => !fixed.has(name) && !TELLING.test(name) && !CONSTANT.test(name))
    .map((name) => ({
      name,
      code: edited(
        sample.code,
        (places.get(name) ?? []).map(({ start, end }) => ({ start, end, text: taken })),
      ),
    }));
}

function isDeclaration(node: SyntaxNode, parent: SyntaxNode | undefined): boolean {
  if (parent === undefined) return false;
  // A function's name is part of what a finding in it is known by.
  const isFunction = parent.children.some((child) => /function|class/.test(child.type));
  if (parent.type === 'variable_declarator') return node.field === 'name' && !isFunction;
  return (parent.type === 'assignment' || parent.type === 'for_statement') && node.field === 'left';
}

function noteField(
  { node, parent }: { node: SyntaxNode; parent: SyntaxNode | undefined },
  code: string,
  fixed: Set<string>,
): void {
  if (parent !== undefined && isDeclaration(node, parent)) fixed.add(code.slice(node.start, node.end));
}

/** The sample as somebody else would lay it out. */
export async function reformatted(sample: Sample): Promise<string> {
  if (sample.language !== 'python') {
    const parser = sample.language.startsWith('typescript') ? 'typescript' : 'babel';
    const style = { printWidth: 34, semi: false, singleQuote: false, useTabs: true, trailingComma: 'none' } as const;
    return format(sample.code, { parser, ...style });
  }
  const edits: Edit[] = [];
  for (const { node } of walk(await rootOf(sample))) {
    if (node.type !== 'argument_list' && node.type !== 'dictionary') continue;
    for (const child of node.children) {
      if (child.named || !['(', '{', ','].includes(child.type)) continue;
      edits.push({ start: child.end, end: child.end, text: '\n            ' });
    }
  }
  // What is inside an f-string stays on its line.
  const strings = [...walk(await rootOf(sample))].filter(({ node }) => node.type === 'string').map(({ node }) => node);
  return edited(
    sample.code,
    edits.filter((edit) => !strings.some((one) => one.start <= edit.start && edit.start < one.end)),
  );
}

/** Comments wherever a line begins a statement. */
export async function commented(sample: Sample): Promise<string> {
  const comment = sample.language === 'python' ? '# nothing to see' : '// nothing to see';
  const edits: Edit[] = [];
  for (const { node, parent } of walk(await rootOf(sample))) {
    if (parent === undefined || !/^(module|program|block|statement_block|class_body)$/.test(parent.type)) continue;
    if (!node.named || node.type === 'comment') continue;
    const line = sample.code.lastIndexOf('\n', node.start - 1) + 1;
    if (sample.code.slice(line, node.start).trim() !== '') continue;
    const indentation = sample.code.slice(line, node.start);
    edits.push({ start: line, end: line, text: `\n${indentation}${comment}\n` });
  }
  return edited(sample.code, edits);
}

/** Elements of React, which TypeScript reads only in a .tsx file. */
export async function hasElements(sample: Sample): Promise<boolean> {
  return [...walk(await rootOf(sample))].some(({ node }) => node.type.startsWith('jsx_'));
}

const MOVABLE = /^(function_definition|decorated_definition|function_declaration|generator_function_declaration)$/;

/** The functions of the file's top level that stand next to each other in the opposite order; undefined without any. */
export async function reordered(sample: Sample): Promise<string | undefined> {
  const root = await rootOf(sample);
  const runs: SyntaxNode[][] = [];
  let run: SyntaxNode[] = [];
  for (const node of root.children.filter((child) => child.named)) {
    if (MOVABLE.test(node.type)) run.push(node);
    else {
      runs.push(run);
      run = [];
    }
  }
  runs.push(run);
  const edits = runs
    .filter((one) => one.length > 1)
    .flatMap((one) =>
      one.map(({ start, end }, at): Edit => {
        const other = one[one.length - 1 - at];
        return { start, end, text: other === undefined ? '' : sample.code.slice(other.start, other.end) };
      }),
    );
  return edits.length === 0 ? undefined : edited(sample.code, edits);
}
