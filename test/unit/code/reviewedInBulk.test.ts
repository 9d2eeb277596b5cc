import assert from 'node:assert/strict';
import { isBinaryName } from '../../../src/code/binaryNames.ts';
import { isReviewedInBulk } from '../../../src/code/reviewedInBulk.ts';

describe('what a model reads when many files are scanned', () => {
  it('is source code and configuration', () => {
    assert.ok(isReviewedInBulk('src/a.py', 'python'));
    assert.ok(isReviewedInBulk('deploy.yaml', 'yaml'));
    assert.ok(isReviewedInBulk('package.json', 'json'));
  });

  it('is no document, and nothing that a tool made', () => {
    assert.ok(!isReviewedInBulk('README.md', 'markdown'));
    assert.ok(!isReviewedInBulk('LICENSE', 'plaintext'));
    assert.ok(!isReviewedInBulk('app/package-lock.json', 'json'));
    assert.ok(!isReviewedInBulk('lib/jquery.min.js', 'javascript'));
  });
});

describe('names of files that are no text', () => {
  it('are told by their ending, whatever its case', () => {
    assert.ok(['logo.png', 'a/b/FONT.WOFF2', 'x.tar.gz', 'mod.wasm'].every(isBinaryName));
  });

  it('are not those of text, of files without an ending, or of hidden ones', () => {
    assert.ok(!['logo.svg', 'png', '.png', 'a.png/readme', 'x.py', 'data.dat'].some(isBinaryName));
  });
});
