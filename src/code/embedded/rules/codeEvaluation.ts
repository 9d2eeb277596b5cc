import type { TextShape } from '../flow/patterns.ts';
import type { Value } from '../flow/value.ts';
import { deepTaints } from '../flow/joining.ts';
import { NO_DOUBT, onlyString } from '../flow/value.ts';
import { isFromOwnFile } from './localFile.ts';
import type { ArgumentValue, CallSite, Guarded, GuardSite, SinkUse, TaintRule } from './rule.ts';
import { argumentOf } from './rule.ts';

/** Where the code is among the arguments. */
interface Place {
  readonly at: number;
  readonly keyword?: string;
}

const FIRST: Place = { at: 0 };

const PYTHON: ReadonlyMap<string, Place> = new Map<string, Place>([
  ...['eval', 'exec', 'execfile'].flatMap((name): [string, Place][] => [
    [name, { at: 0, keyword: 'source' }],
    [`builtins.${name}`, { at: 0, keyword: 'source' }],
    [`__builtin__.${name}`, FIRST],
    [`__builtins__.${name}`, FIRST],
  ]),
  ['compile', { at: 0, keyword: 'source' }],
  ['builtins.compile', { at: 0, keyword: 'source' }],
  ['code.compile_command', FIRST],
  ['codeop.compile_command', FIRST],
  ...['InteractiveConsole', 'InteractiveInterpreter'].flatMap((name): [string, Place][] =>
    ['runsource', 'runcode', 'push'].map((method) => [`code.${name}().${method}`, FIRST]),
  ),
  ['timeit.timeit', { at: 0, keyword: 'stmt' }],
  ['timeit.repeat', { at: 0, keyword: 'stmt' }],
  ['cProfile.run', FIRST],
  ['profile.run', FIRST],
  ['pdb.run', FIRST],
  ['pdb.runeval', FIRST],
  ['_xxsubinterpreters.run_string', { at: 1 }],
  ['_testcapi.run_in_subinterp', FIRST],
  ['test.support.run_in_subinterp', FIRST],
  ['sympy.sympify', FIRST],
  ['sympy.parsing.sympy_parser.parse_expr', FIRST],
  ['numexpr.evaluate', FIRST],
]);

const GLOBALS = ['', 'globalThis.', 'window.', 'global.', 'self.', 'top.', 'parent.'];

/** Everything that takes code as its first argument. */
const JAVASCRIPT: ReadonlySet<string> = new Set([
  ...GLOBALS.map((global) => `${global}eval`),
  ...GLOBALS.map((global) => `${global}execScript`),
  ...['runInContext', 'runInNewContext', 'runInThisContext', 'Script', 'compileFunction', 'SourceTextModule'].map(
    (name) => `vm.${name}`,
  ),
  'vm2.VM().run',
  'vm2.NodeVM().run',
  'vm2.VMScript',
  'vm2.NodeVM.code',
  'sandbox().run',
  'safe-eval',
  'static-eval',
  'notevil',
  'eval',
  'node-eval',
  'require-from-string',
  'jquery.globalEval',
  '$.globalEval',
  'jQuery.globalEval',
  'module._compile',
  'module()._compile',
  'module.Module()._compile',
]);

/** All arguments are code: parameters first, the body last. */
const CONSTRUCTORS: ReadonlySet<string> = new Set([
  ...GLOBALS.map((global) => `${global}Function`),
  'AsyncFunction',
  'GeneratorFunction',
  'AsyncGeneratorFunction',
]);

/** Take a function, and in a browser a text as well. */
const TIMERS: ReadonlySet<string> = new Set(
  GLOBALS.flatMap((global) => ['setTimeout', 'setInterval', 'setImmediate'].map((name) => global + name)),
);

function sinks(site: CallSite): readonly SinkUse[] {
  return site.family === 'python' ? pythonSinks(site) : javaScriptSinks(site);
}

function codeUse(argument: ArgumentValue | undefined): readonly SinkUse[] {
  return argument === undefined ? [] : [{ value: argument.value, range: argument.range, unproven: 'always' }];
}

function pythonSinks(site: CallSite): readonly SinkUse[] {
  const place = PYTHON.get(site.path ?? '');
  if (place === undefined) return [];
  const argument = argumentOf(site, place.at, place.keyword);
  // What goes into `compile` is reported there; what a file of the program's own holds is the program's own.
  if (argument === undefined || isCompiled(argument.value) || isFromOwnFile(argument.value)) return [];
  return codeUse(argument);
}

function isCompiled(value: Value): boolean {
  return value.path === 'compile()' || value.path === 'builtins.compile()';
}

