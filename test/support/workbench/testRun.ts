import type { Page } from 'playwright-core';

const LIMIT_MS = 10 * 60_000;

/**
 * VS Code calls these two functions of the page when it runs tests in a browser. In an object, so that
 * waiting for them to be there does not mean waiting for the tests.
 *
 * @returns the exit code: 0 when run() of the module came to its end
 */
export async function exitOf(page: Page): Promise<{ readonly code: Promise<number> }> {
  await page.exposeFunction('codeAutomationLog', () => undefined);
  let exited: (code: number) => void = () => undefined;
  await page.exposeFunction('codeAutomationExit', (code: number) => exited(code));
  const code = new Promise<number>((resolve, reject) => {
    exited = resolve;
    page.on('crash', () => reject(new Error('The page of the editor crashed.')));
    const late = new Error(`What runs in the editor did not end in ${LIMIT_MS / 60_000} minutes.`);
    setTimeout(() => reject(late), LIMIT_MS).unref();
  });
  // Nobody waits for it yet.
  code.catch(() => undefined);
  return { code };
}
