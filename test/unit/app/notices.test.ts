import assert from 'node:assert/strict';
import { Notices } from '../../../src/app/notices.ts';
import { Emitter } from '../../../src/findings/events.ts';
import { EMPTY_RECEIPT, type Reason, type ReasonKind, type ScanOutcome } from '../../../src/findings/outcome.ts';

function outcome(kinds: readonly ReasonKind[], engines: ScanOutcome['receipt']['engines'] = ['embedded']): ScanOutcome {
  return {
    status: kinds.length === 0 ? 'complete' : 'partial',
    reasons: kinds.map((kind) => ({ kind, engine: 'gemini' })),
    receipt: { ...EMPTY_RECEIPT, engines },
  };
}

describe('Notices', () => {
  let finished: Emitter<{ documentId: string; outcome: ScanOutcome }>;
  let said: ReasonKind[];
  let notices: Notices;
  beforeEach(() => {
    finished = new Emitter();
    said = [];
    notices = new Notices({ onDidFinish: finished.event }, { notify: (reason: Reason) => void said.push(reason.kind) });
  });

  const finish = (...args: Parameters<typeof outcome>): void =>
    finished.fire({ documentId: 'd', outcome: outcome(...args) });

  it('says each cause once, over all documents', () => {
    finish(['quota']);
    finished.fire({ documentId: 'other', outcome: outcome(['quota', 'network']) });
    assert.deepEqual(said, ['quota', 'network']);
  });

  it('keeps to the log what the person can do nothing about', () => {
    finish(['no-adapter', 'ungrounded', 'overloaded', 'excluded']);
    assert.deepEqual(said, []);
  });

  it('speaks again after a review that went well', () => {
    finish(['quota']);
    finish([], ['embedded', 'gemini']);
    finish(['quota']);
    assert.deepEqual(said, ['quota', 'quota']);
  });

  it('does not take a scan without Gemini for one that went well', () => {
    finish(['quota']);
    finish([], ['embedded']);
    finish(['quota']);
    assert.deepEqual(said, ['quota']);
  });

  it('is silent once it is disposed of', () => {
    notices.dispose();
    finish(['quota']);
    assert.deepEqual(said, []);
  });
});
