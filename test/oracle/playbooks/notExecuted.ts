// Playbooks that cannot be tried against moto, and why.

export const NOT_EXECUTED: ReadonlyMap<string, string> = new Map([
  ['s3-access-point-public-policy', 'moto says of every policy of an access point that it is public'],
  ['s3-bucket-cloudfront-oac', 'moto lists distributions without their origins'],
  ['s3-bucket-event-notifications', 'moto stores EventBridge for a bucket and does not say so when asked'],
  ['s3-bucket-mfa-delete', 'only the root user can: a plan for a person'],
  ['s3-bucket-name-dns', 'a name cannot be changed: a plan for a person'],
  ['s3-bucket-requester-pays', 'moto does not know who pays'],
  ['s3-bucket-shadow-resource', 'the name is another account’s and stays so: what is changed is a role'],
  ['s3-bucket-ssec-blocked', 'moto drops BlockedEncryptionTypes'],
  ['s3-directory-bucket-lifecycle', 'moto has no directory buckets'],
  ['s3-mrap-public-access-block', 'a second access point is made and the first stays, until a person removes it'],
]);
