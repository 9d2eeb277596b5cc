// Checks and transformations that keep a path inside its directory.
import { replacementIn } from '../flow/cleaning.ts';
import type { TextShape } from '../flow/patterns.ts';
import type { Value } from '../flow/value.ts';
import { deepTaints } from '../flow/joining.ts';
import { onlyConstant, onlyString } from '../flow/value.ts';
import type { CallSite, FactHit, Guarded, GuardSite } from './rule.ts';

/** Functions that resolve `..`, so that a look at the beginning of their result tells the directory. */
const NORMALISING =
  /^(?:path\.(?:posix\.|win32\.)?(?:resolve|join|normalize)|os\.path\.(?:abspath|realpath|normpath)|fs\.realpathSync(?:\.native)?|fs(?:\.promises|\/promises)\.realpath|fs-extra\.realpath(?:Sync)?|(?:pathlib|anyio)\.\w*Path\(\).*\.(?:resolve|absolute))\(\)$/;
/** Of those the ones whose result never ends with a separator. */
const WITHOUT_SEPARATOR =
  /^(?:__dirname|process\.cwd\(\)|path\.(?:posix\.|win32\.)?resolve\(\)|os\.path\.(?:abspath|realpath|normpath)\(\)|os\.getcwd\(\)|fs\.realpathSync\(\))$/;
/** Names without a directory, or what is left of a path when only its end is kept. */
const LAST_PART =
  /^(?:(?:os\.path|posixpath|ntpath)\.basename\(\)|path\.(?:posix\.|win32\.)?(?:basename\(\)|parse\(\)\.(?:base|name))|werkzeug\.utils\.secure_filename\(\)|pathlib\.\w*Path\(\)\.(?:name|stem)|sanitize-filename\(\))$/;
/** What is left of the two when they share a directory, or the directory of one. */
const SHARED_PART =
  /^(?:os\.path\.(?:commonpath|commonprefix|dirname)\(\)|path\.(?:posix\.|win32\.)?(?:dirname\(\)|parse\(\)\.dir)|(?:pathlib|anyio)\.\w*Path\(\).*\.parent)$/;
const RELATIVE = /^(?:path\.(?:posix\.|win32\.)?relative|os\.path\.relpath)\(\)$/;
/** Patterns that find a step up or a separator. */
const FINDS_STEP = /\\\.\\\.|\\\.\{2|\[[^\]]*[/\\][^\]]*\]|^\\?[/]$|^\\\\$/;

const CONVERTING = new Set(['str', 'String', 'toString', 'fspath', 'as_posix', '__str__']);

/** The value that a conversion to text was made of. */
function unconverted(value: Value | undefined): Value | undefined {
  const maker = value?.madeBy;
  if (value === undefined || maker === undefined || !CONVERTING.has(maker.name)) return value;
  return maker.args[0]?.value ?? maker.receiver ?? value;
}

function isFrom(value: Value | undefined, pattern: RegExp): boolean {
  return pattern.test(unconverted(value)?.path ?? '');
}

/** What a caller passes may be resolved; a check in a function of its own is there for that. */
function isParameter(value: Value | undefined): boolean {
  return value?.path === undefined && value?.taints.some((taint) => taint.kind === 'parameter') === true;
}

const SETTLED_RECEIVER: Guarded = { subject: 'receiver', reach: 'origins' };
const SETTLED_ARGUMENT: Guarded = { subject: 0, reach: 'origins' };

