import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { Clock } from '../app/ports.ts';
import type { ReportFormat } from '../app/reports.ts';
import { languageOf } from '../code/languages.ts';
import type { ScanReport } from '../findings/reports/scanReport.ts';
import type { FindingStore } from '../findings/store.ts';
import type { CommandTable } from './commands.ts';
import type { EditorDialogs } from './dialogs.ts';
import type { DocumentTracker } from './documentTracker.ts';
import { nameOf, openDocument, shownPathOf } from './documents.ts';
import type { IgnoreLists } from './ignoreLists.ts';
import type { LoadReports } from './reportsBundle.ts';
import type { Scans } from './scans.ts';
import { exportInWords, sessionReport } from './sessionReport.ts';
import { ACTIONS, EXPORT, IGNORE } from './texts.ts';
import { messageOf } from './workspaceFiles.ts';

export interface ExportCommandParts {
  readonly store: FindingStore;
  readonly scans: Scans;
  readonly tracker: DocumentTracker;
  readonly ignores: Pick<IgnoreLists, 'areUnapplied'>;
  readonly dialogs: EditorDialogs;
  readonly clock: Clock;
  readonly load: LoadReports;
  /** Version of Palisade. */
  readonly version: string;
}

interface Format {
  readonly value: ReportFormat;
  readonly label: string;
  readonly description: string;
  readonly extension: string;
}

const FORMATS: readonly Format[] = [
  { value: 'sarif', label: 'SARIF', description: 'for code scanning and other tools', extension: 'sarif' },
  { value: 'markdown', label: 'Markdown', description: 'for people', extension: 'md' },
  { value: 'json', label: 'JSON', description: 'for scripts', extension: 'json' },
];

/** The name that is proposed, without its extension. */
const FILE_NAME = 'palisade-findings';

export function exportCommands(parts: ExportCommandParts): Pick<CommandTable, 'palisade.exportFindings'> {
  const { dialogs } = parts;
  return {
    'palisade.exportFindings': async () => {
      const offered = reportOf(parts);
      if (offered.files.length === 0) {
        const pressed = await dialogs.tell('info', `Palisade: ${EXPORT.nothing}`, [ACTIONS.scanFile]);
        if (pressed === ACTIONS.scanFile) await vscode.commands.executeCommand('palisade.scanFile');
        return;
      }
      const choices = FORMATS.map((format) => ({ ...format, value: format }));
      const format = await dialogs.pick(EXPORT.pick(exportInWords(offered)), choices);
      if (!format) return;
      const { label, extension } = format;
      const proposal = vscode.Uri.joinPath(folderForExports(), `${FILE_NAME}.${extension}`);
      const target = await dialogs.askWhereToSave(EXPORT.save(label), proposal, { label, extension });
      if (target) await write(parts, format.value, target);
    },
  };
}

/** Made anew: while the dialogs were open, a scan may have ended or text been changed. */
async function write(parts: ExportCommandParts, format: ReportFormat, target: vscode.Uri): Promise<void> {
  const { dialogs, load } = parts;
  const { reportAs } = await load();
  const report = reportOf(parts);
  try {
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(reportAs(format, report)));
  } catch (error) {
    await dialogs.tell('error', `Palisade: ${EXPORT.notWritten(nameOf(target), messageOf(error))}`, []);
    return;
  }
  const message = `Palisade: ${EXPORT.written(nameOf(target), exportInWords(report))}`;
  // Not awaited: a notification may stay for as long as the person likes.
  void dialogs.tell('info', message, [ACTIONS.openFile]).then(async (pressed) => {
    if (pressed === ACTIONS.openFile) await vscode.commands.executeCommand('vscode.open', target);
  });
}

function reportOf({ store, scans, tracker, ignores, clock, version }: ExportCommandParts): ScanReport {
  const ids = new Set([...scans.known(), ...store.documents()]);
  const documents = [...ids].map((id) => {
    const uri = vscode.Uri.parse(id);
    return {
      path: shownPathOf(uri),
      languageId: openDocument(id)?.languageId ?? languageOf(uri.path),
      text: tracker.textOf(id) ?? '',
      records: store.records(id),
      status: scans.status(id),
      changed: tracker.isChanged(id),
    };
  });
  const warnings = ignores.areUnapplied ? [`.palisade/ignores.yaml: ${IGNORE.notTrusted}`] : [];
  return sessionReport(documents, warnings, { toolVersion: version, now: clock.now() });
}

function folderForExports(): vscode.Uri {
  const active = vscode.window.activeTextEditor?.document.uri;
  const folder = (active && vscode.workspace.getWorkspaceFolder(active)) ?? vscode.workspace.workspaceFolders?.[0];
  return folder?.uri ?? vscode.Uri.file(homedir());
}
