import type { AccountSession } from '../../app/posture/accountSession.ts';
import type { AccountSource, ReportSource } from '../../app/posture/accountState.ts';
import type { RunFailure } from '../../s3/posture.ts';
import { cleanLine } from '../../outbound/cleaning.ts';
import type { PostureParts } from '../lazyPosture.ts';
import { postureSettings } from '../postureSettings.ts';
import { POSTURE } from './postureTexts.ts';
import type { AccountMemory } from './profilePicker.ts';
import * as vscode from 'vscode';

export interface ReadingParts extends Pick<
  PostureParts,
  'dialogs' | 'isTrusted' | 'runInTerminal' | 'ignores' | 'log'
> {
  readonly session: AccountSession;
  readonly memory: AccountMemory;
}

/** Starts readings, and says what came of them where a person has to do something about it. */
export class PostureReadings {
  readonly #parts: ReadingParts;
  readonly #subscription: { dispose(): void };
  /** What was said last, so that one cause speaks once. */
  #said: string | undefined;
  #saidOfSettings = '';

  constructor(parts: ReadingParts) {
    this.#parts = parts;
    const { session, memory } = parts;
    this.#subscription = session.onDidChange(() => {
      const { source, identity } = session.state;
      if (source?.kind === 'profile' && identity !== undefined) void memory.remember(source.name, identity.accountId);
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** The view was opened: what was looked at last is looked at again, if the person wants that. */
  async opened(): Promise<void> {
    const { session, memory, isTrusted } = this.#parts;
    if (session.state.source !== undefined) return;
    const { source } = memory;
    if (source === undefined) return;
    session.choose(source);
    if (source.kind !== 'sample' && isTrusted() && postureSettings().readOnOpen) await this.readAll();
  }

  /** From a report to the account that was looked at before it. */
  async backToLive(): Promise<void> {
    const { session, dialogs, isTrusted } = this.#parts;
    if (session.state.source?.kind !== 'report') {
      await dialogs.tell('info', `Palisade: ${POSTURE.noReport}`, []);
      return;
    }
    const source = this.#leaveReport();
    if (source !== undefined && source.kind !== 'sample' && isTrusted() && postureSettings().readOnOpen) {
      await this.readAll();
    }
  }

  /** @returns what is looked at then */
  #leaveReport(): Exclude<AccountSource, ReportSource> | undefined {
    const { session, memory } = this.#parts;
    const { source } = session.state;
    if (source?.kind !== 'report') return source;
    const live = source.live ?? memory.source;
    session.choose(live);
    return live?.kind === 'report' ? undefined : live;
  }

  async choose(source: AccountSource): Promise<void> {
    const { session, memory } = this.#parts;
    this.#said = undefined;
    session.choose(source);
    await memory.setSource(source);
    if (source.kind !== 'sample') await this.readAll();
  }

  async readAll(): Promise<void> {
    const { session, ignores } = this.#parts;
    if (!(await this.#mayRead())) return;
    this.#leaveReport();
    await ignores.ensureAll();
    const { source } = session.state;
    await session.readAll();
    const { outcome } = session.state;
    // Another account may have been chosen meanwhile.
    if (session.state.source !== source || outcome === undefined) return;
    if (outcome.failure === undefined) this.#said = undefined;
    else this.#tellFailure(outcome.failure, POSTURE.readingEnded(cleanLine(outcome.failure.message, 500)));
  }

  async readBucket(name: string): Promise<void> {
    const { session, dialogs } = this.#parts;
    if (!(await this.#mayRead())) return;
    const { source } = session.state;
    await session.readBucket(name);
    if (session.state.source !== source) return;
    const { bucketFailure, rows } = session.state;
    if (bucketFailure?.bucket === name) {
      const message = cleanLine(bucketFailure.failure.message, 500);
      this.#tellFailure(bucketFailure.failure, POSTURE.bucketFailed(name, message));
    } else if (!rows.has(name)) await dialogs.tell('info', `Palisade: ${POSTURE.gone(name)}`, []);
  }

  /** Shows the command that signs in, and runs it in a terminal if the person says so. */
  async signIn(): Promise<void> {
    const { session, dialogs, runInTerminal } = this.#parts;
    const { outcome, bucketFailure } = session.state;
    const command = bucketFailure?.failure.command ?? outcome?.failure?.command;
    if (command === undefined) {
      await dialogs.tell('info', `Palisade: ${POSTURE.noSignIn}`, []);
      return;
    }
    const buttons = [POSTURE.runInTerminal, POSTURE.copyCommand];
    const pressed = await dialogs.choose(POSTURE.signIn, POSTURE.signInDetail(command), buttons);
    if (pressed === POSTURE.runInTerminal) runInTerminal('AWS sign-in', command);
    if (pressed === POSTURE.copyCommand) await vscode.env.clipboard.writeText(command);
  }

  async #mayRead(): Promise<boolean> {
    const { session, dialogs, isTrusted, memory } = this.#parts;
    // In this window nothing was chosen yet, but on this machine.
    if (session.state.source === undefined && memory.source !== undefined) session.choose(memory.source);
    if (session.state.source?.kind !== 'sample' && !isTrusted()) {
      const pressed = await dialogs.tell('warning', `Palisade: ${POSTURE.untrusted}`, [POSTURE.manageTrust]);
      if (pressed === POSTURE.manageTrust) await vscode.commands.executeCommand('workbench.trust.manage');
      return false;
    }
    if (session.state.source === undefined) {
      const pressed = await dialogs.tell('info', `Palisade: ${POSTURE.noSource}`, [POSTURE.choose]);
      if (pressed === POSTURE.choose) await vscode.commands.executeCommand('palisade.chooseAwsProfile');
      return false;
    }
    this.#tellSettings();
    return true;
  }

  #tellSettings(): void {
    const { problems } = postureSettings();
    const text = problems.join('\n');
    if (text === this.#saidOfSettings) return;
    this.#saidOfSettings = text;
    if (text === '') return;
    const told = this.#parts.dialogs.tell('warning', `Palisade: ${POSTURE.settings(problems)}`, [POSTURE.openSettings]);
    void told.then(async (pressed) => {
      if (pressed === POSTURE.openSettings) {
        await vscode.commands.executeCommand('workbench.action.openSettings', 'palisade.aws');
      }
    });
  }

  /** Not awaited: a notification may stay for as long as it likes, and the reading is over. */
  #tellFailure(failure: RunFailure, message: string): void {
    if (message === this.#said) return;
    this.#said = message;
    const action =
      failure.command !== undefined
        ? { label: POSTURE.signInAction, command: 'palisade.signInToAws' }
        : failure.kind === 'list-denied'
          ? { label: POSTURE.nameBuckets, command: 'palisade.nameBuckets' }
          : { label: POSTURE.readAgain, command: 'palisade.readAccount' };
    const told = this.#parts.dialogs.tell('warning', `Palisade: ${message}`, [action.label]);
    void told.then(async (pressed) => {
      if (pressed === action.label) await vscode.commands.executeCommand(action.command);
    });
  }
}
