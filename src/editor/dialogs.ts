import * as vscode from 'vscode';
import type { Dialogs } from '../app/ports.ts';
import { describeReason, type NextAction } from '../app/reasons.ts';
import type { Reason } from '../findings/outcome.ts';
import { cleanLine } from '../outbound/cleaning.ts';
import { looksLikeKey } from './apiKey.ts';
import { withoutIcons, withoutLinks } from './plainWords.ts';
import { commandOf } from './statusModel.ts';
import { ACTIONS, CODE, CONSENT, IGNORE, KEY } from './texts.ts';

export interface Choice<T> {
  readonly label: string;
  readonly description: string;
  readonly value: T;
}

/** Choices that may change while a person looks at them. */
export interface ChangingChoices<T> {
  readonly read: () => Promise<readonly Choice<T>[]>;
  /** @returns what ends it */
  readonly watch: (changed: () => void) => { dispose(): void };
}

/** A kind of files, e.g. `Markdown`, with the extension `md`. */
export interface FileType {
  readonly label: string;
  readonly extension: string;
}

/** Everything that is asked of, or said to, the person in a box of its own. Nothing in its words is a link or an icon. */
export interface EditorDialogs extends Dialogs {
  /** @returns the button that was pressed */
  tell(level: 'info' | 'warning' | 'error', message: string, buttons: readonly string[]): Promise<string | undefined>;
  /** Undefined when the person thought better of it. */
  askKey(): Promise<string | undefined>;
  /** @param about what is going to be ignored, in words */
  askReason(about: string): Promise<string | undefined>;
  pick<T>(title: string, choices: readonly Choice<T>[]): Promise<T | undefined>;
  /** Undefined when the person thought better of it. */
  pickOf<T>(title: string, placeholder: string, choices: ChangingChoices<T>): Promise<T | undefined>;
  /** Any number of them; those that are picked at first have `picked`. */
  pickSeveral<T>(
    title: string,
    choices: readonly (Choice<T> & { readonly picked: boolean })[],
  ): Promise<readonly T[] | undefined>;
  /** A short text, which may be empty. Undefined when the person thought better of it. */
  askText(title: string, prompt: string, before: string): Promise<string | undefined>;
  /** The code of the device. The box closes when the signal aborts. */
  askCode(serial: string, signal: AbortSignal): Promise<string | undefined>;
  /**
   * Asks in a box that has to be answered.
   *
   * @param buttons the first one has the focus
   * @returns the button that was pressed; undefined when the person thought better of it
   */
  choose(question: string, detail: string, buttons: readonly string[]): Promise<string | undefined>;
  /** Asks before it overwrites. Undefined when the person thought better of it. */
  askWhereToSave(title: string, proposal: vscode.Uri, type: FileType): Promise<vscode.Uri | undefined>;
  /** Shows that something is under way, until it has ended. The signal aborts when the person cancels it. */
  progress<T>(title: string, task: (signal: AbortSignal, report: ReportProgress) => Promise<T>): Promise<T>;
}

/** @param share of the whole that is done, from 0 to 1 */
export type ReportProgress = (message: string, share: number) => void;

const ACTION_BUTTONS: Readonly<Record<NextAction, string>> = {
  'set-key': ACTIONS.setKey,
  'review-consent': ACTIONS.reviewConsent,
  'trust-workspace': ACTIONS.trust,
  'open-settings': ACTIONS.settings,
  'show-log': ACTIONS.showLog,
  retry: ACTIONS.retry,
};

export class WindowDialogs implements EditorDialogs {
  async askConsent(): Promise<'granted' | 'declined' | undefined> {
    const { question, detail, allow, refuse } = CONSENT;
    // The first button has the focus: an Enter too many, after the key was typed, must not be a yes.
    const answer = await vscode.window.showInformationMessage(question, { modal: true, detail }, refuse, allow);
    if (answer === undefined) return undefined;
    return answer === allow ? 'granted' : 'declined';
  }

  notify(reason: Reason): void {
    const { sentence, nextStep, action } = describeReason(reason);
    const buttons = action === undefined ? [] : [ACTION_BUTTONS[action]];
    const shown = vscode.window.showWarningMessage(withoutLinks(`Palisade: ${sentence} ${nextStep}`), ...buttons);
    void shown.then(async (pressed) => {
      if (pressed === undefined || action === undefined) return;
      await vscode.commands.executeCommand(
        commandOf(action),
        ...(action === 'open-settings' ? ['palisade.gemini'] : []),
      );
    });
  }

  async tell(
    level: 'info' | 'warning' | 'error',
    message: string,
    buttons: readonly string[],
  ): Promise<string | undefined> {
    const plain = withoutLinks(message);
    switch (level) {
      case 'info':
        return vscode.window.showInformationMessage(plain, ...buttons);
      case 'warning':
        return vscode.window.showWarningMessage(plain, ...buttons);
      case 'error':
        return vscode.window.showErrorMessage(plain, ...buttons);
    }
  }

