import { unpackedVsix } from '../e2e/runner/unpackedVsix.ts';
import { startFakeAccount } from './fakeAccount.ts';
import type { Figure } from './figure.ts';
import { bundledMeasurements } from './measuredExtension.ts';
import { measuredInHost } from './measuredInHost.ts';

/** The sidebar in a real editor, while 5,000 buckets are read that answer after 20 ms. */
export async function* sidebarFigures(): AsyncGenerator<Figure> {
  const [tests, extension] = await Promise.all([bundledMeasurements('measureSidebar'), unpackedVsix()]);
  const account = await startFakeAccount(5000, 20);
  try {
    yield* measuredInHost(tests, extension.path, account.variables);
  } finally {
    await account.dispose();
    await extension.dispose();
  }
}
