import { KeptFindings } from '../../../../src/app/cache/keptFindings.ts';
import type { DocumentTexts, KnownTexts } from '../../../../src/app/cache/documentTexts.ts';
import type { TextMark } from '../../../../src/app/cache/textMark.ts';
import { Consent } from '../../../../src/app/consent.ts';
import { DailyLimit } from '../../../../src/app/dailyLimit.ts';
import type { SharedFolder } from '../../../../src/app/ports.ts';
import { ReviewGate, type Trigger } from '../../../../src/app/reviewGate.ts';
import { ScanJobs } from '../../../../src/app/scanJobs.ts';
import type { AnalysisRequest, AnalysisResponse } from '../../../../src/code/embedded/protocol.ts';
import type { ReviewRequest, ReviewResult } from '../../../../src/code/review.ts';
import { Scanner } from '../../../../src/code/scanner.ts';
import { KnownText } from '../../../../src/editor/editorText.ts';
import type { EditBatch } from '../../../../src/findings/edits.ts';
import type { ScanOutcome } from '../../../../src/findings/outcome.ts';
import { FindingStore } from '../../../../src/findings/store.ts';
import type { FakeClock } from '../../../support/fakeClock.ts';
import type { MapMemory } from '../../../support/memory.ts';
import { ListLog, StringStorage } from '../../../support/memory.ts';
import { findingAt } from '../../findings/samples.ts';
import { QUERY, REQUEST } from './sampleDocuments.ts';

/** What outlives a window. */
export interface Machine {
  readonly folder: SharedFolder;
  readonly clock: FakeClock;
  /** Files by the id of their document. */
  readonly disk: Map<string, string>;
  readonly memory: MapMemory;
}

export interface WindowOptions {
  readonly model?: string;
  readonly engines?: string;
  /** Documents that the editor holds. */
  readonly open?: Readonly<Record<string, string>>;
}

/** An editor window: real store, jobs and gate over engines that always find the same. */
export class FakeWindow implements DocumentTexts {
  readonly store = new FindingStore();
  readonly log = new ListLog();
  readonly jobs: ScanJobs;
  readonly kept: KeptFindings;
  /** Texts that the offline engine, and the model, were given. */
  readonly analysed: string[] = [];
  readonly reviewed: string[] = [];
  /** Files that were read. */
  readonly read: string[] = [];
  readonly editors: Map<string, string>;
  readonly unreadable = new Set<string>();
  /** What files look like that are read past the editor. */
  guess: ((text: string | undefined) => string | undefined) | undefined;
  /** A text that is put in place of the file while it is being read. */
  meanwhile: (() => void) | undefined;
  readonly #machine: Machine;
  readonly #known = new Map<string, { text: KnownText; scanned: KnownText | undefined }>();

