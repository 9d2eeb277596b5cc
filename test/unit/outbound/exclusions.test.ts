import assert from 'node:assert/strict';
import { exclusionOf } from '../../../src/outbound/exclusions.ts';
import type { IgnoreFileReader } from '../../../src/outbound/exclusions.ts';

const signal = new AbortController().signal;

function readerOf(files: Readonly<Record<string, string>>): IgnoreFileReader {
  return { read: (path) => Promise.resolve(files[path]) };
}

async function by(
  path: string,
  files: Readonly<Record<string, string>> = {},
  userPatterns: readonly string[] = [],
): Promise<string | undefined> {
  return (await exclusionOf(path, { reader: readerOf(files), userPatterns: [userPatterns], signal }))?.by;
}

describe('exclusionOf: built-in', () => {
  const kept = [
    '.env', '.env.local', 'config/.env.production', 'prod.env', 'PROD.ENV', '.Env', 'certs/server.pem', 'server.KEY', 'a.p12', 'a.pfx',
    'release.jks', 'release.keystore', 'id_rsa', 'keys/id_ed25519', 'id_rsa.pub', '.npmrc', 'app/.pypirc', '.netrc', 'credentials',
    'home/.aws/config', '.ssh/config', '.kube/config', 'infra/terraform.tfstate', 'infra/terraform.tfstate.backup', 'terraform.tfvars',
    'config/secrets.yml', 'secrets.YAML', 'service-account.json', 'service-account-prod.json', 'client_secret_1.json',
    'a/.docker/config.json', '.git/config', '.git-credentials',
  ]; // prettier-ignore
  for (const path of kept) {
    it(`keeps ${path} here`, async () => {
      assert.match((await by(path)) ?? '', /^built-in: /);
    });
  }

  const sent = [
    'src/app.py', 'src/environment.ts', 'src/env.ts', 'src/keys.ts', 'src/credentials/index.ts', 'src/secrets.ts', 'src/monkey.py',
    'docs/pem.md', 'src/id_generator.py', 'src/tfstate.go', 'aws/index.ts',
  ]; // prettier-ignore
  for (const path of sent) {
    it(`has nothing against ${path}`, async () => {
      assert.equal(await by(path), undefined);
    });
  }

  it('names the pattern', async () => {
    assert.equal(await by('config/.env.local'), 'built-in: .env*');
  });

  it('cannot be undone by an ignore file or a setting', async () => {
    assert.equal(await by('.env.local', { '.gitignore': '!.env*' }, ['!.env*']), 'built-in: .env*');
  });
});

