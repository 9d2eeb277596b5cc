import * as vscode from 'vscode';
import type { Log } from '../app/ports.ts';
import { COMMAND_IDS, type CommandId } from './commandIds.ts';
import type { EditorDialogs } from './dialogs.ts';
import { Disposables } from './disposables.ts';
import { ACTIONS, DEFECT } from './texts.ts';
import { messageOf } from './workspaceFiles.ts';

/** One handler for each command: a command that is forgotten does not compile. */
export type CommandTable = Readonly<Record<CommandId, (argument: unknown) => Promise<void>>>;

/** The one place where an error that nobody expected becomes words. */
export class ErrorBoundary {
  readonly #dialogs: EditorDialogs;
  readonly #log: Log;
  readonly #showLog: () => void;

  constructor(dialogs: EditorDialogs, log: Log, showLog: () => void) {
    this.#dialogs = dialogs;
    this.#log = log;
    this.#showLog = showLog;
  }

  async run(title: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.report(title, error);
    }
  }

  report(title: string, error: unknown): void {
    this.#log.error(`${title}: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}`);
    void this.#dialogs.tell('error', DEFECT(title), [ACTIONS.showLog]).then((pressed) => {
      if (pressed === ACTIONS.showLog) this.#showLog();
    });
  }
}

/** Registers the table; the promise of a command resolves when its work is done. */
export function registerCommands(table: CommandTable, boundary: ErrorBoundary): Disposables {
  const registered = new Disposables();
  for (const id of COMMAND_IDS) {
    const run = (argument: unknown): Promise<void> =>
      boundary.run(id.replace('palisade.', ''), () => table[id](argument));
    registered.add(vscode.commands.registerCommand(id, run));
  }
  return registered;
}
