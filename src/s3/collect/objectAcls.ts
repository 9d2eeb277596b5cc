// The ACLs of some objects. Only for those who may list keys: our own policy does not ask for that.
import { GetObjectAclCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { known, NOT_READ, type BucketFacts, type ObjectAclSample } from '../facts.ts';
import { aclOf } from './bucketAnswers.ts';
import type { BucketCalls } from './bucketCalls.ts';

const SAMPLE = 10;
const PUBLIC_GROUP = /^http:\/\/acs\.amazonaws\.com\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

/** Where ACLs are off there is nothing to see. */
export async function readObjectAcls(
  calls: BucketCalls,
  ownership: BucketFacts['ownership'],
): Promise<BucketFacts['objectAcls']> {
  if (ownership.kind === 'known' && ownership.value === 'BucketOwnerEnforced') return NOT_READ;
  const listed = await calls.read(
    'ListObjectsV2',
    (client, input, options) => client.send(new ListObjectsV2Command({ ...input, MaxKeys: SAMPLE }), options),
    ({ Contents: contents }) => known((contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key]))),
  );
  if (listed.kind !== 'known') return listed;
  const acls = await Promise.all(
    listed.value.slice(0, SAMPLE).map(async (key) => {
      const acl = await calls.read(
        'GetObjectAcl',
        (client, input, options) => client.send(new GetObjectAclCommand({ ...input, Key: key }), options),
        aclOf,
      );
      return { key, acl };
    }),
  );
  const sample: ObjectAclSample = {
    looked: acls.filter(({ acl }) => acl.kind === 'known').length,
    publicKeys: acls.filter(({ acl }) => isPublic(acl)).map(({ key }) => key),
  };
  const refused = acls.find(({ acl }) => acl.kind === 'unreadable');
  return sample.looked === 0 && refused?.acl.kind === 'unreadable' ? refused.acl : known(sample);
}

function isPublic(acl: BucketFacts['acl']): boolean {
  return (
    acl.kind === 'known' &&
    acl.value.grants.some(({ grantee }) => grantee.kind === 'group' && PUBLIC_GROUP.test(grantee.uri))
  );
}
