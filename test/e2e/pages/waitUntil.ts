import { setTimeout as pause } from 'node:timers/promises';

/** As long as playwright waits for what it can wait for by itself. */
const PATIENCE_MS = 20_000;
const BETWEEN_LOOKS_MS = 50;

/**
 * For what cannot be put into a locator.
 *
 * @throws when `isSo` has not become true in time; the message says what was waited for
 */
export async function waitUntil(isSo: () => Promise<boolean>, what: string): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > giveUpAt) throw new Error(`waited in vain for ${what}`);
    await pause(BETWEEN_LOOKS_MS);
  }
}
