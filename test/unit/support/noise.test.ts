import assert from 'node:assert/strict';
import { withoutNoise } from '../../support/editorServer/noise.ts';

describe('withoutNoise', () => {
  it('drops a known line with the lines that belong to it', () => {
    const lines = [
      'Error: Could not locate the bindings file. Tried:',
      ' → /a/spdlog.node',
      '    at bindings (/b.js:1:2)',
      '}',
    ];
    assert.deepEqual(withoutNoise([...lines, 'palisade: scan failed']), ['palisade: scan failed']);
  });

  it('keeps an error of ours with its stack', () => {
    const lines = ['TypeError: x is undefined', '    at activate (/palisade/dist/extension.cjs:1:2)'];
    assert.deepEqual(withoutNoise(lines), lines);
  });

  it('keeps an error of ours that follows noise', () => {
    const ours = ['Error: no worker', '    at start (/palisade/dist/extension.cjs:1:2)'];
    assert.deepEqual(withoutNoise(['spdlog is not there', '    at x', ...ours]), ours);
  });
});
