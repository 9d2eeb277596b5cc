import type { Identity } from '../../s3/facts.ts';

const CONSOLES: Readonly<Record<string, string>> = {
  aws: 'https://console.aws.amazon.com',
  'aws-cn': 'https://console.amazonaws.cn',
  'aws-us-gov': 'https://console.amazonaws-us-gov.com',
};

/** Where a person sees a bucket in AWS's own console; undefined in a partition whose console has no public address. */
export function consoleLink(
  bucket: { readonly name: string; readonly region: string | undefined } | undefined,
  { partition }: Pick<Identity, 'partition'>,
): string | undefined {
  const console = CONSOLES[partition];
  if (console === undefined) return undefined;
  if (bucket === undefined) return `${console}/s3/settings`;
  const region = bucket.region === undefined ? '' : `?region=${encodeURIComponent(bucket.region)}`;
  return `${console}/s3/buckets/${encodeURIComponent(bucket.name)}${region}`;
}

export function bucketArn(name: string, { partition }: Pick<Identity, 'partition'>): string {
  return `arn:${partition}:s3:::${name}`;
}
