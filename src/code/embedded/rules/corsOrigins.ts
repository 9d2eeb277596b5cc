// Which websites an origin option lets in.
import type { Severity } from '../../../findings/severity.ts';
import type { Value } from '../flow/value.ts';
import { onlyConstant } from '../flow/value.ts';
import type { Constant, Expression, FunctionIr } from '../ir.ts';
import { lastName } from '../irWalk.ts';
import type { FactHit } from './rule.ts';

/** How a library matches a pattern when nothing in the pattern says where it begins and ends. */
export interface Anchors {
  readonly start: boolean;
  readonly end: boolean;
}

const NO_ANCHORS: Anchors = { start: false, end: false };

export type Origins =
  /** `*` is answered as such: browsers then refuse credentials. */
  | { readonly kind: 'star' }
  /** Whoever asks is let in by name, with credentials if those are allowed. */
  | { readonly kind: 'reflected' }
  | { readonly kind: 'null' }
  | { readonly kind: 'leaky'; readonly why: string }
  | { readonly kind: 'fine' };

const FINE: Origins = { kind: 'fine' };

/**
 * Reads an origin option: `'*'`, `true`, a pattern, a function, or a list of them.
 *
 * @param textIsPattern texts are regular expressions, too
 */
export function originsOf(value: Value, anchors: Anchors = NO_ANCHORS, textIsPattern = false): Origins {
  const fn = value.closure?.fn;
  if (fn !== undefined) return letsEverybodyIn(fn) ? { kind: 'reflected' } : FINE;
  const members = value.length === undefined ? [] : [...(value.slots?.values() ?? [])];
  if (members.length > 0) return worst(members.map((member) => originsOf(member, anchors, textIsPattern)));
  if (value.path?.endsWith('Cors.ALL_ORIGINS') === true) return { kind: 'star' };
  const given = onlyConstant(value) ?? patternOf(value);
  return given === undefined ? FINE : originOf(given, anchors, textIsPattern);
}

/** `re.compile(…)`, `new RegExp(…)` */
function patternOf({ madeBy }: Value): Constant | undefined {
  if (madeBy?.path !== 're.compile' && madeBy?.path !== 'RegExp') return undefined;
  const pattern = onlyConstant(madeBy.args[0]?.value);
  return typeof pattern === 'string' ? { pattern, flags: '' } : undefined;
}

function originOf(given: Constant, anchors: Anchors, textIsPattern: boolean): Origins {
  if (given === '*') return { kind: 'star' };
  if (given === true) return { kind: 'reflected' };
  if (given === 'null') return { kind: 'null' };
  if (typeof given === 'string') {
    const isPattern = textIsPattern && /[*\\[\]()?^$|+]/.test(given);
    return isPattern ? patternOrigins(given, anchors) : FINE;
  }
  return typeof given === 'object' && given !== null ? patternOrigins(given.pattern, NO_ANCHORS) : FINE;
}

function patternOrigins(pattern: string, anchors: Anchors): Origins {
  if (/^\^?(?:https\?:(?:\\?\/){2})?\(?\.[*+]\)?\$?$/.test(pattern) || pattern === '') return { kind: 'reflected' };
  const why = leakOf(pattern, anchors);
  return why === undefined ? FINE : { kind: 'leaky', why };
}

/** What a pattern for origins lets through that it should not; undefined when it holds. */
export function leakOf(pattern: string, anchors: Anchors = NO_ANCHORS): string | undefined {
  const plain = pattern.replaceAll('\\/', '/');
  // Only patterns that are about a host can be wrong about it.
  if (!/[a-z\d)\]]\\?\.[a-z(]/i.test(plain) || /^\^?(?:https?\??:\/\/)?\(?(?:localhost|127)/.test(plain))
    return undefined;
  if (!anchors.end && !/(?:\$|\\Z|\\z)\)?$/.test(plain))
    return 'It does not say where the address ends, so that it lets addresses through that merely begin like that.';
  if (!anchors.start && !/^\(?(?:\^|\\A|\\\.)/.test(plain))
    return 'It does not say where the address begins, so that it lets other domains through that merely end like that.';
  if (/(?:\.|\\w|\\S|\])[*+]\??\)?(?=[a-z\d])/i.test(plain.replace(/https?\??/, '')))
    return 'Before the name of the domain anything may stand, so that domains of others end like that, too.';
  if (/[a-z\d)\]](?<!\\)\.[a-z\d]/i.test(plain.replace(/\\./g, '\\')))
    return 'A dot in it stands for any character, so that domains of others match, too.';
  return undefined;
}

