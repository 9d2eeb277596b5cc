// What the findings about debugging have in common in both languages.
import type { Severity } from '../../../findings/severity.ts';
import type { Value } from '../flow/value.ts';
import { onlyConstant } from '../flow/value.ts';
import type { Expression } from '../ir.ts';
import { isPlain } from './literals.ts';
import type { ArgumentValue, FactHit } from './rule.ts';

export function hit(severity: Severity, title: string, explanation: string, argument?: ArgumentValue): FactHit {
  return { severity, title, explanation, ...(argument === undefined ? {} : { argument: argument.whole }) };
}

export const PAGE =
  'When something fails, the client gets pages with the source, the variables and the settings of the program.';
export const STACKS =
  'When something fails, the client gets the stack: paths, versions and the inner workings of the program.';

export function isOn(value: Value | undefined, written: Expression | undefined): boolean {
  const given = onlyConstant(value);
  return (given === true || given === 1 || given === '1' || given === 'true' || given === 'True') && isPlain(written);
}

export const SERVER_NAME =
  /^(?:app|application|server|api|wsgi|dash_app|flask_app|web|site|create_app|socketio|sio|bottle)$|_app$/i;
export function isEnvironment(path: string | undefined): boolean {
  return path === 'os.environ' || path === 'process.env';
}

export const SENT =
  'The client gets the stack of the error: paths, versions and the inner workings of the program, which is where an attack begins.';
