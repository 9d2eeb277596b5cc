import type { Expression } from '../ir.ts';

/** Names in an expression, for what it is about: `user.password.encode()` names user, password and encode. */
export function namesIn(expression: Expression, names: string[] = []): string[] {
  switch (expression.kind) {
    case 'name':
      names.push(expression.name);
      break;
    case 'member':
      names.push(expression.property);
      namesIn(expression.object, names);
      break;
    case 'index':
      namesIn(expression.object, names);
      if (expression.index?.kind === 'constant' && typeof expression.index.value === 'string')
        names.push(expression.index.value);
      break;
    case 'call':
      namesIn(expression.callee, names);
      for (const argument of expression.args) namesIn(argument.value, names);
      break;
    case 'binary':
      namesIn(expression.first, names);
      for (const step of expression.rest) namesIn(step.right, names);
      break;
    case 'text':
      for (const part of expression.parts) namesIn(part, names);
      break;
    case 'logical':
      for (const part of expression.parts) namesIn(part, names);
      break;
    case 'unary':
      namesIn(expression.operand, names);
      break;
    default:
      break;
  }
  return names;
}
