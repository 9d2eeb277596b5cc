import assert from 'node:assert/strict';
import { nextQuotaReset } from '../../../src/gemini/quotaReset.ts';

function reset(iso: string): string {
  return new Date(nextQuotaReset(Date.parse(iso))).toISOString();
}

describe('nextQuotaReset', () => {
  it('is midnight in Pacific time, in winter and in summer', () => {
    assert.equal(reset('2026-11-20T12:00:00Z'), '2026-11-21T08:00:00.000Z');
    assert.equal(reset('2026-07-01T12:00:00Z'), '2026-07-02T07:00:00.000Z');
  });

  it('is later the same UTC day for a time before it', () => {
    assert.equal(reset('2026-11-20T03:30:15.250Z'), '2026-11-20T08:00:00.000Z');
  });

  it('is a whole day on at midnight itself', () => {
    assert.equal(reset('2026-11-20T08:00:00Z'), '2026-11-21T08:00:00.000Z');
  });

  it('holds on the days on which the clocks change', () => {
    assert.equal(reset('2026-11-01T07:30:00Z'), '2026-11-02T08:00:00.000Z');
    assert.equal(reset('2027-03-14T08:30:00Z'), '2027-03-15T07:00:00.000Z');
  });
});
