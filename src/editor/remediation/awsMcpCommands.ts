import * as vscode from 'vscode';
import type { AccountState } from '../../app/posture/accountState.ts';
import { type ProfileChoice, profileChoices } from '../../app/posture/profileChoices.ts';
import { cleanLine } from '../../outbound/cleaning.ts';
import { agentPolicy } from '../../remediation/agentPolicy.ts';
import {
  AWS_MCP_PROXY,
  type AwsMcpChoice,
  awsMcpJson,
  awsMcpServer,
  nearestAwsMcpRegion,
} from '../../remediation/awsMcp.ts';
import type { S3Playbook } from '../../remediation/playbook.ts';
import type { RemediationParts } from '../lazyRemediation.ts';
import type { RemediationCommandId } from '../remediationCommandIds.ts';
import { messageOf } from '../workspaceFiles.ts';
import { MCP } from './remediationTexts.ts';
import { findUvx, type Uvx } from './uvx.ts';

export interface AwsMcpCommandParts extends RemediationParts {
  /** Of the playbooks that there are. */
  readonly s3Playbooks: () => Promise<readonly S3Playbook[]>;
  /** Shows text that was made, in a read-only document. */
  readonly showMade: (name: string, text: string) => Promise<void>;
}

type AwsMcpCommands = Extract<RemediationCommandId, `${string}AwsMcp` | 'palisade.showAgentPolicy'>;

export function awsMcpCommands(
  parts: AwsMcpCommandParts,
): Record<AwsMcpCommands, (argument: unknown) => Promise<void>> {
  const { awsMcp, dialogs } = parts;
  return {
    'palisade.setUpAwsMcp': () => setUp(parts),
    'palisade.checkAwsMcp': async () => {
      const { choice } = awsMcp;
      if (choice === undefined) {
        const pressed = await dialogs.tell('info', `Palisade: ${MCP.nothing}`, [MCP.title]);
        if (pressed === MCP.title) await setUp(parts);
        return;
      }
      const checked = await check(parts, choice);
      if (checked === undefined) return;
      await dialogs.tell(checked.works ? 'info' : 'warning', `Palisade: AWS MCP: ${checked.sentences.join(' ')}`, []);
    },
    'palisade.removeAwsMcp': async () => {
      const wasThere = await awsMcp.remove();
      const words = awsMcp.hostName === undefined ? MCP.removedByHand : MCP.removed;
      await dialogs.tell('info', `Palisade: ${wasThere ? words : MCP.nothing}`, []);
    },
    'palisade.showAgentPolicy': () => showPolicy(parts, awsMcp.choice?.mayChange ?? true),
  };
}

async function setUp(parts: AwsMcpCommandParts): Promise<void> {
  const { dialogs, awsMcp } = parts;
  const choice = await chosen(parts);
  if (choice === undefined) return;
  const server = awsMcpServer(choice);
  if (server === undefined) {
    const words = nearestAwsMcpRegion(choice.region) === undefined ? MCP.noServer(choice.region) : MCP.badProfile;
    await dialogs.tell('warning', `Palisade: ${words}`, []);
    return;
  }
  const checked = await check(parts, choice);
  if (checked === undefined) return;
  const host = parts.isTrusted() ? awsMcp.hostName : undefined;
  const json = awsMcpJson(server);
  const buttons = [...(host === undefined ? [] : [MCP.register(host)]), MCP.copyJson, MCP.showPolicy];
  const pressed = await dialogs.choose(MCP.title, detailOf(choice, json, checked.sentences, placeOf(parts)), buttons);
  if (pressed === MCP.showPolicy) await showPolicy(parts, choice.mayChange);
  else if (pressed === MCP.copyJson) await byHand(parts, choice, json);
  else if (pressed !== undefined && host !== undefined) await register(parts, choice, json, host);
}

/** Where the server would be, in words. */
function placeOf({ awsMcp, isTrusted }: AwsMcpCommandParts): string {
  const { hostName } = awsMcp;
  if (hostName === undefined) {
    return 'This editor takes no MCP servers from extensions: copy the JSON into its MCP settings.';
  }
  // An agent that follows what a workspace says is not to be given an account by it.
  return isTrusted()
    ? `${hostName} would start this program when its agent asks for it. Palisade writes no file.`
    : `This workspace is not trusted, so the server is not registered with ${hostName} here: trust it first, or copy the JSON.`;
}

