// From a profile's name to clients that can be used: everything that is decided before the first call.
import type { Environment } from './environment.ts';
import { Clients, type Limits } from './clients.ts';
import { chooseCredentials, type CredentialPorts } from './credentials.ts';
import { endpointFor, type AwsService, type Endpoint } from './endpoint.ts';
import { defaultProfileName, readSharedConfig, regionFor } from './profiles.ts';
import { RunStopped, type FailureContext } from './runFailure.ts';

export interface AccountPorts {
  readonly environment: Environment;
  readonly credentials: CredentialPorts;
  readonly platform: NodeJS.Platform;
  readonly limits: Limits;
  /** Of this program, for the user agent. */
  readonly version: string;
}

export interface OpenAccount {
  readonly clients: Clients;
  readonly region: string;
  readonly context: FailureContext;
}

/**
 * Asks no server yet: credentials are resolved with the first call.
 *
 * @throws RunStopped
 */
export async function openAccount(
  chosen: { readonly profile: string | undefined; readonly region: string | undefined },
  ports: AccountPorts,
  signal: AbortSignal,
): Promise<OpenAccount> {
  const { environment, platform, limits, version } = ports;
  const config = await readSharedConfig(environment);
  const profile = config.profiles.get(chosen.profile ?? defaultProfileName(environment));
  const region = regionFor(chosen.region, environment, profile, config);
  if (!/^[a-z]{2,}(-[a-z0-9]+)+$/.test(region)) {
    throw new RunStopped({ kind: 'other', message: 'The region that is chosen, or set for the profile, is none.' });
  }
  const endpoint = (service: AwsService): Endpoint => {
    const found = endpointFor(service, environment, profile, config);
    if (found.kind !== 'broken') return found;
    throw new RunStopped({ kind: 'config-unreadable', message: `The endpoint cannot be used: ${found.problem}.` });
  };
  const endpoints = {
    s3: endpoint('s3'),
    s3_control: endpoint('s3_control'),
    sts: endpoint('sts'),
    cloudtrail: endpoint('cloudtrail'),
    kms: endpoint('kms'),
    cloudfront: endpoint('cloudfront'),
  };
  const clients = new Clients({ region, endpoints, limits, version });
  const chosenCredentials = chooseCredentials({
    profile: chosen.profile,
    config,
    environment,
    ports: ports.credentials,
    sts: clients.stsConfig,
    platform,
    signal,
  });
  clients.use(chosenCredentials.source);
  return { clients, region, context: { profile: chosenCredentials.profile, config, platform } };
}
