import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { FixWatch } from '../../app/fixes/fixWatch.ts';
import { nameOf } from '../documents.ts';
import type { RemediationParts } from '../lazyRemediation.ts';
import type { RemediationCommandId } from '../remediationCommandIds.ts';
import { messageOf } from '../workspaceFiles.ts';

type FixListCommands = Extract<
  RemediationCommandId,
  'palisade.stopWatching' | 'palisade.clearFixes' | 'palisade.exportFixes'
>;

export function fixListCommands(
  parts: RemediationParts & { readonly watch: FixWatch },
): Record<FixListCommands, (argument: unknown) => Promise<void>> {
  const { watch, dialogs } = parts;
  return {
    'palisade.stopWatching': async (argument) => {
      watch.stop(fixIdOf(argument));
      await Promise.resolve();
    },
    'palisade.clearFixes': () => watch.clear(),
    'palisade.exportFixes': async () => {
      if (watch.fixes().length === 0) {
        await dialogs.tell('info', 'Palisade: nothing was handed to an agent here, so there is nothing to export.', []);
        return;
      }
      const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
      const proposal = vscode.Uri.joinPath(folder, 'palisade-fixes.json');
      const target = await dialogs.askWhereToSave('Export Fixes', proposal, { label: 'JSON', extension: 'json' });
      if (target === undefined) return;
      try {
        const text = `${JSON.stringify(watch.exportFixes(), null, 2)}\n`;
        await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
      } catch (error) {
        const words = `${nameOf(target)} could not be written: ${messageOf(error)}. Nothing was exported.`;
        await dialogs.tell('error', `Palisade: ${words}`, []);
      }
    },
  };
}

/** Of a row of the view; undefined for anything else. */
export function fixIdOf(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { fix } = argument as { readonly fix?: { readonly id?: unknown } };
  return typeof fix?.id === 'string' ? fix.id : undefined;
}
