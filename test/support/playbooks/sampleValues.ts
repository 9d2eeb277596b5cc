// Values for what a playbook leaves open, so that tools that know the real thing can look at its blocks.

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  account: '111122223333',
  partition: 'aws',
  region: 'eu-west-1',
  bucket: 'sample-bucket',
  profile: 'sample',
};

/** Spelled like a value that is left open, and none: they are words of the service. */
const OF_THE_SERVICE: ReadonlySet<string> = new Set([
  'FULL_CONTROL',
  'READ_ACP',
  'WRITE_ACP',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'DEEP_ARCHIVE',
]);

/** By the end of the word, the longer ones first. */
const BY_ENDING: readonly (readonly [ending: string, value: string])[] = [
  ['KEY_ARN', 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555'],
  ['ROLE_ARN', 'arn:aws:iam::111122223333:role/sample'],
  ['REQUEST_TOKEN_ARN', 'arn:aws:s3:us-west-2:111122223333:async-request/mrap/create/sample'],
  ['ARN', 'arn:aws:s3:::other-bucket'],
  ['ACCOUNT', '444455556666'],
  ['REGION', 'eu-central-1'],
  ['BUCKET', 'other-bucket'],
  ['BUCKET_NAME', 'other-bucket'],
  ['OWNER_ID', '1'.repeat(64)],
  ['GRANTEE_ID', '2'.repeat(64)],
  ['ZONE_ID', 'euw1-az1'],
  ['ORIGIN', 'https://app.example.com'],
];

const WORD = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g;

/** The words in capitals of a text that stand for a value. */
export function openWordsIn(text: string): readonly string[] {
  return [...new Set(text.match(WORD))].filter((word) => !OF_THE_SERVICE.has(word));
}

/** With all that is left open filled in. */
export function withSamples(text: string): string {
  return text
    .replace(/\{\{(.*?)\}\}/g, (whole, name: string) => PLACEHOLDERS[name] ?? whole)
    .replace(WORD, (word) => (OF_THE_SERVICE.has(word) ? word : sampleOf(word)));
}

function sampleOf(word: string): string {
  const known = BY_ENDING.find(([ending]) => word === ending || word.endsWith(`_${ending}`));
  return known?.[1] ?? word.toLowerCase().replaceAll('_', '-');
}
