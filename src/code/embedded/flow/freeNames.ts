import type { FunctionIr, ModuleIr, Pattern } from '../ir.ts';
import { childrenOf, isExpressionOrStatement } from '../irWalk.ts';

interface Scope {
  readonly declared: Set<string>;
  readonly assigned: Set<string>;
}

/**
 * Names that functions of the file assign to although they belong to somebody around them. What such a
 * variable holds cannot be told from the statements of its owner alone.
 */
export function freeNamesOf(module: ModuleIr): ReadonlySet<string> {
  const free = new Set<string>();
  const functions: FunctionIr[] = [];
  collect(module, { declared: new Set(), assigned: new Set() }, functions);
  for (let fn = functions.pop(); fn !== undefined; fn = functions.pop()) {
    const scope: Scope = { declared: new Set(), assigned: new Set() };
    for (const parameter of fn.parameters) for (const name of namesIn(parameter.pattern)) scope.declared.add(name);
    collect({ body: fn.body, parameters: fn.parameters }, scope, functions);
    for (const name of fn.outerNames) free.add(name);
    for (const name of scope.assigned) if (!scope.declared.has(name)) free.add(name);
  }
  return free;
}

/** Looks at a function's own statements; functions inside it are left for their own turn. */
function collect(start: object, scope: Scope, functions: FunctionIr[]): void {
  const pending: object[] = [start];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isExpressionOrStatement(node)) {
      if (node.kind === 'function') {
        scope.declared.add(node.fn.name);
        functions.push(node.fn);
        continue;
      }
      if (node.kind === 'class') {
        functions.push(...node.cls.methods);
        pending.push({ body: node.cls.body });
        continue;
      }
      if (node.kind === 'assign') {
        for (const name of namesIn(node.target)) (node.declares ? scope.declared : scope.assigned).add(name);
      } else if (node.kind === 'forEach') {
        for (const name of namesIn(node.target)) scope.declared.add(name);
      }
    }
    childrenOf(node, pending);
  }
}

function namesIn(pattern: Pattern): string[] {
  switch (pattern.kind) {
    case 'name':
      return [pattern.name];
    case 'defaultPattern':
      return namesIn(pattern.target);
    case 'arrayPattern':
      return [...pattern.elements, pattern.rest].flatMap((element) => (element === undefined ? [] : namesIn(element)));
    case 'objectPattern':
      return [...pattern.entries.map((entry) => entry.target), pattern.rest].flatMap((target) =>
        target === undefined ? [] : namesIn(target),
      );
    case 'member':
    case 'index':
      return [];
  }
}
