// Names of buckets that services of AWS make for themselves, and that anybody can work out beforehand: names are
// shared by all accounts, so that somebody else may have made the bucket first.
// Sources: Aqua Security, "Bucket Monopoly: Breaching AWS Accounts Through Shadow Resources" (2024) and "AWS CDK Risk:
// Exploiting a Missing S3 Bucket Allowed Account Takeover" (2024); the services' documentation of their names.
// Left out: CodeStar, which has ended, and Service Catalog, whose names are those of CloudFormation.

export interface PredictableName {
  /** Who takes the bucket for his own. */
  readonly service: string;
  readonly name: string;
}

const PATTERNS: readonly (readonly [service: string, nameOf: (account: string, region: string) => string])[] = [
  ['AWS Glue', (account, region) => `aws-glue-assets-${account}-${region}`],
  ['Amazon EMR Studio', (account, region) => `aws-emr-studio-${account}-${region}`],
  ['Amazon SageMaker', (account, region) => `sagemaker-${region}-${account}`],
  ['AWS CDK', (account, region) => `cdk-hnb659fds-assets-${account}-${region}`],
];

/** The account's part of these names is the same in all regions, and told by any bucket that there is. */
const CLOUDFORMATION = /^cf-templates-([a-z0-9]{8,16})-([a-z]{2,}(?:-[a-z]+)+-\d)$/;

/** @param own names of the account's buckets, as far as they are known */
export function predictableNames(account: string, region: string, own: Iterable<string>): readonly PredictableName[] {
  const hashes = new Set([...own].flatMap((name) => CLOUDFORMATION.exec(name)?.[1] ?? []));
  return [
    ...PATTERNS.map(([service, nameOf]) => ({ service, name: nameOf(account, region) })),
    ...[...hashes].map((hash) => ({ service: 'AWS CloudFormation', name: `cf-templates-${hash}-${region}` })),
  ];
}
