import type { ReasonKind, ScanOutcome } from '../../src/findings/outcome.ts';

/** How a look at a bad file has to end. */
export interface Ending {
  readonly status: ScanOutcome['status'];
  /** One of these at least must be among the reasons; none: there must be no reason. */
  readonly because: readonly ReasonKind[];
  /** 1-based line of a command injection that must be found all the same. */
  readonly finds?: number;
}

/** A file that nobody wrote on purpose, or somebody did to do harm. */
export interface BadFile {
  readonly what: string;
  readonly name: string;
  readonly content: () => Buffer;
  /** Read from disk by the command line. */
  readonly inTerminal: Ending;
  /** Opened in the editor, which decodes for itself. */
  readonly inEditor: Ending;
}

const LINES = ['import os', 'from flask import request', 'def f():', '    os.system(request.args["a"])', ''];
const FLAW = LINES.join('\n');
const FLAW_LINE = 4;
const MEGABYTE = 1024 * 1024;

const COMPLETE: Ending = { status: 'complete', because: [] };
const FOUND: Ending = { ...COMPLETE, finds: FLAW_LINE };

function partial(because: readonly ReasonKind[], finds?: number): Ending {
  return { status: 'partial', because, ...(finds === undefined ? {} : { finds }) };
}

function failed(because: ReasonKind): Ending {
  return { status: 'failed', because: [because] };
}

/** What the engine may say of text that it can make little of. */
const HARD: readonly ReasonKind[] = ['syntax-errors', 'analysis-limit', 'time-limit'];

/** Short lines, or the file would count as generated. */
function folded(text: string): string {
  return text.replace(/(.{120})/g, '$1\n');
}

function file(
  what: string,
  name: string,
  content: string | Buffer,
  inTerminal: Ending,
  inEditor = inTerminal,
): BadFile {
  return { what, name, content: () => Buffer.from(content), inTerminal, inEditor };
}

const ANY_BYTE = Buffer.from(Array.from({ length: 4096 }, (_unused, at) => at % 256));
const LATIN_1 = Buffer.from(`# Gr\u00fcner Tee, ein ganzer Satz davon\n${FLAW}`, 'latin1');
const UTF_16 = Buffer.from(`\ufeff${FLAW}`, 'utf16le');
const NO_CODE = Array.from({ length: 600 }, (_unused, at) => `def (f${at}: = ] class while ((( for } lambda "\n`).join(
  '',
);
const BRACKETS = '([{'.repeat(50_000) + '}])'.repeat(50_000);

/** Each ends in findings or in a clear `partial` or `failed`, and never in `clean` or in a crash. */
export const BAD_FILES: readonly BadFile[] = [
  file('an empty file', 'empty.py', '', COMPLETE),
  file('a byte order mark alone', 'mark.py', '\ufeff', COMPLETE),
  file('a byte order mark before code', 'marked.py', `\ufeff${FLAW}`, FOUND),
  file('UTF-16 with a byte order mark', 'wide.py', UTF_16, FOUND),
  file(
    'mixed line ends',
    'mixed.py',
    'import os\r\nfrom flask import request\rdef f():\n    os.system(request.args["a"])\r\n',
    FOUND,
  ),
  file('lone CRs', 'old.py', FLAW.replaceAll('\n', '\r'), FOUND),
  file('bytes that are no UTF-8', 'latin.py', LATIN_1, partial(['encoding'], FLAW_LINE + 1)),
  file('binary', 'binary.py', ANY_BYTE, failed('not-text')),
  file(
    'a NUL far down',
    'nul.py',
    `${FLAW}${'# a comment\n'.repeat(200)}\0\n`,
    failed('not-text'),
    partial(['not-text']),
  ),
  file('a line of 100,000 characters', 'line.py', `${FLAW}x = "${'a'.repeat(100_000)}"\n`, partial(['generated'])),
  file('syntax errors throughout', 'broken.py', NO_CODE, partial(HARD)),
  file('syntax errors after code', 'half.py', `${FLAW}${NO_CODE}`, partial(HARD, FLAW_LINE)),
  file('300 KB of nested brackets', 'brackets.py', folded(BRACKETS), partial(HARD)),
  file('300 KB of nested brackets in one line', 'brackets.js', BRACKETS, partial(['generated'])),
  file('300 KB of open braces in TypeScript', 'braces.ts', folded('{'.repeat(300_000)), partial(HARD)),
  file('300 KB of tags in TSX', 'tags.tsx', folded('<a>'.repeat(100_000)), partial(HARD)),
  file(
    'a document over the size limit',
    'large.py',
    `${FLAW}${'x = 1  # one\n'.repeat(90_000)}`,
    partial(['too-large']),
  ),
  {
    what: 'a document far over the size limit',
    name: 'larger.py',
    content: () => Buffer.alloc(9 * MEGABYTE, 'x = 1\n'),
    inTerminal: failed('too-large'),
    inEditor: failed('too-large'),
  },
  {
    what: 'a file of more than 50 MB',
    name: 'huge.py',
    content: () => Buffer.alloc(50 * MEGABYTE + 1, '#'),
    inTerminal: failed('too-large'),
    inEditor: failed('too-large'),
  },
];
