import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as gemini from '../code/review.ts';
import type { MonitorBundle } from '../monitor/monitorBundle.ts';
import type { S3Bundle } from '../s3/s3Bundle.ts';
import type * as reports from './reports.ts';

/** The heavy parts that are bundles of their own, with what each exports. Types only: nothing is loaded here. */
export interface Bundles {
  'gemini.cjs': typeof gemini;
  'reports.cjs': typeof reports;
  's3.cjs': S3Bundle;
  'monitor.cjs': MonitorBundle;
}

/**
 * Loads a heavy part on first use. The path is computed, so that the bundler leaves it alone.
 *
 * @param directory where the bundles are
 */
export async function loadBundle<Name extends keyof Bundles>(directory: string, name: Name): Promise<Bundles[Name]> {
  return (await import(pathToFileURL(join(directory, name)).href)) as Bundles[Name];
}
