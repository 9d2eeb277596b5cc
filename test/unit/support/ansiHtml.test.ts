import assert from 'node:assert/strict';
import { ansiToHtml } from '../../support/ansiHtml.ts';

const ESCAPE = '\u001b[';

describe('ansiToHtml', () => {
  it('keeps text as text', () => {
    assert.equal(ansiToHtml('a < b && <i>'), '<span style="">a &lt; b &amp;&amp; &lt;i&gt;</span>');
  });

  it('adds styles up, and takes back only what is taken back', () => {
    assert.equal(
      ansiToHtml(`${ESCAPE}1m${ESCAPE}31mx${ESCAPE}39my${ESCAPE}22mz`),
      '<span style="font-weight: bold; color: #ff7b72">x</span>' +
        '<span style="font-weight: bold">y</span><span style="">z</span>',
    );
  });

  it('refuses what it does not know', () => {
    assert.throws(() => ansiToHtml(`${ESCAPE}35mx`), RangeError);
  });
});
