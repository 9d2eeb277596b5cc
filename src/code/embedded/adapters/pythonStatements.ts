import type {
  ClassIr,
  Expression,
  FieldIr,
  FunctionIr,
  ImportBinding,
  ModuleIr,
  Pattern,
  Statement,
  SwitchCase,
} from '../ir.ts';
import type { SyntaxNode } from '../syntaxTree.ts';
import { childOf, childrenOf, namedChildren } from '../syntaxTree.ts';
import { opaque, rangeOf } from './lowering.ts';
import { pythonExpression, pythonParameters, pythonPattern } from './pythonExpressions.ts';

/** Lowers a whole file; see LanguageAdapter. */
export function lowerPython(root: SyntaxNode, text: string): ModuleIr {
  return { ...rangeOf(root), body: block(root, text) };
}

function block(node: SyntaxNode | undefined, text: string): Statement[] {
  return node === undefined ? [] : namedChildren(node).flatMap((child) => statement(child, text));
}

function statement(node: SyntaxNode, text: string): Statement[] {
  const range = rangeOf(node);
  const expression = (child: SyntaxNode | undefined): Expression => pythonExpression(child, text);
  switch (node.type) {
    case 'if_statement':
      return [conditional(node, childrenOf(node, 'alternative'), text)];
    case 'for_statement': {
      const left = childOf(node, 'left');
      const alternative = childOf(node, 'alternative');
      return [
        {
          kind: 'forEach',
          ...range,
          target: (left === undefined ? undefined : pythonPattern(left, text)) ?? nothing(node),
          iterable: expression(childOf(node, 'right')),
          keys: false,
          body: block(childOf(node, 'body'), text),
          otherwise: alternative === undefined ? [] : block(childOf(alternative, 'body'), text),
        },
      ];
    }
    case 'while_statement': {
      const alternative = childOf(node, 'alternative');
      return [
        {
          kind: 'loop',
          ...range,
          test: expression(childOf(node, 'condition')),
          update: undefined,
          testFirst: true,
          body: block(childOf(node, 'body'), text),
          otherwise: alternative === undefined ? [] : block(childOf(alternative, 'body'), text),
        },
      ];
    }
    case 'try_statement':
      return [tryStatement(node, text)];
    case 'with_statement':
      return [...withItems(node, text), { kind: 'block', ...range, body: block(childOf(node, 'body'), text) }];
    case 'decorated_definition': {
      const decorators = namedChildren(node)
        .filter((child) => child.type === 'decorator')
        .map((child) => expression(namedChildren(child)[0]));
      const definition = childOf(node, 'definition');
      if (definition === undefined) return [];
      // A function keeps its decorators, which may make it a handler; a class's are calls like any other.
      const calls = definition.type === 'class_definition' ? decorators : [];
      return [
        ...calls.map((call): Statement => ({ kind: 'expression', start: call.start, end: call.end, expression: call })),
        definitionOf(definition, text, decorators),
      ];
    }
    case 'function_definition':
    case 'class_definition':
      return [definitionOf(node, text, [])];
    case 'return_statement': {
      const value = namedChildren(node)[0];
      return [{ kind: 'return', ...range, value: value === undefined ? undefined : expression(value) }];
    }
    case 'raise_statement': {
      const value = namedChildren(node)[0];
      return [{ kind: 'throw', ...range, value: value === undefined ? undefined : expression(value) }];
    }
    case 'break_statement':
      return [{ kind: 'break', ...range }];
    case 'continue_statement':
      return [{ kind: 'continue', ...range }];
    case 'assert_statement':
      return [{ kind: 'assert', ...range, test: expression(namedChildren(node)[0]) }];
    case 'import_statement':
    case 'import_from_statement':
    case 'future_import_statement':
      return [{ kind: 'import', ...range, bindings: importBindings(node, text) }];
    case 'match_statement':
      return [matchStatement(node, text)];
    case 'delete_statement':
      return namedChildren(node)
        .flatMap((child) => (child.type === 'expression_list' ? namedChildren(child) : [child]))
        .map((child) => ({
          kind: 'expression',
          ...range,
          expression: { kind: 'unary', ...rangeOf(child), operator: 'delete', operand: expression(child) },
        }));
    case 'global_statement':
    case 'nonlocal_statement':
    case 'pass_statement':
      return [];
    case 'ERROR':
    case 'block':
      return [{ kind: 'block', ...range, body: block(node, text) }];
    case 'expression_statement':
      return [{ kind: 'expression', ...range, expression: expression(node) }];
    default:
      return [{ kind: 'expression', ...range, expression: opaqueOrExpression(node, text) }];
  }
}

