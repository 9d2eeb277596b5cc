// From a profile's name to clients that can be used: everything that is decided before the first call.
import { chooseAccount, type Choice, type ChoicePorts } from './chosenAccount.ts';
import { Clients, type Limits } from './clients.ts';
import type { FailureContext } from './runFailure.ts';

export interface AccountPorts extends ChoicePorts {
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
export async function openAccount(chosen: Choice, ports: AccountPorts, signal: AbortSignal): Promise<OpenAccount> {
  const { platform, limits, version } = ports;
  const { config, region, endpoint, credentials } = await chooseAccount(chosen, ports, signal);
  const endpoints = {
    s3: endpoint('s3'),
    s3_control: endpoint('s3_control'),
    sts: endpoint('sts'),
    cloudtrail: endpoint('cloudtrail'),
    kms: endpoint('kms'),
    cloudfront: endpoint('cloudfront'),
  };
  const clients = new Clients({ region, endpoints, limits, version });
  const { profile, source } = credentials(clients.stsConfig);
  clients.use(source);
  return { clients, region, context: { profile, config, platform } };
}
