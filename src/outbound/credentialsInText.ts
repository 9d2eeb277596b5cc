import type { Severity } from '../findings/severity.ts';
import { isPlaceholder, looksGenerated } from './placeholders.ts';
import type { SecretCandidate } from './secretCandidate.ts';

interface CredentialShape {
  readonly label: string;
  readonly severity: Severity;
  readonly cwe: number;
  /** Group 1 is the secret. Bounded repeats only. */
  readonly pattern: RegExp;
  /** Set where the place alone proves too little. */
  readonly mustLookGenerated?: boolean;
}

/** Credentials whose place in the text gives them away, with no name beside them. */
const SHAPES: readonly CredentialShape[] = [
  {
    // RFC 3986 userinfo, and what drivers accept beyond it: the last @ ends the password, ? and # may be in it.
    label: 'password in a URL',
    severity: 'high',
    cwe: 798,
    pattern:
      /(?<![A-Za-z0-9+.-])(?:jdbc:)?[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:/?#@"'`<>\\]{0,128}:(?!\d{1,5}[?#])([^\s/"'`<>\\]{1,256})@(?=[\w[{$.-])/gi,
  },
  {
    label: 'bearer token',
    severity: 'high',
    cwe: 798,
    pattern: /\bbearer[ +]{1,4}([A-Za-z0-9._~+/=-]{16,2000})/gi,
    mustLookGenerated: true,
  },
  {
    label: 'basic authorization header',
    severity: 'high',
    cwe: 798,
    pattern: /\bbasic[ +]{1,4}([A-Za-z0-9+/]{12,400}={0,2})(?![A-Za-z0-9+/])/gi,
    mustLookGenerated: true,
  },
  {
    label: 'password of HTTP basic authentication',
    severity: 'high',
    cwe: 259,
    pattern:
      /\b(?:HTTP(?:Basic|Digest)Auth\(|auth\s{0,4}=\s{0,4}\()\s{0,8}["'][^"'\n]{1,100}["']\s{0,4},\s{0,8}["']([^"'\n]{1,200})["']/g,
  },
  {
    label: 'password on a command line',
    severity: 'high',
    cwe: 259,
    pattern: /\bcurl\b[^\n]{0,200}?\s(?:-u|--user)[ =]{1,4}["']?[\w.@-]{1,64}:([^\s"'`]{1,200})/g,
  },
  {
    label: 'password on a command line',
    severity: 'high',
    cwe: 259,
    pattern: /\bsshpass\s{1,4}-p\s{0,4}["']?([^\s"'`]{1,200})/g,
  },
  {
    label: 'signing secret of a token',
    severity: 'high',
    cwe: 798,
    pattern:
      /\b(?:jwt|jsonwebtoken|JWT|jose)\.(?:sign|verify|encode|decode)\([^\n;]{1,300}?,\s{0,8}b?["'`](?!(?:[HREP]S|EdDSA|none)\d{0,3}["'`])([^"'`\n]{1,400})["'`]/g,
  },
  {
    label: 'key of a message authentication code',
    severity: 'high',
    cwe: 798,
    pattern: /\bcreateHmac\(\s{0,8}["'`][\w-]{1,30}["'`]\s{0,4},\s{0,8}["'`]([^"'`\n]{1,400})["'`]/g,
  },
  {
    label: 'key of a message authentication code',
    severity: 'high',
    cwe: 798,
    pattern: /\bhmac\.(?:new|digest)\(\s{0,8}b?["']([^"'\n]{1,400})["']/g,
  },
  {
    label: 'signing secret of cookies',
    severity: 'high',
    cwe: 798,
    pattern: /\bcookieParser\(\s{0,8}["'`]([^"'`\n]{1,400})["'`]/g,
  },
  {
    label: 'database password',
    severity: 'high',
    cwe: 259,
    pattern: /\bDriverManager\.getConnection\([^,;]{1,300},\s{0,8}"[^"\n]{0,100}"\s{0,4},\s{0,8}"([^"\n]{1,200})"/g,
  },
  {
    label: 'password in markup',
    severity: 'high',
    cwe: 259,
    pattern: /<[\w.:-]{0,60}(?:password|passwd|passphrase|secret|secretkey)>\s{0,20}([^<>\s][^<>\n]{0,200})<\//gi,
  },
  {
    label: 'password in markup',
    severity: 'high',
    cwe: 259,
    pattern:
      /\b(?:name|key)="[\w.:-]{0,60}(?:password|passwd|passphrase|secret|secretkey)"\s{1,20}value="([^"\n]{1,200})"/gi,
  },
];

/** Linear in the length of the text: every repeat is bounded. */
export function findCredentials(text: string): SecretCandidate[] {
  const found: SecretCandidate[] = [];
  for (const { pattern, mustLookGenerated, label, severity, cwe } of SHAPES) {
    for (const match of text.matchAll(pattern)) {
      const value = match[1];
      if (value === undefined || isPlaceholder(value)) continue;
      if (mustLookGenerated === true && !looksGenerated(value)) continue;
      const start = match.index + match[0].lastIndexOf(value);
      found.push({ start, end: start + value.length, kind: 'generic', label, severity, cwe });
    }
  }
  return found;
}