function javaScriptSinks(site: CallSite): readonly SinkUse[] {
  const path = site.path ?? '';
  const { args } = site;
  if (JAVASCRIPT.has(path)) return codeUse(argumentOf(site, 0));
  if (CONSTRUCTORS.has(path) || isConstructorOfFunctions(site)) return args.flatMap((argument) => codeUse(argument));
  if (TIMERS.has(path)) return timerUse(args[0]);
  if (RUN_IN_TAB.has(site.name) && isTab(site)) return tabUse(args[0]);
  if (path === 'gray-matter') return frontMatterUse(site);
  // `(0, eval)(code)`
  const { callee } = site.node;
  if (callee.kind === 'opaque') {
    const last = callee.parts.at(-1);
    if (last?.kind === 'name' && last.name === 'eval') return codeUse(args[0]);
  }
  // `Function.apply(null, [code])`, `eval.call(null, code)`
  const receiver = site.receiverPath ?? '';
  const isIndirect = JAVASCRIPT.has(receiver) || CONSTRUCTORS.has(receiver);
  if (isIndirect && (site.name === 'call' || site.name === 'apply')) return args.slice(1).flatMap(codeUse);
  return [];
}

/** `(function () {}).constructor(code)`, `[]['filter']['constructor'](code)` */
function isConstructorOfFunctions(site: CallSite): boolean {
  return (
    site.name === 'constructor' &&
    (site.receiver?.closure !== undefined || site.receiverName === 'constructor') &&
    site.args.length > 0
  );
}

/** A value handed on is a function more often than not; text, or what a client sent, is code. */
function timerUse(argument: ArgumentValue | undefined): readonly SinkUse[] {
  if (argument === undefined || argument.value.closure !== undefined) return [];
  const { value, range } = argument;
  const isText = value.text !== undefined || deepTaints(value).every((taint) => taint.doubt === NO_DOUBT);
  return isText ? [{ value, range, unproven: 'built' }] : [];
}

const RUN_IN_TAB = new Set(['evaluate', 'evaluateHandle', 'evaluateOnNewDocument', 'addInitScript']);

function isTab(site: CallSite): boolean {
  return /^_?(?:page|tab|frame)\d?$/i.test(site.receiverName) || /newPage\(\)$/.test(site.receiverPath ?? '');
}

/** Text is code of the page that a browser under control of the program has open. */
function tabUse(argument: ArgumentValue | undefined): readonly SinkUse[] {
  if (argument?.value.text === undefined) return [];
  const { value, range } = argument;
  return [{ value, range, unproven: 'built', severity: { proven: 'high', unproven: 'low' } }];
}

/** Front matter marked `js` is evaluated unless another engine is put in its place. */
function frontMatterUse(site: CallSite): readonly SinkUse[] {
  const [text, options] = site.args;
  if (text === undefined || options?.value.slots?.has('engines') === true) return [];
  return [{ value: text.value, range: text.range, unproven: 'never' }];
}

/** Without a call, an index or an assignment code can name things and reckon, and do nothing else. */
function isInert(text: TextShape): boolean {
  if (!['(', '[', '{', '=', '`', ';', '\n'].some((sign) => text.allows(sign))) return true;
  // Brackets around numbers are arithmetic; with letters they are calls, and with [ alone anything can be spelled.
  return !/[A-Za-z_$['"`]/.test(ASCII.filter((sign) => text.allows(sign)).join(''));
}

/** `'"' in text[1:-1]` came out false: with quotes at both ends it is one literal. */
function quotedLiteral(site: GuardSite): Guarded | undefined {
  const isQuote = /^['"]$/.test(onlyString(site.args[0]) ?? '');
  const isInner = site.receiverExpression?.kind === 'index' && site.receiverExpression.index === undefined;
  return site.name === '__contains__' && !site.outcome && isQuote && isInner
    ? { subject: 'receiver', reach: 'origins' }
    : undefined;
}

const ASCII = Array.from({ length: 128 }, (_unused, code) => String.fromCharCode(code));

export const CODE_EVALUATION: TaintRule = {
  kind: 'taint',
  inBrowser: true,
  id: 'code-evaluation',
  cwe: [95, 94],
  title: 'Program code built from client input',
  unprovenTitle: 'Program code from a value that is not constant',
  severity: { proven: 'critical', unproven: 'medium' },
  severities: ['high', 'low'],
  explanation:
    'Text that is not fixed by the program is run as code of the program. Whoever controls it can do everything that the program can: read its memory and files, use its credentials, start other programs. Empty sets of built-ins and sandboxes such as vm and vm2 have all been broken out of.',
  remediation:
    'Do without evaluation. Parse data as data (json.loads or ast.literal_eval in Python, JSON.parse in JavaScript), choose functions from a fixed map by name, pass a function instead of text to setTimeout, and use a parser made for arithmetic where formulas are needed. Code of strangers belongs in a process or container of its own.',
  sinkWords: 'code that is run',
  sanitizers: {
    python: ['repr', 'json.dumps'],
    javascript: ['JSON.stringify', 'serialize-javascript', 'devalue.uneval'],
  },
  harmlessText: isInert,
  guard: quotedLiteral,
  sinks,
};
