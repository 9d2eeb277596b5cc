import type { Severity } from '../findings/severity.ts';

export interface CredentialShape {
  readonly label: string;
  readonly severity: Severity;
  readonly cwe: number;
  /** The last group that took part is the secret. Bounded repeats only. */
  readonly pattern: RegExp;
  /** Set where the place alone proves too little: `odd` is letters and digits mixed. */
  readonly mustBe?: 'generated' | 'odd';
}

/** Credentials whose place in the text gives them away, with no name beside them. */
export const CREDENTIAL_SHAPES: readonly CredentialShape[] = [
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
    mustBe: 'generated',
  },
  {
    label: 'basic authorization header',
    severity: 'high',
    cwe: 798,
    pattern: /\bbasic[ +]{1,4}([A-Za-z0-9+/]{12,400}={0,2})(?![A-Za-z0-9+/])/gi,
    mustBe: 'generated',
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
    // In Python the key is the first of three arguments; in Node.js `digest` takes the name of an encoding.
    pattern: /\bhmac\.(?:new\(\s{0,8}b?["']([^"'\n]{1,400})["']|digest\(\s{0,8}b?["']([^"'\n]{1,400})["']\s{0,8},)/g,
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
  {
    label: 'token in a header',
    severity: 'high',
    cwe: 798,
    pattern:
      /\bauthorization\b[^\w\r\n]{1,12}(?:token|bot|oauth|splunk|ssws|geniekey|sso-key|api-?key|key)\s{1,4}(?:token=)?\\?"?([\w.~+/:=-]{12,2000})/gi,
    mustBe: 'generated',
  },
  {
    label: 'token in a URL',
    severity: 'high',
    cwe: 798,
    pattern: /[?&](?:(?:api|access|auth|subscription|app)[_-]?)?(?:key|token|secret)=([\w.~%+/-]{16,400})/gi,
    mustBe: 'generated',
  },
  {
    label: 'password on a command line',
    severity: 'high',
    cwe: 259,
    pattern:
      /\b(?:mysql|mysqldump|mysqladmin|mysqlimport|mysqlcheck|mysqlsh|mariadb|mariadb-dump|mariadb-admin)\b[^\r\n]{0,200}?\s-p["']?([^\s"'`<>|;=-][^\s"'`<>|;]{0,199})/g,
  },
  {
    label: 'password on a command line',
    severity: 'high',
    cwe: 259,
    pattern:
      /\b(?:docker|podman|helm\s{1,4}registry|oc)\s{1,4}login\b[^\r\n]{0,200}?\s-p[ =]["']?([^\s"'`<>|;-][^\s"'`<>|;]{0,199})/g,
    mustBe: 'odd',
  },
  {
    label: 'password on a command line',
    severity: 'high',
    cwe: 259,
    pattern: /\bredis-cli\b[^\r\n]{0,200}?\s-a\s{1,4}["']?([^\s"'`<>|;-][^\s"'`<>|;]{0,199})/g,
  },
  {
    label: 'password in a configuration',
    severity: 'high',
    cwe: 259,
    pattern: /^[ \t]{0,20}(?:requirepass|masterauth)[ \t]{1,20}["']?([^\s"']{1,200})/gm,
  },
  {
    label: 'password of a database account',
    severity: 'high',
    cwe: 259,
    pattern:
      /\b(?:IDENTIFIED\s{1,8}(?:WITH\s{1,8}[\w'"]{1,40}\s{1,8})?BY|(?:WITH|ENCRYPTED|LOGIN|(?:USER|ROLE)\s{1,8}[\w"'@.%]{1,80})\s{1,8}PASSWORD)\s{1,8}(?:PASSWORD\s{1,8})?\\{0,2}(['"])((?:(?!\1)[^\\\r\n]){1,200})\\{0,2}\1(?!\.?\s{1,4}(?:in|and|is|of|the|to|on|from|are|or|must|can)\b|\.\s)/gi,
  },
  {
    label: 'password in markup',
    severity: 'high',
    cwe: 259,
    pattern:
      /<input\b(?=[^<>]{0,300}?\stype\s{0,4}=\s{0,4}["']?password\b)[^<>]{0,300}?\svalue\s{0,4}=\s{0,4}(?:"([^"<>\n]{1,200})"|'([^'<>\n]{1,200})'|([^\s"'<>={}]{1,200}))/gi,
  },
  {
    label: 'password of a login',
    severity: 'high',
    cwe: 259,
    pattern:
      /(?:\b(?:login|log_in|signIn|sign_in|authenticate|basic_?auth|set_?basic_?auth|mysqli?|mysqli_connect|PDO)\(|\b(?:creds?|credentials)\s{0,4}[:=]\s{0,4}[([])(?:\s{0,8}["'][^"'\r\n]{1,100}["']\s{0,4},){1,2}\s{0,8}["']([^"'\r\n]{1,200})["']/gi,
    mustBe: 'odd',
  },
  {
    label: 'password in a URL',
    severity: 'high',
    cwe: 798,
    pattern:
      /:\/\/[^\s"']{0,80}:(?:%s|\{\})@[^"'\r\n]{0,200}["']\s{0,4}(?:%|\.format\()\s{0,4}\(?\s{0,4}["']([^"'\r\n]{1,200})["']/g,
  },
  {
    label: 'encryption key',
    severity: 'high',
    cwe: 321,
    pattern:
      /\b(?:Fernet|AES\.new|ChaCha20\.new|ARC4\.new|DES3?\.new|Blowfish\.new|createCipheriv\(\s{0,8}["'`][\w-]{1,40}["'`]\s{0,4},|createDecipheriv\(\s{0,8}["'`][\w-]{1,40}["'`]\s{0,4},)\(?\s{0,8}(?:Buffer\.from\(\s{0,4})?b?["'`]([^"'`\r\n]{8,400})["'`]/g,
  },
];
