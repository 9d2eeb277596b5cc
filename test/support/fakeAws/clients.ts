// The real clients of the SDK, pointed at the fake.
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { STSClient } from '@aws-sdk/client-sts';
import type { FakePrincipal } from './account.ts';

export interface RealClients {
  readonly s3: S3Client;
  readonly control: S3ControlClient;
  readonly sts: STSClient;
  readonly trail: CloudTrailClient;
  destroy(): void;
}

export function realClients(
  { url, user }: { readonly url: string; readonly user: FakePrincipal },
  given: { readonly region?: string; readonly principal?: FakePrincipal; readonly maxAttempts?: number } = {},
): RealClients {
  const { accessKeyId, secretAccessKey, sessionToken } = given.principal ?? user;
  const config = {
    endpoint: url,
    region: given.region ?? 'us-east-1',
    maxAttempts: given.maxAttempts ?? 1,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
  };
  const control = new S3ControlClient(config);
  withoutHostPrefix(control, url);
  const clients = {
    s3: new S3Client({ ...config, forcePathStyle: true }),
    control,
    sts: new STSClient(config),
    trail: new CloudTrailClient(config),
  };
  return { ...clients, destroy: () => Object.values(clients).forEach((client) => client.destroy()) };
}

/** S3 Control puts the account before the host, where a loopback address cannot have it. */
function withoutHostPrefix(client: S3ControlClient, url: string): void {
  const { hostname, port, protocol } = new URL(url);
  client.config.endpointProvider = () => ({ url: new URL(`${protocol}//${hostname}:${port}`) });
  client.middlewareStack.add(
    (next) => (args) => {
      (args.request as { hostname: string }).hostname = hostname;
      return next(args);
    },
    { step: 'build', name: 'withoutHostPrefix', priority: 'low' },
  );
}
