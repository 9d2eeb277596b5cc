import type { PolicyDocument } from '../../monitor/monitorBundle.ts';

export interface ReaderPlace {
  readonly stack: string;
  /** Default: `aws`. */
  readonly partition?: string | undefined;
  /** Undefined: any. */
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
}

/** What whoever looks at the runs needs, and nothing else: the stack, and the log group of its reports. */
export function readerPolicy({ stack, partition = 'aws', accountId = '*', region = '*' }: ReaderPlace): PolicyDocument {
  const place = `${region}:${accountId}`;
  const group = `arn:${partition}:logs:${place}:log-group:/palisade/${stack}/reports`;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'FindTheWatcher',
        Effect: 'Allow',
        Action: ['cloudformation:DescribeStacks'],
        Resource: [`arn:${partition}:cloudformation:${place}:stack/${stack}/*`],
      },
      {
        Sid: 'ReadItsReports',
        Effect: 'Allow',
        Action: [...READ_REPORTS],
        Resource: [group, `${group}:*`],
      },
    ],
  };
}

const READ_REPORTS = ['logs:DescribeLogStreams', 'logs:GetLogEvents'] as const;
