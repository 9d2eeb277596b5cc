import type { TextRange } from '../../../findings/finding.ts';
import type { Severity } from '../../../findings/severity.ts';
import type { Value } from '../flow/value.ts';
import { onlyConstant, onlyString } from '../flow/value.ts';
import type { CallSite, FactHit, FactRule, PropertySite } from './rule.ts';

function hit(
  severity: Severity,
  title: string,
  explanation: string,
  argument?: TextRange,
  cwe?: readonly number[],
): FactHit {
  return {
    severity,
    title,
    explanation,
    ...(argument === undefined ? {} : { range: argument }),
    ...(cwe === undefined ? {} : { cwe }),
  };
}

const S3_ENCRYPTS =
  'Since January 2023 S3 encrypts every object with keys of its own: nothing is stored in the clear. What is given up is a key of your own, whose use can be limited, recorded and taken away.';

function atRest(what: string, argument?: TextRange): FactHit {
  return hit(
    'medium',
    `${what} is stored without encryption`,
    'Whoever gets hold of a copy of the storage, a snapshot that was shared by mistake for one, reads everything. It cannot be switched on later without moving the data.',
    argument,
  );
}

/** Parameters that mean this and nothing else, in the spellings of the SDKs and of the CDK. */
const DISTINCT: ReadonlyMap<string, string> = new Map([
  ['StorageEncrypted', 'Database'],
  ['storageEncrypted', 'Database'],
  ['storage_encrypted', 'Database'],
  ['AtRestEncryptionEnabled', 'Cache'],
  ['atRestEncryptionEnabled', 'Cache'],
]);

/** `Encrypted` alone could be anything: what it stands with tells. */
const VOLUME = [
  'AvailabilityZone',
  'VolumeSize',
  'VolumeType',
  'SnapshotId',
  'Iops',
  'SourceSnapshotId',
  'DeleteOnTermination',
];
const FILES = ['CreationToken', 'PerformanceMode', 'ThroughputMode'];
const CLUSTER = ['ClusterIdentifier', 'NodeType', 'MasterUsername'];
const PY_ENCRYPTED: ReadonlyMap<string, string> = new Map([
  ['create_volume', 'Volume'],
  ['copy_snapshot', 'Snapshot'],
  ['create_file_system', 'File system'],
  ['create_cluster', 'Warehouse'],
]);

function ofEncrypted(siblings: ReadonlyMap<string, Value>): string | undefined {
  const has = (keys: readonly string[]): boolean => keys.some((key) => siblings.has(key));
  if (has(VOLUME)) return 'Volume';
  if (has(FILES)) return 'File system';
  return has(CLUSTER) ? 'Warehouse' : undefined;
}

const CLEARTEXT =
  'Requests and answers go over the network without encryption: whoever is on the way reads the data and can change it. Signatures keep the key secret, not the data.';

/** The machine itself and the names of containers: nobody sits between. */
const LOCAL =
  /^http:\/\/(?:localhost|127(?:\.\d+){3}|\[::1\]|0\.0\.0\.0|host\.docker\.internal|[\w-]+)(?::\d+)?(?:\/|$)/i;

function isCleartext(value: Value | undefined): boolean {
  const address = onlyString(value);
  return address !== undefined && /^http:\/\//i.test(address) && !LOCAL.test(address);
}

function inTransit(argument?: TextRange): FactHit {
  return hit('medium', 'Requests to AWS without encryption', CLEARTEXT, argument, [319, 311]);
}

const BOTO_CLIENT = /^boto3\.(?:(?:session\.)?Session\(\)\.)?(?:client|resource)$/;
const SDK_CLIENT = /^(?:@aws-sdk\/(?:client|lib)-[\w-]+\.\w+|aws-sdk(?:\/clients\/[\w-]+|\.\w+)?)$/;

