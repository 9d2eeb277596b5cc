import type { Value } from '../flow/value.ts';
import { onlyString } from '../flow/value.ts';
import { lastName } from '../irWalk.ts';
import { isFromOwnFile } from './localFile.ts';
import type { ArgumentValue, CallSite, SinkUse, TaintRule, TaintSeverity } from './rule.ts';
import { argumentOf } from './rule.ts';

const FULL: TaintSeverity = { proven: 'high', unproven: 'medium' };
/** Makes objects of few classes; versions before 5.4 could be made to run code. */
const LIMITED: TaintSeverity = { proven: 'medium', unproven: 'low' };

const SAFE_LOADER = /^C?(?:Safe|Base|RoundTrip)Loader$/;
const UNSAFE_LOADER = /^C?(?:Unsafe)?Loader$/;
const LIMITED_LOADER = /^C?FullLoader$/;

function sinks(site: CallSite): readonly SinkUse[] {
  return site.family === 'python' ? pythonSinks(site) : javaScriptSinks(site);
}

function use(argument: ArgumentValue | undefined, severity: TaintSeverity | undefined): readonly SinkUse[] {
  if (argument === undefined || severity === undefined) return [];
  const { value, range } = argument;
  return [
    { value, range, unproven: 'always', severity: isFromOwnFile(value) ? { ...severity, unproven: 'low' } : severity },
  ];
}

function pythonSinks(site: CallSite): readonly SinkUse[] {
  const match =
    /^(?:yaml|oyaml|ruamel\.yaml|ruamel_yaml)\.(load|load_all|unsafe_load|unsafe_load_all|full_load|full_load_all)$/.exec(
      site.path ?? '',
    );
  if (match !== null) {
    const stream = argumentOf(site, 0, 'stream');
    if (match[1]?.startsWith('unsafe') === true) return use(stream, FULL);
    if (match[1]?.startsWith('full') === true) return use(stream, LIMITED);
    return use(stream, severityOf(argumentOf(site, 1, 'Loader')?.value));
  }
  if ((site.name === 'load' || site.name === 'load_all') && isUnsafeReader(site.receiver))
    return use(argumentOf(site, 0), FULL);
  return [];
}

/** What a loader allows; undefined for those that make data alone, and for those that are not known. */
function severityOf(loader: Value | undefined): TaintSeverity | undefined {
  if (loader === undefined) return FULL;
  const own = loader.cls?.cls.bases.map(lastName) ?? [];
  const names = own.length > 0 ? own : [/(\w+)$/.exec(loader.path ?? '')?.[1] ?? ''];
  if (names.some((name) => SAFE_LOADER.test(name))) return undefined;
  if (names.some((name) => UNSAFE_LOADER.test(name))) return FULL;
  return names.some((name) => LIMITED_LOADER.test(name)) ? LIMITED : undefined;
}

/** `YAML(typ='unsafe')` */
function isUnsafeReader(reader: Value | undefined): boolean {
  if (reader?.madeBy === undefined || !/^ruamel[._]yaml\.YAML\(\)$/.test(reader.path ?? '')) return false;
  const type = argumentOf(reader.madeBy, 0, 'typ')?.value;
  return [type, ...(type?.slots?.values() ?? [])].some((one) => onlyString(one) === 'unsafe');
}

const JS_YAML = /^js-yaml\.(?:load|loadAll|safeLoad|safeLoadAll)$/;

/** Without another schema js-yaml has made nothing but data since version 4. */
function javaScriptSinks(site: CallSite): readonly SinkUse[] {
  if (!JS_YAML.test(site.path ?? '')) return [];
  const schema = site.args.map((argument) => argument.value.slots?.get('schema')).find((one) => one !== undefined);
  return schema !== undefined && makesFunctions(schema) ? use(site.args[0], FULL) : [];
}

/** The full schema of version 3, or one that is extended with the types that were taken out of version 4. */
function makesFunctions(schema: Value, depth = 5): boolean {
  const path = schema.path ?? '';
  if (/^js-yaml\.DEFAULT_FULL_SCHEMA$|^js-yaml-js-types(?:$|\.(?:all|function|default)\b)/.test(path)) return true;
  if (depth === 0) return false;
  const { madeBy, slots } = schema;
  const parts = [...(slots?.values() ?? []), ...(madeBy?.args.map((argument) => argument.value) ?? [])];
  if (madeBy?.receiver !== undefined) parts.push(madeBy.receiver);
  return parts.some((part) => makesFunctions(part, depth - 1));
}

export const UNSAFE_YAML: TaintRule = {
  kind: 'taint',
  id: 'unsafe-yaml',
  cwe: [502, 20],
  title: 'Client input read by a YAML loader that makes objects',
  unprovenTitle: 'YAML loader that makes objects of any class',
  severity: FULL,
  severities: ['medium', 'low'],
  explanation:
    'YAML can name classes and functions of the program in its tags, and this loader makes what they name. Whoever writes the text can run code while it is read.',
  remediation:
    'Read YAML with a loader that makes data alone: yaml.safe_load or Loader=yaml.SafeLoader in PyYAML, YAML(typ="safe") in ruamel.yaml, load of js-yaml 4 without js-yaml-js-types or DEFAULT_FULL_SCHEMA. Then check the data against a schema.',
  sinkWords: 'a YAML loader that makes objects',
  sanitizers: { python: [], javascript: [] },
  sinks,
};
