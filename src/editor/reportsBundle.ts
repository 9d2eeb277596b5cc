import { join } from 'node:path';
import { type Bundles, loadBundle } from '../app/bundles.ts';

/** Loads reports and the catalogue of rules, which are a bundle of their own, on first use. */
export type LoadReports = () => Promise<Bundles['reports.cjs']>;

/** @param directory where the extension is installed: an absolute path */
export function reportsLoader(directory: string): LoadReports {
  return () => loadBundle(join(directory, 'dist'), 'reports.cjs');
}