function detailOf(choice: AwsMcpChoice, json: string, sentences: readonly string[], place: string): string {
  return [
    place,
    json.trim(),
    `It runs ${AWS_MCP_PROXY}, which signs requests with the profile "${choice.profile}" and sends them to AWS's managed MCP server.`,
    choice.mayChange
      ? 'The agent can change whatever the profile may change. Use a profile with the least that it needs.'
      : 'Nothing is let through that changes anything.',
    ...sentences,
  ].join('\n\n');
}

async function register(parts: AwsMcpCommandParts, choice: AwsMcpChoice, json: string, host: string): Promise<void> {
  const { awsMcp, dialogs, log } = parts;
  try {
    await awsMcp.register(choice);
  } catch (error) {
    log.warn(`AWS MCP: ${host} did not take it: ${messageOf(error)}`);
    await copied(parts, json, MCP.notRegistered(host, cleanLine(messageOf(error), 200)), 'warning');
    return;
  }
  await dialogs.tell('info', `Palisade: ${MCP.registered(host)}`, []);
}

/** Where the person does it, the host's own settings are opened, if it has any. */
async function byHand(parts: AwsMcpCommandParts, choice: AwsMcpChoice, json: string): Promise<void> {
  await parts.awsMcp.remember(choice);
  const commands = new Set(await vscode.commands.getCommands(true));
  const settings = SETTINGS_COMMANDS.find((one) => commands.has(one));
  if (settings !== undefined) {
    try {
      await vscode.commands.executeCommand(settings);
    } catch (error) {
      parts.log.warn(`AWS MCP: ${settings}: ${messageOf(error)}`);
    }
  }
  await copied(parts, json, MCP.copied, 'info');
}

/** Cursor's, and VS Code's. */
const SETTINGS_COMMANDS = ['workbench.action.openMCPSettings', 'workbench.mcp.openUserMcpJson'];

async function copied(
  { promptHost, dialogs, showMade }: AwsMcpCommandParts,
  json: string,
  words: string,
  level: 'info' | 'warning',
): Promise<void> {
  try {
    await promptHost.copy(json);
  } catch (error) {
    await showMade('aws-mcp.json', json);
    await dialogs.tell('warning', `Palisade: ${MCP.notCopied(cleanLine(messageOf(error), 200))}`, []);
    return;
  }
  await dialogs.tell(level, `Palisade: ${words}`, []);
}

async function chosen(parts: AwsMcpCommandParts): Promise<AwsMcpChoice | undefined> {
  const { dialogs, aws, clock } = parts;
  const { profiles } = await profileChoices(aws, new Map(), clock.now());
  if (profiles.length === 0) {
    await dialogs.tell('warning', `Palisade: ${MCP.noProfiles}`, []);
    return undefined;
  }
  const current = currentProfile(stateOf(parts));
  const choices = [...profiles]
    .sort((a, b) => Number(b.name === current) - Number(a.name === current))
    .map((profile) => ({ label: cleanLine(profile.name, 100), description: describe(profile), value: profile }));
  const profile = await dialogs.pick(MCP.pickProfile, choices);
  if (profile === undefined) return undefined;
  const mayChange = await dialogs.pick(MCP.pickAccess, [
    { label: MCP.readOnly, description: MCP.readOnlyMeans, value: false },
    { label: MCP.mayChange, description: MCP.mayChangeMeans, value: true },
  ]);
  if (mayChange === undefined) return undefined;
  const region = profile.region ?? (await dialogs.askText(MCP.askRegion, MCP.askRegionPrompt, 'us-east-1'))?.trim();
  return region === undefined || region === '' ? undefined : { profile: profile.name, region, mayChange };
}

function describe({ source, region, problem }: ProfileChoice): string {
  const words = [source, region, problem === undefined ? undefined : `cannot work: ${problem}`];
  return words.flatMap((one) => (one === undefined ? [] : [cleanLine(one, 100)])).join(' · ');
}