/** Inside ERROR nodes bare expressions stand where statements should. */
function opaqueOrExpression(node: SyntaxNode, text: string): Expression {
  return node.type.endsWith('_statement')
    ? opaque(
        node,
        namedChildren(node).map((child) => pythonExpression(child, text)),
      )
    : pythonExpression(node, text);
}

function nothing(node: SyntaxNode): Pattern {
  return { kind: 'arrayPattern', ...rangeOf(node), elements: [] };
}

function conditional(node: SyntaxNode, alternatives: readonly SyntaxNode[], text: string): Statement {
  // A chain of elifs is a flat list in the tree; fold it from the end so that nothing recurses.
  let otherwise: readonly Statement[] = [];
  for (const alternative of [...alternatives].reverse()) {
    otherwise =
      alternative.type === 'else_clause'
        ? block(childOf(alternative, 'body'), text)
        : [
            {
              kind: 'if',
              ...rangeOf(alternative),
              test: pythonExpression(childOf(alternative, 'condition'), text),
              then: block(childOf(alternative, 'consequence'), text),
              otherwise,
            },
          ];
  }
  return {
    kind: 'if',
    ...rangeOf(node),
    test: pythonExpression(childOf(node, 'condition'), text),
    then: block(childOf(node, 'consequence'), text),
    otherwise,
  };
}

function tryStatement(node: SyntaxNode, text: string): Statement {
  const handlers: { binding: Pattern | undefined; body: Statement[] }[] = [];
  let otherwise: Statement[] = [];
  let finalizer: Statement[] = [];
  for (const child of namedChildren(node)) {
    if (child.type === 'else_clause') otherwise = block(childOf(child, 'body'), text);
    else if (child.type === 'finally_clause') finalizer = block(namedChildren(child)[0], text);
    else if (child.type === 'except_clause' || child.type === 'except_group_clause') {
      const parts = namedChildren(child);
      const alias =
        childOf(child, 'alias') ?? childOf(parts.find((part) => part.type === 'as_pattern') ?? child, 'alias');
      const target = alias === undefined ? undefined : (namedChildren(alias)[0] ?? alias);
      handlers.push({
        binding: target === undefined ? undefined : pythonPattern(target, text),
        body: block(
          parts.find((part) => part.type === 'block'),
          text,
        ),
      });
    }
  }
  return { kind: 'try', ...rangeOf(node), body: block(childOf(node, 'body'), text), handlers, otherwise, finalizer };
}

function withItems(node: SyntaxNode, text: string): Statement[] {
  const clause = namedChildren(node).find((child) => child.type === 'with_clause');
  const items =
    clause === undefined
      ? []
      : namedChildren(clause).flatMap((item) => (item.type === 'with_item' ? [item] : namedChildren(item)));
  return items.map((item) => {
    const value = childOf(item, 'value') ?? item;
    const alias = value.type === 'as_pattern' ? childOf(value, 'alias') : undefined;
    const target = alias === undefined ? undefined : pythonPattern(namedChildren(alias)[0] ?? alias, text);
    return { kind: 'with', ...rangeOf(item), value: pythonExpression(value, text), target };
  });
}

function definitionOf(node: SyntaxNode, text: string, decorators: readonly Expression[]): Statement {
  const name = childOf(node, 'name');
  const spelling = name === undefined ? '' : text.slice(name.start, name.end);
  if (node.type === 'class_definition') {
    return { kind: 'class', ...rangeOf(node), cls: classOf(node, spelling, text, decorators), exported: true };
  }
  return { kind: 'function', ...rangeOf(node), fn: functionOf(node, spelling, text, decorators, false) };
}

