import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { loadBundle } from '../app/bundles.ts';
import type { Log } from '../app/ports.ts';
import type { ReviewSettings, ReviewSources } from '../app/reviewGate.ts';
import type { SourceDocument } from '../code/document.ts';
import type { Reviewer } from '../code/review.ts';
import { type Exclusion, exclusionOf } from '../outbound/exclusions.ts';
import { exclusionOnDisk } from '../outbound/fileExclusions.ts';
import type { ApiKey } from './apiKey.ts';
import { fileOnDisk, folderOf } from './documents.ts';
import type { Ports } from './ports.ts';
import type { Settings } from './settings.ts';
import { messageOf, readIfThere } from './workspaceFiles.ts';

/** What the gate decides on, as this editor has it. */
export class EditorReviewSources implements ReviewSources {
  readonly #ports: Ports;
  readonly #key: ApiKey;
  readonly #settings: Settings;
  readonly #log: Log;
  /** Where the extension is installed: an absolute path. */
  readonly #directory: string;

  constructor(ports: Ports, key: ApiKey, settings: Settings, log: Log, directory: string) {
    this.#ports = ports;
    this.#key = key;
    this.#settings = settings;
    this.#log = log;
    this.#directory = directory;
  }

  /** A secret storage that does not open costs the review, not the scan. */
  async apiKey(): Promise<string | undefined> {
    try {
      return await this.#key.read();
    } catch (error) {
      this.#log.warn(`the secret storage of the editor could not be read: ${messageOf(error)}`);
      return undefined;
    }
  }

  isTrusted(): boolean {
    return this.#ports.isTrusted();
  }

  settings(documentId: string): ReviewSettings {
    return this.#settings.review(documentId);
  }

  exclusion({ id, path }: SourceDocument, signal: AbortSignal): Promise<Exclusion | undefined> {
    const uri = vscode.Uri.parse(id);
    const { exclude: userPatterns } = this.settings(id);
    const folder = folderOf(uri);
    const file = fileOnDisk(uri);
    if (file) return exclusionOnDisk({ file, folder: folder?.uri.fsPath, path, userPatterns }, signal);
    const reader = folder && {
      read: (name: string) => readIfThere(vscode.Uri.joinPath(folder.uri, ...name.split('/'))),
    };
    return exclusionOf(path, { userPatterns, signal, ...(reader ? { reader } : {}) });
  }

  async reviewer(apiKey: string, { model, fallbackModel }: ReviewSettings): Promise<Reviewer> {
    const [{ createReviewer }, promptText] = await Promise.all([
      loadBundle(join(this.#directory, 'dist'), 'gemini.cjs'),
      readFile(join(this.#directory, 'prompts', 'review.md'), 'utf8'),
    ]);
    const { geminiEndpoint, clock } = this.#ports;
    return createReviewer({
      apiKey,
      model,
      fallbackModel,
      promptText,
      now: () => clock.now(),
      log: (line) => this.#log.info(line),
      ...(geminiEndpoint === undefined ? {} : { endpoint: geminiEndpoint }),
    });
  }
}
