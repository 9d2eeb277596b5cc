import * as vscode from 'vscode';
import type { BulkFile, BulkResult } from '../app/bulkScan.ts';
import type { Clock } from '../app/ports.ts';
import { isBinaryName } from '../code/binaryNames.ts';
import { type BulkListing, fileOf, type NoListing, skippedFile } from './bulkListing.ts';
import { BULK } from './bulkTexts.ts';
import { idOf } from './documents.ts';
import { ACTIONS } from './texts.ts';

// What is used of the API of the built-in Git extension (`extensions/git/src/api/git.d.ts` in the source of
// VS Code). It is not ours, so nothing is taken for granted that is not looked at.
interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}
interface GitApi {
  readonly state: 'uninitialized' | 'initialized';
  readonly onDidChangeState: vscode.Event<GitApi['state']>;
  readonly repositories: readonly GitRepository[];
}
interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly state: {
    readonly mergeChanges: readonly GitChange[];
    readonly indexChanges: readonly GitChange[];
    readonly workingTreeChanges: readonly GitChange[];
    /** Missing in old versions; empty unless untracked files are listed apart. */
    readonly untrackedChanges?: readonly GitChange[];
  };
  /** Reads the state anew. */
  status(): Promise<void>;
}
interface GitChange {
  /** Of a renamed file the new name. */
  readonly uri: vscode.Uri;
  readonly status: number;
}

/**
 * Of the enumeration `Status` there what is not on disk any more: INDEX_DELETED, DELETED and BOTH_DELETED. Of a
 * conflict in which one side deleted the file, git leaves the text of the other.
 */
const GONE: ReadonlySet<number> = new Set([2, 6, 17]);

/** How long the Git extension may take to find its repositories. */
const PATIENCE_MS = 15_000;

export interface ChangedListingParts {
  readonly clock: Clock;
  isTrusted(): boolean;
}

/**
 * The files that differ from the last commit: staged, unstaged, in conflict or untracked, as the Source Control
 * view lists them. Starts nothing itself: the Git extension of the editor is asked.
 */
export async function listChanged(parts: ChangedListingParts, signal: AbortSignal): Promise<BulkListing | NoListing> {
  // There the editor keeps the Git extension switched off.
  if (!parts.isTrusted()) {
    return { problem: BULK.gitUntrusted, button: { label: ACTIONS.trust, command: 'workbench.trust.manage' } };
  }
  if ((vscode.workspace.workspaceFolders ?? []).length === 0) return { problem: BULK.noFolder };
  const git = await gitApi(parts.clock, signal);
  if ('problem' in git) return git;
  if (git.repositories.length === 0) {
    return { problem: BULK.noRepository, button: { label: ACTIONS.openSourceControl, command: 'workbench.view.scm' } };
  }

  const files = new Map<string, BulkFile>();
  const skipped = new Map<string, BulkResult>();
  const gaps: string[] = [];
  for (const repository of git.repositories) {
    if (!(await isUpToDate(repository))) gaps.push(BULK.statusFailed(repository.rootUri.path));
    signal.throwIfAborted();
    if (hidesUntracked(repository)) gaps.push(BULK.untrackedHidden(repository.rootUri.path));
    for (const { uri, status } of changesOf(repository)) {
      const file = fileOf(uri);
      if (GONE.has(status)) skipped.set(idOf(uri), skippedFile(file, 'gone'));
      else if (!vscode.workspace.getWorkspaceFolder(uri)) skipped.set(idOf(uri), skippedFile(file, 'outside'));
      else if (isBinaryName(uri.path)) skipped.set(idOf(uri), skippedFile(file, 'not-text'));
      else files.set(idOf(uri), file);
    }
  }
  // Deleted in the index and there again: it is there.
  for (const id of files.keys()) skipped.delete(id);
  if (files.size + skipped.size + gaps.length === 0) return { problem: BULK.noChanges };
  return {
    files: [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1)),
    skipped: [...skipped.values()],
    gaps,
    notes: [],
  };
}

function changesOf({ state }: GitRepository): GitChange[] {
  return [state.indexChanges, state.workingTreeChanges, state.untrackedChanges ?? [], state.mergeChanges].flat();
}

/** What was changed a moment ago may not be known yet, so git is asked again. */
async function isUpToDate(repository: GitRepository): Promise<boolean> {
  try {
    await repository.status();
    return true;
  } catch {
    return false;
  }
}

function hidesUntracked({ rootUri }: GitRepository): boolean {
  return vscode.workspace.getConfiguration('git', rootUri).get<unknown>('untrackedChanges') === 'hidden';
}

async function gitApi(clock: Clock, signal: AbortSignal): Promise<GitApi | NoListing> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  if (!extension) return { problem: BULK.noGitExtension };
  const git = await extension.activate();
  if (vscode.workspace.getConfiguration('git').get<unknown>('enabled') === false) {
    return {
      problem: BULK.gitDisabled,
      button: { label: ACTIONS.settings, command: OPEN_SETTINGS, argument: 'git.enabled' },
    };
  }
  if (!git.enabled) {
    return {
      problem: BULK.gitNotFound,
      button: { label: ACTIONS.settings, command: OPEN_SETTINGS, argument: 'git.path' },
    };
  }
  const api = git.getAPI(1);
  if (!(await isReady(api, clock, signal))) return { problem: BULK.gitNotReady };
  return api;
}

const OPEN_SETTINGS = 'workbench.action.openSettings';

/** Resolves when the repositories of the workspace are known; false when that takes too long. */
async function isReady(api: GitApi, clock: Clock, signal: AbortSignal): Promise<boolean> {
  const done = new AbortController();
  const subscription = api.onDidChangeState(() => {
    if (api.state === 'initialized') done.abort();
  });
  try {
    if (api.state !== 'initialized') await clock.delay(PATIENCE_MS, AbortSignal.any([done.signal, signal]));
    signal.throwIfAborted();
    return api.state === 'initialized';
  } finally {
    subscription.dispose();
  }
}