function functionOf(
  node: SyntaxNode,
  name: string,
  text: string,
  decorators: readonly Expression[],
  method: boolean,
): FunctionIr {
  const body = childOf(node, 'body');
  const isStatic = decorators.some((decorator) => decorator.kind === 'name' && decorator.name === 'staticmethod');
  const accessor = method ? accessorOf(decorators) : undefined;
  return {
    ...rangeOf(node),
    name,
    parameters: pythonParameters(childOf(node, 'parameters'), text),
    body: block(body, text),
    decorators,
    outerNames: body === undefined ? [] : outerNames(body, text),
    receiver: method && !isStatic,
    exported: !name.startsWith('_'),
    ...(accessor === undefined ? {} : { accessor }),
  };
}

/** `@property` and `@functools.cached_property` are read, `@name.setter` is written. */
function accessorOf(decorators: readonly Expression[]): 'get' | 'set' | undefined {
  for (const decorator of decorators) {
    const name =
      decorator.kind === 'name' ? decorator.name : decorator.kind === 'member' ? decorator.property : undefined;
    if (name === 'property' || name === 'cached_property') return 'get';
    if (name === 'setter' && decorator.kind === 'member') return 'set';
  }
  return undefined;
}

/** `global` and `nonlocal` bind for the whole function, wherever they stand in it. */
function outerNames(body: SyntaxNode, text: string): string[] {
  const names: string[] = [];
  const pending = [body];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.type === 'global_statement' || node.type === 'nonlocal_statement') {
      names.push(...namedChildren(node).map((child) => text.slice(child.start, child.end)));
    } else if (node.type !== 'function_definition' && node.type !== 'class_definition') {
      pending.push(
        ...namedChildren(node).filter(
          (child) => child.type.endsWith('statement') || child.type.endsWith('clause') || child.type === 'block',
        ),
      );
    }
  }
  return names;
}

function classOf(node: SyntaxNode, name: string, text: string, decorators: readonly Expression[]): ClassIr {
  const methods: FunctionIr[] = [];
  const body: Statement[] = [];
  for (const child of namedChildren(childOf(node, 'body') ?? node)) {
    const definition = child.type === 'decorated_definition' ? childOf(child, 'definition') : child;
    if (definition?.type === 'function_definition') {
      const decorators = namedChildren(child)
        .filter((one) => one.type === 'decorator')
        .map((one) => pythonExpression(namedChildren(one)[0], text));
      const method = childOf(definition, 'name');
      methods.push(
        functionOf(
          definition,
          method === undefined ? '' : text.slice(method.start, method.end),
          text,
          decorators,
          true,
        ),
      );
    } else if (childOf(node, 'body') !== undefined) {
      body.push(...statement(child, text));
    }
  }
  const superclasses = childOf(node, 'superclasses');
  return {
    ...rangeOf(node),
    name,
    bases: superclasses === undefined ? [] : namedChildren(superclasses).map((base) => pythonExpression(base, text)),
    methods,
    decorators,
    fields: fieldsOf(node, text),
    body,
    constructorName: '__init__',
  };
}

/** `name: type` and `name: type = value` in the body of a class. */
function fieldsOf(node: SyntaxNode, text: string): FieldIr[] {
  return namedChildren(childOf(node, 'body') ?? node).flatMap((child) => {
    const assignment = child.type === 'expression_statement' ? namedChildren(child)[0] : undefined;
    const name = assignment === undefined ? undefined : childOf(assignment, 'left');
    const type = assignment === undefined ? undefined : childOf(assignment, 'type');
    if (assignment?.type !== 'assignment' || name?.type !== 'identifier' || type === undefined) return [];
    const value = childOf(assignment, 'right');
    return [
      {
        name: text.slice(name.start, name.end),
        annotation: pythonExpression(type, text),
        value: value === undefined ? undefined : pythonExpression(value, text),
      },
    ];
  });
}

