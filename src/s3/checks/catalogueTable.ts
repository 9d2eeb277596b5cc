// The list of all checks, for people and for programs.
import { CHECKS } from './catalogue.ts';

/** @returns Markdown, or the same as JSON; without what judges */
export function catalogueTable(format: 'markdown' | 'json'): string {
  if (format === 'json') {
    const plain = CHECKS.map(({ id, title, subject, severity, family, profile, mapping, apis, risk, remediation }) => ({
      ...{ id, title, subject, severity, family, profile, mapping, apis, risk, remediation },
    }));
    return `${JSON.stringify(plain, null, 2)}\n`;
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
  ].join('\n');
}