const ORDER = ['reflected', 'star', 'null', 'leaky', 'fine'];

function worst(origins: readonly Origins[]): Origins {
  return origins.reduce((one, other) => (ORDER.indexOf(other.kind) < ORDER.indexOf(one.kind) ? other : one), FINE);
}

/** `(origin, callback) => callback(null, true)`, `(origin) => origin`, `(ctx) => ctx.get('Origin')` */
function letsEverybodyIn(fn: FunctionIr): boolean {
  const [statement] = fn.body;
  if (statement === undefined || fn.body.length > 1) return false;
  const expression =
    statement.kind === 'return' ? statement.value : statement.kind === 'expression' ? statement.expression : undefined;
  if (expression === undefined) return false;
  const [first, second] = fn.parameters.map((parameter) => parameter.name);
  if (expression.kind === 'call' && second !== undefined && lastName(expression.callee) === second) {
    const allowed = expression.args[1]?.value;
    return allowed !== undefined && isEverybody(allowed, first);
  }
  return isEverybody(expression, first);
}

function isEverybody(expression: Expression, origin: string | undefined): boolean {
  switch (expression.kind) {
    case 'constant':
      return expression.value === true || expression.value === '*';
    case 'name':
      return expression.name === origin;
    case 'member':
      return expression.property === 'origin';
    case 'call': {
      const wanted = expression.args[0]?.value;
      return wanted?.kind === 'constant' && typeof wanted.value === 'string' && wanted.value.toLowerCase() === 'origin';
    }
    case 'logical':
      return (
        expression.operator !== 'and' && expression.parts[0] !== undefined && isEverybody(expression.parts[0], origin)
      );
    default:
      return false;
  }
}

export const LEAKY = 'Pattern for origins lets others through';
const EVERYBODY = 'Every website may read the answers in the browser of its visitors.';

/** What is to be said of the origins together with the credentials. */
export function corsHit(origins: Origins, credentials: boolean): FactHit | undefined {
  const hit = (severity: Severity, title: string, explanation: string): FactHit => ({ severity, title, explanation });
  switch (origins.kind) {
    case 'reflected':
      return credentials
        ? hit(
            'high',
            'Every website may act and read as the user',
            'Whatever website asks is allowed, and the browser sends the cookies of the user along: any page that a user visits can read what only the user may see.',
          )
        : hit('informational', 'Every website may read the answers', `${EVERYBODY} ${ONLY_PUBLIC}`);
    case 'star':
      return credentials
        ? hit(
            'low',
            'Every website and credentials: browsers refuse that',
            'Browsers do not accept * together with credentials, so that nothing of this works. The usual next step, to answer with the origin that asks, opens the data of every user to every website: list the websites instead.',
          )
        : hit('informational', 'Every website may read the answers', `${EVERYBODY} ${ONLY_PUBLIC}`);
    case 'null':
      return hit(
        'medium',
        'The origin "null" is allowed',
        'Any website can get that origin for itself, with a frame that is sandboxed or a page from a data: address.',
      );
    case 'leaky':
      return hit(credentials ? 'medium' : 'low', LEAKY, `The pattern is to let some websites in. ${origins.why}`);
    case 'fine':
      return undefined;
  }
}

const ONLY_PUBLIC =
  'Without cookies that is right for data that is public anyway, and wrong for a service that only a network protects.';
