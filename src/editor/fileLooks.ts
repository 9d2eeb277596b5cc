import * as vscode from 'vscode';
import type { BulkFile, Looked, ReviewWish, Skipped } from '../app/bulkScan.ts';
import type { KeptFindings } from '../app/cache/keptFindings.ts';
import type { ScanJobs, ScanRequest } from '../app/scanJobs.ts';
import type { SourceDocument } from '../code/document.ts';
import { languageOf } from '../code/languages.ts';
import { EMPTY_RECEIPT, type Reason, type ScanOutcome } from '../findings/outcome.ts';
import type { FindingStore } from '../findings/store.ts';
import { languageOfClosed } from './associations.ts';
import { type DiskText, readText } from './diskText.ts';
import type { DocumentTracker } from './documentTracker.ts';
import { openDocument, pathOf } from './documents.ts';
import { encodingDoubt } from './encodingDoubt.ts';
import type { IgnoreLists } from './ignoreLists.ts';
import type { Scans } from './scans.ts';
import { tallyOf } from './tally.ts';

export interface FileLookParts {
  readonly jobs: ScanJobs;
  readonly scans: Scans;
  readonly tracker: DocumentTracker;
  readonly store: FindingStore;
  readonly ignores: IgnoreLists;
  readonly kept: Pick<KeptFindings, 'ensure'>;
}

/** Looks at one of many files: in the text of the editor where it is open, else in that of the disk. */
export class FileLooks {
  readonly #parts: FileLookParts;

  constructor(parts: FileLookParts) {
    this.#parts = parts;
  }

  async look({ id }: BulkFile, wish: ReviewWish, signal: AbortSignal): Promise<Looked | Skipped> {
    const uri = vscode.Uri.parse(id);
    await this.#parts.ignores.ensure(uri);
    await this.#parts.kept.ensure(id);
    signal.throwIfAborted();
    const open = openDocument(id);
    if (open) return this.#lookAtDocument(open, wish, signal);
    const found = await readText(uri);
    signal.throwIfAborted();
    return found.kind === 'text' ? this.#lookAtClosed(uri, found, wish, signal) : this.#withoutText(uri, found);
  }

  async #lookAtDocument(document: vscode.TextDocument, wish: ReviewWish, signal: AbortSignal): Promise<Looked> {
    const snapshot = this.#parts.tracker.snapshot(document);
    const known = await this.#known(snapshot, wish);
    if (known) return known;
    const doubt = await encodingDoubt(document);
    signal.throwIfAborted();
    // It may have been edited since.
    const latest = document.isClosed ? snapshot : this.#parts.tracker.snapshot(document);
    return this.#scan(requestOf({ ...latest, ...(doubt ? { doubt } : {}) }, wish, signal));
  }

  async #lookAtClosed(
    uri: vscode.Uri,
    { text, isCertain, stat }: DiskText & { kind: 'text' },
    wish: ReviewWish,
    signal: AbortSignal,
  ): Promise<Looked | Skipped> {
    const { tracker, store } = this.#parts;
    const id = uri.toString();
    if (text.trim() === '' && store.records(id).length === 0) return { kind: 'skipped', why: 'empty' };
    const associations = vscode.workspace.getConfiguration('files', uri).get<unknown>('associations');
    const path = pathOf(uri);
    const languageId = languageOfClosed(path, text, associations);
    const known = await this.#known({ id, path, languageId, text, version: 0 }, wish);
    if (known) return known;
    signal.throwIfAborted();
    // From then on the text is the editor's.
    const opened = openDocument(id);
    if (opened) return this.#lookAtDocument(opened, wish, signal);
    const snapshot = tracker.snapshotOfClosed(uri, languageId, text);
    const looked = await this.#scan(requestOf(isCertain ? snapshot : { ...snapshot, doubt: DOUBT }, wish, signal));
    // A change between the reading and the moment from which on changes are followed would go unnoticed.
    if (!(await isStill(uri, stat))) tracker.recheck(uri);
    return looked;
  }

  /** What was said of the same text before, if that is all that can be expected now. */
  async #known(document: SourceDocument, wish: ReviewWish): Promise<Looked | undefined> {
    const outcome = await this.#parts.jobs.settled(requestOf(document, wish));
    const isAll = outcome && (wish === 'no' || outcome.receipt.engines.includes('gemini'));
    return isAll ? this.#looked(document.id, outcome, false) : undefined;
  }

  async #scan(request: ScanRequest): Promise<Looked> {
    const { id } = request.document;
    // Undefined: a newer scan took over, and says how it stands with the file.
    const outcome = (await this.#parts.scans.request(request)) ?? (await this.#parts.jobs.latest(id));
    return this.#looked(id, outcome ?? { status: 'cancelled', reasons: [], receipt: EMPTY_RECEIPT }, true);
  }

  #looked(id: string, outcome: ScanOutcome, isNew: boolean): Looked {
    return { kind: 'looked', outcome, isNew, findings: tallyOf(this.#parts.store.records(id)).shown };
  }

  #withoutText(uri: vscode.Uri, found: Exclude<DiskText, { kind: 'text' }>): Looked | Skipped {
    if (found.kind === 'unreadable') {
      return this.#looked(uri.toString(), this.#parts.scans.couldNotLook(uri, 'unreadable', found.detail), true);
    }
    // What by its name is source code, and is not, is worth a word.
    if (found.kind === 'not-text' && languageOf(uri.path) !== 'plaintext') {
      return this.#looked(uri.toString(), this.#parts.scans.couldNotLook(uri, 'not-text'), true);
    }
    return { kind: 'skipped', why: found.kind };
  }
}

const DOUBT: Reason = { kind: 'encoding', engine: 'embedded' };

function requestOf(document: SourceDocument, wish: ReviewWish, signal?: AbortSignal): ScanRequest {
  return {
    document,
    trigger: 'bulk',
    review: wish !== 'no',
    ...(typeof wish === 'object' ? { reviewRefused: wish } : {}),
    ...(signal ? { signal } : {}),
  };
}

async function isStill(uri: vscode.Uri, { mtime, size }: vscode.FileStat): Promise<boolean> {
  try {
    const now = await vscode.workspace.fs.stat(uri);
    return now.mtime === mtime && now.size === size;
  } catch {
    return false;
  }
}