function importBindings(node: SyntaxNode, text: string): ImportBinding[] {
  const spelled = (child: SyntaxNode): string => text.slice(child.start, child.end).replace(/\s+/g, '');
  const moduleNode = childOf(node, 'module_name');
  const from = moduleNode === undefined ? undefined : spelled(moduleNode);
  return childrenOf(node, 'name').map((item) => {
    const imported = item.type === 'aliased_import' ? childOf(item, 'name') : item;
    const alias = item.type === 'aliased_import' ? childOf(item, 'alias') : undefined;
    const path = spelled(imported ?? item);
    // `import a.b` binds `a`; `import a.b as c` binds the inner module.
    const local = alias === undefined ? (from === undefined ? (path.split('.')[0] ?? path) : path) : spelled(alias);
    const target = from === undefined ? (alias === undefined ? local : path) : `${from}.${path}`;
    return { local, path: target, ...rangeOf(item) };
  });
}

function matchStatement(node: SyntaxNode, text: string): Statement {
  const cases: SwitchCase[] = [];
  const body = childOf(node, 'body');
  for (const clause of namedChildren(body ?? node)) {
    if (clause.type !== 'case_clause') continue;
    const guard = childOf(clause, 'guard');
    const patterns = namedChildren(clause).filter((child) => child.type === 'case_pattern');
    const alternatives = patterns.flatMap((pattern) => caseTests(pattern, text));
    const isDefault = patterns.length === 1 && alternatives.length === 0;
    const binding = captured(patterns, text, isDefault);
    cases.push({
      tests: alternatives,
      isDefault,
      ...(guard === undefined ? {} : { guard: pythonExpression(namedChildren(guard)[0], text) }),
      ...(binding === undefined ? {} : { binding }),
      body: block(childOf(clause, 'consequence'), text),
    });
  }
  const subject = childrenOf(node, 'subject');
  return { kind: 'switch', ...rangeOf(node), subject: pythonExpression(subject[0], text), cases, fallsThrough: false };
}

/** The constants that a pattern compares with; none for `_` and for a capture. */
function caseTests(pattern: SyntaxNode, text: string): Expression[] {
  const inner = namedChildren(pattern);
  const only = inner.length === 1 ? inner[0] : undefined;
  if (only === undefined) return inner.length === 0 ? literalToken(pattern, text) : [opaque(pattern)];
  if (only.type === 'union_pattern') return namedChildren(only).map((one) => pythonExpression(one, text));
  if (only.type === 'dotted_name') return text.slice(only.start, only.end).includes('.') ? [opaque(pattern)] : [];
  return [pythonExpression(only, text)];
}

function literalToken(pattern: SyntaxNode, text: string): Expression[] {
  return text.slice(pattern.start, pattern.end).trim() === '_' ? [] : [opaque(pattern)];
}

/** The names that a pattern binds: all of the subject to a bare name, parts of it to the names inside a pattern. */
function captured(patterns: readonly SyntaxNode[], text: string, isDefault: boolean): Pattern | undefined {
  const [first] = patterns;
  if (first === undefined) return undefined;
  const spelling = text.slice(first.start, first.end);
  if (isDefault) {
    const isName = /^[A-Za-z_]\w*$/.test(spelling) && spelling !== '_';
    return isName ? { kind: 'name', ...rangeOf(first), name: spelling } : undefined;
  }
  const elements: Pattern[] = [];
  const pending: SyntaxNode[] = [...patterns];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const name = text.slice(node.start, node.end);
    const isLeaf = node.type === 'identifier' && node.field !== 'key' && /^[A-Za-z_]\w*$/.test(name);
    if (isLeaf && name !== '_') elements.push({ kind: 'name', ...rangeOf(node), name });
    else if (node.type !== 'class_pattern' || namedChildren(node).length > 1) pending.push(...namedChildren(node));
  }
  return elements.length === 0 ? undefined : { kind: 'arrayPattern', ...rangeOf(first), elements };
}