describe('exclusionOf: ignore files', () => {
  it('names the file and the pattern', async () => {
    assert.equal(await by('dist/app.js', { '.gitignore': '# built\n/dist/\n' }), '.gitignore: /dist/');
    assert.equal(await by('notes/a.py', { '.cursorignore': 'notes/' }), '.cursorignore: notes/');
  });

  it('reads the ignore files from the folder down to the file', async () => {
    const files = { 'packages/.gitignore': 'private/\n', 'packages/api/.gitignore': '/local.py' };
    assert.equal(await by('packages/api/local.py', files), 'packages/api/.gitignore: /local.py');
    assert.equal(await by('packages/api/private/a.py', files), 'packages/.gitignore: private/');
    assert.equal(await by('packages/web/local.py', files), undefined);
    assert.equal(await by('private/a.py', files), undefined);
  });

  it('lets a deeper file include again what a higher one excludes', async () => {
    const files = { '.gitignore': '*.log', 'keep/.gitignore': '!*.log' };
    assert.equal(await by('keep/a.log', files), undefined);
    assert.equal(await by('other/a.log', files), '.gitignore: *.log');
  });

  it('lets nothing below an excluded folder be included again', async () => {
    const files = { '.gitignore': 'build/\n!build/keep.py', 'build/.gitignore': '!*' };
    assert.equal(await by('build/keep.py', files), '.gitignore: build/');
  });

  it('lets the last matching pattern of a file decide', async () => {
    assert.equal(await by('a.gen.py', { '.gitignore': '*.gen.py\n!a.gen.py' }), undefined);
    assert.equal(await by('a.gen.py', { '.gitignore': '!a.gen.py\n*.gen.py' }), '.gitignore: *.gen.py');
  });

  it('does not let one kind of ignore file overrule the other', async () => {
    assert.equal(await by('a.py', { '.gitignore': 'a.py', '.cursorignore': '!a.py' }), '.gitignore: a.py');
  });

  it('takes anchors, wildcards and escapes as git does', async () => {
    const files = { '.gitignore': '\ufeff/top.py\r\ndocs/**/draft.py\r\n\\#odd.py\r\nspace\\ \r\n' };
    assert.equal(await by('top.py', files), '.gitignore: /top.py');
    assert.equal(await by('sub/top.py', files), undefined);
    assert.equal(await by('docs/a/b/draft.py', files), '.gitignore: docs/**/draft.py');
    assert.equal(await by('#odd.py', files), '.gitignore: \\#odd.py');
  });

  it('excludes when only the case differs, since the file system may not tell', async () => {
    assert.equal(await by('Private/a.py', { '.gitignore': 'private/' }), '.gitignore: private/');
    assert.equal(await by('private/a.py', { '.gitignore': 'private/*\n!PRIVATE/A.PY' }), '.gitignore: private/*');
  });

  it('excludes everything below an ignore file that cannot be read', async () => {
    const reader: IgnoreFileReader = {
      read: (path) => (path === 'src/.gitignore' ? Promise.reject(new Error('EACCES')) : Promise.resolve(undefined)),
    };
    const options = { reader, userPatterns: [], signal };
    assert.equal((await exclusionOf('src/app.py', options))?.by, 'src/.gitignore, which could not be read');
    assert.equal((await exclusionOf('src/deep/app.py', options))?.by, 'src/.gitignore, which could not be read');
    assert.equal(await exclusionOf('lib/app.py', options), undefined);
  });

  it('excludes when it was aborted before it knew', async () => {
    const aborted = AbortSignal.abort();
    assert.ok(await exclusionOf('src/app.py', { reader: readerOf({}), userPatterns: [], signal: aborted }));
  });

  it('does not throw for malformed patterns, and still honours the others', async () => {
    const malformed = ['[', '[z-a]', '\\', '(', '!', '[!]', '/', 'a'.repeat(100_000), '\u0000', '{'];
    const files = { '.gitignore': [...malformed, 'dist/'].join('\n') };
    assert.equal(await by('dist/app.js', files, malformed), '.gitignore: dist/');
    assert.equal(await by('dist/app.js', {}, [...malformed, 'dist/']), 'palisade.exclude: dist/');
  });

  it('is not held up by a pattern that can match in countless ways', async () => {
    const path = `${'a/'.repeat(60)}c.py`;
    const hostile = `${'a/**/'.repeat(12)}b`;
    assert.ok(await by(path, { '.gitignore': hostile }));
    assert.equal(await by(path, { '.gitignore': `*.py\n!${hostile}` }), '.gitignore: *.py');
  });
});

describe('exclusionOf: palisade.exclude', () => {
  it('is judged level by level: no level takes away what another excludes', async () => {
    const levels = [['clients/**'], ['!clients/**', 'dist/']];
    const excluded = async (path: string) => (await exclusionOf(path, { userPatterns: levels, signal }))?.by;
    assert.equal(await excluded('clients/a.py'), 'palisade.exclude: clients/**');
    assert.equal(await excluded('dist/a.js'), 'palisade.exclude: dist/');
    assert.equal(await excluded('src/a.py'), undefined);
  });

  it('takes patterns in gitignore syntax', async () => {
    assert.equal(await by('vendor/lib/a.js', {}, ['vendor/']), 'palisade.exclude: vendor/');
    assert.equal(await by('src/a.generated.ts', {}, ['**/*.generated.ts']), 'palisade.exclude: **/*.generated.ts');
    assert.equal(await by('src/a.ts', {}, ['*.generated.ts']), undefined);
  });
});

describe('exclusionOf: paths outside the folder', () => {
  for (const path of [
    '../other/dist/app.js',
    '/home/bob/dist/app.js',
    'C:\\work\\dist\\app.js',
    'src/../../dist/app.js',
  ]) {
    it(`asks only built-in and user patterns for ${path}`, async () => {
      assert.equal(await by(path, { '.gitignore': 'dist/' }), undefined);
      assert.equal(await by(path, {}, ['app.js']), 'palisade.exclude: app.js');
      assert.match((await by(path.replace('app.js', '.env'))) ?? '', /^built-in/);
    });
  }

  it('works without a reader', async () => {
    assert.equal(await exclusionOf('app.py', { userPatterns: [], signal }), undefined);
    assert.ok(await exclusionOf('.aws/credentials', { userPatterns: [], signal }));
  });

  it('resolves dots inside the folder and takes backslashes for slashes', async () => {
    assert.equal(await by('./src/../dist/app.js', { '.gitignore': '/dist/' }), '.gitignore: /dist/');
    assert.equal(await by('dist\\app.js', { '.gitignore': '/dist/' }), '.gitignore: /dist/');
  });

  it('sends nothing that has no name', async () => {
    for (const path of ['', '/', '.', '..', '../..']) assert.ok(await by(path), path);
  });
});
