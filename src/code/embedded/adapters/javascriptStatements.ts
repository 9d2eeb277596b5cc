import type { Expression, ImportBinding, ModuleIr, Pattern, Statement, SwitchCase } from '../ir.ts';
import type { SyntaxNode } from '../syntaxTree.ts';
import { childOf, childrenOf, hasToken, namedChildren } from '../syntaxTree.ts';
import type { JavaScriptLowering } from './javascriptExpressions.ts';
import { javaScriptExpression } from './javascriptExpressions.ts';
import { exportedNamesOf } from './javascriptExports.ts';
import { classOf, decoratorsIn, exportedAs, functionOf, named, typed } from './javascriptFunctions.ts';
import { javaScriptPattern } from './javascriptPatterns.ts';
import { opaque, rangeOf } from './lowering.ts';
import { enumDeclaration, importAlias, namespaceDeclaration, requiredImport, TYPE_DECLARATIONS } from './typescript.ts';

/** Lowers a whole file; see LanguageAdapter. */
export function lowerJavaScript(root: SyntaxNode, text: string): ModuleIr {
  const lowering: JavaScriptLowering = {
    text,
    statements: (nodes) => block(nodes, lowering),
    exports: exportedNamesOf(root, text),
    declared: new Set(),
  };
  return { ...rangeOf(root), body: block(namedChildren(root), lowering) };
}

function block(nodes: readonly SyntaxNode[], lowering: JavaScriptLowering): Statement[] {
  const statements = nodes.flatMap((node) => statement(node, lowering, false));
  // Function declarations are bound before the first statement of their block runs.
  return [
    ...statements.filter((one) => one.kind === 'function'),
    ...statements.filter((one) => one.kind !== 'function'),
  ];
}

/** The body of an `if` or a loop: a block or a single statement. */
function body(node: SyntaxNode | undefined, lowering: JavaScriptLowering): Statement[] {
  if (node === undefined) return [];
  return node.type === 'statement_block' ? block(namedChildren(node), lowering) : block([node], lowering);
}