/** @returns undefined when the person did not want to wait */
async function check(
  parts: AwsMcpCommandParts,
  choice: AwsMcpChoice,
): Promise<{ readonly works: boolean; readonly sentences: readonly string[] } | undefined> {
  const { dialogs, environment, isTrusted } = parts;
  return await dialogs.progress(MCP.checking, async (signal) => {
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
    const uvx = isTrusted() ? await findUvx(environment, folders, process.platform, signal) : undefined;
    if (signal.aborted) return undefined;
    const profile = await profileInWords(parts, choice);
    return { works: uvx?.kind === 'found' && profile.works, sentences: [uvxInWords(uvx), profile.sentence] };
  });
}

function uvxInWords(uvx: Uvx | undefined): string {
  switch (uvx?.kind) {
    case undefined:
      return 'This workspace is not trusted, so it was not looked for uvx.';
    case 'found':
      return `uvx ${uvx.version} is there.`;
    case 'absent':
      return 'uvx is not on the PATH: install uv, or the server cannot start.';
    case 'broken':
      return `uvx is at ${cleanLine(uvx.path, 200)}, and does not work: ${uvx.why}.`;
  }
}

async function profileInWords(
  parts: AwsMcpCommandParts,
  { profile: name }: AwsMcpChoice,
): Promise<{ readonly works: boolean; readonly sentence: string }> {
  const { aws, clock } = parts;
  const { profiles } = await profileChoices(aws, new Map(), clock.now());
  const profile = profiles.find((one) => one.name === name);
  const said = `The profile "${cleanLine(name, 100)}"`;
  if (profile === undefined) return { works: false, sentence: `${said} is not in the AWS files.` };
  if (profile.problem !== undefined) {
    return { works: false, sentence: `${said} cannot work: ${cleanLine(profile.problem, 200)}.` };
  }
  if (profile.signIn.kind === 'signed-out')
    return { works: false, sentence: `${said} is not signed in: run aws sso login.` };
  const { identity, outcome } = stateOf(parts) ?? {};
  if (currentProfile(stateOf(parts)) === name && identity !== undefined && outcome?.failure === undefined) {
    return { works: true, sentence: `${said} works: Palisade read account ${identity.accountId} with it.` };
  }
  return {
    works: true,
    sentence: `${said} is in the AWS files. Read its account in the S3 Posture view to see whether AWS takes it.`,
  };
}

function stateOf({ posture }: AwsMcpCommandParts): AccountState | undefined {
  return posture.loaded?.session.state;
}

function currentProfile(state: AccountState | undefined): string | undefined {
  return state?.source?.kind === 'profile' ? state.source.name : undefined;
}

/** The least that the agent needs for what the person picks: what fails now is picked at first. */
async function showPolicy(parts: AwsMcpCommandParts, mayChange: boolean): Promise<void> {
  const { dialogs, store, s3Playbooks, showMade } = parts;
  const { identity } = stateOf(parts) ?? {};
  /** Buckets by the check that fails in them; none for what fails in the account itself. */
  const failing = new Map<string, Set<string>>();
  for (const { finding, says, state } of store.buckets.allRecords()) {
    if (says !== 'fail' || state.ignored !== undefined || state.lifecycle === 'fixed') continue;
    const buckets = failing.get(finding.ruleId) ?? new Set();
    const { bucket } = finding.subject;
    if (stateOf(parts)?.rows.has(bucket) === true) buckets.add(bucket);
    failing.set(finding.ruleId, buckets);
  }
  const choices = (await s3Playbooks()).map((playbook) => ({
    label: playbook.title,
    description: playbook.checkId,
    value: playbook,
    picked: failing.has(playbook.checkId),
  }));
  choices.sort((a, b) => Number(b.picked) - Number(a.picked) || (a.label < b.label ? -1 : 1));
  const picked = await dialogs.pickSeveral('What the agent is to fix', choices);
  if (picked === undefined) return;
  const wanted = picked.map((playbook) => ({ playbook, buckets: [...(failing.get(playbook.checkId) ?? [])] }));
  const policy = agentPolicy(wanted, identity?.partition ?? 'aws', mayChange);
  await showMade('agent-policy.json', `${JSON.stringify(policy, null, 2)}\n`);
}
