import assert from 'node:assert/strict';
import { analyse } from '../engineForTests.ts';

/** @returns how many times a program, complete, is proven to let a client into a command */
async function proofsIn(language: string, program: string): Promise<number> {
  const { status, findings } = await analyse(language, program);
  assert.equal(status, 'complete', program);
  return findings.filter((finding) => finding.severity === 'critical').length;
}

/** Tests that each source is one, and that nothing is proven by what only looks like one. */
export function describeSources(
  language: string,
  programOf: (source: string) => string,
  client: Readonly<Record<string, readonly string[]>>,
  noClient: Readonly<Record<string, string>>,
): void {
  for (const [framework, sources] of Object.entries(client)) {
    describe(framework, () => {
      for (const source of sources) {
        it(source, async () => {
          const program = programOf(source);
          assert.equal(await proofsIn(language, program), 1, program);
        });
      }
    });
  }

  describe('proves nothing for', () => {
    for (const [name, source] of Object.entries(noClient)) {
      it(name, async () => {
        const program = programOf(source);
        assert.equal(await proofsIn(language, program), 0, program);
      });
    }
  });
}
