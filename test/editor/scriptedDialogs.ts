import type * as vscode from 'vscode';
import type { ChangingChoices, Choice, EditorDialogs, ReportProgress } from '../../src/editor/dialogs.ts';
import type { Reason } from '../../src/findings/outcome.ts';

export interface Said {
  readonly level: 'info' | 'warning' | 'error';
  readonly message: string;
  readonly buttons: readonly string[];
}

/** A person who answers as the test says and remembers what was said. Without an answer they close the box. */
export class ScriptedDialogs implements EditorDialogs {
  readonly said: Said[] = [];
  readonly notified: Reason[] = [];
  consentAsked = 0;
  consent: 'granted' | 'declined' | undefined;
  key: string | undefined;
  reason: string | undefined;
  readonly reasonsAskedFor: string[] = [];
  /** The button to press, by a part of the message. */
  press: { readonly on: string; readonly button: string } | undefined;
  /** The label of what to pick; several for one pick after the other. */
  choice: string | readonly string[] | undefined;
  readonly offered: string[][] = [];

  /** Resolves when something was said that matches. */
  async heard(wanted: RegExp): Promise<string> {
    for (;;) {
      const found = this.messages.find((one) => wanted.test(one));
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => (this.#onSaid = resolve));
    }
  }
  #onSaid: () => void = () => undefined;

  get messages(): string[] {
    return this.said.map(({ message }) => message);
  }

  askConsent(): Promise<'granted' | 'declined' | undefined> {
    this.consentAsked++;
    return Promise.resolve(this.consent);
  }

  notify(reason: Reason): void {
    this.notified.push(reason);
  }

  tell(level: Said['level'], message: string, buttons: readonly string[]): Promise<string | undefined> {
    this.said.push({ level, message, buttons });
    this.#onSaid();
    return Promise.resolve(this.press && message.includes(this.press.on) ? this.press.button : undefined);
  }

  askKey(): Promise<string | undefined> {
    return Promise.resolve(this.key);
  }

  askReason(about: string): Promise<string | undefined> {
    this.reasonsAskedFor.push(about);
    return Promise.resolve(this.reason);
  }

  /** Titles of what was shown to be under way. */
  readonly progressed: string[] = [];

  /** What was said on the way, with the share that was done. */
  readonly reported: { readonly message: string; readonly share: number }[] = [];
  /** Called with each report: lets a test act in the middle, or press the button that cancels. */
  onReport: (message: string, cancel: () => void) => void = () => undefined;

  progress<T>(title: string, task: (signal: AbortSignal, report: ReportProgress) => Promise<T>): Promise<T> {
    this.progressed.push(title);
    const abort = new AbortController();
    return task(abort.signal, (message, share) => {
      this.reported.push({ message, share });
      this.onReport(message, () => abort.abort());
    });
  }

  readonly asked: { readonly question: string; readonly detail: string; readonly buttons: readonly string[] }[] = [];
  /** Chooses the button, among those offered; undefined closes the box. */
  choosing: (buttons: readonly string[]) => string | undefined = () => undefined;

  choose(question: string, detail: string, buttons: readonly string[]): Promise<string | undefined> {
    this.asked.push({ question, detail, buttons });
    return Promise.resolve(this.choosing(buttons));
  }

  /** Where to save; undefined closes the box. */
  saveTo: vscode.Uri | undefined;
  readonly proposed: vscode.Uri[] = [];

  askWhereToSave(_title: string, proposal: vscode.Uri): Promise<vscode.Uri | undefined> {
    this.proposed.push(proposal);
    return Promise.resolve(this.saveTo);
  }

  /** Titles of the choices that were offered. */
  readonly picks: string[] = [];

  pick<T>(title: string, choices: readonly Choice<T>[]): Promise<T | undefined> {
    this.picks.push(title);
    this.offered.push(choices.map(({ label, description }) => `${label} ${description}`));
    const labels = [this.choice].flat();
    return Promise.resolve(choices.find(({ label }) => labels.includes(label))?.value);
  }

  async pickOf<T>(title: string, _placeholder: string, choices: ChangingChoices<T>): Promise<T | undefined> {
    choices.watch(() => undefined).dispose();
    return this.pick(title, await choices.read());
  }

  /** Labels of what to pick among several; undefined closes the box. */
  several: readonly string[] | undefined;

  pickSeveral<T>(
    title: string,
    choices: readonly (Choice<T> & { picked: boolean })[],
  ): Promise<readonly T[] | undefined> {
    this.picks.push(title);
    const { several } = this;
    return Promise.resolve(several && choices.filter(({ label }) => several.includes(label)).map(({ value }) => value));
  }

  /** What to type into a box for a short text; undefined closes it. */
  text: string | undefined;
  /** What to type into the next boxes, before that. */
  readonly texts: string[] = [];

  askText(): Promise<string | undefined> {
    return Promise.resolve(this.texts.shift() ?? this.text);
  }

  /** The code of the device; undefined closes the box. */
  code: string | undefined;
  readonly codesAskedFor: string[] = [];

  askCode(serial: string): Promise<string | undefined> {
    this.codesAskedFor.push(serial);
    return Promise.resolve(this.code);
  }
}
