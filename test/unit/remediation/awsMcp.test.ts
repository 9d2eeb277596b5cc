import assert from 'node:assert/strict';
import {
  AWS_MCP_REGIONS,
  awsMcpChoiceOf,
  awsMcpJson,
  awsMcpServer,
  nearestAwsMcpRegion,
} from '../../../src/remediation/awsMcp.ts';

describe("AWS's MCP server, as a host is told of it", () => {
  const choice = { profile: 'my-s3-remediation', region: 'eu-west-3', mayChange: false };

  it('is read-only unless changes were chosen', () => {
    assert.deepEqual(awsMcpServer(choice), {
      command: 'uvx',
      args: [
        'mcp-proxy-for-aws@1.6.4',
        'https://aws-mcp.eu-west-2.api.aws/mcp',
        '--profile',
        'my-s3-remediation',
        '--metadata',
        'AWS_REGION=eu-west-3',
        '--read-only',
      ],
      env: {},
    });
    assert.equal(awsMcpServer({ ...choice, mayChange: true })?.args.includes('--read-only'), false);
  });

  it('goes to the endpoint of the region, or to one nearby', () => {
    for (const region of AWS_MCP_REGIONS) assert.equal(nearestAwsMcpRegion(region), region);
    const near = {
      'us-east-2': 'us-east-1',
      'us-west-1': 'us-west-2',
      'sa-east-1': 'us-east-1',
      'eu-north-1': 'eu-central-1',
      'eu-central-2': 'eu-central-1',
      'me-south-1': 'eu-central-1',
      'ap-northeast-3': 'ap-northeast-1',
      'ap-south-1': 'ap-southeast-1',
      'ap-southeast-4': 'ap-southeast-2',
    };
    for (const [region, expected] of Object.entries(near)) assert.equal(nearestAwsMcpRegion(region), expected, region);
  });

  it('is not there for other partitions and for what is no region', () => {
    for (const region of [
      'us-gov-west-1',
      'cn-north-1',
      'us-iso-east-1',
      'eusc-de-east-1',
      '',
      'nowhere',
      'eu-west-1 --x',
    ]) {
      assert.equal(awsMcpServer({ ...choice, region }), undefined, region);
    }
  });

  it('takes no profile whose name would become more than one argument, or an option', () => {
    for (const profile of ['', 'with space', '--skip-auth', 'a"b', 'a\nb', 'x'.repeat(65), '$(id)', 'ü']) {
      assert.equal(awsMcpServer({ ...choice, profile }), undefined, profile);
    }
  });

  it('is JSON that can be pasted, under a name of our own', () => {
    const server = awsMcpServer(choice);
    assert.ok(server);
    const parsed = JSON.parse(awsMcpJson(server)) as unknown;
    assert.deepEqual(parsed, {
      mcpServers: { 'palisade-aws-mcp': { command: 'uvx', args: server.args } },
    });
  });

  it('remembers nothing that was not a choice, and read-only where that is not said', () => {
    for (const value of [undefined, null, 'x', 7, {}, { profile: 'a' }, { profile: 1, region: 'eu-west-1' }]) {
      assert.equal(awsMcpChoiceOf(value), undefined);
    }
    assert.deepEqual(awsMcpChoiceOf({ profile: 'a', region: 'eu-west-1', mayChange: 'yes' }), {
      profile: 'a',
      region: 'eu-west-1',
      mayChange: false,
    });
  });
});
