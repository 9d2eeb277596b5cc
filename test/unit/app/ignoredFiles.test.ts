import assert from 'node:assert/strict';
import { IgnoredFiles } from '../../../src/app/ignoredFiles.ts';

const signal = new AbortController().signal;

/** @param files what is in each ignore file; an error is what reading it throws */
function ignored(files: Readonly<Record<string, string | Error>>): IgnoredFiles {
  return new IgnoredFiles(
    {
      read: (path) => {
        const content = files[path];
        return content instanceof Error ? Promise.reject(content) : Promise.resolve(content);
      },
    },
    signal,
  );
}

describe('the files that ignore files name', () => {
  const cases: readonly (readonly [string, Readonly<Record<string, string>>, string, string | undefined])[] = [
    ['a pattern anywhere below its file', { '.gitignore': '*.log' }, 'a/b/x.log', '.gitignore: *.log'],
    ['an anchored pattern only in its folder', { '.gitignore': '/dist/' }, 'a/dist/x.js', undefined],
    ['all of an ignored folder', { '.gitignore': 'dist/' }, 'a/dist/b/x.js', '.gitignore: dist/'],
    ['a file in a folder further down', { 'a/.gitignore': 'x.js' }, 'a/x.js', 'a/.gitignore: x.js'],
    ['nothing beside that folder', { 'a/.gitignore': 'x.js' }, 'x.js', undefined],
    ['not what a deeper file includes', { '.gitignore': '*.log', 'a/.gitignore': '!x.log' }, 'a/x.log', undefined],
    ['not what a later pattern includes', { '.gitignore': '*.log\n!x.log' }, 'x.log', undefined],
    [
      'what is in an ignored folder, whatever is included there',
      { '.gitignore': 'dist/', 'dist/.gitignore': '!x.js' },
      'dist/x.js',
      '.gitignore: dist/',
    ],
    [
      'not what is in a folder that a deeper file includes again',
      { '.gitignore': 'dist/', 'a/.gitignore': '!dist/' },
      'a/dist/x.js',
      undefined,
    ],
    ['by exact case, as git does where case counts', { '.gitignore': 'Build/' }, 'build/x.js', undefined],
    ['what .cursorignore names', { '.cursorignore': 'notes/' }, 'notes/x.py', '.cursorignore: notes/'],
    [
      'what one kind names although the other includes it',
      { '.gitignore': '*.py', '.cursorignore': '!*.py' },
      'x.py',
      '.gitignore: *.py',
    ],
    [
      'nothing by a pattern that is too costly to match',
      { '.gitignore': 'a/**/b/**/c/**/*.py' },
      'a/b/c/x.py',
      undefined,
    ],
  ];
  for (const [title, files, path, expected] of cases) {
    it(`are ${title}`, async () => {
      assert.equal(await ignored(files).ignoredBy(path), expected);
    });
  }

  it('are none by an ignore file that cannot be read, which is told', async () => {
    const files = ignored({ '.gitignore': new Error('EACCES'), 'a/.gitignore': 'x.js' });
    assert.equal(await files.ignoredBy('a/y.js'), undefined);
    assert.equal(await files.ignoredBy('a/x.js'), 'a/.gitignore: x.js');
    assert.deepEqual(files.unreadable, ['.gitignore']);
  });

  it('are found with one reading of each ignore file', async () => {
    const read: string[] = [];
    const files = new IgnoredFiles(
      {
        read: (path) => {
          read.push(path);
          return Promise.resolve(undefined);
        },
      },
      signal,
    );
    await Promise.all(['a/x.js', 'a/y.js', 'a/b/z.js'].map((path) => files.ignoredBy(path)));
    assert.deepEqual(read.sort(), [
      '.cursorignore',
      '.gitignore',
      'a/.cursorignore',
      'a/.gitignore',
      'a/b/.cursorignore',
      'a/b/.gitignore',
    ]);
  });

  it('does not read what is in an ignored folder', async () => {
    const read: string[] = [];
    const files = new IgnoredFiles(
      {
        read: (path) => {
          read.push(path);
          return Promise.resolve(path === '.gitignore' ? 'dist/' : undefined);
        },
      },
      signal,
    );
    assert.equal(await files.ignoredBy('dist/a/b/x.js'), '.gitignore: dist/');
    assert.deepEqual(read, ['.gitignore', '.cursorignore']);
  });

  it('ends with the signal', async () => {
    const abort = new AbortController();
    const files = new IgnoredFiles({ read: () => Promise.reject(new Error('cut off')) }, abort.signal);
    abort.abort();
    await assert.rejects(files.ignoredBy('x.js'), { name: 'AbortError' });
  });
});
