// The results of functions that are not in this file: known to be harmless, known to be made of what goes in, or
// not known.
import type { CallSite } from '../rules/rule.ts';
import type { Analysis } from './analysis.ts';
import { contentOf, widened } from './members.ts';
import type { Doubt, Taint, Value } from './value.ts';
import { anyMember, deepTaints, drawnFrom, joinTaints } from './joining.ts';
import { LITERAL, originTaint, PROBABLY_CLEANED, THROUGH_UNKNOWN, unknownAt, withTaints } from './value.ts';

/** All that goes into a call, the receiver included. */
export function everything(site: CallSite): Value[] {
  const values = site.args.map((argument) => argument.value);
  return site.receiver === undefined ? values : [site.receiver, ...values];
}

export function sanitized(values: readonly Value[], mask: number): Value {
  let taints: readonly Taint[] = [];
  for (const value of values) taints = joinTaints(taints, deepTaints(value));
  return { taints: taints.map((taint) => ({ ...taint, cleaned: taint.cleaned | mask })) };
}

/** What is looked up is not made of the key; what stands in for it when it is missing comes second. */
const LOOK_UPS = new Set([
  'get',
  'getAll',
  'getlist',
  'get_list',
  'getone',
  'getall',
  'getfirst',
  'pop',
  'find',
  'filter',
]);

export function propagated(
  analysis: Analysis,
  site: CallSite,
  handed: readonly Value[],
  path: string | undefined,
): Value {
  // `path.join(a, b)`: the module that a function belongs to is not part of its result.
  const isFunction = path !== undefined && !path.startsWith('*.') && analysis.api.propagators.has(path);
  const args = site.args.map(({ value }) => value);
  const given = isFunction
    ? args.map((value) => contentOf(analysis, value, site.node) ?? value)
    : LOOK_UPS.has(site.name)
      ? [site.receiver ?? LITERAL, ...args.slice(1)]
      : everything(site);
  const values = given.filter((value) => value.closure === undefined);
  let taints: readonly Taint[] = [];
  for (const value of [...values, ...handed]) taints = joinTaints(taints, deepTaints(value));
  const grown = taints.map((taint) => widened(analysis, taint, site.node));
  const [carrier] = values;
  const members = carrier?.slots !== undefined || carrier?.rest !== undefined ? anyMember(carrier) : undefined;
  // A method of an API object returns something of that object: its path tells the rules what it is.
  const result: Value = {
    taints: grown,
    path,
    ...(members === undefined || analysis.api.family === 'python' ? {} : { rest: members }),
    ...(values.length === 1 && carrier?.text !== undefined ? { text: carrier.text } : {}),
  };
  return drawnFrom(result, handed);
}

const CLEANING_NAME = /escape|sanit|clean|quote|valid|whitelist|allow|safe|purif/i;

/** A function that is not in this file: what went in may come out, changed in ways that nobody sees. */
export function opaqueResult(
  analysis: Analysis,
  site: CallSite,
  handed: readonly Value[],
  path: string | undefined,
): Value {
  const doubt: Doubt = CLEANING_NAME.test(site.name) ? PROBABLY_CLEANED : THROUGH_UNKNOWN;
  const label = site.name === '' ? 'a function' : `${site.name}()`;
  let taints: readonly Taint[] = unknownAt(site.node, `the result of ${label} is not known`).taints;
  for (const value of [...everything(site).filter((one) => one.closure === undefined), ...handed]) {
    const arrived = withTaints({ taints: deepTaints(value) }, (taint) => ({
      ...taint,
      doubt: taint.doubt > doubt ? taint.doubt : doubt,
      trail: {
        range: site.node,
        message: `goes through ${label}, which is not in this file`,
        previous: taint.trail,
        length: taint.trail.length + 1,
      },
    }));
    taints = joinTaints(taints, arrived.taints);
    if (value.path !== undefined && REQUEST_OBJECT.test(value.path))
      taints = joinTaints(taints, [derivedFromRequest(analysis, site)]);
  }
  return drawnFrom({ taints, path }, handed);
}

const REQUEST_OBJECT = /^(flask|quart|bottle|sanic|django|starlette|js)\.(request|context)$/;

/** A function that gets the whole request returns some part of it, as often as not. */
function derivedFromRequest(analysis: Analysis, site: CallSite): Taint {
  const taint = originTaint('remote', site.node, `${analysis.shown(site.node)} is made from the client's request`);
  return { ...taint, doubt: PROBABLY_CLEANED };
}
