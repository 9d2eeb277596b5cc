import assert from 'node:assert/strict';
import { inJavaScript } from './views.ts';

/**
 * Asserts what a command in an Express handler, in which `tainted` is the client's, is found to be.
 *
 * @param worst the severity of the worst finding
 * @param before what stands above the handler
 */
export async function assertFlows(body: string, worst: 'critical' | 'none', before = ''): Promise<void> {
  const severities = await inJavaScript(body, before);
  assert.equal(severities.includes('critical') ? 'critical' : 'none', worst, `${body} gave ${severities.join()}`);
}