  constructor(machine: Machine, { model = 'm', engines = 'engines of today', open = {} }: WindowOptions = {}) {
    this.#machine = machine;
    this.editors = new Map(Object.entries(open));
    const { clock, folder } = machine;
    const reviewer = { review: (request: ReviewRequest) => Promise.resolve(this.#review(request)) };
    const gate = new ReviewGate(
      {
        apiKey: () => Promise.resolve('a-key'),
        isTrusted: () => true,
        settings: () => ({ model, fallbackModel: 'f', dailyRequests: 100, dailyTokens: 1e6, exclude: [] }),
        exclusion: () => Promise.resolve(undefined),
        reviewer: () => Promise.resolve({ ...reviewer, testConnection: () => Promise.resolve(undefined) }),
      },
      new Consent(machine.memory, { askConsent: () => Promise.resolve('granted') }),
      new DailyLimit(new StringStorage(), clock.now),
      clock,
    );
    const analyser = { analyse: (request: AnalysisRequest) => Promise.resolve(this.#analyse(request)) };
    this.jobs = new ScanJobs(new Scanner(analyser, clock.now), this.store, gate, clock, this.log);
    const { store, jobs, log } = this;
    this.kept = new KeptFindings({
      folder,
      store,
      jobs,
      texts: this,
      clock,
      log,
      engines: () => Promise.resolve(engines),
    });
  }

  /** As the editor scans: what is known already comes first. */
  async scan(documentId: string, trigger: Trigger = 'save'): Promise<ScanOutcome | undefined> {
    await this.kept.ensure(documentId);
    const text = this.textOf(documentId) ?? this.#machine.disk.get(documentId) ?? '';
    this.#known.set(documentId, { text: new KnownText(text), scanned: this.#known.get(documentId)?.scanned });
    const document = { id: documentId, path: pathOf(documentId), languageId: 'python', text, version: 1 };
    const outcome = await this.jobs.request({ document, trigger, review: true });
    if (outcome) this.#known.set(documentId, { text: new KnownText(text), scanned: new KnownText(text) });
    return outcome;
  }

  edit(documentId: string, from: string, to: string): void {
    const before = this.editors.get(documentId) ?? '';
    const text = before.replace(from, to);
    const batch: EditBatch = [{ offset: before.indexOf(from), length: from.length, text: to }];
    this.editors.set(documentId, text);
    const known = this.#known.get(documentId);
    if (!known) return;
    this.#known.set(documentId, { ...known, text: new KnownText(text) });
    this.store.edit(documentId, batch, text);
  }

  /** The document is closed for good, e.g. since its file was deleted. */
  forget(documentId: string): void {
    this.#known.delete(documentId);
    this.jobs.forget(documentId);
    this.store.clear(documentId);
  }

  /** Ends it as an editor does: what was not written yet is written now. */
  async close(): Promise<void> {
    await this.kept.dispose();
    this.jobs.dispose();
    this.store.dispose();
  }

  isChanged(documentId: string): boolean {
    const known = this.#known.get(documentId);
    return known?.scanned !== undefined && !known.scanned.isSameAs(known.text);
  }

  known(documentId: string): KnownTexts | undefined {
    return this.#known.get(documentId);
  }

  open(): readonly string[] {
    return [...this.editors.keys()];
  }

  textOf(documentId: string): string | undefined {
    return this.editors.get(documentId);
  }

  async likely(documentId: string): Promise<string | undefined> {
    await Promise.resolve();
    return this.guess?.(this.#machine.disk.get(documentId));
  }

  async onDisk(documentId: string): Promise<{ readonly text: string } | 'gone' | 'unreadable'> {
    this.read.push(documentId);
    await new Promise((resolve) => setImmediate(resolve));
    this.meanwhile?.();
    if (this.unreadable.has(documentId) || !this.isFile(documentId)) return 'unreadable';
    const text = this.#machine.disk.get(documentId);
    return text === undefined ? 'gone' : { text };
  }

  isFile(documentId: string): boolean {
    return documentId.startsWith('file:');
  }

  ready(): Promise<void> {
    return Promise.resolve();
  }

  adopt(documentId: string, text: string, scanned: TextMark | undefined): void {
    this.#known.set(documentId, { text: new KnownText(text), scanned: scanned && new KnownText(scanned) });
  }

  pathOf(documentId: string): string {
    return pathOf(documentId);
  }

  /** The text that the positions in the store refer to. */
  knownText(documentId: string): string {
    return this.#known.get(documentId)?.text.text ?? '';
  }

  #analyse({ text }: AnalysisRequest): AnalysisResponse {
    this.analysed.push(text);
    const findings = [QUERY].filter((quote) => text.includes(quote)).map((quote) => findingAt(text, quote));
    return { status: 'complete', reasons: [], findings, outline: [], coveredLines: 3, totalLines: 3 };
  }

  #review({ document: { text } }: ReviewRequest): ReviewResult {
    this.reviewed.push(text);
    const provenance = { engine: 'gemini', model: 'm', promptVersion: '1' } as const;
    const findings = [REQUEST]
      .filter((quote) => text.includes(quote))
      .map((quote) => findingAt(text, quote, { problemClass: 'transport-security', provenance, basis: 'review' }));
    const usage = { inputTokens: 1, outputTokens: 1, costUsd: 0, maskedSecrets: 0 };
    return {
      status: 'complete',
      reasons: [],
      findings,
      verdicts: [],
      droppedTitles: [],
      usage: { model: 'm', promptVersion: '1', requests: 1, ...usage },
    };
  }
}

function pathOf(documentId: string): string {
  return documentId.split('/').at(-1) ?? documentId;
}