function call(site: CallSite): FactHit | undefined {
  const path = site.path ?? '';
  if (site.family === 'python') {
    if (site.name === 'client' || site.name === 'resource') return BOTO_CLIENT.test(path) ? botoHit(site) : undefined;
    return pythonCall(site);
  }
  switch (site.name) {
    case 'deleteBucketEncryption':
    case 'DeleteBucketEncryptionCommand':
      return removed();
    case 'stopStreamEncryption':
    case 'StopStreamEncryptionCommand':
      return atRest('Stream');
    default:
      return SDK_CLIENT.test(path) ? sdkHit(site) : undefined;
  }
}

function removed(): FactHit {
  return hit('low', 'Encryption with a key of your own is removed', S3_ENCRYPTS);
}

function botoHit(site: CallSite): FactHit | undefined {
  const given = (name: string): CallSite['args'][number] | undefined =>
    site.args.find((argument) => argument.name === name);
  const ssl = given('use_ssl');
  const endpoint = given('endpoint_url');
  if (endpoint !== undefined && isCleartext(endpoint.value)) return inTransit(endpoint.whole);
  const isLocal = endpoint !== undefined && LOCAL.test(onlyString(endpoint.value) ?? '');
  return ssl !== undefined && onlyConstant(ssl.value) === false && !isLocal ? inTransit(ssl.whole) : undefined;
}

function sdkHit(site: CallSite): FactHit | undefined {
  const options = site.args[0];
  const slots = options?.value.slots;
  if (options === undefined || slots === undefined) return undefined;
  const endpoint = slots.get('endpoint');
  if (isCleartext(endpoint)) return inTransit(options.range);
  const isLocal = LOCAL.test(onlyString(endpoint) ?? '');
  return onlyConstant(slots.get('sslEnabled')) === false && !isLocal ? inTransit(options.range) : undefined;
}

function pythonCall(site: CallSite): FactHit | undefined {
  if (site.name === 'delete_bucket_encryption') return removed();
  if (site.name === 'stop_stream_encryption') return atRest('Stream');
  for (const { name, value, whole } of site.args) {
    if (name === undefined) continue;
    const what =
      name === 'Encrypted' || name === 'encrypted'
        ? (PY_ENCRYPTED.get(site.name) ??
          (site.name === 'Volume' || site.name === 'FileSystem' ? site.name : undefined))
        : DISTINCT.get(name);
    if (what !== undefined && onlyConstant(value) === false) return atRest(what, whole);
    if (name === 'encryption') return bucketHit(value, whole);
  }
  return undefined;
}

/** `BucketEncryption.UNENCRYPTED` of the CDK */
function bucketHit(value: Value, argument?: TextRange): FactHit | undefined {
  return /(?:^|\.)BucketEncryption\.UNENCRYPTED$/.test(value.path ?? '')
    ? hit('informational', 'No encryption is asked for', S3_ENCRYPTS, argument)
    : undefined;
}

function property(site: PropertySite): FactHit | undefined {
  const { key, value, siblings } = site;
  switch (key) {
    case 'encryption':
      return bucketHit(value);
    case 'Encrypted': {
      if (onlyConstant(value) !== false) return undefined;
      const what = ofEncrypted(siblings);
      return what === undefined ? undefined : atRest(what);
    }
    case 'SqsManagedSseEnabled':
      return onlyConstant(value) === false || onlyString(value) === 'false'
        ? hit(
            'low',
            'Queue without encryption',
            'Messages are stored in the clear unless a key of your own is named; the encryption that SQS brings along costs nothing.',
          )
        : undefined;
    default: {
      const what = DISTINCT.get(key);
      return what !== undefined && onlyConstant(value) === false ? atRest(what) : undefined;
    }
  }
}

export const AWS_UNENCRYPTED: FactRule = {
  kind: 'fact',
  id: 'aws-unencrypted',
  cwe: [311, 312],
  title: 'Data at AWS without encryption',
  severities: ['medium', 'low', 'informational'],
  explanation: 'Data is stored, or sent, without encryption.',
  remediation:
    'Leave encryption on: StorageEncrypted=True for databases, Encrypted=True for volumes and file systems, with KmsKeyId where a key of your own is wanted. For buckets put_bucket_encryption with aws:kms and BucketKeyEnabled, or BucketEncryption.KMS in the CDK. Leave out http:// endpoints, use_ssl=False and sslEnabled: false.',
  call,
  property,
};
