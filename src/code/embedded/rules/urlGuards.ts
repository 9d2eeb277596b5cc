// What decides which server a URL leads to, and the checks of it.
import type { TextShape } from '../flow/patterns.ts';
import type { Value } from '../flow/value.ts';
import { HOLE, onlyConstant, onlyString, partNamed } from '../flow/value.ts';
import type { Expression } from '../ir.ts';
import type { Guarded, GuardSite } from './rule.ts';

/** Parts of a parsed URL that name the server: where one of them is the program's own, the URL is. */
export const HOST_PARTS = /^(?:hostname|host|netloc|origin)$/;

const OPEN_AUTHORITY = new RegExp(`^(?:[a-z][a-z0-9+.-]*:|${HOLE}:?)?//[^/?#\\\\]*$`, 'i');
const SCHEME_ALONE = /^[a-z][a-z0-9+.-]*:\/{0,2}$/i;

/**
 * Whether a value after this text can still choose the server: nothing stands before it, or no more than a
 * scheme, or a name that no slash has ended yet (`https://api.example.com` + `.attacker.example`).
 */
export function choosesHost(before: string): boolean {
  return before.trim() === '' || SCHEME_ALONE.test(before) || OPEN_AUTHORITY.test(before);
}

const OWN_PATH = /\b(?:originalUrl|full_path|get_full_path|req(?:uest)?\.url|req(?:uest)?\.path|rawPath|baseUrl)\b/;

/** The path that was asked for begins with a slash: behind the name of a server it cannot change the name. */
export function isOwnPath(before: string, source: string): boolean {
  return before !== '' && OWN_PATH.test(source);
}

/** A name without dots, colons and slashes is at most a neighbour in the same network. */
export function cannotNameHost(text: TextShape): boolean {
  return !['.', ':', '/', '\\', '@'].some((sign) => text.allows(sign));
}

function isHostPart(expression: Expression | undefined, value: Value | undefined): boolean {
  let inner = expression;
  while (inner?.kind === 'call' && inner.callee.kind === 'member' && inner.args.length === 0)
    inner = inner.callee.object;
  if (inner?.kind === 'member' && HOST_PARTS.test(inner.property)) return true;
  return HOST_PARTS.test(partNamed(value?.path) ?? '');
}

const RECEIVER: Guarded = { subject: 'receiver', reach: 'origins' };
const FIRST: Guarded = { subject: 0, reach: 'origins' };

/** `private_ip(host)`, `isInternal(host)`: came out as no. */
const PRIVATE = /private|internal|loopback|reserved|localhost|link_?local|unsafe|blocked|forbidden|black_?list|deny/i;

/**
 * Tests that settle the server of a URL.
 *
 * @param isOpen whether a value after a text can still choose the server
 */
export function hostGuard(site: GuardSite, isOpen: (before: string) => boolean): Guarded | undefined {
  const { name, receiver, receiverExpression, outcome } = site;
  const [first] = site.args;
  switch (name) {
    case 'startsWith':
    case 'startswith': {
      if (!outcome || first === undefined) return undefined;
      const prefixes = first.length === undefined ? [first] : [...(first.slots?.values() ?? [])];
      return prefixes.every((prefix) => !isOpen(textIn(prefix))) ? RECEIVER : undefined;
    }
    case 'endsWith':
    case 'endswith': {
      if (!outcome || first === undefined || !isHostPart(receiverExpression, receiver)) return undefined;
      const suffixes = first.length === undefined ? [first] : [...(first.slots?.values() ?? [])];
      return suffixes.every((suffix) => /^[.\uFFFC]/.test(textIn(suffix))) ? RECEIVER : undefined;
    }
    case '__eq__':
      if (!outcome) return undefined;
      return sameHost(site, receiver, first);
    case 'test':
    case 'exec':
      return outcome && settlesHost(patternIn(receiver), isHostPart(site.argumentExpressions[0], first))
        ? FIRST
        : undefined;
    case 'match':
    case 'fullmatch':
    case 'search': {
      if (!outcome) return undefined;
      if (site.path?.startsWith('re.') === true) {
        const compiled = site.path.startsWith('re.compile()');
        const at = compiled ? 0 : 1;
        const isHost = isHostPart(site.argumentExpressions[at], site.args[at]);
        const given = patternIn(compiled ? receiver : first);
        const anchored = name === 'search' ? given : withAnchors(given, name === 'fullmatch');
        return settlesHost(anchored, isHost) ? { subject: at, reach: 'origins' } : undefined;
      }
      return settlesHost(patternIn(first), isHostPart(receiverExpression, receiver)) ? RECEIVER : undefined;
    }
    case 'is_private':
    case 'is_loopback':
    case 'is_link_local':
    case 'is_reserved':
    case 'is_global':
      return outcome === (name === 'is_global') ? addressBehind(receiver) : undefined;
    default:
      return !outcome && first !== undefined && PRIVATE.test(name) ? FIRST : undefined;
  }
}

