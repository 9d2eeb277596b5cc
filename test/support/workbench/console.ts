import type { Page } from 'playwright-core';
import { withoutNoise } from '../editorServer/noise.ts';

/**
 * Collects what the workbench and the extension host say on the page's console, where VS Code sends
 * the extension host's output.
 *
 * @returns the lines so far, without the known noise
 */
export function listenToConsole(page: Page): () => string[] {
  const messages: string[] = [];
  page.on('console', (message) => messages.push(plain(message.text())));
  page.on('pageerror', (error) => messages.push(`page error: ${error.message}`));
  // Noise is a matter of whole messages: a stack belongs to the error above it.
  return () => messages.flatMap((message) => withoutNoise(message.split('\n')));
}

/** Without the directions for colouring that VS Code passes along. */
function plain(text: string): string {
  return text
    .replaceAll('%c', '')
    .replaceAll(/\s*color: ?(#[0-9a-f]{3}|blue)?/g, '')
    .trim();
}