function statement(node: SyntaxNode, lowering: JavaScriptLowering, exported: boolean): Statement[] {
  const range = rangeOf(node);
  const expression = (child: SyntaxNode | undefined): Expression => javaScriptExpression(child, lowering);
  if (TYPE_DECLARATIONS.has(node.type)) return [];
  switch (node.type) {
    case 'expression_statement': {
      const inner = namedChildren(node)[0];
      if (inner?.type === 'internal_module') return statement(inner, lowering, exported);
      return [{ kind: 'expression', ...range, expression: expression(inner) }];
    }
    case 'internal_module':
    case 'module':
      return namespaceDeclaration(node, lowering);
    case 'enum_declaration':
      return enumDeclaration(node, lowering);
    case 'ambient_declaration':
      // Of what is only declared, enums alone say what they hold.
      return namedChildren(node).flatMap((child) =>
        child.type === 'enum_declaration' ? enumDeclaration(child, lowering) : [],
      );
    case 'import_alias':
      return importAlias(node, lowering);
    case 'variable_declaration':
    case 'lexical_declaration':
      return declarations(node, lowering, exported);
    case 'if_statement':
      return [conditional(node, lowering)];
    case 'for_statement': {
      const initializer = childOf(node, 'initializer');
      const condition = childOf(node, 'condition');
      const increment = childOf(node, 'increment');
      const test = condition === undefined || condition.type === 'empty_statement' ? undefined : condition;
      return [
        ...(initializer === undefined || initializer.type === 'empty_statement'
          ? []
          : statement(initializer, lowering, false)),
        {
          kind: 'loop',
          ...range,
          test:
            test === undefined
              ? undefined
              : expression(test.type === 'expression_statement' ? namedChildren(test)[0] : test),
          update: increment === undefined ? undefined : expression(increment),
          testFirst: true,
          body: body(childOf(node, 'body'), lowering),
          otherwise: [],
        },
      ];
    }
    case 'for_in_statement': {
      const left = childOf(node, 'left');
      const operator = childOf(node, 'operator');
      const target: Pattern = (left === undefined ? undefined : javaScriptPattern(left, lowering)) ?? {
        kind: 'arrayPattern',
        ...range,
        elements: [],
      };
      return [
        {
          kind: 'forEach',
          ...range,
          target,
          iterable: expression(childOf(node, 'right')),
          keys: operator !== undefined && lowering.text.slice(operator.start, operator.end) === 'in',
          body: body(childOf(node, 'body'), lowering),
          otherwise: [],
        },
      ];
    }
    case 'while_statement':
    case 'do_statement':
      return [
        {
          kind: 'loop',
          ...range,
          test: expression(childOf(node, 'condition')),
          update: undefined,
          testFirst: node.type === 'while_statement',
          body: body(childOf(node, 'body'), lowering),
          otherwise: [],
        },
      ];
    case 'try_statement': {
      const handler = childOf(node, 'handler');
      const parameter = handler === undefined ? undefined : childOf(handler, 'parameter');
      const finalizer = childOf(node, 'finalizer');
      return [
        {
          kind: 'try',
          ...range,
          body: body(childOf(node, 'body'), lowering),
          handlers:
            handler === undefined
              ? []
              : [
                  {
                    binding: parameter === undefined ? undefined : javaScriptPattern(parameter, lowering),
                    body: body(childOf(handler, 'body'), lowering),
                  },
                ],
          otherwise: [],
          finalizer: finalizer === undefined ? [] : body(childOf(finalizer, 'body'), lowering),
        },
      ];
    }
    case 'switch_statement':
      return [switchStatement(node, lowering)];
    case 'return_statement': {
      const value = namedChildren(node)[0];
      return [{ kind: 'return', ...range, value: value === undefined ? undefined : expression(value) }];
    }
    case 'throw_statement':
      return [{ kind: 'throw', ...range, value: expression(namedChildren(node)[0]) }];
    case 'break_statement':
      return [{ kind: 'break', ...range }];
    case 'continue_statement':
      return [{ kind: 'continue', ...range }];
    case 'labeled_statement':
      return body(childOf(node, 'body'), lowering);
    case 'function_declaration':
    case 'generator_function_declaration':
      return [{ kind: 'function', ...range, fn: functionOf(node, lowering, exported || isExported(node, lowering)) }];
    case 'class_declaration':
    case 'abstract_class_declaration':
      return classStatement(node, lowering, exported, []);
    case 'import_statement':
      return [{ kind: 'import', ...range, bindings: importBindings(node, lowering) }];
    case 'export_statement': {
      const declaration = childOf(node, 'declaration');
      const value = childOf(node, 'value') ?? (hasToken(node, '=') ? namedChildren(node)[0] : undefined);
      if (declaration !== undefined)
        return declaration.type.endsWith('class_declaration')
          ? classStatement(declaration, lowering, true, decoratorsIn(node.children, lowering))
          : statement(declaration, lowering, true);
      if (value === undefined) return exportedNames(node, lowering);
      return [{ kind: 'expression', ...range, expression: exportedAs(named(expression(value), 'default'), true) }];
    }
    case 'statement_block':
    case 'ERROR':
      return [{ kind: 'block', ...range, body: block(namedChildren(node), lowering) }];
    case 'empty_statement':
    case 'debugger_statement':
    case 'hash_bang_line':
      return [];
    case 'with_statement':
      return [
        { kind: 'expression', ...range, expression: opaque(node, [expression(childOf(node, 'object'))]) },
        ...body(childOf(node, 'body'), lowering),
      ];
    default:
      return [{ kind: 'expression', ...range, expression: expression(node) }];
  }
}

/** Notes the name of a declaration, and says whether it is exported elsewhere. */
function isExported(node: SyntaxNode, { declared, exports, text }: JavaScriptLowering): boolean {
  const name = childOf(node, 'name');
  const spelling = name === undefined ? '' : text.slice(name.start, name.end);
  if (spelling !== '') declared.add(spelling);
  return exports.has(spelling);
}

/** The decorators of a class are calls like any other. */
function classStatement(
  node: SyntaxNode,
  lowering: JavaScriptLowering,
  exported: boolean,
  before: readonly Expression[],
): Statement[] {
  const isVisible = exported || isExported(node, lowering);
  const cls = classOf(node, lowering, before);
  return [
    ...cls.decorators.map((call): Statement => ({
      kind: 'expression',
      start: call.start,
      end: call.end,
      expression: call,
    })),
    { kind: 'class', ...rangeOf(node), cls, exported: isVisible },
  ];
}

/** `export { a, b as c }` hands the names to whoever imports the file. */
function exportedNames(node: SyntaxNode, lowering: JavaScriptLowering): Statement[] {
  const clause = namedChildren(node).find((child) => child.type === 'export_clause');
  if (clause === undefined || childOf(node, 'source') !== undefined) return [];
  return namedChildren(clause).flatMap((specifier): Statement[] => {
    const name = childOf(specifier, 'name');
    return name === undefined
      ? []
      : [{ kind: 'expression', ...rangeOf(specifier), expression: javaScriptExpression(name, lowering) }];
  });
}

