import * as vscode from 'vscode';
import type { Log, MachineMemory } from '../app/ports.ts';
import {
  AWS_MCP_NAME,
  type AwsMcpChoice,
  awsMcpChoiceOf,
  awsMcpServer,
  type StdioServer,
} from '../remediation/awsMcp.ts';
import { messageOf } from './workspaceFiles.ts';

/** A host that takes MCP servers from extensions. Either member may throw. */
export interface McpHost {
  /** In words, e.g. `Cursor`. */
  readonly name: string;
  register(name: string, server: StdioServer): void;
  unregister(name: string): void;
}

const CHOICE_KEY = 'palisade.awsMcp';

/** Of the manifest. */
const PROVIDER_ID = 'palisade.awsMcp';

export interface AwsMcpParts {
  readonly memory: MachineMemory;
  readonly host: McpHost | undefined;
  readonly isTrusted: () => boolean;
  readonly log: Log;
}

/**
 * AWS's MCP server with the host, as long as the extension runs: hosts forget what an extension registered, so it is
 * said again in each window that is trusted, and taken back at the end. No file is written.
 */
export class AwsMcpRegistration {
  readonly #parts: AwsMcpParts;
  readonly #subscription: vscode.Disposable;
  #isRegistered = false;

  constructor(parts: AwsMcpParts) {
    this.#parts = parts;
    this.#subscription = vscode.workspace.onDidGrantWorkspaceTrust(() => this.#resume());
    this.#resume();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#unregister();
  }

  /** What was chosen on this machine; undefined: nothing, or it was removed. */
  get choice(): AwsMcpChoice | undefined {
    return awsMcpChoiceOf(this.#parts.memory.get(CHOICE_KEY));
  }

  /** Undefined where the host takes no servers from extensions. */
  get hostName(): string | undefined {
    return this.#parts.host?.name;
  }

  /** @throws what the host throws, and in a workspace that is not trusted: nothing is remembered then */
  async register(choice: AwsMcpChoice): Promise<void> {
    const server = awsMcpServer(choice);
    if (server === undefined || this.#parts.host === undefined) throw new Error('there is nothing to register');
    if (!this.#parts.isTrusted()) throw new Error('this workspace is not trusted');
    this.#register(server);
    await this.#parts.memory.set(CHOICE_KEY, choice);
  }

  /** Set up by hand: only remembered, so that prompts know what the agent's server lets through. */
  async remember(choice: AwsMcpChoice): Promise<void> {
    await this.#parts.memory.set(CHOICE_KEY, choice);
  }

  /** @returns whether there was anything */
  async remove(): Promise<boolean> {
    const wasThere = this.choice !== undefined;
    this.#unregister();
    await this.#parts.memory.set(CHOICE_KEY, undefined);
    return wasThere;
  }

  #resume(): void {
    const { choice } = this;
    const server = choice && awsMcpServer(choice);
    if (server === undefined || this.#parts.host === undefined || !this.#parts.isTrusted()) return;
    try {
      this.#register(server);
    } catch (error) {
      this.#parts.log.warn(`AWS MCP: the host did not take it: ${messageOf(error)}`);
    }
  }

  #register(server: StdioServer): void {
    const { host } = this.#parts;
    if (host === undefined) return;
    this.#unregister();
    host.register(AWS_MCP_NAME, server);
    this.#isRegistered = true;
  }

  #unregister(): void {
    if (!this.#isRegistered) return;
    this.#isRegistered = false;
    try {
      this.#parts.host?.unregister(AWS_MCP_NAME);
    } catch (error) {
      this.#parts.log.warn(`AWS MCP: the host did not let go of it: ${messageOf(error)}`);
    }
  }
}

/** Told by what the host can do; VS Code's way is not dependable in Cursor (facts/editor-integration.md §1.4). */
export function mcpHost(): McpHost | undefined {
  return cursorHost() ?? providerHost();
}

interface CursorMcp {
  registerServer(server: { readonly name: string; readonly server: unknown }): void;
  unregisterServer(name: string): void;
}

function cursorHost(): McpHost | undefined {
  const { cursor } = vscode as unknown as { readonly cursor?: { readonly mcp?: Partial<CursorMcp> } };
  const mcp = cursor?.mcp;
  if (typeof mcp?.registerServer !== 'function' || typeof mcp.unregisterServer !== 'function') return undefined;
  const servers = mcp as CursorMcp;
  return {
    name: 'Cursor',
    register: (id, { command, args, env }) => servers.registerServer({ name: id, server: { command, args, env } }),
    unregister: (id) => servers.unregisterServer(id),
  };
}

function providerHost(): McpHost | undefined {
  const lm = vscode.lm as Partial<typeof vscode.lm>;
  if (typeof lm.registerMcpServerDefinitionProvider !== 'function') return undefined;
  let registration: vscode.Disposable | undefined;
  return {
    name: vscode.env.appName,
    register: (_, { command, args, env }) => {
      const definition = new vscode.McpStdioServerDefinition('AWS MCP Server (Palisade)', command, [...args], {
        ...env,
      });
      registration = vscode.lm.registerMcpServerDefinitionProvider(PROVIDER_ID, {
        provideMcpServerDefinitions: () => [definition],
      });
    },
    unregister: () => {
      registration?.dispose();
      registration = undefined;
    },
  };
}
