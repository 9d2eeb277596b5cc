// Whether a policy holds uploads to one KMS key. The Deny statements are tried on the uploads that could get around it.
import { hasVariable, matchesPattern } from '../policy/wildcards.ts';
import type { ConditionEntry } from '../policy/policyDocument.ts';
import type { Denied } from './policyStatements.ts';

const ALGORITHM = 's3:x-amz-server-side-encryption';
const KEY = 's3:x-amz-server-side-encryption-aws-kms-key-id';

/** What an upload says of its encryption; a key that is absent is not in it. */
type Upload = ReadonlyMap<string, string>;

export function isAlias(kmsKey: string): boolean {
  return /(?:^|:)alias\//.test(kmsKey);
}

/**
 * Whether every upload that asks for SSE-S3, for the key that AWS manages, or for a key that is not this one
 * is denied. An upload that says nothing gets the default, which is this key.
 *
 * @param kmsKey an ARN, an id, or an alias: then all keys that the policy names in full count as this one
 */
export function deniesOtherKeys(denies: readonly Denied[], kmsKey: string): boolean {
  const fit = denies.filter(({ objects, includes }) => objects && includes('PutObject'));
  const named = fit
    .flatMap(({ conditions }) => conditions.filter(({ key }) => key.toLowerCase() === KEY))
    .flatMap(({ values }) => values);
  const isChosen = (key: string): boolean =>
    isAlias(kmsKey) ? named.includes(key) : key === kmsKey || key.endsWith(`:key/${kmsKey}`);
  const instances = named.map((value) => value.replaceAll('*', 'other').replaceAll('?', 'x'));
  const others = [...instances.filter((key) => !isChosen(key)), ...OTHER_KEYS];
  const uploads: readonly Upload[] = [
    new Map([[ALGORITHM, 'AES256']]),
    new Map([[ALGORITHM, 'aws:kms']]),
    ...others.map(
      (key) =>
        new Map([
          [ALGORITHM, 'aws:kms'],
          [KEY, key],
        ]),
    ),
  ];
  return uploads.every((upload) => fit.some(({ conditions }) => conditions.every((entry) => holds(entry, upload))));
}

/** A key that no policy names, of another account and with an id of its own. */
const OTHER_KEYS = ['arn:aws:kms:eu-west-1:000000000000:key/00000000-0000-4000-8000-000000000000'];

const TESTS: Readonly<Record<string, (value: string, given: string) => boolean>> = {
  stringequals: (value, given) => value === given,
  stringequalsignorecase: (value, given) => value.toLowerCase() === given.toLowerCase(),
  stringlike: (value, given) => matchesPattern(value, given),
  arnequals: (value, given) => matchesPattern(value, given),
  arnlike: (value, given) => matchesPattern(value, given),
};

/** A condition on anything else may not hold: it counts as not holding. */
function holds({ operator, key, values }: ConditionEntry, upload: Upload): boolean {
  const lower = key.toLowerCase();
  if (lower !== ALGORITHM && lower !== KEY) return false;
  if (values.some(hasVariable)) return false;
  const given = upload.get(lower);
  const name = operator.toLowerCase().replace(/^for(?:any|all)values?:/, '');
  if (name === 'null') return values.some((value) => value.toLowerCase() === String(given === undefined));
  const plain = name.replace(/ifexists$/, '');
  const test = TESTS[plain.replace('not', '')];
  if (test === undefined) return false;
  const negated = /^(?:string|arn)not/.test(plain);
  if (given === undefined) {
    // Of an absent key a negated test holds, and of no values all are what is asked for; any one of them is not.
    if (operator.toLowerCase().startsWith('foranyvalue:')) return false;
    return negated || name !== plain || operator.toLowerCase().startsWith('forallvalues:');
  }
  return values.some((value) => test(value, given)) !== negated;
}
