/** Their names end in the zone and this. */
export function isDirectoryBucket(name: string): boolean {
  return name.endsWith('--x-s3');
}

/** A name that S3 could know: an ARN or a path would make the SDK ask something else. Old names may have more. */
export function isBucketName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$/.test(name) && !/^\d+\.\d+\.\d+\.\d+$/.test(name);
}
