import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { AWS_MCP_NAME } from '../../src/remediation/awsMcp.ts';
import { MapMemory } from '../support/memory.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporaryFolder.ts';
import { closeEditors, type Fresh, freshExtension } from './freshExtension.ts';
import { ScriptedHost, ScriptedMcpHost } from './scriptedHost.ts';

const READ_ONLY = 'Read only (recommended)';
const MAY_CHANGE = 'Read and change';

describe('AWS MCP', function () {
  this.timeout(60_000);
  let home: TemporaryFolder;
  let fresh: Fresh;
  let host: ScriptedHost;
  let mcp: ScriptedMcpHost;
  let memory: MapMemory;
  let trusted: boolean;

  beforeEach(async () => {
    home = await temporaryFolder('home');
    await mkdir(join(home.path, '.aws'));
    await writeFile(
      join(home.path, '.aws', 'config'),
      [
        '[profile fixer]',
        'region = eu-west-3',
        'credential_process = none',
        '[profile far]',
        'region = us-gov-west-1',
        'credential_process = none',
      ].join('\n'),
    );
    host = new ScriptedHost();
    mcp = new ScriptedMcpHost();
    memory = new MapMemory();
    trusted = true;
    await start();
  });
  afterEach(async () => {
    await freshExtension();
    await closeEditors();
    await home.dispose();
  });

  async function start({ mcpHost }: { mcpHost: ScriptedMcpHost | undefined } = { mcpHost: mcp }): Promise<void> {
    const aws = { homeFolder: home.path, variables: {} };
    fresh = await freshExtension({ promptHost: host, mcpHost, memory, aws, isTrusted: () => trusted });
    fresh.dialogs.choice = ['fixer', READ_ONLY];
  }

  const setUp = (): Thenable<unknown> => vscode.commands.executeCommand('palisade.setUpAwsMcp');
  const args = (): readonly string[] => (mcp.servers.get(AWS_MCP_NAME) as { readonly args: readonly string[] }).args;

  it('is shown before it is registered, is read-only, and goes again', async () => {
    fresh.dialogs.choosing = () => undefined;
    await setUp();
    assert.equal(mcp.servers.size, 0, 'a closed box registers nothing');
    const { detail } = fresh.dialogs.asked[0] ?? assert.fail('it asks');
    assert.match(detail, /"mcp-proxy-for-aws@1\.6\.4"/);
    assert.match(detail, /uvx is not on the PATH/);
    assert.match(detail, /The profile "fixer" is in the AWS files/);

    fresh.dialogs.choosing = ([first]) => first;
    await setUp();
    assert.deepEqual(args().slice(1), [
      'https://aws-mcp.eu-west-2.api.aws/mcp',
      '--profile',
      'fixer',
      '--metadata',
      'AWS_REGION=eu-west-3',
      '--read-only',
    ]);
    await vscode.commands.executeCommand('palisade.removeAwsMcp');
    assert.equal(mcp.servers.size, 0);
    await vscode.commands.executeCommand('palisade.removeAwsMcp');
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /not set up/);
  });

  it('lets changes through only where that was chosen', async () => {
    fresh.dialogs.choice = ['fixer', MAY_CHANGE];
    fresh.dialogs.choosing = ([first]) => first;
    await setUp();
    assert.ok(!args().includes('--read-only'));
  });

  it('is not registered in a workspace that is not trusted, and says so', async () => {
    trusted = false;
    await start();
    fresh.dialogs.choosing = ([first]) => first;
    await setUp();
    const { buttons, detail } = fresh.dialogs.asked[0] ?? assert.fail('it asks');
    assert.deepEqual(buttons, ['Copy JSON', 'Show IAM Policy…']);
    assert.match(detail, /not trusted, so the server is not registered with Cursor/);
    assert.equal(mcp.servers.size, 0);
  });

  it('is registered again in each window that is trusted, and taken back when it ends', async () => {
    fresh.dialogs.choosing = ([first]) => first;
    await setUp();
    mcp.servers.clear();
    trusted = false;
    await start();
    assert.equal(mcp.servers.size, 0);
    trusted = true;
    await start();
    assert.equal(mcp.servers.size, 1);
    await freshExtension();
    assert.equal(mcp.servers.size, 0);
  });

  it('is on the clipboard where the registration throws, and nothing is remembered', async () => {
    mcp.broken = true;
    fresh.dialogs.choosing = ([first]) => first;
    await setUp();
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /did not take the server: registration is broken/);
    assert.match(host.copies[0] ?? '', /"mcpServers"/);
    assert.equal(memory.get('palisade.awsMcp'), undefined);
  });

  it('is on the clipboard where the editor takes none from extensions, and in a document where that fails', async () => {
    await start({ mcpHost: undefined });
    fresh.dialogs.choosing = (buttons) => buttons.find((one) => one === 'Copy JSON');
    await setUp();
    assert.deepEqual(fresh.dialogs.asked[0]?.buttons, ['Copy JSON', 'Show IAM Policy…']);
    assert.equal(host.copies.length, 1);
    host.broken.add('copy');
    await setUp();
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /"mcpServers"/);
  });

  it('says so where AWS has none, and where there is no profile', async () => {
    fresh.dialogs.choice = ['far', READ_ONLY];
    await setUp();
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /no MCP server that serves us-gov-west-1/);
    await writeFile(join(home.path, '.aws', 'config'), '');
    await setUp();
    assert.match(fresh.dialogs.messages.at(-1) ?? '', /no profile in the AWS files/);
  });

  it('has a policy for what a person picks', async () => {
    fresh.dialogs.several = ['Deny requests over plain HTTP'];
    await vscode.commands.executeCommand('palisade.showAgentPolicy');
    const policy = JSON.parse(vscode.window.activeTextEditor?.document.getText() ?? '') as {
      Statement: { Action: string[] }[];
    };
    assert.deepEqual(policy.Statement[0]?.Action, ['s3:GetBucketPolicy', 's3:PutBucketPolicy']);
  });
});
