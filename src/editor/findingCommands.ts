import * as vscode from 'vscode';
import type { FindingRecord } from '../findings/reconcile.ts';
import { isRefuted, isShown } from '../findings/reconcile.ts';
import type { FindingStore } from '../findings/store.ts';
import { findingRefOf } from './commandIds.ts';
import type { CommandTable } from './commands.ts';
import type { EditorDialogs } from './dialogs.ts';
import { findingsAtCursor } from './cursorFindings.ts';
import { positionsOf } from './diagnosticModel.ts';
import type { DocumentTracker } from './documentTracker.ts';
import { folderOf, frontFile } from './documents.ts';
import type { FindingsView } from './findingsView.ts';
import { ignoresUri } from './ignoreLists.ts';
import type { IgnoreWriter } from './ignoreWriter.ts';
import { SEVERITY_WORDS, titleOf } from './severityWords.ts';
import { ACTIONS, IGNORE, REFUTED } from './texts.ts';
import { rangeOf } from './vscodeRanges.ts';

export interface FindingCommandParts {
  readonly store: FindingStore;
  readonly tracker: DocumentTracker;
  readonly view: FindingsView;
  readonly writer: IgnoreWriter;
  readonly dialogs: EditorDialogs;
  readonly isTrusted: () => boolean;
}

type FindingCommands =
  | 'palisade.showFindings'
  | 'palisade.revealFinding'
  | 'palisade.ignoreFinding'
  | 'palisade.ignoreRuleInFile'
  | 'palisade.openIgnores'
  | 'palisade.groupBySeverity'
  | 'palisade.groupByFile'
  | 'palisade.showRefuted'
  | 'palisade.restoreFinding';

export function findingCommands(parts: FindingCommandParts): Pick<CommandTable, FindingCommands> {
  const { store, view, dialogs } = parts;
  return {
    'palisade.showFindings': async () => {
      await vscode.commands.executeCommand('palisade.findings.focus');
    },
    'palisade.revealFinding': async (argument) => {
      const record = await meant(parts, argument, 'Which finding?', isShown);
      if (record) await reveal(parts, record);
    },
    'palisade.ignoreFinding': async (argument) => {
      const record = await meant(parts, argument, 'Which finding is to be ignored?', isShown);
      if (record) await ignore(parts, record, 'finding');
    },
    'palisade.ignoreRuleInFile': async (argument) => {
      const record = await meant(parts, argument, 'The rule of which finding is to be ignored in its file?', isShown);
      if (record) await ignore(parts, record, 'rule-in-file');
    },
    'palisade.openIgnores': () => openIgnores(dialogs),
    'palisade.groupBySeverity': () => view.setGroupBy('severity'),
    'palisade.groupByFile': () => view.setGroupBy('file'),
    'palisade.showRefuted': async () => {
      await vscode.commands.executeCommand('palisade.findings.focus');
      if (!(await view.showRefuted())) await dialogs.tell('info', `Palisade: ${REFUTED.none}`, []);
    },
    'palisade.restoreFinding': async (argument) => {
      const record = await meant(parts, argument, 'Which finding does Gemini refute wrongly?', isRefuted);
      if (record) store.overrule(record.documentId, record.finding.fingerprint, true);
    },
  };
}

/** The finding that an argument names; without one the finding at the cursor; else the person chooses. */
async function meant(
  { store, tracker, dialogs }: FindingCommandParts,
  argument: unknown,
  question: string,
  eligible: (record: FindingRecord) => boolean,
): Promise<FindingRecord | undefined> {
  const ref = findingRefOf(argument);
  if (ref) return store.record(ref.documentId, ref.fingerprint);
  const atCursor = findingsAtCursor(store, tracker).filter(eligible);
  if (atCursor.length === 1) return atCursor[0];
  const choices = (atCursor.length > 0 ? atCursor : store.allRecords().filter(eligible)).map((record) => ({
    label: `${SEVERITY_WORDS[record.finding.severity]}: ${titleOf(record.finding)}`,
    description: `${store.pathOf(record.documentId)}${lineOf(record, tracker)}`,
    value: record,
  }));
  if (choices.length > 0) return dialogs.pick(question, choices);
  await dialogs.tell('info', `Palisade: ${eligible === isRefuted ? REFUTED.none : IGNORE.noFinding}`, []);
  return undefined;
}

function lineOf(record: FindingRecord, tracker: DocumentTracker): string {
  const lines = tracker.linesOf(record.documentId);
  return lines ? `:${lines.positionAt(record.finding.subject.range.start).line + 1}` : '';
}

async function reveal({ tracker }: FindingCommandParts, record: FindingRecord): Promise<void> {
  const uri = vscode.Uri.parse(record.documentId);
  // Opening brings the positions up to date when the file changed meanwhile.
  const editor = await vscode.window.showTextDocument(uri);
  const lines = tracker.linesOf(record.documentId);
  if (!lines) return;
  const { start } = rangeOf(positionsOf(record.finding.subject.range, lines));
  editor.selection = new vscode.Selection(start, start);
  editor.revealRange(new vscode.Range(start, start), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function ignore(
  { store, writer, dialogs, isTrusted }: FindingCommandParts,
  { documentId, finding }: FindingRecord,
  scope: 'finding' | 'rule-in-file',
): Promise<void> {
  const folder = folderOf(vscode.Uri.parse(documentId));
  if (!folder) {
    await dialogs.tell('warning', `Palisade: ${IGNORE.noFolder}`, []);
    return;
  }
  if (!isTrusted()) {
    const pressed = await dialogs.tell('warning', `Palisade: ${IGNORE.untrusted}`, [ACTIONS.trust]);
    if (pressed === ACTIONS.trust) await vscode.commands.executeCommand('workbench.trust.manage');
    return;
  }
  const file = store.pathOf(documentId);
  const about = scope === 'finding' ? `Ignore "${titleOf(finding)}"` : `Ignore "${finding.ruleId}" in ${file}`;
  const reason = (await dialogs.askReason(about))?.trim() ?? '';
  if (reason === '') return;
  const result = await writer.add(folder, {
    rule: finding.ruleId,
    file,
    ...(scope === 'finding' ? { fingerprint: finding.fingerprint } : {}),
    reason,
  });
  if (result.kind === 'written') return;
  const pressed = await dialogs.tell('error', `Palisade: ${result.message}`, [ACTIONS.openFile]);
  if (pressed === ACTIONS.openFile) await vscode.window.showTextDocument(result.file);
}

async function openIgnores(dialogs: EditorDialogs): Promise<void> {
  const front = frontFile();
  const uri = front && (front.kind === 'document' ? front.document.uri : front.uri);
  const folder = (uri && folderOf(uri)) ?? vscode.workspace.workspaceFolders?.[0];
  if (!folder) {
    await dialogs.tell('warning', `Palisade: ${IGNORE.noFolder}`, []);
    return;
  }
  try {
    await vscode.workspace.fs.stat(ignoresUri(folder));
  } catch {
    await dialogs.tell('info', `Palisade: ${IGNORE.noFile}`, []);
    return;
  }
  await vscode.window.showTextDocument(ignoresUri(folder));
}
