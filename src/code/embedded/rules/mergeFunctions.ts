import type { Value } from '../flow/value.ts';
import { deepTaints } from '../flow/joining.ts';
import { IS_TEXT, onlyConstant } from '../flow/value.ts';
import type { ArgumentValue, CallSite, SinkUse, SinkWords, TaintSeverity } from './rule.ts';

/** Functions of libraries that copy or set nested properties. */
interface MergeApi {
  /** What must not be the client's: from this argument on, or only this one. */
  readonly from: number;
  readonly rest: boolean;
  /** Names of properties as a text or a list of texts, as opposed to an object with such properties. */
  readonly path: boolean;
  /** The release that refuses dangerous names; undefined where none does. */
  readonly fixedIn: string | undefined;
  readonly library: string;
}

function merge(library: string, fixedIn: string | undefined): MergeApi {
  return { from: 1, rest: true, path: false, fixedIn, library };
}

function setter(library: string, fixedIn: string | undefined, from = 1): MergeApi {
  return { from, rest: false, path: true, fixedIn, library };
}

/** With the releases of 2026: all but two refuse dangerous names, as was tried out. */
const APIS: ReadonlyMap<string, MergeApi> = new Map<string, MergeApi>([
  ...['lodash', '_'].flatMap((library): [string, MergeApi][] => [
    [`${library}.merge`, merge('lodash', '4.17.12')],
    [`${library}.mergeWith`, merge('lodash', '4.17.12')],
    [`${library}.defaultsDeep`, merge('lodash', '4.17.12')],
    [`${library}.set`, setter('lodash', '4.17.19')],
    [`${library}.setWith`, setter('lodash', '4.17.19')],
    [`${library}.update`, setter('lodash', '4.17.19')],
    [`${library}.updateWith`, setter('lodash', '4.17.19')],
    [`${library}.zipObjectDeep`, setter('lodash', '4.17.19', 0)],
  ]),
  ['lodash.mergewith', merge('lodash.mergewith', '4.6.2')],
  ['lodash.defaultsdeep', merge('lodash.defaultsdeep', '4.6.1')],
  ['lodash.setwith', setter('lodash.setwith', undefined)],
  ['defaults-deep', merge('defaults-deep', undefined)],
  ['merge-deep', merge('merge-deep', '3.0.3')],
  ['mixin-deep', merge('mixin-deep', '2.0.1')],
  ['assign-deep', merge('assign-deep', '1.0.1')],
  ['deep-extend', merge('deep-extend', '0.5.1')],
  ['merge.recursive', merge('merge', '2.1.1')],
  ['hoek.merge', merge('hoek', '5.0.3')],
  ['hoek.applyToDefaults', merge('hoek', '5.0.3')],
  ['@hapi/hoek.merge', merge('@hapi/hoek', '8.5.1')],
  ['@hapi/hoek.applyToDefaults', merge('@hapi/hoek', '8.5.1')],
  ['set-value', setter('set-value', '4.0.1')],
  ['dset', setter('dset', '3.1.4')],
  ['dset.dset', setter('dset', '3.1.4')],
  ['object-path.set', setter('object-path', '0.11.8')],
  ['dot-prop.set', setter('dot-prop', '5.1.1')],
  ['dottie.set', setter('dottie', '2.0.4')],
]);

/** Deep only when the first argument says so. */
const EXTENDS: ReadonlyMap<string, MergeApi> = new Map<string, MergeApi>([
  ['jquery.extend', { ...merge('jquery', '3.4.0'), from: 2 }],
  ['jQuery.extend', { ...merge('jquery', '3.4.0'), from: 2 }],
  ['$.extend', { ...merge('jquery', '3.4.0'), from: 2 }],
  ['extend', { ...merge('extend', '3.0.2'), from: 2 }],
  ['node.extend', { ...merge('node.extend', '2.0.1'), from: 2 }],
]);

const OLD_RELEASES: TaintSeverity = { proven: 'low', unproven: 'low' };

function apiOf(site: CallSite): MergeApi | undefined {
  const { path = '', args } = site;
  const deep = EXTENDS.get(path);
  if (deep !== undefined) return onlyConstant(args[0]?.value) === true ? deep : undefined;
  return APIS.get(path.replace(/^lodash\//, 'lodash.'));
}

export function mergeSinks(site: CallSite): readonly SinkUse[] {
  if (site.family === 'python') return [];
  const api = apiOf(site);
  if (api === undefined) return [];
  const given = api.rest ? site.args.slice(api.from) : site.args.slice(api.from, api.from + 1);
  return given.filter(({ value }) => canHoldNames(value, api)).map((argument) => useOf(argument, api));
}

/** A text is no object to merge; an object with names of the program's own only has those. */
function canHoldNames(value: Value, api: MergeApi): boolean {
  if (api.path) return true;
  return value.taints.length > 0 || value.rest !== undefined || [...(value.slots?.values() ?? [])].some(hasTaints);
}

function hasTaints(value: Value): boolean {
  return deepTaints(value).some((taint) => (taint.cleaned & IS_TEXT) === 0);
}

function useOf({ value, range }: ArgumentValue, api: MergeApi): SinkUse {
  const words = wordsOf(api);
  return {
    value,
    range,
    unproven: 'never',
    ...(api.path ? {} : { onlyStructures: true }),
    ...(api.fixedIn === undefined ? {} : { severity: OLD_RELEASES }),
    words,
  };
}

function wordsOf({ library, fixedIn, path }: MergeApi): SinkWords {
  const how = path
    ? 'Names that the client chooses lead to the property that is set.'
    : 'An object that the client sends is copied with everything in it.';
  const since =
    fixedIn === undefined
      ? `No release of ${library} refuses the name constructor, which leads to the prototype that all objects share.`
      : `Releases of ${library} before ${fixedIn} follow the names __proto__ and constructor to the prototype that all objects share.`;
  return {
    title:
      fixedIn === undefined
        ? 'Property of any object set by names from the client'
        : `Client input merged by a function of ${library} that was unsafe before ${fixedIn}`,
    explanation: `${how} ${since}`,
    remediation:
      fixedIn === undefined
        ? 'Use a maintained library that refuses such names (lodash, deepmerge), or copy the properties that are expected one by one.'
        : `Keep ${library} up to date, and copy only the properties that are expected.`,
  };
}
