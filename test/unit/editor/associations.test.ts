import assert from 'node:assert/strict';
import { languageOfClosed } from '../../../src/editor/associations.ts';

describe('the language of a file that is not open', () => {
  const cases: readonly (readonly [string, string, unknown, string])[] = [
    ['by its ending', 'a/x.py', undefined, 'python'],
    ['by the setting first', 'a/x.py', { '*.py': 'plaintext' }, 'plaintext'],
    ['by a whole name', 'a/BUILD', { BUILD: 'python' }, 'python'],
    ['whatever the case', 'a/X.INC', { '*.inc': 'php' }, 'php'],
    ['by the longest pattern that fits', 'a/x.html.inc', { '*.html.inc': 'html', '*.inc': 'php' }, 'html'],
    ['by folders', 'web/tpl/x.js', { '**/tpl/*.js': 'html' }, 'html'],
    ['not by folders that do not fit', 'web/x.js', { '**/tpl/*.js': 'html' }, 'javascript'],
    ['by one of several endings', 'x.zz', { '*.{yy,zz}': 'python' }, 'python'],
    ['by a name that would be an exception in an ignore file', '!x', { '!x': 'python' }, 'python'],
    ['not by an absolute pattern', '/w/x.js', { '/w/*.js': 'html' }, 'javascript'],
    ['not by nonsense', 'x.js', { '*.js': 7 }, 'javascript'],
    ['not by a setting that is no object', 'x.js', 'html', 'javascript'],
  ];
  for (const [title, path, associations, expected] of cases) {
    it(`is known ${title}`, () => {
      assert.equal(languageOfClosed(path, '', associations), expected);
    });
  }

  it('is known by the interpreter in the first line', () => {
    assert.equal(languageOfClosed('bin/tool', '#!/usr/bin/env python3\r\nx = 1', {}), 'python');
  });
});
