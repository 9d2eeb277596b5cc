import type { Expression, ModuleIr } from '../ir.ts';
import { childrenOf, isExpressionOrStatement } from '../irWalk.ts';

/** What holds for a file as a whole, wherever in it. */
export interface FileTraits {
  /** API paths of what is imported, and what they begin with: `lodash.merge` and `lodash`. */
  readonly imports: ReadonlySet<string>;
  /** Calls that switch something on for the whole program, as they are spelled: `app.use(sanitize())`, `Object.freeze(Object.prototype)`. */
  readonly switches: ReadonlySet<string>;
}

const SWITCH = /^(?:use|set|freeze|seal|preventExtensions)$/;

export function traitsOf(module: ModuleIr): FileTraits {
  const imports = new Set<string>();
  const switches = new Set<string>();
  const pending: object[] = [module];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isExpressionOrStatement(node)) {
      if (node.kind === 'import') for (const { path } of node.bindings) addImport(imports, path);
      else if (node.kind === 'call') {
        const { callee } = node;
        const first = node.args[0]?.value;
        if (callee.kind === 'name' && first?.kind === 'constant' && typeof first.value === 'string') {
          if (callee.name === 'require' || callee.name === 'import') addImport(imports, first.value);
        } else if (callee.kind === 'member' && SWITCH.test(callee.property)) {
          switches.add(`${spelled(callee)}(${spelled(first)})`);
        }
      }
    }
    childrenOf(node, pending);
  }
  return { imports, switches };
}

function addImport(imports: Set<string>, path: string): void {
  const plain = path.replace(/^node:/, '');
  imports.add(plain);
  // The name of a package may have a dot or a slash in it; what comes first is the package as often as not.
  for (let at = plain.search(/[./]/); at > 0 && at < plain.length;) {
    imports.add(plain.slice(0, at));
    const next = plain.slice(at + 1).search(/[./]/);
    if (next < 0) break;
    at += next + 1;
  }
}

/** `app.use(a())` for short expressions of names, constants and calls; empty for others. */
function spelled(expression: Expression | undefined): string {
  switch (expression?.kind) {
    case 'name':
      return expression.name;
    case 'constant':
      return typeof expression.value === 'string' ? expression.value : '';
    case 'member': {
      const object = spelled(expression.object);
      return object === '' ? '' : `${object}.${expression.property}`;
    }
    case 'call': {
      const callee = spelled(expression.callee);
      return callee === '' ? '' : `${callee}()`;
    }
    default:
      return '';
  }
}
