// Which server to ask, in AWS's documented order. For a profile that is chosen in code the SDK does not look at any
// of it but the environment, and would ask AWS instead of the server that the profile names.
import { variable, type Environment } from './environment.ts';
import type { Profile, SharedConfig } from './profiles.ts';

/** What is asked when an account is read; by AWS's own ids, as variables and the config file spell them. */
export type ReaderService = 's3' | 's3_control' | 'sts' | 'cloudtrail' | 'kms' | 'cloudfront';

/** What the watcher is put into an account with, and asked about. */
export type MonitorService =
  | 's3'
  | 'sts'
  | 'cloudtrail'
  | 'cloudformation'
  | 'lambda'
  | 'cloudwatch_logs'
  | 'cloudwatch'
  | 'eventbridge'
  | 'sqs'
  | 'sns'
  | 'ssm'
  | 'iam'
  | 'budgets';

export type AwsService = ReaderService | MonitorService;

export type Endpoint =
  | { readonly kind: 'aws' }
  | { readonly kind: 'custom'; readonly url: URL }
  /** `problem` never quotes the value: it may hold a password. */
  | { readonly kind: 'broken'; readonly problem: string };

/** Environment for one service, environment for all, the profile's `services` section, the profile itself. */
export function endpointFor(
  service: AwsService,
  environment: Environment,
  profile: Profile | undefined,
  config: SharedConfig,
): Endpoint {
  const ignored =
    variable(environment, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS') ??
    profile?.settings.get('ignore_configured_endpoint_urls');
  if (ignored?.toLowerCase() === 'true') return { kind: 'aws' };

  const servicesName = profile?.settings.get('services');
  const services = servicesName === undefined ? undefined : config.services.get(servicesName);
  const ownVariable = `AWS_ENDPOINT_URL_${service.toUpperCase()}`;
  const places = [
    [ownVariable, variable(environment, ownVariable)],
    ['AWS_ENDPOINT_URL', variable(environment, 'AWS_ENDPOINT_URL')],
    [`${service}.endpoint_url of services ${servicesName ?? ''}`, services?.get(`${service}.endpoint_url`)],
    [`endpoint_url of profile ${profile?.name ?? ''}`, profile?.settings.get('endpoint_url')],
  ] as const;
  for (const [place, value] of places) if (value !== undefined) return parsed(place, value);
  return { kind: 'aws' };
}

function parsed(place: string, value: string): Endpoint {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return { kind: 'broken', problem: `${place} is not a URL that starts with http:// or https://` };
  }
  if (url.username !== '' || url.password !== '') {
    return { kind: 'broken', problem: `${place} has a user name or a password in it, which is not supported` };
  }
  return { kind: 'custom', url };
}

/**
 * S3 Control puts the account's id before the host. Only AWS's own names know that: no address can have it, and
 * hardly any other name is known in DNS with it.
 */
export function takesHostPrefix(url: URL): boolean {
  return /\.amazonaws\.com(\.cn)?$/.test(url.hostname);
}
