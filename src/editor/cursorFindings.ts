import * as vscode from 'vscode';
import type { FindingRecord } from '../findings/reconcile.ts';
import type { FindingStore } from '../findings/store.ts';
import { positionsOf } from './diagnosticModel.ts';
import type { DocumentTracker } from './documentTracker.ts';
import { idOf } from './documents.ts';
import { rangeOf } from './vscodeRanges.ts';

/** On the cursor's line, and if some cover the cursor itself, those alone. */
export function findingsAtCursor(store: FindingStore, tracker: DocumentTracker): FindingRecord[] {
  const editor = vscode.window.activeTextEditor;
  const id = editor && idOf(editor.document.uri);
  const lines = id === undefined ? undefined : tracker.linesOf(id);
  if (!editor || id === undefined || !lines) return [];
  const cursor = editor.selection.active;
  const placed = store.records(id).map((record) => ({
    record,
    range: rangeOf(positionsOf(record.finding.subject.range, lines)),
  }));
  const covering = placed.filter(({ range }) => range.contains(cursor));
  const near = covering.length > 0 ? covering : placed.filter(({ range }) => range.start.line === cursor.line);
  return near.map(({ record }) => record);
}
