// What the adapters share: building of common nodes of the representation.
import type { TextRange } from '../../../findings/finding.ts';
import type { BinaryStep, Expression, OpaqueExpression, Pattern } from '../ir.ts';
import type { SyntaxNode } from '../syntaxTree.ts';
import { childOf } from '../syntaxTree.ts';

export function rangeOf(node: TextRange): TextRange {
  return { start: node.start, end: node.end };
}

export function opaque(node: TextRange, parts: readonly Expression[] = []): OpaqueExpression {
  return { kind: 'opaque', ...rangeOf(node), parts };
}

/** Operators of the representation; what is not listed keeps its spelling. */
const OPERATORS: Readonly<Record<string, string>> = { '===': '==', '!==': '!=', '<>': '!=', is: '==', 'is not': '!=' };

export function operatorName(spelling: string): string {
  const words = spelling.trim().replace(/\s+/g, ' ');
  return OPERATORS[words] ?? words;
}

/**
 * Lowers a left-nested chain such as `a + b + c` without recursion: generated code has sums of
 * thousands of strings.
 *
 * @param lower lowers one operand
 */
export function lowerChain(
  node: SyntaxNode,
  text: string,
  lower: (operand: SyntaxNode | undefined, within: SyntaxNode) => Expression,
): Expression {
  const spine: SyntaxNode[] = [];
  let current: SyntaxNode | undefined = node;
  while (current?.type === node.type) {
    spine.push(current);
    current = childOf(current, 'left');
  }
  const innermost = spine.at(-1) ?? node;
  let result = lower(childOf(innermost, 'left'), innermost);
  for (const step of spine.reverse()) {
    const token = childOf(step, 'operator');
    const operator = token === undefined ? '' : operatorName(text.slice(token.start, token.end));
    const right = lower(childOf(step, 'right'), step);
    result = joinOperands(result, operator, right, { start: node.start, end: step.end });
  }
  return result;
}

const LOGICAL: Readonly<Record<string, 'and' | 'or' | 'nullish'>> = {
  and: 'and',
  or: 'or',
  '&&': 'and',
  '||': 'or',
  '??': 'nullish',
};

function joinOperands(left: Expression, operator: string, right: Expression, range: TextRange): Expression {
  const logical = LOGICAL[operator];
  if (logical !== undefined) {
    const parts = left.kind === 'logical' && left.operator === logical ? [...left.parts, right] : [left, right];
    return { kind: 'logical', operator: logical, parts, start: left.start, end: range.end };
  }
  const step: BinaryStep = { operator, right };
  // Parentheses do not show in the representation, so only a left operand that is not of a closed
  // kind may be flattened: both nest the same way, for the spine is left-associative.
  if (
    left.kind === 'binary' &&
    left.end <= right.start &&
    !isComparison(operator) &&
    !isComparison(left.rest[0]?.operator ?? '')
  ) {
    (left.rest as BinaryStep[]).push(step);
    return { ...left, end: range.end };
  }
  return { kind: 'binary', first: left, rest: [step], start: left.start, end: range.end };
}

const COMPARISONS = new Set(['==', '!=', '<', '>', '<=', '>=', 'in', 'not in', 'instanceof']);

export function isComparison(operator: string): boolean {
  return COMPARISONS.has(operator);
}

/** An expression that was lowered as a value, read as the target of an assignment. */
export function asPattern(expression: Expression): Pattern | undefined {
  switch (expression.kind) {
    case 'name':
    case 'member':
    case 'index':
      return expression;
    case 'array':
      return {
        kind: 'arrayPattern',
        ...rangeOf(expression),
        elements: expression.elements.map((element) =>
          element.spread === true ? undefined : asPattern(element.value),
        ),
        ...spreadOf(expression.elements),
      };
    default:
      return undefined;
  }
}

function spreadOf(elements: readonly { readonly value: Expression; readonly spread?: boolean }[]): { rest?: Pattern } {
  const spread = elements.find((element) => element.spread === true);
  const rest = spread === undefined ? undefined : asPattern(spread.value);
  return rest === undefined ? {} : { rest };
}

/** Decodes the escapes that Python and JavaScript share; anything else stays as it is spelled. */
export function unescape(raw: string): string {
  if (!raw.includes('\\')) return raw;
  return raw.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|(\r\n|[\s\S]))/g,
    (
      whole,
      hex: string | undefined,
      unicode: string | undefined,
      braced: string | undefined,
      plain: string | undefined,
    ) => {
      const digits = hex ?? unicode ?? braced;
      if (digits !== undefined) {
        const code = Number.parseInt(digits, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      }
      return plain === undefined ? whole : (ESCAPES[plain] ?? plain);
    },
  );
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
  '\n': '',
  '\r\n': '',
  '\r': '',
};
