import type { McpHost } from '../../src/editor/awsMcpRegistration.ts';
import type { PromptHost } from '../../src/remediation/handOff.ts';

export const CHAT = 'workbench.action.chat.open';
export const PREFILL = 'deeplink.prompt.prefill';

/** An editor whose chat can be looked into. What is in `broken` rejects. */
export class ScriptedHost implements PromptHost {
  kind: PromptHost['kind'] = 'cursor';
  listed: readonly string[] = [CHAT, PREFILL];
  readonly broken = new Set<'commands' | 'execute' | 'openLink' | 'copy' | 'showDocument'>();
  readonly chats: unknown[] = [];
  readonly links: string[] = [];
  readonly copies: string[] = [];
  readonly documents: string[] = [];

  commands(): Promise<ReadonlySet<string>> {
    return this.#answer('commands', new Set(this.listed));
  }

  execute(command: string, argument: unknown): Promise<unknown> {
    return this.#answer('execute', undefined, () => this.chats.push({ command, argument }));
  }

  openLink(address: string): Promise<boolean> {
    return this.#answer('openLink', true, () => this.links.push(address));
  }

  copy(text: string): Promise<void> {
    return this.#answer('copy', undefined, () => this.copies.push(text));
  }

  showDocument(text: string): Promise<void> {
    return this.#answer('showDocument', undefined, () => this.documents.push(text));
  }

  /** The text that the chat was filled with last. */
  get chat(): string {
    const { argument } = this.chats.at(-1) as { readonly argument: { readonly query: string } };
    return argument.query;
  }

  #answer<T>(
    way: 'commands' | 'execute' | 'openLink' | 'copy' | 'showDocument',
    value: T,
    note?: () => void,
  ): Promise<T> {
    if (this.broken.has(way)) return Promise.reject(new Error(`${way} is broken`));
    note?.();
    return Promise.resolve(value);
  }
}

/** An editor that takes MCP servers. */
export class ScriptedMcpHost implements McpHost {
  readonly name = 'Cursor';
  broken = false;
  readonly servers = new Map<string, unknown>();

  register(name: string, server: unknown): void {
    if (this.broken) throw new Error('registration is broken');
    this.servers.set(name, server);
  }

  unregister(name: string): void {
    this.servers.delete(name);
    if (this.broken) throw new Error('registration is broken');
  }
}