/** The host of an address is compared with another: where both are parsed, they are of the same origin. */
function sameHost(site: GuardSite, left: Value | undefined, right: Value | undefined): Guarded | undefined {
  const sides = [
    isHostPart(site.receiverExpression, left) ? left : undefined,
    isHostPart(site.argumentExpressions[0], right) ? right : undefined,
  ];
  const taints = sides.flatMap((side) => side?.taints ?? []);
  return taints.length === 0 ? undefined : { subject: { taints }, reach: 'origins' };
}

/** `ipaddress.ip_address(host)`: what the address was made from. */
function addressBehind(receiver: Value | undefined): Guarded | undefined {
  const made = receiver?.madeBy;
  const from = made?.path?.startsWith('ipaddress.') === true ? made.args[0]?.value : receiver;
  return from === undefined ? undefined : { subject: from, reach: 'origins' };
}

/** The literal beginning of a value; a hole where it is not known. */
function textIn(value: Value): string {
  return onlyString(value) ?? value.text ?? HOLE;
}

function patternIn(value: Value | undefined): string | undefined {
  const constant = onlyConstant(value);
  if (typeof constant === 'object' && constant !== null) return constant.pattern;
  if (value?.path === 're.compile()' || value?.path === 'RegExp()') return onlyString(value.madeBy?.args[0]?.value);
  return typeof constant === 'string' ? constant : undefined;
}

// Spellings of a host in a regular expression: labels with escaped dots, alternatives, and in front any
// subdomain that ends in a dot. A bare dot stands for any character, and so settles nothing.
const LABELS = String.raw`(?:[\w-]|\\[.-]|\((?:\?:)?(?:[\w|-]|\\[.-])+\)\??)+`;
const PORT = String.raw`(?:\(?(?:\?:)?:\\d[+*]\)?\??)?`;
const IN_HOST = String.raw`(?:\.[*+]\??|\[[^\]]*\][*+]|\\w[*+])`;
const IN_URL = String.raw`(?:\[\^[^\]]*\/[^\]]*\][*+]|\[[^\]/^]*\][*+]|\\w[*+])`;
const SCHEME = String.raw`(?:https?\??|\(?(?:\?:)?https?\??\)?|http\((?:\?:)?s\)\?):\\?\/\\?\/`;
const FIXED_HOST = hostPattern(IN_HOST, String.raw`\$`);
const FIXED_URL = hostPattern(IN_URL, String.raw`(?:\\?\/|\$|\[\\?\/|\((?:\?:)?\\?\/)`);

function hostPattern(subdomain: string, end: string): RegExp {
  const start = subdomain === IN_HOST ? '' : SCHEME;
  return new RegExp(
    `^\\^${start}(?:\\((?:\\?:)?${subdomain}\\\\\\.\\)[?*]?|${subdomain}\\\\\\.)?${LABELS}${PORT}${end}`,
    'i',
  );
}

/** What `match` and `fullmatch` look for. */
function withAnchors(pattern: string | undefined, atEnd: boolean): string | undefined {
  if (pattern === undefined) return undefined;
  return `^${pattern.replace(/^\^/, '')}${atEnd && !pattern.endsWith('$') ? '$' : ''}`;
}

/** Whether a pattern leaves no choice of the server: a fixed name up to a slash, or to the end. */
function settlesHost(pattern: string | undefined, isHost: boolean): boolean {
  return pattern !== undefined && (isHost ? FIXED_HOST : FIXED_URL).test(pattern);
}