function declarations(node: SyntaxNode, lowering: JavaScriptLowering, exported: boolean): Statement[] {
  return namedChildren(node).flatMap((declarator): Statement[] => {
    const name = childOf(declarator, 'name');
    const initial = childOf(declarator, 'value');
    const target = name === undefined ? undefined : javaScriptPattern(name, lowering);
    if (target === undefined || name === undefined) return [];
    const range = rangeOf(declarator);
    const spelling = lowering.text.slice(name.start, name.end);
    const lowered: Expression =
      initial === undefined
        ? { kind: 'constant', start: range.end, end: range.end, value: null }
        : typed(named(javaScriptExpression(initial, lowering), spelling), childOf(declarator, 'type'), lowering);
    const value = exportedAs(lowered, exported || lowering.exports.has(spelling));
    return [
      {
        kind: 'expression',
        ...range,
        expression: { kind: 'assign', ...range, target, operator: undefined, value, declares: true },
      },
    ];
  });
}

function conditional(node: SyntaxNode, lowering: JavaScriptLowering): Statement {
  // A chain of else-ifs nests in the tree; take it apart in a loop and fold it from the end.
  const chain: SyntaxNode[] = [];
  let otherwise: readonly Statement[];
  for (let current = node; ;) {
    chain.push(current);
    const alternative = childOf(current, 'alternative');
    const inner = alternative === undefined ? undefined : namedChildren(alternative)[0];
    if (inner?.type !== 'if_statement') {
      otherwise = body(inner, lowering);
      break;
    }
    current = inner;
  }
  for (const one of chain.reverse()) {
    const made: Statement = {
      kind: 'if',
      ...rangeOf(one),
      test: javaScriptExpression(childOf(one, 'condition'), lowering),
      then: body(childOf(one, 'consequence'), lowering),
      otherwise,
    };
    otherwise = [made];
  }
  return otherwise[0] ?? { kind: 'block', ...rangeOf(node), body: [] };
}

function switchStatement(node: SyntaxNode, lowering: JavaScriptLowering): Statement {
  const clauses = namedChildren(childOf(node, 'body') ?? node);
  const cases: SwitchCase[] = clauses
    .filter((clause) => clause.type === 'switch_case' || clause.type === 'switch_default')
    .map((clause) => ({
      tests: clause.type === 'switch_case' ? [javaScriptExpression(childOf(clause, 'value'), lowering)] : [],
      isDefault: clause.type === 'switch_default',
      body: block(
        childrenOf(clause, 'body').filter((child) => child.type !== 'comment'),
        lowering,
      ),
    }));
  return {
    kind: 'switch',
    ...rangeOf(node),
    subject: javaScriptExpression(childOf(node, 'value'), lowering),
    cases,
    fallsThrough: true,
  };
}

function importBindings(node: SyntaxNode, lowering: JavaScriptLowering): ImportBinding[] {
  const spelled = (child: SyntaxNode): string => lowering.text.slice(child.start, child.end);
  const required = requiredImport(node, lowering.text, moduleName);
  if (required !== undefined) return [required];
  const source = childOf(node, 'source');
  const clause = namedChildren(node).find((child) => child.type === 'import_clause');
  if (source === undefined || clause === undefined) return [];
  const module = moduleName(spelled(source).slice(1, -1));
  const bindings: ImportBinding[] = [];
  for (const part of namedChildren(clause)) {
    if (part.type === 'identifier') bindings.push({ local: spelled(part), path: module, ...rangeOf(part) });
    else if (part.type === 'namespace_import') {
      const name = namedChildren(part)[0];
      if (name !== undefined) bindings.push({ local: spelled(name), path: module, ...rangeOf(part) });
    } else {
      for (const specifier of namedChildren(part)) {
        const name = childOf(specifier, 'name');
        if (name === undefined) continue;
        const imported = spelled(name).replace(/^['"]|['"]$/g, '');
        const path = imported === 'default' ? module : `${module}.${imported}`;
        bindings.push({ local: spelled(childOf(specifier, 'alias') ?? name), path, ...rangeOf(specifier) });
      }
    }
  }
  return bindings;
}

/** `node:fs` and `fs` are one module. */
export function moduleName(specifier: string): string {
  return specifier.replace(/^node:/, '');
}
