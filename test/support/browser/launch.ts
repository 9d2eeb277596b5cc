import { chromium, type Browser } from 'playwright-core';
import type { Say } from '../cacheFolder.ts';
import { installedBrowser } from './installed.ts';
import { packagedBrowser } from './packaged.ts';

const FLAGS = [
  // Root, and most containers, cannot have Chromium's sandbox; the only page it opens is our own server's.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
  // The shared memory of a container is often too small for a browser.
  '--disable-dev-shm-usage',
];

/**
 * A headless browser: the machine's own, else the one from npm.
 *
 * @throws when there is neither
 */
export async function launchBrowser(say: Say = () => undefined): Promise<Browser> {
  const installed = installedBrowser();
  const { executable, env } = installed === undefined ? await packagedBrowser(say) : { executable: installed, env: {} };
  const environment = Object.entries({ ...process.env, ...env }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return chromium.launch({
    executablePath: executable,
    headless: true,
    args: FLAGS,
    env: Object.fromEntries(environment),
  });
}
