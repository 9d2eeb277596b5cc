import { type ProblemClass, UNCLASSIFIED } from '../findings/problemClass.ts';

/** What is known of a class of problems before anybody has looked at code. */
export interface ClassText {
  readonly title: string;
  /** What it is, and why it matters. */
  readonly explanation: string;
  readonly remediation: string;
}

/** What Gemini reports is told apart by the class of the problem alone: the words of each finding are the model's. */
export const CLASS_TEXTS: Readonly<Record<ProblemClass | typeof UNCLASSIFIED, ClassText>> = {
  'sql-injection': {
    title: 'SQL injection',
    explanation:
      'Text that somebody else chooses becomes part of a SQL statement. It can end the literal it stands in and so read or change data that was never meant for that person.',
    remediation:
      'Keep the statement constant and hand values over apart from it, through the place holders of the driver.',
  },
  'nosql-injection': {
    title: 'NoSQL injection',
    explanation:
      'A query of a document database is built from input that may hold operators instead of plain values. Conditions then mean something else than the program says.',
    remediation:
      'Turn input into the type that is expected before it goes into a query, and refuse objects and operators.',
  },
  'command-injection': {
    title: 'Command injection',
    explanation:
      'Text that somebody else chooses becomes part of a command, or an option of one. What runs is then not what the program meant, with all the rights of its process.',
    remediation:
      'Start programs directly with a list of arguments and without a shell; choose what is run from a fixed list.',
  },
  'code-injection': {
    title: 'Code injection',
    explanation:
      'Input is evaluated as code, compiled as a template, or used to choose what is called. Whoever controls it runs code of their own inside the application.',
    remediation: 'Parse data as data. Where something has to be chosen by name, look it up in a fixed table.',
  },
  'cross-site-scripting': {
    title: 'Cross-site scripting',
    explanation:
      'Text that somebody else chooses gets into a page without being encoded for the place where it stands. A script in it then acts in the name of whoever looks at the page.',
    remediation:
      'Let a template engine encode what is put into a page, or encode for exactly that place; clean markup that has to stay markup.',
  },
  'path-traversal': {
    title: 'Path traversal',
    explanation:
      'The name of a file is built from input. With parts such as ".." it can leave the folder that it was meant for, so that other files are read, overwritten or run.',
    remediation:
      'Resolve the whole path and check that it is still inside the folder, or use names of your own instead of given ones.',
  },
  'request-forgery': {
    title: 'Server-side request forgery',
    explanation:
      'The server fetches an address that somebody else chooses. It can be made to speak to machines that only the server reaches, such as the metadata service of a cloud.',
    remediation:
      'Allow a fixed list of hosts, resolve the name once and check the address, and do not follow redirects unseen.',
  },
  'unsafe-deserialization': {
    title: 'Unsafe deserialization',
    explanation:
      'Objects are restored from data that somebody else can write, in a format that can name types or code. Restoring is then enough to run something.',
    remediation:
      'Use a format that holds nothing but data, such as JSON, and check what is in it. Accept other formats only when signed.',
  },
  'xml-external-entity': {
    title: 'XML external entities',
    explanation:
      'An XML parser follows what a document says about entities: it reads files, asks other hosts, or expands a few lines into gigabytes.',
    remediation: 'Switch document types and external entities off in the parser, or use a parser that has them off.',
  },
  'weak-hash': {
    title: 'Weak hash',
    explanation:
      'A hash is broken, or too fast for what it protects. Inputs with the same hash can be made, or stored passwords found by trying.',
    remediation: 'SHA-256 or better for integrity; argon2id, scrypt or bcrypt with a salt for passwords.',
  },
  'weak-cryptography': {
    title: 'Weak cryptography',
    explanation:
      'A cipher, a mode, the length of a key or a value that must never repeat is not what the protection needs. What is encrypted can then be read or changed.',
    remediation:
      'Use an authenticated cipher such as AES-GCM from a library that is kept up to date, with fresh random values.',
  },
  'token-verification': {
    title: 'Signature of a token is not verified',
    explanation:
      'What a token or message says is believed without a check of its signature, or with one that an attacker can choose. Anybody can then write their own.',
    remediation:
      'Verify with the expected algorithm and key before anything in it is used, and refuse everything else.',
  },
  'weak-randomness': {
    title: 'Guessable random values',
    explanation:
      'A value that must not be guessed comes from a generator that was made for games and simulations. Some outputs are enough to know the next ones.',
    remediation:
      'Take such values from the generator of the operating system: secrets in Python, crypto.randomBytes in Node.',
  },
  'hardcoded-secret': {
    title: 'Secret in the source',
    explanation:
      'A credential is written into the file. Everybody who can read the repository, its history, a build or a backup has it.',
    remediation: 'Change the credential first. Then read it at run time from the environment or a secret store.',
  },
  'transport-security': {
    title: 'Unprotected transport',
    explanation:
      'Data travels without encryption, or the other side is not checked. Anybody on the way can read and change it, credentials included.',
    remediation:
      'Use TLS with verification on; add the certificate of a private authority to the trust store instead of accepting all.',
  },
  'open-redirect': {
    title: 'Open redirect',
    explanation:
      'The application sends the browser to an address that somebody else chooses. A link to a site that people trust then leads to one that they should not.',
    remediation: 'Redirect to paths of your own, or to a host from a fixed list.',
  },
  'insecure-cookie': {
    title: 'Insecure cookie',
    explanation:
      'A cookie that matters can be read by scripts, travels without encryption, or is sent along with requests that other sites make.',
    remediation: 'Set Secure, HttpOnly and SameSite, and keep what is sensitive on the server.',
  },
  'cross-site-request-forgery': {
    title: 'Cross-site request forgery',
    explanation:
      'A request that changes something is accepted although another site made the browser send it, in the name of the person who is logged in.',
    remediation:
      'Require a token that other sites cannot know, or check where the request comes from, and set SameSite on cookies.',
  },
  'cross-origin-policy': {
    title: 'Cross-origin access for everybody',
    explanation:
      'Other sites may read answers that are meant for the application alone, or messages of other windows are believed without a look at who sent them.',
    remediation:
      'Name the origins that may read, never reflect whatever comes, and compare the origin of each message.',
  },
  'ldap-injection': {
    title: 'LDAP injection',
    explanation:
      'A filter or name of a directory query is built from input. Special characters in it change what is looked for, and so who is let in.',
    remediation:
      'Escape values for filters and names with the functions of the library, or build filters from objects.',
  },
  'xpath-injection': {
    title: 'XPath injection',
    explanation: 'A query of an XML document is built from input, which can change what is selected.',
    remediation: 'Keep the expression constant and bind values as variables.',
  },
  'resource-exhaustion': {
    title: 'Resource exhaustion',
    explanation:
      'Somebody else decides how much time or memory is spent: a pattern that backtracks without end, a size that is not bounded, a loop over whatever comes.',
    remediation: 'Bound sizes, counts and times; write patterns that cannot backtrack, or use an engine that does not.',
  },
  'prototype-pollution': {
    title: 'Properties that input may set',
    explanation:
      'Names of properties come from input. Setting one can change the prototype of all objects, or a field that was never meant to be given, such as a role.',
    remediation: 'Copy named properties only, refuse __proto__ and constructor, or keep such data in a Map.',
  },
  'file-permissions': {
    title: 'Permissions that are too wide',
    explanation: 'A file, folder or resource can be read or changed by more people than need it.',
    remediation: 'Give the least that is needed, from the moment of creation on.',
  },
  'log-exposure': {
    title: 'Logs that tell or take too much',
    explanation:
      'Sensitive data is written into a log, or input can write lines into it that look like the log itself.',
    remediation: 'Leave secrets and personal data out, and encode line ends of what is logged.',
  },
  'header-injection': {
    title: 'Header injection',
    explanation:
      'Line ends in input end up in a header or in text with a form of its own. Headers or fields of somebody else are then added.',
    remediation: 'Refuse or encode line ends, and let a library build headers.',
  },
  'information-exposure': {
    title: 'Information given away',
    explanation:
      'Errors, debug pages or answers tell more about the inside of the application than its users need, and so help whoever attacks it.',
    remediation: 'Switch debugging off in production; tell users little, and the log the rest.',
  },
  'access-control': {
    title: 'Missing or wrong access check',
    explanation:
      'Something can be read or done without a check of who asks, or of whether it belongs to them. Rules in one file cannot know what should be protected; a reading can.',
    remediation: 'Check rights on the server, for each request and each object, and refuse by default.',
  },
  'network-exposure': {
    title: 'Service open to the network',
    explanation: 'A service listens where more machines can reach it than need to.',
    remediation: 'Listen on the address that is needed, and put a firewall or an authentication in front.',
  },
  'trust-boundary': {
    title: 'Trusted and untrusted data mixed',
    explanation:
      'Input is stored where the program keeps what it trusts, such as a session. Later code then believes it without a check.',
    remediation: 'Check input before it is stored, and keep the two apart.',
  },
  [UNCLASSIFIED]: {
    title: 'Weakness without a class',
    explanation: 'Gemini reported a weakness and named no entry of the CWE list for it.',
    remediation: 'Read the explanation of the finding and judge it by its evidence.',
  },
};

/** Our words for what a model found. */
export function classTitle(problemClass: string): string {
  const texts: Readonly<Record<string, ClassText | undefined>> = CLASS_TEXTS;
  return (texts[problemClass] ?? CLASS_TEXTS[UNCLASSIFIED]).title;
}
