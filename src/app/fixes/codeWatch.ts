import type { Disposable } from '../../findings/events.ts';
import type { FindingRecord } from '../../findings/reconcile.ts';
import type { FindingStore } from '../../findings/store.ts';
import type { Clock, Log } from '../ports.ts';
import type { CodeLook, CodeLookRequest, CodeLooks } from './codeLooks.ts';
import { anchorOf, type CodeCase, type CodeVerdict, elsewhere, judgedBy, openedIn, verdictOn } from './codeOutcome.ts';
import type { CodeSubject, Fix } from './fix.ts';
import type { FixBook, NewCheck } from './fixBook.ts';
import type { CodeAnchor, FixEntry } from './fixEntry.ts';

export interface CodeWatchParts {
  readonly book: FixBook;
  readonly store: FindingStore;
  readonly looks: CodeLooks;
  readonly clock: Clock;
  readonly log: Log;
}

/** A fix whose subject is code. */
export interface CodeFix {
  readonly fix: Fix & { readonly subject: CodeSubject };
  readonly anchor: CodeAnchor;
}

export function asCodeFix({ fix, code }: Pick<FixEntry, 'fix' | 'code'>): CodeFix | undefined {
  const { subject } = fix;
  return subject.kind === 'code' && code ? { fix: { ...fix, subject }, anchor: code } : undefined;
}

/** So many other files are looked at, to tell what was moved from what was solved. */
const MOST_OTHERS = 20;

/** Looks again at code, as it changes. */
export class CodeWatch implements Disposable {
  readonly #parts: CodeWatchParts;
  readonly #abort = new AbortController();
  readonly #subscription: Disposable;
  /** When each file changed last, as far as the editor tells; and when it was looked at for another one's sake. */
  readonly #changedAt = new Map<string, number>();
  readonly #lookedAt = new Map<string, number>();
  /** One after the other: two looks at one document would take turns in giving each other up. */
  #turn: Promise<unknown> = Promise.resolve();
  readonly #waiting = new Set<string>();
  readonly #looking = new Set<string>();
  /** The text at the hand-off, until it is another one. */
  readonly #textAt = new Map<string, string>();
  /** Fixes that an earlier look found fixed, and the last one could not tell: nothing but another change asks again. */
  readonly #doubted = new Set<string>();
  /** Others that were not looked at in full the last time. */
  readonly #fell = new Set<string>();

  constructor(parts: CodeWatchParts) {
    this.#parts = parts;
    this.#subscription = parts.store.onDidChange((documentId) => this.#storeChanged(documentId));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#abort.abort();
  }

  /** They were handed off just now. */
  began(fixes: readonly CodeFix[]): void {
    for (const { fix } of fixes) {
      const text = this.#parts.store.textOf(fix.subject.documentId);
      if (text !== undefined) this.#textAt.set(fix.id, text);
    }
  }

  /** Resolves when every look that is due is done. */
  async idle(): Promise<void> {
    for (let turn; turn !== this.#turn;) {
      turn = this.#turn;
      await turn;
    }
  }

  /** A file was saved, or changed, made or deleted by somebody else. */
  fileChanged(documentId: string): void {
    const fixes = this.#watched();
    if (fixes.length === 0) {
      // Nobody waits: what changed until now tells nothing of a later hand-off.
      for (const memory of [this.#changedAt, this.#lookedAt, this.#textAt, this.#fell]) memory.clear();
      return;
    }
    this.#changedAt.delete(documentId);
    this.#changedAt.set(documentId, this.#parts.clock.now());
    if (fixes.some(({ fix }) => fix.subject.documentId === documentId)) this.#due(documentId);
    // What was solved in one file may turn up in another that is written later.
    for (const { fix } of fixes) {
      const isElsewhere = fix.status === 'fixed' || fix.status === 'moved';
      if (fix.subject.documentId !== documentId && isElsewhere) this.#due(fix.subject.documentId);
    }
  }

  /** @param trigger `command`: a person waits for it */
  check(fixes: readonly CodeFix[], trigger: 'command' | 'recheck'): Promise<ReadonlyMap<string, NewCheck>> {
    return this.#inTurn(() => this.#check(fixes, trigger));
  }

  /** Goes on with what an earlier window began: what it said may not be true any more, when a file changed since. */
  resume(one: CodeFix): void {
    this.follow(one);
    if (one.fix.status !== 'watching') this.#due(one.fix.subject.documentId);
  }

  /** Follows what an earlier window followed, as soon as it is in the store. */
  follow({ fix, anchor }: CodeFix): void {
    const { store } = this.#parts;
    const { documentId, fingerprint } = fix.subject;
    if (store.followed(anchor.as) || store.record(documentId, fingerprint) === undefined) return;
    store.follow(documentId, fingerprint, { as: anchor.as, mark: anchor.mark });
  }

  #isOver(): boolean {
    return this.#abort.signal.aborted;
  }

  #watched(): CodeFix[] {
    return this.#parts.book.watched('code').flatMap((entry) => asCodeFix(entry) ?? []);
  }

