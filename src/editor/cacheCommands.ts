import * as vscode from 'vscode';
import type { KeptFindings } from '../app/cache/keptFindings.ts';
import type { CommandTable } from './commands.ts';
import type { EditorDialogs } from './dialogs.ts';
import { ACTIONS, CACHE } from './texts.ts';

export interface CacheCommandParts {
  readonly kept: Pick<KeptFindings, 'clear'>;
  readonly dialogs: EditorDialogs;
}

export function cacheCommands({ kept, dialogs }: CacheCommandParts): Pick<CommandTable, 'palisade.clearCache'> {
  return {
    'palisade.clearCache': async () => {
      const { documents, bytes, failed } = await kept.clear();
      if (failed === 0) {
        await dialogs.tell('info', `Palisade: ${CACHE.removed(documents, bytes)}`, []);
        return;
      }
      const message = `Palisade: ${CACHE.failed(documents, failed)}`;
      const pressed = await dialogs.tell('warning', message, [ACTIONS.showLog]);
      if (pressed === ACTIONS.showLog) await vscode.commands.executeCommand('palisade.showLog');
    },
  };
}
