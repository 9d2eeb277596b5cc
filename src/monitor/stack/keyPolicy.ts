// What the policy of a customer key has to allow, so that the services can use it for the stack. Whoever owns the key puts
// it there: nothing here writes to a key.
import type { PolicyDocument } from '../monitorBundle.ts';
import { urlSuffix } from './names.ts';

type KeyStatement = PolicyDocument['Statement'][number] & {
  readonly Principal: { readonly Service: string };
};

export interface KeyUse {
  readonly partition: string;
  readonly accountId: string;
  readonly region: string;
  readonly stack: string;
  /** Log groups that the key encrypts. */
  readonly logGroups: readonly string[];
  /** Whether alarms publish to a topic that the key encrypts. */
  readonly topic: boolean;
}

/**
 * Without the second of them alarms are silent: CloudWatch publishes with rights of its own, and the key that SNS
 * manages itself does not let it.
 */
export function keyPolicyStatements(use: KeyUse): readonly KeyStatement[] {
  const { partition, accountId, region, stack } = use;
  return [
    {
      Sid: 'PalisadeLogGroups',
      Effect: 'Allow',
      Principal: { Service: `logs.${region}.${urlSuffix(partition)}` },
      Action: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      Resource: '*',
      Condition: {
        ArnEquals: {
          'kms:EncryptionContext:aws:logs:arn': use.logGroups.map(
            (group) => `arn:${partition}:logs:${region}:${accountId}:log-group:${group}`,
          ),
        },
      },
    },
    ...(use.topic
      ? [
          {
            Sid: 'PalisadeAlarms',
            Effect: 'Allow' as const,
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
            Resource: '*',
            Condition: {
              StringEquals: { 'aws:SourceAccount': accountId },
              ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${accountId}:alarm:${stack}-*` },
            },
          },
        ]
      : []),
  ];
}
