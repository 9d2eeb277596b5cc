import assert from 'node:assert/strict';
import type { TextShape } from '../../../../../src/code/embedded/flow/patterns.ts';
import {
  isPlain,
  isStrictPattern,
  shapeAfterReplacing,
  shapeOfMatch,
  shapeWithout,
} from '../../../../../src/code/embedded/flow/patterns.ts';

const NONE = { start: false, end: false };

/** The ASCII signs from ! to ~ that the shape allows, in order. */
function signs(shape: TextShape | undefined): string | undefined {
  if (shape === undefined) return undefined;
  const printable = Array.from({ length: 94 }, (_unused, at) => String.fromCharCode(33 + at));
  return printable.filter((sign) => shape.allows(sign)).join('');
}

describe('isStrictPattern', () => {
  it('takes anchored patterns without anything that means something to a shell or to SQL', () => {
    for (const pattern of [
      '^[a-z]+$',
      '^\\w+$',
      '^[\\w.-]{1,20}$',
      '\\A[a-z]+\\Z',
      '^(?:asc|desc)$',
      '^\\d{4}-\\d{2}-\\d{2}$',
      '^[A-Za-z0-9_/-]+$',
      '^v\\d+\\.\\d+$',
    ]) {
      assert.equal(isStrictPattern(pattern, '', NONE), true, pattern);
    }
  });

  it('refuses all others', () => {
    for (const pattern of [
      '[a-z]+',
      '^[a-z]+',
      '[a-z]+$',
      '^.*$',
      '^a|b$',
      '^[^a]+$',
      '^\\S+$',
      '^\\W$',
      "^[a-z']+$",
      '^[a-z;]+$',
      '^[a-z ]+$',
      '^\\s+$',
      '^[a-z$]+$',
      '^a\\$',
      '^(a|.)$',
    ]) {
      assert.equal(isStrictPattern(pattern, '', NONE), false, pattern);
    }
    assert.equal(isStrictPattern('^[a-z]+$', 'm', NONE), false);
  });

  it('takes the anchors that a function gives', () => {
    assert.equal(isStrictPattern('[a-z]+', '', { start: true, end: true }), true);
    assert.equal(isStrictPattern('[a-z]+', '', { start: true, end: false }), false);
  });
});

describe('the shape of a match', () => {
  const of = (pattern: string): TextShape | undefined => shapeOfMatch(pattern, '', NONE);

  it('is made of what the pattern names', () => {
    assert.equal(signs(of('^[a-c]+$')), 'abc');
    assert.equal(signs(of('^[+-]?\\d{1,3}(?:\\.\\d*)?$')), '+-.0123456789');
    assert.equal(signs(of('^(?:ab|c[d-f])\\/x$')), '/abcdefx');
    assert.equal(signs(of('^[\\]\\-\\\\^]$')), '-\\]^');
    assert.equal(signs(of('^[]a]$')), ']a');
    assert.equal(signs(of('^(?=a)(?P<name>b)(?<other>c)\\b$')), 'bc');
    assert.equal(signs(of('^\\x41\\u0042$')), 'AB');
    assert.equal(signs(of('^[^!-~]*$')), '');
    assert.equal(signs(of('^.$'))?.length, 94);
    assert.equal(signs(of('^\\S$'))?.length, 94);
    assert.equal(signs(of('^\\W$'))?.includes('/'), true);
  });

  it('counts the dots that there can be', () => {
    for (const [pattern, dots] of [
      ['^[a-z]+\\.txt$', 1],
      ['^\\w+(\\.\\w+){2}$', 2],
      ['^[\\w.]+$', Infinity],
      ['^\\.?\\.?$', 2],
      ['^(?:a\\.|b)$', 1],
      ['^\\w*$', 0],
    ] as const)
      assert.equal(of(pattern)?.dots, dots, pattern);
  });

  it('is not known where the pattern does not speak of the whole text, or is not understood', () => {
    for (const pattern of ['[a-z]+', '^a|b$', '^(a)\\1$', '^\\p{L}+$', '^(?i:a)$', '^[a$', '^(a$', '^*a$', '^a)$'])
      assert.equal(of(pattern), undefined, pattern);
    assert.equal(shapeOfMatch('^a$', 'm', NONE), undefined);
    assert.equal(signs(shapeOfMatch('a', '', { start: true, end: true })), 'a');
    assert.equal(of(`^${'('.repeat(80)}a${')'.repeat(80)}$`), undefined);
  });
});

describe('the shape of what is left', () => {
  it('after a replacement is everything but what was found, and what it was replaced by', () => {
    assert.equal(signs(shapeAfterReplacing('[^a-c]', '_')), '_abc');
    assert.equal(signs(shapeAfterReplacing('([^a-c]+)', '')), 'abc');
    assert.equal(signs(shapeAfterReplacing('\\W', '')), signs(shapeOfMatch('^\\w*$', '', NONE)));
    assert.equal(signs(shapeAfterReplacing('\\/|\\.', ''))?.includes('/'), false);
    assert.equal(shapeAfterReplacing('\\.', '')?.dots, 0);
    assert.equal(shapeAfterReplacing('\\/', '.')?.dots, Infinity);
  });

  it('is not known after one of more than single signs', () => {
    for (const pattern of ['\\.\\.', 'ab', '[a-z]+b', 'a?', '(a|bc)', '[a-z']) {
      assert.equal(shapeAfterReplacing(pattern, ''), undefined, pattern);
    }
    assert.equal(shapeAfterReplacing('[^a]', '$&'), undefined);
    assert.equal(shapeAfterReplacing('[^a]', '\\1'), undefined);
  });

  it('between separators is everything else', () => {
    assert.equal(shapeWithout('/').allows('/'), false);
    assert.equal(shapeWithout('/').allows('.'), true);
  });

  it('is plain without signs that mean something', () => {
    const plain = (pattern: string): boolean | undefined => {
      const shape = shapeAfterReplacing(pattern, '');
      return shape === undefined ? undefined : isPlain(shape);
    };
    assert.equal(plain('[^\\w./:@-]'), true);
    assert.equal(plain("[^\\w']"), false);
    assert.equal(plain('[^\\w ]'), false);
    assert.equal(plain('[;&|]'), false);
  });
});
