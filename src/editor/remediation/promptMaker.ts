import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { languageOf } from '../../code/languages.ts';
import {
  type BucketFixRequest,
  type BuiltPrompt,
  bucketFixPrompt,
  codeFixPrompt,
  type PromptOptions,
} from '../../remediation/fixPrompt.ts';
import { withoutWords } from '../../remediation/codeLines.ts';
import { cleanLine } from '../../outbound/cleaning.ts';
import { PlaybookSet } from '../../remediation/playbookSet.ts';
import { openDocument, shownPathOf } from '../documents.ts';
import type { RemediationParts } from '../lazyRemediation.ts';
import type { BucketTarget, CodeTarget, FixTarget } from './fixTargets.ts';
import { readOwnPlaybooks } from './ownPlaybooks.ts';
import { FIX } from './remediationTexts.ts';
import { playbookFolder } from './remediationSettings.ts';

/** A prompt that can be built for any length, with the same words and the same boundary each time. */
export type PreparedPrompt =
  | { readonly kind: 'ready'; readonly build: (fits: PromptOptions['fits']) => BuiltPrompt }
  | { readonly kind: 'refused'; readonly why: string };

/** Gathers what goes into a prompt: the playbooks, the masked text, the identifiers. */
export class PromptMaker {
  readonly #parts: RemediationParts;
  #shipped: Promise<Shipped> | undefined;
  #told = '';

  constructor(parts: RemediationParts) {
    this.#parts = parts;
  }

  async prepare(target: FixTarget): Promise<PreparedPrompt> {
    const { templates } = await this.#load();
    const playbooks = await this.playbooks();
    const nonce = target.boundary ?? newBoundary();
    const options = { templates, nonce: () => nonce, playbookOf: (id: string) => playbooks.playbookOf(id) };
    return target.kind === 'code' ? await this.#code(target, options) : this.#bucket(target, options);
  }

  /** Read anew each time: somebody may be writing one. */
  async playbooks(): Promise<PlaybookSet> {
    const { texts } = await this.#load();
    const folder = playbookFolder();
    const own = folder === undefined ? undefined : await readOwnPlaybooks(folder);
    const set = new PlaybookSet(texts, own?.texts);
    const unread = (own?.problems ?? []).map(({ name, why }) => {
      return name === undefined ? `${why}.` : `${cleanLine(name, 80)} ${why}.`;
    });
    const problems = [...unread, ...set.problems].join(' ');
    if (problems !== '' && problems !== this.#told) {
      void this.#parts.dialogs.tell('warning', `Palisade: your playbooks: ${problems}`, []);
    }
    this.#told = problems;
    return set;
  }

  async #code({ documentId, records }: CodeTarget, options: Omit<PromptOptions, 'fits'>): Promise<PreparedPrompt> {
    const { tracker, store, engine } = this.#parts;
    const document = openDocument(documentId);
    const text = document?.getText() ?? tracker.textOf(documentId);
    if (text === undefined) return { kind: 'refused', why: FIX.noText };
    const languageId = document?.languageId ?? languageOf(vscode.Uri.parse(documentId).path);
    const path = store.pathOf(documentId);
    const analysis = await engine.analyse({ path, languageId, text, forPrompt: true }, new AbortController().signal);
    // What was not searched for secrets does not go in: the agent reads the file itself.
    const masked = analysis.status === 'cancelled' ? undefined : analysis.masked;
    const comments = analysis.status === 'cancelled' ? undefined : analysis.comments;
    const findings = records.map(({ finding }) => finding);
    const request = {
      // Two folders may hold files of the same path, and a notebook many cells.
      path: shownPathOf(vscode.Uri.parse(documentId)),
      languageId,
      masked: masked ?? withoutWords(text),
      comments: masked === undefined ? undefined : comments,
      findings,
    };
    return { kind: 'ready', build: (fits) => codeFixPrompt(request, { ...options, fits }) };
  }

  #bucket({ bucket, records }: BucketTarget, options: Omit<PromptOptions, 'fits'>): PreparedPrompt {
    const { posture, awsMcp } = this.#parts;
    const state = posture.loaded?.session.state;
    const { identity, source, rows } = state ?? {};
    if (identity === undefined) return { kind: 'refused', why: FIX.noIdentity };
    const region = bucket === undefined ? identity.region : rows?.get(bucket)?.region;
    if (region === undefined) return { kind: 'refused', why: FIX.noIdentity };
    const profile = source?.kind === 'profile' ? source.name : undefined;
    const { choice } = awsMcp;
    // A server that was set up for another profile is not the one that this prompt is for.
    const server: BucketFixRequest['server'] =
      choice === undefined || choice.profile !== profile ? 'unknown' : choice.mayChange ? 'may-change' : 'read-only';
    const request = {
      accountId: identity.accountId,
      partition: identity.partition,
      region,
      bucket,
      profile,
      findings: records.map(({ finding }) => finding),
      server,
    };
    return { kind: 'ready', build: (fits) => bucketFixPrompt(request, { ...options, fits }) };
  }

  #load(): Promise<Shipped> {
    this.#shipped ??= load(this.#parts.directory).catch((error: unknown) => {
      this.#shipped = undefined;
      throw error;
    });
    return this.#shipped;
  }
}

/** What nobody who wrote a file or named a bucket can know. */
export function newBoundary(): string {
  return randomBytes(12).toString('hex');
}

interface Shipped {
  readonly texts: ReadonlyMap<string, string>;
  readonly templates: PromptOptions['templates'];
}

async function load(directory: string): Promise<Shipped> {
  const read = (...path: string[]): Promise<string> => readFile(join(directory, ...path), 'utf8');
  const [playbooks, code, s3] = await Promise.all([
    read('dist', 'playbooks.json'),
    read('prompts', 'fix-code.md'),
    read('prompts', 'fix-s3.md'),
  ]);
  return { texts: new Map(Object.entries(JSON.parse(playbooks) as Record<string, string>)), templates: { code, s3 } };
}
