// The least that an identity needs so that nothing stays unknown, made of the table of APIs.
import { APIS, type ApiRow } from './apis.ts';

export interface IamPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Effect: 'Allow';
    readonly Action: readonly string[];
    readonly Resource: string;
  }[];
}

/**
 * @param checks `all` needs more than `core`
 * @param partition e.g. `aws`, `aws-us-gov`, `aws-cn`
 */
export function iamPolicy(checks: 'core' | 'all', partition = 'aws'): IamPolicy {
  const keyActions = actionsFor('key', checks);
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'PalisadeReadsTheAccount',
        Effect: 'Allow',
        Action: actionsFor('account', checks),
        // Most of these know no narrower resource.
        Resource: '*',
      },
      {
        Sid: 'PalisadeReadsBucketConfiguration',
        Effect: 'Allow',
        Action: actionsFor('bucket', checks),
        Resource: `arn:${partition}:s3:::*`,
      },
      ...(keyActions.length === 0
        ? []
        : [
            {
              Sid: 'PalisadeReadsTheStateOfKeys',
              Effect: 'Allow' as const,
              Action: keyActions,
              Resource: `arn:${partition}:kms:*:*:key/*`,
            },
          ]),
      // Only all checks look for directory buckets, which are resources of another service.
      ...(checks === 'all'
        ? [
            {
              Sid: 'PalisadeReadsDirectoryBucketConfiguration',
              Effect: 'Allow' as const,
              Action: directoryActions(),
              Resource: `arn:${partition}:s3express:*:*:bucket/*`,
            },
          ]
        : []),
    ],
  };
}

function actionsFor(scope: ApiRow['scope'], checks: 'core' | 'all'): readonly string[] {
  const actions = Object.values<ApiRow>(APIS)
    .filter((api) => api.scope === scope && api.notInPolicy === undefined)
    .filter((api) => checks === 'all' || api.profile === 'core')
    .flatMap(({ action }) => (action === undefined ? [] : [action]));
  return [...new Set(actions)].sort();
}

function directoryActions(): readonly string[] {
  const actions = Object.values<ApiRow>(APIS).flatMap(({ directoryAction }) => directoryAction ?? []);
  return [...new Set(actions)].sort();
}