  async askKey(): Promise<string | undefined> {
    return vscode.window.showInputBox({
      title: KEY.title,
      prompt: KEY.prompt,
      placeHolder: KEY.placeholder,
      password: true,
      ignoreFocusOut: true,
      validateInput: (value) => {
        if (value.trim() === '') return { message: KEY.empty, severity: vscode.InputBoxValidationSeverity.Error };
        if (looksLikeKey(value.trim())) return undefined;
        return { message: KEY.unusual, severity: vscode.InputBoxValidationSeverity.Warning };
      },
    });
  }

  async askReason(about: string): Promise<string | undefined> {
    return vscode.window.showInputBox({
      title: withoutLinks(about),
      prompt: IGNORE.reasonPrompt,
      placeHolder: IGNORE.reasonTitle,
      ignoreFocusOut: true,
      validateInput: (value) => (value.trim() === '' ? IGNORE.reasonEmpty : undefined),
    });
  }

  async pick<T>(title: string, choices: readonly Choice<T>[]): Promise<T | undefined> {
    const items = choices.map(({ label, description, value }) => ({
      label: withoutIcons(label),
      description: withoutIcons(description),
      value,
    }));
    const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
    return picked?.value;
  }

  pickOf<T>(title: string, placeholder: string, choices: ChangingChoices<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const box = vscode.window.createQuickPick<vscode.QuickPickItem & { readonly value: T }>();
      box.title = withoutLinks(title);
      box.placeholder = placeholder;
      box.matchOnDescription = true;
      box.matchOnDetail = true;
      let latest = 0;
      const fill = async (): Promise<void> => {
        const mine = ++latest;
        box.busy = true;
        const read = await choices.read();
        if (mine !== latest) return;
        box.busy = false;
        const active = box.activeItems[0]?.label;
        box.items = read.map(({ label, description, value }) => ({
          label: withoutIcons(label),
          description: withoutIcons(description),
          value,
        }));
        const same = box.items.find(({ label }) => label === active);
        if (same !== undefined) box.activeItems = [same];
      };
      const refill = (): void => {
        fill().catch((error: unknown) => {
          reject(error instanceof Error ? error : new Error(String(error)));
          box.dispose();
        });
      };
      const watching = choices.watch(refill);
      box.onDidAccept(() => {
        resolve(box.selectedItems[0]?.value);
        box.dispose();
      });
      box.onDidHide(() => {
        watching.dispose();
        resolve(undefined);
        box.dispose();
      });
      refill();
      box.show();
    });
  }

  async pickSeveral<T>(
    title: string,
    choices: readonly (Choice<T> & { readonly picked: boolean })[],
  ): Promise<readonly T[] | undefined> {
    const items = choices.map(({ label, description, value, picked }) => ({
      label: withoutIcons(label),
      description: withoutIcons(description),
      value,
      picked,
    }));
    const picked = await vscode.window.showQuickPick(items, { title, canPickMany: true });
    return picked?.map(({ value }) => value);
  }

  async askText(title: string, prompt: string, before: string): Promise<string | undefined> {
    return vscode.window.showInputBox({ title: withoutLinks(title), prompt: withoutLinks(prompt), value: before });
  }

  async askCode(serial: string, signal: AbortSignal): Promise<string | undefined> {
    const closing = new vscode.CancellationTokenSource();
    const close = (): void => closing.cancel();
    signal.addEventListener('abort', close, { once: true });
    if (signal.aborted) close();
    try {
      return await vscode.window.showInputBox(
        {
          title: CODE.title,
          prompt: withoutLinks(CODE.prompt(cleanLine(serial, 200))),
          placeHolder: CODE.placeholder,
          ignoreFocusOut: true,
          validateInput: (value) => (/^\d{6}$/.test(value.trim()) || value === '' ? undefined : CODE.unusual),
        },
        closing.token,
      );
    } finally {
      signal.removeEventListener('abort', close);
      closing.dispose();
    }
  }

  async choose(question: string, detail: string, buttons: readonly string[]): Promise<string | undefined> {
    return vscode.window.showInformationMessage(question, { modal: true, detail }, ...buttons);
  }

  async askWhereToSave(
    title: string,
    proposal: vscode.Uri,
    { label, extension }: FileType,
  ): Promise<vscode.Uri | undefined> {
    return vscode.window.showSaveDialog({ title, defaultUri: proposal, filters: { [label]: [extension] } });
  }

  async progress<T>(title: string, task: (signal: AbortSignal, report: ReportProgress) => Promise<T>): Promise<T> {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: withoutLinks(title),
      cancellable: true,
    };
    return vscode.window.withProgress(options, async (progress, token) => {
      const abort = new AbortController();
      const listener = token.onCancellationRequested(() => abort.abort());
      let percent = 0;
      const report: ReportProgress = (message, share) => {
        progress.report({ message: withoutLinks(message), increment: share * 100 - percent });
        percent = share * 100;
      };
      try {
        return await task(abort.signal, report);
      } finally {
        listener.dispose();
      }
    });
  }
}
