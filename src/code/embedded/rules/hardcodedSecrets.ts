import type { SecretMatch } from '../../../outbound/secrets.ts';
import type { RuleText } from './rule.ts';

/** The detection is in outbound/secrets.ts, for what must not leave the machine is what must not be in the file. */
export const HARDCODED_SECRETS: RuleText = {
  id: 'hardcoded-secret',
  cwe: [798],
  title: 'Secret in the source',
  severities: ['critical', 'high', 'medium'],
  explanation:
    'A credential is written into the file. Everybody who can read the repository, its history, a build or a backup has it, and it cannot be changed without changing the code.',
  remediation:
    'Revoke or change the credential first: it stays in the history of the repository. Then read it at run time from the environment or a secret store, and keep the file that holds it out of version control.',
};

/** @returns e.g. "GitHub token in the source" */
export function secretTitle(match: SecretMatch): string {
  const label = match.label.trim();
  return label === '' ? HARDCODED_SECRETS.title : `${label.charAt(0).toUpperCase()}${label.slice(1)} in the source`;
}
