import type { Severity } from '../findings/severity.ts';
import type { SecretCandidate } from './secretCandidate.ts';
import { shannonEntropy } from './placeholders.ts';

interface SecretFormat {
  readonly label: string;
  readonly severity: Severity;
  /** Must take linear time: bounded repeats, and a start that cannot be inside another start. */
  readonly pattern: RegExp;
  /** Stands in every match. For patterns that do not start with it, which are slow to find nothing. */
  readonly holds?: string;
}

/**
 * Formats that the preset of secretlint misses or knows only in part: newer
 * prefixes, keys with several hyphens, identifiers without their secret. The value is the group,
 * or else the whole match. Sources: the secret scanning pages of the providers.
 */
const FORMATS: readonly SecretFormat[] = [
  {
    label: 'AWS access key id',
    severity: 'medium',
    pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/g,
  },
  {
    label: 'AWS secret access key',
    severity: 'critical',
    pattern:
      /(?:secret_?access_?key|aws_?secret_?key|aws_?secret)["'\]]{0,2}\s{0,8}(?::|=>|=|,)\s{0,8}["'`]?([A-Za-z0-9/+=]{40})(?![A-Za-z0-9/+=])/gi,
  },
  { label: 'Google API key', severity: 'high', pattern: /(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g },
  { label: 'Google OAuth client secret', severity: 'high', pattern: /(?<![A-Za-z0-9_-])GOCSPX-[A-Za-z0-9_-]{28}/g },
  { label: 'Google OAuth access token', severity: 'high', pattern: /(?<![A-Za-z0-9_.-])ya29\.[A-Za-z0-9_-]{20,1000}/g },
  { label: 'Azure storage key', severity: 'critical', pattern: /AccountKey=([A-Za-z0-9+/]{86}==)/g },
  { label: 'Azure shared access key', severity: 'critical', pattern: /SharedAccessKey=([A-Za-z0-9+/]{43}=)/g },
  {
    label: 'Azure client secret',
    severity: 'critical',
    holds: 'Q~',
    pattern: /(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])/g,
  },
  {
    label: 'GitHub token',
    severity: 'critical',
    pattern: /(?<![A-Za-z0-9_])(?:gh[opusr]_[A-Za-z0-9_]{36,255}|github_pat_[A-Za-z0-9_]{22,255})/g,
  },
  {
    label: 'GitLab token',
    severity: 'critical',
    pattern: /(?<![A-Za-z0-9_-])gl(?:pat|ptt|dt|rt|cbt|soat|ft|imt|agent|oas|ffct)-[A-Za-z0-9_.-]{20,128}/g,
  },
  {
    label: 'Slack token',
    severity: 'critical',
    pattern: /(?<![A-Za-z0-9_-])(?:xox[a-z](?:\.xox[a-z])?-|xapp-)[A-Za-z0-9-]{10,250}/g,
  },
  {
    label: 'Discord webhook',
    severity: 'high',
    pattern: /discord(?:app)?\.com\/api\/webhooks\/(\d{17,20}\/[A-Za-z0-9_-]{60,80})/g,
  },
  {
    label: 'Discord bot token',
    severity: 'high',
    pattern: /(?<![A-Za-z0-9_.-])[MNO][A-Za-z0-9_-]{23,25}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38}(?![A-Za-z0-9_-])/g,
  },
  {
    label: 'Telegram bot token',
    severity: 'high',
    pattern: /(?<![A-Za-z0-9])\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/g,
  },
  { label: 'Stripe live key', severity: 'critical', pattern: /(?<![A-Za-z0-9])[sr]k_live_[A-Za-z0-9]{16,247}/g },
  { label: 'Stripe test key', severity: 'medium', pattern: /(?<![A-Za-z0-9])[sr]k_test_[A-Za-z0-9]{16,247}/g },
  { label: 'Stripe webhook secret', severity: 'high', pattern: /(?<![A-Za-z0-9])whsec_[A-Za-z0-9+/=]{24,100}/g },
  {
    label: 'Square token',
    severity: 'high',
    pattern: /(?<![A-Za-z0-9])(?:sq0csp-[A-Za-z0-9_-]{43}|sq0atp-[A-Za-z0-9_-]{22})/g,
  },
  { label: 'Twilio API key', severity: 'high', pattern: /(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])/g },
  {
    label: 'SendGrid key',
    severity: 'critical',
    pattern: /(?<![A-Za-z0-9_.-])SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g,
  },
  { label: 'Mailgun key', severity: 'high', pattern: /(?<![A-Za-z0-9_-])key-[0-9a-f]{32}(?![A-Za-z0-9])/g },
  {
    label: 'Mailchimp key',
    severity: 'high',
    holds: '-us',
    pattern: /(?<![A-Za-z0-9])[0-9a-f]{32}-us\d{1,2}(?![A-Za-z0-9])/g,
  },
  {
    label: 'OpenAI key',
    severity: 'critical',
    pattern:
      /(?<![A-Za-z0-9_-])sk-(?:(?:proj|svcacct|admin)-[A-Za-z0-9_-]{20,400}|[A-Za-z0-9]{32,64}(?![A-Za-z0-9_-]))/g,
  },
  { label: 'Anthropic key', severity: 'critical', pattern: /(?<![A-Za-z0-9_-])sk-ant-[A-Za-z0-9_-]{20,400}/g },
  { label: 'OpenRouter key', severity: 'critical', pattern: /(?<![A-Za-z0-9_-])sk-or-v1-[0-9a-f]{64}/g },
  { label: 'PyPI token', severity: 'critical', pattern: /(?<![A-Za-z0-9_-])pypi-[A-Za-z0-9_-]{50,1000}/g },
  { label: 'RubyGems key', severity: 'critical', pattern: /(?<![A-Za-z0-9])rubygems_[0-9a-f]{48}/g },
  { label: 'crates.io token', severity: 'critical', pattern: /(?<![A-Za-z0-9])cio[A-Za-z0-9]{32}(?![A-Za-z0-9])/g },
  { label: 'DigitalOcean token', severity: 'critical', pattern: /(?<![A-Za-z0-9])do[opr]_v1_[0-9a-f]{64}/g },
  { label: 'Supabase token', severity: 'critical', pattern: /(?<![A-Za-z0-9])sbp_[0-9a-f]{40}/g },
  {
    label: 'PlanetScale credential',
    severity: 'critical',
    pattern: /(?<![A-Za-z0-9])pscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.=-]{32,64}/g,
  },
  {
    label: 'Doppler token',
    severity: 'critical',
    pattern: /(?<![A-Za-z0-9])dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9._-]{40,80}/g,
  },
  { label: 'New Relic key', severity: 'high', pattern: /(?<![A-Za-z0-9])NRAK-[A-Z0-9]{27}/g },
  {
    label: 'Terraform Cloud token',
    severity: 'critical',
    holds: '.atlasv1.',
    pattern: /(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}/g,
  },
  { label: 'Postman key', severity: 'high', pattern: /(?<![A-Za-z0-9])PMAK-[0-9a-f]{24}-[0-9a-f]{34}/g },
  { label: 'Atlassian token', severity: 'high', pattern: /(?<![A-Za-z0-9])ATATT3[A-Za-z0-9_=-]{100,260}/g },
  { label: 'Netlify token', severity: 'high', pattern: /(?<![A-Za-z0-9])nfp_[A-Za-z0-9]{36}/g },
  { label: 'Airtable token', severity: 'high', pattern: /(?<![A-Za-z0-9])pat[A-Za-z0-9]{14}\.[0-9a-f]{64}/g },
  { label: 'age secret key', severity: 'critical', pattern: /AGE-SECRET-KEY-1[0-9A-Z]{58}/g },
  {
    label: 'JSON Web Token',
    severity: 'medium',
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,4000}\.eyJ[A-Za-z0-9_-]{4,8000}\.[A-Za-z0-9_-]{10,2000}/g,
  },
];

