import { SCANNED_ON_SAVE } from './languages.ts';

/** Made by tools from something else, so that a review of them is money for nothing. */
const MADE_BY_TOOLS = /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|[^/]*\.min\.[cm]?js)$/i;

/**
 * Whether a model is to read a file when many are scanned in one go: source code and configuration, in the
 * languages that are scanned when they are saved. A single file is reviewed whatever it is.
 *
 * @param path with forward slashes
 */
export function isReviewedInBulk(path: string, languageId: string): boolean {
  return SCANNED_ON_SAVE.includes(languageId) && !MADE_BY_TOOLS.test(path);
}
