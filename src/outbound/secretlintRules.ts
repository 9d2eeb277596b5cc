import { creator as preset } from '@secretlint/secretlint-rule-preset-recommend';
import type { SecretLintRuleContext, SecretLintRuleReportDescriptor, SecretLintSourceCode } from '@secretlint/types';
import type { Severity } from '../findings/severity.ts';
import type { SecretCandidate } from './secretCandidate.ts';
import { isSampleToken } from './secretFormats.ts';

/**
 * Rules of the preset that are not run: `filter-comments` lets a comment in the file switch detection off,
 * `gcp` reads the file system and reports whole files, and the others report more than the secret itself,
 * which our own rules point at exactly.
 */
const LEFT_OUT = new Set(['filter-comments', 'gcp', 'basicauth', 'database-connection-string', 'privatekey']);

const LABELS: Readonly<Record<string, readonly [label: string, severity: Severity]>> = {
  aws: ['AWS secret access key', 'critical'],
  npm: ['npm token', 'critical'],
  slack: ['Slack token', 'critical'],
  openai: ['OpenAI key', 'critical'],
  anthropic: ['Anthropic key', 'critical'],
  groq: ['Groq key', 'high'],
  huggingface: ['Hugging Face token', 'high'],
  linear: ['Linear token', 'high'],
  notion: ['Notion token', 'high'],
  sendgrid: ['SendGrid key', 'critical'],
  shopify: ['Shopify token', 'critical'],
  github: ['GitHub token', 'critical'],
  gitlab: ['GitLab token', 'critical'],
  grafana: ['Grafana token', 'high'],
  '1password': ['1Password service account token', 'critical'],
  'hashicorp-vault': ['HashiCorp Vault token', 'critical'],
  vercel: ['Vercel token', 'critical'],
  databricks: ['Databricks token', 'critical'],
  docker: ['Docker token', 'critical'],
  figma: ['Figma token', 'high'],
};

/**
 * Runs the scanner rules of the preset over a text.
 *
 * Not through `lintSource` of `@secretlint/core` 12.0.0: measured on 1,500 scans it keeps 10 KB of profiler
 * entries per scan for ever, it shifts every offset by one in a text with a BOM, and it builds messages that
 * hold the secret. A rule needs only what is given here.
 */
export async function runSecretlint(text: string): Promise<SecretCandidate[]> {
  const found: SecretCandidate[] = [];
  const source = sourceOf(text);
  for (const rule of preset.rules) {
    const name = rule.meta.id.replace('@secretlint/secretlint-rule-', '');
    if (LEFT_OUT.has(name)) continue;
    const [label, severity] = LABELS[name] ?? [`${name} secret`, 'high'];
    const context: SecretLintRuleContext = {
      sharedOptions: {},
      createTranslator: () => (messageId, data) => ({ message: '', messageId: String(messageId), data }),
      ignore: () => undefined,
      report: (descriptor) => {
        const range = valueRange(text, descriptor);
        if (isSampleToken(text.slice(range.start, range.end))) return;
        found.push({ ...range, kind: 'provider', label, severity, cwe: 798 });
      },
    };
    await rule.create(context, {}).file?.(source);
  }
  return found;
}

/**
 * Some rules report a range that starts at the name before the value (`aws`, `npm`); the value itself is
 * among the data of the message, and is at or shortly after the start of the range.
 */
function valueRange(text: string, descriptor: SecretLintRuleReportDescriptor): { start: number; end: number } {
  const [start, end] = descriptor.range;
  const data: unknown = descriptor.message.data;
  const values = Object.values(data ?? {}).filter((value): value is string => typeof value === 'string');
  for (const value of values.sort((a, b) => b.length - a.length)) {
    const at = value.length < 8 ? -1 : text.slice(start, end + 300).indexOf(value);
    if (at >= 0) return { start: start + at + webhookPrefix(value), end: start + at + value.length };
  }
  return { start, end };
}

/** The address of a webhook is public, what follows it is the secret. */
function webhookPrefix(value: string): number {
  return /^https:\/\/hooks\.slack\.com\/services\//i.exec(value)?.[0].length ?? 0;
}

/** No file path: rules that look at it then apply everywhere, and none reads the disk. */
function sourceOf(content: string): SecretLintSourceCode {
  const nowhere = { line: 1, column: 0 };
  return {
    hasBOM: false,
    content,
    filePath: undefined,
    physicalFilePath: undefined,
    contentType: 'text',
    ext: '',
    getFilePath: () => undefined,
    getPhysicalFilePath: () => undefined,
    locationToRange: () => [0, 0],
    rangeToLocation: () => ({ start: nowhere, end: nowhere }),
    positionToIndex: () => 0,
    indexToPosition: () => nowhere,
  };
}
