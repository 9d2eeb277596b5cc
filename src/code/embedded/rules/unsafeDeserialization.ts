import type { Value } from '../flow/value.ts';
import { deepTaints } from '../flow/joining.ts';
import { onlyConstant, onlyString } from '../flow/value.ts';
import { isFromOwnFile } from './localFile.ts';
import type { CallSite, FactHit, Guarded, GuardSite, SinkUse, TaintRule, TaintSeverity } from './rule.ts';
import { argumentOf } from './rule.ts';

interface Reader {
  readonly keyword?: string;
  readonly severity?: TaintSeverity;
  readonly unproven?: 'always' | 'doubtful';
  /** A path is taken as well as data. */
  readonly takesPaths?: boolean;
  /** With other arguments it makes no objects. */
  readonly isSafe?: (site: CallSite) => boolean;
}

const CODE: Reader = {};
const PATHS: Reader = { takesPaths: true };

function each(modules: string, names: string, reader: Reader): [string, Reader][] {
  return modules
    .split(' ')
    .flatMap((module) => names.split(' ').map((name): [string, Reader] => [`${module}.${name}`, reader]));
}

function weightsOnly(site: CallSite): unknown {
  return onlyConstant(argumentOf(site, 3, 'weights_only')?.value);
}

const PYTHON: ReadonlyMap<string, Reader> = new Map([
  ...each('pickle _pickle cPickle dill cloudpickle zodbpickle.pickle', 'load loads Unpickler', CODE),
  ...each('marshal', 'load loads', { severity: { proven: 'high', unproven: 'medium' } }),
  ...each('jsonpickle jsonpickle.unpickler', 'decode loads', CODE),
  ['shelve.open', { takesPaths: true, unproven: 'doubtful' }],
  ...each('joblib sklearn.externals.joblib compress_pickle', 'load', PATHS),
  ...each('pandas pandas.io.pickle', 'read_pickle', PATHS),
  [
    'numpy.load',
    { takesPaths: true, isSafe: (site) => onlyConstant(argumentOf(site, 2, 'allow_pickle')?.value) !== true },
  ],
  // The default has been weights_only=True since version 2.6.
  [
    'torch.load',
    {
      takesPaths: true,
      severity: { proven: 'high', unproven: 'medium' },
      isSafe: (site) => weightsOnly(site) === true,
    },
  ],
]);

const JAVASCRIPT: ReadonlyMap<string, Reader> = new Map([
  ['node-serialize.unserialize', CODE],
  ['serialize-to-js.deserialize', CODE],
  ['serialize-to-js', CODE],
  ['serialijse.deserialize', CODE],
  ...each('funcster', 'deepDeserialize deserialize', CODE),
  ['cryo.parse', CODE],
  ['seroval.deserialize', CODE],
  ['resurrect-js().resurrect', CODE],
  ...each('bson bson.BSON mongodb.BSON', 'deserialize', {
    isSafe: (site) => onlyConstant(site.args[1]?.value.slots?.get('evalFunctions')) !== true,
  }),
  // Makes no functions, but its own pages warn of handing it what others wrote.
  ['v8.deserialize', { severity: { proven: 'medium', unproven: 'low' }, unproven: 'doubtful' }],
]);

function readerOf(site: CallSite): Reader | undefined {
  const reader = (site.family === 'python' ? PYTHON : JAVASCRIPT).get(site.path ?? '');
  return reader?.isSafe?.(site) === true ? undefined : reader;
}

function sinks(site: CallSite): readonly SinkUse[] {
  const reader = readerOf(site);
  const argument = reader === undefined ? undefined : argumentOf(site, 0, reader.keyword);
  if (reader === undefined || argument === undefined) return [];
  const { value, range } = argument;
  const severity = reader.severity ?? UNSAFE_DESERIALIZATION.severity;
  const isDefault = site.path === 'torch.load' && weightsOnly(site) === undefined;
  const unproven = isDefault ? 'doubtful' : (reader.unproven ?? 'always');
  return [{ value, range, unproven, severity: isFromOwnFile(value) ? { ...severity, unproven: 'low' } : severity }];
}

/** A file whose name stands in the program is somebody's to change, too, but seldom an attacker's. */
function ownFile(site: CallSite): FactHit | undefined {
  const reader = readerOf(site);
  if (reader?.takesPaths !== true || reader.unproven === 'doubtful') return undefined;
  if (site.path === 'torch.load' && weightsOnly(site) === undefined) return undefined;
  const name = argumentOf(site, 0)?.value;
  if (name === undefined || deepTaints(name).length > 0 || onlyString(name) === undefined) return undefined;
  return {
    severity: 'low',
    title: "Objects read from a file of the program's own",
    explanation:
      'The format can hold code that runs while the file is read. Whoever can replace the file runs code with the rights of this program.',
  };
}

/** `hmac.compare_digest(signature, hmac.new(key, data, …).hexdigest())`: the data are the program's own. */
function guard(site: GuardSite): Guarded | undefined {
  if (!site.outcome || (site.name !== 'compare_digest' && site.name !== 'timingSafeEqual')) return undefined;
  for (const value of site.args) {
    const signed = signedBy(value);
    if (signed !== undefined) return { subject: signed, reach: 'origins' };
  }
  return undefined;
}

function signedBy(value: Value): Value | undefined {
  let made = value.madeBy;
  for (let hops = 0; hops < 4 && made !== undefined; hops++) {
    if (/^hmac\.(?:new|HMAC|digest)$/.test(made.path ?? '')) return argumentOf(made, 1, 'msg')?.value;
    if (made.name === 'update') return made.args[0]?.value;
    made = made.receiver?.madeBy;
  }
  return undefined;
}

export const UNSAFE_DESERIALIZATION: TaintRule = {
  kind: 'taint',
  id: 'unsafe-deserialization',
  cwe: [502],
  title: 'Objects made from client input',
  unprovenTitle: 'Objects made from data that is not constant',
  severity: { proven: 'critical', unproven: 'medium' },
  severities: ['high', 'low'],
  explanation:
    'The format holds objects, and reading it makes them: classes are looked up and code of theirs is run. Whoever writes the data decides which, and so runs code of their own with the rights of this program.',
  remediation:
    'Exchange data in a format that holds nothing else: JSON, checked against a schema. Where objects have to be kept (models, caches), sign them and verify the signature before reading, or use a format without code: safetensors or weights_only=True for torch, numpy.load without allow_pickle, JSON.parse instead of node-serialize.',
  sinkWords: 'a reader that makes objects',
  sanitizers: {
    python: ['*.unsign', '*.unsign_object', 'itsdangerous.Serializer().loads', 'django.core.signing.loads'],
    javascript: ['jsonwebtoken.verify'],
  },
  sinks,
  guard,
  facts: { call: ownFile },
};
