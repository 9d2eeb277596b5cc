import assert from 'node:assert/strict';
import { Consent } from '../../../src/app/consent.ts';
import { MapMemory } from '../../support/memory.ts';

type Answer = 'granted' | 'declined' | undefined;

/** A dialog that gives the same answer each time it is opened. */
function dialogWith(answer: Answer): { opened: number; askConsent(): Promise<Answer> } {
  return {
    opened: 0,
    askConsent() {
      this.opened++;
      return Promise.resolve(answer);
    },
  };
}

describe('Consent', () => {
  it('is undecided until somebody is asked', () => {
    assert.equal(new Consent(new MapMemory(), dialogWith('granted')).state, 'undecided');
  });

  for (const answer of ['granted', 'declined'] as const) {
    it(`remembers ${answer} on the machine`, async () => {
      const memory = new MapMemory();
      assert.equal(await new Consent(memory, dialogWith(answer)).ask(), answer);
      assert.equal(new Consent(memory, dialogWith(undefined)).state, answer);
    });
  }

  it('stays undecided when the dialog is closed, and asks again', async () => {
    const dialog = dialogWith(undefined);
    const consent = new Consent(new MapMemory(), dialog);
    assert.equal(await consent.ask(), 'undecided');
    assert.equal(await consent.ask(), 'undecided');
    assert.equal(dialog.opened, 2);
  });

  it('keeps what was said before when the dialog is closed', async () => {
    const memory = new MapMemory();
    await new Consent(memory, dialogWith('granted')).ask();
    assert.equal(await new Consent(memory, dialogWith(undefined)).ask(), 'granted');
  });

  it('opens one dialog for several callers at once', async () => {
    const dialog = dialogWith('granted');
    const consent = new Consent(new MapMemory(), dialog);
    assert.deepEqual(await Promise.all([consent.ask(), consent.ask(), consent.ask()]), [
      'granted',
      'granted',
      'granted',
    ]);
    assert.equal(dialog.opened, 1);
  });

  it('can be changed', async () => {
    const memory = new MapMemory();
    await new Consent(memory, dialogWith('granted')).ask();
    assert.equal(await new Consent(memory, dialogWith('declined')).ask(), 'declined');
  });

  it('asks anew when the terms have changed, and believes nothing that it did not write', async () => {
    const memory = new MapMemory();
    await new Consent(memory, dialogWith('granted')).ask();
    const [key, written] = [...memory.values][0] ?? [];
    assert.ok(key !== undefined && typeof written === 'object');
    for (const value of [
      { ...written, terms: 0 },
      { ...written, answer: 'yes' },
      { answer: 'granted' },
      'granted',
      true,
      null,
    ]) {
      memory.values.set(key, value);
      assert.equal(new Consent(memory, dialogWith('granted')).state, 'undecided', JSON.stringify(value));
    }
  });

  it('can ask again after a dialog that failed', async () => {
    let fails = true;
    const consent = new Consent(new MapMemory(), {
      askConsent: () => (fails ? Promise.reject(new Error('no window')) : Promise.resolve('granted')),
    });
    await assert.rejects(consent.ask(), /no window/);
    fails = false;
    assert.equal(await consent.ask(), 'granted');
  });
});