/** Published by the providers as samples. Never live. */
const DOCUMENTED: readonly string[] = [
  'SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c',
  'TJVA95OrM7E2cBab30RMHrHDcEfxjoYZgeFONFh7HgQ',
];

/** True for the documented samples of providers and for strings of the right shape that nobody generated. */
export function isSampleToken(value: string): boolean {
  if (/example|placeholder|redacted|your[_-]/i.test(value)) return true;
  if (/(.)\1{7}/.test(value) || shannonEntropy(value.slice(-16)) < 2) return true;
  return DOCUMENTED.some((sample) => value.endsWith(sample));
}

/** Secrets of a provider's own format, wherever they stand. Linear in the length of the text. */
export function findKnownFormats(text: string): SecretCandidate[] {
  const found: SecretCandidate[] = [];
  for (const format of FORMATS) {
    if (format.holds !== undefined && !text.includes(format.holds)) continue;
    for (const match of text.matchAll(format.pattern)) {
      const value = match.at(1) ?? match[0];
      if (isSampleToken(value)) continue;
      const start = match.index + match[0].lastIndexOf(value);
      found.push({
        start,
        end: start + value.length,
        kind: 'provider',
        label: format.label,
        severity: format.severity,
        cwe: 798,
      });
    }
  }
  return found;
}

/** Between the pieces of a literal that is put together from several. */
const JOINT = /(["'`])\s{0,40}[+.&]?\s{0,40}\1(?!\1)/g;

/** As {@link findKnownFormats}, for values that are split over literals: `"ghp_…" + "…"`. */
export function findSplitFormats(text: string): SecretCandidate[] {
  const kept: string[] = [];
  /** Where each joint stands in what is kept, and how much was left out up to there. */
  const joints: { readonly at: number; readonly left: number }[] = [];
  let from = 0;
  let left = 0;
  for (const match of text.matchAll(JOINT)) {
    // `""` is an empty literal, not a joint.
    if (match[0].length === 2) continue;
    kept.push(text.slice(from, match.index));
    from = match.index + match[0].length;
    left += match[0].length;
    joints.push({ at: from - left, left });
  }
  if (joints.length === 0) return [];
  kept.push(text.slice(from));
  return findKnownFormats(kept.join('')).flatMap((found) => {
    const first = countUpTo(joints, found.start);
    const after = countUpTo(joints, found.end - 1);
    if (after === first) return [];
    const shift = (count: number): number => joints[count - 1]?.left ?? 0;
    return [{ ...found, start: found.start + shift(first), end: found.end + shift(after) }];
  });
}

/** How many joints stand at or before an offset; they are in order. */
function countUpTo(joints: readonly { readonly at: number }[], offset: number): number {
  let low = 0;
  let high = joints.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((joints[middle]?.at ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
