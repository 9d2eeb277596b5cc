import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { agentPolicy } from '../../../src/remediation/agentPolicy.ts';
import { parsePlaybook, type S3Playbook } from '../../../src/remediation/playbook.ts';
import { repository } from '../../support/repository.ts';

describe('the policy for an agent', () => {
  let tlsOnly: S3Playbook;
  before(async () => {
    const parsed = parsePlaybook(
      await readFile(join(repository, 'prompts/playbooks/s3/s3-bucket-tls-only.md'), 'utf8'),
    );
    assert.ok(parsed.kind === 'playbook' && parsed.playbook.kind === 's3', JSON.stringify(parsed));
    tlsOnly = parsed.playbook;
  });
  const buckets = ['reports', 'logs'];

  it('allows what the playbooks need, on the buckets that are meant, and nothing else', () => {
    const { Statement } = agentPolicy([{ playbook: tlsOnly, buckets }], 'aws-cn', true);
    assert.deepEqual(Statement[0], {
      Sid: 'BucketConfiguration1',
      Effect: 'Allow',
      Action: ['s3:GetBucketPolicy', 's3:PutBucketPolicy'],
      Resource: ['arn:aws-cn:s3:::logs', 'arn:aws-cn:s3:::reports'],
    });
    const allowed = Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action);
    assert.ok(!allowed.some((action) => action.includes('*')));
  });

  it('allows no change for a server that is read-only', () => {
    const { Statement } = agentPolicy([{ playbook: tlsOnly, buckets }], 'aws', false);
    assert.deepEqual(Statement[0]?.Action, ['s3:GetBucketPolicy']);
  });

  it('keeps what is not of a bucket apart, and asks for every bucket where none is named', () => {
    const account = { ...tlsOnly, reads: ['s3:GetAccountPublicAccessBlock', 'kms:DescribeKey'], writes: [] };
    const { Statement } = agentPolicy(
      [tlsOnly, account].map((playbook) => ({ playbook, buckets: [] })),
      'aws',
      true,
    );
    assert.deepEqual(
      Statement.map(({ Sid, Resource }) => [Sid, Resource]),
      [
        ['BucketConfiguration1', ['arn:aws:s3:::*']],
        ['AccountConfiguration', '*'],
        ['NeverData', '*'],
      ],
    );
  });

  it('gives each playbook its own buckets, every bucket to one that needs others, and objects to actions on objects', () => {
    const aclOfObjects = { ...tlsOnly, reads: ['s3:GetBucketAcl'], writes: ['s3:PutObjectAcl'] };
    const form = `${tlsOnly.forms['AWS CLI']} LOG_BUCKET`;
    const logging = {
      ...tlsOnly,
      reads: ['s3:GetBucketLogging'],
      writes: [],
      forms: { ...tlsOnly.forms, 'AWS CLI': form },
    };
    const parts = [
      { playbook: tlsOnly, buckets: ['a'] },
      { playbook: aclOfObjects, buckets: ['b'] },
      { playbook: logging, buckets: ['a'] },
    ];
    const allowed = agentPolicy(parts, 'aws', true).Statement.filter(({ Effect }) => Effect === 'Allow');
    assert.deepEqual(
      allowed.map(({ Action, Resource }) => [Action, Resource]),
      [
        [['s3:GetBucketPolicy', 's3:PutBucketPolicy'], ['arn:aws:s3:::a']],
        [['s3:GetBucketAcl'], ['arn:aws:s3:::b']],
        [['s3:PutObjectAcl'], ['arn:aws:s3:::b/*']],
        [['s3:GetBucketLogging'], ['arn:aws:s3:::*']],
      ],
    );
  });

  it('denies data and deletion whatever else the identity may do, even without any playbook', () => {
    const { Statement } = agentPolicy([], 'aws', true);
    assert.deepEqual(
      Statement.map(({ Effect }) => Effect),
      ['Deny'],
    );
    for (const action of ['s3:DeleteBucket', 's3:DeleteObject', 's3:PutObject']) {
      assert.ok(Statement[0]?.Action.includes(action), action);
    }
  });
});
