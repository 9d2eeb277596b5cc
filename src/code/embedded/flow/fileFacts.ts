import type { ModuleIr } from '../ir.ts';
import { childrenOf, isExpressionOrStatement } from '../irWalk.ts';
import type { FileFacts } from '../rules/rule.ts';
import { traitsOf } from './traits.ts';

/** Longer texts are prose or data, not the name of anything. */
const LONGEST_WORD = 60;

/** What rules may know of the file; its words are gathered when a rule first asks for one. */
export function fileFactsOf(module: ModuleIr, path: string): FileFacts {
  let words: ReadonlySet<string> | undefined;
  return {
    path,
    body: module.body,
    ...traitsOf(module),
    mentions: (word) => {
      words ??= wordsOf(module);
      return words.has(word);
    },
  };
}

function wordsOf(module: ModuleIr): ReadonlySet<string> {
  const words = new Set<string>();
  const pending: object[] = [module];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isExpressionOrStatement(node)) {
      if (node.kind === 'name') words.add(node.name);
      else if (node.kind === 'member') words.add(node.property);
      else if (node.kind === 'constant' && typeof node.value === 'string' && node.value.length <= LONGEST_WORD)
        words.add(node.value);
      else if (node.kind === 'import') {
        // `import a.b.c`: the whole and the package that it is in.
        for (const { path } of node.bindings) words.add(path).add(path.split('.', 1)[0] ?? path);
      }
    } else if ('name' in node && typeof node.name === 'string') {
      // Keyword arguments, functions, classes.
      words.add(node.name);
    }
    childrenOf(node, pending);
  }
  return words;
}
