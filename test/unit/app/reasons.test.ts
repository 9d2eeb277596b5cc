import assert from 'node:assert/strict';
import { describeReason } from '../../../src/app/reasons.ts';
import type { ReasonKind } from '../../../src/findings/outcome.ts';

/** A record, so that the compiler asks for a kind that is added. */
const ALL: Readonly<Record<ReasonKind, true>> = {
  'no-adapter': true,
  generated: true,
  'time-limit': true,
  'syntax-errors': true,
  encoding: true,
  'engine-crashed': true,
  'analysis-limit': true,
  'too-large': true,
  unreadable: true,
  'not-text': true,
  excluded: true,
  'no-consent': true,
  'untrusted-workspace': true,
  'daily-limit': true,
  'limit-unknown': true,
  'no-key': true,
  'key-refused': true,
  quota: true,
  'rate-limited': true,
  overloaded: true,
  'model-gone': true,
  blocked: true,
  truncated: true,
  malformed: true,
  'timed-out': true,
  network: true,
  ungrounded: true,
};
const KINDS = Object.keys(ALL) as ReasonKind[];

describe('describeReason', () => {
  for (const kind of KINDS) {
    it(`says what ${kind} means and what to do`, () => {
      const { short, sentence, nextStep } = describeReason({ kind, engine: 'gemini' });
      assert.match(short, /^\S+( \S+){0,2}$/);
      assert.match(sentence, /^[A-Z].*\.$/);
      assert.match(nextStep, /^[A-Z].*\.$/);
    });
  }

  it('has different words for different causes', () => {
    const sentences = KINDS.map((kind) => describeReason({ kind, engine: 'gemini' }).sentence);
    assert.equal(new Set(sentences).size, KINDS.length);
    const shorts = KINDS.map((kind) => describeReason({ kind, engine: 'gemini' }).short);
    assert.equal(new Set(shorts).size, KINDS.length);
  });

  it('says which engine a file is too large for', () => {
    const { sentence } = describeReason({ kind: 'too-large', engine: 'embedded' });
    assert.notEqual(sentence, describeReason({ kind: 'too-large', engine: 'gemini' }).sentence);
  });

  it('adds when trying again makes sense', () => {
    const plain = describeReason({ kind: 'rate-limited', engine: 'gemini' });
    const timed = describeReason({ kind: 'rate-limited', engine: 'gemini', retryAt: Date.UTC(2026, 0, 15, 12) });
    assert.ok(timed.nextStep.startsWith(plain.nextStep));
    assert.match(timed.nextStep, /\d/);
    assert.equal(timed.sentence, plain.sentence);
  });

  it('puts the count of dropped answers into the sentence', () => {
    const { sentence } = describeReason({ kind: 'ungrounded', engine: 'gemini', detail: '2 of 5' });
    assert.match(sentence, /\(2 of 5\)/);
  });

  it('calls lasting only what the same text would meet again', () => {
    const lasting = KINDS.filter((kind) => describeReason({ kind, engine: 'gemini' }).kind === 'lasting');
    assert.deepEqual(lasting.sort(), [
      'analysis-limit',
      'encoding',
      'excluded',
      'generated',
      'no-adapter',
      'not-text',
      'syntax-errors',
      'too-large',
      'ungrounded',
    ]);
  });
});
