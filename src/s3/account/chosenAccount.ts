// From a profile's name to what clients of any service are made of: which region, which servers, and whose
// credentials. One set of rules for everything that asks AWS.
import type { STSClientConfig } from '@aws-sdk/client-sts';
import { chooseCredentials, type ChosenCredentials, type CredentialPorts } from './credentials.ts';
import { endpointFor, type AwsService, type Endpoint } from './endpoint.ts';
import type { Environment } from './environment.ts';
import { defaultProfileName, readSharedConfig, regionFor, type SharedConfig } from './profiles.ts';
import { RunStopped } from './runFailure.ts';

export interface ChoicePorts {
  readonly environment: Environment;
  readonly credentials: CredentialPorts;
  readonly platform: NodeJS.Platform;
}

export interface Choice {
  /** Undefined: what the AWS CLI would take. */
  readonly profile: string | undefined;
  readonly region: string | undefined;
}

export interface ChosenAccount {
  readonly config: SharedConfig;
  readonly region: string;
  /** @throws RunStopped for one that is set and cannot be used */
  readonly endpoint: (service: AwsService) => Endpoint;
  /**
   * Of the chosen profile, and of no other identity; nothing is resolved yet.
   *
   * @param sts where roles are assumed
   * @throws RunStopped
   */
  readonly credentials: (sts: STSClientConfig) => ChosenCredentials;
}

/**
 * Asks no server yet.
 *
 * @throws RunStopped
 */
export async function chooseAccount(chosen: Choice, ports: ChoicePorts, signal: AbortSignal): Promise<ChosenAccount> {
  const { environment, platform } = ports;
  const config = await readSharedConfig(environment);
  const profile = config.profiles.get(chosen.profile ?? defaultProfileName(environment));
  const region = regionFor(chosen.region, environment, profile, config);
  if (!/^[a-z]{2,}(-[a-z0-9]+)+$/.test(region)) {
    throw new RunStopped({ kind: 'other', message: 'The region that is chosen, or set for the profile, is none.' });
  }
  return {
    config,
    region,
    endpoint: (service) => {
      const found = endpointFor(service, environment, profile, config);
      if (found.kind !== 'broken') return found;
      throw new RunStopped({ kind: 'config-unreadable', message: `The endpoint cannot be used: ${found.problem}.` });
    },
    credentials: (sts) =>
      chooseCredentials({
        profile: chosen.profile,
        config,
        environment,
        ports: ports.credentials,
        sts,
        platform,
        signal,
      }),
  };
}
