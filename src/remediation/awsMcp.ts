// AWS's managed MCP server, as a host is told of it: SigV4 through AWS's proxy, which `uvx` runs
// (facts/editor-integration.md §3.2).
import { isProfileIdentifier, isRegionIdentifier } from './identifiers.ts';

/** What the person chose, as it is remembered on this machine. */
export interface AwsMcpChoice {
  readonly profile: string;
  /** Where the buckets are: the region that calls go to. */
  readonly region: string;
  /** False: the proxy lets nothing through that changes anything. */
  readonly mayChange: boolean;
}

/** A program that the host starts and talks to over its standard input and output. */
export interface StdioServer {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The name under which hosts list it. Ours, so that taking it away touches no entry of the person's own. */
export const AWS_MCP_NAME = 'palisade-aws-mcp';

/** Pinned, as its own documentation advises: what AWS's own toolkit runs (2026-07-20). */
export const AWS_MCP_PROXY = 'mcp-proxy-for-aws@1.6.4';

/** Where the managed server is (2026-11). */
export const AWS_MCP_REGIONS = [
  'us-east-1',
  'us-west-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ap-northeast-1',
  'eu-central-1',
  'eu-west-1',
  'eu-west-2',
] as const;

export type AwsMcpRegion = (typeof AWS_MCP_REGIONS)[number];

/** Of regions whose nearest endpoint is not the first of their continent; by the distance of the places on the globe. */
const NEAREST: Readonly<Record<string, AwsMcpRegion>> = {
  'us-west-1': 'us-west-2',
  'ca-west-1': 'us-west-2',
  'eu-west-3': 'eu-west-2',
  'ap-northeast-2': 'ap-northeast-1',
  'ap-northeast-3': 'ap-northeast-1',
  'ap-east-1': 'ap-southeast-1',
  'ap-east-2': 'ap-northeast-1',
  'ap-southeast-4': 'ap-southeast-2',
  'ap-southeast-6': 'ap-southeast-2',
};

const BY_CONTINENT: readonly (readonly [RegExp, AwsMcpRegion])[] = [
  [/^(?:us|ca|mx|sa)-/, 'us-east-1'],
  [/^(?:eu|il|af|me)-/, 'eu-central-1'],
  [/^ap-/, 'ap-southeast-1'],
];

/** @returns undefined where AWS has no such server: other partitions, and regions that nobody here knows */
export function nearestAwsMcpRegion(region: string): AwsMcpRegion | undefined {
  const same = AWS_MCP_REGIONS.find((one) => one === region);
  if (same !== undefined) return same;
  if (/^(?:us-gov|us-iso|us-isob|eu-isoe|us-isof|eusc|cn)-/.test(region)) return undefined;
  return NEAREST[region] ?? BY_CONTINENT.find(([pattern]) => pattern.test(region))?.[1];
}

/** @returns undefined for what cannot be served: a region without an endpoint, a name that is no profile's */
export function awsMcpServer({ profile, region, mayChange }: AwsMcpChoice): StdioServer | undefined {
  const nearest = nearestAwsMcpRegion(region);
  if (nearest === undefined || !isProfileIdentifier(profile) || !isRegionIdentifier(region)) return undefined;
  return {
    command: 'uvx',
    args: [
      AWS_MCP_PROXY,
      `https://aws-mcp.${nearest}.api.aws/mcp`,
      '--profile',
      profile,
      '--metadata',
      `AWS_REGION=${region}`,
      ...(mayChange ? [] : ['--read-only']),
    ],
    env: {},
  };
}

/** As a file of settings of a host has it, for whoever sets it up by hand. */
export function awsMcpJson(server: StdioServer): string {
  const { command, args } = server;
  return `${JSON.stringify({ mcpServers: { [AWS_MCP_NAME]: { command, args } } }, null, 2)}\n`;
}

/** Finds out what was remembered; undefined for anything else. */
export function awsMcpChoiceOf(value: unknown): AwsMcpChoice | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { profile, region, mayChange } = value as Record<string, unknown>;
  if (typeof profile !== 'string' || typeof region !== 'string') return undefined;
  return { profile, region, mayChange: mayChange === true };
}
