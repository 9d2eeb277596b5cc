import type { BulkFile, BulkResult, SkipKind } from '../app/bulkScan.ts';
import * as vscode from 'vscode';
import { idOf } from './documents.ts';

/** The files that one command is to look at. */
export interface BulkListing {
  readonly files: readonly BulkFile[];
  /** Those that are left out before anything of them is read. */
  readonly skipped: readonly BulkResult[];
  /** What may be missing from the list, in whole sentences. Then not everything is looked at. */
  readonly gaps: readonly string[];
  /** What else a person should know of how it was made, in whole sentences. */
  readonly notes: readonly string[];
}

/** Why there is nothing to look at, and what to do: words for a person. */
export interface NoListing {
  readonly problem: string;
  readonly button?: { readonly label: string; readonly command: string; readonly argument?: string };
}

export function fileOf(uri: vscode.Uri): BulkFile {
  // With the name of its folder where there are several.
  return { id: idOf(uri), path: vscode.workspace.asRelativePath(uri) };
}

export function skippedFile(file: BulkFile, why: SkipKind, detail?: string): BulkResult {
  return { file, look: { kind: 'skipped', why, ...(detail === undefined ? {} : { detail }) } };
}
