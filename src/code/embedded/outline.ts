import type { EnclosingSymbol, TextRange } from '../../findings/finding.ts';
import type { CallExpression, FunctionIr, ModuleIr } from './ir.ts';
import { childrenOf, isExpressionOrStatement } from './irWalk.ts';

interface Visit {
  readonly node: object;
  /** The qualified name of the symbol around the node. */
  readonly prefix: string;
}

const ROUTE_METHOD = /^(?:get|post|put|patch|delete|all|head|options|use|route|on)$/;

/**
 * Functions, methods and classes with a name, outermost first. A handler without a name of its own is
 * named after its registration, e.g. `app.get '/users'`.
 *
 * @param shownText the text with its secrets masked: the names of routes are taken from it
 */
export function outlineOf(module: ModuleIr, shownText: string): readonly EnclosingSymbol[] {
  const symbols: EnclosingSymbol[] = [];
  const handlers = new Map<FunctionIr, string>();
  const pending: Visit[] = [{ node: module, prefix: '' }];
  const enter = (name: string, range: TextRange, prefix: string): string => {
    if (name === '') return prefix;
    const qualified = prefix === '' ? name : `${prefix}.${name}`;
    symbols.push({ name: qualified, range: { start: range.start, end: range.end } });
    return qualified;
  };
  for (let visit = pending.pop(); visit !== undefined; visit = pending.pop()) {
    const { node, prefix } = visit;
    if (!isExpressionOrStatement(node)) {
      addChildren(node, prefix, pending);
    } else if (node.kind === 'function') {
      const name = node.fn.name === '' ? (handlers.get(node.fn) ?? '') : node.fn.name;
      addChildren(node.fn, enter(name, node.fn, prefix), pending);
    } else if (node.kind === 'class') {
      const inner = enter(node.cls.name, node.cls, prefix);
      for (const fn of node.cls.methods)
        pending.push({ node: { kind: 'function', start: fn.start, end: fn.end, fn }, prefix: inner });
      addChildren({ body: node.cls.body, bases: node.cls.bases }, inner, pending);
    } else {
      if (node.kind === 'call') nameHandlers(node, shownText, handlers);
      addChildren(node, prefix, pending);
    }
  }
  return symbols.sort((a, b) => a.range.start - b.range.start || b.range.end - a.range.end);
}

function addChildren(node: object, prefix: string, pending: Visit[]): void {
  for (const child of childrenOf(node)) pending.push({ node: child, prefix });
}

function nameHandlers(call: CallExpression, shownText: string, handlers: Map<FunctionIr, string>): void {
  const route = call.args[0]?.value;
  if (call.callee.kind !== 'member' || !ROUTE_METHOD.test(call.callee.property)) return;
  if (route?.kind !== 'constant' || typeof route.value !== 'string' || route.value.length > 80) return;
  const object = call.callee.object.kind === 'name' ? `${call.callee.object.name}.` : '';
  const path = shownText.slice(route.start + 1, route.end - 1);
  for (const { value } of call.args) {
    if (value.kind === 'function' && value.fn.name === '')
      handlers.set(value.fn, `${object}${call.callee.property} '${path}'`);
  }
}

/** The innermost symbol around the range; the whole file, without a name, when there is none. */
export function enclosingSymbol(
  outline: readonly EnclosingSymbol[],
  range: TextRange,
  length: number,
): EnclosingSymbol {
  let innermost: EnclosingSymbol = { name: '', range: { start: 0, end: length } };
  for (const symbol of outline) {
    if (symbol.range.start > range.start) break;
    if (symbol.range.end >= range.end) innermost = symbol;
  }
  return innermost;
}
