// Tests that keep code out of production: what is insecure there is none of an attacker's business.
import type { Expression, Statement } from '../ir.ts';
import { childrenOf, isExpressionOrStatement } from '../irWalk.ts';
import type { Place } from './rule.ts';
import { wordsOf } from './words.ts';

const PRODUCTION = new Set(['prod', 'production', 'live', 'release', 'deployed']);
const DEVELOPMENT = new Set([
  'dev',
  'devel',
  'develop',
  'development',
  'developer',
  'debug',
  'debugging',
  'test',
  'tests',
  'testing',
  'local',
  'localhost',
  'ci',
]);
/** They are looked up outside of the program, by whoever runs it. */
const ENVIRONMENT = new Set(['env', 'environ', 'environment', 'getenv', 'argv']);

/** A file of settings for one's own machine: `settings/dev.py`, `local_settings.py`, `config.development.js`. */
const DEVELOPMENT_FILE =
  /(?:^|\/)(?:[^/]*[._-])?(?:dev|devel|develop|development|local|debug|test|testing|ci)(?:[._-][^/]*)?\.[^/.]+$|(?:^|\/)(?:dev|development)\/[^/]+$/i;

/**
 * Whether control gets here only where the program does not run in earnest, or where whoever starts it
 * has asked for it.
 */
export function isDevelopmentOnly(place: Place): boolean {
  return (
    place.gates.some(({ test, holds }) => meaningOf(test, holds, place) === 'development') ||
    isDevelopmentFile(place.file.path) ||
    place.surroundings.some(isDevelopmentName)
  );
}

export function isDevelopmentFile(path: string): boolean {
  return DEVELOPMENT_FILE.test(path);
}

/** `DevelopmentConfig`, `run_dev_server`, `debugMain`: the name says where it belongs. */
function isDevelopmentName(name: string): boolean {
  const words = wordsOf(name);
  // `debug = True` is no name of a place but what is switched on.
  if (words.length < 2) return false;
  const [first] = words;
  if (first === 'debug' || first === 'test' || words.includes('dev') || words.includes('development')) return true;
  return /^(?:config|configuration|settings)$/.test(words.at(-1) ?? '') && words.some((word) => DEVELOPMENT.has(word));
}

type Meaning = 'production' | 'development' | undefined;

/** What a test says of where the program runs; undefined when it is about something else. */
function meaningOf(test: Expression, holds: boolean, place: Place, hops = 2): Meaning {
  switch (test.kind) {
    case 'unary':
      return meaningOf(test.operand, test.operator === 'not' ? !holds : holds, place, hops);
    case 'logical': {
      const meanings = test.parts.map((part) => meaningOf(part, holds, place, hops));
      // Which of the parts failed, or was the one that held, nobody knows.
      const decided = (test.operator === 'and') === holds;
      if (!decided) return meanings.every((one) => one === meanings[0]) ? meanings[0] : undefined;
      return meanings.find((one) => one === 'development') ?? meanings.find((one) => one !== undefined);
    }
    case 'binary': {
      const [step] = test.rest;
      if (step === undefined || test.rest.length !== 1) return byWords(test, holds);
      const equal = step.operator === '==' || step.operator === 'in';
      const differs = step.operator === '!=' || step.operator === 'not in';
      if (!equal && !differs) return byWords(test, holds);
      // `DEBUG == '1'`: the name decides; `env == 'production'`: the text does.
      return byWords(test, equal === holds);
    }
    case 'name': {
      const own = byWords(test, holds);
      if (own !== undefined || hops === 0) return own;
      // `const strict = process.env.NODE_ENV === 'production'`
      const definition = definitionOf(test.name, place.file.body);
      return definition === undefined ? undefined : meaningOf(definition, holds, place, hops - 1);
    }
    default:
      return byWords(test, holds);
  }
}

/** What a variable of the file is set to where it is made; functions have theirs, which are not looked at. */
function definitionOf(name: string, body: readonly Statement[]): Expression | undefined {
  for (const statement of body) {
    if (statement.kind !== 'expression' || statement.expression.kind !== 'assign') continue;
    const { target, operator, value } = statement.expression;
    if (target.kind === 'name' && target.name === name && operator === undefined) return value;
  }
  return undefined;
}

function byWords(test: Expression, holds: boolean): Meaning {
  const words = wordsIn(test);
  if (words.some((word) => PRODUCTION.has(word))) return holds ? 'production' : 'development';
  if (words.some((word) => DEVELOPMENT.has(word))) return holds ? 'development' : 'production';
  return words.some((word) => ENVIRONMENT.has(word)) ? 'development' : undefined;
}

function wordsIn(expression: Expression): string[] {
  const words: string[] = [];
  const pending: object[] = [expression];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isExpressionOrStatement(node)) {
      const name =
        node.kind === 'name'
          ? node.name
          : node.kind === 'member'
            ? node.property
            : node.kind === 'constant' && typeof node.value === 'string'
              ? node.value
              : '';
      if (name.length <= 60 && !/storage/i.test(name)) words.push(...wordsOf(name));
    }
    childrenOf(node, pending);
  }
  return words;
}