export function pathGuard(site: GuardSite): Guarded | undefined {
  const { name, receiver, outcome } = site;
  const [first, second] = site.args;
  switch (name) {
    case 'startsWith':
    case 'startswith': {
      const prefix = onlyString(first);
      if (prefix !== undefined && /^\.{1,2}[/\\]?$/.test(prefix))
        return !outcome && (isFrom(receiver, RELATIVE) || isFrom(receiver, NORMALISING)) ? SETTLED_RECEIVER : undefined;
      if (prefix === '/' || prefix === '\\') return undefined;
      return outcome && (isFrom(receiver, NORMALISING) || isParameter(receiver)) ? SETTLED_RECEIVER : undefined;
    }
    case 'includes':
    case '__contains__':
    case 'contains':
      if (outcome) return receiver?.path?.endsWith('.parents') === true ? SETTLED_RECEIVER : undefined;
      return /^(?:\.\.|[/\\])/.test(onlyString(first) ?? '') ? SETTLED_RECEIVER : undefined;
    case 'is_relative_to':
      return outcome ? SETTLED_RECEIVER : undefined;
    case '__eq__':
      if (!outcome) return undefined;
      if (isFrom(receiver, LAST_PART) || isFrom(receiver, SHARED_PART)) return SETTLED_RECEIVER;
      return isFrom(first, LAST_PART) || isFrom(first, SHARED_PART) ? SETTLED_ARGUMENT : undefined;
    case 'test':
    case 'match':
    case 'search': {
      if (outcome) return undefined;
      const own = patternIn(receiver);
      if (own !== undefined) return FINDS_STEP.test(own) ? SETTLED_ARGUMENT : undefined;
      const given = patternIn(first);
      if (given === undefined || !FINDS_STEP.test(given)) return undefined;
      return second === undefined ? SETTLED_RECEIVER : { subject: 1, reach: 'origins' };
    }
    default:
      return undefined;
  }
}

function patternIn(value: Value | undefined): string | undefined {
  const constant = onlyConstant(value);
  if (typeof constant === 'object' && constant !== null) return constant.pattern;
  if (value?.path === 're.compile()' || value?.path === 'RegExp()') return onlyString(value.madeBy?.args[0]?.value);
  return typeof constant === 'string' ? constant : undefined;
}

/** `full.relative_to(base)` throws where `full` is somewhere else. */
export function pathCheck(site: GuardSite): Guarded | undefined {
  if (site.name === 'relative_to') return SETTLED_RECEIVER;
  return site.path === 'django.core.files.utils.validate_file_name' ? SETTLED_ARGUMENT : undefined;
}

/** Without separators a name stays where it is put; without two dots in a row it cannot go up. */
export function isHarmlessName(text: TextShape): boolean {
  return !text.allows('/') || text.dots < 2;
}

/** Transformations after which no step up is left. */
export function leavesNoStep(site: CallSite): boolean {
  const { name } = site;
  if (name === 'normalize' || name === 'join' || name === 'resolve') {
    // `path.normalize('/' + name)`: from the root nothing leads further up.
    const text = site.args.length === 1 ? site.args[0]?.value.text : undefined;
    return /^path\.(?:posix\.)?(?:normalize|join)$/.test(site.path ?? '') && /^\/\uFFFC/.test(text ?? firstOf(site));
  }
  if (name !== 'replace' && name !== 'replaceAll' && name !== 'sub') return false;
  const replaced = replacementIn(site);
  if (replaced !== undefined)
    return /^\(?(?:\\\.\\\.\+?|\\\.\{2,?\}|\\\.\\\.\|.*)\)?$/.test(replaced.pattern) && !replaced.by.includes('.');
  // `path.normalize(name).replace(/^(\.\.(\/|\\|$))+/, '')`
  const pattern = patternIn(site.args[0]?.value);
  return isFrom(site.receiver, NORMALISING) && pattern !== undefined && /^\^\(.*\\\.\\\..*\)[+*]?/.test(pattern);
}

function firstOf(site: CallSite): string {
  const [root, name] = site.args;
  return onlyString(root?.value) === '/' && name !== undefined ? '/\uFFFC' : '';
}

/** `full.startsWith(base)` lets `/srv/files-of-others` pass for `/srv/files`. */
export function missingSeparator(site: CallSite): FactHit | undefined {
  if ((site.name !== 'startsWith' && site.name !== 'startswith') || site.receiver === undefined) return undefined;
  const base = site.args[0]?.value;
  if (base === undefined || !isFrom(site.receiver, NORMALISING)) return undefined;
  if (!deepTaints(site.receiver).some((taint) => taint.kind === 'remote')) return undefined;
  const fixed = onlyString(base);
  const open = fixed === undefined ? isFrom(base, WITHOUT_SEPARATOR) : /^(?:\/|[A-Za-z]:).*[^/\\]$/.test(fixed);
  if (!open) return undefined;
  return {
    severity: 'low',
    confidence: 'medium',
    title: 'Check of a directory lets its neighbours pass',
    explanation:
      'The beginning of the path is compared with a directory that does not end in a separator. A neighbour whose name only begins like it passes as well: for /srv/files, /srv/files-private does.',
  };
}
