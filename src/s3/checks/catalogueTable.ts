// The list of all checks, for people and for programs.
import { CHECKS } from './catalogue.ts';
import { LEFT_OUT } from './leftOut.ts';

/** Rises when a field changes its meaning or goes away; new fields do not raise it. */
const SCHEMA_VERSION = 1;

/** @returns Markdown, or the same as JSON: the checks without what judges, and those that are left out, with why */
export function catalogueTable(format: 'markdown' | 'json'): string {
  if (format === 'json') {
    const checks = CHECKS.map(
      ({ id, title, subject, severity, family, profile, mapping, apis, risk, remediation }) => ({
        ...{ id, title, subject, severity, family, profile, mapping, apis, risk, remediation },
      }),
    );
    return `${JSON.stringify({ schemaVersion: SCHEMA_VERSION, checks, leftOut: LEFT_OUT }, null, 2)}\n`;
  }
  const rows = CHECKS.map(
    ({ id, title, severity, profile, mapping: { prowler, fsbp, cis } }) =>
      `| ${[`\`${id}\``, title, severity, profile, prowler.map((one) => `\`${one}\``).join(', '), fsbp.join(', '), cis.join(', ')].join(' | ')} |`,
  );
  return [
    '| Check | What holds | Severity | Profile | Prowler | FSBP | CIS |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
    `${CHECKS.length} checks. Left out:`,
    '',
    ...LEFT_OUT.map(({ id, why }) => `- \`${id}\`: ${why}`),
    '',
  ].join('\n');
}
