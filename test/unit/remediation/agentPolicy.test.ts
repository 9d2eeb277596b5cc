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
  const target = { partition: 'aws-cn', buckets: ['reports', 'logs'] };

  it('allows what the playbooks need, on the buckets that are meant, and nothing else', () => {
    const { Statement } = agentPolicy([tlsOnly], target, true);
    assert.deepEqual(Statement[0], {
      Sid: 'BucketConfiguration',
      Effect: 'Allow',
      Action: ['s3:GetBucketPolicy', 's3:PutBucketPolicy'],
      Resource: ['arn:aws-cn:s3:::reports', 'arn:aws-cn:s3:::logs'],
    });
    const allowed = Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action);
    assert.ok(!allowed.some((action) => action.includes('*')));
  });

  it('allows no change for a server that is read-only', () => {
    const { Statement } = agentPolicy([tlsOnly], target, false);
    assert.deepEqual(Statement[0]?.Action, ['s3:GetBucketPolicy']);
  });

  it('keeps what is not of a bucket apart, and asks for every bucket where none is named', () => {
    const account = { ...tlsOnly, reads: ['s3:GetAccountPublicAccessBlock', 'kms:DescribeKey'], writes: [] };
    const { Statement } = agentPolicy([tlsOnly, account], { partition: 'aws', buckets: [] }, true);
    assert.deepEqual(
      Statement.map(({ Sid, Resource }) => [Sid, Resource]),
      [
        ['BucketConfiguration', ['arn:aws:s3:::*']],
        ['AccountConfiguration', '*'],
        ['NeverData', '*'],
      ],
    );
  });

  it('denies data and deletion whatever else the identity may do, even without any playbook', () => {
    const { Statement } = agentPolicy([], target, true);
    assert.deepEqual(
      Statement.map(({ Effect }) => Effect),
      ['Deny'],
    );
    for (const action of ['s3:DeleteBucket', 's3:DeleteObject', 's3:PutObject']) {
      assert.ok(Statement[0]?.Action.includes(action), action);
    }
  });
});