  #of(documentId: string): CodeFix[] {
    return this.#watched().filter(({ fix }) => fix.subject.documentId === documentId);
  }

  #due(documentId: string): void {
    if (this.#waiting.has(documentId)) return;
    this.#waiting.add(documentId);
    void this.#inTurn(async () => {
      // From here on another change asks for another look.
      this.#waiting.delete(documentId);
      for (const [id, check] of await this.#check(this.#of(documentId), 'recheck')) {
        // It may have been stopped meanwhile.
        const one = this.#watched().find(({ fix }) => fix.id === id);
        if (one && !this.#isTooEarly(one, check)) this.#parts.book.record(id, check);
      }
    }).catch((error: unknown) => this.#failed(error));
  }

  /** Nobody has begun yet: a save without a change is no fix that failed. */
  #isTooEarly({ fix }: CodeFix, { outcome }: NewCheck): boolean {
    const before = this.#textAt.get(fix.id);
    const isSame = before !== undefined && before === this.#parts.store.textOf(fix.subject.documentId);
    if (!isSame) this.#textAt.delete(fix.id);
    return isSame && fix.check === undefined && outcome === 'still-present';
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** Other looks than ours tell something, too: a scan of the workspace, a save of a file that is not watched here. */
  #storeChanged(documentId: string): void {
    for (const one of this.#watched()) {
      const { fix, anchor } = one;
      const record = this.#parts.store.followed(anchor.as);
      if (!record) {
        if (fix.subject.documentId === documentId) this.follow(one);
        continue;
      }
      if (record.documentId === documentId) this.#keepUp(fix, record);
      const isFixed = fix.status === 'fixed';
      const saysOpen = record.state.lifecycle === 'open' || record.state.lifecycle === 'still-present';
      const saysFixed = record.state.lifecycle === 'fixed';
      const differs = isFixed ? saysOpen : saysFixed && fix.status !== 'moved' && !this.#doubted.has(fix.id);
      // A look of ours that is under way says so itself.
      if (differs && record.documentId === documentId && !this.#looking.has(documentId)) this.#due(documentId);
    }
  }

  /** The file may have another name now, and the evidence another fingerprint. */
  #keepUp(fix: CodeFix['fix'], { documentId, finding }: FindingRecord): void {
    const { subject } = fix;
    const path = this.#parts.store.pathOf(documentId);
    const { fingerprint } = finding;
    if (subject.documentId === documentId && subject.fingerprint === fingerprint && subject.path === path) return;
    this.#parts.book.change(fix.id, (now) => ({ ...now, subject: { kind: 'code', documentId, path, fingerprint } }));
  }

  /** All of one document. */
  async #check(fixes: readonly CodeFix[], trigger: 'command' | 'recheck'): Promise<ReadonlyMap<string, NewCheck>> {
    const { store } = this.#parts;
    const [first] = fixes;
    if (!first || this.#isOver()) return new Map();
    for (const one of fixes) this.follow(one);
    const documentId = store.followed(first.anchor.as)?.documentId ?? first.fix.subject.documentId;
    const ask = fixes.flatMap(({ fix, anchor }) => {
      const byModel = fix.engine === 'gemini' || fix.engine === 'both';
      const record = byModel ? store.followed(anchor.as) : undefined;
      return record ? [record.finding.fingerprint] : [];
    });
    this.#looking.add(documentId);
    try {
      const look = await this.#look(documentId, { ask, trigger });
      if (look.kind === 'cancelled' || this.#isOver()) return new Map();
      const checks = new Map<string, NewCheck>();
      for (const { fix, anchor } of fixes) {
        const movedAs = fix.status === 'moved' ? fix.subject.fingerprint : undefined;
        const found: CodeCase = { anchor, engine: fix.engine, documentId, movedAs };
        const record = store.followed(anchor.as);
        const verdict = await this.#verdict(found, look, record?.finding.fingerprint ?? fix.subject.fingerprint);
        if (record) this.#keepUp(fix, record);
        if (record?.state.lifecycle === 'fixed' && verdict.outcome === 'cannot-tell') this.#doubted.add(fix.id);
        else this.#doubted.delete(fix.id);
        checks.set(fix.id, {
          ...verdict,
          by: judgedBy(fix.engine, record, verdict.outcome),
          opened: openedIn(store, found),
        });
      }
      return checks;
    } finally {
      this.#looking.delete(documentId);
    }
  }

  async #verdict(found: CodeCase, look: CodeLook, fingerprint: string): Promise<CodeVerdict> {
    const verdict = this.#ofLook(found, look);
    // A file that was renamed outside of the editor is gone from one place and has come to another.
    if (verdict.outcome !== 'fixed' && look.kind !== 'gone') return verdict;
    const { store } = this.#parts;
    const left = await this.#lookAtOthers(found.documentId);
    const twin = elsewhere(store, found, fingerprint, new Set(this.#changedAt.keys()));
    if (twin) {
      const path = store.pathOf(twin.documentId);
      const line = store.lineOf(twin.documentId, twin.finding.subject.range.start) ?? 1;
      return { outcome: 'moved', why: `It now stands in ${path}, line ${line}.`, movedTo: { path, line } };
    }
    if (verdict.outcome !== 'fixed' || left === 0) return verdict;
    return {
      ...verdict,
      why: `${verdict.why} ${left === 1 ? 'Another file that changed' : `${left} other files that changed`} could not be looked at in full.`,
    };
  }

  #ofLook(found: CodeCase, look: CodeLook): CodeVerdict {
    switch (look.kind) {
      case 'looked':
        return verdictOn(this.#parts.store, found, look);
      case 'gone':
        return { outcome: 'cannot-tell', why: 'The file is not there any more.' };
      case 'unreadable':
        return { outcome: 'cannot-tell', why: look.why };
      case 'cancelled':
        return { outcome: 'cannot-tell', why: 'The look was given up.' };
    }
  }

  /**
   * Looks at what else changed, the latest first, with the offline engine: nothing is sent for it.
   *
   * @returns how many could not be looked at in full
   */
  async #lookAtOthers(documentId: string): Promise<number> {
    const others = [...this.#changedAt].filter(([id]) => id !== documentId).reverse();
    let left = Math.max(0, others.length - MOST_OTHERS);
    for (const [id, changedAt] of others.slice(0, MOST_OTHERS)) {
      if ((this.#lookedAt.get(id) ?? -1) >= changedAt && !this.#fell.has(id)) continue;
      const look = await this.#look(id, { ask: [], trigger: 'recheck' });
      const isWhole = look.kind === 'gone' || (look.kind === 'looked' && look.outcome.status === 'complete');
      if (isWhole) this.#fell.delete(id);
      else this.#fell.add(id);
      if (!isWhole) left++;
    }
    return left;
  }

  async #look(documentId: string, request: CodeLookRequest): Promise<CodeLook> {
    this.#lookedAt.set(documentId, this.#parts.clock.now());
    try {
      return await this.#parts.looks.look(documentId, request, this.#abort.signal);
    } catch (error) {
      this.#failed(error);
      return { kind: 'unreadable', why: 'The look failed; the log says how.' };
    }
  }

  #failed(error: unknown): void {
    if (this.#isOver()) return;
    this.#parts.log.error(`Looking again at what was handed to the agent: ${wordsOf(error)}`);
  }
}

/** Follows a finding and remembers how it was. Undefined for one that is not known. */
export function startFollowing(
  store: FindingStore,
  { documentId, fingerprint }: CodeSubject,
): { readonly record: FindingRecord; readonly anchor: CodeAnchor } | undefined {
  const record = store.follow(documentId, fingerprint);
  const anchor = record && anchorOf(store, record);
  return record && anchor && { record, anchor };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
