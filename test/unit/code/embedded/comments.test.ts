import assert from 'node:assert/strict';
import { analyse } from './engineForTests.ts';

describe('comments', () => {
  for (const [language, text, expected] of [
    ['python', '#!/bin/x\nx = 1  # one\ny = "# no"\n', ['#!/bin/x', '# one']],
    [
      'python',
      `"""Module."""\ndef f():\n    '''Of\n    f.'''\n    "a" "b"\n    f"{run()}"\n    return "c"\n`,
      ['"""Module."""', "'''Of\n    f.'''", '"a" "b"'],
    ],
    [
      'javascript',
      '#!/bin/x\na(/* b */ "// no"); // c\n`d`;\n`${e()}`;\n<!-- f\n',
      ['#!/bin/x', '/* b */', '// c', '`d`;', '<!-- f'],
    ],
    ['typescriptreact', 'const a = <p>{/* b */}<i /* c */>// no</i></p>;\n', ['/* b */', '/* c */']],
  ] as const) {
    it(`are told, with what does no more than they do: ${JSON.stringify(expected)}`, async () => {
      const { status, comments } = await analyse(language, text);
      assert.equal(status, 'complete');
      assert.deepEqual(
        comments?.map(({ start, end }) => text.slice(start, end)),
        expected,
      );
    });
  }

  it('are not told where there is no grammar', async () => {
    assert.equal((await analyse('plaintext', '# a\n')).comments, undefined);
  });

  it('may be hidden in what the parser did not understand', async () => {
    const text = 'x = 1\n)) """ perhaps a comment ((\n';
    const { comments = [] } = await analyse('python', text);
    assert.ok(comments.some(({ start, end }) => text.slice(start, end).includes('perhaps a comment')));
  });
});
