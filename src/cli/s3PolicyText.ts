import type { StatementVerdict } from '../s3/policy/evaluatePolicy.ts';
import type { Verdict } from '../s3/policy/grants.ts';
import { printable, wrapped } from './printable.ts';
import type { JudgedPolicy } from './s3PolicyCommand.ts';
import type { TextStyle } from './textReport.ts';

/** Labels stand in a column of their own. */
const LABEL_WIDTH = 16;

/** The verdicts for a person at a terminal. Nothing that comes from a policy or the name of its file can drive it. */
export function policiesAsText(judged: readonly JudgedPolicy[], style: TextStyle): string {
  return judged.map((one) => `${policyLines(one, style).join('\n')}\n`).join('\n');
}

function policyLines({ file, verdict, unreadable }: JudgedPolicy, style: TextStyle): readonly string[] {
  const { alarm, bold, good } = style.colours;
  const name = bold(file === '-' ? '(standard input)' : printable(file));
  if (unreadable !== undefined) return [name, ...labelled('NOT JUDGED', unreadable, style, alarm)];
  const answer = (label: string, value: Verdict, isBad: boolean, more = ''): readonly string[] =>
    labelled(label, `${WORDS[String(value) as keyof typeof WORDS]}${more}`, style, value === isBad ? alarm : undefined);
  const missing = verdict.tlsMissing.length === 0 ? '' : `: ${verdict.tlsMissing.join('; ')}`;
  const isClear = verdict.public === false && verdict.problems.length === 0;
  return [
    name,
    ...labelled('Public', WORDS[String(verdict.public) as keyof typeof WORDS], style, isClear ? good : alarm),
    ...answer('  read', verdict.publicRead, true),
    ...answer('  list', verdict.publicList, true),
    ...answer('  write', verdict.publicWrite, true),
    ...answer('  permissions', verdict.publicAdmin, true),
    ...answer('TLS only', verdict.tlsOnly, false, missing),
    ...labelled('Foreign', verdict.foreign.length === 0 ? 'nobody' : verdict.foreign.join(', '), style),
    ...verdict.statements.flatMap((statement) =>
      labelled(`Statement ${statement.index + 1}`, inWords(statement), style),
    ),
    ...verdict.problems.flatMap(({ message, statement }) =>
      labelled('PROBLEM', statement === undefined ? message : `Statement ${statement + 1}: ${message}`, style, alarm),
    ),
  ];
}

const WORDS = { true: 'yes', false: 'no', unknown: 'cannot be told' } as const;

function inWords({ sid, effect, grants, why }: StatementVerdict): string {
  const name = sid === undefined ? '' : `${sid}: `;
  if (effect === 'Deny') return `${name}${why}`;
  return `${name}${why}. Gives: ${grants.length === 0 ? 'nothing of the above' : grants.join(', ')}`;
}

function labelled(
  label: string,
  prose: string,
  style: TextStyle,
  colour?: (text: string) => string,
): readonly string[] {
  const paint = colour ?? style.colours.dim;
  return wrapped(prose, style.width - LABEL_WIDTH).map((line, index) => {
    const start = `  ${index === 0 ? label : ''}`.padEnd(LABEL_WIDTH);
    return `${index === 0 ? paint(start) : start}${line}`;
  });
}
