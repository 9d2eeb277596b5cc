import assert from 'node:assert/strict';
import { contrast, rgbOf } from '../../support/contrast.ts';

describe('contrast', () => {
  it('is 21 between black and white, and 1 between equals', () => {
    assert.equal(contrast('#000000', 'rgb(255, 255, 255)'), 21);
    assert.equal(contrast('#336699', '#336699'), 1);
  });

  it('puts #767676 just above, and #777777 just below, what text on white needs', () => {
    assert.ok(contrast('#767676', '#ffffff') >= 4.5);
    assert.ok(contrast('#777777', '#ffffff') < 4.5);
  });

  it('refuses a colour through which another one shines', () => {
    assert.throws(() => rgbOf('rgba(0, 0, 0, 0.5)'), RangeError);
  });
});
