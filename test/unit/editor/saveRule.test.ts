import assert from 'node:assert/strict';
import { scanFor } from '../../../src/editor/saveRule.ts';

describe('what a save sets off', () => {
  it('is both engines only for a save by hand with the full setting', () => {
    assert.equal(scanFor('full', 'python', 'manual'), 'full');
    assert.equal(scanFor('full', 'python', 'automatic'), 'embedded');
    assert.equal(scanFor('embedded', 'python', 'manual'), 'embedded');
  });

  it('is nothing when it is off, or for prose', () => {
    assert.equal(scanFor('off', 'python', 'manual'), 'none');
    assert.equal(scanFor('full', 'markdown', 'manual'), 'none');
    assert.equal(scanFor('full', 'plaintext', 'manual'), 'none');
  });
});
