// Which objects' events a trail records, from both kinds of selectors that CloudTrail has.
import type {
  AdvancedEventSelector,
  AdvancedFieldSelector,
  EventSelector as SdkSelector,
} from '@aws-sdk/client-cloudtrail';
import type { EventSelector } from '../facts.ts';

const OBJECTS = 'AWS::S3::Object';

export function basicSelectors(selectors: readonly SdkSelector[]): readonly EventSelector[] {
  return selectors.flatMap(({ ReadWriteType: type, DataResources: resources }) =>
    (resources ?? [])
      .filter(({ Type }) => Type === OBJECTS)
      .map(({ Values: values }) => ({ records: recordsOf(type), ...bucketsOf(values ?? []) })),
  );
}

/** Left out, it is All. */
function recordsOf(type: string | undefined): EventSelector['records'] {
  if (type === 'ReadOnly') return 'read';
  return type === 'WriteOnly' ? 'write' : 'all';
}

/** `arn:aws:s3` is every object of the account, `arn:aws:s3:::b/` all of a bucket, with more behind it a part. */
function bucketsOf(arns: readonly string[]): Pick<EventSelector, 'buckets' | 'partial'> {
  if (arns.some((arn) => /^arn:[^:]+:s3(:::)?$/.test(arn))) return { buckets: '*', partial: false };
  const found = arns.flatMap((arn) => {
    const [, bucket, key] = /^arn:[^:]+:s3:::([^/]+)\/?(.*)$/s.exec(arn) ?? [];
    return bucket === undefined ? [] : [{ bucket, whole: key === '' && arn.endsWith('/') }];
  });
  const whole = found.filter((one) => one.whole);
  // Whole buckets count as such; parts alone are told as parts.
  return whole.length > 0
    ? { buckets: whole.map(({ bucket }) => bucket), partial: false }
    : { buckets: found.map(({ bucket }) => bucket), partial: true };
}

export function advancedSelectors(selectors: readonly AdvancedEventSelector[]): readonly EventSelector[] {
  return selectors.flatMap(({ FieldSelectors: fields }) => advancedSelector(fields ?? []));
}

function advancedSelector(fields: readonly AdvancedFieldSelector[]): EventSelector[] {
  const field = (name: string): AdvancedFieldSelector | undefined => fields.find(({ Field }) => Field === name);
  if (field('eventCategory')?.Equals?.includes('Data') !== true) return [];
  if (field('resources.type')?.Equals?.includes(OBJECTS) !== true) return [];
  const readOnly = field('readOnly')?.Equals;
  const both = readOnly === undefined || (readOnly.includes('true') && readOnly.includes('false'));
  const records = both ? 'all' : readOnly.includes('true') ? 'read' : 'write';
  const arns = field('resources.ARN');
  const where: Pick<EventSelector, 'buckets' | 'partial'> =
    arns === undefined ? { buckets: '*', partial: false } : bucketsOf(arns.StartsWith ?? arns.Equals ?? []);
  // Anything else takes some events out.
  const narrowed = fields.some(({ Field }) => !PLAIN.has(Field ?? '')) || (arns !== undefined && !onlyPositive(arns));
  return [{ records, buckets: where.buckets, partial: where.partial || narrowed }];
}

const PLAIN: ReadonlySet<string> = new Set(['eventCategory', 'resources.type', 'readOnly', 'resources.ARN']);

function onlyPositive(selector: AdvancedFieldSelector): boolean {
  return selector.NotEquals === undefined && selector.NotStartsWith === undefined && selector.NotEndsWith === undefined;
}
