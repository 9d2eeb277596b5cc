import type { Locator, Page } from 'playwright-core';

/** What asks for attention: dialogs in the middle, notifications at the corner. */
export class Dialogs {
  readonly #page: Page;
  readonly #runCommand: (title: string) => Promise<void>;

  constructor(page: Page, runCommand: (title: string) => Promise<void>) {
    this.#page = page;
    this.#runCommand = runCommand;
  }

  /** A modal dialog. */
  dialog(text: string | RegExp): Locator {
    return this.#page.locator('.monaco-dialog-box', { hasText: text });
  }

  /** Presses a button of the modal dialog and waits until the dialog is gone. */
  async answer(text: string | RegExp, button: string): Promise<void> {
    const dialog = this.dialog(text);
    await dialog.getByRole('button', { name: button, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /**
   * A notification, as a toast or in the notification centre. With an extension in development mode there
   * are no toasts: open the centre first ({@link showNotifications}).
   */
  notification(text: string | RegExp): Locator {
    return this.#page.locator('.notification-list-item:visible', { hasText: text });
  }

  async showNotifications(): Promise<void> {
    await this.#runCommand('Notifications: Show Notifications');
    await this.#page.locator('.notifications-center.visible').waitFor();
  }

  /** Presses a button of a notification. */
  async press(text: string | RegExp, button: string): Promise<void> {
    const notification = this.notification(text);
    // In the notification centre the buttons appear under the mouse.
    await notification.hover();
    await notification.getByRole('button', { name: button, exact: true }).click();
  }
}
