import { Consent } from '../../../../src/app/consent.ts';
import { DailyLimit } from '../../../../src/app/dailyLimit.ts';
import { JobLooks } from '../../../../src/app/fixes/codeLooks.ts';
import type { CodeSubject, Fix } from '../../../../src/app/fixes/fix.ts';
import type { FixStorage } from '../../../../src/app/fixes/fixFile.ts';
import { FixWatch } from '../../../../src/app/fixes/fixWatch.ts';
import { ReviewGate } from '../../../../src/app/reviewGate.ts';
import { ScanJobs } from '../../../../src/app/scanJobs.ts';
import type { SourceDocument } from '../../../../src/code/document.ts';
import type { Reviewer } from '../../../../src/code/review.ts';
import { type Analyser, Scanner } from '../../../../src/code/scanner.ts';
import { FindingStore } from '../../../../src/findings/store.ts';
import { FakeClock } from '../../../support/fakeClock.ts';
import { ListLog, MapMemory, StringStorage } from '../../../support/memory.ts';
import { newEngine } from '../../code/embedded/engineForTests.ts';

export const APP = 'file:///w/app.py';
export const OTHER = 'file:///w/other.py';

export const HEAD = 'import os\nimport sqlite3\nfrom flask import request\n\n';
/** A hole, and nothing else. */
export const HOLE = 'def ping():\n    os.system("ping " + request.args["host"])\n';
/** Without it. */
export const SOLVED = 'def ping():\n    return "pong"\n';
/** The same hole in other words. */
export const REWRITTEN = 'def ping():\n    target = request.args["host"]\n    os.system("ping -c 1 %s" % target)\n';

export class KeptText extends StringStorage implements FixStorage {
  readonly aside: string[] = [];
  remove(): Promise<void> {
    this.text = undefined;
    return Promise.resolve();
  }
  keepAside(text: string): Promise<void> {
    this.aside.push(text);
    return Promise.resolve();
  }
}

const engine = newEngine();

export interface BenchOptions {
  readonly storage?: KeptText;
  readonly reviewer?: Reviewer;
  readonly clock?: FakeClock;
  /** Of the fixes of this window. */
  readonly ids?: string;
}

/** A workspace of files, with everything real but the editor. */
export class Bench {
  readonly store = new FindingStore();
  readonly clock: FakeClock;
  readonly log = new ListLog();
  readonly storage: KeptText;
  readonly files = new Map<string, string>();
  readonly looked: string[] = [];
  readonly jobs: ScanJobs;
  readonly watch: FixWatch;
  /** What the next look meets before it begins. */
  beforeLook: () => Promise<void> = () => Promise.resolve();
  partial = false;
  hasKey = true;
  trusted = true;
  watchMs = 600_000;
  #ids = 0;

  constructor(options: BenchOptions = {}) {
    this.storage = options.storage ?? new KeptText();
    this.clock = options.clock ?? new FakeClock();
    const analyser: Analyser = {
      analyse: async (request) => {
        const response = await engine.analyse(request);
        if (!this.partial) return response;
        return { ...response, status: 'partial', reasons: [{ kind: 'time-limit', engine: 'embedded' }] };
      },
    };
    const memory = new MapMemory();
    const consent = new Consent(memory, { askConsent: () => Promise.resolve('granted') });
    const gate = new ReviewGate(
      {
        apiKey: () => Promise.resolve(this.hasKey ? 'a-key' : undefined),
        isTrusted: () => this.trusted,
        settings: () => ({ model: 'm', fallbackModel: 'f', dailyRequests: 100, dailyTokens: 1e6, exclude: [] }),
        exclusion: () => Promise.resolve(undefined),
        reviewer: () => (options.reviewer ? Promise.resolve(options.reviewer) : Promise.reject(new Error('no model'))),
      },
      consent,
      new DailyLimit(new StringStorage(), this.clock.now),
      this.clock,
    );
    this.jobs = new ScanJobs(new Scanner(analyser, this.clock.now), this.store, gate, this.clock, this.log);
    const looks = new JobLooks(this.jobs, {
      snapshot: async (documentId) => {
        this.looked.push(documentId);
        await this.beforeLook();
        const text = this.files.get(documentId);
        if (text === undefined) return 'gone';
        this.store.sync(documentId, text);
        return documentOf(documentId, text);
      },
      request: (request) => this.jobs.request(request),
    });
    this.watch = new FixWatch({
      store: this.store,
      code: looks,
      storage: this.storage,
      clock: this.clock,
      log: this.log,
      watchMs: () => this.watchMs,
      newId: () => `${options.ids ?? 'fix'}-${++this.#ids}`,
    });
  }

  dispose(): void {
    this.watch.dispose();
    this.jobs.dispose();
    this.store.dispose();
  }

  /** Puts a file in place and scans it, as a person would. */
  async open(documentId: string, text: string, review = false): Promise<void> {
    this.files.set(documentId, text);
    this.store.sync(documentId, text);
    await this.jobs.request({ document: documentOf(documentId, text), trigger: 'command', review });
  }

  /** The agent writes a file, or deletes it; resolves when everything that this entails is done. */
  async write(documentId: string, text: string | undefined): Promise<void> {
    this.clock.advance(1_000);
    if (text === undefined) {
      this.files.delete(documentId);
      this.store.clear(documentId);
    } else this.files.set(documentId, text);
    this.watch.fileChanged(documentId);
    await this.watch.idle();
  }

  subjects(documentId = APP): CodeSubject[] {
    return this.store.records(documentId).map(({ finding: { fingerprint } }) => ({
      kind: 'code',
      documentId,
      path: this.store.pathOf(documentId),
      fingerprint,
    }));
  }

  /** Opens the file and hands its only finding off. */
  async handOff(text = HEAD + HOLE): Promise<Fix> {
    await this.open(APP, text);
    await this.watch.handOff(this.subjects());
    return this.fix;
  }

  /** The newest one. */
  get fix(): Fix {
    const [fix] = this.watch.fixes();
    if (!fix) throw new Error('nothing was handed off');
    return fix;
  }
}

export function documentOf(id: string, text: string): SourceDocument {
  return { id, path: id.replace('file:///w/', ''), languageId: 'python', text, version: 1 };
}
