// How a bucket names its key: an ARN, an id, or an alias.

/** What the ARN of a key or of an alias says; undefined for what is none. */
export function keyArn(
  key: string,
): { readonly region: string; readonly account: string; readonly alias: boolean } | undefined {
  const [, region, account, resource] = /^arn:[^:]+:kms:([^:]+):(\d{12}):(key|alias)\/./.exec(key) ?? [];
  if (region === undefined || account === undefined) return undefined;
  return { region, account, alias: resource === 'alias' };
}

/** The alias of the key that AWS manages for S3. */
export function isManagedAlias(key: string): boolean {
  return /(?:^|:)alias\/aws\/s3$/.test(key);
}
