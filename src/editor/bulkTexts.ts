import type { SkipKind } from '../app/bulkScan.ts';
import { counted } from './plainWords.ts';

/** The two commands, as the palette names them. */
export type BulkKind = 'workspace' | 'changed';

export const BULK_TITLES: Readonly<Record<BulkKind, string>> = {
  workspace: 'Scan Workspace',
  changed: 'Scan Changed Files',
};

/** After "3 files": why they were left out. */
export const SKIP_WORDS: Readonly<Record<SkipKind, string>> = {
  ignored: 'ignored',
  environment: 'in a virtual environment',
  'not-text': 'not text',
  'too-large': 'larger than 4 MB',
  empty: 'empty',
  gone: 'deleted',
  'no-file': 'no regular file',
  outside: 'outside the workspace folders',
};

export const BULK = {
  listing: (kind: BulkKind) => `Palisade: ${BULK_TITLES[kind]}: looking for files`,
  estimating: (kind: BulkKind) => `Palisade: ${BULK_TITLES[kind]}: estimating what a review by Gemini would take`,
  scanning: (kind: BulkKind) => `Palisade: ${BULK_TITLES[kind]}`,
  progress: (done: number, total: number, findings: number) =>
    `${done.toLocaleString('en')} of ${counted(total, 'file')}, ${counted(findings, 'finding')}`,
  estimated: (done: number, total: number) => `${done.toLocaleString('en')} of ${counted(total, 'file')}`,

  noFolder:
    'No folder is open, so there are no files to scan. Open a folder, or scan the file in front with "Scan File".',
  noFiles:
    'There are no files in this workspace, apart from those that are never listed and those that files.exclude hides.',
  noChanges: 'Nothing differs from the last commit: there are no changed files to scan.',
  noRepository:
    'Git knows no repository in this workspace, so there are no changed files. The Source Control view says why; "Scan Workspace" needs no repository.',
  noGitExtension:
    'The Git extension of the editor is disabled, and Palisade asks it which files are changed. Enable it in the Extensions view, or use "Scan Workspace".',
  gitDisabled:
    'Git is switched off by the setting git.enabled, and Palisade asks it which files are changed. Switch it on, or use "Scan Workspace".',
  gitNotFound:
    'The editor has not found git on this machine, so nobody knows which files are changed. Install it or set git.path, or use "Scan Workspace".',
  gitNotReady: 'The Git extension of the editor is still looking for repositories. Try again in a moment.',
  gitUntrusted:
    'In a workspace that is not trusted the editor does not run git, so nobody knows which files are changed. Trust the workspace, or use "Scan Workspace", which works offline.',
  statusFailed: (root: string) =>
    `Git could not say how it stands with ${root}: changes that were made last may be missing.`,
  untrackedHidden: (root: string) =>
    `Untracked files of ${root} are not known, since the setting git.untrackedChanges hides them.`,
  cutOff: (folder: string, most: number) =>
    `${folder} has more than ${most.toLocaleString('en')} files: only that many were considered.`,
  ignoreFileUnreadable: (name: string) => `${name} could not be read, so it ignores nothing.`,
  neverListed: (folders: readonly string[]) =>
    `Never listed, and not counted: what is below ${folders.join(', ')}, and what files.exclude hides.`,

  running: (kind: BulkKind, words: string) =>
    `Palisade: ${BULK_TITLES[kind]} is running${words === '' ? '' : `: ${words}`}.`,
  stop: 'Stop It',
  details: 'Details',
  offline: 'Offline Only',
  withGemini: (files: number) => `With Gemini (${counted(files, 'file')})`,
} as const;
