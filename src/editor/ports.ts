import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type Clock, type MachineMemory, type SharedFolder, systemClock, type TextStorage } from '../app/ports.ts';
import type { Environment } from '../s3/account/environment.ts';
import type { PromptHost } from '../remediation/handOff.ts';
import { type EditorDialogs, WindowDialogs } from './dialogs.ts';
import { engineVersion } from './engineVersion.ts';
import { type McpHost, mcpHost } from './awsMcpRegistration.ts';
import { FilesOnDisk } from './filesOnDisk.ts';
import { EditorPromptHost } from './promptHost.ts';
import { UsageFile } from './usageFile.ts';

/** The editor that the extension runs in. */
export interface Host {
  /** E.g. `Cursor`, `Visual Studio Code`. */
  readonly name: string;
  /** Set when the extension runs on another machine than the window. */
  readonly remote: string | undefined;
}

/** What the extension needs of the world around it. Tests put their own in place, production cannot. */
export interface Ports {
  /** Where Gemini is. Undefined: at Google. */
  readonly geminiEndpoint: string | undefined;
  readonly clock: Clock;
  readonly host: Host;
  readonly dialogs: EditorDialogs;
  readonly memory: MachineMemory;
  /** Remembered for the workspace that is open: what was handed to the agent. */
  readonly workspaceMemory: Pick<vscode.Memento, 'get' | 'update'>;
  readonly usage: TextStorage;
  /** Where findings are kept over a reload: one folder for each workspace. */
  readonly findings: SharedFolder;
  /** Names the engines and the prompt: another name, another version. */
  readonly engines: () => Promise<string>;
  readonly secrets: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where AWS's tools find their files and their settings. */
  readonly aws: Environment;
  /** Takes prompts. */
  readonly promptHost: PromptHost;
  /** Takes MCP servers; undefined where the editor takes none from extensions. */
  readonly mcpHost: McpHost | undefined;
  /** Runs a command before the person's eyes, who was shown it. */
  runInTerminal(name: string, command: string): void;
  isTrusted(): boolean;
}

/** Holds the replacements as JSON. Ignored when the extension is installed. */
export const TEST_PORTS_VARIABLE = 'PALISADE_TEST_PORTS';

/** Whether ports may be replaced at all: only where the extension is developed or tested. */
export function mayReplacePorts(context: Pick<vscode.ExtensionContext, 'extensionMode'>): boolean {
  return context.extensionMode !== vscode.ExtensionMode.Production;
}

/** @throws when the variable is read and is not what it should be: a test would then test something else */
export function resolvePorts(context: vscode.ExtensionContext): Ports {
  const text = mayReplacePorts(context) ? process.env[TEST_PORTS_VARIABLE] : undefined;
  const replacements = text === undefined ? undefined : replacementsOf(text);
  return {
    geminiEndpoint: replacements?.geminiEndpoint,
    clock: systemClock,
    host: { name: vscode.env.appName, remote: vscode.env.remoteName },
    dialogs: new WindowDialogs(),
    memory: {
      get: (key) => context.globalState.get(key),
      set: (key, value) => context.globalState.update(key, value),
    },
    workspaceMemory: context.workspaceState,
    usage: new UsageFile(context.globalStorageUri.fsPath),
    // Without a folder there is no storage of the workspace.
    findings: new FilesOnDisk(join((context.storageUri ?? context.globalStorageUri).fsPath, 'findings')),
    engines: () => engineVersion(context.extensionUri.fsPath, versionOf(context)),
    secrets: context.secrets,
    environment: process.env,
    aws: { variables: { ...process.env, ...replacements?.awsVariables }, homeFolder: homedir() },
    promptHost: new EditorPromptHost(replacements?.promptHost),
    mcpHost: mcpHost(),
    runInTerminal,
    isTrusted: () => vscode.workspace.isTrusted,
  };
}

function versionOf(context: vscode.ExtensionContext): string {
  return String((context.extension.packageJSON as { version?: unknown }).version);
}

/** In the home folder: what a workspace sets for its terminals has no part in a sign-in. */
function runInTerminal(name: string, command: string): void {
  const terminal = vscode.window.createTerminal({ name, cwd: homedir(), isTransient: true });
  terminal.show();
  terminal.sendText(command, true);
}

function replacementsOf(json: string): {
  readonly geminiEndpoint: string | undefined;
  readonly awsVariables: Readonly<Record<string, string>>;
  readonly promptHost: PromptHost['kind'] | undefined;
} {
  const value: unknown = JSON.parse(json);
  if (typeof value !== 'object' || value === null) throw new Error(`${TEST_PORTS_VARIABLE} is not an object`);
  const { geminiEndpoint, awsVariables = {}, promptHost } = value as Record<string, unknown>;
  if (geminiEndpoint !== undefined && typeof geminiEndpoint !== 'string') {
    throw new Error(`${TEST_PORTS_VARIABLE}: geminiEndpoint is not a text`);
  }
  if (
    typeof awsVariables !== 'object' ||
    awsVariables === null ||
    Object.values(awsVariables).some((one) => typeof one !== 'string')
  ) {
    throw new Error(`${TEST_PORTS_VARIABLE}: awsVariables is not an object of texts`);
  }
  if (promptHost !== undefined && promptHost !== 'cursor' && promptHost !== 'vscode' && promptHost !== 'other') {
    throw new Error(`${TEST_PORTS_VARIABLE}: promptHost is no kind of host`);
  }
  return { geminiEndpoint, awsVariables: awsVariables as Readonly<Record<string, string>>, promptHost };
}
