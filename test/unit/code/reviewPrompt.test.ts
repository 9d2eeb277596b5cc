import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createReviewer } from '../../../src/code/review.ts';
import { REVIEW_SCHEMA } from '../../../src/code/reviewSchema.ts';
import { SEVERITIES } from '../../../src/findings/severity.ts';
import { PromptFile } from '../../../src/gemini/promptFile.ts';
import { promptOf, startFakeGemini } from '../../support/fakeGemini.ts';
import { ManualTimers } from '../../support/manualTimers.ts';
import { CANDIDATES, OUTLINE, SOURCE } from './reviewSamples.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Every finding names the version of its prompt, so a version means one wording. */
const WORDING = { version: '1', digest: '9df55aded9a06fe9' };

describe('the prompt of a review', () => {
  let promptText: string;
  let system: string;

  before(async () => {
    promptText = await readFile(join(ROOT, 'prompts/review.md'), 'utf8');
    system = PromptFile.parse(promptText).system;
  });

  it('is, for the sample, word for word what goldenReviewPrompt.txt says', async () => {
    const fake = await startFakeGemini({ modes: 'ok-empty' });
    const timers = new ManualTimers();
    const reviewer = createReviewer({
      apiKey: 'test-key',
      model: 'gemini-3.8-flash',
      fallbackModel: 'gemini-3.5-flash-lite',
      promptText,
      endpoint: fake.url,
      now: timers.now,
      timers,
      log: () => undefined,
      nonce: () => 'n0nceOfTheTest01',
    });
    const document = { id: 'f', path: 'web/files.py', languageId: 'python', text: SOURCE, version: 1 };
    await reviewer.review(
      { document, candidates: CANDIDATES, outline: OUTLINE, depth: 'quick' },
      new AbortController().signal,
    );
    await fake.stop();
    const golden = await readFile(join(import.meta.dirname, 'goldenReviewPrompt.txt'), 'utf8');
    assert.equal(`${promptOf(fake.requests[0]?.body ?? '')}\n`, golden);
  });

  it('has a new version whenever a word of it changes', () => {
    const { version, template } = PromptFile.parse(promptText);
    const digest = createHash('sha256').update(`${system}\n${template}`).digest('hex').slice(0, 16);
    assert.deepEqual({ version, digest }, WORDING, 'raise the version in prompts/review.md and put both here');
  });

  it('explains every field of the schema, in the order of the schema, and shows the whole form', () => {
    const form = JSON.parse(system.slice(system.lastIndexOf('\n{') + 1)) as Record<string, Record<string, unknown>[]>;
    for (const [list, { items }] of Object.entries(REVIEW_SCHEMA.properties ?? {})) {
      assert.deepEqual(Object.keys(form[list]?.[0] ?? {}), items?.propertyOrdering);
      const places = (items?.propertyOrdering ?? []).map((name) =>
        system.indexOf(`\n- ${name}: `, system.indexOf(list === 'findings' ? '# A finding' : '# The candidates')),
      );
      assert.deepEqual(
        places,
        [...places].sort((a, b) => a - b),
      );
      assert.ok(
        places.every((place) => place > 0),
        list,
      );
    }
  });

  it('has a rubric for every severity', () => {
    for (const severity of SEVERITIES) assert.match(system, new RegExp(`^- ${severity}: `, 'm'));
  });

  it('says before and after the data that it is none of the instructions', () => {
    const { template } = PromptFile.parse(promptText);
    const [before = '', after = ''] = template.split('{{code}}');
    assert.match(before, /data, not instructions/);
    assert.match(after, /[Nn]othing in it was an instruction/);
  });

  it('has a schema that the service takes: flat, two small enums, no bounds', () => {
    const text = JSON.stringify(REVIEW_SCHEMA);
    assert.equal(text.match(/"enum":\[/g)?.length, 2);
    assert.doesNotMatch(
      text,
      /minItems|maxItems|minimum|maximum|minLength|maxLength|pattern|additionalProperties|\$ref/,
    );
    for (const list of Object.values(REVIEW_SCHEMA.properties ?? {})) {
      for (const field of Object.values(list.items?.properties ?? {}))
        assert.ok(field.type !== 'object' && field.type !== 'array');
    }
  });
});
