import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { AccountChange, AccountState } from '../../app/posture/accountState.ts';
import type { Disposable } from '../../findings/events.ts';
import { cleanModelText } from '../../findings/modelText.ts';
import { bucketPageHtml } from './bucketPage.ts';
import { type OpenedOf, subjectOf } from './bucketPageSubject.ts';

const VIEW_TYPE = 'palisade.bucket';
/** Of a tab. */
const LONGEST_TITLE = 80;

/** What the pages render; the session of the account is one. */
export interface ShownAccount {
  readonly state: AccountState;
  readonly onDidChange: (listener: (change: AccountChange) => void) => Disposable;
}

interface Page {
  readonly panel: vscode.WebviewPanel;
  opened: OpenedOf;
  /** Something changed while nobody saw it. */
  dirty: boolean;
  /** Without the nonce, which is another one each time. */
  shown: string | undefined;
}

/** The pages of buckets, one for each: they follow what is known, without script and without commands. */
export class BucketPages implements Disposable {
  readonly #account: ShownAccount;
  readonly #pages = new Map<string, Page>();
  readonly #listening: Disposable;

  constructor(account: ShownAccount) {
    this.#account = account;
    this.#listening = account.onDidChange(({ rows }) => this.#changed(rows));
  }

  dispose(): void {
    this.#listening.dispose();
    for (const { panel } of [...this.#pages.values()]) panel.dispose();
  }

  /** Opens the page of a bucket, or brings the one to the front that is open. It is then of the account chosen now. */
  show(bucket: string): void {
    const { source, identity } = this.#account.state;
    const opened: OpenedOf = { source, accountId: identity?.accountId, bucket };
    const open = this.#pages.get(bucket);
    if (open !== undefined) {
      open.opened = opened;
      this.#render(open);
      open.panel.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      VIEW_TYPE,
      cleanModelText(bucket, LONGEST_TITLE, 'one-line'),
      vscode.ViewColumn.Active,
      {
        enableScripts: false,
        enableForms: false,
        enableCommandUris: false,
        localResourceRoots: [],
        enableFindWidget: true,
      },
    );
    const page: Page = { panel, opened, dirty: false, shown: undefined };
    this.#pages.set(bucket, page);
    panel.onDidDispose(() => {
      if (this.#pages.get(bucket) === page) this.#pages.delete(bucket);
    });
    panel.onDidChangeViewState(() => {
      if (panel.visible && page.dirty) this.#render(page);
    });
    this.#render(page);
  }

  #changed(rows: ReadonlySet<string> | undefined): void {
    const { reading, bucketFailure } = this.#account.state;
    for (const [bucket, page] of this.#pages) {
      // A reading of this bucket alone changes what the page says as well, without a change of its row.
      const concerns = rows?.has(bucket) !== false || reading?.bucket === bucket || bucketFailure?.bucket === bucket;
      if (!concerns && page.opened.accountId !== undefined) continue;
      if (page.panel.visible) this.#render(page);
      else page.dirty = true;
    }
  }

  #render(page: Page): void {
    const { state } = this.#account;
    page.dirty = false;
    const { bucket } = page.opened;
    // Once it is known of which account the page is, it stays with that one.
    if (page.opened.accountId === undefined && subjectOf(state, page.opened).kind === 'row')
      page.opened = { ...page.opened, accountId: state.identity?.accountId };
    const subject = subjectOf(state, page.opened);
    const text = bucketPageHtml({ nonce: 'same', bucket, subject });
    // The same text again would throw away where the reader is on the page.
    if (text === page.shown) return;
    page.shown = text;
    page.panel.webview.html = bucketPageHtml({ nonce: randomBytes(16).toString('hex'), bucket, subject });
  }
}
