import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ANALYSED_LANGUAGES, adapterFor } from '../../../../../src/code/embedded/adapters/adapter.ts';
import { WORK_LIMIT_MS } from '../../../../../src/code/embedded/host.ts';
import { reportFigure } from '../../../../support/figures.ts';
import { Random } from '../../../../support/random.ts';
import { repository } from '../../../../support/repository.ts';
import { analyse } from '../engineForTests.ts';
import { corpusOf } from './corpus.ts';
import { assertHonest } from './invariants.ts';
import { mutatedFile } from './mutations.ts';
import { parserHasErrors } from './parserErrors.ts';

const FILES = 5000;
/** To run other files, or one that failed once more: PALISADE_FUZZ_SEED=… PALISADE_FUZZ_FILES=1. */
const FIRST_SEED = Number(process.env['PALISADE_FUZZ_SEED'] ?? 20_261_126);
const COUNT = Number(process.env['PALISADE_FUZZ_FILES'] ?? FILES);

/** One language for each adapter: several share one. */
const LANGUAGES = ANALYSED_LANGUAGES.filter(
  (id, at, all) => all.findIndex((other) => adapterFor(other) === adapterFor(id)) === at,
);

/** Each file has a seed of its own, so that one that fails can be had again without those before it. */
async function tryFile(languageId: string, corpus: readonly string[], seed: number): Promise<string> {
  const text = mutatedFile(corpus, new Random(seed));
  const path = 'src/app.txt';
  try {
    const started = performance.now();
    const response = await analyse(languageId, text, path);
    assert.ok(performance.now() - started < WORK_LIMIT_MS, 'too slow');
    await assertHonest(text, path, response);
    if (response.status === 'complete') {
      assert.notEqual(await parserHasErrors(languageId, text), true, 'complete, but the parser did not understand it');
    }
    return response.status;
  } catch (error) {
    const kept = join(repository, 'out', 'fuzz', `${languageId}-${seed}.txt`);
    mkdirSync(join(kept, '..'), { recursive: true });
    writeFileSync(kept, text);
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${languageId}, seed ${seed}, ${text.length} characters, kept in ${kept}: ${why}`, {
      cause: error,
    });
  }
}

describe('mutated files', () => {
  for (const languageId of LANGUAGES) {
    it(`in ${languageId} never upset the engine, nor make it say what is not so`, async function () {
      this.timeout(10 * 60_000);
      const corpus = corpusOf(languageId);
      assert.ok(corpus.length > 10, 'there are samples');
      const outcomes: Record<string, number> = { complete: 0, partial: 0 };
      for (let at = 0; at < COUNT; at++) {
        const status = await tryFile(languageId, corpus, FIRST_SEED + at);
        outcomes[status] = (outcomes[status] ?? 0) + 1;
      }
      reportFigure(`fuzz: mutated files, ${languageId}`, COUNT);
      // The mutations are worth something only when some leave code and many leave something broken.
      if (COUNT === FILES) {
        assert.ok(
          (outcomes['complete'] ?? 0) > COUNT / 20 && (outcomes['partial'] ?? 0) > COUNT / 4,
          JSON.stringify(outcomes),
        );
      }
    });
  }
});
